"""A table loaded as arrays holds what the same lists give."""

from __future__ import annotations

from datetime import date

import pytest

from cohortium.engines import duckdb as engine

COLUMNS = {"record": "BIGINT", "score": "BIGINT", "month": "BIGINT", "code": "VARCHAR", "day": "DATE", "ended": "DATE", "shown": "BOOLEAN"}
DATA = {
    "record": [2**40, -1, 0],
    "score": [None, -(2**62), 7],
    "month": [None, None, None],
    "code": ["007", None, "é'\0\""],
    "day": [date(1, 1, 1), None, date(2024, 2, 29)],
    "ended": [None, None, None],
    "shown": [True, None, False],
}


def test_arrays_and_lists_give_the_same_table(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = {}
    for long in (1, 1_000):
        monkeypatch.setattr(engine, "LONG", long)
        duckdb = engine.DuckDB()
        duckdb.load("t", COLUMNS, {name: list(values) for name, values in DATA.items()})
        kinds = duckdb.rows("SELECT DISTINCT typeof(record), typeof(month), typeof(code), typeof(day), typeof(shown) FROM t")
        assert kinds == [("BIGINT", "BIGINT", "VARCHAR", "DATE", "BOOLEAN")]
        rows[long] = duckdb.rows("SELECT * FROM t")
        duckdb.close()
    assert rows[1] == rows[1_000] == list(zip(*DATA.values(), strict=True))
