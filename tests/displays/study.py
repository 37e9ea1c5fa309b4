"""A study with the figures of a published letter, as results only: no patient and no computing stands behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import product

from cohortium.protocol.model import Protocol
from cohortium.results import Result, fixed_text

ARMS = ("all", "upa15", "upa30", "bari4")
SIZES = dict(zip(ARMS, (100, 54, 12, 34), strict=True))

PROTOCOL = {
    "study": "jak-ad",
    "title": "Real-life effectiveness and tolerance of JAK inhibitors in atopic dermatitis",
    "enrolment": {"first_dose": ["2021-03-01", "2022-01-31"]},
    "data_cut": "2022-06-30",
    "arms": {
        "upa15": {"label": "Upadacitinib 15 mg", "drug": "upadacitinib", "daily_dose": "15 mg"},
        "upa30": {"label": "Upadacitinib 30 mg", "drug": "upadacitinib", "daily_dose": "30 mg"},
        "bari4": {"label": "Baricitinib 4 mg", "drug": "baricitinib", "daily_dose": "4 mg"},
    },
    "characteristics": {
        "age": {"label": "Age", "type": "number", "unit": "years"},
        "sex": {"label": "Sex", "type": "category", "levels": {"F": "Women", "M": "Men"}},
        "prior_methotrexate": {"label": "Methotrexate", "from": {"previous_treatments": "methotrexate"}},
        "prior_systemics": {
            "label": "Number of systemic treatments", "summary": "mean_sd", "from": {"previous_treatments": "count"},
        },
    },
    "timepoints": {
        "M3": {"from": "2 months", "to": "4 months", "pick": "worst"},
        "M6": {"from": "5 months", "to": "7 months", "pick": "worst"},
    },
    "endpoints": {
        "iga_response": {
            "label": "IGA 0, 1 or -2", "role": "primary", "measure": "IGA", "at": ["M3", "M6"],
            "responder": {"any": [{"value_at_most": 1}, {"fall_at_least": 2}]}, "footnote_subsets": ["escalated"],
            "estimand": {"events": {"stop": "treatment_policy", "increase": "composite"}},
        },
        "scorad75": {
            "label": "SCORAD75", "measure": "SCORAD", "responder": {"improvement_at_least": "75 %"}, "at": ["M3", "M6"],
        },
        "easi90": {"label": "EASI90", "measure": "EASI", "responder": {"improvement_at_least": "90 %"}, "at": ["M3", "M6"]},
        "pnrs_change": {"label": "PNRS", "measure": "PNRS", "summary": {"change": "median_q1_q3"}, "at": ["M3", "M6"]},
        "dlqi_change": {"label": "DLQI", "measure": "DLQI", "summary": {"change": "median_q1_q3"}, "at": ["M3", "M6"]},
    },
    "intercurrent_events": {"stop": {"label": "Stop", "stopped": "any"}, "increase": {"label": "Dose increase", "dose_change": "increase"}},
    "adjusted": {"iga_response": {"versus": "bari4", "for": ["age"], "impute": {"times": 20, "seed": 1}}},
    "weighted": {"iga_response": {"versus": "bari4", "for": ["age", "sex"]}},
    "subgroups": {"iga_response": {"by": ["sex", "escalated"], "versus": "bari4"}},
    "sensitivity": {"iga_response": {"pick": ["last"], "missing": ["non_responder"]}},
    "subsets": {"escalated": {"dose_change": "increase"}},
    "safety": {
        "terms": {
            "ldl": {
                "label": "Increased LDL or total cholesterol", "kind": "biological",
                "from": {"any": [{"test": "LDL", "above": "local_upper"}]},
            },
            "papular": {
                "label": "Facial papular eruptions", "kind": "clinical", "subterms": ["acne", "papulopustular eruption"],
            },
            "hsv": {"label": "HSV infections", "kind": "clinical"},
            "fever": {"label": "Fever", "kind": "clinical"},
            "thromboembolism": {"label": "Thromboembolic event", "kind": "clinical", "show_zero": True},
        }
    },
    "survival": {"at": ["3 months", "6 months"], "until": "6 months", "censored": ["remission"], "compare": ["log_rank", "cox"]},
    "incidence": {"terms": ["any", "hsv", "fever"]},
    "comparisons": {
        "versus": "bari4", "endpoints": ["iga_response", "pnrs_change"], "adjust": "holm", "baseline": ["standardised"],
        "by": ["difference", "odds_ratio_exact", "fisher", "shift", "mcnemar", "signed_rank", "signed_rank_exact"],
    },
    "ctcae": {"cpk_increased": "CPK", "anemia": "Hb"},
    "severity": {"IGA": {"bands": "vIGA-AD", "at": ["M3"]}},
    "centres": {"01": {"label": "Nantes"}},
    "by_centre": {"endpoints": ["iga_response", "scorad75"]},
    "tables": {
        "efficacy": {"number": "I"},
        "safety": {"number": "II", "title": "Adverse events reported during the follow-up period", "order": "frequency"},
    },
}  # fmt: skip

EFFICACY = {
    ("iga_response", "M3"): "100 58, 54 33, 12 11, 34 14",
    ("iga_response", "M6"): "30 12, 24 9, 4 3, 2 0",
    ("scorad75", "M3"): "53 9, 30 4, 9 4, 14 1",
    ("scorad75", "M6"): "17 2, 12 1, 3 1, 2 0",
    ("easi90", "M3"): "24 5, 14 1, 7 4, 3 0",
    ("easi90", "M6"): "10 1, 8 0, 2 1, 0 0",
    ("pnrs_change", "M3"): "49 -3 -5 -1, 24 -3 -5.5 -1.5, 6 -5 -7 -1, 19 -2 -3 0",
    ("pnrs_change", "M6"): "14 -3.5 -5 0, 12 -3.5 -5.5 -1.5, 1 3 3 3, 1 -5 -5 -5",
    ("dlqi_change", "M3"): "15 -5 -9 -3, 13 -5 -8 -3, 2 -11 -15 -7, 0",
    ("dlqi_change", "M6"): "10 -6.5 -15 -1, 8 -2 -12 0, 2 -17 -19 -15, 0",
}
SAFETY = {
    "any": "100 60, 54 35, 12 6, 34 19",
    "any_biological": "99 44, 53 25, 12 2, 34 17",
    "any_clinical": "100 30, 54 19, 12 4, 34 7",
    "hsv": "94 6, 54 4, 9 2, 31 0",
    "papular": "93 12, 53 9, 9 3, 31 0",
    "ldl": "99 23, 53 13, 12 1, 34 9",
    "fever": "95 0, 54 0, 10 0, 31 0",
    "thromboembolism": "95 0, 54 0, 10 0, 31 0",
}
STATES = (
    "not_due", "eligibility_unknown", "not_eligible", "evaluable", "no_baseline", "baseline_zero", "dead", "stopped",
    "no_visit", "set_aside", "not_done",
)  # fmt: skip


def protocol(**changes: object) -> Protocol:
    """The study's protocol, with top-level words changed."""
    return Protocol.model_validate(PROTOCOL | changes)


