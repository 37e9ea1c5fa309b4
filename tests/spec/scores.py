"""Scores: one day, one window, the baseline, change and improvement."""

from __future__ import annotations

from spec.framework import Spec

_DAYS = """
visits
patient | date       | IGA
A       | 2021-02-20 | 3
A       | 2021-02-20 | 4
A       | 2021-06-01 | 2
A       | 2021-06-01 | 1
"""
_PICKS = """
visits
patient | date       | IGA
A       | 2021-05-10 | 2
A       | 2021-05-25 | 1
A       | 2021-06-02 | 4
A       | 2021-06-20 | 3
"""


def _pick(pick: str, kept: str, pins: str = "**Pick** in a window: worst, best, first, last, nearest to `target`") -> Spec:
    """The same four visits under another pick."""
    return Spec(
        f"pick: {pick}",
        pins=pins,
        protocol=f"""
timepoints:
  M3: {{from: 2 months, to: 4 months, target: 3 months, pick: {pick}}}
""",
        given=_PICKS,
        then=f"""
score kept
patient | timepoint | measure | value | day        | row
A       | M3        | IGA     | {kept}
""",
    )


def _threshold(title: str, rule: str, scores: str, answers: str, pins: str, measure: str = "EASI", own: str = "") -> Spec:
    """Baseline and value of some patients against one responder rule."""
    pairs = [line.split() for line in scores.strip().splitlines()]
    lines = [f"{code} | 2021-03-01 | {before}\n{code} | 2021-06-01 | {after}" for code, before, after in pairs]
    expected = [f"{line.split()[0]} | rule | M3 | {line.split()[1].replace('unknown', '')}" for line in answers.strip().splitlines()]
    return Spec(
        title,
        pins=pins,
        protocol=f"{own}\nendpoints:\n  rule: {{measure: {measure}, responder: {rule}, at: M3}}\n",
        given="\n".join(["visits", f"patient | date | {measure}", *lines]),
        then="\n".join(["answers", "patient | endpoint | timepoint | responder", *expected]),
    )


_IMPROVEMENT = "**Improvement** = 100 s (baseline - value) / |baseline| %, s = -1 where low is worse; tested without division"
_LITERAL = "`fall_at_least`, `rise_at_least`, `value_at_most`, `value_at_least` are literal."
_OWN = "measures:\n  mobility: {low: -10, high: 10, step: 0.5, worse: low}"

