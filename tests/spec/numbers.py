"""Numbers: quantiles, rounding, what is printed and what is kept."""

from __future__ import annotations

from spec.framework import Spec

_SCORES = """
visits
patient | date       | DLQI
A       | 2021-03-01 | 1
B       | 2021-03-01 | 2
C       | 2021-03-01 | 3
D       | 2021-03-01 | 4
"""


def _quantiles(name: str, line: str) -> Spec:
    """1, 2, 3, 4 under one of the definitions."""
    return Spec(
        f"quantiles: {name}",
        pins="**Quantiles**: sas (Hyndman-Fan 2, default), spss (6), r (7), by name in the footnote.",
        protocol=f"""
endpoints:
  dlqi_change: {{measure: DLQI, summary: {{change: median_q1_q3}}, at: M3}}
statistics: {{quantiles: {name}}}
""",
        given=_SCORES,
        then=f"""
baseline
variable | timepoint | N | median | q1   | q3   | median (method)
DLQI     | baseline  | 4 | {line}
""",
    )


SPECS = (
    _quantiles("sas", "2.5    | 1.5  | 3.5  | quantiles as in SAS (QNTLDEF=5)"),
    _quantiles("spss", "2.5    | 1.25 | 3.75 | quantiles as in SPSS (HAVERAGE)"),
    _quantiles("r", "2.5    | 1.75 | 3.25 | quantiles as in R (type 7)"),
    Spec(
        "Half is rounded away from zero: 12.5 % is 13 %, 87.5 % is 88 %",
        pins="**Rounding**: once, from the unrounded number, half away from zero",
        protocol="""
statistics: {percent_decimals: 0}
endpoints:
  clear: {measure: IGA, responder: {value_at_most: 1}, at: M3}
  not_severe: {measure: IGA, responder: {value_at_most: 3}, at: M3}
""",
        given="""
visits
patient | date       | IGA
A       | 2021-06-01 | 1
B       | 2021-06-01 | 2
C       | 2021-06-01 | 2
D       | 2021-06-01 | 2
E       | 2021-06-01 | 3
F       | 2021-06-01 | 3
G       | 2021-06-01 | 3
H       | 2021-06-01 | 4
""",
        then="""
efficacy
variable   | timepoint | N | n | percent | percent (text)
clear      | M3        | 8 | 1 | 12.5    | 13
not_severe | M3        | 8 | 7 | 87.5    | 88
""",
    ),
    Spec(
        "A negative half goes down, and there is no minus zero",
        pins="half away from zero; never -0.0",
        protocol="""
measures:
  fine: {low: -10, high: 10, step: 0.01, decimals: 0}
endpoints:
  change: {measure: fine, summary: {change: median_q1_q3}, at: M3}
""",
        given="""
treatments
patient | drug         | daily_dose | start
A       | upadacitinib | 15 mg      | 2021-03-01
B       | upadacitinib | 30 mg      | 2021-03-01
C       | baricitinib  | 4 mg       | 2021-03-01

visits
patient | date       | fine
A       | 2021-03-01 | 5
A       | 2021-06-01 | 4.96
B       | 2021-03-01 | 5
B       | 2021-06-01 | 4.75
C       | 2021-03-01 | 5
C       | 2021-06-01 | 3
""",
        then="""
efficacy
variable | timepoint | arm   | mean  | mean (text)
change   | M3        | upa15 | -0.04 | 0.0
change   | M3        | upa30 | -0.25 | -0.3
change   | M3        | bari4 | -2    | -2
""",
    ),
    Spec(
        "The measure's decimals, one more where a number needs it",
        pins="Mean, SD, median, quartiles with the measure's decimals, one more if they need it.",
        protocol="""
endpoints:
  dlqi_change: {measure: DLQI, summary: {change: median_q1_q3}, at: M3}
""",
        given=_SCORES,
        then="""
baseline
variable | timepoint | median (text) | q1 (text) | mean (text) | sd (text) | min (text) | max (text)
DLQI     | baseline  | 2.5           | 1.5       | 2.5         | 1.3       | 1          | 4
""",
    ),
    Spec(
        "One value has no SD, nobody has no share",
        pins="SD of one value and a share of N = 0: a dash.",
        protocol="""
endpoints:
  dlqi_change: {measure: DLQI, summary: {change: median_q1_q3}, at: M3}
  low: {measure: DLQI, responder: {value_at_most: 5}, at: M3}
""",
        given="""
visits
patient | date       | DLQI
A       | 2021-03-01 | 7
""",
        then="""
baseline
variable | timepoint | N | mean | sd | sd (text)
DLQI     | baseline  | 1 | 7    |    | –

efficacy
variable    | timepoint | N | median | median (text)
dlqi_change | M3        | 0 |        | –

efficacy
variable | timepoint | N | n | percent | percent (text) | conf_low | conf_low (text)
low      | M3        | 0 | 0 |         | –              |          | –
""",
    ),
    Spec(
        "Exact, or 20 digits; 12 digits where no fraction says it",
        pins="**results.value**: exact if the decimal ends, else 20 significant digits; 12 where",
        protocol="""
endpoints:
  low: {measure: DLQI, responder: {value_at_most: 1}, at: M3}
""",
        given="""
visits
patient | date       | DLQI
A       | 2021-03-01 | 1
B       | 2021-03-01 | 2
C       | 2021-03-01 | 4
A       | 2021-06-01 | 1
B       | 2021-06-01 | 2
""",
        then="""
baseline
variable | timepoint | N | median | mean                  | sd
DLQI     | baseline  | 3 | 2      | 2.3333333333333333333 | 1.52752523165

efficacy
variable | timepoint | N | n | percent | conf_low      | conf_high
low      | M3        | 2 | 1 | 50      | 9.45312057342 | 90.5468794266
""",
    ),
    Spec(
        "Two of three is 66.7 %, from 2 and 3",
        pins="Percentages of a table come from n and N, never from rounded parts.",
        given="""
visits
patient | date       | IGA
A       | 2021-06-01 | 1
B       | 2021-06-01 | 1
C       | 2021-06-01 | 3
""",
        then="""
efficacy
variable | timepoint | N | n | percent               | percent (text)
clear    | M3        | 3 | 2 | 66.666666666666666667 | 66.7
""",
    ),
    Spec(
        "A tally of changes carries both scores in whole steps",
        pins="**Tallies** hold no quotient: change carries (baseline, value) as scaled integers",
        protocol="""
endpoints:
  easi_change: {measure: EASI, summary: {change: median_q1_q3}, at: M3}
""",
        given="""
treatments
patient | drug         | daily_dose | start
A       | upadacitinib | 15 mg      | 2021-03-01
B       | upadacitinib | 15 mg      | 2021-03-01
C       | upadacitinib | 30 mg      | 2021-03-01

visits
patient | date       | EASI
A       | 2021-03-01 | 20
A       | 2021-06-01 | 2.05
B       | 2021-03-01 | 20
B       | 2021-06-01 | 2.05
C       | 2021-03-01 | 20
""",
        then="""
tally of changes
endpoint    | timepoint | centre | arm   | baseline | value | patients
easi_change | M3        | 01     | upa15 | 400      | 41    | 2
""",
    ),
    Spec(
        "Another interval, another confidence",
        pins="12 where the number is irrational or made by a library",
        protocol="""
statistics: {interval: clopper_pearson, confidence: 90 %}
""",
        given="""
visits
patient | date       | IGA
A       | 2021-06-01 | 1
B       | 2021-06-01 | 3
""",
        then="""
efficacy
variable | timepoint | conf_low (text) | conf_high (text)
clear    | M3        | 2.5             | 97.5
""",
    ),
    Spec(
        "An endpoint has one of four roles",
        pins="Roles: primary, secondary, exploratory, post_hoc",
        protocol="""
endpoints:
  clear: {role: main, measure: IGA, responder: {value_at_most: 1}, at: M3}
""",
        given="",
        then="""
refused
message
primary
post_hoc
""",
    ),
)
