"""What a missing score means, and what a stop does to the scores after it."""

from __future__ import annotations

from spec.framework import Spec

# One patient per situation: answered (yes and no), stopped, missing, no baseline, baseline of 0, not eligible, not due.
_PATIENTS = """
patients
patient | death
dead    | 2021-05-20

treatments
patient  | drug         | daily_dose | start      | stop
yes      | upadacitinib | 15 mg      | 2021-03-01 |
no       | upadacitinib | 15 mg      | 2021-03-01 |
stopped  | upadacitinib | 15 mg      | 2021-03-01 | 2021-05-01
dead     | upadacitinib | 15 mg      | 2021-03-01 | 2021-05-01
missing  | upadacitinib | 15 mg      | 2021-03-01 |
no_base  | upadacitinib | 15 mg      | 2021-03-01 |
zero     | upadacitinib | 15 mg      | 2021-03-01 |
not_due  | upadacitinib | 15 mg      | 2021-11-01 |

visits
patient | date       | EASI
yes     | 2021-03-01 | 20
yes     | 2021-06-01 | 5
no      | 2021-03-01 | 20
no      | 2021-06-01 | 6
stopped | 2021-03-01 | 20
dead    | 2021-03-01 | 20
missing | 2021-03-01 | 20
no_base | 2021-06-01 | 5
zero    | 2021-03-01 | 0
zero    | 2021-06-01 | 0
not_due | 2021-11-01 | 20
"""


def _missing(rule: str, numbers: str, pins: str, rest: str = "") -> Spec:
    """The same patients under another missing rule."""
    return Spec(
        f"missing: {rule}",
        pins=pins,
        protocol=f"""
data_cut: 2021-12-31
endpoints:
  easi75: {{measure: EASI, responder: {{improvement_at_least: 75 %}}, at: M3, missing: {rule}}}
""",
        given=_PATIENTS,
        then=f"""
efficacy
variable | timepoint | N | n | n_imputed_stop | n_imputed_missing
easi75   | M3        | {numbers}
{rest}""",
    )


_STOPPED = """
treatments
patient | drug         | daily_dose | start      | stop
A       | upadacitinib | 15 mg      | 2021-03-01 | 2021-06-01
B       | upadacitinib | 15 mg      | 2021-03-01 | 2021-05-31
C       | upadacitinib | 15 mg      | 2021-03-01 | 2021-04-30
D       | upadacitinib | 15 mg      | 2021-03-01 |

visits
patient | date       | IGA
A       | 2021-06-01 | 1
A       | 2021-06-02 | 3
B       | 2021-06-01 | 1
C       | 2021-02-01 | 3
C       | 2021-06-01 | 0
"""


def _after_stop(rule: str, answers: str, numbers: str, pins: str) -> Spec:
    """The same stops under another rule."""
    return Spec(
        f"after_stop: {rule}",
        pins=pins,
        protocol=f"""
endpoints:
  clear: {{measure: IGA, responder: {{value_at_most: 1}}, at: M3, after_stop: {rule}}}
""",
        given=_STOPPED,
        then=f"""
answers
patient | endpoint | timepoint | state     | value | responder
{answers}

efficacy
variable | timepoint | N | n | n_imputed_stop | n_imputed_missing
clear    | M3        | {numbers}
""",
    )


