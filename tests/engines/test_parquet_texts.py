"""Texts and declared conversions of Parquet files are read as those of text files are, on Spark too (test_spark_parquet)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from cohortium import study
from cohortium.derived import Derived
from cohortium.problems import Problems
from mappings.studies import read, write

TABLES: dict[str, list[tuple[Any, ...]]] = {
    "treatments": [("patient", "drug", "daily_dose", "start", "stop"), ("P1", "upadacitinib", "15 mg", "03/04/2021", "ongoing"),
                   ("P2", "upadacitinib", "15", "05/04/2021", "06/10/2021"), ("P3", "upadacitinib", "15", "25/04/2021", "")],
    "visits": [("patient", "date", "IGA", "EASI"), ("P1", "03/07/2021", "1", "1,200"), ("P2", "2021-07-04", "1 234", "12,5"),
               ("P3", "44402", "2", "3.4")],
    "patients": [("patient", "weight", "height", "age"), ("P1", "70,5", "170", "41"), ("P2", "154", "1,7", "42,5"), ("P3", "NF", "-9", "")],
}  # fmt: skip
QUESTIONS = [("date_order", 4, 2), ("decimal_mark", 1, 1)]
DECLARED = """\
dates: day_first
decimal: ","
readings:
  - table: patients
    columns:
      patient: patient
      weight: {column: weight, times: "0.5", written_in: half kg, above: 100, missing: {not_done: [NF]}}
      height: {column: height, times: 100, written_in: m, below: 3, codes: {"-9": unknown}}
      age: age
