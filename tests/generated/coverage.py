"""Counts what happens in generated studies, so that a rule which no study reaches is seen."""

from __future__ import annotations

from collections import Counter

from reference import compute
from reference.ctcae import BY_SIDE, baseline_of, grade_of
from reference.endpoints import STATES
from reference.estimands import CUTTING
from reference.reading import Person
from reference.stops import reasons
from reference.texts import listed, plain

from .protocols import BEFORE, COMPARED
from .studies import Generated

PICKS = ("worst", "best", "first", "last", "nearest")
STRATEGIES = ("treatment_policy", "composite", "while_on_treatment", "hypothetical")
MISSING = ("as_observed", "non_responder", "last_observation", "worst_case", "best_case")
WANTED = (
    *(f"state {state}" for state in STATES),
    *(f"pick_{pick}" for pick in PICKS),
    *(f"same_day_{choice}" for choice in ("worst", "best", "set_aside")),
    *(f"{missing} x {after_stop}" for missing in MISSING for after_stop in ("keep", "drop", "non_responder")),
    *(f"imputed {why} under {missing}" for why in ("stop", "missing") for missing in ("non_responder", "worst_case", "best_case")),
    *(f"left {reason}" for reason in ("no_index", "two_arms", "prior_use", "condition")),
    *(f"status {status}" for status in ("yes", "no", "not_done", "unknown", "excluded")),
    *(f"stop {reason}" for reason in ("ae", "ineff", "wish", "switch", "not_recorded")),
    *("nearest_tie", "conflicting_patient", "carried", "dead", "exact threshold", "undated event", "partial onset", "baseline abnormal"),
    *("dateless", "nominal visit", "arm by patients", "open course", "several rows in a course", "several courses", "stop on the cut"),
    *("day_31 clamped", "due on the cut", "missed by one day", "subterm", "own limit", "centre limit", "set smaller", "subset"),
    *(f"value {sign}" for sign in ("<", "<=", ">", ">=")),
    *("asymptomatic", "felt and not"),
    *("total from items", "items unusable", "totals agree", "totals agree when rounded"),
    *(f"totals differ, {differ}" for differ in ("given", "items", "set_aside")),
    *(f"compared by {level}" for level in COMPARED),
    *(f"before treatment by {level}" for level in BEFORE),
    *(f"strategy {name} with a score" for name in STRATEGIES),
    *(f"group of {kind}" for kind in ("a subset", "a characteristic", "centre")),
    *("composite without a score", "score set aside by an event"),
    *("curves adjusted", "grade from a bound before treatment", "grade without a value before treatment"),
    *(f"p adjusted by {how}" for how in ("holm", "benjamini_hochberg")),
    *(f"signed ranks, zeros {zeros}" for zeros in ("wilcox", "pratt")),
)


def count(generated: Generated, found: Counter) -> Counter:
    """Adds what one study holds."""
    answer = compute(generated.protocol, generated.tables)
    found["dateless"] += not answer.study.dated
    found["set smaller"] += "sets" in (generated.protocol.get("population") or {})
    found["centre limit"] += bool(answer.study.limits)
    _count_comparisons(generated.protocol, answer.results, found)
    for person in answer.persons:
        _count_person(person, answer.study, found)
        for name, test in (generated.protocol.get("ctcae") or {}).items() if person.index else ():
            first = baseline_of(answer.study, person, test)
            bound = first is not None and first.sign and grade_of(answer.study, person, name, first, first) is not None
            found["grade from a bound before treatment"] += bool(bound)
            _count_without_before(answer.study, person, name, test, first, found)
        for (name, timepoint), outcome in person.outcomes.items():
            found["day_31 clamped"] += timepoint == "M3" and person.index.day == 31 and outcome.choice.bounds[1].day < 31
            _count_outcome(outcome, generated.protocol["endpoints"][name], answer.study.cut, found)
    return found


