"""What a number is, in words: of what, whose, and which statistic. Only the protocol is needed, no patient."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from cohortium.explain import course_defined as course
from cohortium.explain import endpoints_defined as endpoints
from cohortium.explain.endpoints_defined import of_combinations
from cohortium.explain.words import Declared, Sentences, statistic_in_words, whose_in_words
from cohortium.language import tr
from cohortium.results import Result

MODELS = ("adjusted", "weighted")  # their method says all of their statistics


def definition(declared: Declared, result: Result) -> Sentences:
    """All sentences that define a number."""
    said = (*OF[result.analysis](declared, result), *_whose(declared, result))
    return said if result.analysis in MODELS else (*said, statistic(declared, result))


def statistic(declared: Declared, result: Result) -> str:
    """The sentence of the statistic itself; how many combinations there are is said by the label."""
    named = result.label if of_combinations(result) else ""
    of = replace(result, level="") if of_combinations(result) else result
    return tr("{stat}: {words}", stat=named or result.stat, words=statistic_in_words(declared, of))


def _whose(declared: Declared, result: Result) -> Sentences:
    if result.analysis == "subgroups":
        group = f"{result.group}: {result.label or result.group_level}" if result.group_level else result.group
        return (tr("Only patients of the group {group}.", group=group),)
    unsaid = result.analysis in MODELS or of_combinations(result)
    return () if unsaid else whose_in_words(declared, result)


OF: dict[str, Callable[[Declared, Result], Sentences]] = {
    "participants": course.participants, "baseline": course.baseline, "efficacy": endpoints.endpoint, "safety": course.term,
    "stops": course.stops, "follow_up": course.follow_up, "estimand": endpoints.estimand, "sensitivity": endpoints.sensitivity,
    "survival": course.survival, "incidence": course.incidence, "subgroups": endpoints.endpoint, "adjusted": endpoints.adjusted,
    "weighted": endpoints.adjusted, "severity": course.severity, "ctcae": course.ctcae,
}  # fmt: skip
"""What a number of each analysis is of."""
