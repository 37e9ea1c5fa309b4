"""Wrong protocols: what is changed in a right one, and what its writer is told. § marks where the caret stands."""

from __future__ import annotations

RIGHT = """\
study: jak-ad
title: JAK inhibitors in atopic dermatitis
enrolment: {first_dose: [2021-03-01, 2022-01-31]}
data_cut: 2022-06-30
centres: {"01": {label: Nantes, language: fr}}
arms:
  upa15: {label: Upadacitinib 15 mg, drug: upadacitinib, daily_dose: 15 mg}
  upa30: {label: Upadacitinib 30 mg, drug: upadacitinib, daily_dose: 30 mg}
  bari4: {label: Baricitinib 4 mg, drug: baricitinib, daily_dose: 4 mg}
drugs:
  upadacitinib: {label: Upadacitinib, synonyms: [Rinvoq]}
characteristics:
  age: {label: Age, type: number, unit: years}
  sex: {label: Sex, type: category, levels: {F: Women, M: Men}}
  prior_mtx: {label: Methotrexate, from: {previous_treatments: methotrexate}}
measures:
  WELL: {label: Well-being, low: 0, high: 10, step: 0.5, worse: low}
timepoints:
  baseline: {from: -90 days, to: 0 days, pick: last}
  M3: {from: 2 months, to: 4 months, target: 3 months, pick: nearest}
  M6: {from: 5 months, to: 7 months, pick: worst}
endpoints:
  iga_response:
    label: IGA 0, 1 or -2
    role: primary
    measure: IGA
    responder: {any: [{value_at_most: 1}, {fall_at_least: 2}]}
    at: [M3, M6]
    footnote_subsets: [escalated]
  easi75: {measure: EASI, responder: {improvement_at_least: 75 %}, at: M3}
  pnrs_change: {measure: PNRS, summary: {change: median_q1_q3}, at: [M3]}
  dlqi_4pt: {measure: DLQI, responder: {fall_at_least: 4}, eligible: {baseline_at_least: 4}, at: M3}
subsets:
  escalated: {dose_change: increase}
  women: {characteristic: sex, is: F}
  severe: {measure: EASI, at_least: 21.1, at: baseline}
population:
  include: {adults: {characteristic: age, at_least: 18}}
  sets: {efficacy: [severe]}
stop_reasons: {efficacy: Lack of efficacy, other: {label: Other, synonyms: [misc]}}
safety:
  period: {from: 0 days, to: stop + 30 days}
  not_reported: no
  terms:
    papular: {label: Papular eruptions, subterms: [acne, papulopustular eruption]}
    cpk: {label: Increased CPK, kind: biological, from: {any: [{test: CPK, above: local_upper}]}}
statistics: {quantiles: sas, percent_decimals: 1, confidence: 95 %}
tables:
  efficacy: {number: I, hide: [dlqi_4pt]}
  safety: {order: frequency}
"""

NOT_A_DURATION = "is not a duration; write for example 2 months, 84 days, 12 weeks or 5 months - 15 days"
APART = "(case, accents, spaces, _ and - do not tell them apart)"
TABLE_WORDS = "footnotes, groups, headings, hide, labels, number, rows, title, wording"
KNOWN_TIMES = "declared here: baseline, M3, M6"