SPECS = (
    Spec(
        "The worse of two scores of one day stands, also under pick: best",
        pins="the worst stands for the day under every pick",
        protocol="""
timepoints:
  M3: {from: 2 months, to: 4 months, pick: best}
""",
        given=_DAYS,
        then="""
score kept
patient | timepoint | measure | value | row
A       | baseline  | IGA     | 4     | visits 3
A       | M3        | IGA     | 2     | visits 4

findings
rule               | row
two_scores_one_day | visits 2
two_scores_one_day | visits 3
two_scores_one_day | visits 4
two_scores_one_day | visits 5
""",
    ),
    Spec(
        "The better one with same_day: best; a window may differ",
        pins="(`same_day: worst | best | set_aside`, baseline may differ)",
        protocol="""
same_day: best
timepoints:
  baseline: {from: -90 days, to: 0 days, pick: last, same_day: worst}
  M3: {from: 2 months, to: 4 months, pick: worst}
""",
        given=_DAYS,
        then="""
score kept
patient | timepoint | measure | value | row
A       | baseline  | IGA     | 4     | visits 3
A       | M3        | IGA     | 1     | visits 5
""",
    ),
    Spec(
        "With same_day: set_aside a day of two scores gives none; equal scores are one",
        pins="(`same_day: worst | best | set_aside`, baseline may differ)",
        protocol="""
same_day: set_aside
""",
        given="""
visits
patient | date       | IGA | detail
A       | 2021-06-01 | 2   | morning
A       | 2021-06-01 | 1   | evening
B       | 2021-06-01 | 2   | morning
B       | 2021-06-01 | 1   | evening
B       | 2021-06-02 | 0   |
C       | 2021-06-01 | 1   | morning
C       | 2021-06-01 | 1   | evening
""",
        then="""
answers
patient | endpoint | timepoint | state     | value | row
A       | clear    | M3        | set_aside |       |
B       | clear    | M3        | evaluable | 0     | visits 6
C       | clear    | M3        | evaluable | 1     | visits 7
""",
    ),
    Spec(
        "Where low is worse, the worst is the lowest",
        pins="Worst and best follow the measure's direction.",
        protocol="""
measures:
  mobility: {low: 0, high: 10, worse: low}
timepoints:
  M3: {from: 2 months, to: 4 months, pick: worst}
  M6: {from: 5 months, to: 7 months, pick: best}
endpoints:
  rise: {measure: mobility, responder: {rise_at_least: 2}, at: [M3, M6]}
""",
        given="""
visits
patient | date       | mobility
A       | 2021-06-01 | 8
A       | 2021-06-02 | 3
A       | 2021-06-02 | 5
A       | 2021-09-01 | 8
A       | 2021-09-02 | 3
A       | 2021-09-03 | 9
A       | 2021-09-03 | 2
""",
        then="""
score kept
patient | timepoint | measure  | value | row
A       | M3        | mobility | 3     | visits 3
A       | M6        | mobility | 8     | visits 5
""",
    ),
    _pick("worst", "4     | 2021-06-02 | visits 4"),
    _pick("best", "1     | 2021-05-25 | visits 3"),
    _pick("first", "2     | 2021-05-10 | visits 2"),
    _pick("last", "3     | 2021-06-20 | visits 5"),
    _pick("nearest", "4     | 2021-06-02 | visits 4"),
    Spec(
        "Equally near the target, the worst is kept",
        pins="equally near: the worst",
        protocol="""
timepoints:
  M3: {from: 2 months, to: 4 months, target: 3 months, pick: nearest}
""",
        given="""
visits
patient | date       | IGA
A       | 2021-05-22 | 1
A       | 2021-06-11 | 3
B       | 2021-05-22 | 3
B       | 2021-06-11 | 1
""",
        then="""
score kept
patient | timepoint | measure | value | day
A       | M3        | IGA     | 3     | 2021-06-11
B       | M3        | IGA     | 3     | 2021-05-22
""",
    ),
    Spec(
        "pick: nearest without a target is refused",
        pins="nearest to `target` (required for it",
        protocol="""
timepoints:
  M3: {from: 2 months, to: 4 months, pick: nearest}
""",
        given="",
        then="""
refused
message
pick: nearest needs a target
""",
    ),
    Spec(
        "Among equal scores the earliest day is shown, then the first row",
        pins="Among equal candidates the chosen record is the earliest date, then file, sheet, row",
        given="""
visits
patient | date       | IGA | detail
A       | 2021-06-10 | 2   |
A       | 2021-06-01 | 2   | morning
A       | 2021-06-01 | 2   | evening
B       | 2021-06-10 | 2   |

visits
patient | date       | IGA | detail
B       | 2021-06-10 | 2   | again
""",
        then="""
answers
patient | endpoint | timepoint | value | row
A       | clear    | M3        | 2     | visits 3
B       | clear    | M3        | 2     | visits 5
""",
    ),
    Spec(
        "The baseline is the last score from 90 days before to the day of the first dose",
        pins="by default the last value from 90 days before to the index date",
        given="""
visits
patient | date       | IGA
A       | 2020-12-01 | 4
A       | 2021-03-01 | 3
A       | 2021-03-02 | 1
B       | 2020-12-01 | 2
C       | 2020-11-30 | 4
D       | 2021-03-02 | 4
""",
        then="""
score kept
patient | timepoint | measure | value | day
A       | baseline  | IGA     | 3     | 2021-03-01
B       | baseline  | IGA     | 2     | 2020-12-01
C       | baseline  | IGA     |       |
D       | baseline  | IGA     |       |

baseline
variable | timepoint | N | median | n_missing
IGA      | baseline  | 2 | 2.5    | 2
""",
    ),
    Spec(
        "A declared baseline is a window like any other",
        pins="**Baseline**: a window like any other",
        protocol="""
timepoints:
  baseline: {from: -1 month, to: 7 days, pick: worst}
  M3: {from: 2 months, to: 4 months, pick: worst}
""",
        given="""
visits
patient | date       | IGA
A       | 2021-01-31 | 4
A       | 2021-02-01 | 2
A       | 2021-03-08 | 3
A       | 2021-03-09 | 4
""",
        then="""
score kept
patient | timepoint | measure | value | day
A       | baseline  | IGA     | 3     | 2021-03-08
""",
    ),
    Spec(
        "Change is value minus baseline: a fall is below 0",
        pins="**Change** = value - baseline.",
        protocol="""
endpoints:
  easi_change: {measure: EASI, summary: {change: median_q1_q3}, at: M3}
  easi_value: {measure: EASI, summary: {value: mean_sd}, at: M3}
""",
        given="""
visits
patient | date       | EASI
A       | 2021-03-01 | 21.5
A       | 2021-06-01 | 2.1
B       | 2021-03-01 | 10
B       | 2021-06-01 | 12.3
C       | 2021-06-01 | 5
""",
        then="""
efficacy
variable    | timepoint | N | median | min   | max
easi_change | M3        | 2 | -8.55  | -19.4 | 2.3
easi_value  | M3        | 3 | 5      | 2.1   | 12.3

answers
patient | endpoint    | timepoint | state
C       | easi_change | M3        | no_baseline
C       | easi_value  | M3        | evaluable
""",
    ),
    _threshold(
        "From 21.0 to 2.1 is an improvement of exactly 90 %",
        "{improvement_at_least: 90 %}",
        "A 21.0 2.1\nB 21.0 2.15\nC 0.5 0.05\nD 10 12",
        "A yes\nB no\nC yes\nD no",
        _IMPROVEMENT,
    ),
    _threshold(
        "Percentages that no decimal holds: a third",
        "{improvement_at_least: 33.3 %}",
        "A 30 20\nB 30 20.05\nC 10 6.7",
        "A yes\nB no\nC no",
        _IMPROVEMENT,
    ),
    _threshold(
        "Where low is worse, a rise improves; by how much of |baseline|",
        "{improvement_at_least: 50 %}",
        "A 4 6\nB 4 5.5\nC 4 2\nD -4 -2\nE -4 -2.5",
        "A yes\nB no\nC no\nD yes\nE no",
        "s = -1 where low is worse",
        "mobility",
        _OWN,
    ),
    Spec(
        "An improvement from a baseline of 0 is unknown",
        pins="unknown if the baseline is 0",
        protocol="""
endpoints:
  easi75: {measure: EASI, responder: {improvement_at_least: 75 %}, at: M3}
""",
        given="""
visits
patient | date       | EASI
A       | 2021-03-01 | 0
A       | 2021-06-01 | 0
""",
        then="""
answers
patient | endpoint | timepoint | state         | responder
A       | easi75   | M3        | baseline_zero |

efficacy
variable | timepoint | level         | N | n
easi75   | M3        |               | 0 | 0
""",
    ),
    _threshold("A fall of exactly 4", "{fall_at_least: 4}", "A 10 6\nB 10 7\nC 6 10", "A yes\nB no\nC no", _LITERAL, "DLQI"),
    _threshold("A rise of exactly 4", "{rise_at_least: 4}", "A 6 10\nB 6 9\nC 10 6", "A yes\nB no\nC no", _LITERAL, "DLQI"),
    _threshold("A value of at most 5", "{value_at_most: 5}", "A 10 5\nB 10 6", "A yes\nB no", _LITERAL, "DLQI"),
    _threshold("A value of at least 5", "{value_at_least: 5}", "A 10 5\nB 10 4", "A yes\nB no", _LITERAL, "DLQI"),
    _threshold(
        "Literal also where low is worse: a fall is a fall",
        "{fall_at_least: 2}",
        "A 4 2\nB 4 6",
        "A yes\nB no",
        _LITERAL,
        "mobility",
        _OWN,
    ),
    Spec(
        "A bound between two steps is not rounded",
        pins=_LITERAL,
        protocol="""
endpoints:
  low: {measure: EASI, responder: {value_at_most: 1.07}, at: M3}
  fall: {measure: EASI, responder: {fall_at_least: 1.07}, at: M3}
""",
        given="""
visits
patient | date       | EASI
A       | 2021-03-01 | 2.15
A       | 2021-06-01 | 1.05
B       | 2021-03-01 | 2.15
B       | 2021-06-01 | 1.1
""",
        then="""
answers
patient | endpoint | timepoint | responder
A       | low      | M3        | yes
B       | low      | M3        | no
A       | fall     | M3        | yes
B       | fall     | M3        | no
""",
    ),
    Spec(
        "Numbers are decimals, with a point or a comma; what is off the scale is set aside",
        pins="**Numbers from Excel** become decimals at 15 significant digits.",
        protocol="""
endpoints:
  easi_value: {measure: EASI, summary: {value: median_q1_q3}, at: M3}
""",
        given="""
visits
patient | date       | EASI
A       | 2021-06-01 | 2.1
B       | 2021-06-01 | 2,15
C       | 2021-06-01 | 2.17
D       | 2021-06-01 | 72.05
E       | 2021-06-01 | about 3
F       | 2021-06-01 | 1E+1
""",
        then="""
answers
patient | endpoint   | timepoint | state     | measure | value
A       | easi_value | M3        | evaluable | EASI    | 2.1
B       | easi_value | M3        | evaluable | EASI    | 2.15
C       | easi_value | M3        | set_aside | EASI    |
D       | easi_value | M3        | set_aside | EASI    |
E       | easi_value | M3        | set_aside | EASI    |
F       | easi_value | M3        | evaluable | EASI    | 10

findings
rule             | row      | column
missing_baseline | visits 2 | EASI
missing_baseline | visits 3 | EASI
missing_baseline | visits 7 | EASI
not_a_number     | visits 6 | EASI
off_step         | visits 4 | EASI
out_of_range     | visits 5 | EASI
""",
    ),
    Spec(
        "The same row twice counts once",
        pins="two different scores on one day are a (non-blocking) finding",
        given="""
visits
patient | date       | IGA
A       | 2021-06-01 | 1
A       | 2021-06-01 | 1

visits
patient | date       | IGA
A       | 2021-06-01 | 1
""",
        then="""
efficacy
variable | timepoint | N | n
clear    | M3        | 1 | 1

findings
rule             | row
duplicate_row    | visits 2
duplicate_row    | visits 3
missing_baseline | visits 2
""",
    ),
    Spec(
        "A nominal visit may fall on the day of a dated one",
        pins="the worst stands for the day under every pick",
        given="""
visits
patient | date       | month | IGA
A       | 2021-06-01 |       | 1
A       |            | 3     | 2
""",
        then="""
score kept
patient | timepoint | measure | value | day        | row
A       | M3        | IGA     | 2     | 2021-06-01 | visits 3
""",
    ),
    _threshold(
        "From a baseline below 0, of how much of |baseline|",
        "{improvement_at_least: 50 %}",
        "A -4 -6\nB -4 -5\nC -4 -2",
        "A yes\nB no\nC no",
        _IMPROVEMENT,
        "balance",
        "measures:\n  balance: {low: -10, high: 10}",
    ),
)
