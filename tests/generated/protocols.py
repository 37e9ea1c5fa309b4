"""Protocols drawn at random, every word of the grammar that changes a number."""

from __future__ import annotations

from random import Random

ARMS = {
    "upa15": {"label": "Upadacitinib 15 mg", "drug": "upadacitinib", "daily_dose": "15 mg"},
    "bari4": {"label": "Baricitinib 4 mg", "drug": "Baricitinib", "daily_dose": "4 mg"},
    "upa30": {"label": "Upadacitinib 30 mg", "drug": "upadacitinib", "daily_dose": "30 mg"},
    "dupi": {"label": "Dupilumab", "drug": "dupilumab"},
}
OWN = {
    "QOL": {"low": -10, "high": 30, "step": "0.5", "worse": "low", "bands": {"good": 30, "fair": "12.5", "poor": -4}},
    "VAS": {"low": 0, "high": 10, "step": "0.1", "worse": "high"},
}
MONTHS = {
    "M1": {"from": "1 month - 5 days", "to": "1 month + 5 days", "target": "1 month"},
    "M3": {"from": "2 months", "to": "4 months", "target": "3 months"},
    "M6": {"from": "5 months - 15 days", "to": "7 months + 15 days", "target": "6 months"},
}
WEEKS = {
    "W4": {"from": "22 days", "to": "34 days", "target": "4 weeks"},
    "W16": {"from": "14 weeks", "to": "18 weeks", "target": "112 days"},
    "W24": {"from": "22 weeks", "to": "26 weeks", "target": "24 weeks"},
}
PICKS = ("worst", "best", "first", "last", "nearest")
BOUNDS = {  # value_at_most, value_at_least, fall, rise, eligible, condition
    "IGA": (1, 3, 2, 1, 3, 2), "EASI": ("2.1", 16, "4.2", 3, "10.5", "7.05"), "DLQI": (1, 10, 4, 4, 4, 6), "PNRS": (1, 6, 4, 2, 4, 3),
    "QOL": (5, "12.5", "2.5", "4.5", 0, 2), "VAS": ("1.3", 5, "3.3", "1.1", "3.0", 2),
}  # fmt: skip
SUMMARIES = ("median_q1_q3", "mean_sd", "median_min_max")


def make_protocol(r: Random) -> dict:
    """A protocol as YAML would give it, dates and durations as text."""
    dated = r.random() < 0.9
    protocol: dict = {"study": "generated", "arms": _arms(r, dated)}
    measures = r.sample(list(BOUNDS), r.randint(1, 3))
    protocol["measures"] = {name: OWN[name] for name in measures if name in OWN}
    protocol["timepoints"] = _timepoints(r, dated)
    if dated:
        protocol["enrolment"] = {"first_dose": ["2021-01-31", "2021-08-31"]} if r.random() < 0.8 else None
    protocol |= {"prior_use": r.choice(["exclude", "exclude", "allow"]), "gap": r.choice([0, 0, 7, "2 weeks"])}
    protocol |= {"same_day": r.choice(["worst", "worst", "best", "set_aside"]), "day_one": r.choice([0, 0, 1])}
    protocol["characteristics"] = _characteristics(r)
    protocol["previous_treatments"] = {"not_reported": r.choice(["unknown", "no"])}
    protocol["subsets"] = _subsets(r, protocol, measures[0])
    protocol["population"] = _population(r, protocol, measures)
    protocol["endpoints"] = _endpoints(r, protocol, measures)
    protocol["stop_reasons"] = {"ae": "Adverse event", "ineff": {"label": "Lack of efficacy"}, "wish": "Patient's wish"}
    protocol["safety"] = _safety(r, dated)
    protocol["statistics"] = {"quantiles": r.choice(["sas", "spss", "r"]), "confidence": r.choice(["95 %", "90 %"])}
    protocol["statistics"]["interval"] = r.choice(["wilson", "wilson", "wilson", "clopper_pearson"])
    if dated:
        _estimands(r, protocol)
    protocol |= _asked(r, protocol) | _items(r, measures)
    return {word: value for word, value in protocol.items() if value or word in ("survival", "incidence", "by_centre")}


HAPPENS = {
    "stop_ae": {"stopped": "ae"}, "stop_any": {"stopped": "any"}, "moved": {"stopped": ["switch", "not_recorded"]},
    "up": {"dose_change": "increase"}, "changed": {"dose_change": "any"}, "rescue": {"treatment": ["prednisolone", "ciclosporin"]},
}  # fmt: skip


