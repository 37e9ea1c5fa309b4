"""Responder rules in three-valued logic, states, and what a missing score or a stop means."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from .estimands import failed, last_used_day
from .measures import Measure
from .reading import Person, Study
from .scores import Choice, choose
from .texts import percent
from .time import due

STATES = (
    "not_due", "eligibility_unknown", "not_eligible", "evaluable", "no_baseline", "baseline_zero",
    "dead", "stopped", "no_visit", "set_aside", "not_done",
)  # fmt: skip


@dataclass
class Outcome:
    """One patient, endpoint and timepoint; answer is a response (bool) or the number to summarise."""

    choice: Choice
    baseline: Fraction | None
    state: str
    counts: bool = False
    answer: bool | Fraction | None = None
    imputed: str = ""  # stop, missing or event


def criterion(word: str, bound: Fraction, baseline: Fraction | None, value: Fraction | None, measure: Measure) -> bool | None:
    """One condition; None is unknown. Improvement is tested without division, and unknown if the baseline is 0."""
    if value is None:
        return None
    if word == "value_at_most":
        return value <= bound
    if word == "value_at_least":
        return value >= bound
    if baseline is None:
        return None
    if word == "fall_at_least":
        return baseline - value >= bound
    if word == "rise_at_least":
        return value - baseline >= bound
    return None if baseline == 0 else measure.worse * (baseline - value) >= bound * abs(baseline)


def joined(answers: list[bool | None], how: str) -> bool | None:
    """Three-valued logic: one true settles any, one false settles all, else an unknown leaves it unknown."""
    settling = how == "any"
    if settling in answers:
        return settling
    return None if None in answers else not settling


def respond(rule: dict, baseline: Fraction | None, value: Fraction | None, measure: Measure) -> bool | None:
    how = "all" if "all" in rule else "any"
    criteria = rule.get(how) or [rule]
    answers = []
    for entry in criteria:
        ((word, bound),) = entry.items()
        bound = percent(bound) if word == "improvement_at_least" else Fraction(str(bound))
        answers.append(criterion(word, bound, baseline, value, measure))
    return joined(answers, how)


def raw_answer(endpoint: dict, baseline: Fraction | None, value: Fraction | None, measure: Measure) -> bool | Fraction | None:
    """Change = value - baseline."""
    if endpoint.get("responder"):
        return respond(endpoint["responder"], baseline, value, measure)
    if "value" in endpoint["summary"]:
        return value
    return None if None in (baseline, value) else value - baseline


def state_of(study: Study, person: Person, endpoint: dict, choice: Choice, baseline: Fraction | None, answer: object) -> str:
    """One per patient, endpoint and timepoint, the first that applies."""
    if not due(choice.bounds, study.cut):
        return "not_due"
    if endpoint.get("eligible"):
        if baseline is None:
            return "eligibility_unknown"
        if baseline < Fraction(str(endpoint["eligible"]["baseline_at_least"])):
            return "not_eligible"
    if answer is not None:
        return "evaluable"
    if choice.value is not None:
        return "no_baseline" if baseline is None else "baseline_zero"
    return _without_value(person, choice)


def stopped_by(person: Person, choice: Choice) -> bool:
    return person.stop is not None and person.stop <= choice.bounds[1]


def _without_value(person: Person, choice: Choice) -> str:
    if person.death is not None and person.death <= choice.bounds[1]:
        return "dead"
    if stopped_by(person, choice):
        return "stopped"
    if not choice.visited:
        return "no_visit"
    return "set_aside" if choice.set_aside else "not_done"


IMPUTES = {  # missing: (states that are imputed, as what)
    "as_observed": (frozenset(), False),
    "last_observation": (frozenset(), False),
    "non_responder": (frozenset(STATES[4:]) - {"baseline_zero"}, False),
    "worst_case": (frozenset(STATES[4:]), False),
    "best_case": (frozenset(STATES[4:]), True),
}


def outcome(study: Study, person: Person, endpoint: dict, timepoint: str) -> Outcome:
    name, missing, after_stop = endpoint["measure"], endpoint.get("missing", "as_observed"), endpoint.get("after_stop", "keep")
    baseline = choose(study, person, name, "baseline").value
    until = last_used_day(study, person, endpoint)
    choice = choose(study, person, name, timepoint, after_stop, missing == "last_observation", until)
    answer = raw_answer(endpoint, baseline, choice.value, study.measures[name])
    found = Outcome(choice, baseline, state_of(study, person, endpoint, choice, baseline, answer))
    if found.state not in STATES[:3] and failed(study, person, endpoint, choice.bounds[1]):
        found.counts, found.answer, found.imputed = True, False, "event"
    elif found.state == "evaluable":
        found.counts, found.answer = True, answer
    else:
        _impute(person, found, missing, after_stop)
    return found


def _impute(person: Person, found: Outcome, missing: str, after_stop: str) -> None:
    """Only due and eligible patients are ever imputed; after_stop: non_responder whatever `missing` says."""
    if found.state in STATES[:3]:
        return
    stopped_empty = found.choice.value is None and stopped_by(person, found.choice)
    states, answer = IMPUTES[missing]
    if after_stop == "non_responder" and stopped_empty:
        states, answer = {found.state}, False
    if found.state in states:
        found.counts, found.answer, found.imputed = True, answer, "stop" if stopped_empty else "missing"
