"""Files of the same columns are read as one, whichever centre they are of: nothing that is found of a centre may hang on another's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cohortium import study
from cohortium.derivations.inputs import INPUTS
from cohortium.engines import ENGINES
from cohortium.language import Message
from cohortium.problems import Problems
from cohortium.provenance import ROWS_PER_SHEET, place_of
from engines.sparks import spark
from engines.test_parquet_parts import Rows, part
from engines.test_spark_parquet import Door
from mappings.studies import read, write

VISITS = "patient VARCHAR, month INTEGER, IGA INTEGER"
TABLES: dict[str, tuple[str, Rows]] = {
    "patients": ("patient VARCHAR, Sex VARCHAR", [("p1", "F"), (" p2", "M")]),
    "treatments": (
        "patient VARCHAR, drug VARCHAR, daily_dose INTEGER, start DATE",
        [("p1", "Upadacitinib", 15, "2021-01-01"), ("p1", "Upadacitinib", 15, "2021-01-01"), (None, "upadacitinib", 15, "2021-02-01")],
    ),
    "visits": ("patient VARCHAR, date DATE, EASI DOUBLE", [("p1", "2021-01-01", 21.1), ("p1", "2021-03-20", 2.15)]),
    "events": ("patient VARCHAR, term VARCHAR", [("p1", "Acne"), (" p2", "moon")]),
}
"""What two centres send, each the same: the codes of its patients are its own."""
LAID_OUT: dict[str, Callable[[str, str], str]] = {
    "a column": lambda centre, table: f"{table}.parquet",
    "folders": lambda centre, table: f"{centre}/{table}.parquet",
    "partitions": lambda centre, table: f"{table}.parquet/centre={centre}/data_0.parquet",
    "parts": lambda centre, table: f"{centre}/{table}.parquet/part-0.parquet",
}


def lay_out(folder: Path, how: str) -> Path:
    """The rows of both centres in a study's folder."""
    for table, (columns, rows) in TABLES.items():
        if how == "a column":
            every = [(centre, *row) for centre in ("07", "08") for row in rows]
            part(folder / "data" / LAID_OUT[how]("", table), f"centre VARCHAR, {columns}", every)
        else:
            for centre in ("07", "08"):
                part(folder / "data" / LAID_OUT[how](centre, table), columns, rows)
    return folder


@pytest.mark.parametrize("open_engine", [ENGINES["duckdb"], spark], ids=["duckdb", "spark"])
def test_wherever_the_centre_stands_the_same_rows_are_read_and_the_same_is_found(tmp_path: Path, open_engine) -> None:
    doors = {how: Door(open_engine(), lay_out(tmp_path / how, how)) for how in LAID_OUT}
    inputs = {how: {name: sorted(str(row[1:]) for row in door.inputs[name]) for name in INPUTS} for how, door in doors.items()}
    assert len(inputs["a column"]["in_treatments"]) == 2 and len(inputs["a column"]["in_visits"]) == 4
    found = {how: sorted((f.rule, f.centre, f.code, f.variable) for f in door.report.findings if f.row) for how, door in doors.items()}
    assert {rule for rule, *_ in found["a column"]} >= {"duplicate_row", "missing_key"}
    for how in LAID_OUT:
        assert inputs[how] == inputs["a column"] and found[how] == found["a column"], how
    for door in doors.values():
        for finding in door.report.findings:
            assert finding.row <= door.report.accounts[finding.sheet_number].row().rows
        for record, *_ in door.inputs["in_visits"]:
            assert place_of(record)[0] in door.report.accounts and record % ROWS_PER_SHEET
        door.engine.close()


def test_one_question_of_the_engine_answers_for_every_centre(tmp_path: Path) -> None:
    doors = {how: Door(ENGINES["duckdb"](), lay_out(tmp_path / how, how)) for how in ("folders", "parts")}
    for door in doors.values():
        assert len({id(account.whole) for account in door.report.accounts.values()}) == len(TABLES)
        assert len(door.report.accounts) == 2 * len(TABLES)
        door.engine.close()


def test_two_tables_of_one_centre_keep_rows_that_are_the_same(tmp_path: Path) -> None:
    folder = write(tmp_path / "s", {}, {})
    columns, rows = TABLES["events"]
    for name in ("2021_events", "2022_events"):
        part(folder / f"data/07/{name}.parquet", columns, [*rows, (name, "acne")])
    part(folder / "data/08/events.parquet", columns, rows)
    with read(folder) as found:
        assert found.engine.rows("SELECT centre, count(*) FROM in_events GROUP BY 1 ORDER BY 1") == [("07", 6), ("08", 2)]


