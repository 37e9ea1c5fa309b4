"""Numbers of estimands and of alternatives: who had an event, what another choice would have given, where a range ends."""

from __future__ import annotations

from dataclasses import replace

from cohortium.explain.evidence import Explanation, Row, Source, patient, tally_others
from cohortium.explain.scores import SCORE_STEPS, answered
from cohortium.explain.words import about, statistic_in_words
from cohortium.language import marked, tr
from cohortium.protocol.choices import strategy_in_words, strategy_of, variant_in_words
from cohortium.protocol.questions import Question, event_bits, questions
from cohortium.protocol.subgroups import CENTRE
from cohortium.protocol.tables import subset_weights
from cohortium.protocol.words import endpoint_in_words
from cohortium.results import Result
from cohortium.statistics import STATISTICS

NOT_LISTED = marked("Patients of the model, not listed")
EVENT_STEPS = ("enrolled", "course_lines", "dose_steps", "event_days", "patient_windows", "event_marks", "followed", "profiles")


def estimand(source: Source, result: Result) -> Explanation:
    """An intercurrent event: who had it by the end of the window, of those whose window was due."""
    protocol, event = source.protocol, result.level
    rows = source.rows("events_before", result, event_bits(protocol)[event], result.timepoint)
    counted = [row for row in rows if row["happened"] or result.stat != "n"]
    said = {True: tr("had the event"), False: tr("did not have the event")}
    return Explanation(
        about(source, result, f"{strategy_in_words(protocol, event, strategy_of(protocol.endpoints[result.variable], event))}."),
        (*EVENT_STEPS, "tally_events_before"),
        tuple(patient(source, row, said[row["happened"]], row["record"], "drug", "daily_dose", "start", "stop") for row in counted),
        tally_others(said[row["happened"]] for row in rows if row not in counted),
    )


def sensitivity(source: Source, result: Result) -> Explanation:
    """A combination of choices, patient by patient; a range or a number of combinations is led back by its words."""
    protocol = source.protocol
    about_endpoint = endpoint_in_words(protocol, result.variable, result.timepoint, source.measures)
    if result.level or result.group or result.unit != "patients" and result.stat.startswith("n_"):
        return Explanation((about_endpoint, _of_many(source, result)), (*SCORE_STEPS, "tally_variants"), ())
    asked = next(each for each in questions(protocol) if (each.endpoint, each.at, each.variant) == _named(result))
    changed = tr("Changed: {choices}.", choices=variant_in_words(protocol, asked.endpoint, asked.variant)) if asked.variant else ""
    words = about(source, result, *filter(None, (about_endpoint, changed)))
    return answered(source, result, asked.name, asked.rule, words, lambda row: _kept(source, asked, row))


def _named(result: Result) -> tuple[str, str, str]:
    return result.variable, result.timepoint, result.variant


def _kept(source: Source, asked: Question, row: Row) -> bool:
    """Whether a patient is among those that a choice of arms leaves in."""
    weights = subset_weights(source.protocol)
    return all(row["strata"] // weights[subset] % 3 == 1 for subset in asked.without)


def _of_many(source: Source, result: Result) -> str:
    text = statistic_in_words(source, replace(result, level=""))
    return tr("{stat}: {words}", stat=result.label or result.stat, words=text)


def subgroups(source: Source, result: Result) -> Explanation:
    """A group of patients, or the comparison of two treatments in it: the patients of the groups compared."""
    protocol, weights = source.protocol, subset_weights(source.protocol)
    by, level = result.group, result.group_level

    def belongs(row: Row) -> bool:
        if result.versus and row["arm"] not in (result.arm, result.versus):
            return False
        if not level or by == CENTRE:
            return not level or row["centre"] == level
        weight, digit = (weights[f"{by} {level}"], 2) if by in protocol.characteristics else (weights[by], 2 if level == "yes" else 1)
        return row["strata"] // weight % 3 == digit

    words = (
        endpoint_in_words(protocol, result.variable, result.timepoint, source.measures),
        tr("Only patients of the group {group}.", group=f"{by}: {result.label or level}" if level else by),
        tr("{stat}: {words}", stat=result.stat, words=statistic_in_words(source, result)),
    )
    whole = replace(result, group="", arm="all" if result.versus else result.arm)
    return answered(source, whole, result.variable, protocol.endpoints[result.variable], words, belongs)


def _model(source: Source, result: Result) -> str:
    """The statistic behind a number of a model."""
    if result.analysis == "weighted":
        return "weighted_balance" if result.level else "weighted_difference" if result.versus else "weighted_mean"
    if result.variant:
        return "pooled"
    asked, responder = source.protocol.adjusted[result.variable], source.protocol.endpoints[result.variable].responder
    if asked.errors == "gee":
        return "gee_logistic" if responder else "gee_linear"
    by_centre = "logistic_by_centre" if asked.errors == "centre" else "logistic"
    return "linear" if not responder else "firth" if asked.model == "firth" else by_centre


def adjusted(source: Source, result: Result) -> Explanation:
    """A model: its words, and its method; N counts patients of whom everything is known, so they are not listed one by one."""
    endpoint = endpoint_in_words(source.protocol, result.variable, result.timepoint, source.measures)
    call = STATISTICS[_model(source, result)].r_call
    said = (tr("{method}. In R: {call}", method=result.method, call=call),) if result.method else ()
    words = (endpoint, *said, tr("One row per patient; not poolable over centres."))
    return Explanation(words, (*SCORE_STEPS, "responses", "tally_patients", "tally_covariates"), (), listed=NOT_LISTED)
