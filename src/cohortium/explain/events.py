"""Numbers of events and stops: terms, at-least-one rows, sub-terms, reasons."""

from __future__ import annotations

from dataclasses import replace

from cohortium.estimates.safety import ANY_LABELS, DERIVED_REASONS
from cohortium.explain.definitions import definition
from cohortium.explain.evidence import Cell, Explanation, Patient, Row, Source, patient, tally_others
from cohortium.explain.patients import WHO_STEPS
from cohortium.language import counted, marked, tr
from cohortium.protocol.events import ASYMPTOMATIC
from cohortium.protocol.stops import stop_labels
from cohortium.results import Result

TERM_STEPS = (
    "follow_up", "safety_periods", "counted_events", "period_events", "limit_sides", "limits_by_sex", "limit_spans", "laboratory_periods",
    "laboratory", "laboratory_judged", "laboratory_sums", "baseline_abnormal", "line_answers", "laboratory_answers", "reviews",
    "term_sources", "answer_patterns", "patterns", "term_status",
)  # fmt: skip

GROUP_STEPS = ("group_patterns", "group_marks", "group_counts", "group_answers", "group_status")


def terms(source: Source, result: Result) -> Explanation:
    """An event term or an at-least-one row: each patient's status and the record that decides."""
    name, group = result.variable, result.variable in ANY_LABELS
    if result.unit == "events" or (result.stat == "n" and result.level in _subterms(source, name)):
        return _events(source, result)
    if result.level == ASYMPTOMATIC:
        return _symptoms(source, result)
    if result.stat == "n_baseline_abnormal":
        rows = source.rows("baseline_abnormal", result, name)
        patients = tuple(patient(source, row, tr("abnormal at baseline"), row["record"], *SOURCES["laboratory"]) for row in rows)
        steps = ("laboratory_judged", "laboratory_sums", "baseline_abnormal")
        return Explanation(definition(source, result), steps, patients)
    rows = source.rows("groups" if group else "terms", result, name)
    counted = [row for row in rows if _has_status(row, result, source)]
    return Explanation(
        definition(source, result),
        (*TERM_STEPS, *(GROUP_STEPS if group else ()), "tally_terms"),
        tuple(_status(source, row) for row in counted),
        tally_others(tr(STATUSES[row["status"]]) for row in rows if row not in counted),
    )


def _subterms(source: Source, name: str) -> tuple[str, ...]:
    terms = source.protocol.safety.terms
    return tuple(terms[name].subterms) if name in terms else ()


def _has_status(row: Row, result: Result, source: Source) -> bool:
    if result.stat == "n_complete":
        return row["complete"] == 1
    if result.level and result.level not in _subterms(source, result.variable):
        return row["status"] == result.level
    return row["status"] in (("yes",) if result.stat == "n" else ("yes", "no"))


LIMITS = ("lower", "upper")
STATUSES = {
    "yes": marked("yes"),
    "no": marked("no"),
    "not_done": marked("not done"),
    "unknown": marked("unknown"),
    "excluded": marked("left out of this event"),
}
SOURCE_WORDS = {
    "event": marked("event"),
    "laboratory": marked("laboratory"),
    "review": marked("review"),
    "": marked("nothing recorded in the period"),
}
SOURCES = {"event": ("term", "onset"), "laboratory": ("date", "test", "value", "unit", *LIMITS)}


def _status(source: Source, row: Row) -> Patient:
    term = row.get("member") or row.get("term") or ""
    variables = SOURCES.get(row["source"] or "", (term,))
    by = tr(SOURCE_WORDS[row["source"] or ""])
    if row["source"] and row.get("member"):
        by = tr("{source}: {term}", source=by, term=term)
    limit = source.cells(row["limit_record"], "unit", "sex", "valid_from", *LIMITS, when=tr("limit"))
    found = patient(source, row, f"{tr(STATUSES[row['status']])} ({by})", row["record"], *variables)
    return replace(found, cells=(*found.cells, *limit))


