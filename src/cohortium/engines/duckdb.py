"""DuckDB, in this process and in memory."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import tempfile
import weakref
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb

from cohortium.disk import work_folder
from cohortium.engines.base import IS_BEYOND, Columns, Engine, Part, Row, UnreadableFile, texts_once
from cohortium.language import marked
from cohortium.problems import InternalError, Problem

PRELUDE = (
    # Months first, to the last day of a shorter month, then days (MEANINGS.md, Shift).
    "CREATE MACRO shift(day, months, days) AS CAST(CAST(day AS DATE) + to_months(CAST(months AS INTEGER)) AS DATE) + CAST(days AS INTEGER)",
    "CREATE MACRO days_between(earlier, later) AS CAST(CAST(later AS DATE) - CAST(earlier AS DATE) AS BIGINT)",
    f"CREATE MACRO is_beyond(over, whole, sign, above, reached) AS {IS_BEYOND}",
    # What the Parquet door needs and the engines write in their own ways.
    "CREATE MACRO whole_parts(number, size) AS number // size",
    "CREATE MACRO matches(text, pattern) AS regexp_matches(text, pattern)",
)
LONG = 20_000  # rows from which a table is loaded as arrays, and from which it may fill the memory
ROWS_AT_ONCE = 10_000  # that come back, before their texts are made one
# Nothing is fetched and nothing is loaded at run time.
SETTINGS = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_community_extensions": False,
    "preserve_insertion_order": False,  # no step relies on it, and keeping it costs memory
    "checkpoint_threshold": "1TB",  # tables in memory need none, and looking for one cost a pass over all of them
    "pandas_analyze_sample": 0,  # arrays of objects are texts, whatever the first of them look like
    # It writes expressions out as often as aggregates read them: planning one step took longer than counting a hundred patients.
    "disabled_optimizers": "partial_aggregate_pushdown",
    "disabled_compression_methods": "fsst,dict_fsst,zstd",  # finding how to pack texts costs three times what it saves
}
ROOM = 800
"""Megabytes for each thread, unless told otherwise: what does not fit waits in files, and a laptop stays usable."""
EVERYBODY = "keys"
"""The step that holds every patient once."""
SLICES = (4, 16, 64)
"""Into how many a step is cut that does not fit: a number of slices that does not fit either is followed by the next."""
IN_MEMORY, PACKED = "TEMP TABLE ", "TABLE packed."
"""Where kept steps go: in memory, and once a Parquet file is read and they take `SHARE` of the room, in a file."""
SHARE = 0.9  # of the room
_UNITS = {"KiB": 2**10, "MiB": 2**20, "GiB": 2**30, "TiB": 2**40}


class NoMemory(Problem):
    """A step for which the memory does not suffice."""


class DuckDB(Engine):
    """One connection; tables are temporary, and so is the folder for what does not fit into memory: nothing is left behind."""

    package = "duckdb"

    def __init__(self, threads: int | None = None, memory: str = "", spill: Path | None = None) -> None:
        """`memory` is at most used by tables and steps (`1GiB`, else `ROOM`); what does not fit into it goes to the folder `spill`.

        Without a folder it is one in the system's place for temporary files, for this user alone, which is removed at the end; where the
        program was killed, by the next one.
        """
        chosen: dict[str, str | bool | int | float | list[str]] = {**SETTINGS, **({"memory_limit": memory} if memory else {})}
        own = ExitStack()
        self._clear = weakref.finalize(self, own.close)
        spill = spill or own.enter_context(work_folder(Path(tempfile.gettempdir())))
        chosen |= {"temp_directory": str(spill)} | ({"threads": threads} if threads else {})
        self._packed, self._share = spill / "packed.duckdb", 0.0
        self._kept = self._place = IN_MEMORY  # where steps are kept once the room is filled, and where the next one goes
        self._connection = duckdb.connect(":memory:", config=chosen)
        # The day of a moment with a time zone must not depend on where the computer stands.
        self._do("SET TimeZone = 'UTC'", "time zone")
        if not memory:
            self._keep_to_room()
        for macro in PRELUDE:
            self._do(macro, "prelude")

    def _keep_to_room(self) -> None:
        """Less than DuckDB would take, which is four fifths of the machine."""
        [(threads,)] = self.rows("SELECT current_setting('threads')")
        if threads * ROOM * 10**6 < self._limit():
            self._do(f"SET memory_limit = '{threads * ROOM}MB'", "memory")

    def _limit(self) -> float:
        """Bytes that tables and steps may take."""
        [(limit,)] = self.rows("SELECT current_setting('memory_limit')")
        number, unit = limit.split()
        return float(number) * _UNITS[unit]

    def load(self, name: str, columns: Columns, data: dict[str, list[Any]]) -> None:
        lists = [data[column] for column in columns]
        if len(lists[0]) >= LONG:
            self._load_arrays(name, columns, data)
        elif lists[0]:
            parts = ", ".join(f'unnest(CAST(? AS {kind}[])) AS "{column}"' for column, kind in columns.items())
            self._do(f'CREATE TABLE "{name}" AS SELECT {parts}', name, lists)
        else:
            defined = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
            self._do(f'CREATE TABLE "{name}" ({defined})', name)

    def _load_arrays(self, name: str, columns: Columns, data: dict[str, list[Any]]) -> None:
        from cohortium.engines.arrays import arrays_of  # numpy is late: only who loads much waits for it

        arrays, parts = arrays_of(columns, data)
        self._connection.register("arrays", arrays)
        self._do(f'CREATE TABLE "{name}" AS SELECT {parts} FROM arrays', name)
        self._connection.unregister("arrays")

    def load_parquet(self, name: str, columns: Columns, selects: Sequence[str], kept: bool) -> None:
        self._pack()
        wanted = ", ".join(f'CAST("{column}" AS {kind}) AS "{column}"' for column, kind in columns.items())
        joined = " UNION ALL BY NAME ".join(selects)
        if kept:
            self._do(f'INSERT INTO "{name}" SELECT {wanted} FROM ({joined})', name)
            return
        self._do(f'ALTER TABLE "{name}" RENAME TO "{name} lists"', name)
        self._do(f'CREATE VIEW "{name}" AS SELECT * FROM "{name} lists" UNION ALL SELECT {wanted} FROM ({joined})', name)

    def forget(self, name: str) -> None:
        for kind in ("TABLE", "VIEW"):  # asking which of them it is takes longer
            with contextlib.suppress(duckdb.CatalogException):
                self._connection.execute(f'DROP {kind} IF EXISTS "{name}"')

    def run(self, name: str, sql: str, kept: bool) -> None:
        if not kept:
            self._do(f'CREATE TEMP VIEW "{name}" AS {sql}', name)
            return
        self._keep(name, sql, self._place)

    def _keep(self, name: str, sql: str, place: str) -> None:
        try:
            [(rows,)] = self._do(f'CREATE {place}"{name}" AS {sql}', name).fetchall()
        except NoMemory:
            return self._run_in_slices(name, sql)
        # Looking costs as much as a small step takes.
        if place != self._kept and rows >= LONG and self._held() >= self._share:
            self._place = self._kept

    def _held(self) -> int:
        """Bytes of the tables in memory, wherever they wait."""
        [(held,)] = self.rows("SELECT sum(memory_usage_bytes + temporary_storage_bytes) FROM duckdb_memory() WHERE tag = 'IN_MEMORY_TABLE'")
        return held

    def _run_in_slices(self, name: str, sql: str) -> None:
        """The rows of a step, slice by slice of the patients: a join upon a join may not fit, although each can wait on disk.

        Whatever a step computes, its rows are those of each slice, and DuckDB carries the bounds into every table that it joins.
        """
        described = self._do(f"SELECT * FROM ({sql}) AS rows LIMIT 0", name).description or []
        # In a dataset a patient is the code of the centre, and not the number by which the slices are cut.
        can = name != EVERYBODY and any(column[0] == "patient" and str(column[1]) != "VARCHAR" for column in described)
        for number in SLICES if can else ():
            with contextlib.suppress(NoMemory):
                return self._fill(name, sql, number)
        with self._one_thread():
            self._fill(name, sql, SLICES[-1] if can else 1)

    def _fill(self, name: str, sql: str, slices: int) -> None:
        try:
            for place, part in enumerate(self._slices(slices)):
                begin = f'INSERT INTO "{name}"' if place else f'CREATE {self._kept}"{name}" AS'
                self._do(f"{begin} SELECT * FROM ({sql}) AS rows WHERE {part}", name)
        except NoMemory:
            self._do(f'DROP TABLE IF EXISTS "{name}"', name)
            raise

    @contextlib.contextmanager
    def _one_thread(self) -> Iterator[None]:
        """Alone a thread needs least, and never finds that all which could wait on disk is just being written there by another."""
        [(threads,)] = self.rows("SELECT current_setting('threads')")
        self._do("SET threads = 1", "threads")
        try:
            yield
        finally:
            self._do(f"SET threads = {threads}", "threads")

    def _slices(self, number: int) -> list[str]:
        """Conditions on `patient`, of which every row meets one."""
        if number == 1:
            return ["TRUE"]
        shares = ", ".join(str(part / number) for part in range(1, number))
        [(bounds,)] = self.rows(f'SELECT quantile_disc(patient, [{shares}]) FROM "{EVERYBODY}"')
        between = [f"patient >= {low} AND patient < {high}" for low, high in pairwise(bounds)]
        return ["patient IS NULL", f"patient < {bounds[0]}", *between, f"patient >= {bounds[-1]}"]

    def _pack(self) -> None:
        """Keep steps in a file of packed columns from now on: they take a fraction of the room, and memory only while they are read."""
        if self._kept == PACKED:
            return
        # A folder on a network without locks refuses such a file: then they stay in memory, and what does not fit is written as it is.
        with contextlib.suppress(UnreadableFile):
            # No log: nobody recovers what a killed program left, and a log would be flushed at every step.
            self._do(f"ATTACH {_text(str(self._packed))} AS packed (RECOVERY_MODE NO_WAL_WRITES)", "packed")
            self._do("PRAGMA disable_checkpoint_on_shutdown", "packed")
            self._do("SET search_path = 'memory.main,packed.main'", "packed")
            self._kept, self._share = PACKED, SHARE * self._limit()

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        found, rows, known = self._do(sql, "query", parameters), [], {}
        while part := found.fetchmany(ROWS_AT_ONCE):
            rows += zip(*(texts_once(column, known) for column in zip(*part, strict=True)), strict=True)
        return rows

    def columns(self, name: str) -> tuple[str, ...]:
        described = self._do(f'SELECT * FROM "{name}" LIMIT 0', name).description or []
        return tuple(column[0] for column in described)

    def write_parquet(self, sql: str, order: str, path: Path) -> None:
        # Joining and sorting at once needs the memory of both, and neither can wait in files for the other.
        if self._kept == PACKED:
            self._keep(path.name, sql, PACKED)
        else:
            self.run(path.name, sql, kept=False)
        ordered = f'SELECT * FROM "{path.name}" ORDER BY {order}'
        copied = f"COPY ({ordered}) TO {_text(str(path))} (FORMAT PARQUET, COMPRESSION ZSTD)"
        try:
            self._copy(copied, path)
        except NoMemory:
            with self._one_thread():
                self._copy(copied, path)
        self.forget(path.name)

    def _copy(self, sql: str, path: Path) -> None:
        try:
            self._connection.execute(sql)
        except duckdb.IOException:
            raise OSError(errno.EIO, os.strerror(errno.EIO), str(path)) from None
        except duckdb.Error as error:
            raise _fault(path.name, error) from None

    def parquet_columns(self, path: Path | str) -> Columns:
        try:
            found = self._connection.execute(f"DESCRIBE SELECT * FROM read_parquet({_quoted(path)}, hive_partitioning=false)").fetchall()
        except duckdb.Error:
            raise Problem("{name} is not a Parquet file that can be read. Export it again.", name=Path(path).name) from None
        return {row[0]: row[1] for row in found}

    def parquet_source(self, path: Path | str) -> str:
        return f"read_parquet({_quoted(path)}, file_row_number=true, hive_partitioning=false)"

    def parquet_parts(self, parts: Sequence[Part]) -> str:
        read = f"read_parquet({_listed(_quoted(each.path) for each in parts)}, file_row_number=true, hive_partitioning=false)"
        numbers, centres = _listed(str(each.number) for each in parts), _listed(_text(each.centre) for each in parts)
        number, centre = (f"list_extract({values}, CAST(file_index AS BIGINT) + 1)" for values in (numbers, centres))
        return f"(SELECT *, CAST({number} AS BIGINT) AS file_number, {centre} AS file_centre FROM {read})"

    def close(self) -> None:
        self._connection.close()
        if self._kept == PACKED:
            self._packed.unlink(missing_ok=True)
        self._clear()

    def _do(self, sql: str, name: str, parameters: Sequence[Any] = ()) -> duckdb.DuckDBPyConnection:
        try:
            return self._connection.execute(sql, list(parameters)) if parameters else self._connection.execute(sql)
        except duckdb.Error as error:
            raise _fault(name, error) from None


NO_MEMORY = marked(
    "The memory does not suffice for the step {step}. Give it more with --memory-limit, close other programs, or take a larger computer."
)
NO_ROOM = marked("The disk is full: the step {step} needs room beside the results. Make room, or name another place with --out.")
FULL = tuple(os.strerror(number) for number in (errno.ENOSPC, errno.EFBIG, errno.EDQUOT))
_READING = (duckdb.IOException, duckdb.InvalidInputException, duckdb.SerializationException)


def _fault(name: str, error: duckdb.Error) -> Problem:
    if isinstance(error, duckdb.OutOfMemoryException):
        return NoMemory(NO_MEMORY, step=name)
    if isinstance(error, duckdb.IOException) and any(words in str(error) for words in FULL):
        return Problem(NO_ROOM, step=name)
    # The engine's own message quotes values of patients, so only its kind is told.
    # The reader of Parquet tells of broken headers by an error of no kind at all.
    reading = isinstance(error, _READING) or type(error) is duckdb.Error
    kind = UnreadableFile if reading else InternalError
    return kind(f"DuckDB could not run the step {name} ({type(error).__name__}).")


def _listed(values: Iterable[str]) -> str:
    return f"[{', '.join(values)}]"


def _quoted(path: Path | str) -> str:
    # A file of a delivery is one file, whatever its name: brackets and stars are no pattern. A long dataset of Spark is a folder.
    named = re.sub(r"([*?\[])", r"[\1]", str(path))
    return _text(f"{named}/*.parquet" if Path(path).is_dir() else named)


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
