"""What a number is, in words: of what, whose, and which statistic. Only the protocol is needed, no patient."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from cohortium.estimates.ctcae import FROM, UNKNOWN, grade_label
from cohortium.estimates.time import REVERSE, cause_labels
from cohortium.explain.words import Declared, statistic_in_words, whose_in_words
from cohortium.language import marked, tr
from cohortium.measures.bands import scheme_of
from cohortium.measures.ctcae import TERMS
from cohortium.protocol.choices import variant_in_words
from cohortium.protocol.events import ASYMPTOMATIC
from cohortium.protocol.model import label_of
from cohortium.protocol.questions import questions
from cohortium.protocol.strategies import strategy_in_words, strategy_of
from cohortium.protocol.words import endpoint_in_words, population_in_words, term_in_words, timepoint_in_words
from cohortium.results import Result
from cohortium.statistics import STATISTICS

Sentences = tuple[str, ...]
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


def of_combinations(result: Result) -> bool:
    """Whether a number is of all combinations of choices, or of a range of them."""
    counts = result.unit != "patients" and result.stat.startswith("n_")
    return result.analysis == "sensitivity" and bool(result.level or result.group or counts)


def _endpoint(declared: Declared, result: Result) -> Sentences:
    return (endpoint_in_words(declared.protocol, result.variable, result.timepoint, declared.measures),)


def _baseline(declared: Declared, result: Result) -> Sentences:
    """A score at baseline, or a characteristic."""
    protocol, name = declared.protocol, result.variable
    if result.timepoint:
        window = timepoint_in_words(protocol, "baseline")
        return (tr("{measure} at baseline: {window}.", measure=declared.measures[name].label, window=window),)
    entry = protocol.characteristics[name]
    text = _PREVIOUS if entry.source else _OWN
    return (tr(text, label=label_of(entry, name)),)


_PREVIOUS = marked("{label}, from the previous treatments, among all patients included.")
_OWN = marked("{label}, from its column in the patients sheet, among all patients included.")


def _participants(declared: Declared, result: Result) -> Sentences:
    protocol = declared.protocol
    if result.timepoint:
        return (
            tr(_ENDED[result.variable, protocol.data_cut is not None]),
            tr("Window: {window}", window=timepoint_in_words(protocol, result.timepoint)) + ".",
            tr("Counted among {population}", population=population_in_words(protocol, "efficacy")) + ".",
        )
    reason = (tr("Reason: {reason}.", reason=result.label),) if result.level else ()
    return (tr(_STAGES.get(result.variable, f"{result.label}.")), *reason)


_STAGES = {
    "recorded": marked("Patients with a row in any sheet that the centres sent."),
    "left": marked("Patients recorded and not included: each is counted once, under the first reason that applies."),
    "included": marked("Patients recorded whom no reason to leave concerns."),
}
_ENDED = {
    ("due", True): marked("Patients whose window had ended by the data cut."),
    ("due", False): marked("Patients with the window (there is no data cut)."),
    ("seen", True): marked("Patients whose window had ended by the data cut, with at least one visit in it."),
    ("seen", False): marked("Patients with the window (there is no data cut), with at least one visit in it."),
}


def _term(declared: Declared, result: Result) -> Sentences:
    said = term_in_words(declared.protocol, result.variable)
    return (said, tr(_SYMPTOMS)) if result.level == ASYMPTOMATIC else (said,)


_SYMPTOMS = marked("Asymptomatic, as a share of those with a yes: an event line that counts says no symptoms, and none says anything else.")


def _stops(_: Declared, result: Result) -> Sentences:
    return (" ".join(tr(text) for text in (_STOPPED, *([_MENTIONS] if result.unit == "mentions" else []))),)


_STOPPED = marked(
    "Stopped: the last day of the course of the index date; a change of dose is no stop, a switch to another group's drug is."
)
_MENTIONS = marked("Each reason that a patient gave is one mention; N counts all of them.")


def _follow_up(declared: Declared, result: Result) -> Sentences:
    if result.level == REVERSE:
        return (tr("Reverse Kaplan-Meier: the end of follow-up is the event, and a death the censoring, in months of 30.4375 days."),)
    said = tr("Follow-up: from the index date to the earliest of the data cut, death and the last day known, in months of 30.4375 days.")
    return (f"{said} {tr('The first day of a duration counts as a day.')}",) if declared.protocol.day_one else (said,)


def _survival(declared: Declared, _: Result) -> Sentences:
    censored, labels = declared.protocol.survival.censored if declared.protocol.survival else (), cause_labels(declared.protocol)
    left = (tr("Not an event here: {causes}.", causes=", ".join(labels.get(cause, cause) for cause in censored)),) if censored else ()
    return (tr("Time on treatment: from the index date to a stop, a switch or death, else to the end of follow-up."), *left)


def _incidence(declared: Declared, result: Result) -> Sentences:
    risk = tr("Time at risk: from the start of the period to the first event with a date, else to the end of the period or of follow-up.")
    return (term_in_words(declared.protocol, result.variable), risk)


def _severity(declared: Declared, result: Result) -> Sentences:
    measure, window = declared.measures[result.variable], timepoint_in_words(declared.protocol, result.timepoint)
    scheme = scheme_of(measure, declared.protocol.severity[measure.id].bands)
    return (tr("{measure}, by the bands of {scheme}: {window}.", measure=measure.label, scheme=scheme.name, window=window),)


def _ctcae(declared: Declared, result: Result) -> Sentences:
    term, test = TERMS[result.variable], declared.protocol.ctcae[result.variable]
    text = "{term}: worst grade of {test} after the index date in the safety period, by {source}."
    said = tr(text, term=tr(term.label), test=test, source=tr(term.source))
    if result.group != FROM:
        return (said,)
    before = tr("unknown") if result.group_level == UNKNOWN else grade_label(int(result.group_level))
    return (said, tr("Grade before treatment: {grade}.", grade=before))


def _estimand(declared: Declared, result: Result) -> Sentences:
    protocol, event = declared.protocol, result.level
    return (f"{strategy_in_words(protocol, event, strategy_of(protocol.endpoints[result.variable], event))}.",)


def _sensitivity(declared: Declared, result: Result) -> Sentences:
    protocol = declared.protocol
    if of_combinations(result) or not result.variant:
        return _endpoint(declared, result)
    at = result.variable, result.timepoint, result.variant
    asked = next(each for each in questions(protocol) if (each.endpoint, each.at, each.variant) == at)
    return (*_endpoint(declared, result), tr("Changed: {choices}.", choices=variant_in_words(protocol, asked.endpoint, asked.variant)))


def _model(declared: Declared, result: Result) -> str:
    """The statistic behind a number of a model."""
    if result.analysis == "weighted":
        return "weighted_balance" if result.level else "weighted_difference" if result.versus else "weighted_mean"
    if result.variant:
        return "pooled"
    asked, responder = declared.protocol.adjusted[result.variable], declared.protocol.endpoints[result.variable].responder
    if asked.errors == "gee":
        return "gee_logistic" if responder else "gee_linear"
    by_centre = "logistic_by_centre" if asked.errors == "centre" else "logistic"
    return "linear" if not responder else "firth" if asked.model == "firth" else by_centre


def _adjusted(declared: Declared, result: Result) -> Sentences:
    said = tr("{method}. In R: {call}", method=result.method, call=STATISTICS[_model(declared, result)].r_call)
    method = (said,) if result.method else ()
    return (*_endpoint(declared, result), *method, tr("One row per patient; not poolable over centres."))


OF: dict[str, Callable[[Declared, Result], Sentences]] = {
    "participants": _participants, "baseline": _baseline, "efficacy": _endpoint, "safety": _term, "stops": _stops,
    "follow_up": _follow_up, "estimand": _estimand, "sensitivity": _sensitivity, "survival": _survival, "incidence": _incidence,
    "subgroups": _endpoint, "adjusted": _adjusted, "weighted": _adjusted, "severity": _severity, "ctcae": _ctcae,
}  # fmt: skip
"""What a number of each analysis is of."""
