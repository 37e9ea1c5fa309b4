"""Spark keeps the contract of an engine: types, NULLs and dates come back, files are read as they are, and no value is told."""

from __future__ import annotations

import gc
import os
import sys
from datetime import date
from functools import partial
from pathlib import Path

import duckdb
import pytest

from cohortium.engines import ENGINES, UnreadableFile, opener, spark_session
from cohortium.engines import spark as module
from cohortium.engines.spark import Spark
from cohortium.engines.spark_session import is_local, need_spark, open_session
from cohortium.engines.spark_tables import told
from cohortium.problems import InternalError, Problem
from engines.sparks import session, spark
from engines.test_arrays import COLUMNS, DATA


@pytest.fixture(scope="module")
def engine():
    """An engine on the session of all tests."""
    engine = spark()
    yield engine
    engine.close()


@pytest.mark.parametrize("small", [0, 10])
def test_a_table_comes_back_as_it_was_given(small):
    """As a list that travels, or as a file."""
    engine = spark(small)
    engine.load("t", COLUMNS, {name: list(values) for name, values in DATA.items()})
    assert sorted(engine.rows("SELECT * FROM t"), key=str) == sorted(zip(*DATA.values(), strict=True), key=str)
    assert engine.columns("t") == tuple(COLUMNS) and engine.counts(["t"]) == {"t": 3}
    engine.close()


@pytest.mark.parametrize(
    ("day", "months", "days", "expected"),
    [
        (date(2021, 1, 31), 1, 0, date(2021, 2, 28)),
        (date(2021, 2, 28), 1, 0, date(2021, 3, 28)),
        (date(2020, 1, 31), 1, 1, date(2020, 3, 1)),
        (date(2020, 2, 29), 12, 0, date(2021, 2, 28)),
        (date(2021, 12, 15), 2, -15, date(2022, 1, 31)),
    ],
)
def test_the_prelude_shifts_months_first(engine, day, months, days, expected):
    asked = f"SELECT shift(DATE '{day}', {months}, {days}), days_between(DATE '{day}', shift(DATE '{day}', {months}, {days}))"
    assert engine.rows(asked) == [(expected, (expected - day).days)]


def test_texts_are_taken_as_they_are(engine):
    """A backslash and a quote in a text are letters; a parameter is no SQL."""
    assert engine.rows(r"SELECT 'a\b', 'it''s', ? || '.'", (r"x\y'",)) == [(r"a\b", "it's", r"x\y'.")]


def test_a_step_that_is_kept_is_read_back_from_files_and_forgotten(engine):
    engine.run("t1", "SELECT 1 AS record UNION ALL SELECT 2", kept=True)
    engine.run("t2", "SELECT record FROM t1 WHERE record > 1", kept=False)
    assert engine.rows("SELECT * FROM t2") == [(2,)] and "FileScan parquet" in engine.plan("SELECT * FROM t2")
    engine.forget("t1")
    engine.load_rows("t1", {"record": "BIGINT"}, [(7,)])
    assert engine.rows("SELECT * FROM t1") == [(7,)]


def test_no_message_of_spark_is_shown_and_no_value_told(engine, capfd):
    with pytest.raises(InternalError) as caught:
        engine.rows("SELECT CAST('Zyxwvutia' AS BIGINT)")
    assert str(caught.value) == "Spark could not run the step query (CAST_INVALID_INPUT)."
    assert caught.value.__cause__ is None and caught.value.__suppress_context__
    with pytest.raises(InternalError):
        engine.rows("SELECT Zyxwvutia FROM nowhere")
    assert "Zyxwvutia" not in "".join(capfd.readouterr())


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("Py4JNetworkError", "Answer from Java side is empty"),
        ("Py4JError", "java.lang.OutOfMemoryError: Java heap space Zyxwvutia"),
        ("Py4JError", "org.apache.spark.SparkException: Not enough memory to build and broadcast the table to all worker nodes. Zyxwvutia"),
    ],
)
def test_too_little_memory_is_said_with_what_helps(kind, said):
    error = getattr(pytest.importorskip("py4j.protocol"), kind)(said)
    with (
        pytest.raises(Problem, match="too little memory for the step in_visits. Give it more: spark.driver.memory") as caught,
        told("in_visits"),
    ):
        raise error
    assert "Zyxwvutia" not in str(caught.value)