def _count_without_before(study, person: Person, name: str, test: str, first, found: Counter) -> None:
    after = [record for record in person.tests if record.test == plain(test) and record.day and record.day > person.index]
    graded = any(grade_of(study, person, name, record, first) is not None for record in after)
    found["grade without a value before treatment"] += name in BY_SIDE and first is None and graded


def _count_comparisons(protocol: dict, results: dict, found: Counter) -> None:
    """Comparisons and interactions that have a number, and not only a reason why there is none."""
    asked, subsets = protocol.get("comparisons") or {}, protocol.get("subsets") or {}
    known = [key for key, value in results.items() if value is not None]
    levels = {(key[0], key[2]) for key in known}
    found.update(f"compared by {level}" for analysis, level in levels if analysis == "efficacy")
    found.update(f"before treatment by {level}" for analysis, level in levels if analysis == "baseline")
    groups = {key[5] for key in known if key[0] == "subgroups"}
    found["group of centre"] += "centre" in groups
    found["group of a characteristic"] += bool(groups & {"sex", "atopy", "prior_mtx"})
    found["group of a subset"] += bool(groups & {*subsets})
    found[f"p adjusted by {asked.get('adjust')}"] += any(key[-1] == "p_adjusted" for key in known)
    found["curves adjusted"] += any((key[0], key[-1]) == ("survival", "p_adjusted") for key in known)
    found[f"signed ranks, zeros {asked.get('zeros')}"] += any(level.startswith("signed_rank") for _, level in levels)


def _count_person(person: Person, study, found: Counter) -> None:
    found.update(person.notes)
    found[f"left {person.left.split(':')[0]}"] += 1
    found["dead"] += person.death is not None
    found["nominal visit"] += any(visit.nominal for visit in person.visits)
    found["arm by patients"] += bool(person.arm and person.facts.get("arm"))
    found["own limit"] += any(test.upper is not None for test in person.tests)
    found.update(f"value {test.sign}" for test in person.tests)
    found["undated event"] += any(event.onset is None for event in person.events)
    found["partial onset"] += any(event.onset and event.onset[0] != event.onset[1] for event in person.events)
    if person.course:
        found["open course"] += person.course.last_written is None
        found["several rows in a course"] += len(person.course.rows) > 1
        found["several courses"] += len(person.rows) > len(person.course.rows)
        found["stop on the cut"] += person.stop is not None and person.stop == study.cut
        found.update(f"stop {reason}" for reason in reasons(person))
    for status in person.statuses.values():
        found[f"status {status.status}"] += 1
        found["subterm"] += any(status.subterms)
        found["asymptomatic"] += status.status == "yes" and status.asymptomatic
        found["felt and not"] += {"yes", "no"} <= status.said
        found["baseline abnormal"] += status.baseline_abnormal


def _count_outcome(outcome, endpoint: dict, cut, found: Counter) -> None:
    missing, last = endpoint.get("missing", "as_observed"), outcome.choice.bounds[1]
    found[f"state {outcome.state}"] += 1
    found[f"{missing} x {endpoint.get('after_stop', 'keep')}"] += 1
    found[f"imputed {outcome.imputed} under {missing}"] += bool(outcome.imputed)
    strategies = ((endpoint.get("estimand") or {}).get("events") or {}).values()
    found.update(f"strategy {strategy} with a score" for strategy in strategies if outcome.choice.value is not None)
    found["composite without a score"] += outcome.imputed == "event" and outcome.choice.value is None
    found["score set aside by an event"] += outcome.state == "set_aside" and {*CUTTING} & {*strategies} != set()
    found["carried"] += outcome.choice.carried
    found["subset"] += bool(listed(endpoint.get("footnote_subsets")))
    found["due on the cut"] += cut == last
    found["missed by one day"] += cut is not None and (last - cut).days == 1
    value, baseline = outcome.choice.value, outcome.baseline
    if None not in (value, baseline) and endpoint.get("responder"):
        found["exact threshold"] += baseline != 0 and abs(baseline - value) * 100 in [abs(baseline) * part for part in (50, 75, 90)]
