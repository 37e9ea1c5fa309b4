"""The words for a number: what it is of, whose it is, which statistic it is."""

from __future__ import annotations

from cohortium.explain.evidence import Source
from cohortium.protocol.words import arm_in_words, condition_in_words
from cohortium.results import Result
from cohortium.statistics import DEFINITIONS, INTERVALS


def about(source: Source, result: Result, *sentences: str) -> tuple[str, ...]:
    """The words for a number: what it is of, which patients, which statistic."""
    protocol, arm = source.protocol, result.arm
    said = [*sentences]
    if result.group:
        said.append(f"Only patients of the subset {condition_in_words(protocol, protocol.subsets[result.group], source.measures)}.")
    if arm in protocol.arms:
        said.append(f"Treatment group: {arm_in_words(protocol, arm)}")
    return (*said, f"{result.stat}: {_statistic(source, result)}")


def _statistic(source: Source, result: Result) -> str:
    choice = source.protocol.statistics
    words = {
        "N": "the number of patients the statistics are about (for a share, those with a yes or a no).",
        "n": "the number of patients (or events, or mentions) that meet the definition.",
        "percent": "100 times n divided by N, rounded once, half away from zero.",
        "mean": "the sum of the values divided by their number.",
        "sd": "the standard deviation with N - 1.",
        "min": "the lowest value.",
        "max": "the highest value.",
        "n_missing": "the number of patients without a known value.",
        "n_imputed_stop": "the number of patients counted by the missing rule because they had stopped.",
        "n_imputed_missing": "the number of patients counted by the missing rule without having stopped.",
        "n_complete": "the number of patients with every term known.",
        "n_undated": "the number of events without an onset date.",
        "n_baseline_abnormal": "the number of patients whose last value in the baseline window was already beyond the limit.",
    }
    words |= dict.fromkeys(("median", "q1", "q3"), f"by {DEFINITIONS[choice.quantiles].label}.")
    words |= dict.fromkeys(("conf_low", "conf_high"), f"limit of the interval of {INTERVALS[choice.interval].label}.")
    return words[result.stat]
