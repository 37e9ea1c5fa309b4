"""Laboratory terms: whose limit, which side, which values, what was abnormal before."""

from __future__ import annotations

from spec.framework import Spec

_LDL = """
safety:
  terms:
    ldl: {kind: biological, from: {any: [{test: LDL, above: local_upper}]}}
"""
_BEYOND = "strictly beyond that laboratory's limit, dated after the index date and in the period"
_LIMITS = "Limits: centre, test, unit, sex, valid_from, lower, upper, or on the record."


def _baseline(choice: str, status: str, numbers: str) -> Spec:
    """A value beyond the limit before the first dose, and one after it."""
    return Spec(
        f"baseline_abnormal: {choice}",
        pins="`baseline_abnormal: count` (default) or `exclude`; the number abnormal at baseline is always a result.",
        protocol=f"""
safety:
  baseline_abnormal: {choice}
  terms:
    ldl: {{kind: biological, from: {{any: [{{test: LDL, above: local_upper}}]}}}}
""",
        given="""
laboratory
patient | date       | test | value | unit | upper
A       | 2021-02-01 | LDL  | 1.7   | g/L  | 1.6
A       | 2021-04-01 | LDL  | 1.8   | g/L  | 1.6
B       | 2021-01-10 | LDL  | 1.7   | g/L  | 1.6
B       | 2021-03-01 | LDL  | 1.5   | g/L  | 1.6
B       | 2021-04-01 | LDL  | 1.8   | g/L  | 1.6
C       | 2020-11-30 | LDL  | 1.7   | g/L  | 1.6
C       | 2021-04-01 | LDL  | 1.5   | g/L  | 1.6
""",
        then=f"""
terms
patient | term | status
A       | ldl  | {status}
B       | ldl  | yes
C       | ldl  | no

safety
variable | N | n | n_baseline_abnormal
ldl      | {numbers}
""",
    )


