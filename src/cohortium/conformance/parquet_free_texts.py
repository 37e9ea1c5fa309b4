"""The free texts of Parquet files: different texts are looked at in Python, their cells and patients counted by the engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cohortium.conformance.coding import COLUMNS, FreeText, Key
from cohortium.conformance.free_texts import free_text
from cohortium.conformance.names import plain
from cohortium.conformance.parquet_columns import Column
from cohortium.conformance.parquet_inputs import Source
from cohortium.engines import Engine

_TABLE = "free_texts"


def count_free(
    found: dict[Key, FreeText], engine: Engine, source: Source, missing_keys: int, declared: Mapping[str, Callable[[str], bool]]
) -> None:
    """Add the free texts of a file, of the rows that are used: as first in the alphabet written, with their cells and patients."""
    for variable, kind in COLUMNS.items():
        column = source.column(variable)
        if column is None or (variable == "stop_reasons" and source.file.table != "treatments"):
            continue
        free = {text: meant for text in source.texts(engine, column) if (meant := free_text(column.kind, text, declared[kind]))}
        for key, shown, cells, patients in _counted(engine, source, column, missing_keys, free) if free else ():
            entry = found.setdefault((kind, key), FreeText(shown))
            entry.cells += cells
            entry.counted += patients


def _counted(engine: Engine, source: Source, column: Column, missing_keys: int, free: Mapping[str, str]) -> list[tuple[str, str, int, int]]:
    engine.forget(_TABLE)
    rows = [(text, plain(meant), meant) for text, meant in free.items()]
    engine.load_rows(_TABLE, {"text": "VARCHAR", "key": "VARCHAR", "shown": "VARCHAR"}, rows)
    joined = f"{source.joined()} JOIN {_TABLE} f ON f.text = CAST({column.sql} AS STRING)"
    who = f"count(DISTINCT {source.centre} || chr(31) || {source.code})"
    where = source.used(missing_keys)
    return engine.rows(f"SELECT f.key, min(f.shown), count(*), {who} FROM {joined} WHERE {where} GROUP BY f.key ORDER BY f.key")
