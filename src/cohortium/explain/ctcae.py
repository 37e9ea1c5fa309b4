"""Numbers of patients by the worst grade of a laboratory value."""

from __future__ import annotations

from dataclasses import replace

from cohortium.estimates.ctcae import FROM, UNKNOWN, grade_label
from cohortium.explain.definitions import definition
from cohortium.explain.evidence import Cell, Explanation, Patient, Row, Source, tally_others
from cohortium.language import marked, tr
from cohortium.results import Result

STEPS = (
    "laboratory", "limit_spans", "safety_periods", "ctcae_values", "ctcae_baselines", "ctcae_answers", "ctcae_grades", "ctcae_patients",
    "tally_ctcae",
)  # fmt: skip
LACKING = {
    "value": marked("no value"),
    "one_value": marked("values of one day that differ, or none with a number"),
    "bound": marked("only known to be below or above a number, and the true value decides"),
    "limit": marked("no limit of its laboratory, or another unit"),
}
"""Why a value before treatment has no grade (traces/ctcae.sql)."""
UNGRADED = {
    "after": marked("no dated value after the first dose in the safety period"),
    "number": marked("no value that is a number"),
    "before": marked("the value before treatment that the grade is held against is not known, or not whether it was abnormal"),
    "bound": LACKING["bound"],
    "limit": LACKING["limit"],
}
"""Why no value after the first dose has a grade."""
SHOWN = ("date", "test", "value", "unit", "lower", "upper")


def ctcae(source: Source, result: Result) -> Explanation:
    """The patients of a grade, each with the line of its worst value, its limit, and the line before treatment."""
    alone = replace(result, group="", group_level="")  # where patients came from is no subset of them
    rows = source.rows("ctcae", alone, result.variable)
    counted = [row for row in rows if _counts(row, result)]
    others = (_other(row) for row in rows if row not in counted)
    return Explanation(definition(source, result), STEPS, tuple(_graded(source, row) for row in counted), tally_others(others))


def _counts(row: Row, result: Result) -> bool:
    before = UNKNOWN if row["baseline"] is None else str(row["baseline"])
    if row["worst"] is None or (result.group == FROM and before != result.group_level):
        return False
    if result.stat == "n_all_graded":
        return row["complete"] == 1
    return result.stat != "n" or str(row["worst"]) == result.level


def _other(row: Row) -> str:
    if row["worst"] is not None:
        return grade_label(row["worst"])
    return tr("no graded value: {reason}", reason=tr(UNGRADED[row["ungraded"]]))


def _graded(source: Source, row: Row) -> Patient:
    limit: tuple[Cell, ...] = source.cells(row["limit_record"], "test", "lower", "upper", when=tr("limit"))
    before = source.cells(row["baseline_record"], *SHOWN, when=tr("baseline"))
    said = grade_label(row["worst"]) if row["complete"] else tr("{grade}, not every value graded", grade=grade_label(row["worst"]))
    if row["lacking"]:
        said = tr("{grade}; before treatment no grade: {reason}", grade=said, reason=tr(LACKING[row["lacking"]]))
    return Patient(row["centre"], row["code"], said, (*source.cells(row["record"], *SHOWN), *limit, *before), row["worst"])
