"""Columns that identify people directly are emptied before anything else looks at them; only their headings and numbers are told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from cohortium.conformance.findings import Finding
from cohortium.conformance.headings import HEADINGS
from cohortium.conformance.identifiers import KINDS, kind_of
from cohortium.conformance.names import clean, plain
from cohortium.language import counted, tr
from cohortium.sources import Delivery, Sheet

_PATIENT, _BIRTH = "patient", "birth_year"
_HEADINGS = {name: {plain(heading) for heading in (name, *HEADINGS[name])} for name in (_PATIENT, _BIRTH)}


def withhold(delivery: Delivery) -> tuple[Delivery, list[Finding]]:
    """The delivery without what identifies people, and a finding for every such column; a mapping can keep one.

    What was withheld before is found again as it was; in a delivery that was searched, only sheets with answers are searched again.
    """
    found = {sheet.account: dict(sheet.withheld) for sheet in delivery.sheets if sheet.withheld}
    found |= {
        sheet.account: _columns(sheet, _views(delivery, sheet))
        for sheet in delivery.sheets
        if _is_read(sheet) and sheet.account not in found and (sheet.amended or not delivery.searched)
    }
    emptied = {sheet.account: _without(sheet, found[sheet.account]) for sheet in delivery.sheets if found.get(sheet.account)}
    sheets = tuple(_told(sheet, found[sheet.account], emptied) if found.get(sheet.account) else sheet for sheet in delivery.sheets)
    first = {sheet.account: sheet for sheet in reversed(delivery.sheets)}
    findings = [_finding(first[account], index, *what) for account, columns in found.items() for index, what in columns.items()]
    return replace(delivery, sheets=sheets, searched=True), findings


def _is_read(sheet: Sheet) -> bool:
    return bool(sheet.table and sheet.header_row and sheet.number == sheet.account and not sheet.duplicate_of)


def _views(delivery: Delivery, first: Sheet) -> list[Sheet]:
    return [sheet for sheet in delivery.sheets if sheet.account == first.account]


Columns = Mapping[int, tuple[str, int]]
"""Column -> what it identifies people by, and in how many cells."""


def _columns(sheet: Sheet, views: list[Sheet]) -> dict[int, tuple[str, int]]:
    kept = {plain(clean(heading)) for heading in sheet.written.mapping.keep} if sheet.written else set()
    found: dict[int, tuple[str, int]] = {}
    for index, heading in enumerate(sheet.headers, start=1):
        if plain(clean(heading)) not in kept:
            texts = sheet.columns[index - 1][sheet.header_row :]
            kind = kind_of(heading, set(texts), *(_is(name, index, heading, views) for name in (_PATIENT, _BIRTH)))
            found |= {index: (kind, len(texts) - texts.count(""))} if kind else {}
    return found


def _is(name: str, index: int, heading: str, views: list[Sheet]) -> bool:
    """Whether a column holds a variable: by its heading, or by what a mapping says."""
    mapped = (name in each.view.columns and each.view.columns[name][0] == index for each in views if each.view)
    return any(mapped) or (plain(clean(heading)) in _HEADINGS[name])


def _without(sheet: Sheet, columns: Columns) -> tuple[list[str], ...]:
    below = [""] * (sheet.height - sheet.header_row)
    return tuple([*c[: sheet.header_row], *below] if index in columns else c for index, c in enumerate(sheet.columns, start=1))


def _told(sheet: Sheet, columns: Columns, emptied: Mapping[int, tuple[list[str], ...]]) -> Sheet:
    """A sheet with emptied columns; without patients' codes it is no table."""
    key = any(_is(_PATIENT, index, sheet.headers[index - 1], [sheet]) for index in columns)
    return replace(sheet, columns=emptied[sheet.account], withheld=dict(columns), table="" if key else sheet.table)


def _finding(sheet: Sheet, index: int, kind: str, cells: int) -> Finding:
    heading = sheet.headers[index - 1]
    rule = "identifier_key" if _is(_PATIENT, index, heading, [sheet]) else "identifier_column"
    said = counted("{kind}, in {n} cell", "{kind}, in {n} cells", cells, kind=tr(KINDS[kind]))
    return Finding(rule, sheet.number, sheet.header_row, index, sheet.centre, found=said, variable=clean(heading))
