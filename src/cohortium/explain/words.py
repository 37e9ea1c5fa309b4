"""The words for a number: what it is of, whose it is, which statistic it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from cohortium.estimates.safety import ANY_LABELS
from cohortium.language import joined, marked, tr
from cohortium.measures import Measure
from cohortium.protocol.model import Protocol
from cohortium.protocol.words import arm_in_words, condition_in_words
from cohortium.results import Result
from cohortium.statistics import DEFINITIONS, INTERVALS, STATISTICS, Statistic


@dataclass(frozen=True)
class Declared:
    """What numbers are defined by: the protocol and its measures."""

    protocol: Protocol
    measures: Mapping[str, Measure]


Sentences = tuple[str, ...]
SENTENCE = re.compile(r"(?<=\.) (?=[A-ZÀ-Ý])")
"""Between two sentences of a definition."""
UNITS = {
    "": marked("patients"), "patients": marked("patients"), "mentions": marked("mentions"), "events": marked("events"),
    "patient-years": marked("patient-years"),
}  # fmt: skip


def whose_in_words(declared: Declared, result: Result) -> tuple[str, ...]:
    """Which patients a number is of: a centre, a subset, treatment groups; and why it was not computed."""
    protocol, arm = declared.protocol, result.arm
    said: list[str] = []
    if result.group == "centre":
        said.append(tr(_CENTRES[bool(result.group_level), bool(result.variant)], centre=result.group_level))
    elif result.group in protocol.subsets:
        subset = condition_in_words(protocol, protocol.subsets[result.group], declared.measures)
        said.append(tr("Only patients of the subset {subset}.", subset=subset))
    said += [tr("Treatment group: {group}", group=arm_in_words(protocol, one)) for one in (arm, result.versus) if one in protocol.arms]
    said += [tr("Not computed: {reason}.", reason=result.error)] if result.error else []
    return tuple(said)


_CENTRES = {
    (True, False): marked("Only patients of centre {centre}."),
    (True, True): marked("All patients but those of centre {centre}."),
    (False, False): marked("Patients of all centres, told apart by centre."),
}
_OTHERS = {
    **ANY_LABELS,
    "stops": marked("Treatment stops"),
    "follow_up": marked("Follow-up in months"),
    "left": marked("Left out"),
    "due": marked("Visit due"),
    "seen": marked("Seen in the window"),
}


def variable_in_words(declared: Declared, name: str) -> str:
    """What a result is about, by its label; empty for a step of the participant flow, which its own label names."""
    protocol = declared.protocol
    for entries in (protocol.endpoints, protocol.characteristics, protocol.safety.terms, declared.measures):
        if name in entries:
            return entries[name].label or name
    return tr(_OTHERS.get(name, ""))


def statistic_in_words(declared: Declared, result: Result, labels: tuple[str, ...] = ()) -> str:
    """What a statistic says of the patients, mentions or events that are listed; of a count, under which label or `labels`."""
    choice, things = declared.protocol.statistics, tr(UNITS[result.unit])
    if result.stat == "n" and result.level:
        quoted = [tr('"{label}"', label=label) for label in labels or (result.label,)]
        return tr("the number of {things} counted under {labels}.", things=things, labels=joined(quoted, tr("or")))
    if entry := asked_statistic(result.method, result.stat):
        return tr("{method}. In R: {call}", method=result.method, call=entry.r_call)
    if result.method and result.stat not in _STATISTICS:
        return f"{result.method}."
    definition, interval = DEFINITIONS[choice.quantiles].label, INTERVALS[choice.interval].label
    said = tr(_STATISTICS[result.stat], things=things, definition=tr(definition), interval=tr(interval))
    call = _call(declared, result.stat)
    return tr("{words} In R: {call}", words=said, call=call) if call else said


def _call(declared: Declared, stat: str) -> str:
    """What R says of patients as they are, by the protocol's own interval and quantiles."""
    choice = declared.protocol.statistics
    if stat.startswith("conf_"):
        return f"100 * {INTERVALS[choice.interval].r_call}".replace("= confidence", f"= {float(choice.confidence):g}")
    return _CALLS.get(stat, "").replace("TYPE", DEFINITIONS[choice.quantiles].r_call.rpartition(" = ")[2].rstrip(")"))


_CALLS = {
    "percent": "100 * n / N",
    "median": "median(x)",
    "q1": "quantile(x, 0.25, type = TYPE)",
    "q3": "quantile(x, 0.75, type = TYPE)",
    "mean": "mean(x)",
    "sd": "sd(x)",
    "min": "min(x)",
    "max": "max(x)",
    "odds_ratio": STATISTICS["odds_ratio"].r_call,
    "p_interaction": f"{STATISTICS['breslow_day'].r_call}$p.value",
}


def asked_statistic(method: str, stat: str = "") -> Statistic | None:
    """The statistic that a method begins with the name of; the longest name, where one begins another; of `p_adjusted` the adjustment."""
    if stat == "p_adjusted":
        return next((STATISTICS[name] for name in ADJUSTMENTS if tr(STATISTICS[name].label) in method), None)
    named = [entry for entry in STATISTICS.values() if entry.label and method.startswith(tr(entry.label))]
    return max(named, key=lambda entry: len(tr(entry.label)), default=None)


ADJUSTMENTS = ("holm", "benjamini_hochberg")
_LIMIT = marked("limit of the interval of {interval}.")
_STATISTICS = {
    "N": marked("the {things} that a share or a summary is out of; only those whose answer or value is known."),
    "n": marked("the number of {things} that meet the definition."),
    "percent": marked("100 times n divided by N, rounded once, half away from zero."),
    "median": marked("the middle of the values, in order; {definition}."),
    "q1": marked("the first quarter of the values, in order; {definition}."),
    "q3": marked("the third quarter of the values, in order; {definition}."),
    "mean": marked("the sum of the values divided by their number."),
    "sd": marked("the standard deviation with N - 1."),
    "min": marked("the lowest value."),
    "max": marked("the highest value."),
    "conf_low": _LIMIT,
    "conf_high": _LIMIT,
    "n_unknown": marked("the number of patients whose stop cannot be read, so that their time on treatment is not known."),
    "n_several": marked("the number of patients with several reasons for their stop."),
    "n_missing": marked("the number of patients without a known value."),
    "n_imputed_stop": marked("the number of patients counted although not evaluable, who had stopped by the end of the window."),
    "n_imputed_missing": marked("the number of patients counted although not evaluable, who had not stopped."),
    "n_imputed_event": marked("the number of patients counted as non-responders because of an intercurrent event, whatever their score."),
    "odds_ratio": marked("the odds of a response in the first group divided by those in the second, among the patients below."),
    "p_interaction": marked("the probability of ratios at least as different, were the ratio the same in every group (Breslow-Day)."),
    "n_same": marked("the number of combinations of choices with this answer for every patient; 0 where it stands under another one."),
    "n_combinations": marked("the number of combinations of the choices that the protocol names, its own included."),
    "n_refused": marked("the number of combinations that make no sense."),
    "n_identical": marked("the number of combinations with the same answer for every patient as one that is counted."),
    "n_distinct": marked("the number of combinations whose answers differ in at least one patient."),
    "n_complete": marked("the number of patients with every term known."),
    "n_all_graded": marked("the number of patients with a value whose every value could be graded."),
    "n_undated": marked("the number of events without an onset date."),
    "n_baseline_abnormal": marked("the number of patients whose last value in the baseline window was already beyond the limit."),
}
