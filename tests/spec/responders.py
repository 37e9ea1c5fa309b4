"""Responder endpoints: three-valued logic, eligibility, the ten states and their order."""

from __future__ import annotations

from spec.framework import Spec

_STATE = "**State**, one per patient, endpoint and timepoint, the first that applies"
_LOGIC = 'IGA 1 without a baseline is a response to "value at most 1 or fall of 2"; IGA 2 without a baseline is unknown.'

SPECS = (
    Spec(
        "any: IGA 1 without a baseline is a response, IGA 2 without one is unknown",
        pins=_LOGIC,
        protocol="""
endpoints:
  response: {measure: IGA, responder: {any: [{value_at_most: 1}, {fall_at_least: 2}]}, at: M3}
""",
        given="""
visits
patient | date       | IGA
A       | 2021-06-01 | 1
B       | 2021-06-01 | 2
C       | 2021-03-01 | 4
C       | 2021-06-01 | 2
D       | 2021-03-01 | 3
D       | 2021-06-01 | 2
""",
        then="""
answers
patient | endpoint | timepoint | state       | responder
A       | response | M3        | evaluable   | yes
B       | response | M3        | no_baseline |
C       | response | M3        | evaluable   | yes
D       | response | M3        | evaluable   | no

efficacy
variable | timepoint | N | n | percent               | percent (text)
response | M3        | 3 | 2 | 66.666666666666666667 | 66.7
""",
    ),
    Spec(
        "all: IGA 2 without a baseline fails, IGA 1 without one is unknown",
        pins="`responder: {any: [...]}` or `{all: [...]}`",
        protocol="""
endpoints:
  response: {measure: IGA, responder: {all: [{value_at_most: 1}, {fall_at_least: 2}]}, at: M3}
""",
        given="""
visits
patient | date       | IGA
A       | 2021-06-01 | 1
B       | 2021-06-01 | 2
C       | 2021-03-01 | 3
C       | 2021-06-01 | 1
D       | 2021-03-01 | 2
D       | 2021-06-01 | 1
""",
        then="""
answers
patient | endpoint | timepoint | state       | responder
A       | response | M3        | no_baseline |
B       | response | M3        | evaluable   | no
C       | response | M3        | evaluable   | yes
D       | response | M3        | evaluable   | no
""",
    ),
    Spec(
        "A baseline of 0 leaves an improvement unknown, and the other condition may still decide",
        pins=_LOGIC,
        protocol="""
endpoints:
  easi: {measure: EASI, responder: {any: [{value_at_most: 1}, {improvement_at_least: 75 %}]}, at: M3}
""",
        given="""
visits
patient | date       | EASI
A       | 2021-03-01 | 0
A       | 2021-06-01 | 1
B       | 2021-03-01 | 0
B       | 2021-06-01 | 2
""",
        then="""
answers
patient | endpoint | timepoint | state         | responder
A       | easi     | M3        | evaluable     | yes
B       | easi     | M3        | baseline_zero |
""",
    ),
    Spec(
        "Each of the ten states",
        pins=_STATE,
        protocol="""
data_cut: 2021-12-31
endpoints:
  dlqi: {measure: DLQI, responder: {improvement_at_least: 50 %}, at: M3}
  dlqi4: {measure: DLQI, responder: {fall_at_least: 4}, eligible: {baseline_at_least: 4}, at: M3}
""",
        given="""
patients
patient | death
dead    | 2021-05-01

treatments
patient             | drug         | daily_dose | start      | stop
not_due             | upadacitinib | 15 mg      | 2021-11-01 |
eligibility_unknown | upadacitinib | 15 mg      | 2021-03-01 |
not_eligible        | upadacitinib | 15 mg      | 2021-03-01 |
evaluable           | upadacitinib | 15 mg      | 2021-03-01 |
no_baseline         | upadacitinib | 15 mg      | 2021-03-01 |
baseline_zero       | upadacitinib | 15 mg      | 2021-03-01 |
dead                | upadacitinib | 15 mg      | 2021-03-01 |
stopped             | upadacitinib | 15 mg      | 2021-03-01 | 2021-07-01
no_visit            | upadacitinib | 15 mg      | 2021-03-01 | 2021-07-02
set_aside           | upadacitinib | 15 mg      | 2021-03-01 |
not_done            | upadacitinib | 15 mg      | 2021-03-01 |

visits
patient             | date       | DLQI
not_due             | 2021-11-01 | 10
eligibility_unknown | 2021-06-01 | 5
not_eligible        | 2021-03-01 | 3
not_eligible        | 2021-06-01 | 0
evaluable           | 2021-03-01 | 10
evaluable           | 2021-06-01 | 5
no_baseline         | 2021-06-01 | 5
baseline_zero       | 2021-03-01 | 0
baseline_zero       | 2021-06-01 | 0
dead                | 2021-03-01 | 10
stopped             | 2021-03-01 | 10
no_visit            | 2021-03-01 | 10
no_visit            | 2021-07-02 | 10
set_aside           | 2021-03-01 | 10
set_aside           | 2021-06-01 | 31
not_done            | 2021-03-01 | 10
not_done            | 2021-06-01 |
""",
        then="""
answers
patient             | endpoint | timepoint | state
not_due             | dlqi4    | M3        | not_due
eligibility_unknown | dlqi4    | M3        | eligibility_unknown
not_eligible        | dlqi4    | M3        | not_eligible
evaluable           | dlqi     | M3        | evaluable
no_baseline         | dlqi     | M3        | no_baseline
baseline_zero       | dlqi     | M3        | baseline_zero
dead                | dlqi     | M3        | dead
stopped             | dlqi     | M3        | stopped
no_visit            | dlqi     | M3        | no_visit
set_aside           | dlqi     | M3        | set_aside
not_done            | dlqi     | M3        | not_done

efficacy
variable | timepoint | level         | n
dlqi     | M3        | not_due       | 1
dlqi     | M3        | evaluable     | 2
dlqi     | M3        | no_baseline   | 2
dlqi     | M3        | baseline_zero | 1
dlqi     | M3        | dead          | 1
dlqi     | M3        | stopped       | 1
dlqi     | M3        | no_visit      | 1
dlqi     | M3        | set_aside     | 1
dlqi     | M3        | not_done      | 1
""",
    ),
    Spec(
        "The first state that applies: dead goes before stopped, stopped before no visit, no visit before set aside",
        pins="where none was, dead, stopped (by the window's last day), no_visit, set_aside, not_done",
        given="""
patients
patient | death
A       | 2021-07-01
B       | 2021-07-02
D       | 2021-05-01

treatments
patient | drug         | daily_dose | start      | stop
A       | upadacitinib | 15 mg      | 2021-03-01 | 2021-04-01
B       | upadacitinib | 15 mg      | 2021-03-01 | 2021-04-01
C       | upadacitinib | 15 mg      | 2021-03-01 | 2021-04-01
D       | upadacitinib | 15 mg      | 2021-03-01 | 2021-04-01

visits
patient | date       | IGA
C       | 2021-06-01 | high
D       | 2021-05-01 | 1
""",
        then="""
answers
patient | endpoint | timepoint | state
A       | clear    | M3        | dead
B       | clear    | M3        | stopped
C       | clear    | M3        | stopped
D       | clear    | M3        | evaluable
""",
    ),
    Spec(
        "A day set aside outside the window leaves no mark inside",
        pins="no_visit, set_aside, not_done",
        given="""
visits
patient | date       | IGA  | DLQI
A       | 2021-06-01 | high | 5
B       | 2021-04-30 | high | 5
B       | 2021-06-01 |      | 5
C       | 2021-06-01 | 1    | 99
""",
        then="""
answers
patient | endpoint | timepoint | state
A       | clear    | M3        | set_aside
B       | clear    | M3        | not_done
C       | clear    | M3        | evaluable
""",
    ),
    Spec(
        "Eligible from a baseline of exactly 4; without a baseline nobody knows",
        pins="`eligible: {baseline_at_least: 4}` sets eligibility.",
        protocol="""
endpoints:
  dlqi4: {measure: DLQI, responder: {fall_at_least: 4}, eligible: {baseline_at_least: 4}, at: M3}
""",
        given="""
visits
patient | date       | DLQI
A       | 2021-03-01 | 4
A       | 2021-06-01 | 0
B       | 2021-03-01 | 3
B       | 2021-06-01 | 0
C       | 2021-06-01 | 0
""",
        then="""
answers
patient | endpoint | timepoint | state               | responder
A       | dlqi4    | M3        | evaluable           | yes
B       | dlqi4    | M3        | not_eligible        |
C       | dlqi4    | M3        | eligibility_unknown |

efficacy
variable | timepoint | level               | n
dlqi4    | M3        | evaluable           | 1
dlqi4    | M3        | not_eligible        | 1
dlqi4    | M3        | eligibility_unknown | 1
""",
    ),
    Spec(
        "N counts the evaluable, in every arm, also where there is none",
        pins="All states are tallied and printable; N counts the evaluable.",
        given="""
treatments
patient | drug         | daily_dose | start
A       | upadacitinib | 15 mg      | 2021-03-01
B       | upadacitinib | 15 mg      | 2021-03-01
C       | upadacitinib | 30 mg      | 2021-03-01

visits
patient | date       | IGA
A       | 2021-06-01 | 1
C       | 2021-06-01 | 2
""",
        then="""
efficacy
variable | timepoint | arm   | N | n | percent | percent (text)
clear    | M3        | all   | 2 | 1 | 50      | 50.0
clear    | M3        | upa15 | 1 | 1 | 100     | 100.0
clear    | M3        | upa30 | 1 | 0 | 0       | 0.0
clear    | M3        | bari4 | 0 | 0 |         | –

efficacy
variable | timepoint | arm   | level    | n
clear    | M3        | all   | no_visit | 1
clear    | M3        | upa15 | no_visit | 1
clear    | M3        | bari4 | no_visit | 0
""",
    ),
)
