"""Spark, on this machine or on a cluster: the same steps, with a prelude of its own; kept steps are Parquet, tallies alone come back."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Sequence
from functools import reduce
from pathlib import Path
from typing import Any

from cohortium.engines.base import IS_BEYOND, Columns, Engine, Part, Row, texts_once
from cohortium.engines.spark_scratch import Scratch, move_parts, rows_in, schema_written
from cohortium.engines.spark_session import LOCAL, is_local, open_session, own_session
from cohortium.engines.spark_tables import SQL_TYPES, arrow_table, engine_types, told, write_parts
from cohortium.language import tr
from cohortium.problems import Problem

PRELUDE = (
    # add_months goes to the last day of a shorter month, and stays on the day otherwise (MEANINGS.md, Shift).
    """CREATE TEMPORARY FUNCTION shift(day DATE, months BIGINT, days BIGINT) RETURNS DATE
       RETURN date_add(add_months(day, CAST(months AS INTEGER)), CAST(days AS INTEGER))""",
    """CREATE TEMPORARY FUNCTION days_between(earlier DATE, later DATE) RETURNS BIGINT
       RETURN CAST(datediff(later, earlier) AS BIGINT)""",
    f"""CREATE TEMPORARY FUNCTION is_beyond(over BIGINT, whole BIGINT, sign STRING, above BOOLEAN, reached BOOLEAN) RETURNS BOOLEAN
        RETURN {IS_BEYOND}""",
    "CREATE TEMPORARY FUNCTION whole_parts(number BIGINT, size BIGINT) RETURNS BIGINT RETURN number div size",
    "CREATE TEMPORARY FUNCTION matches(text STRING, pattern STRING) RETURNS BOOLEAN RETURN text RLIKE pattern",
)
_PATTERN = set("{}[]*?\\")
# A place that Spark writes in another way than we do would lose its rows: then nothing is counted.
_NUMBER = "coalesce(file_listed, CAST(raise_error('a part that is not listed') AS BIGINT)) AS file_number"
_PART = {"file_place": "VARCHAR", "file_listed": "BIGINT", "file_centre": "VARCHAR"}
SMALL = 10_000
"""Rows up to which a table goes whole to every worker; counted, never guessed."""
DECLARED = ("p_", "study")
"""How the tables of the protocol begin, and the one row that is made of them: they always travel."""
_OLDER = 16  # after so many questions what had a name during one of them is looked at again
TOGETHER = 4
"""SELECTs over files that one plan reads; the rows of more are written once, one SELECT after the other."""
ROWS_PER_PART = 1_000_000
"""Rows of a dataset that one file holds."""
DIFFERENCES = {
    "floating": "A floating number of a Parquet file, where a question shows it, is written as Spark does (2.5E9) "
    "and not as DuckDB does (2500000000.0).",
    "order": "The rows of a dataset stand in the order of its columns, and a dataset of more than a million rows is a folder of parts.",
}
"""What differs from DuckDB, each with its test; no number is among it."""


class Spark(Engine):
    """A session of its own on a cluster; what it keeps lies in a folder of its own below `scratch`, which goes when it is closed."""

    package = "pyspark"

    def __init__(self, master: str = LOCAL, scratch: str | None = None, session: Any = None, small: int = SMALL) -> None:
        """`scratch`: a folder or URL that every worker reaches; needed unless Spark runs in one process of this machine.

        `session`: a SparkSession that is there already; it is left as it is. Raises Problem where Spark cannot be had.
        """
        shared = session.sparkContext.master if session else master
        if scratch is None and not is_local(shared):
            text = "Spark on {master} needs a folder that every worker reaches, for the steps that it keeps. Name it with --scratch."
            raise Problem(text, master=shared)
        self._session = own_session(session or open_session(master))
        self._scratch = Scratch(scratch)
        self._small, self._files, self._asked = small, 0, 0
        self._heights: dict[str, int] = {}
        self._schemas: dict[Any, Columns] = {}  # Spark starts a job to read one, and the parts of a table have the same
        for function in PRELUDE:
            self._sql(function, "prelude")

    def load(self, name: str, columns: Columns, data: dict[str, list[Any]]) -> None:
        frame = self._session.createDataFrame(arrow_table(columns, data))
        self._heights[name] = len(next(iter(data.values())))
        self._show(name, frame if self._heights[name] <= self._small else self._stored(name, frame))

    def load_parquet(self, name: str, columns: Columns, selects: Sequence[str], kept: bool) -> None:
        frames = [self._session.table(f"`{name}`"), *(self._typed(self._sql(select, name), columns) for select in selects)]
        self._heights.pop(name)
        # One plan over many files holds in memory, at once and in every step, the texts that each of them is joined with.
        held = kept or len(selects) > TOGETHER
        self._show(name, self._stored(name, *frames) if held else reduce(lambda one, other: one.unionByName(other), frames))

    def _typed(self, frame: Any, columns: Columns) -> Any:
        """The columns of an input in their types; one that a file does not feed is NULL."""
        found = {column: f"`{column}`" for column in frame.columns}
        return frame.selectExpr(*(f"CAST({found.get(name, 'NULL')} AS {SQL_TYPES[kind]}) AS `{name}`" for name, kind in columns.items()))

    def run(self, name: str, sql: str, kept: bool) -> None:
        frame = self._sql(sql, name)
        self._show(name, self._stored(name, frame) if kept else frame)

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        with told("query"):
            found = self._sql(sql, "query", parameters).toArrow()
        self._give_back()
        return list(zip(*(texts_once(column.to_pylist(), {}) for column in found.columns), strict=True))

    def columns(self, name: str) -> tuple[str, ...]:
        return tuple(self._session.table(f"`{name}`").columns)

    def counts(self, names: Sequence[str]) -> dict[str, int]:
        return {name: self._heights[name] for name in names}

    def write_parquet(self, sql: str, order: str, path: Path) -> None:
        if not self._scratch.is_here:
            text = "The workers write where this machine does not reach, so {name} is not here. Name a mounted folder with --scratch."
            path.with_suffix(".txt").write_text(tr(text, name=path.name) + "\n", "utf-8")
            return
        frame = self._sql(sql, path.name)
        parts = -(-self._height(frame, path.name) // ROWS_PER_PART)
        place = self._scratch.place(path.stem)
        with told(path.name):
            write_parts(frame, parts, frame.columns[:2], frame.columns, place)
        move_parts(Path(place), path)

    def parquet_columns(self, path: Path | str) -> Columns:
        try:
            written = schema_written(path)
            if written not in self._schemas:
                self._schemas[written] = engine_types(self._file(path).schema)
            return self._schemas[written]
        except Exception:
            raise Problem("{name} is not a Parquet file that can be read. Export it again.", name=Path(path).name) from None

    def parquet_source(self, path: Path | str) -> str:
        self._files += 1
        name = f"parquet_{self._files}"
        self._file(path).selectExpr("*", "_metadata.row_index AS file_row_number").createOrReplaceTempView(name)
        return name

    def parquet_parts(self, parts: Sequence[Part]) -> str:
        self._files += 1
        name = f"parquet_{self._files}"
        listed = self._session.createDataFrame(arrow_table(_PART, self._listed(parts))).hint("broadcast")
        frames = (self._file(*paths) for paths in _safe_to_list(each.path for each in parts))
        place = r"regexp_replace(_metadata.file_path, '^file:/+', '/') AS file_place"
        shown = (each.selectExpr("*", "_metadata.row_index AS file_row_number", place) for each in frames)
        rows = reduce(lambda one, other: one.unionAll(other), shown)
        known = rows.join(listed, "file_place", "left").selectExpr("*", _NUMBER).drop("file_place", "file_listed")
        known.createOrReplaceTempView(name)
        return name

    def _listed(self, parts: Sequence[Part]) -> dict[str, list[Any]]:
        rows = ((self._place_of(each.path), each.number, each.centre) for each in parts)
        return dict(zip(_PART, map(list, zip(*rows, strict=True)), strict=True))

    def _place_of(self, path: str) -> str:
        """The place of a file as Spark writes it among what it knows of a row."""
        return self._session._jvm.org.apache.hadoop.fs.Path(_url(path)).toUri().getRawPath()

    def forget(self, name: str) -> None:
        self._session.catalog.dropTempView(name)
        self._heights.pop(name, None)

    def close(self) -> None:
        with told("close"):
            self._scratch.remove(self._session)

    def plan(self, sql: str) -> str:
        """What Spark would do for a query, before the sizes that it meets on the way change anything."""
        return self._sql(sql, "plan")._jdf.queryExecution().executedPlan().toString()

    def _give_back(self) -> None:
        """Let go of the plans of earlier questions, and of the tables that were sent to the workers for them.

        Spark keeps them as long as Python has a name for them; Python has, in a circle, until it looks for circles. It looks rarely here.
        """
        self._asked += 1
        gc.collect(0 if self._asked % _OLDER else 1)

    def _show(self, name: str, frame: Any) -> None:
        small = name.startswith(DECLARED) or self._heights.get(name, self._small + 1) <= self._small
        (frame.hint("broadcast") if small else frame).createOrReplaceTempView(name)

    def _stored(self, name: str, *frames: Any) -> Any:
        """The rows written and read back: a lost worker costs one step, and what reads them starts from files."""
        place = self._scratch.place(name)
        with told(name):
            for frame in frames:
                frame.write.mode("append").parquet(place)
            stored = self._session.read.schema(frames[0].schema).parquet(place)
            # The ends of the files say how many rows they hold, where they lie on this machine.
            self._heights[name] = rows_in(Path(place)) if self._scratch.is_here else stored.count()
        self._give_back()
        return stored

    def _height(self, frame: Any, name: str) -> int:
        with told(name):
            return frame.count()

    def _sql(self, sql: str, name: str, parameters: Sequence[Any] = ()) -> Any:
        with told(name):
            # In a text of Spark's SQL a backslash says something; in the steps it is a letter like any other.
            return self._session.sql(sql.replace("\\", "\\\\"), args=list(parameters) or None)

    def _file(self, *paths: Path | str) -> Any:
        # A file of a delivery is one file, whatever its name: brackets and stars are no pattern.
        return self._session.read.option("__globPaths__", "false").parquet(*map(_url, paths))


def _safe_to_list(paths: Iterable[str]) -> list[list[str]]:
    """The paths, those apart that look like patterns: beside others Spark reads these others again (SPARK-58518)."""
    plain, odd = [], []
    for path in paths:
        (odd if _PATTERN & set(path) else plain).append(path)
    return [*([plain] if plain else []), *([path] for path in odd)]


def _url(path: Path | str) -> str:
    return f"file://{Path(path).absolute()}"
