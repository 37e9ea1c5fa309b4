"""Parquet files ask like sheets: a code, a missing code, a unit is one question, answered in the mapping of their centre."""

from __future__ import annotations

from pathlib import Path

import duckdb
import openpyxl
import pytest

from cohortium import study
from mappings.studies import read, write

PROTOCOL = """\
study: small
arms:
  upa: {label: Upadacitinib 15 mg}
characteristics:
  weight: {type: number, unit: kg, low: 20, high: 300}
  sex: {type: category, levels: {F: Women, M: Men}}
timepoints:
  M3: {from: 2 months, to: 4 months}
endpoints:
  clear: {measure: IGA, responder: {value_at_most: 1}, at: [M3]}
safety:
  terms:
    cpk: {label: CPK, from: {any: [{test: CPK, above: local_upper}]}}
"""
TABLES = {
    "patients": ("patient VARCHAR, sex SMALLINT, weight DOUBLE", "('P1', 1, 70), ('P2', 2, -9), ('P3', 1, 61.5)"),
    "visits": ("patient VARCHAR, month INTEGER, IGA INTEGER", "('P1', 0, 3), ('P2', 0, 99), ('P3', 0, 4)"),
    "laboratory": ("patient VARCHAR, test VARCHAR, month INTEGER, value VARCHAR, unit VARCHAR",
                   "('P1', 'CPK', 1, '3 g/L', 'mg/L'), ('P2', 'CPK', 1, '4 g/L', 'mg/L')"),
}  # fmt: skip
ANSWERS = {
    '"1" mean in the column sex': "M: Men",
    '"2" mean in the column sex': "F: Women",
    '"-9.0" mean in the column weight': "not done",
    '"99" mean in the column IGA': "unknown",
    "a number in g/l": "1000",
}


def parquet(folder: Path, place: str) -> Path:
    """A study whose only data are Parquet files, in the folder of a centre or beside each other with a centre column."""
    write(folder, {}, {}, PROTOCOL)
    (folder / "data" / place).mkdir(parents=True, exist_ok=True)
    with duckdb.connect(":memory:") as connection:
        for table, (columns, rows) in TABLES.items():
            connection.execute(f"CREATE TABLE {table} ({columns})")
            connection.execute(f"INSERT INTO {table} VALUES {rows}")
            centre = ", '07' AS centre" if not place else ""
            path = folder / "data" / place / f"{table}.parquet"
            connection.execute(f"COPY (SELECT *{centre} FROM {table}) TO '{path}' (FORMAT PARQUET)")
    return folder


def answer(folder: Path) -> None:
    """Answer every question of the workbook."""
    book = openpyxl.load_workbook(folder / "questions.xlsx")
    sheet = book.worksheets[0]
    for row in range(5, sheet.max_row + 1):
        (chosen,) = [text for part, text in ANSWERS.items() if part in sheet.cell(row, 2).value]
        for column, value in enumerate((chosen, "A. Martin", "2026-01-02"), start=9):
            sheet.cell(row, column).value = value
    book.save(folder / "questions.xlsx")


@pytest.mark.parametrize(("place", "mappings"), [("07", {"07.yaml"}), ("", {"patients.yaml", "visits.yaml", "laboratory.yaml"})])
def test_codes_and_units_are_questions_and_their_answers_are_read(tmp_path: Path, place: str, mappings: set[str]) -> None:
    folder = parquet(tmp_path / "s", place)
    assert study.check(folder).blocking == len(ANSWERS)
    with read(folder) as found:
        asked = {(question.rule, question.samples, question.cells, len(question.patients)) for question in found.questions}
        assert asked == {
            ("unknown_code", ("1",), 2, 2), ("unknown_code", ("2",), 1, 1), ("missing_code", ("-9.0",), 1, 1),
            ("missing_code", ("99",), 1, 1), ("unit_in_cell", ("3 g/L", "4 g/L"), 2, 2),
        }  # fmt: skip
        before = [row for row in found.ledger if row.cells_quarantined]
        assert sum(row.cells_quarantined for row in before) == 7
    answer(folder)
    assert study.check(folder).blocking == 0
    assert {path.name for path in (folder / "mappings").iterdir()} == mappings
    with read(folder) as found:
        assert sum(row.cells_quarantined for row in found.ledger) == 0
        assert found.engine.rows("SELECT sex FROM in_patients ORDER BY code") == [("M",), ("F",), ("M",)]
        weights = "SELECT code, number FROM in_characteristics WHERE variable = 'weight' AND number IS NOT NULL ORDER BY code"
        assert [code for code, _ in found.engine.rows(weights)] == ["P1", "P3"]
        assert found.engine.rows("SELECT value FROM in_laboratory ORDER BY code") == [(3_000_000_000,), (4_000_000_000,)]
        assert {query.rule for query in found.queries} & {"missing_code", "unknown_code", "out_of_range", "unit_in_cell"} == set()


