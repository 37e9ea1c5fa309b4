"""Other choices than the protocol's, and what an endpoint does about events between the first dose and the answer."""

from __future__ import annotations

from spec.framework import Spec

_PER_ESTIMAND = "ranges given for % and for N, per estimand"
_ENDED = '`drop` alone is not called "while on treatment".'

# A responds at the worst and at the last score, B only at the last, C at neither; D has no score in the window; E is not due.
_SCORES = """
treatments
patient | drug         | daily_dose | start
A       | upadacitinib | 15 mg      | 2021-03-01
B       | upadacitinib | 15 mg      | 2021-03-01
C       | upadacitinib | 15 mg      | 2021-03-01
D       | upadacitinib | 15 mg      | 2021-03-01
E       | upadacitinib | 15 mg      | 2021-11-01

visits
patient | date       | IGA
A       | 2021-05-10 | 1
A       | 2021-06-20 | 0
B       | 2021-05-10 | 3
B       | 2021-06-20 | 1
C       | 2021-05-10 | 3
C       | 2021-06-20 | 2
D       | 2021-04-01 | 1
"""


def _choices(title: str, pins: str, choices: str, then: str, rule: str = "") -> Spec:
    """The same scores under other choices."""
    return Spec(
        title,
        pins=pins,
        protocol=f"""
data_cut: 2021-12-31
endpoints:
  clear: {{measure: IGA, responder: {{value_at_most: 1}}, at: M3{rule}}}
sensitivity:
  clear: {choices}
""",
        given=_SCORES,
        then=then,
    )


# A: nothing happened. B stopped for inefficacy before a good score. C had its dose increased before one. D began a rescue treatment.
_EVENTS = """
patients
patient
A
B
C
D

treatments
patient | drug         | daily_dose | start      | stop       | stop_reasons
A       | upadacitinib | 15 mg      | 2021-03-01 |            |
B       | upadacitinib | 15 mg      | 2021-03-01 | 2021-05-01 | inefficacy
C       | upadacitinib | 15 mg      | 2021-03-01 | 2021-04-30 |
C       | upadacitinib | 30 mg      | 2021-05-01 |            |
D       | upadacitinib | 15 mg      | 2021-03-01 |            |
D       | prednisolone | 20 mg      | 2021-05-15 |            |

visits
patient | date       | IGA
A       | 2021-03-01 | 4
A       | 2021-06-01 | 1
B       | 2021-03-01 | 4
B       | 2021-06-01 | 1
C       | 2021-03-01 | 4
C       | 2021-04-20 | 3
C       | 2021-06-01 | 1
D       | 2021-03-01 | 4
D       | 2021-05-10 | 3
D       | 2021-06-01 | 1
"""
_NAMED = """
intercurrent_events:
  stop_inefficacy: {stopped: inefficacy}
  increase: {dose_change: increase}
  rescue: {treatment: prednisolone}
"""


def _strategy(title: str, pins: str, strategies: str, then: str, rule: str = "") -> Spec:
    """The same events under another strategy."""
    return Spec(
        title,
        pins=pins,
        protocol=f"""
gap: 7
timepoints:
  M3: {{from: 2 months, to: 4 months, pick: best}}
endpoints:
  clear: {{measure: IGA, responder: {{value_at_most: 1}}, at: M3{rule}, estimand: {{events: {strategies}}}}}
{_NAMED}""",
        given=_EVENTS,
        then=then,
    )


def _refused(title: str, pins: str, protocol: str, message: str) -> Spec:
    return Spec(title, pins=pins, protocol=protocol, given="patients\npatient\nA\n", then=f"refused\nmessage\n{message}\n")