def _estimands(r: Random, protocol: dict) -> None:
    """Events after the first dose, and for some endpoints a strategy for each that goes with its other rules."""
    if r.random() < 0.5:
        return
    events = protocol["intercurrent_events"] = {name: HAPPENS[name] for name in r.sample(list(HAPPENS), r.randint(1, 4))}
    for endpoint in protocol["endpoints"].values():
        if r.random() < 0.7:
            endpoint["after_stop"] = "keep"
            endpoint["estimand"] = {"events": {name: r.choice(_strategies(endpoint)) for name in events if r.random() < 0.8}}


def _strategies(endpoint: dict) -> list[str]:
    found = ["treatment_policy", *(["composite"] if "responder" in endpoint else [])]
    found += ["while_on_treatment"] if endpoint["missing"] == "last_observation" else []
    return found + (["hypothetical"] if endpoint["missing"] in ("as_observed", "last_observation") else [])


def _subgroups(r: Random, protocol: dict) -> dict:
    groups = [name for name in ("sex", "atopy", "prior_mtx") if name in protocol["characteristics"]] + [*protocol["subsets"], "centre"]
    found = {}
    for name, endpoint in protocol["endpoints"].items():
        if "responder" in endpoint and r.random() < 0.7:
            found[name] = {"by": r.sample(groups, r.randint(1, min(3, len(groups))))}
            found[name] |= r.choice([{}, {"at": endpoint["at"][-1]}])
            found[name] |= {"versus": r.choice(list(protocol["arms"]))} if len(protocol["arms"]) > 1 else {}
    return found


def _asked(r: Random, protocol: dict) -> dict:
    """Analyses that only some studies ask for."""
    asked: dict = {}
    if r.random() < 0.4:
        survival: dict = {"at": r.choice([["3 months", "200 days"], ["84 days"], [], "1 month - 5 days"])}
        survival |= {"interval": r.choice(["log_log", "log", "plain"]), "flat_step": r.choice(["first", "midpoint"])}
        survival |= {"until": r.choice(["60 days", "4 months", None]), "censored": r.choice([[], ["wish"], ["death", "switch"]])}
        survival["compare"] = ["log_rank"] if len(protocol["arms"]) > 1 else []
        survival["adjust"] = r.choice([None, "holm", "benjamini_hochberg"]) if survival["compare"] else None
        asked["survival"] = {word: value for word, value in survival.items() if value}
    if r.random() < 0.4:
        asked["incidence"] = r.choice([{}, {"per": 1000}, {"terms": ["any", next(iter(protocol["safety"]["terms"]))]}])
    if r.random() < 0.5 and len(protocol["arms"]) > 1:
        asked["comparisons"] = _comparisons(r, protocol)
    if r.random() < 0.5:
        asked["severity"] = _severity(r, protocol)
    if r.random() < 0.5:
        asked["ctcae"] = {name: GRADED[name] for name in r.sample(list(GRADED), r.randint(1, 3))}
    if r.random() < 0.5:
        asked["subgroups"] = _subgroups(r, protocol)
    if r.random() < 0.4:
        asked["by_centre"] = r.choice([{}, {"endpoints": list(protocol["endpoints"])}])
    return asked


COMPARED = (
    "difference", "risk_ratio", "odds_ratio", "odds_ratio_exact", "fisher", "chi_squared", "chi_squared_corrected", "trend", "shift",
    "mann_whitney", "mann_whitney_exact", "kruskal_wallis", "analysis_of_variance", "paired_difference", "mcnemar",
    "mcnemar_exact", "pseudomedian",
    "signed_rank", "signed_rank_exact",
)  # fmt: skip
BEFORE = ("standardised", "fisher", "chi_squared", "mann_whitney", "mann_whitney_exact", "kruskal_wallis")


def _comparisons(r: Random, protocol: dict) -> dict:
    asked: dict = {"by": r.sample(COMPARED, r.randint(5, len(COMPARED)))}
    asked |= {"zeros": r.choice(["wilcox", "pratt"]), "adjust": r.choice(["holm", "benjamini_hochberg", None])}
    asked |= r.choice([{}, {"versus": next(iter(protocol["arms"]))}, {"baseline": r.sample(BEFORE, r.randint(1, len(BEFORE)))}])
    return {word: value for word, value in asked.items() if value}