def test_what_identifies_people_at_one_centre_takes_nothing_from_another(tmp_path: Path) -> None:
    folder = write(tmp_path / "s", {}, {})
    columns = "patient VARCHAR, weight DOUBLE, remark VARCHAR"
    part(folder / "data/07/patients.parquet", columns, [("p1", 70.0, "06 12 34 56 78"), ("p2", 71.0, "06 12 34 56 79")])
    part(folder / "data/08/patients.parquet", columns, [(f"p{each}", 60.0, f"seen in ward {each}") for each in range(40)])
    part(folder / "data/09/patients.parquet", columns, [("255081416802538", 80.0, None)])
    with read(folder) as found:
        told = {(query.centre, query.cell, query.rule, query.found) for query in found.queries if query.rule.startswith("identifier")}
        assert told == {
            ("07", "C", "identifier_column", "telephone numbers, in 2 cells"),
            ("09", "A", "identifier_key", "French social security numbers, in 1 cell"),
        }
        rows = found.engine.rows("SELECT centre, count(*), max(number) FROM in_characteristics GROUP BY 1 ORDER BY 1")
        assert rows == [("07", 2, 710), ("08", 40, 600)]
        assert [(row.file, row.rows_used, row.cells_unused) for row in found.ledger] == [
            ("data/07/patients.parquet", 2, 2), ("data/08/patients.parquet", 40, 40), ("data/09/patients.parquet", 0, 3),
        ]  # fmt: skip


def test_each_centre_has_its_own_order_of_dates(tmp_path: Path) -> None:
    folder = write(tmp_path / "s", {}, {})
    dates = {"07": ["25/12/2021", "03/04/2021"], "08": ["12/25/2021", "03/04/2021"]}
    for centre, written in dates.items():
        rows = [(f"p{at}", each, 2) for at, each in enumerate(written)]
        part(folder / f"data/{centre}/visits.parquet", "patient VARCHAR, date VARCHAR, IGA INTEGER", rows)
    with read(folder) as found:
        asked = sorted((each.source.mapping, each.rule, each.hint.values) for each in found.questions if isinstance(each.hint, Message))
        assert asked == [
            ("mappings/07.yaml", "date_order", (("first", 1), ("second", 0))),
            ("mappings/08.yaml", "date_order", (("first", 0), ("second", 1))),
        ]


def test_a_centre_with_a_mapping_is_read_by_it_and_the_others_without(tmp_path: Path) -> None:
    folder = write(tmp_path / "s", {}, {"08.yaml": "answers:\n  - {column: sex, text: '1', means: M}\n"})
    for centre in ("07", "08", "09"):
        part(folder / f"data/{centre}/patients.parquet", "patient VARCHAR, sex VARCHAR", [("p1", "1"), ("p2", "F")])
    with read(folder) as found:
        rows = found.engine.rows("SELECT centre, sex FROM in_patients WHERE code = 'p1' ORDER BY centre")
        assert rows == [("07", None), ("08", "M"), ("09", None)]
        assert {each.source.mapping for each in found.questions} == {"mappings/07.yaml", "mappings/09.yaml"}


def test_a_mistake_is_told_for_every_centre(tmp_path: Path) -> None:
    folder = write(tmp_path / "s", {}, {})
    for centre in ("07", "08"):
        part(folder / f"data/{centre}/visits.parquet", "patient VARCHAR, month INTEGER, IGA DATE", [("p1", 3, "2021-01-01")])
        part(folder / f"data/{centre}/events.parquet", "term VARCHAR", [("acne",)])
    with pytest.raises(Problems) as told:
        study.check(folder)
    assert sorted(item.partition(":")[0].partition(",")[0] for item in told.value.items) == [
        "data/07/events.parquet", "data/07/visits.parquet", "data/08/events.parquet", "data/08/visits.parquet",
    ]  # fmt: skip


def test_a_partition_without_a_centre_is_named_among_those_with_one(tmp_path: Path) -> None:
    folder = write(tmp_path / "s", {}, {})
    for name in ("centre=07", "centre=__HIVE_DEFAULT_PARTITION__"):
        part(folder / f"data/visits.parquet/{name}/data_0.parquet", VISITS, [("p1", 3, 1)])
    with pytest.raises(Problems, match="HIVE_DEFAULT_PARTITION__/data_0.parquet: does not say the centre"):
        study.check(folder)


def test_many_files_that_cannot_be_read_as_one_are_written_one_after_the_other_by_spark(tmp_path: Path) -> None:
    """One plan over all of them would hold what each is joined with at once."""
    for number in range(6):
        columns, rows = f"patient VARCHAR, month INTEGER, IGA INTEGER, own_{number} INTEGER", [("p1", 3, 1, 1), (f"p{number}", 3, 2, 1)]
        part(tmp_path / f"data/0{number}/visits.parquet", columns, rows)
    doors = [Door(engine, tmp_path) for engine in (ENGINES["duckdb"](), spark())]
    assert doors[0].inputs == doors[1].inputs and len(doors[0].inputs["in_visits"]) == 12
    plan = doors[1].engine.plan("SELECT * FROM in_visits")
    assert plan.count("FileScan parquet") == 1 and "Union" not in plan
    for door in doors:
        door.engine.close()


def test_a_moment_with_a_zone_is_told_of_the_file_that_holds_one(tmp_path: Path) -> None:
    folder = write(tmp_path / "s", {}, {})
    columns = "patient VARCHAR, date TIMESTAMPTZ, IGA INTEGER"
    for centre, moment in (("07", "2021-01-01 00:00:00+00"), ("08", "2021-01-01 13:00:00+00"), ("09", "2021-01-01 01:00:00+00")):
        part(folder / f"data/{centre}/visits.parquet", columns, [("p1", moment, 1)])
    with pytest.raises(Problems) as told:
        study.check(folder)
    assert [item.partition(",")[0] for item in told.value.items] == ["data/08/visits.parquet", "data/09/visits.parquet"]