SPECS = (
    _missing("as_observed", "2 | 1 | 0              | 0", "`missing:` **as_observed**: N as said."),
    _missing(
        "non_responder",
        "6 | 1 | 2              | 2",
        "**non_responder**: every due and eligible patient counts, the not evaluable as non-responders, except baseline_zero, who stay out",
        """
answers
patient | endpoint | timepoint | state         | responder | imputed
stopped | easi75   | M3        | stopped       | no        | stop
dead    | easi75   | M3        | dead          | no        | stop
missing | easi75   | M3        | no_visit      | no        | missing
no_base | easi75   | M3        | no_baseline   | no        | missing
not_due | easi75   | M3        | not_due       |           |
""",
    ),
    _missing("worst_case", "7 | 1 | 2              | 3", "**worst_case / best_case**: the not evaluable all non-responders / responders."),
    _missing("best_case", "7 | 6 | 2              | 3", "**worst_case / best_case**: the not evaluable all non-responders / responders."),
    Spec(
        "Who is not eligible, or may not be, is never imputed",
        pins="every due and eligible patient counts",
        protocol="""
endpoints:
  observed: {measure: DLQI, responder: {fall_at_least: 4}, eligible: {baseline_at_least: 4}, at: M3}
  imputed: {measure: DLQI, responder: {fall_at_least: 4}, eligible: {baseline_at_least: 4}, at: M3, missing: non_responder}
  best: {measure: DLQI, responder: {fall_at_least: 4}, eligible: {baseline_at_least: 4}, at: M3, missing: best_case}
""",
        given="""
visits
patient | date       | DLQI
A       | 2021-03-01 | 10
B       | 2021-03-01 | 3
C       | 2021-04-01 | 10
""",
        then="""
efficacy
variable | timepoint | N | n | n_imputed_missing
observed | M3        | 0 | 0 | 0
imputed  | M3        | 1 | 0 | 1
best     | M3        | 1 | 1 | 1
""",
    ),
    Spec(
        "Who stopped by the window's last day counts as imputed for a stop, the day after as missing",
        pins="`n_imputed_stop` and `n_imputed_missing` are results",
        protocol="""
endpoints:
  clear: {measure: IGA, responder: {value_at_most: 1}, at: M3, missing: non_responder}
""",
        given="""
treatments
patient | drug         | daily_dose | start      | stop
A       | upadacitinib | 15 mg      | 2021-03-01 | 2021-07-01
B       | upadacitinib | 15 mg      | 2021-03-01 | 2021-07-02
C       | upadacitinib | 15 mg      | 2021-03-01 |
""",
        then="""
efficacy
variable | timepoint | N | n | percent | n_imputed_stop | n_imputed_missing
clear    | M3        | 3 | 0 | 0       | 1              | 2
""",
    ),
    Spec(
        "missing: last_observation takes the last score after the index date, never the baseline",
        pins="**last_observation**: the last accepted value after the index date up to the window's last day, never the baseline.",
        protocol="""
endpoints:
  clear: {measure: IGA, responder: {value_at_most: 1}, at: M3, missing: last_observation}
""",
        given="""
visits
patient | date       | IGA
A       | 2021-03-20 | 3
A       | 2021-04-10 | 1
B       | 2021-03-01 | 1
C       | 2021-03-02 | 1
D       | 2021-04-10 | 0
D       | 2021-05-10 | 1
D       | 2021-06-10 | 2
E       | 2021-04-10 | 1
E       | 2021-04-20 | high
F       | 2021-04-10 | 1
F       | 2021-07-02 | 4
""",
        then="""
answers
patient | endpoint | timepoint | state     | value | responder | row
A       | clear    | M3        | evaluable | 1     | yes       | visits 3
B       | clear    | M3        | no_visit  |       |           |
C       | clear    | M3        | evaluable | 1     | yes       | visits 5
D       | clear    | M3        | evaluable | 2     | no        | visits 8
E       | clear    | M3        | evaluable | 1     | yes       | visits 9
F       | clear    | M3        | evaluable | 1     | yes       | visits 11

efficacy
variable | timepoint | N | n
clear    | M3        | 5 | 4
""",
    ),
    Spec(
        "The window's own pick goes before what is carried forward",
        pins="**last_observation**: the last accepted value after the index date up to the window's last day",
        protocol="""
timepoints:
  M3: {from: 2 months, to: 4 months, pick: best}
endpoints:
  clear: {measure: IGA, responder: {value_at_most: 1}, at: M3, missing: last_observation}
""",
        given="""
visits
patient | date       | IGA
A       | 2021-04-10 | 0
A       | 2021-05-10 | 2
A       | 2021-06-10 | 3
""",
        then="""
answers
patient | endpoint | timepoint | value | row
A       | clear    | M3        | 2     | visits 3
""",
    ),
    Spec(
        "A change is carried forward too",
        pins="For change: as_observed and last_observation only.",
        protocol="""
endpoints:
  observed: {measure: EASI, summary: {change: median_q1_q3}, at: M3}
  carried: {measure: EASI, summary: {change: median_q1_q3}, at: M3, missing: last_observation}
""",
        given="""
visits
patient | date       | EASI
A       | 2021-03-01 | 20
A       | 2021-04-10 | 12
B       | 2021-03-01 | 20
B       | 2021-06-10 | 10
C       | 2021-04-10 | 10
""",
        then="""
efficacy
variable | timepoint | N | median
observed | M3        | 1 | -10
carried  | M3        | 2 | -9
""",
    ),
    Spec(
        "A change cannot be imputed as a non-response",
        pins="For change: as_observed and last_observation only.",
        protocol="""
endpoints:
  easi_change: {measure: EASI, summary: {change: median_q1_q3}, at: M3, missing: non_responder}
""",
        given="",
        then="""
refused
message
missing: non_responder needs a responder rule; a summary knows as_observed and last_observation
""",
    ),
    _after_stop(
        "keep",
        """A       | clear    | M3        | evaluable | 3     | no
B       | clear    | M3        | evaluable | 1     | yes
C       | clear    | M3        | evaluable | 0     | yes
D       | clear    | M3        | no_visit  |       |""",
        "3 | 2 | 0              | 0",
        "`after_stop:` **keep**",
    ),
    _after_stop(
        "drop",
        """A       | clear    | M3        | evaluable | 1     | yes
B       | clear    | M3        | stopped   |       |
C       | clear    | M3        | stopped   |       |
D       | clear    | M3        | no_visit  |       |""",
        "1 | 1 | 0              | 0",
        "**drop**: values dated after the stop are removed before the pick (the stop day is kept, baseline untouched)",
    ),
    _after_stop(
        "non_responder",
        """A       | clear    | M3        | evaluable | 1     | yes
B       | clear    | M3        | stopped   |       | no
C       | clear    | M3        | stopped   |       | no
D       | clear    | M3        | no_visit  |       |""",
        "3 | 1 | 2              | 0",
        "as drop, and who has no value left and stopped by the window's last day is a non-responder",
    ),
    Spec(
        "A stop before the end of the baseline window leaves the baseline untouched",
        pins="baseline untouched",
        protocol="""
timepoints:
  baseline: {from: -90 days, to: 14 days, pick: last}
  M3: {from: 0 months, to: 4 months, pick: last}
endpoints:
  fall: {measure: IGA, responder: {fall_at_least: 1}, at: M3, after_stop: drop}
""",
        given="""
treatments
patient | drug         | daily_dose | start      | stop
A       | upadacitinib | 15 mg      | 2021-03-01 | 2021-03-05

visits
patient | date       | IGA
A       | 2021-03-04 | 3
A       | 2021-03-10 | 4
""",
        then="""
answers
patient | endpoint | timepoint | baseline | value | responder
A       | fall     | M3        | 4        | 3     | yes
""",
    ),
    Spec(
        "Without a value left, a stop is a non-response whatever the missing rule says",
        pins="who has no value left and stopped by the window's last day is a non-responder",
        protocol="""
endpoints:
  clear: {measure: IGA, responder: {value_at_most: 1}, at: M3, after_stop: non_responder, missing: best_case}
""",
        given="""
treatments
patient | drug         | daily_dose | start      | stop
A       | upadacitinib | 15 mg      | 2021-03-01 | 2021-04-30
B       | upadacitinib | 15 mg      | 2021-03-01 |
C       | upadacitinib | 15 mg      | 2021-03-01 | 2021-07-02

visits
patient | date       | IGA
A       | 2021-06-01 | 0
""",
        then="""
answers
patient | endpoint | timepoint | state    | responder | imputed
A       | clear    | M3        | stopped  | no        | stop
B       | clear    | M3        | no_visit | yes       | missing
C       | clear    | M3        | no_visit | yes       | missing
""",
    ),
    Spec(
        "Dropping and carrying forward: the last score up to the stop",
        pins="values dated after the stop are removed before the pick",
        protocol="""
endpoints:
  clear: {measure: IGA, responder: {value_at_most: 1}, at: M3, after_stop: drop, missing: last_observation}
""",
        given="""
treatments
patient | drug         | daily_dose | start      | stop
A       | upadacitinib | 15 mg      | 2021-03-01 | 2021-04-15

visits
patient | date       | IGA
A       | 2021-04-15 | 1
A       | 2021-04-20 | 3
A       | 2021-06-01 | 4
""",
        then="""
answers
patient | endpoint | timepoint | value | responder | row
A       | clear    | M3        | 1     | yes       | visits 2
""",
    ),
    Spec(
        "Dropping the scores after a stop is said as it is",
        pins='`drop` alone is not called "while on treatment".',
        protocol="""
endpoints:
  clear: {measure: IGA, responder: {value_at_most: 1}, at: M3, after_stop: drop}
""",
        given="",
        then="""
methods
words                                                       | said
Scores after the day the treatment was stopped are left out | yes
while on treatment                                          | no
""",
    ),
    Spec(
        "Who stopped and then died is imputed for the stop",
        pins="who has no value left and stopped by the window's last day is a non-responder",
        protocol="""
endpoints:
  clear: {measure: IGA, responder: {value_at_most: 1}, at: M3, after_stop: non_responder}
""",
        given="""
patients
patient | death
A       | 2021-05-01
B       | 2021-05-01

treatments
patient | drug         | daily_dose | start      | stop
A       | upadacitinib | 15 mg      | 2021-03-01 | 2021-04-01
B       | upadacitinib | 15 mg      | 2021-03-01 |
""",
        then="""
answers
patient | endpoint | timepoint | state | responder | imputed
A       | clear    | M3        | dead  | no        | stop
B       | clear    | M3        | dead  |           |

efficacy
variable | timepoint | N | n | n_imputed_stop | n_imputed_missing
clear    | M3        | 1 | 0 | 1              | 0
""",
    ),
)
