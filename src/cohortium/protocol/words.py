"""A protocol in plain English: what each endpoint, window, term and condition means, for people who read results."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from cohortium.protocol.model import Arm, Condition, Criterion, Endpoint, LaboratoryRule, Protocol, Term, Timepoint, label_of
from cohortium.protocol.values import Duration, format_decimal

PICKS = {
    "worst": "the worst score is kept",
    "best": "the best score is kept",
    "first": "the first score is kept",
    "last": "the last score is kept",
    "nearest": "the score nearest to {target} is kept (of two equally near, the worse)",
}
MISSING = {
    "as_observed": "Only patients whose result is known are counted (observed cases)",
    "non_responder": "Every patient who was due and eligible is counted; without a usable score, as a non-responder",
    "last_observation": "Without a score in the window, the last score after the index date up to the end of the window is used",
    "worst_case": "Every patient who was due and eligible is counted; without a usable score, as a non-responder (worst case)",
    "best_case": "Every patient who was due and eligible is counted; without a usable score, as a responder (best case)",
}
AFTER_STOP = {
    "keep": "Scores after the treatment was stopped count like the others",
    "drop": "Scores after the day the treatment was stopped are left out",
    "non_responder": "Scores after the day the treatment was stopped are left out, and a patient without any other score who had "
    "stopped by the end of the window is a non-responder",
}
QUANTILES = {
    "sas": "the SAS default, Hyndman-Fan type 2",
    "spss": "the SPSS definition, Hyndman-Fan type 6",
    "r": "the R default, Hyndman-Fan type 7",
}
INTERVALS = {"wilson": "Wilson score", "clopper_pearson": "Clopper-Pearson exact"}
SAME_DAY = {
    "worst": "of two different scores on one day the worst stands",
    "best": "of two different scores on one day the best stands",
    "set_aside": "two different scores on one day are both set aside",
}
SUMMARIES = {
    "median_q1_q3": "median and quartiles",
    "mean_sd": "mean and standard deviation",
    "median_min_max": "median, minimum and maximum",
    "n_percent": "number and percentage",
}


def endpoint_in_words(protocol: Protocol, endpoint_id: str, timepoint_id: str, measures: Mapping[str, Any] | None = None) -> str:
    """What an endpoint at a timepoint counts, among whom, from which scores."""
    endpoint = protocol.endpoints[endpoint_id]
    parts = [
        f"{label_of(endpoint, endpoint_id)} at {label_of(protocol.windows[timepoint_id], timepoint_id)} ({_role(endpoint)})",
        rule_in_words(protocol, endpoint, measures),
        _among(protocol, endpoint, measures),
        f"Window: {timepoint_in_words(protocol, timepoint_id)}",
        *([f"Baseline: {timepoint_in_words(protocol, 'baseline')}"] if needs_baseline(endpoint) else []),
        MISSING[endpoint.missing],
        AFTER_STOP[endpoint.after_stop],
    ]
    return _sentences(parts)


def rule_in_words(protocol: Protocol, endpoint: Endpoint, measures: Mapping[str, Any] | None = None) -> str:
    """A responder rule, or what is summarised."""
    measure = measure_in_words(protocol, endpoint.measure, measures)
    if endpoint.summary:
        of = f"the change in {measure} from baseline" if endpoint.summary.change else measure
        return f"Summary: {of}, by {SUMMARIES[endpoint.summary.change or endpoint.summary.value or '']}"
    rule = endpoint.responder
    criteria = [criterion_in_words(criterion) for criterion in rule.criteria] if rule else []
    return f"Response: {measure} {(', or ' if rule and rule.any else ', and ').join(criteria)}"


def criterion_in_words(criterion: Criterion) -> str:
    """One condition of a responder rule."""
    value = getattr(criterion, criterion.word)
    return {
        "value_at_most": "of {} or less",
        "value_at_least": "of {} or more",
        "fall_at_least": "lower by {} or more than at baseline",
        "rise_at_least": "higher by {} or more than at baseline",
        "improvement_at_least": "improved by {} or more from baseline",
    }[criterion.word].format(percent_in_words(value) if isinstance(value, Fraction) else format_decimal(value))


def needs_baseline(endpoint: Endpoint) -> bool:
    """Whether any part of an endpoint looks at the baseline score."""
    criteria = endpoint.responder.criteria if endpoint.responder else ()
    of_change = any(criterion.word not in ("value_at_most", "value_at_least") for criterion in criteria)
    return endpoint.quantity == "change" or endpoint.eligible is not None or of_change


def measure_in_words(protocol: Protocol, measure_id: str, measures: Mapping[str, Any] | None = None) -> str:
    """A measure by its label, or by its id where no label is known."""
    known = (measures or {}).get(measure_id) or protocol.measures.get(measure_id)
    return label_of(known, measure_id)


def timepoint_in_words(protocol: Protocol, timepoint_id: str) -> str:
    """A window and the score kept in it."""
    window = protocol.windows[timepoint_id]
    same_day = SAME_DAY[window.same_day or protocol.same_day]
    return f"{window_in_words(window)}, both days included; {PICKS[window.pick].format(target=window.target)}; {same_day}"


def window_in_words(window: Timepoint) -> str:
    """`from 2 months to 4 months after the index date`."""
    start, end = window.start, window.end
    zero = Duration()
    if start == end:
        return "on the index date" if start == zero else f"{_side(start)} the index date"
    if _before(start) and (_before(end) or end == zero):
        until = "the index date" if end == zero else f"{_positive(end)} before it"
        return f"from {_positive(start)} before the index date to {until}"
    if _before(start):
        return f"from {_positive(start)} before the index date to {end} after it"
    return f"from {start} to {end} after the index date"


def _before(duration: Duration) -> bool:
    return duration.months < 0 or (duration.months == 0 and duration.days < 0)


def _side(duration: Duration) -> str:
    return f"{_positive(duration)} before" if _before(duration) else f"{duration} after"


def _positive(duration: Any) -> str:
    return str(type(duration)(-duration.months, -duration.days))


def _among(protocol: Protocol, endpoint: Endpoint, measures: Mapping[str, Any] | None) -> str:
    among = f"Counted among {population_in_words(protocol, 'efficacy')}"
    if protocol.data_cut:
        among += f" whose window had ended by the data cut ({protocol.data_cut.isoformat()})"
    if endpoint.eligible:
        measure = measure_in_words(protocol, endpoint.measure, measures)
        at_least = format_decimal(endpoint.eligible.baseline_at_least)
        among += f"{' and' if protocol.data_cut else ''} whose {measure} at baseline was {at_least} or more"
    return among


def population_in_words(protocol: Protocol, kind: str) -> str:
    """The population of the efficacy or safety tables."""
    names = getattr(protocol.population.sets, kind)
    every = protocol.subsets | protocol.population.include
    if not names:
        return "all patients included"
    return "patients included with " + and_list(condition_in_words(protocol, every[name]) for name in names)


def condition_in_words(protocol: Protocol, condition: Condition, measures: Mapping[str, Any] | None = None) -> str:
    """A condition on a patient, as what the patient has: `a dose increase`, `Age of 18 or more`."""
    return _CONDITIONS[condition.word](protocol, condition, measures)


def _of_characteristic(protocol: Protocol, condition: Condition, measures: Any) -> str:
    name = str(condition.characteristic)
    characteristic = protocol.characteristics.get(name)
    label = label_of(characteristic, name)
    if condition.levels is None:
        return f"{label} {_bounds(condition)}"
    levels = characteristic.levels if characteristic else {}
    return f"{label}: {or_list(levels.get(level, level) or level for level in condition.levels)}"


def _of_measure(protocol: Protocol, condition: Condition, measures: Any) -> str:
    measure = measure_in_words(protocol, str(condition.measure), measures)
    at = "baseline" if condition.at in (None, "baseline") else label_of(protocol.windows.get(condition.at), condition.at)
    return f"{measure} {_bounds(condition)} at {at}"


def _bounds(condition: Condition) -> str:
    low, high = (None if bound is None else format_decimal(bound) for bound in (condition.at_least, condition.at_most))
    if low is not None and high is not None:
        return f"from {low} to {high}"
    return f"of {low} or more" if low is not None else f"of {high} or less"


_CONDITIONS: dict[str, Callable[[Protocol, Condition, Any], str]] = {
    "dose_change": lambda protocol, condition, _: {"increase": "a dose increase", "decrease": "a dose decrease"}.get(
        condition.dose_change or "", "a change of dose"
    ),
    "characteristic": _of_characteristic,
    "measure": _of_measure,
    "previous_treatment": lambda protocol, condition, _: f"{_drug(protocol, condition.previous_treatment or '')} taken before",
    "arm": lambda protocol, condition, _: "treatment " + or_list(label_of(protocol.arms.get(arm), arm) for arm in condition.arm or ()),
    "centre": lambda protocol, condition, _: (
        "centre " + or_list(label_of(protocol.centres.get(code), code) for code in condition.centre or ())
    ),
    "stopped": lambda protocol, condition, _: "a stop of the treatment" if condition.stopped == "yes" else "no stop of the treatment",
}


def _drug(protocol: Protocol, name: str) -> str:
    return label_of(protocol.drugs.get(name), name)


def arm_in_words(protocol: Protocol, arm_id: str) -> str:
    """An arm and what puts a patient in it."""
    if arm_id == "all":
        return "All arms together."
    arm = protocol.arms[arm_id]
    label = label_of(arm, arm_id)
    if arm.drug is None:
        return f"{label}: patients whom their centre recorded in this arm."
    return f"{label}: patients whose first dose was {dose_in_words(protocol, arm)}, whatever they took later."


def dose_in_words(protocol: Protocol, arm: Arm) -> str:
    """`upadacitinib 15 mg a day`, `methotrexate at any dose`."""
    dose = f"{arm.daily_dose} a day" if arm.daily_dose else "at any dose"
    return f"{_drug(protocol, arm.drug or '')} {dose}"


def term_in_words(protocol: Protocol, term_id: str) -> str:
    """What an event is, where it is looked for, and who is counted."""
    if term_id in _ANY:
        return _sentences([f"{_ANY[term_id]}: yes if any of them is, no if all that are known are no", period_in_words(protocol)])
    term = protocol.safety.terms[term_id]
    parts = [
        f"{label_of(term, term_id)} ({term.kind})",
        "Yes if any source says so: a recorded event" + (_laboratory(term) if term.source else " or the review of the patient"),
        period_in_words(protocol),
        "The percentage is of the patients with a yes or a no",
        _silence(protocol, term),
        *([_baseline_abnormal(protocol, term)] if term.source else []),
    ]
    return _sentences(parts)


_ANY = {
    "any": "At least one event of any kind",
    "any_clinical": "At least one clinical event",
    "any_biological": "At least one laboratory event",
}


def _laboratory(term: Term) -> str:
    rules = term.source.any if term.source else ()
    listed = or_list(laboratory_rule_in_words(rule) for rule in rules)
    return f", the review of the patient, or a laboratory result after the index date ({listed})"


def laboratory_rule_in_words(rule: LaboratoryRule) -> str:
    """`CPK above 2 times the laboratory's upper limit`."""
    side, limit = ("below", rule.below) if rule.above is None else ("above", rule.above)
    if not rule.is_local:
        return f"{rule.test} {side} {format_decimal(Decimal(limit))} {rule.unit}"
    times = "" if rule.times == 1 else f"{format_decimal(rule.times)} times "
    return f"{rule.test} {side} {times}the laboratory's {'upper' if side == 'above' else 'lower'} limit"


def period_in_words(protocol: Protocol) -> str:
    """The safety period."""
    period = protocol.safety.period
    kind, added = period.bound
    after = f"{added} after " if added.months or added.days else ""
    end = {"follow_up": "the end of follow-up", "stop": f"{after}the stop of the treatment (or the end of follow-up)"}
    start = f"{period.start} after the index date" if period.start.months or period.start.days else "the index date"
    undated = "count" if protocol.safety.onset_missing == "count" else "are left out"
    return f"Onset from {start} to {end.get(kind, f'{after}the index date')}; events without an onset date {undated}"


def _silence(protocol: Protocol, term: Term) -> str:
    silence = term.not_reported or protocol.safety.not_reported
    return "Where nothing at all is recorded, the answer is no" if silence == "no" else "Where nothing is recorded, the answer is unknown"


def _baseline_abnormal(protocol: Protocol, term: Term) -> str:
    choice = term.baseline_abnormal or protocol.safety.baseline_abnormal
    return "Patients abnormal at baseline are " + ("counted like the others" if choice == "count" else "left out of this event")


def percent_in_words(share: Fraction) -> str:
    """3/4 is `75 %`."""
    hundred = share * 100
    return f"{format_decimal(Decimal(hundred.numerator) / hundred.denominator)} %"


def _role(endpoint: Endpoint) -> str:
    return {"post_hoc": "post hoc"}.get(endpoint.role, endpoint.role) + " endpoint"


def _sentences(parts: Iterable[str]) -> str:
    return " ".join(f"{part}." for part in parts if part)


def capital(text: str) -> str:
    """The first letter in upper case."""
    return text[:1].upper() + text[1:]


def _joined(words: Iterable[str], last: str) -> str:
    listed = list(words)
    return f" {last} ".join([", ".join(listed[:-1]), listed[-1]] if len(listed) > 1 else listed)


def and_list(words: Iterable[str]) -> str:
    """`a, b and c`."""
    return _joined(words, "and")


def or_list(words: Iterable[str]) -> str:
    """`a, b or c`."""
    return _joined(words, "or")
