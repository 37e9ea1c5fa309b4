"""Who is in: courses, stops, index date and arm, population, sets and subsets."""

from __future__ import annotations

from spec.framework import Spec

SPECS = (
    Spec(
        "Lines that touch or overlap are one course, whatever the dose; one free day makes two",
        pins="rows of one drug, at any dose, at most `gap` days apart (default 0",
        given="""
treatments
patient | drug         | daily_dose | start      | stop
A       | upadacitinib | 15 mg      | 2021-03-01 | 2021-03-31
A       | upadacitinib | 30 mg      | 2021-04-01 | 2021-05-31
B       | upadacitinib | 15 mg      | 2021-03-01 | 2021-03-31
B       | upadacitinib | 15 mg      | 2021-04-02 | 2021-05-31
C       | upadacitinib | 15 mg      | 2021-03-01 | 2021-06-30
C       | upadacitinib | 30 mg      | 2021-04-01 | 2021-05-31
D       | upadacitinib | 15 mg      | 2021-03-01 | 2021-04-01
D       | upadacitinib | 30 mg      | 2021-04-01 | 2021-05-31
""",
        then="""
courses
patient | drug         | start      | stop
A       | upadacitinib | 2021-03-01 | 2021-05-31
B       | upadacitinib | 2021-03-01 | 2021-03-31
B       | upadacitinib | 2021-04-02 | 2021-05-31
C       | upadacitinib | 2021-03-01 | 2021-06-30

who is in
patient | arm   | index_date | stop
A       | upa15 | 2021-03-01 | 2021-05-31
B       | upa15 | 2021-03-01 | 2021-03-31
C       | upa15 | 2021-03-01 | 2021-06-30
D       | upa15 | 2021-03-01 | 2021-05-31

findings
rule              | row          | column
overlapping_lines | treatments 7 | start
""",
    ),
    Spec(
        "With gap: 14, fourteen free days are one course and fifteen are two",
        pins="days apart = next start - previous stop - 1)",
        protocol="""
gap: 14
""",
        given="""
treatments
patient | drug         | daily_dose | start      | stop
A       | upadacitinib | 15 mg      | 2021-03-01 | 2021-03-31
A       | upadacitinib | 15 mg      | 2021-04-15 | 2021-05-31
B       | upadacitinib | 15 mg      | 2021-03-01 | 2021-03-31
B       | upadacitinib | 15 mg      | 2021-04-16 | 2021-05-31
""",
        then="""
courses
patient | drug         | start      | stop
A       | upadacitinib | 2021-03-01 | 2021-05-31
B       | upadacitinib | 2021-03-01 | 2021-03-31
B       | upadacitinib | 2021-04-16 | 2021-05-31
""",
    ),
    Spec(
        "Lines without a stop keep their course open, also before a later line with one",
        pins="an empty stop is ongoing",
        given="""
treatments
patient | drug         | daily_dose | start      | stop
A       | upadacitinib | 15 mg      | 2021-03-01 |
B       | upadacitinib | 15 mg      | 2021-03-01 |
B       | upadacitinib | 30 mg      | 2021-06-01 | 2021-07-31
C       | upadacitinib | 15 mg      | 2021-03-01 | ongoing
""",
        then="""
who is in
patient | stop
A       |
B       |
C       |

courses
patient | drug         | start      | stop
B       | upadacitinib | 2021-03-01 |

findings
rule               | row
open_line_followed | treatments 3
""",
    ),
    Spec(
        "An open course ends the day before another arm's drug starts; another drug changes nothing",
        pins="ends the day before a course of another arm's drug starts",
        given="""
treatments
patient | drug         | daily_dose | start      | stop
A       | upadacitinib | 15 mg      | 2021-03-01 |
A       | baricitinib  | 4 mg       | 2021-06-10 |
B       | upadacitinib | 15 mg      | 2021-03-01 |
B       | dupilumab    | 20 mg      | 2021-06-10 |
C       | upadacitinib | 15 mg      | 2021-03-01 |
C       | baricitinib  | 2 mg       | 2021-06-10 | 2021-06-20
""",
        then="""
who is in
patient | arm   | stop       | switched
A       | upa15 | 2021-06-09 | yes
B       | upa15 |            | no
C       | upa15 | 2021-06-09 | yes

stops
level  | unit     | N | n
switch | patients | 2 | 2
""",
    ),
    Spec(
        "A written stop always stands, even after the start of another arm's drug",
        pins="a written stop always stands",
        given="""
treatments
patient | drug         | daily_dose | start      | stop
A       | upadacitinib | 15 mg      | 2021-03-01 | 2021-07-31
A       | baricitinib  | 4 mg       | 2021-06-10 |
""",
        then="""
who is in
patient | arm   | stop       | switched
A       | upa15 | 2021-07-31 | no
""",
    ),
    Spec(
        "A change of dose is no stop and does not change the arm; a switch to another drug is a stop",
        pins="A change of dose is never a stop; a switch to another drug is.",
        given="""
treatments
patient | drug         | daily_dose | start      | stop
A       | upadacitinib | 15 mg      | 2021-03-01 | 2021-04-30
A       | upadacitinib | 30 mg      | 2021-05-01 |
B       | upadacitinib | 15 mg      | 2021-03-01 |
B       | baricitinib  | 4 mg       | 2021-05-01 |
""",
        then="""
who is in
patient | arm   | stop
A       | upa15 |
B       | upa15 | 2021-04-30

stops
arm   | variable | N | n
upa15 | stops    | 2 | 1
bari4 | stops    | 0 | 0
""",
    ),
    Spec(
        "The doses of the index course are a timeline",
        pins="**Dose changes** are kept as a timeline.",
        protocol="""
subsets: {escalated: {dose_change: increase}, reduced: {dose_change: decrease}, changed: {dose_change: any}}
""",
        given="""
treatments
patient | drug         | daily_dose | start      | stop
A       | upadacitinib | 15 mg      | 2021-03-01 | 2021-04-30
A       | upadacitinib | 30 mg      | 2021-05-01 |
B       | upadacitinib | 30 mg      | 2021-03-01 | 2021-04-30
B       | upadacitinib | 15 mg      | 2021-05-01 |
C       | upadacitinib | 15 mg      | 2021-03-01 | 2021-04-30
C       | upadacitinib | 15 mg      | 2021-05-01 |
D       | upadacitinib | 15 mg      | 2021-03-01 | 2021-04-30
D       | upadacitinib | 30 mg      | 2021-05-01 | 2021-05-31
D       | upadacitinib | 15 mg      | 2021-06-01 |
""",
        then="""
doses
patient | change
A       | increase
B       | decrease
C       | none
D       | both

conditions
patient | condition | met
A       | escalated | yes
A       | reduced   | no
B       | escalated | no
B       | changed   | yes
C       | changed   | no
D       | escalated | yes
D       | reduced   | yes
""",
    ),
    Spec(
        "The first course that begins in the enrolment period and matches an arm gives the index date",
        pins="start of the first course whose first dose falls in the enrolment period and matches an arm",
        protocol="""
enrolment: {first_dose: [2021-03-01, 2022-01-31]}
prior_use: allow
""",
        given="""
treatments
patient | drug         | daily_dose | start      | stop
A       | upadacitinib | 15 mg      | 2020-06-01 | 2020-12-31
A       | upadacitinib | 30 mg      | 2021-04-01 |
B       | upadacitinib | 45 mg      | 2021-03-10 | 2021-03-31
B       | baricitinib  | 4 mg       | 2021-05-01 |
C       | upadacitinib | 15 mg      | 2021-02-01 | 2021-03-01
C       | upadacitinib | 30 mg      | 2021-03-02 |
D       | dupilumab    | 20 mg      | 2021-03-10 |
""",
        then="""
who is in
patient | arm   | index_date | left
A       | upa30 | 2021-04-01 |
B       | bari4 | 2021-05-01 |
C       |       |            | no_index
D       |       |            | no_index
""",
    ),
    Spec(
        "A later dose of the course that would match an arm is no first dose; a first day alone is no treatment",
        pins="start of the first course whose first dose falls in the enrolment period and matches an arm",
        given="""
patients
patient | arm
B       | upa15
E       | upa15

treatments
patient | drug         | daily_dose | start      | stop
A       | upadacitinib | 45 mg      | 2021-03-01 | 2021-03-31
A       | upadacitinib | 15 mg      | 2021-04-01 |
C       | upadacitinib | 15 mg      |            | 2021-04-01
D       | upadacitinib | 15 mg      | 2021-04-01 | 2021-03-01
E       | upadacitinb  | 15 mg      | 2021-04-01 |
""",
        then="""
who is in
patient | index_date | left
A       |            | no_index
B       |            | no_index
C       |            | no_index
D       |            | no_index
E       |            | no_index

findings
rule                | row          | column
first_dose_missing  | patients 2   | arm
first_dose_missing  | patients 3   | arm
drug_of_no_arm      | treatments 6 | drug
dose_of_no_arm      | treatments 2 | daily_dose
patient_without_row | treatments 2 | patient
patient_without_row | treatments 4 | patient
patient_without_row | treatments 5 | patient
start_missing       | treatments 4 | start
stop_before_start   | treatments 5 | start
stop_before_start   | treatments 5 | stop
""",
    ),
    Spec(
        "The arm is the drug and daily dose of the first day, kept for ever",
        pins="**Arm**: drug and daily dose on that day, kept for ever (treatment policy).",
        given="""
treatments
patient | drug         | daily_dose | start      | stop
A       | Upadacitinib | 15         | 2021-03-01 | 2021-03-31
A       | upadacitinib | 30 mg      | 2021-04-01 |
B       | upadacitinib | 0.03 g     | 2021-03-01 |

visits
patient | date       | IGA
A       | 2021-06-01 | 1
B       | 2021-06-01 | 2
""",
        then="""
who is in
patient | arm
A       | upa15
B       | upa30

efficacy
variable | timepoint | arm   | N | n
clear    | M3        | upa15 | 1 | 1
clear    | M3        | upa30 | 1 | 0
clear    | M3        | bari4 | 0 | 0
""",
    ),
    Spec(
        "An arm written among the patients goes before drug and dose",
        pins="`patients.arm`, where given, is the arm, and the first dose the index date.",
        given="""
patients
patient | arm
A       | upa30
B       | UPA15
C       | placebo

treatments
patient | drug         | daily_dose | start
A       | upadacitinib | 15 mg      | 2021-03-01
B       | upadacitinib | 45 mg      | 2021-03-02
C       | upadacitinib | 15 mg      | 2021-03-03
""",
        then="""
who is in
patient | arm   | index_date
A       | upa30 | 2021-03-01
B       | upa15 | 2021-03-02
C       | upa15 | 2021-03-03

findings
rule        | row        | column
unknown_arm | patients 4 | arm
""",
    ),
    Spec(
        "Two arms on the first day: left out, with a blocking query",
        pins="Two arms on one day: excluded, with a blocking query.",
        given="""
treatments
patient | drug         | daily_dose | start
A       | upadacitinib | 15 mg      | 2021-03-01
A       | upadacitinib | 30 mg      | 2021-03-01
B       | upadacitinib | 15 mg      | 2021-03-01
B       | upadacitinib | 30 mg      | 2021-03-02
C       | upadacitinib | 15 mg      | 2021-03-01
C       | baricitinib  | 4 mg       | 2021-03-01
""",
        then="""
who is in
patient | arm   | left
A       |       | two_arms
B       | upa15 |
C       |       | two_arms

participants
variable | level    | n
left     | two_arms | 2
included |          | 1

findings
rule               | row
open_line_followed | treatments 4
two_arms           | treatments 2
two_arms           | treatments 3
two_arms           | treatments 6
two_arms           | treatments 7
""",
    ),
    Spec(
        "Two arms' drugs on one day with an arm written among the patients: that arm",
        pins="`patients.arm`, where given, is the arm, and the first dose the index date.",
        given="""
patients
patient | arm
A       | bari4

treatments
patient | drug         | daily_dose | start
A       | upadacitinib | 15 mg      | 2021-03-01
A       | baricitinib  | 4 mg       | 2021-03-01
""",
        then="""
who is in
patient | arm   | left
A       | bari4 |
""",
    ),
    Spec(
        "An earlier course of any arm's drug leaves the patient out",
        pins="`prior_use: exclude` (default) leaves out who had an earlier course of any arm's drug",
        protocol="""
enrolment: {first_dose: [2021-03-01, 2022-01-31]}
""",
        given="""
treatments
patient | drug         | daily_dose | start      | stop
A       | baricitinib  | 2 mg       | 2020-01-01 | 2020-02-01
A       | upadacitinib | 15 mg      | 2021-03-01 |
B       | dupilumab    | 20 mg      | 2020-01-01 | 2020-02-01
B       | upadacitinib | 15 mg      | 2021-03-01 |
""",
        then="""
who is in
patient | index_date | left
A       | 2021-03-01 | prior_use
B       | 2021-03-01 |

participants
variable | level     | n
recorded |           | 2
left     | prior_use | 1
included |           | 1
""",
    ),
    Spec(
        "With prior_use: allow an earlier course does not matter",
        pins="or `allow`",
        protocol="""
enrolment: {first_dose: [2021-03-01, 2022-01-31]}
prior_use: allow
""",
        given="""
treatments
patient | drug         | daily_dose | start      | stop
A       | baricitinib  | 2 mg       | 2020-01-01 | 2020-02-01
A       | upadacitinib | 15 mg      | 2021-03-01 |
""",
        then="""
who is in
patient | index_date | left
A       | 2021-03-01 |
""",
    ),
    Spec(
        "A patient leaves at the first condition that is not met or not known",
        pins="`population.include` lists named conditions in order; a patient leaves at the first one not met or unknown, counted apart",
        protocol="""
characteristics: {age: {type: number}}
population:
  include:
    adult: {characteristic: age, at_least: 18}
    severe: {measure: IGA, at_least: 3}
""",
        given="""
patients
patient | age
A       | 18
B       | 17
C       |
D       | 40
E       | 40

treatments
patient | drug         | daily_dose | start
A       | upadacitinib | 15 mg      | 2021-03-01
B       | upadacitinib | 15 mg      | 2021-03-01
C       | upadacitinib | 15 mg      | 2021-03-01
D       | upadacitinib | 15 mg      | 2021-03-01
E       | upadacitinib | 15 mg      | 2021-03-01

visits
patient | date       | IGA
A       | 2021-03-01 | 3
B       | 2021-03-01 | 2
C       | 2021-03-01 | 3
D       | 2021-03-01 | 2
""",
        then="""
who is in
patient | left
A       |
B       | adult
C       | adult
D       | severe
E       | severe

participants
variable | level  | n
recorded |        | 5
left     | adult  | 2
left     | severe | 2
included |        | 1
""",
    ),
    Spec(
        "What a condition can ask of a patient",
        pins="`population.include` lists named conditions in order",
        protocol="""
characteristics: {sex: {type: category, levels: {F: Women, M: Men}}, age: {type: number}}
subsets:
  women: {characteristic: sex, is: F}
  middle: {characteristic: age, at_least: 18, at_most: 65}
  bari: {arm: bari4}
  north: {centre: ["01", "03"]}
  off: {stopped: yes}
  methotrexate: {previous_treatment: methotrexate}
  mild: {measure: IGA, at_most: 2, at: M3}
""",
        given="""
patients
patient | sex | birth_year
A       | F   | 1956
B       | Men | 2004
C       |     | 1955

treatments
patient | drug         | daily_dose | start      | stop
A       | baricitinib  | 4 mg       | 2021-03-01 |
B       | upadacitinib | 15 mg      | 2021-03-01 | 2021-04-01
C       | upadacitinib | 15 mg      | 2021-03-01 |

previous_treatments
patient | drug         | taken
A       | methotrexate | yes
B       | methotrexate | no
C       | methotrexate | not done

visits
patient | date       | IGA
A       | 2021-06-01 | 2
B       | 2021-06-01 | 3
""",
        then="""
conditions
patient | condition    | met
A       | women        | yes
B       | women        | no
C       | women        |
A       | middle       | yes
B       | middle       | no
C       | middle       | no
A       | bari         | yes
B       | bari         | no
A       | north        | yes
A       | off          | no
B       | off          | yes
A       | methotrexate | yes
B       | methotrexate | no
C       | methotrexate |
A       | mild         | yes
B       | mild         | no
C       | mild         |
""",
    ),
    Spec(
        "Without any dose written, nobody knows whether it was raised",
        pins="**Subsets** are named too (`escalated: {dose_change: increase}`)",
        protocol="""
arms: {upa: {drug: upadacitinib}}
subsets: {escalated: {dose_change: increase}}
endpoints:
  clear: {measure: IGA, responder: {value_at_most: 1}, at: M3, footnote_subsets: [escalated]}
""",
        given="""
treatments
patient | drug         | daily_dose | start
A       | upadacitinib |            | 2021-03-01
B       | upadacitinib | 15 mg      | 2021-03-01

visits
patient | date       | IGA
A       | 2021-06-01 | 1
""",
        then="""
conditions
patient | condition | met
A       | escalated |
B       | escalated | no

efficacy
variable | timepoint | group     | group_level | N
clear    | M3        | escalated | yes         | 0
""",
    ),
    Spec(
        "An age is the one written, else that of the year of birth; a year of birth after the first dose gives none",
        pins="a patient leaves at the first one not met or unknown, counted apart",
        protocol="""
characteristics: {age: {type: number}}
subsets: {adult: {characteristic: age, at_least: 18}}
""",
        given="""
patients
patient | age | birth_year
A       |     | 2003
B       |     | 2022
C       | 30  | 1950
D       | 30  | 1990
E       | 30  | 2022

treatments
patient | drug         | daily_dose | start
A       | upadacitinib | 15 mg      | 2021-03-01
B       | upadacitinib | 15 mg      | 2021-03-01
C       | upadacitinib | 15 mg      | 2021-03-01
D       | upadacitinib | 15 mg      | 2021-03-01
E       | upadacitinib | 15 mg      | 2021-03-01
""",
        then="""
conditions
patient | condition | met
A       | adult     | yes
B       | adult     |
E       | adult     | yes

baseline
variable | N | n_missing
age      | 4 | 1

findings
rule                   | row        | column
age_contradicts        | patients 4 | age
birth_after_first_dose | patients 3 | birth_year
birth_after_first_dose | patients 6 | birth_year
""",
    ),
    Spec(
        "The flow starts at screened where a centre gives it",
        pins='the participant flow starts at `screened` where the centres give it, else prints "not recorded"',
        given="""
patients
patient | screened
A       | yes
B       | 2021-02-01
C       | no

treatments
patient | drug         | daily_dose | start
A       | upadacitinib | 15 mg      | 2021-03-01
""",
        then="""
participants
variable | n | n (text)
screened | 2 | 2
recorded | 3 | 3
included | 1 | 1
""",
    ),
    Spec(
        "Not recorded is not 0",
        pins='the participant flow starts at `screened` where the centres give it, else prints "not recorded"',
        given="""
patients
patient | sex
A       | F

treatments
patient | drug         | daily_dose | start
A       | upadacitinib | 15 mg      | 2021-03-01
""",
        then="""
participants
variable | n | n (text)
screened |   | not recorded
recorded | 1 | 1
""",
    ),
    Spec(
        "Each table has its own set; unknown is not a member",
        pins="`sets: {efficacy, safety}` name each table's population; by default all who have an index date.",
        protocol="""
characteristics: {age: {type: number}}
subsets: {adult: {characteristic: age, at_least: 18}}
population: {sets: {efficacy: adult}}
safety: {terms: {acne: {not_reported: no}}}
""",
        given="""
patients
patient | age
A       | 40
B       | 17
C       |

treatments
patient | drug         | daily_dose | start
A       | upadacitinib | 15 mg      | 2021-03-01
B       | upadacitinib | 15 mg      | 2021-03-01
C       | upadacitinib | 15 mg      | 2021-03-01

visits
patient | date       | IGA
A       | 2021-06-01 | 1
B       | 2021-06-01 | 1
C       | 2021-06-01 | 1
""",
        then="""
participants
variable     | n
included     | 3
efficacy_set | 1
safety_set   | 3

efficacy
variable | timepoint | N
clear    | M3        | 1

safety
variable | N
acne     | 3
""",
    ),
    Spec(
        "A subset gives the same numbers among its members, for a footnote",
        pins="**Subsets** are named too (`escalated: {dose_change: increase}`), for footnotes and subgroups.",
        protocol="""
subsets: {escalated: {dose_change: increase}}
endpoints:
  clear: {measure: IGA, responder: {value_at_most: 1}, at: M3, footnote_subsets: [escalated]}
""",
        given="""
treatments
patient | drug         | daily_dose | start      | stop
A       | upadacitinib | 15 mg      | 2021-03-01 | 2021-03-31
A       | upadacitinib | 30 mg      | 2021-04-01 |
B       | upadacitinib | 15 mg      | 2021-03-01 |

visits
patient | date       | IGA
A       | 2021-06-01 | 1
B       | 2021-06-01 | 1
""",
        then="""
efficacy
variable | timepoint | group     | group_level | N | n
clear    | M3        |           |             | 2 | 2
clear    | M3        | escalated | yes         | 1 | 1
""",
    ),
    Spec(
        "Lines of one patient that disagree set the cell aside, with a blocking query",
        pins="a patient leaves at the first one not met or unknown",
        protocol="""
characteristics: {age: {type: number}}
population: {include: {adult: {characteristic: age, at_least: 18}}}
""",
        given="""
patients
patient | age | death
A       | 40  |
A       | 41  |
B       | 40  |
B       | 40  | 2021-12-01

treatments
patient | drug         | daily_dose | start
A       | upadacitinib | 15 mg      | 2021-03-01
B       | upadacitinib | 15 mg      | 2021-03-01
""",
        then="""
who is in
patient | left
A       | adult
B       |

findings
rule                | row        | column
conflicting_patient | patients 2 | age
conflicting_patient | patients 3 | age
""",
    ),
    Spec(
        "The same code at two centres is two patients",
        pins="`patients.arm`, where given, is the arm, and the first dose the index date.",
        given="""
treatments of centre 01
patient | drug         | daily_dose | start
A       | upadacitinib | 15 mg      | 2021-03-01

treatments of centre 02
patient | drug         | daily_dose | start
A       | baricitinib  | 4 mg       | 2021-04-01
""",
        then="""
who is in
centre | patient | arm   | index_date
01     | A       | upa15 | 2021-03-01
02     | A       | bari4 | 2021-04-01
""",
    ),
    Spec(
        "A written stop stands also where it lies after the data cut",
        pins="a written stop always stands",
        protocol="""
data_cut: 2021-06-30
""",
        given="""
treatments
patient | drug         | daily_dose | start      | stop
A       | upadacitinib | 15 mg      | 2021-03-01 | 2021-07-15
A       | baricitinib  | 4 mg       | 2021-06-01 |
""",
        then="""
who is in
patient | arm   | stop | switched
A       | upa15 |      | no
""",
    ),
    Spec(
        "Another arm's drug inside an allowed gap ends an open course; one taken from before on does not",
        pins="ends the day before a course of another arm's drug starts",
        protocol="""
gap: 30
prior_use: allow
enrolment: {first_dose: [2021-03-01, 2021-12-31]}
""",
        given="""
treatments
patient | drug         | daily_dose | start      | stop
A       | upadacitinib | 15 mg      | 2021-03-01 | 2021-03-31
A       | baricitinib  | 4 mg       | 2021-04-05 | 2021-04-10
A       | upadacitinib | 15 mg      | 2021-04-20 |
B       | baricitinib  | 4 mg       | 2021-02-01 |
B       | upadacitinib | 15 mg      | 2021-03-01 |
""",
        then="""
who is in
patient | arm   | stop       | switched
A       | upa15 | 2021-04-04 | yes
B       | upa15 |            | no
""",
    ),
    Spec(
        "Where no arm names a drug, every drug gives a first dose, and the centre gives the arm",
        pins="`patients.arm`, where given, is the arm, and the first dose the index date.",
        protocol="""
arms: {placebo: {label: Placebo}, verum: {label: Verum}}
""",
        given="""
patients
patient | arm
A       | Placebo
B       | verum
C       |

treatments
patient | drug | daily_dose | start      | stop
A       | x    | 1 mg       | 2021-03-01 | 2021-05-01
B       | y    | 1 mg       | 2021-03-02 |
C       | y    | 1 mg       | 2021-03-02 |
""",
        then="""
who is in
patient | arm     | index_date | stop       | left
A       | placebo | 2021-03-01 | 2021-05-01 |
B       | verum   | 2021-03-02 |            |
C       |         |            |            | no_index
""",
    ),
    Spec(
        "A drug taken before without dates leaves nobody out, and is asked about",
        pins="`prior_use: exclude` (default) leaves out who had an earlier course of any arm's drug",
        given="""
previous_treatments
patient | drug        | taken
A       | baricitinib | yes

treatments
patient | drug         | daily_dose | start
A       | upadacitinib | 15 mg      | 2021-03-01
""",
        then="""
who is in
patient | left
A       |

findings
rule              | row
prior_use_undated | previous_treatments 2
""",
    ),
)
