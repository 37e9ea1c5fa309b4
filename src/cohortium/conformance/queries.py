"""Findings as questions to the centres: with a place, words, and an identity that the next delivery keeps."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from functools import partial
from types import MappingProxyType
from typing import Any

from cohortium.conformance.checks import CHECKS, SEVERITIES
from cohortium.conformance.findings import Conformed, Finding, Query
from cohortium.conformance.layout import CENTRE, PATIENT
from cohortium.conformance.names import clean
from cohortium.language import Message, later, marked
from cohortium.provenance import Address, place_of
from cohortium.sources import Sheet

QUERY_COLUMNS = tuple(field.name for field in fields(Query))
# What tells the rows of one patient apart, whatever their order and file.
ROW_KEYS: dict[str, tuple[str, ...]] = {
    "previous_treatments": ("drug",),
    "treatments": ("drug", "start"),
    "visits": ("date", "month", "week"),
    "laboratory": ("date", "test"),
    "laboratory_limits": ("test", "unit", "sex", "valid_from"),
    "events": ("term", "onset"),
}
_WHEN = ("start", "onset", "month", "week")


class _Places:
    """Sheets by number and columns by variable."""

    def __init__(self, conformed: Conformed) -> None:
        self.sheets = {sheet.number: sheet for sheet in conformed.delivery.sheets}
        self.files = {parquet.number: parquet.file for parquet in conformed.delivery.parquet}
        self.columns = {(number, variable): index for number, variable, index in conformed.columns}
        self.centres = conformed.centres

    def column(self, number: int, variable: str) -> int:
        """The column of a variable; of a date, whichever column says when in that sheet."""
        names = (variable, *_WHEN) if variable == "date" else (variable,)
        return next((self.columns[number, name] for name in names if (number, name) in self.columns), 0)

    def address(self, record: int, *variables: str) -> Address:
        """Where a record holds the first of these variables that its sheet has."""
        number, row = place_of(record)
        column = next((self.columns[number, name] for name in variables if (number, name) in self.columns), 0)
        sheet = self.sheets.get(number)
        return sheet.address(row, column) if sheet else Address(self.files.get(number, ""), "", row, column)

    def text(self, sheet: Sheet, row: int, variable: str) -> str:
        if sheet.view and (constant := sheet.view.constants().get(variable)) is not None:
            return constant
        return sheet.text(row, self.columns.get((sheet.number, variable), 0))

    def row_key(self, sheet: Sheet | None, row: int) -> tuple[str, ...]:
        if sheet is None or not row:
            return ()
        return tuple(clean(self.source(sheet, row, variable)) for variable in ROW_KEYS.get(sheet.table, ()))

    def source(self, sheet: Sheet, row: int, variable: str) -> str:
        """The text as it came: an answer about a row does not make it another row."""
        if sheet.view and variable in (constants := sheet.view.constants()):
            return constants[variable]
        return sheet.source_text(row, self.columns.get((sheet.number, variable), 0))


def record_findings(
    conformed: Conformed, rows: Iterable[tuple[Any, ...]], ranges: Mapping[str, Message] = MappingProxyType({})
) -> list[Finding]:
    """What the checks of records found, as (rule, record, variable), with places and texts; `ranges` says what a score can be.

    A check may add the record that says otherwise.
    """
    places = _Places(conformed)
    found = [_record_finding(places, *row) for row in rows]
    return [replace(each, expected=ranges.get(each.variable, "")) if each.rule == "out_of_range" else each for each in found]


_AGAINST = marked("one answer; {place} says yes")


def _record_finding(places: _Places, rule: str, record: int, variable: str, against: int | None = None) -> Finding:
    expected = "" if against is None else later(_AGAINST, place=places.address(against, variable, "term", "value"))
    number, row = place_of(record)
    sheet = places.sheets.get(number)
    if sheet is None:
        return Finding(rule, number, row, expected=expected, variable=variable, file=places.files.get(number, ""))
    column = places.column(number, variable)
    written = places.text(sheet, row, CENTRE) or sheet.centre
    return Finding(
        rule,
        number,
        row,
        column,
        places.centres.get(written, written),
        clean(places.text(sheet, row, PATIENT)),
        sheet.text(row, column),
        expected,
        variable,
        quarantines=CHECKS[rule].quarantines and column > 0,
    )


def quarantined_cells(findings: Iterable[Finding]) -> list[tuple[int, int, int]]:
    """The cells that findings set aside, as the ledger books them."""
    return [(finding.sheet_number, finding.row, finding.column) for finding in findings if finding.quarantines]


def queries_of(conformed: Conformed, findings: Iterable[Finding]) -> list[Query]:
    """The rows of queries.csv: blocking ones first, then by centre, patient and place."""
    return [query for query, _ in asked_of(conformed, findings)]


# What was found of these is a file or a number, which the next delivery changes.
_PASSING = ("duplicate_file", "objection")


def asked_of(conformed: Conformed, findings: Iterable[Finding]) -> list[tuple[Query, Finding]]:
    """Each finding as a question, in the order of queries.csv."""
    places = _Places(conformed)
    counted: Counter[str] = Counter()
    queries: list[tuple[Query, Finding]] = []
    for finding in sorted(findings, key=lambda finding: _order(places, finding)):
        identity = _identity(places, finding)
        counted[identity] += 1
        queries.append((_query(places, finding, _query_id(identity, counted[identity])), finding))
    return queries


def _order(places: _Places, finding: Finding) -> tuple[int, str, str, str, int, int, int, str, str]:
    return (
        SEVERITIES.index(CHECKS[finding.rule].severity),
        finding.centre,
        finding.code,
        _file(places, finding),
        finding.sheet_number,  # sheets are numbered in the order of the tabs
        finding.row,
        finding.column,
        finding.rule,
        finding.variable,
    )


def _file(places: _Places, finding: Finding) -> str:
    sheet = places.sheets.get(finding.sheet_number)
    return finding.file or (sheet.file if sheet else places.files.get(finding.sheet_number, ""))


def _identity(places: _Places, finding: Finding) -> str:
    """Rule, whose, what and the row's own texts; no row number and no file name, which change when data are added."""
    sheet = places.sheets.get(finding.sheet_number)
    about = finding.found if finding.row == 0 and finding.rule not in _PASSING else ""
    table = sheet.table if sheet else ""
    return "\x1f".join((finding.rule, finding.centre, finding.code, table, finding.variable, about, *places.row_key(sheet, finding.row)))


def _message(text: str | Message) -> Message:
    return text if isinstance(text, Message) else Message(text)


def _query_id(identity: str, occurrence: int) -> str:
    return "Q" + hashlib.sha256(f"{identity}\x1f{occurrence}".encode("utf-8", "replace")).hexdigest()[:12]


def _query(places: _Places, finding: Finding, query_id: str) -> Query:
    check = CHECKS[finding.rule]
    sheet = places.sheets.get(finding.sheet_number)
    file = _file(places, finding)
    return Query(
        query_id=query_id,
        severity=check.severity,
        status="open",
        centre=finding.centre,
        patient=finding.code,
        file=file,
        sheet=sheet.sheet if sheet else "",
        cell=(sheet.address if sheet else partial(Address, file, ""))(finding.row, finding.column).cell,
        rule=finding.rule,
        found=finding.found,
        expected=_message(finding.expected or check.expected),
    )
