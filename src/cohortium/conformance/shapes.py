"""Sheets whose patients stand in columns: their headings are in the first column, where nobody reads them unless a mapping says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from cohortium.conformance.findings import Finding
from cohortium.conformance.headings import by_heading
from cohortium.conformance.layout import Columns
from cohortium.conformance.names import clean, plain
from cohortium.sources import Delivery, Sheet
from cohortium.sources.raw import MAX_COLUMNS

LEAST = 3
"""So many headings in the first column, and more than in any row, are no chance."""


def named_in(texts: Iterable[str], known: Mapping[str, Columns]) -> int:
    """How many of some texts are headings that a table knows, or other usual names of its columns; each counts once."""
    variables = [variable for columns in known.values() for variable, _ in columns.values()]
    names = {name for columns in known.values() for name in columns} | by_heading(dict.fromkeys(variables)).keys()
    return len({plain(clean(text)) for text in texts if text} & names)


def looks_turned(sheet: Sheet, known: Mapping[str, Columns]) -> bool:
    """Whether the first column names several columns of the study, and no row names as many."""
    if not sheet.width or not 0 < sheet.height <= MAX_COLUMNS:  # what stands in rows here would be columns
        return False
    down = named_in(sheet.columns[0], known)
    return down >= LEAST and down > 2 * named_in(sheet.headers, known)


def without_turned(delivery: Delivery, known: Mapping[str, Columns]) -> tuple[Delivery, list[Finding]]:
    """The delivery, sheets that seem to be turned left unread, and a question for each."""
    found = {each.number for each in delivery.sheets if not each.view and not each.duplicate_of and looks_turned(each, known)}
    findings = [
        Finding("turned_sheet", each.number, centre=each.centre, found=each.sheet, variable=each.sheet)
        for each in delivery.sheets
        if each.number in found and not each.superseded
    ]
    return replace(delivery, sheets=tuple(replace(s, table="") if s.number in found else s for s in delivery.sheets)), findings
