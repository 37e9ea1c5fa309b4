"""Counting within a limit: what does not fit waits on disk, and where that does not do, a sentence says so."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

from cohortium.cli import run_command
from cohortium.engines import limited
from cohortium.engines.duckdb import DuckDB, NoMemory
from cohortium.examples import write as write_example
from cohortium.problems import InternalError, Problem
from cohortium.study import derived, load, results_of
from damage import study, whole
from faults.disturbed import forked

SORTED = "SELECT a.range AS number, md5(CAST(a.range AS VARCHAR)) AS text FROM range(1500000) a ORDER BY text"
ROWS = 2_000_000
LONG = "SELECT i, hash(i) AS number FROM range(4000000) r(i)"  # 64 MB, twice what it may take


@pytest.fixture
def folder(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_what_does_not_fit_is_written_beside_and_taken_away(folder: Path):
    engine = DuckDB(memory="40MB")
    engine.run("long", LONG, kept=True)
    [(spilled,)] = engine.rows("SELECT sum(size) FROM duckdb_temporary_files()")
    assert spilled > 0
    assert [path.stat().st_mode & 0o077 for path in folder.iterdir()] == [0]  # nobody else reads it
    assert engine.rows("SELECT count(*), count(DISTINCT number) FROM long") == [(4_000_000, 4_000_000)]
    engine.close()
    assert not list(folder.iterdir())


def test_what_a_killed_program_left_there_is_taken_away_by_the_next(folder: Path):
    killed = "import os; from cohortium.engines.duckdb import DuckDB; engine = DuckDB(); os.kill(os.getpid(), 9)"
    paths = {"TMPDIR": str(folder), "PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run([sys.executable, "-c", killed], env=os.environ | paths)
    [left] = folder.iterdir()
    running = DuckDB()
    [mine] = folder.iterdir()
    assert mine != left
    DuckDB().close()
    assert list(folder.iterdir()) == [mine]  # who still runs keeps its own
    running.close()
    assert not list(folder.iterdir())


@pytest.fixture
def delivery(tmp_path: Path) -> Path:
    path = tmp_path / "visits.parquet"
    rows = f"SELECT i, i % 30 AS centre, DATE '2021-01-01' + CAST(i % 700 AS INTEGER) AS day FROM range({ROWS}) r(i)"
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({rows}) TO '{path}'")
    return path


TIGHT = "62MB"
"""Nine tenths of it are less than a kept step takes."""


def _kept(engine: DuckDB, path: Path) -> DuckDB:
    """Two steps alike: the second one meets a room of which the first took its share."""
    columns = {"i": "BIGINT", "centre": "BIGINT", "day": "DATE"}
    engine.load("visits", columns, {name: [] for name in columns})
    engine.load_parquet("visits", columns, [f"SELECT i, centre, day FROM {engine.parquet_source(path)}"], kept=False)
    for name in ("first", "kept"):
        engine.run(name, "SELECT i AS patient, centre, day, i % 5 AS score FROM visits", kept=True)
    return engine


def test_steps_of_a_large_delivery_stay_in_memory_while_there_is_room(folder: Path, delivery: Path):
    engine = _kept(DuckDB(memory="1GB"), delivery)
    assert {row[0] for row in engine.rows("SELECT database_name FROM duckdb_tables() WHERE table_name IN ('first', 'kept')")} == {"temp"}
    engine.close()
    engine = _kept(DuckDB(memory=TIGHT), delivery)
    placed = dict(engine.rows("SELECT table_name, database_name FROM duckdb_tables() WHERE table_name IN ('first', 'kept')"))
    assert placed == {"first": "temp", "kept": "packed"}
    engine.close()


def test_steps_of_a_large_delivery_are_kept_packed_in_a_file(folder: Path, delivery: Path):
    engine = _kept(DuckDB(memory=TIGHT), delivery)
    engine.forget("first")
    [packed] = folder.rglob("packed.duckdb")
    assert packed.parent.stat().st_mode & 0o077 == 0  # nobody else reads it
    assert ROWS < packed.stat().st_size < ROWS * (8 + 8 + 4 + 8) / 4
    [(held,)] = engine.rows("SELECT sum(memory_usage_bytes) FROM duckdb_memory()")
    assert held < ROWS * (8 + 8 + 4 + 8) / 4
    assert engine.rows("SELECT count(*), sum(patient), sum(score), max(day) FROM kept") == [
        (ROWS, ROWS * (ROWS - 1) // 2, 2 * ROWS, date(2021, 1, 1) + timedelta(699))
    ]
    engine.load("later", {"i": "BIGINT"}, {"i": [1]})  # what is loaded later is found beside what is kept
    assert engine.rows("SELECT count(*) FROM kept k JOIN later l ON l.i = k.patient") == [(1,)]
    engine.forget("kept")
    engine.run("kept", "SELECT 1 AS patient", kept=True)
    assert engine.rows("SELECT * FROM kept") == [(1,)]
    engine.close()
    assert [path for path in folder.rglob("*") if path != delivery] == []


def test_the_next_round_begins_with_nothing_kept(delivery: Path, tmp_path: Path):
    for _ in range(2):
        engine = _kept(DuckDB(memory=TIGHT, spill=tmp_path), delivery)
        assert engine.rows("SELECT count(*) FROM kept") == [(ROWS,)]
        engine.close()
        assert list(tmp_path.iterdir()) == [delivery]


def test_where_no_such_file_can_be_made_steps_stay_in_memory(delivery: Path, tmp_path: Path):
    """As on a share of a network that knows no locks: here a folder stands in its place."""
    (tmp_path / "packed.duckdb").mkdir()
    engine = _kept(DuckDB(spill=tmp_path), delivery)
    assert engine.rows("SELECT count(*) FROM kept") == [(ROWS,)]
    [(held,)] = engine.rows("SELECT sum(memory_usage_bytes) FROM duckdb_memory()")
    assert held > ROWS * (8 + 8 + 4)
    engine.close()
    assert {path.name for path in tmp_path.iterdir()} == {"packed.duckdb", delivery.name}


def test_a_small_study_writes_no_such_file(folder: Path):
    engine = DuckDB()
    engine.run("kept", "SELECT 1 AS patient", kept=True)
    assert not list(folder.rglob("packed*"))


def test_a_file_that_cannot_grow_is_no_room(delivery: Path, tmp_path: Path, monkeypatch):
    """A full disk, a quota, a limit of the system: what DuckDB says of each is one sentence about room."""
    monkeypatch.setattr("cohortium.engines.duckdb.SHARE", 0.0)  # the second step goes into the file

    def work() -> int:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))
        with pytest.raises(Problem, match="The disk is full: the step kept needs room beside the results") as problem:
            _kept(DuckDB(spill=tmp_path), delivery)
        return isinstance(problem.value, InternalError)

    code, said = forked(work, tmp_path / "said.txt")
    assert code == 0, said


def test_what_does_not_fit_waits_on_disk(tmp_path):
    small, large = DuckDB(threads=1, memory="64MB", spill=tmp_path), DuckDB(threads=1)
    for engine in (small, large):
        engine.run("sorted", SORTED, True)
    spilled = list(tmp_path.rglob("*"))
    sums = "SELECT count(*), sum(number), min(text), max(text) FROM sorted"
    assert small.rows(sums) == large.rows(sums)
    small.close(), large.close()
    assert spilled  # the test can fail: something did wait on disk
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("threads", [1, 2])
def test_nothing_said_keeps_to_less_than_a_gigabyte_for_each_thread(threads, monkeypatch):
    engine, limit = DuckDB(threads=threads), DuckDB(memory=f"{800 * threads}MB")
    asked = "SELECT current_setting('memory_limit')"
    assert engine.rows(asked) == limit.rows(asked)
    monkeypatch.setattr("cohortium.engines.duckdb.ROOM", 10**9)
    assert DuckDB(threads=threads).rows(asked) == DuckDB(memory="80%").rows(asked)  # never more than DuckDB would take


def test_too_little_memory_is_one_sentence_and_no_fault_of_the_program(tmp_path):
    engine = DuckDB(threads=1, memory="8MB", spill=tmp_path / "nowhere" / "at" / "all")
    with pytest.raises(Problem, match="The memory does not suffice for the step pairs. Give it more with --memory-limit") as problem:
        engine.run("pairs", "SELECT string_agg(md5(CAST(range AS VARCHAR)), ',') AS every FROM range(3000000)", True)
    assert not isinstance(problem.value, InternalError)


@pytest.mark.parametrize("given", ["lots", "1", "-1GiB", "1 GB; DROP", "GiB"])
def test_what_is_no_amount_is_refused(tmp_path, capfd, given):
    for name, content in study(whole()).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    assert run_command(["run", str(tmp_path), "--memory-limit", given]) == 2
    assert f'"{given}" is no amount of memory. Write it like 1GiB or 800MB.' in capfd.readouterr().err
    assert not (tmp_path / "results").exists()


def test_a_limit_is_for_counting_here(tmp_path):
    with pytest.raises(Problem, match="--memory-limit is for counting on this machine"):
        limited("spark", "1GiB", tmp_path)


def test_a_run_within_a_limit_gives_the_same_results(tmp_path):
    homes = [tmp_path / name for name in ("limited", "free")]
    files = study(whole())
    for home in homes:
        for name, content in files.items():
            (home / name).parent.mkdir(parents=True, exist_ok=True)
            (home / name).write_bytes(content)
    assert run_command(["run", str(homes[0]), "--figures", "none", "--memory-limit", "1GiB"]) == 0
    assert run_command(["run", str(homes[1]), "--figures", "none"]) == 0
    one, other = (_files(home / "results" / "001") for home in homes)
    assert one == other
    assert [path.name for path in (homes[0] / "results").iterdir()] == ["001"]  # nothing that waited is left


def _files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


class Sliced(DuckDB):
    """No step fits whole, and one of them does not in four slices either."""

    def __init__(self):
        self.refused = []
        super().__init__()

    def _do(self, sql, name, parameters=()):
        whole = sql.startswith("CREATE TEMP TABLE") and " AS rows WHERE " not in sql and name != "keys"
        first_slice = sql.endswith("patient IS NULL") and name == "visits" and self.refused.count(name) == 1
        if first_slice or whole and "patient" in self._names(sql.split(" AS ", 1)[1]):
            self.refused.append(name)
            raise NoMemory("the memory does not suffice for {step}", step=name)
        return super()._do(sql, name, parameters)

    def _names(self, sql):
        return [column[0] for column in self._connection.execute(f"SELECT * FROM ({sql}) LIMIT 0").description]


def test_a_step_that_does_not_fit_is_counted_slice_by_slice(tmp_path):
    write_example("jak-ad", tmp_path / "study")
    study = load(tmp_path / "study")
    with derived(study, DuckDB, keep_all=True) as whole, derived(study, Sliced, keep_all=True) as sliced:
        assert [row.cells() for row in results_of(sliced)] == [row.cells() for row in results_of(whole)]
        assert sliced.engine.refused.count("visits") == 2 and len(set(sliced.engine.refused)) > 25
        for name in set(sliced.engine.refused):
            one, other = (sorted(each.engine.rows(f'SELECT * FROM "{name}"'), key=repr) for each in (whole, sliced))
            assert one == other, name


def test_slices_of_a_large_delivery_are_packed_too(delivery: Path, tmp_path: Path):
    engine = _kept(DuckDB(spill=tmp_path), delivery)
    engine.run("keys", "SELECT patient FROM kept", kept=True)
    engine._run_in_slices("doubled", "SELECT patient, 2 * score AS score FROM kept")
    assert engine.rows("SELECT count(*), sum(patient), sum(score) FROM doubled") == [(ROWS, ROWS * (ROWS - 1) // 2, 4 * ROWS)]
    assert engine.rows("SELECT database_name FROM duckdb_tables() WHERE table_name = 'doubled'") == [("packed",)]
    engine.close()


class Crowded(DuckDB):
    """Nothing fits while there are two threads: neither a step or a slice of it, nor the writing of a dataset."""

    def _copy(self, sql, path):
        self._refuse(path.name)
        super()._copy(sql, path)

    def _do(self, sql, name, parameters=()):
        if sql.startswith("CREATE TEMP TABLE") and name != "keys":
            self._refuse(name)
        return super()._do(sql, name, parameters)

    def _refuse(self, name):
        if self.rows("SELECT current_setting('threads')") != [(1,)]:
            raise NoMemory("the memory does not suffice for {step}", step=name)


@pytest.mark.parametrize(
    "step",
    [
        "SELECT patient, 2 * patient AS number FROM keys",
        "SELECT sum(patient) AS number FROM keys",
        "SELECT 'P' || patient AS patient, 2 * patient AS number FROM keys",  # a dataset names patients by their codes
    ],
)
def test_what_does_not_fit_two_threads_is_tried_by_one(tmp_path: Path, step: str):
    crowded, free = Crowded(threads=2), DuckDB(threads=2)
    for number, engine in enumerate((crowded, free)):
        engine.run("keys", "SELECT range AS patient FROM range(1000)", kept=True)
        engine.run("step", step, kept=True)
        engine.write_parquet("SELECT * FROM step", "number", tmp_path / f"{number}.parquet")
    assert crowded.rows("SELECT * FROM step ORDER BY ALL") == free.rows("SELECT * FROM step ORDER BY ALL")
    assert (tmp_path / "0.parquet").read_bytes() == (tmp_path / "1.parquet").read_bytes()
    assert crowded.rows("SELECT current_setting('threads')") == [(2,)]


def test_what_does_not_fit_at_all_is_said_and_leaves_no_part_of_a_step():
    engine = DuckDB(threads=2, memory="8MB", spill=Path("nowhere") / "at" / "all")
    engine.run("keys", "SELECT range AS patient FROM range(10)", kept=True)
    for step in ("SELECT 1 AS patient", "SELECT 1 AS number"):
        with pytest.raises(Problem, match="The memory does not suffice for the step pairs"):
            engine.run("pairs", f"{step}, string_agg(md5(CAST(range AS VARCHAR)), ',') AS every FROM range(3000000)", kept=True)
        assert engine.rows("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'pairs'") == [(0,)]
    assert engine.rows("SELECT current_setting('threads')") == [(2,)]
