"""A table of a catalogue is written into a study by the workers, whole or not at all, and is read as the same rows in one file."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from cohortium import study
from cohortium.cli import run_command
from cohortium.engines import ENGINES, Part, spark_snapshot
from cohortium.engines.spark import Spark
from cohortium.engines.spark_snapshot import snapshot
from cohortium.problems import InternalError, Problem
from cohortium.sources.read import read_delivery
from engines.sparks import session, spark
from engines.test_parquet_door import TABLES, _write
from engines.test_parquet_parts import cut
from engines.test_spark_parquet import Door
from mappings.studies import write

READ = ("treatments", "visits")


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A database with some tables, whose rows also lie in a folder as one file of each."""
    whole, spark_session = tmp_path_factory.mktemp("whole"), session()
    spark_session.sql(f"CREATE DATABASE registry LOCATION '{tmp_path_factory.mktemp('warehouse')}'")
    for table in READ:
        _write(whole / "data", table, *TABLES[table], parquet=True)
        frame = spark_session.read.parquet(f"{whole}/data/07/{table}.parquet").selectExpr("*", "'07' AS centre")
        frame.write.saveAsTable(f"registry.{table}")
    yield whole
    spark_session.sql("DROP DATABASE registry CASCADE")


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def without_places(door: Door) -> dict[str, Counter[str]]:
    return {name: Counter(str(row[1:]) for row in rows) for name, rows in door.inputs.items()}


def test_a_snapshot_is_read_as_the_same_rows_in_one_file(registry: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spark_snapshot, "ROWS_PER_PART", 2)
    folder = write(tmp_path / "s", {}, {})
    asked = {"treatments": "registry.treatments"}
    (found,) = study.snapshot(folder, asked, session=session()).tables
    assert (found.rows, found.folder) == (5, folder / "data/treatments.parquet")
    assert len(read_delivery(folder / "data").parquet) == found.parts > 1
    before = contents(folder / "data")
    origin = json.loads(before.pop("treatments.parquet/_origin.json"))
    assert (origin["source"], origin["rows"], origin["parts"]) == ("registry.treatments", 5, found.parts)
    assert origin["columns"]["start"] == "date" and origin["spark"] == session().version and origin["taken"].endswith("+00:00")
    assert {Path(name).name[:5] for name in before} == {"part-"} and not list((folder / "data").glob(".*"))
    whole = write(tmp_path / "whole", {}, {})
    shutil.copytree(registry / "data/07", whole / "data/07", ignore=shutil.ignore_patterns("visits*"))
    doors = [Door(engine, place) for engine, place in ((ENGINES["duckdb"](), whole), (ENGINES["duckdb"](), folder), (spark(), folder))]
    assert without_places(doors[0]) == without_places(doors[1]) and doors[1].inputs == doors[2].inputs
    rows = [[account.row() for account in door.report.accounts.values()] for door in doors]
    assert rows[1] == rows[2] and [sum(row.rows_duplicate for row in each) for each in rows] == [1, 1, 1]
    for door in doors:
        door.engine.close()
    with pytest.raises(Problem, match=r"data/treatments\.parquet is there already\. Add --replace"):
        study.snapshot(folder, asked, session=session())
    study.snapshot(folder, asked, session=session(), replace=True)
    again = contents(folder / "data")
    assert again.pop("treatments.parquet/_origin.json") and again == before  # the same rows give the same bytes
    study.run(folder, figures="none")
    inputs = json.loads((folder / "results/001/manifest.json").read_text("utf-8"))["inputs"]
    assert {f"data/{name}" for name in before} | {"data/treatments.parquet/_origin.json"} <= inputs.keys()


def test_a_moment_is_the_day_that_the_session_shows(registry: Path, tmp_path: Path) -> None:
    spark_session, before = session(), session().conf.get("spark.sql.session.timeZone")
    try:
        spark_session.conf.set("spark.sql.session.timeZone", "Europe/Paris")
        moment = "SELECT 'p' AS patient, TIMESTAMP '2021-03-01 00:30:00' AS date"
        spark_session.sql(f"CREATE TABLE registry.moments USING parquet AS {moment}")
        (found,) = snapshot(tmp_path, {"visits": "registry.moments"}, spark_session)
    finally:
        spark_session.conf.set("spark.sql.session.timeZone", before)
    with duckdb.connect() as connection:
        shown = connection.execute(f"SELECT CAST(CAST(date AS DATE) AS VARCHAR) FROM '{found.folder}/*.parquet'").fetchall()
    assert shown == [("2021-03-01",)]


@pytest.mark.parametrize(
    ("table", "name", "said"),
    [
        ("vists", "registry.visits", '"vists" is not a table of a study. Did you mean "visits"?'),
        ("../visits", "registry.visits", '"../visits" is not a table of a study'),
        ("visits", "registry.moon", "The catalogue of Spark holds no table registry.moon. It is one in memory"),
        ("visits", "nowhere.visits", "The catalogue of Spark holds no table nowhere.visits."),
        ("visits", "registry.visits; DROP TABLE registry.visits", "is no name of a table. Write it as database.table"),
        ("visits", "parquet.`/etc/passwd`", "is no name of a table."),
        ("visits", "registry.`x` UNION", "is no name of a table."),
    ],
)
def test_a_name_that_is_none_is_told_and_nothing_is_written(registry: Path, tmp_path: Path, table: str, name: str, said: str) -> None:
    with pytest.raises(Problem) as told:
        snapshot(tmp_path, {table: name}, session())
    assert said in str(told.value)
    assert not contents(tmp_path) and session().catalog.tableExists("registry.visits")


