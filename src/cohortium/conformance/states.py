"""What became of every check in a run: passed, failed with all addresses, not applicable, or could not run, and why."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields

from cohortium.conformance.checks import CHECKS
from cohortium.conformance.findings import Query
from cohortium.language import marked
from cohortium.sources import Delivery

PASSED, FAILED, NOT_APPLICABLE, NOT_RUN = "passed", "failed", "not_applicable", "could_not_run"
# What a check looks at, where that is less than every delivery: any of these tables, or of these endings of files.
_TABLES: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("not_a_dose", "stop_before_start", "start_missing", "open_line_followed", "drug_missing", "drug_of_no_arm",
                     "unknown_stop_reason", "reason_without_stop", "two_arms", "dose_of_no_arm", "arm_contradicts",
                     "overlapping_lines"), ("treatments",)),
    **dict.fromkeys(("off_step", "two_scores_one_day", "visit_without_time", "missing_baseline"), ("visits",)),
    **dict.fromkeys(("unknown_arm", "body_mass", "conflicting_patient", "first_dose_missing", "death_before_record", "unit_differs",
                     "birth_after_first_dose", "age_contradicts"), ("patients",)),
    **dict.fromkeys(("unknown_previous_drug", "prior_use_undated"), ("previous_treatments",)),
    "unknown_term": ("events",), "contact_before_event": ("events",), "review_contradicts": ("event_review",),
    "limit_missing": ("laboratory",), "side_unknown": ("laboratory",), "conflicting_limit": ("laboratory_limits",),
    **dict.fromkeys(("units_mixed", "unit_in_doubt", "zero_spike"), ("patients", "laboratory")),
}  # fmt: skip
_XLSX = (".xlsx", ".xlsm")
_WORKBOOKS = (*_XLSX, ".xls", ".xlsb", ".ods")
_SEEN_IN: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("formula", "external_formula", "filter_active", "comments", "coloured_cells", "colours_unwritten"), _XLSX),
    **dict.fromkeys(("hidden_rows", "hidden_column", "hidden_sheet", "merged_cells"), _WORKBOOKS),
    **dict.fromkeys(("ragged_row", "nul_bytes"), (".csv", ".tsv")),
}
_NO_TABLE = marked("no file holds the table that it looks at")
_NO_FORMAT = marked("no file is of a format that can have this")
_UNSEEN = marked("the reader of some formats does not tell this: {files}")
_BROKEN = marked("the engine could not answer it; please report that")


@dataclass(frozen=True, slots=True)
class CheckState:
    """One row of checks.csv: a check, its state in this run, how many places it failed at and all of their addresses."""

    check: str
    severity: str
    state: str
    failures: int
    sentence: str
    reason: str
    files: str  # of which the reason speaks
    addresses: str


CHECK_COLUMNS = tuple(field.name for field in fields(CheckState))


def states_of(delivery: Delivery, queries: Sequence[Query], broken: Collection[str] = ()) -> tuple[CheckState, ...]:
    """The state of every check, in the order of their list; `broken` names the checks that an engine could not answer."""
    places: dict[str, list[str]] = {}
    for query in queries:
        places.setdefault(query.rule, []).append(_address(query))
    return tuple(_state(rule, delivery, places.get(rule, []), rule in broken) for rule in CHECKS)


def _address(query: Query) -> str:
    """Where a finding is: file, sheet and cell, as far as it has them."""
    return "!".join(part for part in (query.file, query.sheet, query.cell) if part) or query.centre


def _state(rule: str, delivery: Delivery, places: list[str], broken: bool) -> CheckState:
    state, reason, files = (FAILED, "", "") if places else (NOT_RUN, _BROKEN, "") if broken else _without_findings(rule, delivery)
    check = CHECKS[rule]
    return CheckState(rule, check.severity, state, len(places), check.sentence, reason, files, "; ".join(places))


def _without_findings(rule: str, delivery: Delivery) -> tuple[str, str, str]:
    """Passed only where there was something to look at, and it could be seen."""
    tables = {each.table for each in (*delivery.sheets, *delivery.parquet)}
    if rule in _TABLES and not tables & set(_TABLES[rule]):
        return NOT_APPLICABLE, _NO_TABLE, ""
    if rule not in _SEEN_IN:
        return PASSED, "", ""
    files = dict.fromkeys(sheet.file for sheet in delivery.sheets)
    able = _WORKBOOKS if _SEEN_IN[rule] == _XLSX else _SEEN_IN[rule]
    unseen = [file for file in files if _ends(file, able) and not _ends(file, _SEEN_IN[rule])]
    if unseen:
        return NOT_RUN, _UNSEEN, ", ".join(unseen)
    return (PASSED, "", "") if any(_ends(file, able) for file in files) else (NOT_APPLICABLE, _NO_FORMAT, "")


def _ends(file: str, endings: Iterable[str]) -> bool:
    return file.lower().endswith(tuple(endings))