def _model_patients(centres: int = 5) -> str:
    """7 of 10 respond to one drug and 3 of 10 to the other, in centres of one size; one patient's sex is not known."""
    tables, size = [], 10 // centres
    for centre in range(1, centres + 1):
        patients, treatments, visits = ["patient | sex"], ["patient | drug | daily_dose | start"], ["patient | date | IGA"]
        for drug, dose, responders in (("upadacitinib", 15, 7), ("baricitinib", 4, 3)):
            for number in range(size * (centre - 1) + 1, size * centre + 1):
                code = f"{drug[0]}{number}"
                patients.append(f"{code} | {'' if code == 'u1' else 'FM'[number % 2]}")
                treatments.append(f"{code} | {drug} | {dose} mg | 2021-03-01")
                visits.append(f"{code} | 2021-06-01 | {1 if number <= responders else 3}")
        named = {"patients": patients, "treatments": treatments, "visits": visits}
        tables += ["\n".join([f"{name} of centre {centre:02d}", *lines]) for name, lines in named.items()]
    return "\n\n".join(tables)


def _fitted(title: str, of: str, asked: str, shown: str) -> Spec:
    """A model of ten centres with two patients each, as R fits it: the texts of the estimate, its limits and p."""
    stats = ("difference" if of == "severe" else "odds_ratio", "conf_low", "conf_high", "p_value")
    heads = " | ".join(f"{stat} (text)" for stat in stats)
    table = f"\nadjusted\nvariable | timepoint | arm | versus | {heads}\n{of} | M3 | upa15 | bari4 | {shown}\n"
    return _model(title, f"{{versus: bari4, {asked}}}", table, of=of, centres=10)


def _model(title: str, asked: str, then: str, word: str = "adjusted", of: str = "clear", centres: int = 5) -> Spec:
    """The same patients under another model."""
    return Spec(
        title,
        pins='What needs a row per patient says "row per patient, not poolable".',
        protocol=f"""
arms:
  upa15: {{drug: upadacitinib, daily_dose: 15 mg}}
  bari4: {{drug: baricitinib, daily_dose: 4 mg}}
characteristics:
  sex: {{type: category, levels: {{F: Women, M: Men}}}}
endpoints:
  clear: {{measure: IGA, responder: {{value_at_most: 1}}, at: M3}}
  severe: {{label: IGA, measure: IGA, summary: {{value: mean_sd}}, at: M3}}
{word}:
  {of}: {asked}
""",
        given=_model_patients(centres),
        then=then,
    )


def _subgroup_patients() -> str:
    """Women: 3 of 4 respond to one drug and 1 of 4 to the other; men: 2 of 4 to each."""
    patients, treatments, visits = ["patient | sex"], ["patient | drug | daily_dose | start"], ["patient | date | IGA"]
    groups = (("F", "upadacitinib", 15, 3), ("F", "baricitinib", 4, 1), ("M", "upadacitinib", 15, 2), ("M", "baricitinib", 4, 2))
    for sex, drug, dose, responders in groups:
        for number in range(4):
            code = f"{sex}{drug[0]}{number + 1}"
            patients.append(f"{code} | {sex}")
            treatments.append(f"{code} | {drug} | {dose} mg | 2021-03-01")
            visits.append(f"{code} | 2021-06-01 | {1 if number < responders else 3}")
    tables = {"patients": patients, "treatments": treatments, "visits": visits}
    return "\n\n".join("\n".join([name, *lines]) for name, lines in tables.items())