def test_spark_on_this_machine_gets_a_share_of_its_memory(monkeypatch, tmp_path):
    monkeypatch.setattr(spark_session, "_OF_CONTAINER", tmp_path / "memory.max")
    monkeypatch.setattr(os, "sysconf", {"SC_PAGE_SIZE": 4096, "SC_PHYS_PAGES": 64 * 1024**3 // 4096}.get)
    assert spark_session._share_of_memory() == f"{16 * 1024}m"
    for written, expected in (("max", f"{16 * 1024}m"), (str(8 * 1024**3), "2048m"), (str(1024**3), "1024m")):
        (tmp_path / "memory.max").write_text(written)
        assert spark_session._share_of_memory() == expected


def test_what_spark_was_asked_is_given_back_though_python_looks_for_circles_rarely(engine):
    """Each question that stays holds its plan and its tables in Spark: some hundred fill its memory."""
    from py4j.finalizer import ThreadSafeFinalizer

    before = gc.isenabled()
    gc.disable()
    try:
        held = []
        for _ in range(3):
            for number in range(32):
                assert engine.rows(f"SELECT {number}") == [(number,)]
            held.append(len(ThreadSafeFinalizer.finalizers))
    finally:
        if before:
            gc.enable()
    assert held[2] <= held[1] + 8


def test_a_file_of_a_delivery_is_one_file_whatever_its_name(engine, tmp_path):
    for name in ("a[1]*.parquet", "a1.parquet"):
        with duckdb.connect() as connection:
            connection.execute("CREATE TABLE t AS SELECT 1 AS i, 'x' AS s, DATE '2021-01-01' AS d, CAST(1.5 AS DECIMAL(5, 1)) AS n")
            connection.execute(f"COPY t TO '{tmp_path / 'file.parquet'}'")
        (tmp_path / "file.parquet").rename(tmp_path / name)
    path = tmp_path / "a[1]*.parquet"
    assert engine.parquet_columns(path) == {"i": "INTEGER", "s": "VARCHAR", "d": "DATE", "n": "DECIMAL(5,1)"}
    assert engine.rows(f"SELECT i, s, file_row_number FROM {engine.parquet_source(path)} s") == [(1, "x", 0)]


def test_what_is_no_parquet_file_is_named(engine, tmp_path):
    (tmp_path / "visits.parquet").write_bytes(b"no such thing" * 100)
    with pytest.raises(Problem, match=r"visits\.parquet is not a Parquet file that can be read\. Export it again\."):
        engine.parquet_columns(tmp_path / "visits.parquet")


def test_a_damaged_file_is_known_as_such(engine, tmp_path):
    path = tmp_path / "visits.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"COPY (SELECT 'P' || i AS patient, hash(i) AS h FROM range(5000) r(i)) TO '{path}'")
    content = bytearray(path.read_bytes())
    for place in range(200, len(content) - 1000, 7):
        content[place] ^= 0x5A
    path.write_bytes(bytes(content))
    source = engine.parquet_source(path)
    with pytest.raises(UnreadableFile):
        engine.rows(f"SELECT max(patient), max(h) FROM {source} s")


def test_a_dataset_is_a_file_or_a_folder_of_parts_and_the_same_bytes_each_time(engine, tmp_path, monkeypatch):
    engine.load_rows("t", {"centre": "VARCHAR", "record": "BIGINT"}, [(f"{i % 7}", i) for i in range(100)])
    wanted, order = "SELECT centre, record FROM t", "centre, record"
    for name in ("a", "b"):
        engine.write_parquet(wanted, order, tmp_path / f"{name}.parquet")
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()
    monkeypatch.setattr(module, "ROWS_PER_PART", 30)
    for name in ("c", "d"):
        engine.write_parquet(wanted, order, tmp_path / f"{name}.parquet")
    parts = [sorted((tmp_path / f"{name}.parquet").iterdir()) for name in ("c", "d")]
    assert [part.name for part in parts[0]] == [part.name for part in parts[1]] and len(parts[0]) > 1
    assert [part.read_bytes() for part in parts[0]] == [part.read_bytes() for part in parts[1]]
    with duckdb.connect() as connection:
        assert connection.execute(f"SELECT count(*), sum(record) FROM '{tmp_path}/c.parquet/*.parquet'").fetchall() == [(100, 4950)]
        assert connection.execute(f"SELECT record FROM '{tmp_path}/a.parquet' LIMIT 2").fetchall() == [(0,), (7,)]


def test_nothing_listens_and_nothing_stays():
    engine = spark()
    home = Path(engine._scratch.home)
    engine.run("t", "SELECT 1 AS i", kept=True)
    assert home.stat().st_mode & 0o077 == 0 and any(home.iterdir())
    engine.close()
    assert not home.exists()
    settings = dict(session().sparkContext.getConf().getAll())
    assert settings["spark.ui.enabled"] == "false" and settings["spark.driver.bindAddress"] == "127.0.0.1"


def test_a_scratch_that_only_hadoop_reaches(tmp_path):
    """As on hdfs: or s3a:. `viewfs:` is a file system of Hadoop's own, and no path of this machine names what lies there."""
    (tmp_path / "far").mkdir()
    session().sparkContext._jsc.hadoopConfiguration().set("fs.viewfs.mounttable.far.link./scratch", (tmp_path / "far").as_uri())
    engine = Spark(session=session(), scratch="viewfs://far/scratch/", small=0)
    engine.load_rows("t", {"record": "BIGINT"}, [(number,) for number in range(5)])
    engine.run("kept", "SELECT record FROM t WHERE record > 2", kept=True)
    assert sorted(engine.rows("SELECT record FROM kept")) == [(3,), (4,)] and engine.counts(["t", "kept"]) == {"t": 5, "kept": 2}
    assert "viewfs://far/scratch/cohortium-" in engine.plan("SELECT record FROM kept")
    (home,) = (tmp_path / "far").iterdir()
    assert sorted(path.name for path in home.iterdir()) == ["0001-t", "0002-kept"]
    engine.write_parquet("SELECT record FROM kept", "record", tmp_path / "subjects.parquet")
    assert not (tmp_path / "subjects.parquet").exists()
    assert (tmp_path / "subjects.txt").read_text("utf-8").startswith("The workers write where this machine does not reach")
    engine.close()
    assert list((tmp_path / "far").iterdir()) == []


def test_a_given_session_is_left_as_it_is():
    before = session().conf.get("spark.sql.session.timeZone"), [each.name for each in session().catalog.listTables()]
    engine = spark()
    engine.load_rows("mine", {"record": "BIGINT"}, [(1,)])
    assert (session().conf.get("spark.sql.session.timeZone"), [each.name for each in session().catalog.listTables()]) == before
    engine.close()
    assert session().sql("SELECT 1 AS i").count() == 1


def test_one_session_serves_every_round():
    assert open_session("local[2]").sparkContext is session().sparkContext


def test_what_is_missing_is_said_with_the_way_to_it(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(Problem, match=r"Spark needs Java, 17 or newer, and there is none\. On Debian and Ubuntu: apt install"):
        need_spark()
    monkeypatch.setitem(sys.modules, "pyspark", None)
    with pytest.raises(Problem, match=r'Spark is not installed\. Install it with: pip install "cohortium\[spark\]"'):
        opener("spark")


def test_where_spark_counts_is_said_only_to_spark():
    with pytest.raises(Problem, match="--master and --scratch say where Spark counts. Add --engine spark, or leave them out."):
        opener("duckdb", master="local")
    with pytest.raises(Problem, match="Spark on spark:.* needs a folder that every worker reaches"):
        partial(ENGINES["spark"], master="spark://host:7077")()
    assert is_local("local") and is_local("local[4]") and not is_local("spark://local:7077") and not is_local("local-cluster[2,1,1024]")
