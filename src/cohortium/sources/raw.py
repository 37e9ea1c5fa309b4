"""What a reader of one format gives: sheets of texts, or the reason why a file cannot be read."""

from __future__ import annotations

from dataclasses import dataclass

MAX_COLUMNS = 5_000
MAX_CELLS = 5_000_000


class Unreadable(Exception):
    """Why a file cannot be read and what to do, as the end of a sentence that begins with the file's name."""


@dataclass(frozen=True)
class How:
    """What a mapping declares of a text file: its encoding, and its delimiter where that is not plain to see."""

    encoding: str = "utf-8"
    delimiter: str | None = None


AS_IS = How()


@dataclass(frozen=True)
class RawSheet:
    """A sheet's name and texts; rows with more or fewer fields than the heading (CSV only)."""

    name: str
    columns: tuple[list[str], ...]
    ragged: frozenset[int] = frozenset()


def first_filled_row(columns: tuple[list[str], ...]) -> int:
    """The heading: the first row with any text, counted from 1; 0 if there is none."""
    for index, row in enumerate(zip(*columns, strict=True), start=1):
        if any(row):
            return index
    return 0


def refuse_too_large(rows: int, columns: int) -> None:
    """Refuse a sheet that no laptop holds, with the limit named."""
    if columns > MAX_COLUMNS:
        raise Unreadable(f"has a sheet of {columns:,} columns; the limit is {MAX_COLUMNS:,}. Remove the columns that hold nothing.")
    if rows * columns > MAX_CELLS:
        raise Unreadable(f"has a sheet of {rows * columns:,} cells; the limit is {MAX_CELLS:,}. Split it, or deliver it as a Parquet file.")
