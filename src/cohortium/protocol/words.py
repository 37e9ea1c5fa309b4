"""A protocol in plain words: what each endpoint, window, term and condition means, for people who read results."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from cohortium.language import counted, day, joined, marked, number, tr
from cohortium.protocol.model import Arm, Condition, Criterion, Endpoint, LaboratoryRule, Protocol, Term, Timepoint, label_of
from cohortium.protocol.strategies import events_in_words, stops_in_words
from cohortium.protocol.values import Duration, format_decimal, parse_duration

PICKS = {
    "worst": marked("the worst score is kept"),
    "best": marked("the best score is kept"),
    "first": marked("the first score is kept"),
    "last": marked("the last score is kept"),
    "nearest": marked("the score nearest to {target} is kept (of two equally near, the worse)"),
}
MISSING = {
    "as_observed": marked("Only patients whose result is known are counted (observed cases)"),
    "non_responder": marked("Every patient who was due and eligible is counted; without a usable score, as a non-responder"),
    "last_observation": marked("Without a score in the window, the last score after the index date up to the end of the window is used"),
    "worst_case": marked("Every patient who was due and eligible is counted; without a usable score, as a non-responder (worst case)"),
    "best_case": marked("Every patient who was due and eligible is counted; without a usable score, as a responder (best case)"),
}
QUANTILES = {
    "sas": marked("the SAS default, Hyndman-Fan type 2"),
    "spss": marked("the SPSS definition, Hyndman-Fan type 6"),
    "r": marked("the R default, Hyndman-Fan type 7"),
}
SAME_DAY = {
    "worst": marked("of two different scores on one day the worst stands"),
    "best": marked("of two different scores on one day the best stands"),
    "set_aside": marked("two different scores on one day are both set aside"),
}
SUMMARIES = {
    "median_q1_q3": marked("median and quartiles"),
    "mean_sd": marked("mean and standard deviation"),
    "median_min_max": marked("median, minimum and maximum"),
    "n_percent": marked("number and percentage"),
}
ROLES = {
    "primary": marked("primary endpoint"),
    "secondary": marked("secondary endpoint"),
    "exploratory": marked("exploratory endpoint"),
    "post_hoc": marked("post hoc endpoint"),
}
KINDS = {"clinical": marked("clinical"), "biological": marked("biological")}
CRITERIA = {
    "value_at_most": marked("of {value} or less"),
    "value_at_least": marked("of {value} or more"),
    "fall_at_least": marked("lower by {value} or more than at baseline"),
    "rise_at_least": marked("higher by {value} or more than at baseline"),
    "improvement_at_least": marked("improved by {value} or more from baseline"),
}
DOSE_CHANGES = {"increase": marked("a dose increase"), "decrease": marked("a dose decrease")}


def endpoint_in_words(protocol: Protocol, endpoint_id: str, timepoint_id: str, measures: Mapping[str, Any] | None = None) -> str:
    """What an endpoint at a timepoint counts, among whom, from which scores."""
    endpoint = protocol.endpoints[endpoint_id]
    label, at = label_of(endpoint, endpoint_id), label_of(protocol.windows[timepoint_id], timepoint_id)
    parts = [
        tr("{endpoint} at {timepoint} ({role})", endpoint=label, timepoint=at, role=tr(ROLES[endpoint.role])),
        rule_in_words(protocol, endpoint, measures),
        _among(protocol, endpoint, measures),
        tr("Window: {window}", window=timepoint_in_words(protocol, timepoint_id)),
        *([tr("Baseline: {window}", window=timepoint_in_words(protocol, "baseline"))] if needs_baseline(endpoint) else []),
        tr(MISSING[endpoint.missing]),
        *filter(None, [*events_in_words(protocol, endpoint), stops_in_words(protocol, endpoint)]),
    ]
    return _sentences(parts)


def rule_in_words(protocol: Protocol, endpoint: Endpoint, measures: Mapping[str, Any] | None = None) -> str:
    """A responder rule, or what is summarised."""
    measure = measure_in_words(protocol, endpoint.measure, measures)
    if endpoint.summary:
        text = (
            "Summary: the change in {measure} from baseline, by {summary}"
            if endpoint.summary.change
            else "Summary: {measure}, by {summary}"
        )
        return tr(text, measure=measure, summary=tr(SUMMARIES[endpoint.summary.change or endpoint.summary.value or ""]))
    rule = endpoint.responder
    criteria = [criterion_in_words(criterion) for criterion in rule.criteria] if rule else []
    between = tr(", or ") if rule and rule.any else tr(", and ")
    return tr("Response: {measure} {criteria}", measure=measure, criteria=between.join(criteria))


def criterion_in_words(criterion: Criterion) -> str:
    """One condition of a responder rule."""
    value = getattr(criterion, criterion.word)
    return tr(CRITERIA[criterion.word], value=percent_in_words(value) if isinstance(value, Fraction) else _decimal(value))


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
    same_day = tr(SAME_DAY[window.same_day or protocol.same_day])
    text = "{window}, both days included; {pick}; {same_day}"
    return tr(text, window=window_in_words(window), pick=pick_in_words(window), same_day=same_day)


def pick_in_words(window: Timepoint) -> str:
    """Which score of a window is kept."""
    return tr(PICKS[window.pick], target=duration_in_words(window.target) if window.target else "")


def duration_in_words(duration: Duration) -> str:
    """`5 months - 15 days`, `12 weeks`, `0 days`."""
    if duration.in_weeks:
        return counted("{n} week", "{n} weeks", duration.days // 7)
    shown = [counted("{n} month", "{n} months", duration.months)] if duration.months else []
    if duration.days or not shown:
        shown.append(counted("{n} day", "{n} days", duration.days))
    return " + ".join(shown).replace("+ -", "- ")


def time_in_words(protocol: Protocol, written: str) -> str:
    """A time that results name in days, in the unit in which the protocol writes it."""
    found, asked = parse_duration(written), protocol.survival
    times = [*asked.at, asked.until] if asked else []
    times += [each for window in protocol.windows.values() for each in (window.target, window.end)]
    return duration_in_words(next((time for time in times if time == found), found))


def window_in_words(window: Timepoint) -> str:
    """`from 2 months to 4 months after the index date`."""
    start, end = window.start, window.end
    words = {"start": _positive(start), "end": _positive(end)}
    if start == end:
        return tr(_ONE_DAY[_side(start)], **words)
    return tr(_SPANS[_side(start), _side(end)], **words)


# Before, on or after the index date.
_ONE_DAY = {
    -1: marked("{start} before the index date"),
    0: marked("on the index date"),
    1: marked("{start} after the index date"),
}
_SPANS = {
    (-1, -1): marked("from {start} before the index date to {end} before it"),
    (-1, 0): marked("from {start} before the index date to the index date"),
    (-1, 1): marked("from {start} before the index date to {end} after it"),
    (0, 1): marked("from {start} to {end} after the index date"),
    (1, 1): marked("from {start} to {end} after the index date"),
}


def _side(duration: Duration) -> int:
    first = duration.months or duration.days
    return (first > 0) - (first < 0)


def _positive(duration: Duration) -> str:
    before = _side(duration) < 0
    return duration_in_words(-duration if before else duration)


def _decimal(value: Decimal) -> str:
    return number(format_decimal(value))


def _among(protocol: Protocol, endpoint: Endpoint, measures: Mapping[str, Any] | None) -> str:
    among = tr("Counted among {population}", population=population_in_words(protocol, "efficacy"))
    if protocol.data_cut:
        among += tr(" whose window had ended by the data cut ({day})", day=day(protocol.data_cut))
    if endpoint.eligible:
        text = (
            " and whose {measure} at baseline was {value} or more"
            if protocol.data_cut
            else " whose {measure} at baseline was {value} or more"
        )
        measure = measure_in_words(protocol, endpoint.measure, measures)
        among += tr(text, measure=measure, value=_decimal(endpoint.eligible.baseline_at_least))
    return among


def population_in_words(protocol: Protocol, kind: str) -> str:
    """The population of the efficacy or safety tables."""
    names = getattr(protocol.population.sets, kind)
    every = protocol.subsets | protocol.population.include
    if not names:
        return tr("all patients included")
    return tr("patients included with {conditions}", conditions=and_list(condition_in_words(protocol, every[name]) for name in names))


def condition_in_words(protocol: Protocol, condition: Condition, measures: Mapping[str, Any] | None = None) -> str:
    """A condition on a patient, as what the patient has: `a dose increase`, `Age of 18 years or more`."""
    return _CONDITIONS[condition.word](protocol, condition, measures)


def _of_characteristic(protocol: Protocol, condition: Condition, measures: Any) -> str:
    name = str(condition.characteristic)
    characteristic = protocol.characteristics.get(name)
    label = label_of(characteristic, name)
    if condition.levels is None:
        return f"{label} {_bounds(condition, (characteristic and characteristic.unit) or '')}"
    levels = characteristic.levels if characteristic else {}
    return tr("{label}: {levels}", label=label, levels=or_list(levels.get(level, level) or level for level in condition.levels))


def _of_measure(protocol: Protocol, condition: Condition, measures: Any) -> str:
    words = {"measure": measure_in_words(protocol, str(condition.measure), measures), "bounds": _bounds(condition)}
    if condition.at in (None, "baseline"):
        return tr("{measure} {bounds} at baseline", **words)
    return tr("{measure} {bounds} at {timepoint}", **words, timepoint=label_of(protocol.windows.get(condition.at), condition.at))


def _bounds(condition: Condition, unit: str = "") -> str:
    low, high = (None if bound is None else _decimal(bound) for bound in (condition.at_least, condition.at_most))
    of = f" {unit}" if unit else ""
    if low is not None and high is not None:
        return tr("from {low} to {high}", low=low, high=f"{high}{of}")
    return tr("of {value} or more", value=f"{low}{of}") if low is not None else tr("of {value} or less", value=f"{high}{of}")


_CONDITIONS: dict[str, Callable[[Protocol, Condition, Any], str]] = {
    "dose_change": lambda protocol, condition, _: tr(DOSE_CHANGES.get(condition.dose_change or "", marked("a change of dose"))),
    "characteristic": _of_characteristic,
    "measure": _of_measure,
    "previous_treatment": lambda protocol, condition, _: tr(
        "{drug} taken before", drug=_drug(protocol, condition.previous_treatment or "")
    ),
    "arm": lambda protocol, condition, _: tr(
        "treatment {arms}", arms=or_list(label_of(protocol.arms.get(arm), arm) for arm in condition.arm or ())
    ),
    "centre": lambda protocol, condition, _: tr(
        "centre {centres}", centres=or_list(label_of(protocol.centres.get(code), code) for code in condition.centre or ())
    ),
    "stopped": lambda protocol, condition, _: (
        tr("a stop of the treatment") if condition.stopped == "yes" else tr("no stop of the treatment")
    ),
}


def _drug(protocol: Protocol, name: str) -> str:
    return label_of(protocol.drugs.get(name), name)


def arm_in_words(protocol: Protocol, arm_id: str) -> str:
    """An arm and what puts a patient in it."""
    if arm_id == "all":
        return tr("All arms together.")
    arm = protocol.arms[arm_id]
    label = label_of(arm, arm_id)
    if arm.drug is None:
        return tr("{label}: patients whom their centre recorded in this arm.", label=label)
    dose = dose_in_words(protocol, arm)
    return tr("{label}: patients whose first dose was {dose}, whatever they took later.", label=label, dose=dose)


def dose_in_words(protocol: Protocol, arm: Arm) -> str:
    """`upadacitinib 15 mg a day`, `methotrexate at any dose`."""
    drug = _drug(protocol, arm.drug or "")
    return tr("{drug} {dose} a day", drug=drug, dose=number(arm.daily_dose)) if arm.daily_dose else tr("{drug} at any dose", drug=drug)


def term_in_words(protocol: Protocol, term_id: str) -> str:
    """What an event is, where it is looked for, and who is counted."""
    if term_id in _ANY:
        rule = tr("{what}: yes if any of them is, no if all that are known are no", what=tr(_ANY[term_id]))
        return _sentences([rule, period_in_words(protocol)])
    term = protocol.safety.terms[term_id]
    parts = [
        f"{label_of(term, term_id)} ({tr(KINDS[term.kind])})",
        _looked_for(term),
        period_in_words(protocol),
        tr("The percentage is of the patients with a yes or a no"),
        _silence(protocol, term),
        *([_baseline_abnormal(protocol, term)] if term.source else []),
    ]
    return _sentences(parts)


_ANY = {
    "any": marked("At least one event of any kind"),
    "any_clinical": marked("At least one clinical event"),
    "any_biological": marked("At least one laboratory event"),
}


def _looked_for(term: Term) -> str:
    if not term.source:
        return tr("Yes if any source says so: a recorded event or the review of the patient")
    text = "Yes if any source says so: a recorded event, the review of the patient, or a laboratory result after the index date ({rules})"
    return tr(text, rules=or_list(laboratory_rule_in_words(rule) for rule in term.source.any))


def laboratory_rule_in_words(rule: LaboratoryRule) -> str:
    """`CPK above 2 times the laboratory's upper limit`."""
    side, limit = ("below", rule.below) if rule.above is None else ("above", rule.above)
    value = _decimal(rule.times) if rule.is_local else _decimal(Decimal(limit))
    kind = "number" if not rule.is_local else "limit" if rule.times == 1 else "times"
    return tr(_LIMITS[side, kind], test=rule.test, value=value, unit=rule.unit)


_LIMITS = {
    ("below", "number"): marked("{test} below {value} {unit}"),
    ("above", "number"): marked("{test} above {value} {unit}"),
    ("below", "limit"): marked("{test} below the laboratory's lower limit"),
    ("above", "limit"): marked("{test} above the laboratory's upper limit"),
    ("below", "times"): marked("{test} below {value} times the laboratory's lower limit"),
    ("above", "times"): marked("{test} above {value} times the laboratory's upper limit"),
}


def period_in_words(protocol: Protocol) -> str:
    """The safety period."""
    period = protocol.safety.period
    kind, added = period.bound
    shifted = bool(added.months or added.days)
    undated = protocol.safety.onset_missing == "count"
    text = (
        "Onset from {start} to {end}; events without an onset date count"
        if undated
        else "Onset from {start} to {end}; events without an onset date are left out"
    )
    end = tr(_ENDS.get(kind, _ENDS[""])[shifted], duration=duration_in_words(added))
    start = tr(_ENDS[""][bool(period.start.months or period.start.days)], duration=duration_in_words(period.start))
    return tr(text, start=start, end=end)


_ENDS = {
    "follow_up": (marked("the end of follow-up"), marked("the end of follow-up")),
    "stop": (
        marked("the stop of the treatment (or the end of follow-up)"),
        marked("{duration} after the stop of the treatment (or the end of follow-up)"),
    ),
    "": (marked("the index date"), marked("{duration} after the index date")),
}


def _silence(protocol: Protocol, term: Term) -> str:
    if (term.not_reported or protocol.safety.not_reported) == "no":
        return tr("Where nothing at all is recorded, the answer is no")
    return tr("Where nothing is recorded, the answer is unknown")


def _baseline_abnormal(protocol: Protocol, term: Term) -> str:
    if (term.baseline_abnormal or protocol.safety.baseline_abnormal) == "count":
        return tr("Patients abnormal at baseline are counted like the others")
    return tr("Patients abnormal at baseline are left out of this event")


def percent_in_words(share: Fraction) -> str:
    """3/4 is `75 %`."""
    hundred = share * 100
    return tr("{percent} %", percent=_decimal(Decimal(hundred.numerator) / hundred.denominator))


def _sentences(parts: Iterable[str]) -> str:
    return " ".join(f"{part}." for part in parts if part)


def capital(text: str) -> str:
    """The first letter in upper case."""
    return text[:1].upper() + text[1:]


def and_list(words: Iterable[str]) -> str:
    """`a, b and c`."""
    return joined(list(words), tr("and"))


def or_list(words: Iterable[str]) -> str:
    """`a, b or c`."""
    return joined(list(words), tr("or"))
