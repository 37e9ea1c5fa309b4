"""A table as a folder of parts is read as the one file that its rows would be; each part keeps its own place and balance."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields
from pathlib import Path
from typing import Any

import duckdb
import pytest

from cohortium import study
from cohortium.conformance.findings import LedgerRow
from cohortium.conformance.ledger import balance
from cohortium.derivations.inputs import INPUTS
from cohortium.engines import ENGINES
from cohortium.problems import Problem, Problems
from cohortium.provenance import ROWS_PER_SHEET, place_of, record_of
from cohortium.sources.read import read_delivery
from engines.test_parquet_door import TABLES, _write
from engines.test_spark_parquet import Door
from mappings.studies import read, write

STRANGE = "part-1 [é]%20*.parquet"
COUNTS = [field.name for field in fields(LedgerRow) if field.name.startswith(("rows", "cells"))]
Rows = list[tuple[Any, ...]]


def part(path: Path, columns: str, rows: Rows) -> None:
    """A Parquet file at whatever path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"CREATE TABLE t ({columns})")
        if rows:
            connection.executemany(f"INSERT INTO t VALUES ({', '.join('?' * len(rows[0]))})", rows)
        connection.execute(f"COPY t TO '{path.parent / 'written'}' (FORMAT PARQUET)")
    (path.parent / "written").rename(path)