def _events(source: Source, result: Result) -> Explanation:
    rows = source.rows("events", result, result.variable, result.variable)
    if result.unit == "events":
        counted = [row for row in rows if row["counts" if result.stat == "n" else "undated"]]
        patients = tuple(patient(source, row, row["subterm"] or row["term"], row["record"], "term", "onset") for row in counted)
    else:
        counted = [row for row in rows if row["subterm"] == result.level and row["status"] == "yes" and row["counts"]]
        first = {(row["centre"], row["code"]): row for row in reversed(counted)}
        patients = tuple(patient(source, row, row["subterm"], row["record"], "term", "onset") for _, row in sorted(first.items()))
    last = "tally_events" if result.unit == "events" else "tally_subterms"
    steps = ("follow_up", "safety_periods", "counted_events", "period_events", "term_status", last)
    listed = marked("Events") if result.unit == "events" else marked("Patients")
    return Explanation(definition(source, result), steps, patients, listed=listed)


SYMPTOMS = {"yes": marked("symptoms"), "no": marked("no symptoms"), "unknown": marked("symptoms unknown")}


def _symptoms(source: Source, result: Result) -> Explanation:
    """Each patient with the term, with the lines that say anything of symptoms; else with the record that gave the term."""
    lines: dict[tuple[str, str], list[Row]] = {}
    for row in source.rows("symptoms", result, result.variable):
        lines.setdefault((row["centre"], row["code"]), []).append(row)
    counted = {who: rows for who, rows in lines.items() if result.stat != "n" or rows[0]["symptomatic"] == "no"}
    return Explanation(
        definition(source, result),
        (*TERM_STEPS, "symptoms", "tally_symptoms"),
        tuple(_felt(source, rows) for rows in counted.values()),
        tally_others(_answer(rows) for who, rows in lines.items() if who not in counted),
    )


def _answer(rows: list[Row]) -> str:
    return tr(SYMPTOMS[rows[0]["symptomatic"] or "unknown"])


def _felt(source: Source, rows: list[Row]) -> Patient:
    first = rows[0]
    if first["line"] is None:
        return patient(source, first, _answer(rows), first["record"], *SOURCES.get(first["source"], (first["term"],)))
    found = patient(source, first, _answer(rows), None)
    return replace(found, cells=tuple(cell for row in rows for cell in source.cells(row["line"], "term", "onset", "symptomatic")))


def stops(source: Source, result: Result) -> Explanation:
    """Who stopped, and why: patients or mentions of a reason."""
    rows = source.rows("stops", result)
    if result.level and result.stat == "n":
        counted = [row for row in rows if row["reason"] == result.level]
    elif result.unit == "mentions":
        counted = [row for row in rows if row["mentions"]]
    elif result.level or result.stat == "n":
        counted = [row for row in rows if row["stopped"]]
    else:
        counted = rows
    by_mention = result.unit == "mentions"
    seen = {(row["centre"], row["code"], row["reason"] if by_mention else ""): row for row in reversed(counted)}
    labels = stop_labels(source.protocol) | {name: tr(words) for name, words in DERIVED_REASONS.items()}
    shown = [(row, _stop(row, labels, by_mention)) for _, row in sorted(seen.items())]
    patients = tuple(Patient(row["centre"], row["code"], said, _stop_cells(source, row)) for row, said in shown)
    others = tally_others(_stop(row, labels, False) for row in rows if row not in counted)
    steps = (*WHO_STEPS, "stop_mentions", "stops", "tally_stops", "tally_stop_reasons")
    return Explanation(definition(source, result), steps, patients, others)


def _stop_cells(source: Source, row: Row) -> tuple[Cell, ...]:
    """The line that stopped; of a switch also the line of the next drug, whose start is the stop."""
    stopped = source.cells(row["record"], "drug", "start", "stop", "stop_reasons")
    return (*stopped, *source.cells(row["next_record"], "drug", "start", when=tr("next")))


def _stop(row: Row, labels: dict[str, str], by_mention: bool) -> str:
    if not row["stopped"]:
        return tr("goes on")
    reason = labels[row["reason"]].lower()
    if not by_mention or row["mentions"] == 1:
        return reason
    return counted("{reason}, {n} mention", "{reason}, {n} mentions", row["mentions"], reason=reason)