# (what is replaced, what stands there instead, what is said)
WRONG: list[tuple[str, str, str]] = [
    # words
    ("pick: worst", "§pck: worst", '"pck" is not a word that belongs here. Did you mean "pick"?'),
    ("data_cut:", "§datacut:", '"datacut" is not a word that belongs here. Did you mean "data_cut"?'),
    ("label: Nantes", "§city: Nantes", '"city" is not a word that belongs here; known here: label, language'),
    ("pick: worst", "pick: §wrost", '"wrost" is not "worst", "best", "first", "last" or "nearest". Did you mean "worst"?'),
    ("role: primary", "role: §main", '"main" is not "primary", "secondary", "exploratory" or "post_hoc"'),
    ("not_reported: no", "not_reported: §false", '"false" is not "no" or "unknown"'),
    ("quantiles: sas", "quantiles: §SAS9", '"SAS9" is not "sas", "spss" or "r". Did you mean "sas"?'),
    ("study: jak-ad\n", "§", '"study" is missing here'),
    ("{measure: PNRS, ", "{", '"measure" is missing here'),
    ("role: primary", "role: primary\n    §role: primary", '"role" is written twice here, first in line 25, column 5; keep one of them'),
    ("  M6: {from", "  §M3: {from", '"M3" is written twice here, first in line 20, column 3; keep one of them'),
    # kinds of values
    ("data_cut: 2022-06-30", "data_cut: §30/06/2022", '"30/06/2022" is not a date; write year-month-day, for example 2021-03-01'),
    ("data_cut: 2022-06-30", "data_cut: §2022-06-31", '"2022-06-31" is not a date; write year-month-day, for example 2021-03-01'),
    ("data_cut: 2022-06-30", "data_cut: §[2022-06-30]", "a date such as 2021-03-01 is needed here, not a list"),
    ("[2021-03-01, 2022-01-31]", "§[2021-03-01]", "two values are needed here, for example [2021-03-01, 2022-01-31]"),
    ("[2021-03-01, 2022-01-31]", "§2021-03-01", 'a list is needed here, not "2021-03-01"'),
    ("from: 5 months", "from: §5 monts", f'"5 monts" {NOT_A_DURATION}'),
    ("from: 5 months", "from: §5", f'"5" {NOT_A_DURATION}'),
    ("from: 5 months", "from: §9999 months", '"9999 months" is longer than a hundred years'),
    ("75 %", "§many", '"many" is not a number'),
    ("value_at_most: 1", "value_at_most: §1e99", '"1e99" is out of reach; numbers here have at most 15 digits'),
    ("value_at_most: 1", "value_at_most: §.inf", '".inf" is not a number'),
    ("value_at_most: 1", "value_at_most: §true", 'a number is needed here, not "true"'),
    ("daily_dose: 4 mg", "daily_dose: §30 mg x 2", '"30 mg x 2" is not a daily dose; write for example 15 mg'),
    ("daily_dose: 4 mg", "daily_dose: §low", '"low" is not a daily dose; write for example 15 mg'),
    ("  bari4:", "  §bari 4:", '"bari 4" is not an id; use letters without accents, digits, "_", "-" and "."'),
    ("title: JAK", "title: §true #", 'text (between quotes: "...") is needed here, not "true"'),
    ("percent_decimals: 1", "percent_decimals: §9", "9 is too large; it must be at most 4"),
    ("percent_decimals: 1", "percent_decimals: §one", 'a whole number is needed here, not "one"'),
    ("confidence: 95 %", "confidence: §100 %", "confidence is between 0 and 100 %, for example 95 %"),
    ("population:\n", "population: §3\nx_population:\n", 'a group of keys and values is needed here, not "3"'),
    ("{dose_change: increase}", "§", "nothing is written here; fill it in, write {} for the defaults, or remove the line"),
    ("drug: baricitinib, ", "", "a daily_dose needs its drug; add it, or remove the dose"),
    # parts that do not fit together
    ("papular: {label", "papular: {only_sex: §W, label", '"W" is no level of sex; it has F, M'),
    ("prior_mtx: {label", "prior_mtx: {only_sex: F, label", "only_sex belongs to a yes_no characteristic with a column of its own"),
    ("above: local_upper", "above: 0.1234567, unit: g/L", "a fixed limit has at most six decimals"),
    ("[2021-03-01, 2022", "[2022-03-01, 2022", "the first day of enrolment is after the last"),
    ("to: 7 months", "to: 4 months", "the window ends before it begins"),
    ("target: 3 months", "target: 5 months", "the target (5 months) is outside the window (2 months to 4 months)"),
    ("target: 3 months, ", "", "pick: nearest needs a target"),
    (
        "{value_at_most: 1}, ",
        "§{value_at_most: 1, fall_at_least: 1}, ",
        "a condition holds exactly one word; list several under any: or all:",
    ),
    (
        "responder: {any: [{value_at_most: 1}, {fall_at_least: 2}]}",
        "§responder: {any: []}",
        "a responder rule is either any: [...] or all: [...]",
    ),
    ("{value_at_most: 1}, ", "{fall_at_least: 1}, ", "the same word stands twice in one rule; keep the one that decides"),
    ("summary: {change: median_q1_q3}, ", "", "an endpoint has either a responder rule or a summary"),
    (
        "summary: {change: median_q1_q3}",
        "summary: {change: median_q1_q3}, missing: worst_case",
        "missing: worst_case needs a responder rule; a summary knows as_observed and last_observation",
    ),
    (
        "summary: {change: median_q1_q3}",
        "§summary: {change: n_percent}",
        "n_percent needs a responder rule; a summary is median_q1_q3, mean_sd or median_min_max",
    ),
    (
        "is: F",
        "stopped: yes",
        "a condition holds exactly one of dose_change, characteristic, measure, previous_treatment, arm, centre, stopped",
    ),
    ("at_least: 21.1, ", "", "a condition on a measure needs at_least or at_most"),
    (", levels: {F: Women, M: Men}", "", "levels belong to a category, and a category needs its levels"),
    ("type: number, unit", "unit", "a characteristic needs a type: number, category or yes_no"),
    ("step: 0.5", "step: 0.3", "low and high must be whole multiples of the step"),
    ("above: local_upper", "above: §local_uper", '"local_uper" is neither local_upper nor a number'),
    ("§{test: CPK, above: local_upper}", "§{test: CPK, above: 3}", "a fixed limit needs its unit; a local limit brings its own"),
    # references
    ("data_cut: 2022-06-30", "data_cut: §2021-02-28", "the data cut is before the first day of enrolment: no patient would be left"),
    ("measure: IGA", "measure: §IGAA", '"IGAA" is not a measure. Did you mean "IGA"?'),
    ("measure: PNRS", "measure: §pnrs", '"pnrs" is not a measure. Did you mean "PNRS"?'),
    ("at: [M3, M6]", "at: [M3, §M9]", f'"M9" is not a declared timepoint; {KNOWN_TIMES}'),
    ("at: [M3, M6]", "at: [M3, §baseline]", "an endpoint is not measured at baseline; name a later timepoint"),
    ("at: [M3, M6]", "at: [M3, §M3]", '"M3" is listed twice'),
    ("footnote_subsets: [escalated]", "footnote_subsets: [§escalatd]", '"escalatd" is not a declared subset. Did you mean "escalated"?'),
    ("value_at_most: 1", "value_at_most: §7", "7 is outside IGA, which goes from 0 to 4"),
    ("fall_at_least: 2", "fall_at_least: §5", "IGA cannot change by more than 4"),
    ("fall_at_least: 2", "fall_at_least: §0", "fall_at_least must be above 0; a rule that everybody meets says nothing"),
    ("75 %", "§150 %", "an improvement of more than 100 % is not possible in EASI"),
    ("baseline_at_least: 4", "baseline_at_least: §40", "40 is outside DLQI, which goes from 0 to 30"),
    (
        "daily_dose: 30 mg",
        "daily_dose: 0.015 g",
        'arm "upa30" cannot be told from arm "upa15": same drug, and the doses do not differ; give each its daily_dose',
    ),
    (
        "drug: upadacitinib, daily_dose: 30 mg",
        "drug: RINVOQ",
        'arm "upa30" cannot be told from arm "upa15": same drug, and the doses do not differ; give each its daily_dose',
    ),
    ("characteristic: age", "characteristic: §agee", '"agee" is not a declared characteristic. Did you mean "age"?'),
    ("characteristic: sex", "characteristic: age", '"age" is a number: write at_least or at_most'),
    ("is: F", "is: §W", '"W" is not a level of "sex"; it has "F" and "M"'),
    ("is: F", "at_least: 2", '"sex" is not a number: write is, with "F" or "M"'),
    ("at: baseline", "at: §base", '"base" is not a declared timepoint. Did you mean "baseline"?'),
    ("at_least: 21.1", "at_least: §80", "80 is outside EASI, which goes from 0 to 72"),
    ("{dose_change: increase}", "{arm: [upa15, §upa45]}", '"upa45" is not a declared arm. Did you mean "upa15"?'),
    ("{dose_change: increase}", '{centre: §"02"}', '"02" is not a declared centre; declared here: 01'),
    ("efficacy: [severe]", "efficacy: [§sever]", '"sever" is not a declared subset or condition of the population. Did you mean "severe"?'),
    ("hide: [dlqi_4pt]", "hide: [§dlqi]", '"dlqi" is not a row of this table. Did you mean "dlqi_4pt"?'),
    ("number: I,", "rows: §iga_respons,", '"iga_respons" is not a row of this table. Did you mean "iga_response"?'),
    ("number: I,", "labels: {§easi57: EASI},", '"easi57" is not a row of this table. Did you mean "easi75"?'),
    ("number: I,", "headings: {§upa51: UPA},", '"upa51" is not a column of this table. Did you mean "upa15"?'),
    ("number: I,", "groups: [{label: A, rows: [easi75, §easi75]}],", '"easi75" already stands in a group of this table'),
    (
        "number: I,",
        "groups: [{label: A, rows: §pnrs}],",
        '"pnrs" is not a row of this table; known here: iga_response, easi75, pnrs_change, dlqi_4pt',
    ),
    ("number: I,", "groups: §non,", "groups is a list of {label: ..., rows: [...]}, or none"),
    ("number: I,", "footnotes: [{text: x, at: §M4}],", '"M4" is not a timepoint of this table; known here: M3, M6'),
    ("number: I,", "footnotes: [{text: x, arms: §bari}],", '"bari" is not a column of this table. Did you mean "bari4"?'),
    ("number: I,", "footnotes: [{text: x, §row: easi75}],", '"row" is not a word that belongs here. Did you mean "rows"?'),
    ("number: I,", "§order: frequency,", f'"order" is not a word that belongs here; known here: {TABLE_WORDS}'),
    ("safety: {order", "§follow: {order", '"follow" is not a word that belongs here. Did you mean "follow_up"?'),
    ("safety: {order", "safety: {footnotes: [{text: x, at: §M3}], order", '"M3" is not a timepoint of this table; there is none'),
    ("safety: {order", "stops: {rows: §efficac}\n  safety: {order", '"efficac" is not a row of this table. Did you mean "efficacy"?'),
    ("efficacy: {number", "marks: §letter\n  efficacy: {number", '"letter" is not "letters" or "symbols". Did you mean "letters"?'),
    (
        "efficacy: {number",
        "baseline: {labels: {§sex/G: x}}\n  efficacy: {number",
        '"sex/G" is not a row of this table. Did you mean "sex/M"?',
    ),
    ("efficacy: {number", "participants: {hide: §seem}\n  efficacy: {number", '"seem" is not a row of this table. Did you mean "seen"?'),
    # what is asked for
    (
        "tables:\n",
        "survival: {censored: [§effcacy]}\ntables:\n",
        '"effcacy" is not a cause of an end of treatment. Did you mean "efficacy"?',
    ),
    ("tables:\n", "§survival: {at: 0 days}\ntables:\n", "at and until are times after the first dose, such as 3 months or 84 days"),
    (
        "tables:\n",
        "§survival: {adjust: holm}\ntables:\n",
        "adjust needs p-values of curves: write compare: log_rank beside it, or leave adjust out",
    ),
    ("tables:\n", "survival: {compare: [§logrank]}\ntables:\n", '"logrank" is not "log_rank" or "cox". Did you mean "log_rank"?'),
    ("tables:\n", "incidence: {terms: §cpkk}\ntables:\n", '"cpkk" is not a declared event. Did you mean "cpk"?'),
    ("tables:\n", "comparisons: {versus: §bari}\ntables:\n", '"bari" is not a declared arm. Did you mean "bari4"?'),
    ("tables:\n", "comparisons: {endpoints: [§easi57]}\ntables:\n", '"easi57" is not a declared endpoint. Did you mean "easi75"?'),
    ("tables:\n", "by_centre: {endpoints: §easi57}\ntables:\n", '"easi57" is not a declared endpoint. Did you mean "easi75"?'),
    ("tables:\n", "adjusted: {iga_response: {versus: §bari}}\ntables:\n", '"bari" is not a declared arm. Did you mean "bari4"?'),
    (
        "tables:\n",
        "adjusted: {§iga_response: {versus: bari4, errors: gee, model: firth}}\ntables:\n",
        "firth has no errors by centre; write errors: model with it",
    ),
    (
        "tables:\n",
        "adjusted: {§iga_response: {versus: bari4, correlation: exchangeable}}\ntables:\n",
        "correlation is of patients within a centre under errors: gee; leave it out",
    ),
    (
        "tables:\n",
        "weighted: {iga_response: {versus: bari4, for: [§aged]}}\ntables:\n",
        '"aged" is not a declared characteristic, or baseline. Did you mean "age"?',
    ),
    (
        "tables:\n",
        "weighted: {iga_response: {versus: §bari4, for: [age], arms: [upa15, upa30]}}\ntables:\n",
        '"bari4" is not one of the arms named beside it',
    ),
    (
        "tables:\n",
        "weighted: {§iga_response: {versus: bari4, for: [age], estimand: att}}\ntables:\n",
        "treated names the group whose patients att asks about; write it with estimand: att, and only there",
    ),
    (
        "tables:\n",
        "weighted: {§iga_response: {versus: bari4, for: [age], estimand: overlap, stabilised: true}}\ntables:\n",
        "only the weights of estimand: ate are stabilised; leave stabilised out",
    ),
    (
        "tables:\n",
        "weighted: {§iga_response: {versus: bari4, for: [age], estimand: overlap, truncate: p1_p99}}\ntables:\n",
        "overlap weights have no extremes; leave truncate out",
    ),
    # names
    ("  WELL:", "  §EASI:", '"EASI" is a measure that every study knows; give yours another id'),
    ("  WELL:", "  §week:", '"week" is a column of the visits with a meaning of its own; choose another id'),
    ("  bari4:", "  §all:", '"all" means all arms together; choose another id'),
    ("  prior_mtx:", "  §death:", '"death" is a column of the patients with a meaning of its own'),
    ("  women:", "  §sex:", '"sex" already names a group of patients; choose another id'),
    ("include: {adults", "include: {§no_index", '"no_index" is a step of the participant flow; choose another id'),
    ("    papular:", "    §any:", '"any" is a row of "at least one"; choose another id'),
    ("[acne, papul", "[not done, papul", '"not_done" is a state; choose another id'),
    ("[acne, papul", "[papular, papul", '"papular" already stands for "papular"; an event could not be told apart'),
    ("label: Increased CPK", "label: Acné", '"Acné" already stands for "acne"; an event could not be told apart'),
    ("other: {label", "§not_recorded: {label", '"not_recorded" is counted without being declared; remove it'),
    ("synonyms: [misc]", "synonyms: [lack-of EFFICACY]", f'"lack-of EFFICACY" already stands for "efficacy" {APART}'),
    ("M: Men", "§f: Men", f'"f" already stands for "F" {APART}'),
    ("type: number, unit: years", "type: yes_no", "age is a number, in years"),
]
