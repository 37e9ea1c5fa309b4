"""Time on treatment by Kaplan-Meier and by cause, and events over time at risk."""

from __future__ import annotations

from spec.framework import Spec

_SURVIVAL = "**Drug survival**: event = stop or switch, by reason"
_INCIDENCE = "**Incidence**: first event per patient over time at risk"

SPECS = (
    Spec(
        "A stop or a switch with its reason, a death, or the end of follow-up",
        pins=f"{_SURVIVAL}; death by declared cause; censored at the end of follow-up",
        protocol="""
data_cut: 2021-12-31
""",
        given="""
patients
patient | last_contact | death
A       | 2021-09-01   |
B       | 2021-09-01   |
C       | 2021-09-01   |
D       | 2021-06-09   | 2021-06-09
E       | 2021-06-09   | 2021-06-09
F       | 2021-06-09   |
G       |              |

treatments
patient | drug         | daily_dose | start      | stop       | stop_reasons
A       | upadacitinib | 15 mg      | 2021-03-01 | 2021-03-11 | adverse event; inefficacy
B       | upadacitinib | 15 mg      | 2021-03-01 | 2021-03-11 |
C       | upadacitinib | 15 mg      | 2021-03-01 |            |
C       | baricitinib  | 4 mg       | 2021-03-22 |            |
D       | upadacitinib | 15 mg      | 2021-03-01 |            |
E       | upadacitinib | 15 mg      | 2021-03-01 | 2021-06-09 |
F       | upadacitinib | 15 mg      | 2021-03-01 |            |
G       | upadacitinib | 15 mg      | 2021-03-01 | 2022-01-05 | remission
""",
        then="""
time on treatment
patient | days | cause
A       | 10   | inefficacy
B       | 10   | not_recorded
C       | 20   | switch
D       | 100  | death
E       | 100  | death
F       | 100  |
G       | 0    |
""",
    ),
    Spec(
        "Six times with events at 2, 5 and 10 days",
        pins="events before censorings of the same day. Median = smallest t with S <= 0.5",
        protocol="""
survival: {at: [2 days, 5 days, 10 days], until: 10 days}
""",
        given="""
patients
patient | last_contact
A       | 2021-03-03
B       | 2021-03-04
C       | 2021-03-06
D       | 2021-03-07
E       | 2021-03-09
F       | 2021-03-11

treatments
patient | drug         | daily_dose | start      | stop       | stop_reasons
A       | upadacitinib | 15 mg      | 2021-03-01 | 2021-03-03 | inefficacy
B       | upadacitinib | 15 mg      | 2021-03-01 |            |
C       | upadacitinib | 15 mg      | 2021-03-01 | 2021-03-06 | adverse event
D       | upadacitinib | 15 mg      | 2021-03-01 |            |
E       | upadacitinib | 15 mg      | 2021-03-01 |            |
F       | upadacitinib | 15 mg      | 2021-03-01 | 2021-03-11 | inefficacy
""",
        then="""
survival
variable | timepoint | percent               | n_at_risk
survival | 2 days    | 83.333333333333333333 | 6
survival | 5 days    | 62.5                  | 4
survival | 10 days   | 0                     | 1

survival
variable | N | n | median
survival | 6 | 3 | 0.32854209445585215606

survival
variable | level         | timepoint | percent
survival | inefficacy    | 5 days    | 16.666666666666666667
survival | adverse_event | 5 days    | 20.833333333333333333
survival | inefficacy    | 10 days   | 79.166666666666666667
""",
    ),
    Spec(
        "A curve that stays at one half",
        pins="(`flat_step: midpoint` is R's way)",
        protocol="""
survival: {flat_step: midpoint}
""",
        given="""
treatments
patient | drug         | daily_dose | start      | stop
A       | upadacitinib | 15 mg      | 2021-03-01 | 2021-03-11
B       | upadacitinib | 15 mg      | 2021-03-01 | 2021-03-31
""",
        then="""
survival
variable | median
survival | 0.65708418891170431211
""",
    ),
    Spec(
        "Reverse Kaplan-Meier: who died is no longer waited for",
        pins="the reverse Kaplan-Meier median is named so",
        protocol="""
survival: {}
""",
        given="""
patients
patient | last_contact | death
A       |              | 2021-03-11
B       | 2021-08-30   |
C       | 2022-03-01   |

treatments
patient | drug         | daily_dose | start
A       | upadacitinib | 15 mg      | 2021-03-01
B       | upadacitinib | 15 mg      | 2021-03-01
C       | upadacitinib | 15 mg      | 2021-03-01
""",
        then="""
follow_up
level                | N | median (text) | median (method)
                     | 3 | 6.0           | quantiles as in SAS (QNTLDEF=5)
reverse_kaplan_meier | no such number | 6.0 | median follow-up, reverse Kaplan-Meier, log-log interval, 95 %
""",
    ),
    Spec(
        "The first dated event ends the time at risk; one without a date is left out and counted",
        pins=f"{_INCIDENCE}; undated events left out and counted",
        protocol="""
safety: {terms: {acne: {}, cpk: {kind: biological, from: {any: [{test: CPK, above: local_upper}]}}}}
incidence: {}
""",
        given="""
patients
patient | last_contact
A       | 2021-06-09
B       | 2021-06-09
C       | 2021-06-09
D       | 2021-06-09

treatments
patient | drug         | daily_dose | start
A       | upadacitinib | 15 mg      | 2021-03-01
B       | upadacitinib | 15 mg      | 2021-03-01
C       | upadacitinib | 15 mg      | 2021-03-01
D       | upadacitinib | 15 mg      | 2021-03-01

events
patient | term | onset
A       | acne | 2021-05-01
A       | acne | 2021-03-11
B       | acne |

event_review
patient | acne
C       | no

laboratory
patient | date       | test | value | upper
A       | 2021-04-10 | CPK  | 300   | 200
C       | 2021-03-31 | CPK  | 300   | 200
""",
        then="""
time at risk
patient | term | days | event | undated
A       | acne | 10   | yes   | no
B       | acne | 100  | no    | yes
C       | acne | 100  | no    | no
A       | any  | 10   | yes   | no
C       | any  | 30   | yes   | no

incidence
variable | N | n | n_undated | patient_years          | rate
acne     | 3 | 1 | 1         | 0.5749486652977412731 | 173.92857142857142857
cpk      | 2 | 2 | 0         | 0.19164955509924709103 | 1043.5714285714285714
""",
    ),
)
