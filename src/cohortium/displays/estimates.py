"""An estimate with its limits as one cell, and the notes that name its method or say why there is none."""

from __future__ import annotations

from cohortium.displays.lookup import Lookup
from cohortium.displays.table import Cell, Notes
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


def reasons(lookup: Lookup, notes: Notes, **parts: str) -> tuple[str, ...]:
    """What could not be computed, or only with a warning, says why under the table."""
    rows = lookup.where(**parts)
    errors = [tr("Not computed: {reason}.", reason=row.error) for row in rows if row.error]
    warnings = [row.warning for row in rows if row.warning]
    return tuple(mark for text in dict.fromkeys([*errors, *warnings]) for mark in notes.mark(text))
