"""Stops: patients and reasons."""

from __future__ import annotations

from spec.framework import Spec

_REASONS = "each reason as patients (n of stopped) and as mentions (n of all mentions), `unit` says which"

SPECS = (
    Spec(
        "Patients stopped of all, by arm",
        pins="**Stops**: per arm, patients stopped of N",
        given="""
treatments
patient | drug         | daily_dose | start      | stop
A       | upadacitinib | 15 mg      | 2021-03-01 | 2021-09-01
B       | upadacitinib | 15 mg      | 2021-03-01 |
C       | upadacitinib | 30 mg      | 2021-03-01 | 2023-01-01
""",
        then="""
stops
variable | arm   | N | n | percent
stops    | all   | 3 | 2 | 66.666666666666666667
stops    | upa15 | 2 | 1 | 50
stops    | upa30 | 1 | 1 | 100
stops    | bari4 | 0 | 0 |
""",
    ),
    Spec(
        "A patient with two reasons is one patient of each, and two mentions",
        pins=_REASONS,
        given="""
treatments
patient | drug         | daily_dose | start      | stop       | stop_reasons
A       | upadacitinib | 15 mg      | 2021-03-01 | 2021-09-01 | inefficacy; adverse event
B       | upadacitinib | 15 mg      | 2021-03-01 | 2021-09-01 | Inefficacy
C       | upadacitinib | 15 mg      | 2021-03-01 | 2021-09-01 |
D       | upadacitinib | 15 mg      | 2021-03-01 |            |
E       | upadacitinib | 15 mg      | 2021-03-01 |            |
E       | baricitinib  | 4 mg       | 2021-06-01 |            |
F       | upadacitinib | 15 mg      | 2021-03-01 | 2021-09-01 | inefficacy and inefficacy
""",
        then="""
why stopped
patient | stopped | reason        | mentions
A       | yes     | inefficacy    | 1
A       | yes     | adverse_event | 1
B       | yes     | inefficacy    | 1
C       | yes     | not_recorded  | 0
D       | no      |               | 0
E       | yes     | switch        | 0
F       | yes     | inefficacy    | 1

stops
level         | unit     | N | n
inefficacy    | patients | 5 | 3
inefficacy    | mentions | 4 | 3
adverse_event | patients | 5 | 1
adverse_event | mentions | 4 | 1
remission     | patients | 5 | 0
switch        | patients | 5 | 1
not_recorded  | patients | 5 | 1
""",
    ),
    Spec(
        "Only the reasons of the line that ends the course; two such lines are two mentions",
        pins=_REASONS,
        given="""
treatments
patient | drug         | daily_dose | start      | stop       | stop_reasons
A       | upadacitinib | 15 mg      | 2021-03-01 | 2021-05-31 | adverse event
A       | upadacitinib | 30 mg      | 2021-06-01 | 2021-09-01 | inefficacy
B       | upadacitinib | 15 mg      | 2021-03-01 | 2021-09-01 | inefficacy
B       | upadacitinib | 15 mg      | 2021-04-01 | 2021-09-01 | inefficacy
C       | upadacitinib | 15 mg      | 2021-03-01 | 2021-09-01 | inefficacy
C       | baricitinib  | 4 mg       | 2021-10-01 | 2021-12-01 | adverse event
""",
        then="""
why stopped
patient | reason     | mentions
A       | inefficacy | 1
B       | inefficacy | 2
C       | inefficacy | 1

stops
level         | unit     | N | n
inefficacy    | patients | 3 | 3
inefficacy    | mentions | 4 | 4
adverse_event | patients | 3 | 0
""",
    ),
    Spec(
        "A stop after the data cut is ongoing, and so are its reasons",
        pins="a stop after it is ongoing",
        protocol="""
data_cut: 2021-08-31
""",
        given="""
treatments
patient | drug         | daily_dose | start      | stop       | stop_reasons
A       | upadacitinib | 15 mg      | 2021-03-01 | 2021-08-31 | inefficacy
B       | upadacitinib | 15 mg      | 2021-03-01 | 2021-09-01 | inefficacy
C       | upadacitinib | 15 mg      | 2021-03-01 |            |
C       | baricitinib  | 4 mg       | 2021-09-01 |            |
""",
        then="""
stops
variable | N | n
stops    | 3 | 1

stops
level      | unit     | N | n
inefficacy | mentions | 1 | 1
switch     | patients | 1 | 0
""",
    ),
    Spec(
        "A study's own reasons; what is none of them is asked about",
        pins=_REASONS,
        protocol="""
stop_reasons:
  failure: {label: Lack of efficacy, synonyms: [no effect]}
  wish: Patient's wish
""",
        given="""
treatments
patient | drug         | daily_dose | start      | stop       | stop_reasons
A       | upadacitinib | 15 mg      | 2021-03-01 | 2021-09-01 | No effect + patient's wish
B       | upadacitinib | 15 mg      | 2021-03-01 | 2021-09-01 | remission
""",
        then="""
stops
level        | unit     | N | n
failure      | patients | 2 | 1
wish         | mentions | 2 | 1
not_recorded | patients | 2 | 1

findings
rule                | row          | column
unknown_stop_reason | treatments 3 | stop_reasons
""",
    ),
    Spec(
        "A stop of another course is not a stop",
        pins="last day of the course that holds the index date",
        given="""
treatments
patient | drug         | daily_dose | start      | stop       | stop_reasons
A       | upadacitinib | 15 mg      | 2021-03-01 | 2021-04-01 | remission
A       | upadacitinib | 15 mg      | 2021-08-01 | 2021-09-01 | inefficacy
""",
        then="""
who is in
patient | index_date | stop
A       | 2021-03-01 | 2021-04-01

stops
level      | unit     | N | n
remission  | patients | 1 | 1
inefficacy | patients | 1 | 0
""",
    ),
)
