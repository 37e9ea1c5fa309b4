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
from cohortium.protocol.model import label_of
from cohortium.protocol.tables import characteristic_scale, known_drug
from cohortium.results import Result

WHO_STEPS = (
    "treatments", "several_lines", "treatment_ends", "parted_lines", "course_lines", "courses", "first_doses", "index_choices",
    "index_days", "other_courses", "enrolled",
)  # fmt: skip

LAST = (*WHEN, "onset", "end", "start", "stop", "last_contact")
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
    cells = _cells(source, result, name)
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


Behind = Callable[[Row], tuple[Cell, ...]]
"""From a patient of a trace to the cells behind what is said of it."""


def _cells(source: Source, result: Result, name: str) -> Behind:
    """The cells of a patient's entry of a characteristic; of previous treatments every line that speaks of the drugs."""
    entry = source.protocol.characteristics[name]
    if entry.source is None:
        columns = (name, "birth_year") if name == "age" else (name,)
        return lambda row: source.cells(row["record"], *columns)
    drugs = None if entry.source.counts else {known_drug(source.protocol, drug) for drug in entry.source.previous_treatments}
    return _lines(source, result, "previous", ("drug", "taken"), lambda line: drugs is None or line["drug"] in drugs)


def _lines(source: Source, result: Result, name: str, shown: tuple[str, ...], wanted: Callable[[Row], bool] = lambda line: True) -> Behind:
    """The cells of all of a patient's lines in a trace."""
    lines: dict[tuple[str, str], list[int]] = {}
    for line in source.rows(name, result):
        if wanted(line):
            lines.setdefault((line["centre"], line["code"]), []).append(line["record"])
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
            (*source.cells(row["index_record"], "start"), *_last_cells(source, row)),
            (row["days"] + extra) * scale,
        )
        for row in rows
    )
    return Explanation(definition(source, result), ("dated_records", "visit_spans", "last_days", "follow_up", "tally_follow_up"), patients)


def _last_cells(source: Source, row: Row) -> tuple[Cell, ...]:
    return source.cells(row["patient_record"], "death") if row["died"] else source.cells(row["record"], *LAST)


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
    cells = _flow_cells(source, result)
    patients = tuple(Patient(row["centre"], row["code"], _reason(source, row["reason"]), cells(row)) for row in counted)
    others = tally_others(_reason(source, row["reason"]) for row in rows if row not in counted)
    steps = (*WHO_STEPS, "conditions", "leavings", "memberships", "subjects", "tally_subjects")
    return Explanation(definition(source, result), steps, patients, others)


def _flow_cells(source: Source, result: Result) -> Behind:
    """The cells that put a patient where it stands in the flow: the first dose, the entry of who was screened, what a condition asks."""

    def anyway(row: Row) -> tuple[Cell, ...]:
        return source.cells(row["index_record"] or row["patient_record"] or row["any_record"], *FIRST)

    if result.variable == "screened":
        return lambda row: source.cells(row["patient_record"], "screened")
    if result.variable != "left":
        return anyway
    behind = _lines(source, result, "treatment_lines", FIRST) if result.level in BEFORE_ARM else _asked(source, result)
    return lambda row: behind(row) or anyway(row)


def _asked(source: Source, result: Result) -> Behind:
    """What the condition asks at which patients left."""
    condition = source.protocol.population.include[result.level]
    if condition.characteristic:
        cells = _cells(source, result, condition.characteristic)
        return lambda row: cells(row | {"record": row["patient_record"]})
    if condition.previous_treatment:
        drug = known_drug(source.protocol, condition.previous_treatment)
        return _lines(source, result, "previous", ("drug", "taken"), lambda line: line["drug"] == drug)
    if condition.measure:
        records = {(row["centre"], row["code"]): row["record"] for row in source.rows("condition_scores", result, result.level)}
        shown = (*WHEN, condition.measure)
        return lambda row: source.cells(records.get((row["centre"], row["code"])), *shown)
    if condition.word == "dose_change":
        return _lines(source, result, "treatment_lines", FIRST)
    return lambda row: source.cells(row["index_record"], "drug", "start", "stop")


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
