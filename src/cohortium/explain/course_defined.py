"""What a number of patients and of their course is of, in words: who is in, what happened to them, and when."""

from __future__ import annotations

from cohortium.estimates.ctcae import FROM, UNKNOWN, grade_label
from cohortium.estimates.survival import REVERSE
from cohortium.estimates.times import cause_labels
from cohortium.explain.words import Declared, Sentences
from cohortium.language import marked, tr
from cohortium.measures.bands import scheme_of
from cohortium.measures.ctcae import TERMS
from cohortium.protocol.events import ASYMPTOMATIC
from cohortium.protocol.model import label_of
from cohortium.protocol.words import population_in_words, term_in_words, timepoint_in_words
from cohortium.results import Result


def baseline(declared: Declared, result: Result) -> Sentences:
    """A score at baseline, or a characteristic."""
    protocol, name = declared.protocol, result.variable
    if result.timepoint:
        window = timepoint_in_words(protocol, "baseline")
        return (tr("{measure} at baseline: {window}.", measure=declared.measures[name].label, window=window),)
    entry = protocol.characteristics[name]
    text = _PREVIOUS if entry.source else _OWN
    counted = (tr(KNOWN),) if entry.source and entry.source.counts else ()
    return (tr(text, label=label_of(entry, name)), *counted)


_PREVIOUS = marked("{label}, from the previous treatments, among all patients included.")
KNOWN = marked("Only drugs that are known to have been taken are counted.")
_OWN = marked("{label}, from its column in the patients sheet, among all patients included.")


def participants(declared: Declared, result: Result) -> Sentences:
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


def term(declared: Declared, result: Result) -> Sentences:
    said = term_in_words(declared.protocol, result.variable)
    return (said, tr(_SYMPTOMS)) if result.level == ASYMPTOMATIC else (said,)


_SYMPTOMS = marked("Asymptomatic, as a share of those with a yes: an event line that counts says no symptoms, and none says anything else.")


def stops(_: Declared, result: Result) -> Sentences:
    return (" ".join(tr(text) for text in (_STOPPED, *([_MENTIONS] if result.unit == "mentions" else []))),)


_STOPPED = marked(
    "Stopped: the last day of the course of the index date; a change of dose is no stop, a switch to another group's drug is."
)
_MENTIONS = marked("Each reason that a patient gave is one mention; N counts all of them.")


def follow_up(declared: Declared, result: Result) -> Sentences:
    if result.level == REVERSE:
        return (tr("Reverse Kaplan-Meier: the end of follow-up is the event, and a death the censoring, in months of 30.4375 days."),)
    said = tr("Follow-up: from the index date to the earliest of the data cut, death and the last day known, in months of 30.4375 days.")
    return (f"{said} {tr('The first day of a duration counts as a day.')}",) if declared.protocol.day_one else (said,)


def survival(declared: Declared, _: Result) -> Sentences:
    censored, labels = declared.protocol.survival.censored if declared.protocol.survival else (), cause_labels(declared.protocol)
    left = (tr("Not an event here: {causes}.", causes=", ".join(labels.get(cause, cause) for cause in censored)),) if censored else ()
    return (tr("Time on treatment: from the index date to a stop, a switch or death, else to the end of follow-up."), *left)


def incidence(declared: Declared, result: Result) -> Sentences:
    risk = tr("Time at risk: from the start of the period to the first event with a date, else to the end of the period or of follow-up.")
    return (term_in_words(declared.protocol, result.variable), risk)


def severity(declared: Declared, result: Result) -> Sentences:
    measure, window = declared.measures[result.variable], timepoint_in_words(declared.protocol, result.timepoint)
    scheme = scheme_of(measure, declared.protocol.severity[measure.id].bands)
    return (tr("{measure}, by the bands of {scheme}: {window}.", measure=measure.label, scheme=scheme.name, window=window),)


def ctcae(declared: Declared, result: Result) -> Sentences:
    term, test = TERMS[result.variable], declared.protocol.ctcae[result.variable]
    text = "{term}: worst grade of {test} after the index date in the safety period, by {source}."
    said = tr(text, term=tr(term.label), test=test, source=tr(term.source))
    if result.group != FROM:
        return (said,)
    before = tr("unknown") if result.group_level == UNKNOWN else grade_label(int(result.group_level))
    return (said, tr("Grade before treatment: {grade}.", grade=before))
