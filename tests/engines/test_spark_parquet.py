"""The door of Parquet files on Spark: the same inputs, findings and ledger as on DuckDB; what differs is declared."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import date
from pathlib import Path

import pytest

from cohortium.conformance.conform import conform
from cohortium.conformance.parquet import load_parquet_inputs
from cohortium.derivations.inputs import INPUTS
from cohortium.derived import load
from cohortium.engines import ENGINES, Engine
from cohortium.engines.spark import DIFFERENCES
from cohortium.measures import measures_of
from cohortium.problems import Problem
from cohortium.protocol.model import Protocol
from cohortium.sources.mapping import load_mappings
from cohortium.sources.read import read_delivery
from engines.sparks import spark
from engines.test_parquet_door import PROTOCOL, TABLES, _write, write_numbers
from engines.test_parquet_texts import DECLARED
from engines.test_parquet_texts import files as text_files

ROOT = Path(__file__).resolve().parents[2]


class Door:
    """A delivery read by an engine."""

    def __init__(self, engine: Engine, folder: Path, protocol: Protocol = PROTOCOL) -> None:
        """`folder`: of the study."""
        delivery, measures = read_delivery(folder / "data", load_mappings(folder)), measures_of(protocol)
        conformed = conform(delivery, protocol, measures)
        self.engine = engine
        for name, columns in INPUTS.items():
            engine.load(name, columns, conformed.inputs[name])
        self.report = load_parquet_inputs(engine, delivery, protocol, measures)
        self.inputs = {name: sorted(engine.rows(f"SELECT * FROM {name}"), key=str) for name in INPUTS}


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("study")
    (folder / "data").mkdir()
    for table, (columns, rows) in TABLES.items():
        _write(folder / "data", table, columns, rows, parquet=True)
    found = [Door(engine, folder) for engine in (ENGINES["duckdb"](), spark())]
    yield found
    for door in found:
        door.engine.close()


@pytest.mark.parametrize("name", INPUTS)
def test_the_same_inputs(doors, name):
    one, other = doors
    assert one.inputs[name] == other.inputs[name]


def test_the_same_ledger_and_findings(doors):
    one, other = (door.report for door in doors)
    assert [account.row() for account in one.accounts.values()] == [account.row() for account in other.accounts.values()]
    found = [
        sorted((f.rule, f.sheet_number, f.row, f.column, f.centre, f.code, f.variable) for f in each.findings) for each in (one, other)
    ]
    assert found[0] == found[1] and len(found[0]) > 10
    assert one.columns == other.columns


def test_a_floating_number_is_shown_as_the_engine_writes_it(doors):
    shown = [{f.found for f in door.report.findings if f.variable == "value"} for door in doors]
    assert (shown[0] - shown[1], shown[1] - shown[0]) == ({"2500000000.0"}, {"2.5E9"})


def test_numbers_beyond_every_scale_and_columns_of_no_type_are_read_the_same(tmp_path: Path) -> None:
    import pyarrow
    from pyarrow import parquet

    write_numbers(tmp_path / "data")
    parts = tmp_path / "data" / "07" / "patients.parquet"
    parts.mkdir()
    # pandas and Polars write a column without any value as numbers, or as one of no type; the next part of the table may have a value.
    nothing = {name: pyarrow.nulls(2) for name in ("sex", "weight", "death", "screened")} | {"arm": pyarrow.nulls(2, pyarrow.float64())}
    parquet.write_table(pyarrow.table({"patient": ["p1", "p2"], **nothing}), parts / "a.parquet")
    parquet.write_table(pyarrow.table({"patient": ["p3"], "sex": ["F"], "weight": [70.5]}), parts / "b.parquet")
    one, other = (Door(engine, tmp_path) for engine in (ENGINES["duckdb"](), spark()))
    assert one.inputs == other.inputs and len(one.inputs["in_patients"]) == 3
    rows = [[account.row() for account in door.report.accounts.values()] for door in (one, other)]
    assert rows[0] == rows[1]
    found = [sorted((f.rule, f.sheet_number, f.row, f.variable) for f in door.report.findings) for door in (one, other)]
    assert found[0] == found[1] and "off_step" in {each[0] for each in found[0]}
    for door in (one, other):
        door.engine.close()


def test_a_moment_with_a_time_zone_is_read_the_same_or_refused(tmp_path: Path) -> None:
    for hour, refused in (("00:00:00+00", False), ("00:00:00+01", True)):
        place = tmp_path / hour[-2:]
        rows = [("p1", f"2021-03-01 {hour}", 4), ("p1", None, 3)]
        _write(place / "data", "visits", "patient VARCHAR, date TIMESTAMP WITH TIME ZONE, EASI INTEGER", rows, parquet=True)
        for engine in (ENGINES["duckdb"](), spark()):
            with pytest.raises(Problem, match="holds moments with a time zone") if refused else nullcontext():
                days = {row[3] for row in Door(engine, place).inputs["in_visits"]}
                assert days == {date(2021, 3, 1), None}
            engine.close()


def test_what_differs_is_on_the_page():
    page = " ".join((ROOT / "docs" / "spark.md").read_text("utf-8").split())
    assert all(sentence in page for sentence in DIFFERENCES.values())


def test_texts_and_declared_conversions_are_read_the_same(tmp_path: Path) -> None:
    folder = text_files(tmp_path / "s", DECLARED.replace("dates: day_first\n", ""))
    protocol = load(folder).protocol
    one, other = (Door(engine, folder, protocol) for engine in (ENGINES["duckdb"](), spark()))
    assert one.inputs == other.inputs and sum(map(len, one.inputs.values())) > 8
    assert [account.row() for account in one.report.accounts.values()] == [account.row() for account in other.report.accounts.values()]
    assert one.report.columns == other.report.columns
    found = [[(f.rule, f.row, f.column, f.code, f.variable, str(f.found)) for f in door.report.findings] for door in (one, other)]
    assert sorted(found[0]) == sorted(found[1]) and len(found[0]) > 4
    for door in (one, other):
        door.engine.close()
