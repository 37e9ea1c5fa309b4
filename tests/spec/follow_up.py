"""Follow-up: from the first dose to the last day on which something was known."""

from __future__ import annotations

from spec.framework import Spec

_RULE = "index date to the earliest of data cut, death, and the latest of last contact and any accepted dated record"

SPECS = (
    Spec(
        "The latest of last contact and every dated record",
        pins=_RULE,
        given="""
patients
patient | last_contact
A       | 2021-06-10
B       | 2021-06-10
C       |
D       |
E       |
F       |
G       |

treatments
patient | drug         | daily_dose | start      | stop
A       | upadacitinib | 15 mg      | 2021-03-01 |
B       | upadacitinib | 15 mg      | 2021-03-01 |
C       | upadacitinib | 15 mg      | 2021-03-01 | 2021-08-01
D       | upadacitinib | 15 mg      | 2021-03-01 |
D       | dupilumab    | 20 mg      | 2021-09-01 |
E       | upadacitinib | 15 mg      | 2021-03-01 |
F       | upadacitinib | 15 mg      | 2021-03-01 |
G       | upadacitinib | 15 mg      | 2021-03-01 |

visits
patient | date       | month | IGA
B       | 2021-07-10 |       | 2
G       |            | 6     | 2

laboratory
patient | date       | test | value
E       | 2021-07-20 | LDL  | 1

events
patient | term | onset   | end
F       | acne | 2021-05 | 2021-05-20
""",
        protocol="""
safety: {terms: {acne: {}}}
""",
        then="""
followed
patient | last_day
A       | 2021-06-10
B       | 2021-07-10
C       | 2021-08-01
D       | 2021-09-01
E       | 2021-07-20
F       | 2021-05-20
G       | 2021-09-01
""",
    ),
    Spec(
        "Not after the data cut, not after death",
        pins=_RULE,
        protocol="""
data_cut: 2021-12-31
""",
        given="""
patients
patient | last_contact | death
A       | 2022-02-01   |
B       | 2021-10-01   | 2021-09-01
C       | 2021-10-01   | 2021-11-01
D       | 2022-02-01   | 2022-01-15

treatments
patient | drug         | daily_dose | start      | stop
A       | upadacitinib | 15 mg      | 2021-03-01 |
B       | upadacitinib | 15 mg      | 2021-03-01 |
C       | upadacitinib | 15 mg      | 2021-03-01 |
D       | upadacitinib | 15 mg      | 2021-03-01 | 2022-01-10
""",
        then="""
followed
patient | last_day
A       | 2021-12-31
B       | 2021-09-01
C       | 2021-10-01
D       | 2021-12-31
""",
    ),
    Spec(
        "It goes on after a stop, and it may last a single day",
        pins="it goes on after a stop",
        given="""
treatments
patient | drug         | daily_dose | start      | stop
A       | upadacitinib | 15 mg      | 2021-03-01 | 2021-04-01
B       | upadacitinib | 15 mg      | 2021-03-01 |

visits
patient | date       | IGA
A       | 2021-08-28 | 2
""",
        then="""
followed
patient | last_day   | days
A       | 2021-08-28 | 180
B       | 2021-03-01 | 0
""",
    ),
    Spec(
        "follow_up is the plain median of all included",
        pins="`follow_up` is the plain median",
        given="""
patients
patient | last_contact
A       | 2021-06-30
B       | 2021-08-30
C       | 2022-03-01

treatments
patient | drug         | daily_dose | start      | stop
A       | upadacitinib | 15 mg      | 2021-03-01 | 2021-04-01
B       | upadacitinib | 30 mg      | 2021-03-01 |
C       | upadacitinib | 15 mg      | 2021-03-01 |
""",
        then="""
follow_up
arm   | N | median (text) | min (text) | max (text)
all   | 3 | 6.0           | 4.0        | 12.0
upa30 | 1 | 6.0           | 6.0        | 6.0
bari4 | 0 | –             | –          | –
""",
    ),
)