def cut(data: Path, table: str, columns: str, rows: Rows) -> None:
    """The rows in two parts and an empty one between them, with what Spark leaves beside them."""
    folder = data / "07" / f"{table}.parquet"
    for name, some in (("part-0.parquet", rows[: len(rows) // 2]), (STRANGE, []), ("part-2.parquet", rows[len(rows) // 2 :])):
        part(folder / name, columns, some)
    for name in ("_SUCCESS", "._SUCCESS.crc", ".part-9.parquet.crc", "_metadata", "_common_metadata"):
        (folder / name).write_bytes(b"")


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory):
    """The same rows from one file of each table, and from parts."""
    whole, parts = (tmp_path_factory.mktemp(name) for name in ("whole", "parts"))
    for folder in (whole, parts):
        (folder / "data").mkdir()
    for table, (columns, rows) in TABLES.items():
        _write(whole / "data", table, columns, rows, parquet=True)
        cut(parts / "data", table, columns, rows)
    found = [Door(ENGINES["duckdb"](), folder) for folder in (whole, parts)]
    yield found
    for door in found:
        door.engine.close()


@pytest.mark.parametrize("name", INPUTS)
def test_the_same_inputs_as_from_one_file(doors: list[Door], name: str) -> None:
    whole, parts = (Counter(str(row[1:]) for row in door.inputs[name]) for door in doors)
    assert parts == whole


def test_the_same_findings_each_at_its_part(doors: list[Door]) -> None:
    said = [Counter((f.rule, f.centre, f.code, f.variable, f.column) for f in door.report.findings) for door in doors]
    assert said[0] == said[1]
    assert len({f.sheet_number for f in doors[1].report.findings}) > len(TABLES)
    again = next(f for f in doors[1].report.findings if f.rule == "duplicate_row" and f.code == "p1" and f.centre == "07")
    assert again.row == 2


def test_every_part_has_its_balance_and_together_they_are_that_of_the_file(doors: list[Door]) -> None:
    rows = [[account.row() for account in door.report.accounts.values()] for door in doors]
    balance(rows[1])
    assert len(rows[1]) == 3 * len(TABLES)
    for row in rows[0]:
        own = [each for each in rows[1] if each.file.startswith(row.file + "/")]
        assert [each.rows for each in own][1:2] == [0]
        assert {name: sum(getattr(each, name) for each in own) for name in COUNTS} == {name: getattr(row, name) for name in COUNTS}


def test_a_record_is_a_row_of_its_part(doors: list[Door]) -> None:
    accounts = doors[1].report.accounts
    for record, *_ in doors[1].inputs["in_visits"]:
        number, row = place_of(record)
        assert 1 <= row <= accounts[number].row().rows and "visits.parquet/part-" in accounts[number].row().file
    assert max(record for record, *_ in doors[1].inputs["in_visits"]) // ROWS_PER_SHEET in accounts


def test_what_is_no_part_is_listed_as_a_file_of_the_system(tmp_path: Path) -> None:
    cut(tmp_path / "data", "visits", "patient VARCHAR, IGA INTEGER, month INTEGER", [("p1", 1, 3)])
    (tmp_path / "data/07/visits.parquet/Thumbs.db").write_bytes(b"")
    found = read_delivery(tmp_path / "data")
    assert [Path(each.file).name for each in found.parquet] == ["part-0.parquet", STRANGE, "part-2.parquet"]
    assert {(each.table, each.centre) for each in found.parquet} == {("visits", "07")}
    assert {each.reason for each in found.skipped} == {"a hidden file of the system"} and len(found.skipped) == 6


@pytest.mark.parametrize(
    ("place", "centre"),
    [
        ("visits.parquet/part-0.parquet", ""),
        ("07_visits.parquet/part-0.parquet", "07"),
        ("07/visits.parquet/part-0.parquet", "07"),
        ("07/2021_visits.parquet/part-0.parquet", "07"),
        ("visits.parquet/centre=07/part-0.parquet", "07"),
        ("visits.PARQUET/Center=H%C3%B4pital%202/part-0.parquet", "Hôpital 2"),
        ("07/visits.parquet/centre=07/part-0.parquet", "07"),
        ("visits.parquet/centre=__HIVE_DEFAULT_PARTITION__/part-0.parquet", ""),
    ],
)
def test_table_and_centre_are_those_of_the_folder(tmp_path: Path, place: str, centre: str) -> None:
    (tmp_path / place).parent.mkdir(parents=True)
    (tmp_path / place).write_bytes(b"PAR1")
    (found,) = read_delivery(tmp_path).parquet
    assert (found.table, found.centre) == ("visits", centre)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (["07/visits.parquet/_SUCCESS"], "07/visits.parquet is a folder without a Parquet file: its table was not written"),
        (["07/visits.parquet/year=2021/a.parquet", "07/visits.parquet/year=2022/a.parquet"],
         "07/visits.parquet is cut into partitions by year, and only partitions by centre are read. Write year as a column"),
        (["07/visits.parquet/centre=08/a.parquet"], "07/visits.parquet is of centre 07 by its place, and of centre 08 by a partition"),
        (["visits.parquet/data/a.parquet"], 'visits.parquet holds a folder "data", which is no partition such as centre=07.'),
        (["visits.parquet/_temporary/0/a.parquet", "visits.parquet/a.parquet"], "visits.parquet was not written to its end"),
        (["visits.parquet/_delta_log/0.json", "visits.parquet/a.parquet"], "visits.parquet is a table of Delta Lake or Hudi"),
        (["visits.parquet/.hoodie/x", "visits.parquet/a.parquet"], "visits.parquet is a table of Delta Lake or Hudi"),
        (["visits.parquet/000000_0"], 'visits.parquet holds "000000_0", which does not end in .parquet.'),
        (["visits.parquet/a.csv", "visits.parquet/a.parquet"], 'visits.parquet holds "a.csv", which does not end in .parquet.'),
        (["07/moon.parquet/a.parquet", "07/moon.parquet/b.parquet"], "07/moon.parquet is not named after a table."),
        (["07/2022-01-15/visits.parquet/a.parquet"], "07/2022-01-15/visits.parquet lies in a dated delivery"),
    ],
)  # fmt: skip
def test_what_is_not_all_of_a_table_is_refused_once_by_the_name_of_its_folder(tmp_path: Path, files: list[str], said: str) -> None:
    for name in files:
        (tmp_path / "data" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "data" / name).write_bytes(b"PAR1")
    with pytest.raises(Problems) as told:
        read_delivery(tmp_path / "data")
    assert len(told.value.items) == 1 and told.value.items[0].startswith(f"data/{said}")