def results() -> tuple[Result, ...]:
    """Every row that the study's tables show."""
    return tuple(_rows())


def _rows() -> Iterator[Result]:
    yield from _participants()
    yield from _baseline()
    for (endpoint, timepoint), figures in EFFICACY.items():
        for arm, numbers in zip(ARMS, figures.split(", "), strict=True):
            yield from figure("efficacy", endpoint, numbers, arm=arm, timepoint=timepoint)
            yield from _states(endpoint, timepoint, arm, int(numbers.split()[0]))
    for arm, numbers in {"upa15": "13 4", "upa30": "0 0"}.items():
        yield from figure("efficacy", "iga_response", numbers, arm=arm, timepoint="M6", group="escalated", group_level="yes")
    yield from _estimand()
    yield from _sensitivity()
    yield from _subgroups()
    yield from _adjusted()
    yield from _weighted()
    yield from _safety()
    yield from _stops()
    for arm in ARMS:
        yield from figure("follow_up", "follow_up", f"{SIZES[arm]} 3 3 6", arm=arm)
    yield from _times()
    yield from _rates()
    yield from _contrasts()
    yield from _centres()
    yield from _bands()
    yield from _grades()


def _grades() -> Iterator[Result]:
    method, warning = "CTCAE v5.0", "The limits of these grades were read in a copy: confirm them before you rely on them."
    terms = {"cpk_increased": "CPK increased", "anemia": "Anaemia"}
    by_arm = {"all": (70, 20, 6, 3, 0), "upa15": (38, 11, 3, 1, 0), "upa30": (8, 2, 1, 1, 0), "bari4": (24, 7, 2, 1, 0)}
    for name, arm in product(terms, ARMS):
        at, known = {"arm": arm}, sum(by_arm[arm])
        rows = [count("ctcae", name, known - known // 10, stat="n_all_graded", label=terms[name], **at)]
        for grade, number in enumerate(by_arm[arm]):
            own = at | {"level": str(grade), "label": f"Grade {grade}" if grade else "No grade"}
            rows += figure("ctcae", name, f"{known} {number}", **own)
            rows += [count("ctcae", name, number, group="baseline_grade", group_level="0", **own)]
        yield from (replace(row, method=method, warning=warning) for row in rows)


def _bands() -> Iterator[Result]:
    levels = ("clear", "almost clear", "mild", "moderate", "severe")
    figures = {
        "baseline": ((0, 0, 10, 55, 35), (0, 0, 5, 30, 19), (0, 0, 1, 6, 5), (0, 0, 4, 19, 11)),
        "M3": ((20, 25, 20, 24, 11), (11, 14, 10, 13, 6), (4, 3, 2, 2, 1), (5, 8, 8, 9, 4)),
    }
    for at, by_arm in figures.items():
        for arm, numbers in zip(ARMS, by_arm, strict=True):
            for level, number in zip(levels, numbers, strict=True):
                rows = figure("severity", "IGA", f"{SIZES[arm]} {number}", arm=arm, timepoint=at, level=level, label=level)
                yield from (replace(row, method="vIGA-AD") for row in rows)
            yield count("severity", "IGA", 0, stat="n_missing", arm=arm, timepoint=at)


def _participants() -> Iterator[Result]:
    yield Result(analysis="participants", variable="screened", arm="all", unit="patients", stat="n", text="not recorded")
    yield count("participants", "recorded", 104, arm="all")
    for level, number in {"no_index": 3, "two_arms": 0, "prior_use": 1}.items():
        yield count("participants", "left", number, arm="all", level=level)
    for variable in ("included", "efficacy_set", "safety_set"):
        for arm, number in zip(ARMS, (100, 54, 12, 34), strict=True):
            yield count("participants", variable, number, arm=arm)
    for variable in ("due", "seen"):
        for arm, number in zip(ARMS, (100, 54, 12, 34), strict=True):
            yield count("participants", variable, number, arm=arm, timepoint="M3")


def _baseline() -> Iterator[Result]:
    for arm, number in zip(ARMS, (100, 54, 12, 34), strict=True):
        yield from figure("baseline", "age", f"{number} 35.5 26 48", arm=arm)
        yield from figure("baseline", "prior_systemics", f"{number} 3 2 4", arm=arm)
        yield from figure("baseline", "sex", f"{number} {number // 3}", arm=arm, level="F")
        yield from figure("baseline", "sex", f"{number} {number - number // 3}", arm=arm, level="M")
        yield from figure("baseline", "prior_methotrexate", f"{number - (arm in ('all', 'upa15'))} {number // 2}", arm=arm)
        yield from figure("baseline", "IGA", f"{number} 3 3 4", arm=arm, timepoint="baseline")


def _states(endpoint: str, timepoint: str, arm: str, counted: int) -> Iterator[Result]:
    numbers = {"evaluable": counted, "no_visit": SIZES[arm] - counted}
    for state in STATES:
        yield count("efficacy", endpoint, numbers.get(state, 0), arm=arm, timepoint=timepoint, level=state)


def _estimand() -> Iterator[Result]:
    for timepoint in ("M3", "M6"):
        for arm, numbers in zip(ARMS, ("100 18", "54 9", "12 1", "34 8"), strict=True):
            yield from figure("estimand", "iga_response", numbers, arm=arm, timepoint=timepoint, level="stop")
            yield from figure("estimand", "iga_response", numbers, arm=arm, timepoint=timepoint, level="increase")


def _sensitivity() -> Iterator[Result]:
    at = {"timepoint": "M3"}
    own = EFFICACY["iga_response", "M3"]
    answers = {"": own, "pick=last": "100 64, 54 36, 12 11, 34 17", "missing=non_responder": own}
    for variant, figures in answers.items():
        for arm, numbers in zip(ARMS, figures.split(", "), strict=True):
            yield from figure("sensitivity", "iga_response", numbers, arm=arm, variant=variant, **at)
        same = 0 if "missing" in variant else 1
        yield count("sensitivity", "iga_response", same, stat="n_same", unit="", arm="all", variant=variant, **at)
    for stat, number in {"n_combinations": 4, "n_refused": 0, "n_identical": 2, "n_distinct": 2}.items():
        yield count("sensitivity", "iga_response", number, stat=stat, unit="", arm="all", **at)
    groups = ({}, {"group": "estimand", "group_level": "protocol"}, {"group": "estimand", "group_level": "missing=non_responder"})
    for group in groups:
        if group:
            yield count("sensitivity", "iga_response", 2, stat="n_distinct", unit="", arm="all", **at, **group)
        for arm in ARMS:
            for level, low, high in (("percent", 58, 64), ("N", 100, 100)):
                for stat, value in (("min", low), ("max", high)):
                    yield _row("sensitivity", "iga_response", stat, Fraction(value), 0, level=level, arm=arm, **at, **group)


def _adjusted() -> Iterator[Result]:
    at = {"timepoint": "M3", "versus": "bari4"}
    yield from _model(at, {"N": 99, "n_missing": 1}, "logistic regression; row per patient, not poolable")
    method = "multiple imputation, 20 times; logistic regression; row per patient, not poolable"
    yield from _model({**at, "variant": "imputed"}, {"N": 100, "n_imputed": 1}, method)


def _model(at: dict[str, str], counts: dict[str, int], method: str) -> Iterator[Result]:
    for stat, number in counts.items():
        yield count("adjusted", "iga_response", number, stat=stat, arm="all", **at)
    labels = {"upa15": "Upadacitinib 15 mg", "upa30": "Upadacitinib 30 mg"}
    terms = (*({"arm": arm, "label": label} for arm, label in labels.items()), {"level": "age", "label": "Age"})
    for term in terms:
        for stat, value in (("odds_ratio", 2), ("conf_low", 1), ("conf_high", 4), ("p_value", Fraction(1, 20))):
            row = _row("adjusted", "iga_response", stat, Fraction(value), 3 if stat == "p_value" else 2, **at, **term)
            yield replace(row, method=method)


def _weighted() -> Iterator[Result]:
    at, whole = {"timepoint": "M3"}, {"timepoint": "M3", "arm": "all", "versus": "bari4"}
    method = "propensity weights, errors of M-estimation; row per patient, not poolable"
    for stat, number in (("N", 99), ("n_missing", 1)):
        yield count("weighted", "iga_response", number, stat=stat, **whole)
    for arm, number in (("upa15", 54), ("upa30", 12), ("bari4", 33)):
        few = "Weighted, the 12 patients of this group say as much as 5.0: few of them speak for many." if arm == "upa30" else ""
        yield count("weighted", "iga_response", number, stat="N", arm=arm, **at)
        shown = {"percent": 60, "conf_low": 45, "conf_high": 75, "effective": 5 if few else 30, "weight_min": 1, "weight_max": 6}
        for stat, value in shown.items():
            yield replace(_row("weighted", "iga_response", stat, Fraction(value), 1, arm=arm, **at), method=method, warning=few)
    terms = (("age", "Age", 30, 4), ("sex M", "Sex: Men", -12, 11))
    for arm in ARMS[1:3]:
        against = {**at, "arm": arm, "versus": "bari4"}
        for stat, value in (("difference", 12), ("conf_low", -3), ("conf_high", 27), ("p_value", Fraction(1, 20))):
            row = _row("weighted", "iga_response", stat, Fraction(value), 3 if stat == "p_value" else 1, **against)
            yield replace(row, method=method)
        for level, label, before, after in terms:
            left = "A standardised difference above 0.1 is left." if after > 10 else ""
            for stat, value in (("standardised_before", before), ("standardised_after", after)):
                row = _row("weighted", "iga_response", stat, Fraction(value, 100), 2, level=level, label=label, **against)
                yield replace(row, method=method, warning=left)


def _subgroups() -> Iterator[Result]:
    yield from _subgroup("sex", ("F", "Women", "50 30, 27 17, 6 6, 17 7"), ("M", "Men", "50 28, 27 16, 6 5, 17 7"))
    yield from _subgroup("escalated", ("yes", "yes", "13 10, 13 10, 0 0, 0 0"), ("no", "no", "87 48, 41 23, 12 11, 34 14"))


def _subgroup(by: str, *levels: tuple[str, str, str]) -> Iterator[Result]:
    at = {"timepoint": "M3", "group": by}
    for level, label, figures in levels:
        for arm, numbers in zip(ARMS, figures.split(", "), strict=True):
            for row in figure("subgroups", "iga_response", numbers, arm=arm, group_level=level, **at):
                yield replace(row, label=label)
        for arm in ARMS[1:3]:
            for stat, value in (("odds_ratio", 2), ("conf_low", 1), ("conf_high", 4)):
                yield _row("subgroups", "iga_response", stat, Fraction(value), 2, arm=arm, versus="bari4", group_level=level, **at)
    for arm in ARMS[1:3]:
        yield _row("subgroups", "iga_response", "p_interaction", Fraction(1, 5), 3, arm=arm, versus="bari4", **at)


def _safety() -> Iterator[Result]:
    for term, figures in SAFETY.items():
        for arm, numbers in zip(ARMS, figures.split(", "), strict=True):
            yield from figure("safety", term, numbers, arm=arm)
            for subterm in ("acne", "papulopustular_eruption") if term == "papular" else ():
                yield from figure("safety", term, f"{numbers.split()[0]} {int(numbers.split()[1]) // 3}", arm=arm, level=subterm)
            if term == "any":
                yield count("safety", term, 88, arm=arm, stat="n_complete")
            if term == "ldl":
                yield count("safety", term, 5, arm=arm, stat="n_baseline_abnormal")


def _stops() -> Iterator[Result]:
    for arm, numbers in zip(ARMS, ("100 18", "54 9", "12 1", "34 8"), strict=True):
        yield from figure("stops", "stops", numbers, arm=arm)
        stopped = int(numbers.split()[1])
        mentions = stopped + {"all": 3, "bari4": 3}.get(arm, 0)
        for reason, mentioned in {"inefficacy": (9, 5, 0, 4), "adverse_event": (6, 2, 1, 3), "pregnancy": (0, 0, 0, 0)}.items():
            some = mentioned[ARMS.index(arm)]
            yield from figure("stops", "stops", f"{stopped} {some}", arm=arm, level=reason)
            yield from figure("stops", "stops", f"{mentions} {some}", arm=arm, level=reason, unit="mentions")
        yield from figure("stops", "stops", f"{stopped} 0", arm=arm, level="not_recorded")


def _times() -> Iterator[Result]:
    """Nobody of the smallest group was followed for six months, and half of a group is reached in one group only."""
    km, cox = "Kaplan-Meier, log-log interval, 95 %", "Cox regression (Efron), 95 %"
    for arm, number, ended in zip(ARMS, (100, 54, 12, 34), (18, 9, 1, 8), strict=True):
        of = {"analysis": "survival", "variable": "survival", "arm": arm}
        for stat, value in (("N", number), ("n", ended), ("n_unknown", 0), ("n_several", 3)):
            yield count(**of, number=value, stat=stat)
        inefficacy = {"all": 9, "upa15": 5, "upa30": 0, "bari4": 4}[arm]
        for cause, label, value in (("inefficacy", "Inefficacy", inefficacy), ("remission", "Remission", 0)):
            yield count(**of, number=value, level=cause, label=label)
        reached = arm == "bari4"
        median = ("5.5", "4", "") if reached else ("", "5.2", "")
        middle = {"median": median[0], "conf_low": median[1], "conf_high": ""}
        yield from _stats(of, "Kaplan-Meier median, log-log interval, 95 %", "not reached", **middle)
        yield from _stats(of | {"timepoint": "3 months"}, km, percent="83.7", conf_low="74.8", conf_high="89.7", n_at_risk="48")
        late = "nobody was followed for that long" if arm == "upa30" else ""
        at = of | {"timepoint": "6 months"}
        yield from _stats(at, km, error=late, percent="79.4", conf_low="68.5", conf_high="86.9", n_at_risk="4")
        at |= {"level": "restricted_mean"}
        yield from _stats(at, "restricted mean survival time, 95 %", error=late, mean="5.2", conf_low="4.9", conf_high="5.6")
        for time in ("3 months", "6 months"):
            at = of | {"timepoint": time, "level": "inefficacy", "label": "Inefficacy"}
            yield from _stats(at, "cumulative incidence (Aalen-Johansen), 95 %", percent="9.2", conf_low="4.5", conf_high="15.9")
        yield from _stats(
            {"analysis": "follow_up", "variable": "follow_up", "arm": arm, "level": "reverse_kaplan_meier"},
            "median follow-up, reverse Kaplan-Meier, log-log interval, 95 %", median="3", conf_low="3", conf_high="6",
        )  # fmt: skip
    of = {"analysis": "survival", "variable": "survival"}
    for arm, versus in (("all", ""), ("upa15", "bari4"), ("upa30", "bari4")):
        at = of | {"arm": arm, "versus": versus, "level": "log_rank"}
        yield from _stats(at, "log-rank test", statistic="2.60", df="2", p_value="0.272")
        if versus:
            yield from _stats(at, "log-rank test; Holm, 2 p-values", p_adjusted="0.544")
    for arm in ("upa15", "upa30"):
        at = of | {"arm": arm, "versus": "bari4", "level": "cox"}
        yield from _stats(at, cox, hazard_ratio="0.53", conf_low="0.20", conf_high="1.43", p_value="0.211", ph_p_value="0.971")


def _rates() -> Iterator[Result]:
    for term, events in {"any": (60, 35, 6, 19), "hsv": (6, 4, 2, 0), "fever": (0, 0, 0, 0)}.items():
        for arm, some in zip(ARMS, events, strict=True):
            of = {"analysis": "incidence", "variable": term, "arm": arm}
            for stat, value in (("N", SIZES[arm]), ("n", some), ("n_undated", 2 if term == "hsv" else 0)):
                yield count(**of, number=value, stat=stat)
            at = of | {"unit": "patient-years"}
            method = "incidence rate, exact Poisson interval, per 100 patient-years, 95 %"
            yield from _stats(at, method, patient_years="31.0", rate="19.3", conf_low="7.1", conf_high="42.1")


def _contrasts() -> Iterator[Result]:
    """Estimates and tests of each group against the one that was named, and a test over all of them."""
    limits = {"conf_low": "-1.4", "conf_high": "38.9"}
    for arm, error in (("upa15", ""), ("upa30", "one of the two groups has no patient")):
        pair = {"arm": arm, "versus": "bari4"}
        at = {"analysis": "efficacy", "variable": "iga_response", "timepoint": "M3", "label": "IGA 0, 1 or -2", **pair}
        newcombe = "difference of shares, Newcombe hybrid score interval, 95 %"
        yield from _stats(at | {"level": "difference"}, newcombe, error=error, difference="19.9", **limits)
        odds = "odds ratio, conditional estimate and exact interval, 95 %"
        yield from _stats(at | {"level": "odds_ratio_exact"}, odds, "∞", odds_ratio="", conf_low="0.10", conf_high="")
        yield from _stats(at | {"level": "fisher"}, "Fisher's exact test", p_value="0.082")
        yield from _stats(at | {"level": "fisher"}, "Fisher's exact test; Holm, 2 p-values", p_adjusted="0.164")
        at |= {"variable": "pnrs_change", "label": "PNRS", "level": "shift"}
        yield from _stats(at, "Hodges-Lehmann shift, 95 %", shift="-1", conf_low="-3", conf_high="1")
        at = {"analysis": "baseline", "variable": "age", "label": "Age", "level": "standardised", **pair}
        yield from _stats(at, "standardised difference", standardised="-0.11")
    at = {"analysis": "efficacy", "variable": "iga_response", "timepoint": "M3", "label": "IGA 0, 1 or -2", "arm": "all"}
    yield from _stats(at | {"level": "fisher"}, "Fisher's exact test", p_value="0.007")
    for arm in ARMS:
        at = {"analysis": "efficacy", "variable": "iga_response", "timepoint": "M6", "label": "IGA 0, 1 or -2", "arm": arm}
        of = "difference of paired shares, Newcombe score interval, against M3, 95 %"
        yield from _stats(at | {"level": "paired_difference"}, of, difference="21.9", conf_low="1.7", conf_high="39.3")
        yield from _stats(at | {"level": "mcnemar"}, "McNemar's test, against M3", statistic="4.45", df="1", p_value="0.070")
        at = {"analysis": "efficacy", "variable": "pnrs_change", "timepoint": "M3", "label": "PNRS", "arm": arm, "level": "signed_rank"}
        of = "Hodges-Lehmann pseudomedian of changes, against the score before treatment, 95 %"
        yield from _stats(at | {"level": "pseudomedian"}, of, pseudomedian="-3", conf_low="-4", conf_high="-1.5")
        yield from _stats(at, "Wilcoxon signed-rank test, against the score before treatment", statistic="42.00", p_value="0.012")
        exact = "exact Wilcoxon signed-rank test, against the score before treatment"
        yield from _stats(at | {"level": "signed_rank_exact"}, exact, statistic="42.00", p_value="0.009")


def _centres() -> Iterator[Result]:
    """A centre, and another one with nobody due."""
    for endpoint in ("iga_response", "scorad75"):
        of = {"timepoint": "M3", "arm": "all", "group": "centre"}
        for centre, numbers, known in (("01", "60 40", "60 60"), ("03", "0 0", "0 0")):
            at = of | {"group_level": centre}
            yield from figure("efficacy", endpoint, numbers, **at)
            yield from figure("efficacy", endpoint, "40 18", **at, variant="left_out")
            yield from figure("efficacy", endpoint, known, **at, level="evaluable")
        at = of | {"analysis": "efficacy", "variable": endpoint, "level": "fisher"}
        yield from _stats(at, "Fisher's exact test, over centres", p_value="0.299")


def _stats(at: dict[str, str], method: str, nothing: str = "", error: str = "", **texts: str) -> Iterator[Result]:
    """Each stat with its text; an empty text is a number that there is not."""
    for stat, text in texts.items():
        value = None if error or not text else Fraction(text)
        whole = value if value is None or stat != "n_at_risk" else int(value)
        yield Result(**at, stat=stat, value=whole, text="–" if error else text or nothing, method=method, error=error)


def figure(analysis: str, variable: str, numbers: str, unit: str = "patients", **at: str) -> Iterator[Result]:
    """`54 33` is N and n with their percentage; `24 -3 -5.5 -1.5` is N, median and quartiles; `0` nobody."""
    total, *rest = numbers.split()
    yield count(analysis, variable, int(total), stat="N", unit=unit, **at)
    if len(rest) == 1:
        yield count(analysis, variable, int(rest[0]), unit=unit, **at)
        share = Fraction(100 * int(rest[0]), int(total)) if int(total) else None
        for stat in ("percent", "conf_low", "conf_high"):
            yield _row(analysis, variable, stat, share, 1, unit=unit, **at)
        return
    values = [Fraction(text) for text in rest] or [None, None, None]
    named = dict(zip(("median", "q1", "q3"), values, strict=True)) | {"mean": values[0], "sd": values[0]}
    for stat, value in (named | {"min": values[1], "max": values[2]}).items():
        yield _row(analysis, variable, stat, value, 0 if value is None or value.denominator == 1 else 1, **at)


def count(analysis: str, variable: str, number: int, stat: str = "n", unit: str = "patients", **at: str) -> Result:
    """A number of patients."""
    return Result(analysis=analysis, variable=variable, unit=unit, stat=stat, value=number, text=str(number), **at)


def _row(analysis: str, variable: str, stat: str, value: Fraction | None, decimals: int, **at: str) -> Result:
    text = "–" if value is None else fixed_text(value, decimals)
    return Result(analysis=analysis, variable=variable, stat=stat, value=value, text=text, **at)
