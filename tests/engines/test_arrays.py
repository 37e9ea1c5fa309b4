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


def test_rows_come_back_with_each_text_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many rows name an endpoint: sixty windows of a registry have a million of them."""
    monkeypatch.setattr(engine, "ROWS_AT_ONCE", 7)
    duckdb = engine.DuckDB()
    duckdb.load_rows(
        "t", {"record": "BIGINT", "word": "VARCHAR"}, [(number, f"a text {number % 3}" if number % 3 else None) for number in range(20)]
    )
    found = duckdb.rows("SELECT record, word, record = 1, [word] FROM t ORDER BY record")
    words = [f"a text {number % 3}" if number % 3 else None for number in range(20)]
    assert found == [(number, word, number == 1, [word]) for number, word in enumerate(words)]
    assert len({id(word) for _, word, _, _ in found if word}) == 2
    assert duckdb.rows("SELECT record FROM t WHERE record < 0") == []
    duckdb.close()