def test_parts_with_other_columns_are_read_by_their_own(tmp_path: Path) -> None:
    folder = tmp_path / "visits.parquet"
    part(folder / "part-0-a.parquet", "patient VARCHAR, month INTEGER, IGA INTEGER", [("p1", 3, 1)])
    part(folder / "part-0-b.parquet", "IGA BIGINT, patient VARCHAR, month INTEGER, centre VARCHAR, moon VARCHAR", [(2, "p2", 3, "08", "x")])
    part(folder / "part-1-a.parquet", "patient VARCHAR, month INTEGER, IGA INTEGER", [("p3", 3, 4)])
    folder.rename(tmp_path / "07_visits.parquet")
    write(tmp_path / "s", {}, {})
    (tmp_path / "07_visits.parquet").rename(tmp_path / "s/data/07_visits.parquet")
    with read(tmp_path / "s") as found:
        rows = found.engine.rows("SELECT centre, code, month FROM in_visits WHERE part = 0 ORDER BY code")
        assert [row[:2] for row in rows] == [("07", "p1"), ("08", "p2"), ("07", "p3")]
        assert [(row.file.rpartition("/")[2], row.rows, row.cells_unused) for row in found.ledger] == [
            ("part-0-a.parquet", 1, 0), ("part-0-b.parquet", 1, 1), ("part-1-a.parquet", 1, 0),
        ]  # fmt: skip
    assert study.check(tmp_path / "s").summary[0] == "data/07_visits.parquet, 3 parts: 3 of 3 rows used."


def test_a_question_is_asked_once_for_all_parts_and_its_answer_is_named_after_the_folder(tmp_path: Path) -> None:
    folder = write(tmp_path / "s", {}, {})
    for number in range(3):
        rows = [(f"p{number}{each}", "07", "1") for each in range(2)]
        part(folder / f"data/patients.parquet/part-{number}.parquet", "patient VARCHAR, centre VARCHAR, sex VARCHAR", rows)
    with read(folder) as found:
        (question,) = found.questions
        assert (question.source.mapping, question.source.files) == ("mappings/patients.yaml", "patients.parquet")
        assert (question.cells, len(question.places)) == (6, 3)
    (folder / "mappings").mkdir()
    said = "files: patients.parquet\nanswers:\n  - {column: sex, text: '1', means: M}\n"
    (folder / "mappings/patients.yaml").write_text(said, "utf-8")
    with read(folder) as found:
        assert found.questions == [] and found.engine.rows("SELECT DISTINCT sex FROM in_patients") == [("M",)]


def test_the_part_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    folder = write(tmp_path / "s", {}, {})
    rows = [(f"p{number}", number % 5, 3) for number in range(3000)]
    for number in range(3):
        part(folder / f"data/07/visits.parquet/part-{number}.parquet", "patient VARCHAR, IGA INTEGER, month INTEGER", rows)
    broken = folder / "data/07/visits.parquet/part-1.parquet"
    content = bytearray(broken.read_bytes())
    content[200:3000:7] = bytes(byte ^ 0x5A for byte in content[200:3000:7])
    broken.write_bytes(bytes(content))
    with pytest.raises(Problem, match=r"data/07/visits\.parquet/part-1\.parquet is damaged, or was cut on its way"):
        study.check(folder)
    broken.write_bytes(b"no such thing" * 100)
    with pytest.raises(Problems, match=r"data/07/visits\.parquet/part-1\.parquet: is not a Parquet file that can be read; export it again"):
        study.check(folder)


def test_a_part_with_a_column_that_readers_use_themselves_is_read_by_itself(tmp_path: Path) -> None:
    folder = write(tmp_path / "s", {}, {})
    for number in range(2):
        columns, rows = "patient VARCHAR, month INTEGER, IGA INTEGER, file_index BIGINT", [(f"p{number}", 3, 1, 1 - number)]
        part(folder / f"data/07/visits.parquet/{number}.parquet", columns, rows)
    with read(folder) as found:
        places = dict(found.engine.rows("SELECT record, code FROM in_visits"))
        assert places == {record_of(1, 1): "p0", record_of(2, 1): "p1"}
