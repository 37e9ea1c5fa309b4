"""Numbers of scores: endpoints at a timepoint, and measures at baseline."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from cohortium.estimates.centres import OUTSIDE
from cohortium.estimates.efficacy import STATES
from cohortium.explain.definitions import definition
from cohortium.explain.evidence import Cell, Explanation, Patient, Row, Source, tally_others
from cohortium.language import marked, number, tr
from cohortium.protocol.model import Endpoint
from cohortium.results import Result, exact_text

SCORE_STEPS = (
    "patient_windows", "visits", "scores", "visit_spans", "repeated_days", "repeated_choices", "day_scores", "window_days", "window_keys",
    "window_scores", "slot_scores", "searched", "found", "chosen",
)  # fmt: skip
WHEN = ("date", "month", "week")
_QUANTITIES = {"change": marked("change {number}"), "value": marked("value {number}")}


def efficacy(source: Source, result: Result) -> Explanation:
    """An endpoint at a timepoint: the scores chosen for each patient, or why there is none."""
    return answered(source, result, result.variable, source.protocol.endpoints[result.variable], definition(source, result))


def answered(
    source: Source, result: Result, name: str, endpoint: Endpoint, words: tuple[str, ...], kept: Callable[[Row], bool] = lambda row: True
) -> Explanation:
    """The patients behind an answer, under the name by which the steps know the question; `kept` leaves patients out."""
    rows = [row for row in source.rows("responses", result, name, result.timepoint) if kept(row)]
    counted = [row for row in rows if _counts(row, result, endpoint.quantity)]
    judged = ("followed", "profiles", "window_pairs", "pairs", "situations", "judged", "states", "responses")
    steps = (*SCORE_STEPS, *judged, "tally_responses")
    return Explanation(
        words,
        steps if endpoint.quantity == "responder" else (*steps[:-1], "tally_changes"),
        tuple(_scored(source, row, endpoint.measure, endpoint.quantity) for row in counted),
        tally_others(_response(row) for row in rows if row not in counted),
    )


def _counts(row: Row, result: Result, quantity: str) -> bool:
    if result.level == "evaluable" and result.stat != "n" and result.group == "centre":
        return row["state"] not in OUTSIDE
    if result.level in STATES:
        return row["state"] == result.level
    if result.stat.startswith("n_imputed"):
        return row["responder"] is not None and row["imputed"] == result.stat.removeprefix("n_imputed_")
    if quantity != "responder":
        return row["state"] == "evaluable"
    return row["responder"] is True if result.stat == "n" else row["responder"] is not None


def _response(row: Row) -> str:
    state = tr(STATES[row["state"]]).lower()
    if row["responder"] is None:
        return state
    answer = tr("responder") if row["responder"] else tr("non-responder")
    return answer if row["state"] == "evaluable" else f"{answer}, {state}"


def _scored(source: Source, row: Row, measure: str, quantity: str) -> Patient:
    scale, before, after = source.measures[measure].scale, row["baseline"], row["value"]
    value = None if after is None else after * scale
    said = _response(row)
    if quantity == "change":
        value = None if before is None or after is None else (after - before) * scale
    if quantity != "responder" and value is not None:
        said = tr(_QUANTITIES[quantity], number=number(exact_text(value)))
    before_cells = source.cells(row["baseline_record"], *WHEN, measure, when=tr("baseline"))
    cells = (*before_cells, *source.cells(row["value_record"], *WHEN, measure))
    return Patient(row["centre"], row["code"], said, cells, value if quantity != "responder" else None)


def scores(source: Source, result: Result) -> Explanation:
    """A measure at baseline."""
    rows = source.rows("scores", result, result.variable)
    missing = result.stat == "n_missing"
    scale = source.measures[result.variable].scale
    counted = [row for row in rows if (row["value"] is None) == missing]
    return Explanation(
        definition(source, result),
        (*SCORE_STEPS, "tally_baseline_scores"),
        tuple(valued(row, row["value"], scale, source.cells(row["record"], *WHEN, result.variable)) for row in counted),
        {} if missing else {tr("no score at baseline"): len(rows) - len(counted)},
    )


def valued(row: Row, units: int | None, scale: Fraction, cells: tuple[Cell, ...]) -> Patient:
    """A patient with a number in units of `scale`, or without one."""
    value = None if units is None else units * scale
    return Patient(row["centre"], row["code"], tr("missing") if value is None else number(exact_text(value)), cells, value)
