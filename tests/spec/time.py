"""Time: shifts, nominal visits, durations, the data cut."""

from __future__ import annotations

from spec.framework import Spec

SPECS = (
    Spec(
        "31 January and one month is the last day of February",
        pins="months first (31 January + 1 month is the last day of February), then days",
        protocol="""
timepoints:
  M3: {from: 1 month, to: 1 month + 1 day}
""",
        given="""
treatments
patient | drug         | daily_dose | start
A       | upadacitinib | 15 mg      | 2021-01-31
B       | upadacitinib | 15 mg      | 2020-01-31
C       | upadacitinib | 15 mg      | 2021-01-28
""",
        then="""
windows
patient | timepoint | first_day  | last_day
A       | M3        | 2021-02-28 | 2021-03-01
B       | M3        | 2020-02-29 | 2020-03-01
C       | M3        | 2021-02-28 | 2021-03-01
""",
    ),
    Spec(
        "Backwards too, months come before days",
        pins="months first (31 January + 1 month is the last day of February), then days",
        protocol="""
timepoints:
  baseline: {from: -1 month - 1 day, to: 0 days}
  M3: {from: 1 month - 1 day, to: 3 months + 15 days}
""",
        given="""
treatments
patient | drug         | daily_dose | start
A       | upadacitinib | 15 mg      | 2021-03-31
""",
        then="""
windows
patient | timepoint | first_day  | last_day
A       | baseline  | 2021-02-27 | 2021-03-31
A       | M3        | 2021-04-29 | 2021-07-15
""",
    ),
    Spec(
        "Twelve weeks are 84 days",
        pins="Weeks are 7 days.",
        protocol="""
timepoints:
  M3: {from: 12 weeks, to: 12 weeks + 1 day}
""",
        given="""
treatments
patient | drug         | daily_dose | start
A       | upadacitinib | 15 mg      | 2021-03-01
""",
        then="""
windows
patient | timepoint | first_day  | last_day
A       | M3        | 2021-05-24 | 2021-05-25
""",
    ),
    Spec(
        "The first and the last day of a window are inside, the days beside them are not",
        pins="Bounds of windows, enrolment and periods are included on both ends.",
        given="""
visits
patient | date       | IGA
A       | 2021-05-01 | 1
B       | 2021-07-01 | 1
C       | 2021-04-30 | 1
D       | 2021-07-02 | 1
""",
        then="""
score kept
patient | timepoint | measure | value | day
A       | M3        | IGA     | 1     | 2021-05-01
B       | M3        | IGA     | 1     | 2021-07-01
C       | M3        | IGA     |       |
D       | M3        | IGA     |       |

efficacy
variable | timepoint | N | n
clear    | M3        | 2 | 2
""",
    ),
    Spec(
        "The first and the last day of the enrolment period are inside",
        pins="Bounds of windows, enrolment and periods are included on both ends.",
        protocol="""
enrolment: {first_dose: [2021-03-01, 2022-01-31]}
""",
        given="""
treatments
patient | drug         | daily_dose | start
A       | upadacitinib | 15 mg      | 2021-03-01
B       | upadacitinib | 15 mg      | 2022-01-31
C       | upadacitinib | 15 mg      | 2021-02-28
D       | upadacitinib | 15 mg      | 2022-02-01
""",
        then="""
who is in
patient | index_date | left
A       | 2021-03-01 |
B       | 2022-01-31 |
C       |            | no_index
D       |            | no_index
""",
    ),
    Spec(
        "The first and the last day of the safety period are inside",
        pins="Bounds of windows, enrolment and periods are included on both ends.",
        protocol="""
safety:
  period: {from: 0 days, to: 3 months}
  terms: {acne: {not_reported: no}}
""",
        given="""
events
patient | term | onset
A       | acne | 2021-03-01
B       | acne | 2021-06-01
C       | acne | 2021-02-28
D       | acne | 2021-06-02
""",
        then="""
terms
patient | term | status
A       | acne | yes
B       | acne | yes
C       | acne | no
D       | acne | no
""",
    ),
    Spec(
        "A month or a week stands for the index date and that shift",
        pins="a visit may carry `month` or `week` instead of a date",
        given="""
treatments
patient | drug         | daily_dose | start
A       | upadacitinib | 15 mg      | 2021-01-31

visits
patient | date       | month | week | IGA
A       |            | 3     |      | 1
A       |            |       | 12   | 2
A       | 2021-05-02 | 6     |      | 3
A       |            | -1    |      | 4
""",
        then="""
visit days
patient | row      | day        | nominal
A       | visits 2 | 2021-04-30 | yes
A       | visits 3 | 2021-04-25 | yes
A       | visits 4 | 2021-05-02 | no
A       | visits 5 | 2020-12-31 | yes

score kept
patient | timepoint | measure | value | row
A       | M3        | IGA     | 3     | visits 4
A       | baseline  | IGA     | 4     | visits 5
""",
    ),
    Spec(
        "A visit without any time is in no window, and is asked about",
        pins="It then stands for index date + that shift in every rule, and is marked.",
        given="""
visits
patient | date | month | IGA
A       |      |       | 1
A       |      | 3     | 2
""",
        then="""
visit days
patient | row      | day        | nominal
A       | visits 3 | 2021-06-01 | yes

findings
rule               | row
missing_baseline   | visits 3
visit_without_time | visits 2
""",
    ),
    Spec(
        "Without any date, drug and dose tell the arm where the centre does not; lines of two arms leave it open",
        pins="A study without any dates has day 0 as index for everyone; enrolment and data cut do not apply.",
        given="""
treatments
patient | drug         | daily_dose | start
A       | upadacitinib | 15 mg      |
B       | baricitinib  | 4 mg       |
C       | upadacitinib | 15 mg      |
C       | baricitinib  | 4 mg       |
D       | dupilumab    | 20 mg      |

visits
patient | month | IGA
A       | 0     | 4
A       | 3     | 1
B       | 0     | 4
B       | 3     | 3
""",
        then="""
who is in
patient | arm   | left
A       | upa15 |
B       | bari4 |
C       |       | two_arms
D       |       | no_index

efficacy
variable | timepoint | arm   | N | n
clear    | M3        | all   | 2 | 1
clear    | M3        | upa15 | 1 | 1
clear    | M3        | bari4 | 1 | 0
""",
    ),
    Spec(
        "Without any date, day 0 is the index of everyone with an arm, and enrolment and data cut do not apply",
        pins="A study without any dates has day 0 as index for everyone; enrolment and data cut do not apply.",
        protocol="""
enrolment: {first_dose: [2021-03-01, 2022-01-31]}
data_cut: 2022-01-31
arms:
  low: {label: Low dose}
  high: {label: High dose}
timepoints:
  M3: {from: 10 weeks, to: 18 weeks}
""",
        given="""
patients
patient | arm
A       | low
B       | High dose
C       |

visits
patient | week | IGA
A       | 0    | 4
A       | 16   | 1
B       | 0    | 4
B       | 18   | 3
C       | 16   | 0
""",
        then="""
who is in
patient | arm  | left
A       | low  |
B       | high |
C       |      | no_index

efficacy
variable | timepoint | arm  | N | n
clear    | M3        | all  | 2 | 1
clear    | M3        | low  | 1 | 1
clear    | M3        | high | 1 | 0

stops
variable | N | n
stops    | 2 | 0
""",
    ),
    Spec(
        "Days are end minus start; a month of follow-up is 30.4375 days",
        pins="days = end - start (`day_one: 1` adds one, as trials do); a month is 30.4375 days",
        given="""
patients
patient | arm   | last_contact
A       | upa15 | 2021-06-30

treatments
patient | drug         | daily_dose | start
A       | upadacitinib | 15 mg      | 2021-03-01
""",
        then="""
followed
patient | last_day   | days
A       | 2021-06-30 | 121

follow_up
N | median                | median (text)
1 | 3.9753593429158110883 | 4.0
""",
    ),
    Spec(
        "With day_one: 1 the first day counts",
        pins="days = end - start (`day_one: 1` adds one, as trials do); a month is 30.4375 days",
        protocol="""
day_one: 1
""",
        given="""
patients
patient | arm   | last_contact
A       | upa15 | 2021-06-30

treatments
patient | drug         | daily_dose | start
A       | upadacitinib | 15 mg      | 2021-03-01
""",
        then="""
follow_up
N | median                | max
1 | 4.0082135523613963039 | 4.0082135523613963039
""",
    ),
    Spec(
        "follow_up is in months: 487 days are 16 months",
        pins="`follow_up` is in months.",
        given="""
patients
patient | last_contact
A       | 2022-07-01

treatments
patient | drug         | daily_dose | start
A       | upadacitinib | 15 mg      | 2021-03-01
""",
        then="""
follow_up
median | median (text)
16     | 16
""",
    ),
    Spec(
        "What is dated after the data cut counts for nothing; a stop after it is ongoing",
        pins="records dated after it (treatments by their start) are set aside and counted",
        protocol="""
data_cut: 2021-07-31
timepoints:
  M3: {from: 2 months, to: 5 months, pick: last}
""",
        given="""
treatments
patient | drug         | daily_dose | start      | stop
A       | upadacitinib | 15 mg      | 2021-02-28 | 2021-08-01
B       | upadacitinib | 15 mg      | 2021-02-28 | 2021-07-31
C       | upadacitinib | 15 mg      | 2021-08-01 |

visits
patient | date       | IGA
A       | 2021-07-28 | 3
A       | 2021-08-01 | 0
B       | 2021-07-28 | 1
""",
        then="""
who is in
patient | index_date | stop       | left
A       | 2021-02-28 |            |
B       | 2021-02-28 | 2021-07-31 |
C       |            |            | no_index

score kept
patient | timepoint | measure | value
A       | M3        | IGA     | 3
B       | M3        | IGA     | 1

findings
rule             | row
after_data_cut   | treatments 4
after_data_cut   | visits 3
missing_baseline | visits 2
missing_baseline | visits 4
""",
    ),
    Spec(
        "Due if the last day of the window is the data cut, not if it is the day after",
        pins="**Due**: the last day of the window is not after the data cut.",
        protocol="""
data_cut: 2021-07-01
""",
        given="""
treatments
patient | drug         | daily_dose | start
A       | upadacitinib | 15 mg      | 2021-03-01
B       | upadacitinib | 15 mg      | 2021-03-02
""",
        then="""
windows
patient | timepoint | last_day   | due
A       | M3        | 2021-07-01 | yes
B       | M3        | 2021-07-02 | no

participants
variable | timepoint | n
due      | M3        | 1
""",
    ),
    Spec(
        "Who is not due leaves every N, even if seen in the window, under every missing rule",
        pins="Who is not due leaves every N, even if seen.",
        protocol="""
data_cut: 2021-07-01
endpoints:
  clear: {measure: IGA, responder: {value_at_most: 1}, at: M3}
  imputed: {measure: IGA, responder: {value_at_most: 1}, at: M3, missing: non_responder}
""",
        given="""
treatments
patient | drug         | daily_dose | start
A       | upadacitinib | 15 mg      | 2021-03-01
B       | upadacitinib | 15 mg      | 2021-03-02

visits
patient | date       | IGA
A       | 2021-06-01 | 1
B       | 2021-06-01 | 1
""",
        then="""
answers
patient | endpoint | timepoint | state     | responder
A       | clear    | M3        | evaluable | yes
B       | clear    | M3        | not_due   |
B       | imputed  | M3        | not_due   |

efficacy
variable | timepoint | N | n
clear    | M3        | 1 | 1
imputed  | M3        | 1 | 1

participants
variable | timepoint | n
seen     | M3        | 1
""",
    ),
    Spec(
        "Who has two lines on one day was seen then, also in a window with its own rule for such days that no score asks for",
        pins="Who is not due leaves every N, even if seen.",
        protocol="""
timepoints:
  M3: {from: 2 months, to: 4 months, pick: worst}
  M6: {from: 5 months, to: 7 months, pick: worst, same_day: best}
""",
        given="""
visits
patient | date       | IGA
A       | 2021-09-01 | 1
A       | 2021-09-01 | 2
B       | 2021-09-01 | 2
""",
        then="""
participants
variable | timepoint | n
seen     | M6        | 2
""",
    ),
)
