"""Where a value came from: an address follows from position, never from a stored object."""

from __future__ import annotations

from dataclasses import dataclass

from cohortium.language import tr

ROWS_PER_SHEET = 2**32


@dataclass(frozen=True)
class Address:
    """File (relative to the study), sheet, row and column, both counted from 1; 0 where it does not apply."""

    file: str
    sheet: str = ""
    row: int = 0
    column: int = 0

    @property
    def cell(self) -> str:
        """The cell as a spreadsheet names it: `D14`; `row 14` without a column, empty without a row."""
        if not self.row:
            return column_letters(self.column) if self.column else ""
        return f"{column_letters(self.column)}{self.row}" if self.column else tr("row {row}", row=self.row)

    def __str__(self) -> str:
        parts = [self.file]
        if self.sheet:
            parts.append(tr("sheet {sheet}", sheet=self.sheet))
        if self.column and self.row:
            parts.append(tr("cell {cell}", cell=self.cell))
        elif self.row or self.column:
            parts.append(self.cell if self.row else tr("column {column}", column=self.cell))
        return ", ".join(parts)


def column_letters(column: int) -> str:
    """1 is A, 26 is Z, 27 is AA."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """A is 1, Z is 26, AA is 27, in capitals or not."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def record_of(sheet_number: int, row: int) -> int:
    """One BIGINT for a row of a sheet; sheets are numbered from 1 in file, then sheet order, so records sort alike."""
    return sheet_number * ROWS_PER_SHEET + row


def place_of(record: int) -> tuple[int, int]:
    """The sheet number and row behind a record."""
    return divmod(record, ROWS_PER_SHEET)
