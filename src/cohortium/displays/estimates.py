"""An estimate with its limits as one cell, and the notes that name its method or say why there is none."""

from __future__ import annotations

from dataclasses import replace

from cohortium.displays.lookup import Lookup
from cohortium.displays.table import Cell, Notes, Row
from cohortium.language import tr


def estimate(lookup: Lookup, stats: tuple[str, ...], **parts: str) -> Cell:
    """`83.7 (74.8 to 89.7)`; a dash where it could not be computed, nothing where it was not asked for."""
    found = [row for stat in stats if (row := lookup.get(**parts, stat=stat))]
    if not found:
        return Cell()
    identifiers = tuple(row.result_id for row in found)
    limits = [row.text for row in found[1:]]
    if len(found) < 3 or found[0].error or all(row.value is None for row in found[1:]):
        return Cell((found[0].text,), identifiers)
    return Cell((found[0].text, tr("({low} to {high})", low=limits[0], high=limits[1])), identifiers)


def method_note(lookup: Lookup, text: str, **parts: str) -> str:
    """A note that names the method of the first row with these parts."""
    row = next((row for row in lookup.where(**parts) if row.method), None)
    return tr(text, method=upper(row.method)) if row else ""


def upper(text: str) -> str:
    """The first letter in upper case."""
    return text[:1].upper() + text[1:]


def explained(row: Row, lookup: Lookup, notes: Notes, **parts: str) -> Row:
    """The row with marks where something was not computed, or only with a warning: why stands under the table.

    What holds for the whole row is marked at its label, what holds for some of its cells at these.
    """
    found = lookup.where(**parts)
    said = [(tr("Not computed: {reason}.", reason=each.error), each.result_id) for each in found if each.error]
    said += [(each.warning, each.result_id) for each in found if each.warning]
    for text in dict.fromkeys(text for text, _ in said):
        ids = {identifier for other, identifier in said if other == text}
        hit = [not ids.isdisjoint(cell.result_ids) for cell in row.cells]
        marks = notes.mark(text)
        if any(hit) and any(cell.parts and not own for cell, own in zip(row.cells, hit, strict=True)):
            cells = (replace(cell, marks=cell.marks + marks) if own else cell for cell, own in zip(row.cells, hit, strict=True))
            row = replace(row, cells=tuple(cells))
        else:
            row = replace(row, marks=row.marks + marks)
    return row
