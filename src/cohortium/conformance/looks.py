"""What a workbook hides or shows otherwise than by values, as findings: asked about where it touches cells that are read."""

from __future__ import annotations

from collections.abc import Iterator

from cohortium.conformance.findings import Finding
from cohortium.conformance.layout import Layout
from cohortium.sources import Sheet
from cohortium.sources.raw import Note


def about_sheet(sheet: Sheet, layout: Layout) -> Iterator[Finding]:
    """The notes of a reader about a sheet; a sheet that is read several times tells them once, but for its columns."""
    used = {index for index, _ in layout.columns.values() if index}
    for note in sheet.notes:
        if _asked(note, sheet, used):
            variable = next((name for name, (index, _) in layout.columns.items() if index == note.column), note.rule)
            yield Finding(note.rule, sheet.number, note.row, note.column, sheet.centre, found=note.found, variable=variable)


def _asked(note: Note, sheet: Sheet, used: set[int]) -> bool:
    """Hidden and merged cells matter where they are read and nobody has said what they mean."""
    declared = sheet.written.mapping if sheet.written else None
    if note.rule == "hidden_column":
        return note.column in used and (declared is None or declared.hidden is None)
    if note.rule == "hidden_sheet":
        return sheet.number == sheet.account and (declared is None or declared.hidden is None)
    if note.rule == "formula":
        return note.column in used
    if note.rule == "merged_cells":
        return note.row > sheet.header_row and note.column in used and (declared is None or declared.merged is None)
    return sheet.number == sheet.account