GRADED = {
    "cpk_increased": "CPK", "alt_increased": "CPK", "creatinine_increased": "CPK", "cholesterol_high": "LDL",
    "neutrophils_decreased": "neutrophils", "platelets_decreased": "Platelets", "ast_increased": "CPK", "ggt_increased": "CPK",
    "alp_increased": "CPK", "bilirubin_increased": "LDL", "hypertriglyceridemia": "LDL", "lymphocytes_decreased": "neutrophils",
    "lymphocytes_increased": "platelets", "white_cells_decreased": "platelets", "anemia": "platelets", "haemoglobin_increased": "platelets",
}  # fmt: skip
SCHEMES = {
    "EASI": ["Leshem 2015", "Chopra 2017"], "DLQI": ["Hongbo 2005", "Vakharia 2018, atopic dermatitis"], "PNRS": ["Vakharia 2018"],
    "IGA": ["vIGA-AD"], "QOL": ["protocol"],
}  # fmt: skip


def _severity(r: Random, protocol: dict) -> dict:
    """Bands of measures that endpoints use, by a published scheme or the study's own."""
    used = dict.fromkeys(entry["measure"] for entry in protocol["endpoints"].values())
    later = [name for name in protocol["timepoints"] if name != "baseline"]
    asked = {name: {"bands": r.choice(SCHEMES[name]), "at": r.sample(later, r.randint(0, 2))} for name in used if name in SCHEMES}
    return {name: entry if entry["at"] else entry["bands"] for name, entry in asked.items()}


def _items(r: Random, measures: list[str]) -> dict:
    """Totals from items, for measures that have them."""
    rules: dict = {
        "EASI": ["published", {"weights": r.choice(["child", "adult"])}, {"signs": "whole"}, {"differ": r.choice(["items", "set_aside"])}],
        "DLQI": ["published", {"missing": r.choice(["complete", "cardiff"])}, {"differ": r.choice(["items", "set_aside"])}],
    }
    asked = [name for name in (*measures, "DLQI") if name in rules and r.random() < 0.4]
    return {"items": {name: r.choice(rules[name]) for name in asked}} if asked else {}


def _arms(r: Random, dated: bool) -> dict:
    arms = {name: dict(ARMS[name]) for name in r.sample(list(ARMS), r.randint(1, 3))}
    bare = list(arms) if not dated or r.random() < 0.08 else list(arms)[-1:] if r.random() < 0.1 else []
    for name in bare:
        arms[name] = {"label": ARMS[name]["label"]}
    return arms


def _timepoints(r: Random, dated: bool) -> dict:
    source = r.choice([MONTHS, WEEKS]) if not dated or r.random() < 0.7 else MONTHS | WEEKS
    windows = {name: dict(source[name]) for name in r.sample(list(source), r.randint(2, 3))}
    for spec in windows.values():
        spec["pick"] = r.choice(PICKS)
        if r.random() < 0.2:
            spec["same_day"] = r.choice(["worst", "best", "set_aside"])
    if r.random() < 0.4:
        windows["baseline"] = {"from": "-60 days", "to": "1 day", "target": "0 days", "pick": r.choice(PICKS)}
        if r.random() < 0.5:
            windows["baseline"]["same_day"] = r.choice(["worst", "best", "set_aside"])
    return windows


def _characteristics(r: Random) -> dict:
    everything = {
        "age": {"type": "number", "step": 1, "low": 0, "high": 120},
        "sex": {"type": "category", "levels": {"F": "Women", "M": "Men"}},
        "weight": {"type": "number", "step": "0.1"},
        "atopy": {"type": "yes_no"},
        "prior_mtx": {"from": {"previous_treatments": "methotrexate"}},
        "prior_count": {"from": {"previous_treatments": "count"}},
    }
    return {name: everything[name] for name in everything if r.random() < 0.6}


def _subsets(r: Random, protocol: dict, measure: str) -> dict:
    subsets = {
        "escalated": {"dose_change": r.choice(["increase", "decrease", "any"])},
        "severe": {"measure": measure, "at_least": BOUNDS[measure][5]},
        "naive": {"previous_treatment": "methotrexate"},
        "first_arm": {"arm": next(iter(protocol["arms"]))},
        "centre_one": {"centre": ["01", "03"]},
        "stayed": {"stopped": r.choice(["yes", "no"])},
    }
    if "age" in protocol["characteristics"]:
        subsets["adult"] = {"characteristic": "age", "at_least": 18, "at_most": 60}
    if "sex" in protocol["characteristics"]:
        subsets["women"] = {"characteristic": "sex", "is": "F"}
    if "atopy" in protocol["characteristics"]:
        subsets["atopic"] = {"characteristic": "atopy", "is": ["yes"]}
    return {name: subsets[name] for name in r.sample(list(subsets), r.randint(2, len(subsets)))}


