"""Numbers of estimands and of alternatives: who had an event, what another choice would have given, where a range ends."""

from __future__ import annotations

from dataclasses import replace

from cohortium.explain.definitions import definition
from cohortium.explain.endpoints_defined import of_combinations
from cohortium.explain.evidence import Explanation, Row, Source, patient, tally_others
from cohortium.explain.scores import SCORE_STEPS, answered
from cohortium.language import marked, tr
from cohortium.protocol.questions import Question, event_bits, questions
from cohortium.protocol.subgroups import CENTRE
from cohortium.protocol.tables import subset_weights
from cohortium.results import Result

NOT_LISTED = marked("Patients of the model, not listed")
EVENT_STEPS = ("enrolled", "course_lines", "dose_steps", "event_days", "patient_windows", "event_marks", "followed", "profiles")


def estimand(source: Source, result: Result) -> Explanation:
    """An intercurrent event: who had it by the end of the window, of those whose window was due."""
    protocol, event = source.protocol, result.level
    rows = source.rows("events_before", result, event_bits(protocol)[event], result.timepoint)
    counted = [row for row in rows if row["happened"] or result.stat != "n"]
    said = {True: tr("had the event"), False: tr("did not have the event")}
    return Explanation(
        definition(source, result),
        (*EVENT_STEPS, "tally_events_before"),
        tuple(patient(source, row, said[row["happened"]], row["record"], "drug", "daily_dose", "start", "stop") for row in counted),
        tally_others(said[row["happened"]] for row in rows if row not in counted),
    )


def sensitivity(source: Source, result: Result) -> Explanation:
    """A combination of choices, patient by patient; a range or a number of combinations is led back by its words."""
    protocol = source.protocol
    words = definition(source, result)
    if of_combinations(result):
        return Explanation(words, (*SCORE_STEPS, "tally_variants"), ())
    asked = next(each for each in questions(protocol) if (each.endpoint, each.at, each.variant) == _named(result))
    return answered(source, result, asked.name, asked.rule, words, lambda row: _kept(source, asked, row))


def _named(result: Result) -> tuple[str, str, str]:
    return result.variable, result.timepoint, result.variant


def _kept(source: Source, asked: Question, row: Row) -> bool:
    """Whether a patient is among those that a choice of arms leaves in."""
    weights = subset_weights(source.protocol)
    return all(row["strata"] // weights[subset] % 3 == 1 for subset in asked.without)


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

    whole = replace(result, group="", arm="all" if result.versus else result.arm)
    return answered(source, whole, result.variable, protocol.endpoints[result.variable], definition(source, result), belongs)


def adjusted(source: Source, result: Result) -> Explanation:
    """A model: its words, and its method; N counts patients of whom everything is known, so they are not listed one by one."""
    return Explanation(definition(source, result), (*SCORE_STEPS, "responses", "tally_patients", "tally_covariates"), (), listed=NOT_LISTED)
