"""What every engine can do: hold small tables and big ones, run the fixed steps, give back rows."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cohortium.problems import InternalError


class UnreadableFile(InternalError):
    """An engine met bytes of a file that it cannot read; whoever knows which file says so."""


IS_BEYOND = """CASE
    WHEN sign = '' THEN over > 0 OR (over = 0 AND reached)
    WHEN sign = '+' AND above THEN CASE WHEN over >= 0 THEN TRUE WHEN over + whole <= 0 THEN FALSE END
    WHEN sign = '+' THEN CASE WHEN over >= whole THEN TRUE WHEN over <= 0 THEN FALSE END
    WHEN above = (sign IN ('>', '>=')) THEN CASE WHEN over > 0 OR (over = 0 AND (sign IN ('<', '>') OR reached)) THEN TRUE END
    WHEN over < 0 OR (over = 0 AND (sign IN ('<', '>') OR NOT reached)) THEN FALSE END"""
"""SQL: whether a value is beyond a limit, whatever the true one may be; NULL where that hangs on the true one.

`over` is by how much the written one is beyond, in units of which `whole` is a millionth; `sign` says how the true one lies to it
(derivations/inputs.py); `above`: beyond is above; `reached`: on the limit is beyond.
"""
Columns = dict[str, str]
Row = tuple[Any, ...]


@dataclass(frozen=True)
class Part:
    """A Parquet file that is read together with others: its number, its place, and the centre that its place says, if any."""

    number: int
    path: str
    centre: str = ""


class Engine(ABC):
    """An engine adds only a prelude to the steps; its own messages are never shown.

    The prelude: `shift`, `days_between`, `is_beyond`; for Parquet files also `whole_parts` and `matches`.
    """

    package: str  # whose version the manifest names

    @abstractmethod
    def load(self, name: str, columns: Columns, data: dict[str, list[Any]]) -> None:
        """A table from lists of equal length, one per column."""

    @abstractmethod
    def load_parquet(self, name: str, columns: Columns, selects: Sequence[str], kept: bool) -> None:
        """Add SELECTs over Parquet files to a loaded table: read now if kept, else whenever the table is read."""

    @abstractmethod
    def run(self, name: str, sql: str, kept: bool) -> None:
        """Make a step available under its name: as a table if kept, else as a view."""

    @abstractmethod
    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """The rows of a query. Equal texts are one object: a tally repeats a few of them a million times."""

    @abstractmethod
    def columns(self, name: str) -> tuple[str, ...]:
        """The columns of a table or view."""

    @abstractmethod
    def write_parquet(self, sql: str, order: str, path: Path) -> None:
        """Write the rows of a query in the order of some of its columns; a cluster writes them by all columns, many of them in parts."""

    @abstractmethod
    def parquet_columns(self, path: Path | str) -> Columns:
        """Column name -> type of a Parquet file; a Problem if it cannot be read."""

    @abstractmethod
    def parquet_source(self, path: Path | str) -> str:
        """What to select from for a Parquet file: its columns and file_row_number, counted from 0."""

    @abstractmethod
    def parquet_parts(self, parts: Sequence[Part]) -> str:
        """What to select from for Parquet files of the same columns: these, file_row_number, file_number and file_centre."""

    @abstractmethod
    def forget(self, name: str) -> None:
        """Remove a table, if there is one of that name."""

    @abstractmethod
    def close(self) -> None:
        """Give back memory and files."""

    def load_rows(self, name: str, columns: Columns, rows: Iterable[Row]) -> None:
        """A table from rows."""
        lists = [list(part) for part in zip(*rows, strict=True)] or [[] for _ in columns]
        self.load(name, columns, dict(zip(columns, lists, strict=True)))

    def counts(self, names: Sequence[str]) -> dict[str, int]:
        """How many rows each table has, asked at once."""
        asked = " UNION ALL ".join(f"SELECT '{name}' AS name, count(*) AS height FROM {name}" for name in names)
        found = dict(self.rows(asked)) if names else {}
        return {name: found[name] for name in names}


def texts_once(column: Sequence[Any], known: dict[str, str]) -> Sequence[Any]:
    """A column with equal texts as one object, that of `known` where it is there."""
    return list(map(known.setdefault, column, column)) if isinstance(next(filter(None, column), None), str) else column