def _population(r: Random, protocol: dict, measures: list[str]) -> dict:
    conditions = dict(protocol["subsets"])
    later = next(name for name in protocol["timepoints"] if name != "baseline")
    conditions["scored"] = {"measure": measures[-1], "at_least": 0, "at": later}
    include = {f"inc_{name}": conditions[name] for name in r.sample(list(conditions), r.choice([0, 0, 0, 1, 2]))}
    population: dict = {"include": include} if include else {}
    if r.random() < 0.4:
        population["sets"] = {name: r.choice(list(protocol["subsets"])) for name in r.sample(["efficacy", "safety"], r.randint(1, 2))}
    return population


def _endpoints(r: Random, protocol: dict, measures: list[str]) -> dict:
    timepoints = [name for name in protocol["timepoints"] if name != "baseline"]
    endpoints = {}
    for number in range(1, r.randint(2, 4) + 1):
        measure = r.choice(measures) if number > len(measures) else measures[number - 1]
        endpoint: dict = {"measure": measure, "at": r.sample(timepoints, r.randint(1, len(timepoints)))}
        _quantity(r, endpoint, measure)
        if r.random() < 0.35:
            endpoint["eligible"] = {"baseline_at_least": BOUNDS[measure][4]}
        if r.random() < 0.4:
            endpoint["footnote_subsets"] = r.sample(list(protocol["subsets"]), 1)
        endpoints[f"e{number}"] = endpoint
    return endpoints


def _quantity(r: Random, endpoint: dict, measure: str) -> None:
    if r.random() < 0.3:
        endpoint["summary"] = {r.choice(["change", "value"]): r.choice(SUMMARIES)}
        endpoint["missing"] = r.choice(["as_observed", "last_observation"])
        endpoint["after_stop"] = r.choice(["keep", "drop"])
        return
    endpoint["responder"] = _rule(r, measure)
    endpoint["missing"] = r.choice(["as_observed", "non_responder", "last_observation", "worst_case", "best_case"])
    endpoint["after_stop"] = r.choice(["keep", "drop", "non_responder"])


def _rule(r: Random, measure: str) -> dict:
    at_most, at_least, fall, rise = BOUNDS[measure][:4]
    improvement = {"improvement_at_least": r.choice(["50 %", "75 %", "90 %", 75])}
    words = [{"value_at_most": at_most}, {"value_at_least": at_least}, {"fall_at_least": fall}, {"rise_at_least": rise}, improvement]
    if r.random() < 0.4:
        return r.choice([improvement, improvement, *words])
    return {r.choice(["any", "all"]): r.sample(words, r.randint(2, 3))}


def _safety(r: Random, dated: bool) -> dict:
    terms = {
        "rash": {"label": "Facial rash", "kind": "clinical", "subterms": ["acne", "papulopustular eruption"]},
        "zoster": {"label": "Herpes zoster", "kind": "clinical", "subterms": {"oph": "Ophthalmic zoster"}},
        "cpk": {"label": "Increased CPK", "kind": "biological", "from": {"any": [{"test": "CPK", "above": "local_upper"}]}},
        "lipid": {"kind": "biological", "from": {"any": [{"test": "LDL", "above": "local_upper", "times": "1.5"},
                                                         {"test": "neutrophils", "below": "local_lower"}]}},
        "platelets": {"kind": "biological", "from": {"any": [{"test": "platelets", "below": 100, "unit": "G/L"},
                                                             {"test": "CPK", "above": "1000.5", "unit": "U/L"}]}},
        "death": {"label": "Serious event", "kind": "clinical"},
    }  # fmt: skip
    terms = {name: terms[name] for name in r.sample(list(terms), r.randint(1, 4))}
    for term in terms.values():
        if r.random() < 0.4:
            term["not_reported"] = r.choice(["no", "unknown"])
        if "from" in term and r.random() < 0.4:
            term["baseline_abnormal"] = r.choice(["count", "exclude"])
    safety = {"terms": terms, "not_reported": r.choice(["no", "unknown"]), "onset_missing": r.choice(["count", "leave_out"])}
    safety["baseline_abnormal"] = r.choice(["count", "exclude"])
    if dated and r.random() < 0.6:
        to = r.choice(["stop + 30 days", "stop", "6 months", "end of follow-up"])
        safety["period"] = {"from": r.choice(["0 days", "1 day", "-7 days"]), "to": to}
    return safety
