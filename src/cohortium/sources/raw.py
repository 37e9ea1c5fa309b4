"""What a reader of one format gives: sheets of texts, or the reason why a file cannot be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cohortium.language import tr

MAX_COLUMNS = 5_000
MAX_CELLS = 5_000_000


class Unreadable(Exception):
    """Why a file cannot be read and what to do, as the end of a sentence that begins with the file's name."""

    def __init__(self, text: str, /, **values: Any) -> None:
        super().__init__(tr(text, **values))


@dataclass(frozen=True)
class How:
    """What a mapping declares of a text file: its encoding, and its delimiter where that is not plain to see."""

    encoding: str = "utf-8"
    delimiter: str | None = None


AS_IS = How()


@dataclass(frozen=True)
class Note:
    """Something about a sheet that its texts do not show: the rule it comes under and its place, counted from 1."""

    rule: str
    row: int = 0
    column: int = 0
    found: str = ""


@dataclass(frozen=True)
class RawSheet:
    """A sheet's name and texts; rows with more or fewer fields than the heading (text files only); what else is to be said of it."""

    name: str
    columns: tuple[list[str], ...]
    ragged: frozenset[int] = frozenset()
    notes: tuple[Note, ...] = ()
    merged: tuple[tuple[int, int, int, int], ...] = ()  # first row and column, last row and column
    date1904: bool = False


def first_filled_row(columns: tuple[list[str], ...]) -> int:
    """The heading: the first row with any text, counted from 1; 0 if there is none."""
    for index, row in enumerate(zip(*columns, strict=True), start=1):
        if any(row):
            return index
    return 0


def filled(sheet: RawSheet) -> tuple[list[str], ...]:
    """The columns, with the text of every merged range in all of its cells."""
    columns = [list(column) for column in sheet.columns]
    for top, left, bottom, right in sheet.merged:
        for column in columns[left - 1 : right]:
            last = min(bottom, len(column))
            column[top - 1 : last] = [sheet.columns[left - 1][top - 1]] * max(0, last - top + 1)
    return tuple(columns)


def is_too_large(rows: int, columns: int) -> bool:
    """Whether a sheet is one that no laptop holds."""
    return columns > MAX_COLUMNS or rows * columns > MAX_CELLS


def refuse_too_large(rows: int, columns: int) -> None:
    """Refuse a sheet that no laptop holds, with the limit named."""
    if columns > MAX_COLUMNS:
        raise Unreadable(
            "has a sheet of {columns:,} columns; the limit is {max_columns:,}. Remove the columns that hold nothing.",
            columns=columns,
            max_columns=MAX_COLUMNS,
        )
    if rows * columns > MAX_CELLS:
        raise Unreadable(
            "has a sheet of {rows:,} cells; the limit is {max_cells:,}. Split it, or deliver it as a Parquet file.",
            rows=rows * columns,
            max_cells=MAX_CELLS,
        )
