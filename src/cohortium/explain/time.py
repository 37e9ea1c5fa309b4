"""Numbers of time: on treatment, of follow-up by reverse Kaplan-Meier, at risk of an event."""

from __future__ import annotations

from cohortium.estimates.survival import REVERSE
from cohortium.estimates.times import cause_labels
from cohortium.explain.definitions import definition
from cohortium.explain.evidence import Cell, Explanation, Patient, Row, Source, tally_others
from cohortium.explain.patients import FIRST, LAST, plain_follow_up
from cohortium.language import counted, tr
from cohortium.results import Result

TIME_STEPS = ("dated_records", "last_days", "follow_up", "stop_mentions", "stops", "treatment_times", "tally_times")


def survival(source: Source, result: Result) -> Explanation:
    """Time on treatment: each patient's days and what ended them, in both groups of a contrast."""
    rows = source.rows("times", result)
    censored = source.protocol.survival.censored if source.protocol.survival else ()
    counted_here = [row for row in rows if _counts(row, result, censored)]
    labels = cause_labels(source.protocol)
    patients = tuple(_treated(source, row, labels) for row in counted_here)
    others = tally_others(labels.get(row["cause"], row["cause"]) or tr("goes on") for row in rows if row not in counted_here)
    return Explanation(definition(source, result), TIME_STEPS, patients, others)


def _counts(row: Row, result: Result, censored: tuple[str, ...]) -> bool:
    if result.stat == "n_unknown":
        return row["days"] is None
    if result.stat == "n_several":
        return row["reasons"] > 1
    if row["days"] is None:
        return False
    if result.stat != "n" or result.unit != "patients":
        return True
    return row["cause"] not in ("", *censored) and result.level in ("", row["cause"])


def _treated(source: Source, row: Row, labels: dict[str, str]) -> Patient:
    start = source.cells(row["index_record"], *FIRST)
    if row["days"] is None:
        return Patient(row["centre"], row["code"], tr("unknown"), start)
    days = row["days"] + source.protocol.day_one
    ended = labels[row["cause"]].lower() if row["cause"] else tr("goes on")
    said = counted("{n} day, {ended}", "{n} days, {ended}", days, ended=ended)
    return Patient(row["centre"], row["code"], said, (*start, *_ended_by(source, row)), days)


def _ended_by(source: Source, row: Row) -> tuple[Cell, ...]:
    """What ended the treatment, or the last day known where nothing did."""
    if row["cause"] == "switch":
        return source.cells(row["next_record"], "drug", "start", when=tr("next"))
    if row["cause"] == "death":
        return source.cells(row["patient_record"], "death")
    if row["cause"]:
        return source.cells(row["stop_record"], "stop", "stop_reasons")
    return source.cells(row["last_record"], *LAST)


def follow_up(source: Source, result: Result) -> Explanation:
    """Follow-up as it was, or by reverse Kaplan-Meier."""
    if result.level != REVERSE:
        return plain_follow_up(source, result)
    rows = source.rows("times", result)
    patients = tuple(_followed(source, row) for row in rows)
    return Explanation(definition(source, result), TIME_STEPS, patients)


def _followed(source: Source, row: Row) -> Patient:
    days = row["followed"] + source.protocol.day_one
    said = counted("{n} day, {ended}", "{n} days, {ended}", days, ended=tr("died") if row["died"] else tr("end of follow-up"))
    cells = source.cells(row["patient_record"], "death") if row["died"] else source.cells(row["last_record"], *LAST)
    return Patient(row["centre"], row["code"], said, (*source.cells(row["index_record"], *FIRST), *cells), days)


def incidence(source: Source, result: Result) -> Explanation:
    """Time at risk of each patient whose answer is known, with the line of the first event that has a date."""
    rows = source.rows("risk", result, result.variable)
    wanted = {"n": "happened", "n_undated": "undated"}.get(result.stat)
    counted_here = [row for row in rows if wanted is None or row[wanted]]
    return Explanation(
        definition(source, result),
        ("follow_up", "safety_periods", "counted_events", "term_status", "dated_events", "known_statuses", "risk_times", "tally_risk"),
        tuple(_at_risk(source, row) for row in counted_here),
        tally_others(_ended(row) for row in rows if row not in counted_here),
    )


def _ended(row: Row) -> str:
    return tr("first event") if row["happened"] else tr("an event without a date") if row["undated"] else tr("no event")


def _at_risk(source: Source, row: Row) -> Patient:
    days = row["days"] + source.protocol.day_one
    said = counted("{n} day, {ended}", "{n} days, {ended}", days, ended=_ended(row))
    cells = source.cells(row["record"], "term", "onset", "date", "test", "value", "unit") if row["happened"] else ()
    return Patient(row["centre"], row["code"], said, cells or source.cells(row["index_record"], *FIRST), days)