def test_what_fails_on_the_way_leaves_the_earlier_snapshot(registry: Path, tmp_path: Path) -> None:
    session().sql("CREATE OR REPLACE VIEW registry.broken AS SELECT CAST(concat(patient, 'x') AS INT) AS patient FROM registry.visits")
    (tmp_path / "data/visits.parquet").mkdir(parents=True)
    (tmp_path / "data/visits.parquet/part-0.parquet").write_bytes(b"earlier")
    with pytest.raises(Problem) as told:
        snapshot(tmp_path, {"visits": "registry.broken"}, session(), replace=True)
    assert str(told.value).startswith("Spark could not take registry.broken (") and "p1x" not in str(told.value)
    assert contents(tmp_path) == {"data/visits.parquet/part-0.parquet": b"earlier"}


def test_workers_that_write_elsewhere_are_told(registry: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a cluster whose workers do not share the study: their files are not here, and no row of a table was written."""
    monkeypatch.setattr(spark_snapshot, "is_local", lambda _: False)
    monkeypatch.setattr(spark_snapshot, "_url", lambda place: f"file://{tmp_path}/elsewhere/{place.name}")
    (tmp_path / "s").mkdir()
    with pytest.raises(Problem, match=r"s/data is not where every worker of Spark reaches it"):
        snapshot(tmp_path / "s", {"visits": "registry.visits"}, session())
    assert [path.name for path in (tmp_path / "elsewhere").iterdir()] == ["probe"] and not contents(tmp_path / "s")


def test_the_command_says_what_was_written(registry: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write(tmp_path / "s", {}, {})
    assert run_command(["snapshot", str(folder), "visits=registry.visits"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said == [f"4 rows of registry.visits are in {folder}/data/visits.parquet, in 1 part.", f"Next: cohortium check {folder}"]
    for wrong in (["visits"], ["visits=a.b", "visits=a.c"], ["visits="]):
        assert run_command(["snapshot", str(folder), *wrong]) == 2
        assert capsys.readouterr().err == "Write each table once, as TABLE=NAME, for example visits=registry.visits.\n"


def test_a_catalogue_is_opened_for_a_snapshot_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    from cohortium.engines import spark_session

    asked: list[dict[str, str]] = []

    class Configuration:
        def setAll(self, pairs: list[tuple[str, str]]) -> Any:  # noqa: N802
            asked.append(dict(pairs))
            raise InterruptedError

    class Nothing:
        class sql:  # noqa: N801
            class SparkSession:
                getActiveSession = staticmethod(lambda: None)  # noqa: N815

        SparkConf = Configuration

    monkeypatch.setattr(spark_session, "need_spark", lambda: None)
    monkeypatch.setattr(spark_session, "_pyspark", lambda: Nothing)
    for catalogue in (False, True):
        with pytest.raises(InterruptedError):
            spark_session.open_session("local", catalogue=catalogue)
    assert ["spark.sql.catalogImplementation" in each for each in asked] == [True, False]
    assert all(each["spark.ui.enabled"] == "false" for each in asked)


def test_spark_reads_parts_as_duckdb_does(tmp_path: Path) -> None:
    """Also beside one whose name looks like a pattern, and with one that is empty."""
    cut(tmp_path, "visits", *TABLES["visits"])
    paths = sorted((tmp_path / "07/visits.parquet").glob("part*"))
    parts = [Part(number, str(path), f"centre {number}'s") for number, path in enumerate(paths, start=7)]
    rows = []
    for engine in (ENGINES["duckdb"](), spark()):
        wanted = "file_number, file_row_number, patient, file_centre"
        found = engine.rows(f"SELECT {wanted} FROM {engine.parquet_parts(parts)} s ORDER BY 1, 2")
        rows.append(found)
        engine.close()
    expected = [(7, 0, "p1"), (7, 1, "p1"), (9, 0, "p2"), (9, 1, "p3")]
    assert rows[0] == rows[1] == [(*each, f"centre {each[0]}'s") for each in expected]


def test_a_part_whose_place_is_not_known_again_loses_no_row_without_a_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cut(tmp_path, "visits", *TABLES["visits"])
    paths = sorted((tmp_path / "07/visits.parquet").glob("part*"))
    engine = spark()
    monkeypatch.setattr(engine, "_place_of", lambda path: path + "?" if "part-2" in path else Spark._place_of(engine, path))
    relation = engine.parquet_parts([Part(number, str(path)) for number, path in enumerate(paths)])
    with pytest.raises(InternalError, match="USER_RAISED_EXCEPTION"):
        engine.rows(f"SELECT file_number, count(*) FROM {relation} s GROUP BY 1")
    engine.close()
