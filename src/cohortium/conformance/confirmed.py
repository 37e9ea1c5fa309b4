"""What an answer makes of a typed cell: corrected, used although it is unlikely, or known to be missing for good."""

from __future__ import annotations

from collections.abc import Sequence

from cohortium.conformance.reading import ACCEPTED, EMPTY, NORMALISED, QUARANTINED, TypedColumn, read_confirmed
from cohortium.sources import Amendment, Sheet

NOT_AVAILABLE = "not_available"
"""The fault of a cell whose centre says that there is no value: set aside like any other fault, and asked no more."""


def answered(sheet: Sheet, column: TypedColumn, rows: Sequence[int]) -> TypedColumn:
    """The column after the answers about its cells."""
    if not any(place[1] == column.index for place in sheet.amended):
        return column
    at = {row: position for position, row in enumerate(rows)}
    for (row, index), amendment in sheet.amended.items():
        if index == column.index and row in at:
            _answer(column, at[row], amendment)
    return column


def _answer(column: TypedColumn, position: int, amendment: Amendment) -> None:
    status = column.statuses[position]
    if amendment.answer == "corrected" and status == ACCEPTED:
        _book(column, position, NORMALISED)  # read in another form than the file has
    elif amendment.answer == "confirmed" and position in column.faults:
        cell = read_confirmed(column.kind, amendment.new)
        if cell.status in (ACCEPTED, NORMALISED):
            del column.faults[position]
            column.values[position] = cell.value
            _book(column, position, cell.status)
    elif amendment.answer == NOT_AVAILABLE and status != EMPTY:
        column.faults[position] = NOT_AVAILABLE
        column.values[position] = None
        _book(column, position, QUARANTINED)


def _book(column: TypedColumn, position: int, status: int) -> None:
    column.statuses = column.statuses[:position] + bytes([status]) + column.statuses[position + 1 :]
