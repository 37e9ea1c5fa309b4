"""What a workbook hides or shows otherwise than by values, as findings: asked about where it touches cells that are read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from cohortium.conformance.findings import Finding
from cohortium.conformance.layout import Layout
from cohortium.sources import Sheet
from cohortium.sources.raw import Note


def about_sheet(sheet: Sheet, layout: Layout) -> Iterator[Finding]:
    """The notes of a reader about a sheet; a sheet that is read several times tells them once, but for its columns."""
    used = {index for index, _ in layout.columns.values() if index}
    for note in sheet.notes:
        if _asked(note, sheet, used):
            note = replace(note, rule=_RULES.get((note.rule, _colours(sheet)), note.rule))
            variable = next((name for name, (index, _) in layout.columns.items() if index == note.column), note.rule)
            yield Finding(note.rule, sheet.number, note.row, note.column, sheet.centre, found=note.found, variable=variable)


# Somebody has said that colours say something: then the centre is asked to write what.
_RULES: dict[tuple[str, str | None], str] = {("coloured_cells", "ask"): "colours_unwritten"}


def _colours(sheet: Sheet) -> str | None:
    return sheet.written.mapping.colours if sheet.written else None


def _in_data(note: Note, sheet: Sheet, used: set[int]) -> bool:
    """Whether a note is about cells that are read, below the heading; one about whole rows is told once."""
    if sheet.turned:
        return sheet.number == sheet.account
    return note.row > sheet.header_row and (note.column in used or (not note.column and sheet.number == sheet.account))


def _asked(note: Note, sheet: Sheet, used: set[int]) -> bool:
    """Hidden and merged cells matter where they are read and nobody has said what they mean."""
    declared = sheet.written.mapping if sheet.written else None
    is_read = sheet.turned or note.column in used
    if note.rule == "hidden_column":
        return is_read and (declared is None or declared.hidden is None)
    if note.rule == "hidden_sheet":
        return sheet.number == sheet.account and (declared is None or declared.hidden is None)
    if note.rule == "formula":
        return is_read
    if note.rule == "coloured_cells":
        by_hand = sheet.written is None or sheet.written.by_hand
        return by_hand and _colours(sheet) != "ignore" and _in_data(note, sheet, used)
    if note.rule == "merged_cells":
        return (sheet.turned or note.row > sheet.header_row) and is_read and (declared is None or declared.merged is None)
    return sheet.number == sheet.account
