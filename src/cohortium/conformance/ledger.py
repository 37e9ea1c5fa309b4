"""The cell balance: what became of every row and every cell of a sheet, and the proof that nothing is left over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from functools import cached_property

from cohortium.conformance.findings import LedgerRow
from cohortium.conformance.reading import ACCEPTED, EMPTY, NORMALISED, QUARANTINED, UNUSED
from cohortium.language import tr
from cohortium.problems import InternalError
from cohortium.provenance import place_of
from cohortium.sources import Sheet

NOT_DATA, USED, EXCLUDED, DUPLICATE = range(4)
LEDGER_COLUMNS = tuple(field.name for field in fields(LedgerRow))
_ROWS = {"rows_used": USED, "rows_excluded": EXCLUDED, "rows_duplicate": DUPLICATE, "rows_not_data": NOT_DATA}
_CELLS = {
    "cells_accepted": ACCEPTED,
    "cells_normalised": NORMALISED,
    "cells_quarantined": QUARANTINED,
    "cells_empty": EMPTY,
    "cells_unused": UNUSED,
}


_RANKS = {NOT_DATA: 0, DUPLICATE: 1, EXCLUDED: 2, USED: 3}
# Of a cell that is read several times, what counts most: what is wrong in one reading is wrong.
_GREATER = {status: rank for rank, status in enumerate((UNUSED, EMPTY, ACCEPTED, NORMALISED, QUARANTINED))}


class Account:
    """One byte per row and per cell of a sheet: everything is not data and unused until it is used.

    A sheet that a mapping reads several times has one account; `readings` are their numbers and the columns of each.
    """

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.rows = bytearray(sheet.height)
        self.cells = [bytearray(sheet.height) for _ in range(sheet.width)]
        self.readings: dict[int, tuple[int, ...]] = {}
        self.used_by: dict[int, set[int]] = {}  # row -> the readings that use it, where there are several

    @cached_property
    def shared(self) -> bool:
        """Whether the sheet, or one of its columns, is read more than once."""
        columns = [column for own in self.readings.values() for column in own]
        return len(self.readings) > 1 or len(set(columns)) < len(columns)

    def mark(self, rows: Iterable[int], kind: int, reading: int = 0) -> None:
        """Say what rows are, counted from 1; a row that one reading uses is used."""
        if not self.shared:
            if isinstance(rows, range) and rows:
                self.rows[rows.start - 1 : rows.stop - 1] = bytes([kind]) * len(rows)
                return
            for row in rows:
                self.rows[row - 1] = kind
            return
        for row in rows:
            if _RANKS[kind] > _RANKS[self.rows[row - 1]]:
                self.rows[row - 1] = kind
            if kind == USED:
                self.used_by.setdefault(row, set()).add(reading)

    def book(self, column: int, rows: Sequence[int], statuses: bytes) -> None:
        """Say what became of the cells of a column, in the order of rows, counted from 1."""
        cells = self.cells[column - 1]
        if self.shared:
            for row, status in zip(rows, statuses, strict=True):
                if _GREATER[status] > _GREATER[cells[row - 1]]:
                    cells[row - 1] = status
        elif isinstance(rows, range):
            cells[rows.start - 1 : rows.stop - 1] = statuses
        else:
            for row, status in zip(rows, statuses, strict=True):
                cells[row - 1] = status

    def quarantine(self, row: int, column: int) -> None:
        """Set aside a cell that had been accepted."""
        cells = self.cells[column - 1]
        if cells[row - 1] in (ACCEPTED, NORMALISED):
            cells[row - 1] = QUARANTINED

    def exclude(self, row: int) -> None:
        """Set aside a row that had been used, with all its cells."""
        if self.rows[row - 1] == USED:
            self.rows[row - 1] = EXCLUDED
            for cells in self.cells:
                cells[row - 1] = UNUSED

    def exclude_reading(self, row: int, reading: int) -> None:
        """Set aside what one reading uses of a row; what other readings of the sheet use stays."""
        users = self.used_by.get(row, set()) - {reading}
        self.used_by[row] = users
        if not users:
            self.exclude(row)
        kept = {column for user in users for column in self.readings[user]}
        for column in set(self.readings[reading]) - kept if users else ():
            self.cells[column - 1][row - 1] = UNUSED

    def row(self) -> LedgerRow:
        """The counts as ledger.csv has them."""
        sheet = self.sheet
        counts: dict[str, int] = {name: self.rows.count(kind) for name, kind in _ROWS.items()}
        counts |= {name: sum(cells.count(kind) for cells in self.cells) for name, kind in _CELLS.items()}
        return LedgerRow(sheet.file, sheet.sheet, sheet.sha256, rows=sheet.height, cells=sheet.height * sheet.width, **counts)


def settle(accounts: Mapping[int, Account], quarantined_cells: Iterable[tuple[int, int, int]], excluded_rows: Iterable[int] = ()) -> None:
    """Book what the checks of records set aside: cells as (sheet number, row, column), rows as records."""
    for number, row, column in quarantined_cells:
        if number in accounts and row and column:
            accounts[number].quarantine(row, column)
    for number, row in map(place_of, excluded_rows):
        account = accounts.get(number)
        if account and row:
            account.exclude_reading(row, number) if isinstance(account, Account) and account.shared else account.exclude(row)


def ledger_rows(accounts: Mapping[int, Account]) -> list[LedgerRow]:
    """The ledger in the order of the sheets; InternalError if it does not balance."""
    once = {id(account): account for _, account in sorted(accounts.items())}
    rows = [account.row() for account in once.values()]
    balance(rows)
    return rows


def balance(rows: Iterable[LedgerRow]) -> None:
    """Every row and every cell is counted exactly once, or the run fails."""
    for row in rows:
        counted = row.rows_used + row.rows_excluded + row.rows_duplicate + row.rows_not_data
        held = row.cells_accepted + row.cells_normalised + row.cells_quarantined + row.cells_empty + row.cells_unused
        if counted != row.rows or held != row.cells:
            place = tr("{file}, sheet {sheet}", file=row.file, sheet=row.sheet) if row.sheet else row.file
            raise InternalError(
                "The cell balance of {place} is wrong: {counted} of {rows} rows and {held} of {cells} cells are accounted for. "
                "This is a fault of the program; no result was written.",
                place=place,
                counted=counted,
                rows=row.rows,
                held=held,
                cells=row.cells,
            )
