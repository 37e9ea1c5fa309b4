"""The words for a number: what it is of, whose it is, which statistic it is."""

from __future__ import annotations

from cohortium.estimates.safety import ANY_LABELS
from cohortium.explain.evidence import Source
from cohortium.protocol.words import arm_in_words, condition_in_words
from cohortium.results import Result
from cohortium.statistics import DEFINITIONS, INTERVALS

QUARTERS = {"median": "the middle", "q1": "the first quarter", "q3": "the third quarter"}


def about(source: Source, result: Result, *sentences: str) -> tuple[str, ...]:
    """The words for a number: what it is of, which patients, which statistic."""
    protocol, arm = source.protocol, result.arm
    said = [*sentences]
    if result.group:
        said.append(f"Only patients of the subset {condition_in_words(protocol, protocol.subsets[result.group], source.measures)}.")
    if arm in protocol.arms:
        said.append(f"Treatment group: {arm_in_words(protocol, arm)}")
    return (*said, f"{result.stat}: {_statistic(source, result)}")


_OTHERS = {
    **ANY_LABELS,
    "stops": "Treatment stops",
    "follow_up": "Follow-up in months",
    "left": "Left out",
    "due": "Visit due",
    "seen": "Seen in the window",
}


def variable_in_words(source: Source, name: str) -> str:
    """What a result is about, by its label; empty for a step of the participant flow, which its own label names."""
    protocol = source.protocol
    for declared in (protocol.endpoints, protocol.characteristics, protocol.safety.terms, source.measures):
        if name in declared:
            return declared[name].label or name
    return _OTHERS.get(name, "")


def _statistic(source: Source, result: Result) -> str:
    choice = source.protocol.statistics
    things = result.unit or "patients"
    with_level = f'counted under "{result.label}"' if result.level else "that meet the definition"
    words = {
        "N": f"the {things} that a share or a summary is out of; only those whose answer or value is known.",
        "n": f"the number of {things} {with_level}.",
        "percent": "100 times n divided by N, rounded once, half away from zero.",
        "mean": "the sum of the values divided by their number.",
        "sd": "the standard deviation with N - 1.",
        "min": "the lowest value.",
        "max": "the highest value.",
        "n_missing": "the number of patients without a known value.",
        "n_imputed_stop": "the number of patients counted although not evaluable, who had stopped by the end of the window.",
        "n_imputed_missing": "the number of patients counted although not evaluable, who had not stopped.",
        "n_complete": "the number of patients with every term known.",
        "n_undated": "the number of events without an onset date.",
        "n_baseline_abnormal": "the number of patients whose last value in the baseline window was already beyond the limit.",
    }
    words |= {name: f"{of} of the values below, in order; {DEFINITIONS[choice.quantiles].label}." for name, of in QUARTERS.items()}
    words |= dict.fromkeys(("conf_low", "conf_high"), f"limit of the interval of {INTERVALS[choice.interval].label}.")
    return words[result.stat]
