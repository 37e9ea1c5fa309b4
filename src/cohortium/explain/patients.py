"""Numbers of patients: the participant flow, characteristics and follow-up."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from cohortium.estimates.patients import BEFORE_ARM
from cohortium.explain.definitions import definition
from cohortium.explain.evidence import Cell, Explanation, Patient, Row, Source, patient, tally_others
from cohortium.explain.scores import WHEN, scores, valued
from cohortium.language import counted, tr
from cohortium.problems import Problem
from cohortium.protocol.model import Characteristic, label_of
from cohortium.protocol.tables import characteristic_scale, known_drug
from cohortium.results import Result

WHO_STEPS = (
    "treatments", "several_lines", "treatment_ends", "parted_lines", "course_lines", "courses", "first_doses", "index_choices",
    "index_days", "other_courses", "enrolled",
)  # fmt: skip

LAST = (*WHEN, "onset", "end", "stop", "last_contact")
FIRST = ("drug", "daily_dose", "start", "arm")


def baseline(source: Source, result: Result) -> Explanation:
    """A characteristic, or the baseline score of a measure."""
    return (scores if result.timepoint else characteristics)(source, result)


def characteristics(source: Source, result: Result) -> Explanation:
    """A characteristic at baseline: a number, a level, yes or no."""
    name, entry = result.variable, source.protocol.characteristics[result.variable]
    rows = source.rows("characteristics", result, name)
    wanted = result.level or ("yes" if entry.kind == "yes_no" else "")
    of = "number" if entry.kind == "number" else "level"
    if result.stat == "n_missing":
        counted = [row for row in rows if row[of] is None]
    elif result.stat == "n":
        counted = [row for row in rows if row["level"] == wanted]
    else:
        counted = [row for row in rows if row[of] is not None]
    cells = _cells(source, result, entry)
    scale = characteristic_scale(entry) if entry.kind == "number" else Fraction(1)
    patients = tuple(
        valued(row, row["number"], scale, cells(row))
        if of == "number"
        else Patient(row["centre"], row["code"], row["level"] or tr("missing"), cells(row))
        for row in counted
    )
    others = tally_others(
        row["level"] or (tr("other value") if row[of] is not None else tr("missing")) for row in rows if row not in counted
    )
    steps = ("own_characteristics", "previous_states", "characteristics", "tally_characteristics")
    return Explanation(definition(source, result), steps, patients, others)


def _cells(source: Source, result: Result, entry: Characteristic) -> Callable[[Row], tuple[Cell, ...]]:
    """The cells of a patient's entry; of previous treatments every line that speaks of the drugs."""
    if entry.source is None:
        columns = (result.variable, "birth_year") if result.variable == "age" else (result.variable,)
        return lambda row: source.cells(row["record"], *columns)
    drugs = {known_drug(source.protocol, drug) for drug in entry.source.previous_treatments}
    lines: dict[tuple[str, str], list[int]] = {}
    for line in source.rows("previous", result):
        if entry.source.counts or line["drug"] in drugs:
            lines.setdefault((line["centre"], line["code"]), []).append(line["record"])
    shown = ("drug", "taken")
    return lambda row: tuple(cell for record in lines.get((row["centre"], row["code"]), ()) for cell in source.cells(record, *shown))


def plain_follow_up(source: Source, result: Result) -> Explanation:
    """From the index date to the last day anything was known."""
    scale, extra = Fraction(16, 487), source.protocol.day_one
    rows = source.rows("follow_up", result)
    patients = tuple(
        Patient(
            row["centre"],
            row["code"],
            _followed(row, row["days"] + extra),
            (*source.cells(row["index_record"], "start"), *source.cells(row["record"], *LAST)),
            (row["days"] + extra) * scale,
        )
        for row in rows
    )
    return Explanation(definition(source, result), ("dated_records", "visit_spans", "last_days", "follow_up", "tally_follow_up"), patients)


def _followed(row: Row, days: int) -> str:
    if not row["dated"]:
        return counted("{n} day", "{n} days", days)
    return counted("{n} day, to {day}", "{n} days, to {day}", days, day=row["ended"])


def participants(source: Source, result: Result) -> Explanation:
    """A step of the participant flow."""
    if result.timepoint:
        return _window(source, result)
    if result.variable == "objected":
        raise Problem("Patients who object are counted and never listed: all there is of them is the list of objections of the study.")
    rows = source.rows("subjects", result)
    counted = [row for row in rows if _STAGES[result.variable](row, result)]
    shown = [(row, row["index_record"] or row["patient_record"] or row["any_record"]) for row in counted]
    patients = tuple(patient(source, row, _reason(source, row["reason"]), record, *FIRST) for row, record in shown)
    others = tally_others(_reason(source, row["reason"]) for row in rows if row not in counted)
    steps = (*WHO_STEPS, "conditions", "leavings", "memberships", "subjects", "tally_subjects")
    return Explanation(definition(source, result), steps, patients, others)


def _window(source: Source, result: Result) -> Explanation:
    """Who was due at a timepoint, and who of them was seen."""
    rows = source.rows("windows", result, result.timepoint)
    counted = [row for row in rows if row["due"] and (result.variable == "due" or row["visited"])]
    shown = [(row, tr("seen") if row["visited"] else tr("due"), row["record"] or row["index_record"]) for row in counted]
    return Explanation(
        definition(source, result),
        ("patient_windows", "visits", "window_days", "window_scores", "followed", "profiles", "tally_windows"),
        tuple(patient(source, row, said, record, *WHEN, "start") for row, said, record in shown),
        tally_others(tr("not seen") if row["due"] else tr("not yet due") for row in rows if row not in counted),
    )


_STAGES: dict[str, Callable[[Row, Result], bool]] = {
    "screened": lambda row, result: row["screened"] == 1,
    "recorded": lambda row, result: True,
    "left": lambda row, result: row["reason"] == result.level,
    "included": lambda row, result: row["reason"] is None,
    "efficacy_set": lambda row, result: row["efficacy"] == 1,
    "safety_set": lambda row, result: row["safety"] == 1,
}


def _reason(source: Source, reason: str | None) -> str:
    if reason is None:
        return tr("included")
    if reason in BEFORE_ARM:
        return tr("left: {reason}", reason=tr(BEFORE_ARM[reason]))
    return tr("left: not met or unknown: {condition}", condition=label_of(source.protocol.population.include[reason], reason))
