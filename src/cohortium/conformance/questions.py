"""Questions: what one answer decides for all cells of a centre, those that touch the primary endpoint first."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any

from cohortium.conformance.checks import CHECKS
from cohortium.conformance.findings import Conformed, Finding, Query
from cohortium.conformance.names import clean, plain
from cohortium.conformance.options import Option, Told, told
from cohortium.conformance.recognise import split_unit
from cohortium.language import Message
from cohortium.protocol.model import Protocol
from cohortium.provenance import Address
from cohortium.sources import ParquetFile, Sheet
from cohortium.sources.mapping.answers import Subject
from cohortium.sources.names import place_of_table
from cohortium.sources.second_look import rows_of

_MOST_SAMPLES = 3
_WHO_IS_IN = {"treatments": ("drug", "daily_dose", "start", "stop"), "visits": ("date", "month", "week"), "patients": ("arm",)}
Cell = tuple[int, int, int]  # sheet number, row, column


@dataclass(frozen=True)
class Source:
    """Where answers about a file live: the mapping of its centre, and what a new one would begin with."""

    mapping: str  # relative to the study folder: mappings/07.yaml
    centre: str
    files: str = ""  # only where the place of the file does not say its centre


@dataclass(frozen=True)
class Question:
    """One ambiguity of one centre: what it is about, the cells and patients that it concerns, and what can be answered."""

    id: str
    source: Source
    rule: str
    text: Message
    hint: Message | str
    options: tuple[Option, ...]
    free: str  # the word of an answer that may be typed, such as times; empty where only the options count
    about: Mapping[str, Any]  # what every answer to it says beside the answer itself
    places: tuple[Address, ...]  # a column each
    samples: tuple[str, ...]  # texts as they stand in the cells: for the study's own workbook only
    cells: int
    patients: frozenset[tuple[str, str]]  # centre, patient
    primary: bool
    findings: tuple[Finding, ...]

    @property
    def blocking(self) -> bool:
        """Whether results are a draft until it is answered."""
        return CHECKS[self.rule].severity == "blocking"


def questions_of(conformed: Conformed, findings: Iterable[Finding], protocol: Protocol) -> list[Question]:
    """The open questions of a delivery; those that touch the primary endpoint first, then by how many patients they touch."""
    sheets = {sheet.number: sheet for sheet in (*conformed.delivery.sheets, *conformed.delivery.parquet)}
    groups: dict[tuple[Source, str, Subject], list[Finding]] = {}
    for finding in (part for each in findings for part in _parts(each, sheets)):
        sheet = sheets.get(finding.sheet_number)
        if sheet and finding.rule in SUBJECTS:
            key = source_of(sheet), _ASKED_WITH.get(finding.rule, finding.rule), SUBJECTS[finding.rule](finding, sheet)
            groups.setdefault(key, []).append(finding)
    look = _Look(conformed, protocol, sheets)
    found = [look.question(*key, of) for key, of in groups.items()]
    return sorted(found, key=_order)


def _parts(finding: Finding, sheets: Mapping[int, Sheet | ParquetFile]) -> Iterable[Finding]:
    """A finding at its sheet; one about a delivery at each of the sheets that wait for an answer."""
    if finding.rule != "delivery_undeclared":
        return (finding,)
    inside = (sheet for sheet in sheets.values() if sheet.file.startswith(finding.file + "/") and sheet.table)
    return [replace(finding, sheet_number=sheet.number) for sheet in inside]


def _order(question: Question) -> tuple[Any, ...]:
    first = not question.blocking, not question.primary, -len(question.patients), -question.cells
    return *first, question.source.centre, question.source.mapping, list(SUBJECTS).index(question.rule), *map(str, question.about.values())


def source_of(sheet: Sheet | ParquetFile) -> Source:
    """The mapping that a sheet comes under, or would come under."""
    if sheet.written:
        return Source(sheet.written.answers_file, sheet.written.centre)
    if sheet.centre:
        return Source(f"mappings/{sheet.centre}.yaml", sheet.centre)
    inside = place_of_table(PurePosixPath(sheet.file).relative_to("data"))
    return Source(f"mappings/{inside.stem}.yaml", "", str(inside))


_ASKED_WITH = {"hidden_sheet": "hidden_column"}  # one answer for both


def _code(finding: Finding, sheet: Sheet) -> Subject:
    return "code", finding.variable, clean(finding.found)


def _heading(finding: Finding, sheet: Sheet) -> Subject:
    heading = sheet.headers[finding.column - 1] if 0 < finding.column <= len(sheet.headers) else ""
    return "heading", sheet.table, clean(heading)


SUBJECTS: Mapping[str, Any] = {
    "date_order": lambda finding, sheet: ("dates",),
    "two_digit_years": lambda finding, sheet: ("two_digit_years_from",),
    "decimal_mark": lambda finding, sheet: ("decimal",),
    **dict.fromkeys(("unknown_code", "missing_code", "word_in_numbers", "unit_of_no_limit"), _code),
    "unit_in_cell": lambda finding, sheet: ("unit", finding.variable, split_unit(clean(finding.found))[1]),
    **dict.fromkeys(("close_heading", "mapping_unsure"), _heading),
    **dict.fromkeys(("hidden_column", "hidden_sheet"), lambda finding, sheet: ("hidden",)),
    "merged_cells": lambda finding, sheet: ("merged",),
    "coloured_cells": lambda finding, sheet: ("colours",),
    "delivery_undeclared": lambda finding, sheet: ("delivery", finding.found),
    "units_mixed": lambda finding, sheet: ("units", finding.variable),
}
"""Rule -> what a question about a finding is about, for one answer each."""


def loose(queries: Iterable[Query], questions: Iterable[Question]) -> list[Query]:
    """The queries that are not part of a question."""
    rules = {finding.rule for question in questions for finding in question.findings}
    return [query for query in queries if query.rule not in rules]


class _Look:
    """Makes a question of the findings that it is about."""

    def __init__(self, conformed: Conformed, protocol: Protocol, sheets: Mapping[int, Sheet | ParquetFile]) -> None:
        self.conformed, self.protocol, self.sheets = conformed, protocol, sheets
        self.patient_columns = {number: column for number, variable, column in conformed.columns if variable == "patient"}
        endpoints = list(protocol.endpoints.values())
        self.measures = {each.measure for each in endpoints if each.role == "primary"} or {endpoints[0].measure}

    def question(self, source: Source, rule: str, subject: Subject, findings: list[Finding]) -> Question:
        """The question; its samples are the most different texts of its cells, by their order."""
        cells = {cell for finding in findings for cell in self._cells(finding)}
        said: Told = told(rule, subject, findings, self.conformed, self.protocol)
        columns = dict.fromkeys((number, column) for number, _, column in sorted(cells))
        return Question(
            id="Q" + hashlib.sha256("\x1f".join((source.mapping, rule, *subject)).encode("utf-8", "replace")).hexdigest()[:12],
            source=source,
            rule=rule,
            text=said.text,
            hint=said.hint,
            options=said.options,
            free=said.free,
            about=said.about,
            places=(Address(findings[0].file),)
            if rule == "delivery_undeclared"
            else tuple(self.sheets[number].address(0, column) for number, column in columns),
            samples=tuple(dict.fromkeys(clean(finding.found) for finding in findings if rule not in _NO_SAMPLES))[:_MOST_SAMPLES],
            cells=len(cells),
            patients=frozenset(who for finding in findings for who in self._patients(finding, cells)),
            primary=any(self._primary(self.sheets[finding.sheet_number], finding, said) for finding in findings),
            findings=tuple(findings),
        )

    def _cells(self, finding: Finding) -> Iterable[Cell]:
        """The cells that a finding is about: its own; of a whole column or sheet, those that hold something."""
        sheet = self.sheets[finding.sheet_number]
        if isinstance(sheet, Sheet) and finding.rule == "coloured_cells":
            return _coloured(sheet, finding)
        if isinstance(sheet, Sheet) and finding.rule == "units_mixed":
            return ((sheet.account, row, finding.column) for row in rows_of(finding.found))
        if isinstance(sheet, ParquetFile) or finding.rule not in _WHOLE:
            return ((sheet.account, finding.row, finding.column),)
        columns = (finding.column,) if finding.column else range(1, sheet.width + 1)
        return ((sheet.account, row, column) for column in columns for row in sheet.data_rows if sheet.columns[column - 1][row - 1])

    def _patients(self, finding: Finding, cells: Iterable[Cell]) -> Iterable[tuple[str, str]]:
        if finding.code:
            return ((finding.centre, finding.code),)
        sheet = self.sheets[finding.sheet_number]
        if isinstance(sheet, ParquetFile):
            return ()
        column = self.patient_columns.get(sheet.number, 0)
        codes = {clean(sheet.text(row, column)) for number, row, _ in cells if number == sheet.account} if column else set()
        return ((sheet.centre, code) for code in sorted(codes) if code)

    def _primary(self, sheet: Sheet | ParquetFile, finding: Finding, said: Told) -> bool:
        """Whether the cells decide who is in, when, or the score of the primary endpoint; a column not read yet by what it may be."""
        names = {plain(name) for name in (*self.measures, *_WHO_IS_IN.get(sheet.table, ()))}
        return finding.rule in ("hidden_sheet", "delivery_undeclared") or bool(names & {plain(finding.variable), plain(said.variable)})


def _coloured(sheet: Sheet, finding: Finding) -> Iterable[Cell]:
    """The cells that a finding lists by the rows of the file; those of whole rows where it names no column."""
    column, width = (finding.row, sheet.height) if sheet.turned else (finding.column, sheet.width)
    places = ((row, each) for row in rows_of(finding.found) for each in ([column] if column else range(1, width + 1)))
    return ((sheet.account, each, row) if sheet.turned else (sheet.account, row, each) for row, each in places)


_WHOLE = ("close_heading", "mapping_unsure", "hidden_column", "hidden_sheet", "delivery_undeclared")
_NO_SAMPLES = (*_WHOLE, "merged_cells", "coloured_cells", "units_mixed")