MIXED = "('M1', 50), ('M2', 55), ('M3', 60), ('M4', 58), ('M5', 121), ('M6', 130), ('M7', 126), ('M8', 128)"
GLUCOSE = (5.1, 4.8, 6.0, 5.5, 92, 101, 88, 110)


def test_a_column_in_two_units_is_asked_about_and_can_be_said_to_be_in_one(tmp_path: Path) -> None:
    folder = write(tmp_path / "s", {}, {}, PROTOCOL)
    (folder / "data" / "07").mkdir()
    with duckdb.connect(":memory:") as connection:
        weights = f"SELECT * FROM (VALUES {MIXED}) t(patient, weight)"
        tests = ", ".join(f"('M{n}', 'glucose', 1, {value}, 'x')" for n, value in enumerate(GLUCOSE, start=1))
        results = f"SELECT * FROM (VALUES {tests}) t(patient, test, month, value, unit)"
        for table, rows in (("patients", weights), ("laboratory", results)):
            connection.execute(f"COPY ({rows}) TO '{folder / 'data' / '07' / table}.parquet' (FORMAT PARQUET)")
    with read(folder) as found:
        asked = {(str(question.text), str(question.hint)) for question in found.questions}
        assert asked == {
            ("Are all numbers of weight in one unit? There are two groups, about 2.20462 times apart.",
             "the unit of each: numbers up to 60 and from 121 differ about 2.20462 times"),
            ("Are all numbers of glucose in one unit? There are two groups, about 18.02 times apart.",
             "the unit of each: numbers up to 6 and from 88 differ about 18.02 times"),
        }  # fmt: skip
        assert [row.cells_quarantined for row in found.ledger] == [8, 8]
        assert found.engine.rows("SELECT count(*) FROM in_characteristics WHERE number IS NOT NULL") == [(0,)]
        assert found.engine.rows("SELECT count(*) FROM in_laboratory WHERE value IS NOT NULL") == [(0,)]
    (folder / "mappings").mkdir()
    said = "answers:\n  - {column: weight, units: as_declared}\n  - {column: Glucose, units: as_declared}\n"
    (folder / "mappings" / "07.yaml").write_text(said, "utf-8")
    with read(folder) as found:
        assert found.questions == [] and [row.cells_quarantined for row in found.ledger] == [0, 0]
        assert found.engine.rows("SELECT count(*) FROM in_laboratory WHERE value IS NOT NULL") == [(8,)]


def test_a_unit_that_no_limit_has_is_asked_about_once_and_its_answer_is_read(tmp_path: Path) -> None:
    folder = write(tmp_path / "s", {}, {}, PROTOCOL)
    (folder / "data" / "07").mkdir()
    tables = {
        "laboratory": "SELECT 'P' || n AS patient, 'CPK' AS test, 1 AS month, 100.0 + n AS value, 'unit L' AS unit FROM range(50) t(n)",
        "laboratory_limits": "SELECT 'CPK' AS test, 'U/L' AS unit, 120 AS upper",
    }
    with duckdb.connect(":memory:") as connection:
        for table, rows in tables.items():
            connection.execute(f"COPY ({rows}) TO '{folder / 'data' / '07' / table}.parquet' (FORMAT PARQUET)")
    with read(folder) as found:
        (question,) = found.questions
        assert str(question.text) == 'Laboratory values are in "unit L", but the limits of their tests are not. What is it?'
        assert [str(option.label) for option in question.options][0] == "the same as u/l" and question.source.mapping == "mappings/07.yaml"
    (folder / "mappings").mkdir()
    (folder / "mappings" / "07.yaml").write_text("answers:\n  - {column: unit, text: unit L, means: u/l}\n", "utf-8")
    with read(folder) as found:
        assert found.questions == [] and found.engine.rows("SELECT DISTINCT unit FROM in_laboratory") == [("u/l",)]