SPECS = (
    Spec(
        "Above the limit is beyond it, the limit itself is not",
        pins=_BEYOND,
        protocol=_LDL,
        given="""
laboratory_limits
test | unit | upper
LDL  | g/L  | 1.6

laboratory
patient | date       | test | value | unit
A       | 2021-04-01 | LDL  | 1.61  | g/L
B       | 2021-04-01 | LDL  | 1.60  | g/L
C       | 2021-04-01 | ldl  | 1,7   | G / l
""",
        then="""
terms
patient | term | status | row
A       | ldl  | yes    | laboratory 2
B       | ldl  | no     | laboratory 3
C       | ldl  | yes    | laboratory 4

safety
variable | N | n
ldl      | 3 | 2
""",
    ),
    Spec(
        "Below a lower limit",
        pins="`from: {any: [{test: LDL, above: local_upper}, {test: neutrophils, below: local_lower}]}`",
        protocol="""
safety:
  terms:
    neutropenia: {kind: biological, from: {any: [{test: neutrophils, below: local_lower}]}}
""",
        given="""
laboratory_limits
test        | unit | lower | upper
neutrophils | G/L  | 1.5   | 7.5

laboratory
patient | date       | test        | value | unit
A       | 2021-04-01 | neutrophils | 1.49  | G/L
B       | 2021-04-01 | neutrophils | 1.5   | G/L
C       | 2021-04-01 | neutrophils | 8     | G/L
""",
        then="""
terms
patient | term        | status
A       | neutropenia | yes
B       | neutropenia | no
C       | neutropenia | no
""",
    ),
    Spec(
        "The day of the first dose is baseline; the day after counts; so does the last day of the period",
        pins="dated after the index date and in the period",
        protocol="""
safety:
  period: {from: 0 days, to: 3 months}
  terms:
    ldl: {kind: biological, from: {any: [{test: LDL, above: local_upper}]}}
""",
        given="""
laboratory
patient | date       | test | value | unit | upper
A       | 2021-03-01 | LDL  | 2     | g/L  | 1.6
B       | 2021-03-02 | LDL  | 2     | g/L  | 1.6
C       | 2021-06-01 | LDL  | 2     | g/L  | 1.6
D       | 2021-06-02 | LDL  | 2     | g/L  | 1.6
""",
        then="""
terms
patient | term | status
A       | ldl  | unknown
B       | ldl  | yes
C       | ldl  | yes
D       | ldl  | unknown

safety
variable | N | n | n_baseline_abnormal
ldl      | 2 | 2 | 1
""",
    ),
    Spec(
        "Yes if any test is beyond; no if one was judged and none is",
        pins="Yes if any is beyond, no if at least one was judged and none is",
        protocol="""
safety:
  terms:
    lipids: {kind: biological, from: {any: [{test: LDL, above: local_upper}, {test: total cholesterol, above: local_upper}]}}
""",
        given="""
laboratory
patient | date       | test              | value | unit | upper
A       | 2021-04-01 | LDL               | 1.5   | g/L  | 1.6
A       | 2021-04-01 | total cholesterol | 2.5   | g/L  | 2
B       | 2021-04-01 | LDL               | 1.5   | g/L  | 1.6
B       | 2021-04-01 | Total_Cholesterol | 2.5   | g/L  |
C       | 2021-04-01 | LDL               | 1.5   | g/L  | 1.6
C       | 2021-05-01 | LDL               | 1.7   | g/L  | 1.6
""",
        then="""
terms
patient | term   | status
A       | lipids | yes
B       | lipids | no
C       | lipids | yes
""",
    ),
    Spec(
        "Without a usable limit, or in another unit, nobody knows; also where not_reported is no",
        pins="without a usable limit or in another unit, unknown",
        protocol="""
safety:
  not_reported: no
  terms:
    ldl: {kind: biological, from: {any: [{test: LDL, above: local_upper}]}}
""",
        given="""
laboratory_limits
test | unit   | lower | upper
LDL  | mmol/L |       | 4.1
HDL  | g/L    | 0.4   |

laboratory
patient | date       | test | value | unit
A       | 2021-04-01 | LDL  | 1.8   | g/L
B       | 2021-04-01 | LDL  | 4.2   | mmol/L
C       | 2021-04-01 | HDL  | 0.3   | g/L
D       | 2021-04-01 | LDL  |       | mmol/L
E       | 2021-04-01 | LDL  | high  | mmol/L
""",
        then="""
terms
patient | term | status
A       | ldl  | unknown
B       | ldl  | yes
C       | ldl  | no
D       | ldl  | unknown
E       | ldl  | unknown

findings
rule             | row          | column
limit_missing    | laboratory 2 | value
not_a_number     | laboratory 6 | value
unit_of_no_limit | laboratory 2 | unit
""",
    ),
    Spec(
        "A limit of a multiple, and a limit that is the same everywhere",
        pins="strictly beyond that laboratory's limit",
        protocol="""
safety:
  terms:
    alt: {kind: biological, from: {any: [{test: ALT, above: local_upper, times: 3}]}}
    hb: {kind: biological, from: {any: [{test: Hb, below: 10, unit: g/dL}]}}
""",
        given="""
laboratory
patient | date       | test | value | unit | upper
A       | 2021-04-01 | ALT  | 120   | U/L  | 40
A       | 2021-04-01 | Hb   | 9.9   | g/dL |
B       | 2021-04-01 | ALT  | 121   | U/L  | 40
B       | 2021-04-01 | Hb   | 10    | g/dL |
C       | 2021-04-01 | Hb   | 99    | g/L  |
""",
        then="""
terms
patient | term | status
A       | alt  | no
A       | hb   | yes
B       | alt  | yes
B       | hb   | no
C       | hb   | unknown
""",
    ),
    Spec(
        "Each laboratory's limit is its own",
        pins=_LIMITS,
        protocol=_LDL,
        given="""
laboratory_limits of centre 01
test | unit | upper
LDL  | g/L  | 1.6

laboratory_limits of centre 02
test | unit | upper
LDL  | g/L  | 1.9

laboratory of centre 01
patient | date       | test | value | unit
A       | 2021-04-01 | LDL  | 1.8   | g/L

laboratory of centre 02
patient | date       | test | value | unit
B       | 2021-04-01 | LDL  | 1.8   | g/L

laboratory of centre 03
patient | date       | test | value | unit
C       | 2021-04-01 | LDL  | 1.8   | g/L

treatments of centre 01
patient | drug         | daily_dose | start
A       | upadacitinib | 15 mg      | 2021-03-01

treatments of centre 02
patient | drug         | daily_dose | start
B       | upadacitinib | 15 mg      | 2021-03-01

treatments of centre 03
patient | drug         | daily_dose | start
C       | upadacitinib | 15 mg      | 2021-03-01
""",
        then="""
terms
patient | term | status
A       | ldl  | yes
B       | ldl  | no
C       | ldl  | unknown
""",
    ),
    Spec(
        "A limit for the patient's sex goes before one for everybody",
        pins=_LIMITS,
        protocol="""
safety:
  terms:
    cpk: {kind: biological, from: {any: [{test: CPK, above: local_upper}]}}
""",
        given="""
patients
patient | sex
A       | F
B       | M
C       |

treatments
patient | drug         | daily_dose | start
A       | upadacitinib | 15 mg      | 2021-03-01
B       | upadacitinib | 15 mg      | 2021-03-01
C       | upadacitinib | 15 mg      | 2021-03-01

laboratory_limits
test | unit | sex | upper
CPK  | U/L  |     | 300
CPK  | U/L  | F   | 150

laboratory
patient | date       | test | value | unit
A       | 2021-04-01 | CPK  | 200   | U/L
B       | 2021-04-01 | CPK  | 200   | U/L
C       | 2021-04-01 | CPK  | 200   | U/L
""",
        then="""
terms
patient | term | status
A       | cpk  | yes
B       | cpk  | no
C       | cpk  | no
""",
    ),
    Spec(
        "The latest limit that was valid on the day",
        pins=_LIMITS,
        protocol=_LDL,
        given="""
laboratory_limits
test | unit | valid_from | upper
LDL  | g/L  |            | 1.2
LDL  | g/L  | 2021-04-01 | 1.6
LDL  | g/L  | 2021-06-01 | 2

laboratory
patient | date       | test | value | unit
A       | 2021-03-31 | LDL  | 1.3   | g/L
B       | 2021-04-01 | LDL  | 1.3   | g/L
C       | 2021-05-31 | LDL  | 1.7   | g/L
D       | 2021-06-01 | LDL  | 1.7   | g/L
""",
        then="""
terms
patient | term | status
A       | ldl  | yes
B       | ldl  | no
C       | ldl  | yes
D       | ldl  | no
""",
    ),
    Spec(
        "A limit that is not valid yet is no limit",
        pins=_LIMITS,
        protocol=_LDL,
        given="""
laboratory_limits
test | unit | valid_from | upper
LDL  | g/L  | 2021-04-01 | 1.6

laboratory
patient | date       | test | value | unit
A       | 2021-03-31 | LDL  | 1.8   | g/L
""",
        then="""
terms
patient | term | status
A       | ldl  | unknown
""",
    ),
    Spec(
        "The record's own limit goes before the laboratory's",
        pins="or on the record",
        protocol=_LDL,
        given="""
laboratory_limits
test | unit | upper
LDL  | g/L  | 1.6

laboratory
patient | date       | test | value | unit | upper
A       | 2021-04-01 | LDL  | 1.8   | g/L  | 1.9
B       | 2021-04-01 | LDL  | 1.8   | g/L  |
C       | 2021-04-01 | LDL  | 5     | mM   | 4
""",
        then="""
terms
patient | term | status
A       | ldl  | no
B       | ldl  | yes
C       | ldl  | yes
""",
    ),
    _baseline("count", "yes", "3 | 2 | 1"),
    _baseline("exclude", "excluded", "2 | 1 | 1"),
    Spec(
        "Left out for one term, not for another; and unknown among the members of at least one",
        pins="`baseline_abnormal: count` (default) or `exclude`",
        protocol="""
safety:
  terms:
    ldl: {kind: biological, baseline_abnormal: exclude, from: {any: [{test: LDL, above: local_upper}]}}
    hdl: {kind: biological, from: {any: [{test: HDL, below: local_lower}]}}
""",
        given="""
laboratory
patient | date       | test | value | unit | lower | upper
A       | 2021-02-01 | LDL  | 1.7   | g/L  |       | 1.6
A       | 2021-02-01 | HDL  | 0.3   | g/L  | 0.4   |
A       | 2021-04-01 | LDL  | 1.7   | g/L  |       | 1.6
A       | 2021-04-01 | HDL  | 0.5   | g/L  | 0.4   |
""",
        then="""
terms
patient | term | status
A       | ldl  | excluded
A       | hdl  | no

at least one
patient | row_of | status | every_member_known
A       | any    | no     | no

safety
variable | level    | n
ldl      | excluded | 1

safety
variable | N | n | n_baseline_abnormal
ldl      | 0 | 0 | 1
hdl      | 1 | 0 | 1
""",
    ),
    Spec(
        "A laboratory's yes stands against a review's no; a review may say what no laboratory did",
        pins="yes if any source (event, review, laboratory) says yes",
        protocol=_LDL,
        given="""
laboratory
patient | date       | test | value | unit | upper
A       | 2021-04-01 | LDL  | 1.7   | g/L  | 1.6
B       | 2021-04-01 | LDL  | 1.5   | g/L  | 1.6
C       | 2021-04-01 | LDL  | 1.7   | g/L  |

event_review
patient | ldl
A       | no
B       | yes
C       | no
""",
        then="""
terms
patient | term | status | row
A       | ldl  | yes    | laboratory 2
B       | ldl  | yes    | event_review 3
C       | ldl  | no     | event_review 4

findings
rule               | row            | column
limit_missing      | laboratory 4   | value
review_contradicts | event_review 2 | ldl
""",
    ),
    Spec(
        "Six tests: each is judged by itself, before treatment too; a value after the death counts nowhere and is asked about",
        pins=_BEYOND,
        protocol="""
safety:
  baseline_abnormal: exclude
  terms:
    t1: {kind: biological, from: {any: [{test: A, above: local_upper}]}}
    t2: {kind: biological, from: {any: [{test: B, above: local_upper}]}}
    t3: {kind: biological, from: {any: [{test: C, above: local_upper}]}}
    t4: {kind: biological, from: {any: [{test: D, above: local_upper}]}}
    t5: {kind: biological, from: {any: [{test: E, above: local_upper}]}}
    t6: {kind: biological, from: {any: [{test: F, above: local_upper}]}}
""",
        given="""
patients
patient | death
A       |
B       | 2021-05-01

treatments
patient | drug         | daily_dose | start
A       | upadacitinib | 15 mg      | 2021-03-01
B       | upadacitinib | 15 mg      | 2021-03-01

laboratory
patient | date       | test | value | unit | upper
A       | 2021-02-01 | A    | 1     | g/L  | 2
A       | 2021-02-01 | E    | 1     | g/L  | 2
A       | 2021-02-01 | F    | 3     | g/L  | 2
A       | 2021-04-01 | A    | 3     | g/L  | 2
A       | 2021-04-01 | B    | 1     | g/L  | 2
A       | 2021-04-01 | C    | 1     | g/L  |
A       | 2021-04-01 | D    | 2     | g/L  | 2
A       | 2021-04-01 | E    | 3     | g/L  | 2
A       | 2021-04-02 | E    | 4     | g/L  | 2
A       | 2021-04-01 | F    | 3     | g/L  | 2
B       | 2021-04-30 | E    | 1     | g/L  | 2
B       | 2021-05-02 | E    | 3     | g/L  | 2

event_review
patient | t1 | t5
A       | no | no
""",
        then="""
terms
patient | term | status   | row
A       | t1   | yes      | laboratory 5
A       | t2   | no       | laboratory 6
A       | t3   | unknown  | laboratory 7
A       | t4   | no       | laboratory 8
A       | t5   | yes      | laboratory 9
A       | t6   | excluded | laboratory 11
B       | t5   | no       | laboratory 12

at least one
patient | row_of         | status | every_member_known
A       | any            | yes    | no
A       | any_biological | yes    | no
B       | any            | no     | no

safety
variable | N | n | n_baseline_abnormal
t1       | 1 | 1 | 0
t5       | 2 | 1 | 0
t6       | 0 | 0 | 1

findings
rule                | row            | column
limit_missing       | laboratory 7   | value
death_before_record | laboratory 13  | date
review_contradicts  | event_review 2 | t1
review_contradicts  | event_review 2 | t5
""",
    ),
    Spec(
        "Fixed limits in two units: a value is held against the one in its own unit, and asked about only in a third",
        pins="without a usable limit or in another unit, unknown",
        protocol="""
safety:
  terms:
    anaemia: {kind: biological, from: {any: [{test: Hb, below: 10, unit: g/dL}, {test: Hb, below: 100, unit: g/L}]}}
    hb_changed:
      kind: biological
      from: {any: [{test: Hb, below: 10, unit: g/dL}, {test: Hb, above: 180, unit: g/L}, {test: Hb, above: local_upper}]}
""",
        given="""
laboratory
patient | date       | test | value | unit   | upper
A       | 2021-04-01 | Hb   | 9.5   | g/dL   | 17
B       | 2021-04-01 | Hb   | 120   | g/L    | 170
C       | 2021-04-01 | Hb   | 8     | mmol/L | 11
""",
        then="""
terms
patient | term       | status
A       | anaemia    | yes
A       | hb_changed | yes
B       | anaemia    | no
B       | hb_changed | no
C       | anaemia    | unknown
C       | hb_changed | no

findings
rule          | row          | column
limit_missing | laboratory 2 | value
limit_missing | laboratory 3 | value
limit_missing | laboratory 4 | value
""",
    ),
    Spec(
        "What is only known to be below or above a number is judged where every possible value gives the same answer",
        pins="strictly beyond that laboratory's limit",
        protocol=_LDL,
        given="""
laboratory_limits
test | unit | upper
LDL  | g/L  | 1.6

laboratory
patient | date       | test | value   | unit
A       | 2021-04-01 | LDL  | <0.01   | g/L
B       | 2021-04-01 | LDL  | <1.6    | g/L
C       | 2021-04-01 | LDL  | <=1.6   | g/L
D       | 2021-04-01 | LDL  | <1.61   | g/L
E       | 2021-04-01 | LDL  | >1.6    | g/L
F       | 2021-04-01 | LDL  | >=1.6   | g/L
G       | 2021-04-01 | LDL  | >=1.61  | g/L
H       | 2021-04-01 | LDL  | >1.59   | g/L
I       | 2021-04-01 | LDL  | <LLOQ   | g/L
J       | 2021-04-01 | LDL  | <1.0    | mg/L
""",
        then="""
terms
patient | term | status
A       | ldl  | no
B       | ldl  | no
C       | ldl  | no
D       | ldl  | unknown
E       | ldl  | yes
F       | ldl  | unknown
G       | ldl  | yes
H       | ldl  | unknown
I       | ldl  | unknown
J       | ldl  | unknown

findings
rule             | row           | column
limit_missing    | laboratory 11 | value
side_unknown     | laboratory 10 | value
side_unknown     | laboratory 5  | value
side_unknown     | laboratory 7  | value
side_unknown     | laboratory 9  | value
unit_of_no_limit | laboratory 11 | unit

safety
variable | N | n
ldl      | 5 | 2
""",
    ),
    Spec(
        "The same below a lower limit, and times a multiple; no digit is lost beyond the sixth",
        pins="strictly beyond that laboratory's limit",
        protocol="""
safety:
  terms:
    low: {kind: biological, from: {any: [{test: neutrophils, below: local_lower}]}}
    high: {kind: biological, from: {any: [{test: CPK, above: local_upper, times: 2.5}]}}
""",
        given="""
laboratory
patient | date       | test        | value                            | unit | lower | upper
A       | 2021-04-01 | neutrophils | <1.5                             | G/L  | 1.5   |
B       | 2021-04-01 | neutrophils | <=1.5                            | G/L  | 1.5   |
C       | 2021-04-01 | neutrophils | >=1.5                            | G/L  | 1.5   |
D       | 2021-04-01 | neutrophils | 1.499999999999999999999999999999 | G/L  | 1.5   |
E       | 2021-04-01 | neutrophils | 1.500000000000000000000000000001 | G/L  | 1.5   |
F       | 2021-04-01 | CPK         | >425                             | U/L  |       | 170
G       | 2021-04-01 | CPK         | >424                             | U/L  |       | 170
H       | 2021-04-01 | CPK         | 425.0000000000000000000001       | U/L  |       | 170
I       | 2021-04-01 | CPK         | 424.9999999999999999999999       | U/L  |       | 170
""",
        then="""
terms
patient | term | status
A       | low  | yes
B       | low  | unknown
C       | low  | no
D       | low  | yes
E       | low  | no
F       | high | yes
G       | high | unknown
H       | high | yes
I       | high | no
""",
    ),
)