"""


def files(folder: Path, mapping: str = "", parquet: bool = True, types: dict[str, str] | None = None) -> Path:
    """The tables as texts, or with some columns typed, in Parquet or in text files."""
    folder = write(folder, {}, {"07.yaml": mapping} if mapping else {})
    (folder / "data/07").mkdir()
    with duckdb.connect(":memory:") as connection:
        for table, (names, *rows) in TABLES.items():
            columns = ", ".join(f"{name} {(types or {}).get(name, 'VARCHAR')}" for name in names)
            connection.execute(f"CREATE TABLE {table} ({columns})")
            connection.executemany(
                f"INSERT INTO {table} VALUES ({', '.join('?' * len(names))})", [[text or None for text in row] for row in rows]
            )
            ending = "parquet' (FORMAT PARQUET)" if parquet else "csv' (DELIMITER ';')"
            connection.execute(f"COPY {table} TO '{folder}/data/07/{table}.{ending}")
    return folder


def taken(found: Derived) -> dict[str, list[tuple[Any, ...]]]:
    """What the steps read, without where it stands."""
    shown = {
        "in_treatments": "code, drug, dose, start, stop, stop_unreadable",
        "in_visits": "code, day, score1, score2",
        "in_characteristics": "code, variable, number",
    }
    return {name: sorted(found.engine.rows(f"SELECT {columns} FROM {name}"), key=str) for name, columns in shown.items()}


def balances(found: Derived) -> list[tuple[int, ...]]:
    return sorted((row.cells_accepted, row.cells_normalised, row.cells_quarantined, row.cells_empty) for row in found.ledger)


def told(found: Derived) -> list[tuple[str, str, str]]:
    return sorted((query.rule, query.patient, query.found) for query in found.queries if query.cell or query.patient)


@pytest.mark.parametrize("mapping", ["", DECLARED])
def test_texts_are_read_as_those_of_a_text_file(tmp_path: Path, mapping: str) -> None:
    with read(files(tmp_path / "parquet", mapping)) as one, read(files(tmp_path / "csv", mapping, parquet=False)) as other:
        assert taken(one) == taken(other)
        assert told(one) == told(other) and ("serial_date", "P3", "44402") in told(one)
        assert balances(one) == balances(other)
        asked = [[(each.rule, each.cells, len(each.patients), each.samples, str(each.hint)) for each in f.questions] for f in (one, other)]
        assert asked[0] == asked[1]


def test_an_order_of_dates_and_a_decimal_mark_are_one_question_each_and_their_answers_are_read(tmp_path: Path) -> None:
    folder = files(tmp_path / "s")
    with read(folder) as found:
        assert [(each.rule, each.cells, len(each.patients)) for each in found.questions][:2] == QUESTIONS
        hint = "dates of the same columns that can only be day first: 1; only month first: 0"
        assert (str(found.questions[0].hint), found.questions[0].source.mapping) == (hint, "mappings/07.yaml")
    (folder / "mappings").mkdir()
    (folder / "mappings/07.yaml").write_text('answers:\n  - {dates: day_first}\n  - {decimal: ","}\n', "utf-8")
    with read(folder) as found:
        assert not {each.rule for each in found.questions} & {"date_order", "decimal_mark"}
        assert [row[3].isoformat() for row in taken(found)["in_treatments"]] == ["2021-04-03", "2021-04-05", "2021-04-25"]


def test_a_column_in_both_orders_is_asked_about_cell_by_cell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [*TABLES["treatments"], ("P4", "upadacitinib", "15", "04/25/2021", "")]
    monkeypatch.setitem(TABLES, "treatments", lines)
    with read(files(tmp_path / "s")) as found:
        assert [(q.rule, q.patient) for q in found.queries if q.rule == "ambiguous_date"] == [("ambiguous_date", p) for p in ("P1", "P2")]


def test_a_test_that_the_protocol_names_is_no_word_for_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [("patient", "date", "test", "value", "unit", "upper"), ("P1", "2021-05-01", "Na", "150", "mmol/L", "145"),
             ("P1", "2021-05-01", "NK", "150", "/µL", "145")]  # fmt: skip
    monkeypatch.setitem(TABLES, "laboratory", lines)
    term = "    sodium: {kind: biological, from: {any: [{test: Na, above: local_upper}]}}\n"
    for parquet in (True, False):
        folder = files(tmp_path / str(parquet), parquet=parquet)
        with open(folder / "protocol.yaml", "a", encoding="utf-8") as file:
            file.write(term)
        with read(folder) as found:
            assert found.engine.rows("SELECT test FROM in_laboratory ORDER BY test NULLS LAST") == [("na",), (None,)]


@pytest.mark.parametrize("kind", ["DOUBLE", "FLOAT", "DECIMAL(9,2)"])
def test_numbers_are_converted_as_declared_and_the_file_keeps_what_was_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    typed = [TABLES["patients"][0], ("P1", "70.5", "170", "41"), ("P2", "154", "1.7", "42.5"), ("P3", "", "-9", "")]
    monkeypatch.setitem(TABLES, "patients", typed)
    with read(files(tmp_path / "s", DECLARED, types=dict.fromkeys(("weight", "height", "age"), kind))) as found:
        numbers = {(code, name): number for code, name, number in taken(found)["in_characteristics"]}
        # 154 half kilograms are 77 kg, 1.7 m are 170 cm, -9 stands for nothing; in tenths, the age in hundredths of a year
        assert numbers == {("P1", "weight"): 705, ("P2", "weight"): 770, ("P1", "height"): 1700, ("P2", "height"): 1700,
                           ("P1", "age"): 4100, ("P2", "age"): 4250}  # fmt: skip
        (row,) = [row for row in found.ledger if row.file.endswith("patients.parquet")]
        assert (row.cells_normalised, row.cells_quarantined) == (3, 0)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("weight: {at: B}", "at is for workbooks and text files; name a column of a Parquet file by its heading"),
        ("weight: wieght", 'data/07/patients.parquet has no column "wieght". Did you mean "weight"?'),
        ("wieght: weight", 'patients has no column "wieght". Did you mean "weight"?'),
    ],
)
def test_mistakes_of_a_reading_have_their_line(tmp_path: Path, line: str, said: str) -> None:
    mapping = f"readings:\n  - table: patients\n    columns:\n      patient: patient\n      height: height\n      age: age\n      {line}\n"
    with pytest.raises(Problems) as raised:
        study.check(files(tmp_path / "s", mapping))
    assert "mappings/07.yaml:7:" in str(raised.value) and said in str(raised.value)