SPECS = (
    _choices(
        "Other picks are rows of their own, the protocol's has an empty variant",
        _PER_ESTIMAND,
        "{pick: [last, first]}",
        """
sensitivity
variable | timepoint | variant    | N | n | percent (text)
clear    | M3        |            | 3 | 1 | 33.3
clear    | M3        | pick=last  | 3 | 2 | 66.7
clear    | M3        | pick=first | 3 | 1 | 33.3

sensitivity
variable | timepoint | n_combinations | n_refused | n_identical | n_distinct
clear    | M3        | 3              | 0         | 1           | 2

sensitivity
variable | timepoint | level   | min (text) | max (text)
clear    | M3        | percent | 33.3       | 66.7
clear    | M3        | N       | 3          | 3
""",
    ),
    _choices(
        "Two choices with the same answer for every patient count once",
        "identical response vectors counted once",
        "{windows: {long: {from: 2 months - 1 day}}, pick: last}",
        """
sensitivity
variable | timepoint | variant               | N | n | n_same
clear    | M3        |                       | 3 | 1 | 2
clear    | M3        | window=long           | 3 | 1 | 0
clear    | M3        | pick=last             | 3 | 2 | 2

sensitivity
variable | timepoint | n_combinations | n_identical | n_distinct
clear    | M3        | 4              | 2           | 2
""",
    ),
    _choices(
        "Equal counts of different patients are different answers",
        "identical response vectors counted once",
        "{windows: {late: {from: 3 months}, early: {from: 1 month, to: 2 months, target: 2 months}}}",
        """
sensitivity
variable | timepoint | variant      | N | n | n_same
clear    | M3        | window=late  | 3 | 2 | 1
clear    | M3        | window=early | 1 | 1 | 1
""",
    ),
    _choices(
        "Ranges of the percentage and of N, for each estimand and for all",
        _PER_ESTIMAND,
        "{pick: last, missing: [non_responder, best_case]}",
        """
sensitivity
variable | timepoint | group    | group_level           | level   | min (text) | max (text)
clear    | M3        | estimand | protocol              | percent | 33.3       | 66.7
clear    | M3        | estimand | protocol              | N       | 3          | 3
clear    | M3        | estimand | missing=non_responder | percent | 25.0       | 50.0
clear    | M3        | estimand | missing=best_case     | percent | 50.0       | 75.0
clear    | M3        | estimand | missing=best_case     | N       | 4          | 4

sensitivity
variable | timepoint | level   | min (text) | max (text)
clear    | M3        | percent | 25.0       | 75.0
clear    | M3        | N       | 3          | 4
""",
    ),
    _choices(
        "A stop that is a non-response is not bridged by the last score",
        "incoherent combinations are refused",
        "{missing: last_observation, after_stop: [drop, non_responder]}",
        """
sensitivity
variable | timepoint | n_combinations | n_refused
clear    | M3        | 6              | 1

sensitivity
variable | timepoint | level      | n_refused
clear    | M3        | stop_twice | 1
""",
    ),
    _choices(
        "A baseline that ends in the window is refused",
        "incoherent combinations are refused",
        "{baseline: {late: {to: 70 days}}}",
        """
sensitivity
variable | timepoint | level              | n_refused
clear    | M3        | baseline_in_window | 1
""",
    ),
    _choices(
        "Who can be counted, and which patients, may be other choices",
        "incoherent combinations are refused",
        "{evaluable: {known: {baseline_at_least: 0}}}",
        """
sensitivity
variable | timepoint | variant         | N | n
clear    | M3        |                 | 3 | 1
clear    | M3        | evaluable=known | 0 | 0
""",
    ),
    Spec(
        "Without the members of a subset, and without those of whom nobody knows",
        pins=_PER_ESTIMAND,
        protocol="""
characteristics:
  sex: {type: category, levels: {F: Women, M: Men}}
endpoints:
  clear: {measure: IGA, responder: {value_at_most: 1}, at: M3}
subsets:
  women: {characteristic: sex, is: F}
sensitivity:
  clear: {arms: {men: {without: women}}}
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

visits
patient | date       | IGA
A       | 2021-06-01 | 1
B       | 2021-06-01 | 1
C       | 2021-06-01 | 1
""",
        then="""
sensitivity
variable | timepoint | variant  | N | n
clear    | M3        |          | 3 | 3
clear    | M3        | arms=men | 1 | 1
""",
    ),
    _strategy(
        "treatment_policy: what happened changes nothing, and is counted",
        _PER_ESTIMAND,
        "{increase: treatment_policy}",
        """
efficacy
variable | timepoint | N | n
clear    | M3        | 4 | 4

estimand
variable | timepoint | level           | N | n
clear    | M3        | stop_inefficacy | 4 | 1
clear    | M3        | increase        | 4 | 1
clear    | M3        | rescue          | 4 | 1
""",
    ),
    _strategy(
        "composite: the event is a non-response, whatever the score",
        _PER_ESTIMAND,
        "{stop_inefficacy: composite, rescue: composite}",
        """
efficacy
variable | timepoint | N | n | n_imputed_event | n_imputed_stop
clear    | M3        | 4 | 2 | 2               | 0

answers
patient | endpoint | timepoint | state     | responder | imputed
A       | clear    | M3        | evaluable | yes       |
B       | clear    | M3        | evaluable | no        | event
D       | clear    | M3        | evaluable | no        | event
""",
    ),
    _strategy(
        "hypothetical: scores after the event are not used, and nothing stands for them",
        _ENDED,
        "{increase: hypothetical, rescue: hypothetical}",
        """
efficacy
variable | timepoint | N | n
clear    | M3        | 3 | 2

answers
patient | endpoint | timepoint | state     | value | responder
B       | clear    | M3        | evaluable | 1     | yes
C       | clear    | M3        | set_aside |       |
D       | clear    | M3        | evaluable | 3     | no
""",
    ),
    _strategy(
        "while_on_treatment: the last score before the event stands",
        _ENDED,
        "{increase: while_on_treatment, stop_inefficacy: while_on_treatment}",
        """
answers
patient | endpoint | timepoint | state     | value | responder
A       | clear    | M3        | evaluable | 1     | yes
B       | clear    | M3        | stopped   |       |
C       | clear    | M3        | evaluable | 3     | no
""",
        ", missing: last_observation",
    ),
    _model(
        "A model without covariates gives the ratio of odds of the table, and names itself",
        "{versus: bari4}",
        """
adjusted
variable | timepoint | versus | N  | n_missing
clear    | M3        | bari4  | 20 | 0

adjusted
variable | timepoint | arm   | versus | odds_ratio (text) | conf_low (text) | conf_high (text)
clear    | M3        | upa15 | bari4  | 5.44              | 0.80            | 36.87

adjusted
variable | timepoint | arm   | versus | odds_ratio (method)
clear    | M3        | upa15 | bari4  | logistic regression; row per patient, not poolable
""",
    ),
    _fitted(
        "Scores are compared by a linear model (R: lm)",
        "severe",
        "errors: model",
        "-0.80 | -1.71 | 0.11 | 0.081",
    ),
    _fitted(
        "Scores with errors by centre (R: lm; clubSandwich, CR2 and Satterthwaite)",
        "severe",
        "errors: centre",
        "-0.80 | -1.54 | -0.06 | 0.037",
    ),
    _fitted(
        "Answers with errors by centre (R: glm; clubSandwich, CR2 and Satterthwaite)",
        "clear",
        "errors: centre",
        "5.44 | 0.94 | 31.62 | 0.057",
    ),
    _fitted(
        "Firth's model leans towards no difference: here as half a patient more in each of the four cells (R: brglm2)",
        "clear",
        "model: firth",
        "4.59 | 0.70 | 30.15 | 0.112",
    ),
    _fitted(
        "Scores by estimating equations (R: gee; errors by the formula of Mancl and DeRouen)",
        "severe",
        "errors: gee",
        "-0.80 | -1.59 | -0.01 | 0.049",
    ),
    Spec(
        "Limits of the funnel: what chance leaves to a centre of four where half of all respond (R: qbinom, pbinom, dbinom)",
        pins="**Tallies** hold no quotient",
        protocol="""
by_centre: {}
""",
        given=_model_patients(),
        then="""
efficacy
variable | timepoint | group  | group_level | N | n | percent
clear    | M3        | centre | 01          | 4 | 4 | 100

efficacy
variable | timepoint | group  | group_level | level       | conf_low | conf_high
clear    | M3        | centre | 01          | funnel_95   | 0        | 90
clear    | M3        | centre | 01          | funnel_99.8 | 0        | 99.6

efficacy
variable | timepoint | group  | group_level | variant  | N  | n | percent
clear    | M3        | centre | 01          | left_out | 16 | 6 | 37.5
""",
    ),
    _model(
        "Estimating equations by centre say how alike two patients of a centre are taken to be; ratio and correlation are those of R's gee",
        "{versus: bari4, errors: gee}",
        """
adjusted
variable | timepoint | arm | versus | correlation    | correlation (text)
clear    | M3        | all | bari4  | 0.482142857143 | 0.48

adjusted
variable | timepoint | arm   | versus | odds_ratio
clear    | M3        | upa15 | bari4  | 5.44444444444
""",
        centres=10,
    ),
    _model(
        "Who lacks a covariate is left out of the model and counted; a model that the data cannot carry is refused",
        "{versus: bari4, for: [sex]}",
        """
adjusted
variable | timepoint | versus | N  | n_missing
clear    | M3        | bari4  | 19 | 1

adjusted
variable | timepoint | arm   | versus | odds_ratio | odds_ratio (text)
clear    | M3        | upa15 | bari4  |            | –
""",
    ),
    _model(
        "Imputation counts all who are due: one whose sex is not known is a woman in four of five imputations (6.13), else a man (6.00)",
        "{versus: bari4, for: [sex], impute: {times: 5, seed: 1}}",
        """
adjusted
variable | timepoint | versus | variant | N  | n_imputed
clear    | M3        | bari4  | imputed | 20 | 1

adjusted
variable | timepoint | versus | N  | n_missing
clear    | M3        | bari4  | 19 | 1

adjusted
variable | timepoint | arm   | versus | variant | odds_ratio    | odds_ratio (text)
clear    | M3        | upa15 | bari4  | imputed | 6.10565467377 | 6.11
""",
    ),
    _model(
        "What tells of what is missing need not be in the model: sex, itself imputed where it is not known",
        "{versus: bari4, impute: {times: 5, seed: 1, with: [sex]}}",
        """
adjusted
variable | timepoint | versus | N  | n_missing
clear    | M3        | bari4  | 20 | 0
""",
    ),
    _model(
        "The methods name what imputation used beside the model",
        "{versus: bari4, impute: {times: 5, seed: 1, with: [sex]}}",
        """
methods
words                                              | said
Imputation also used sex, which the model does not | yes
""",
    ),
    _refused(
        "What the model is adjusted for tells of what is missing anyway",
        'What needs a row per patient says "row per patient, not poolable".',
        """
characteristics:
  sex: {type: category, levels: {F: Women, M: Men}}
adjusted:
  clear: {versus: bari4, for: sex, impute: {times: 5, seed: 1, with: sex}}
""",
        "sex stands under for and under impute: with",
    ),
    Spec(
        "Without a patient of the group that the others are compared with there is no model",
        pins='What needs a row per patient says "row per patient, not poolable".',
        protocol="""
endpoints:
  clear: {measure: IGA, responder: {value_at_most: 1}, at: M3}
adjusted:
  clear: {versus: upa30}
""",
        given=_model_patients(),
        then="""
adjusted
variable | timepoint | arm   | versus | odds_ratio | odds_ratio (error)
clear    | M3        | upa15 | upa30  |            | the group that the others are compared with has no patient in the model
clear    | M3        | bari4 | upa30  |            | the group that the others are compared with has no patient in the model
""",
    ),
    Spec(
        "A treatment group of which no outcome is known is in no model, and is not imputed",
        pins='What needs a row per patient says "row per patient, not poolable".',
        protocol="""
endpoints:
  clear: {measure: IGA, responder: {value_at_most: 1}, at: M3}
adjusted:
  clear: {versus: bari4, impute: {times: 2, seed: 1}}
""",
        given=_model_patients()
        + """

treatments of centre 06
patient | drug         | daily_dose | start
x1      | upadacitinib | 30 mg      | 2021-03-01
x2      | baricitinib  | 4 mg       | 2021-03-01
""",
        then="""
adjusted
variable | timepoint | versus | N  | n_missing
clear    | M3        | bari4  | 20 | 0

adjusted
variable | timepoint | versus | variant | N  | n_imputed
clear    | M3        | bari4  | imputed | 21 | 1

adjusted
variable | timepoint | arm   | versus | odds_ratio (text)
clear    | M3        | upa15 | bari4  | 5.44
""",
    ),
    _model(
        "Without covariates there is nothing missing, and nothing is imputed",
        "{versus: bari4, impute: {times: 5, seed: 1}}",
        """
adjusted
variable | timepoint | versus | variant | N  | n_imputed
clear    | M3        | bari4  | imputed | 20 | 0
""",
    ),
    _model(
        "Weighting by sex gives each treatment the response that it would have among all: here 10 women and 9 men",
        "{versus: bari4, for: [sex]}",
        """
weighted
variable | timepoint | versus | N  | n_missing
clear    | M3        | bari4  | 19 | 1

weighted
variable | timepoint | arm   | percent (text) | effective (text)
clear    | M3        | upa15 | 67.1           | 9.0
clear    | M3        | bari4 | 29.5           | 10.0

weighted
variable | timepoint | arm   | versus | difference (text)
clear    | M3        | upa15 | bari4  | 37.6

weighted
variable | timepoint | level | arm   | versus | standardised_before (text) | standardised_after (text)
clear    | M3        | sex M | upa15 | bari4  | -0.11                      | 0.00
""",
        "weighted",
    ),
    _model(
        "Among the patients of one group, the others are weighted to be like them",
        "{versus: bari4, for: [sex], estimand: att, treated: upa15}",
        """
weighted
variable | timepoint | arm   | percent (text) | weight_min (text) | weight_max (text)
clear    | M3        | upa15 | 66.7           | 1.00              | 1.00
clear    | M3        | bari4 | 28.9           | 0.80              | 1.00
""",
        "weighted",
    ),
    Spec(
        "Within subgroups each treatment is compared, and the interaction tested",
        pins="**Subsets** are named too (`escalated: {dose_change: increase}`), for footnotes and subgroups.",
        protocol="""
characteristics:
  sex: {type: category, levels: {F: Women, M: Men}}
endpoints:
  clear: {measure: IGA, responder: {value_at_most: 1}, at: M3}
subgroups:
  clear: {by: [sex], versus: bari4}
""",
        given=_subgroup_patients(),
        then="""
subgroups
variable | timepoint | arm   | group | group_level | N | n | percent (text)
clear    | M3        | all   | sex   | F           | 8 | 4 | 50.0
clear    | M3        | upa15 | sex   | F           | 4 | 3 | 75.0
clear    | M3        | bari4 | sex   | M           | 4 | 2 | 50.0

subgroups
variable | timepoint | arm   | versus | group | group_level | odds_ratio | odds_ratio (text)
clear    | M3        | upa15 | bari4  | sex   | F           | 9          | 9.00
clear    | M3        | upa15 | bari4  | sex   | M           | 1          | 1.00

subgroups
variable | timepoint | arm   | versus | group | p_interaction (text)
clear    | M3        | upa15 | bari4  | sex   | 0.304
""",
    ),
    _refused(
        "While on treatment is the last score before the event",
        _ENDED,
        """
endpoints:
  clear: {measure: IGA, responder: {value_at_most: 1}, at: M3, estimand: {events: {increase: while_on_treatment}}}
intercurrent_events:
  increase: {dose_change: increase}
""",
        "while_on_treatment uses the last score before the event: write missing: last_observation with it",
    ),
    _refused(
        "An alternative is something else than the protocol's own choice",
        "incoherent combinations are refused",
        """
sensitivity:
  clear: {missing: [as_observed, non_responder]}
""",
        "as_observed is what the protocol does; an alternative is something else",
    ),
    _refused(
        "What a stop means is said once",
        "incoherent combinations are refused",
        """
endpoints:
  clear: {measure: IGA, responder: {value_at_most: 1}, at: M3, after_stop: drop, estimand: {events: {stop: composite}}}
intercurrent_events:
  stop: {stopped: any}
""",
        "after_stop: drop already says what a stop means; leave one of the two out",
    ),
)
