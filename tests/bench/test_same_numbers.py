"""The jobs that the benchmark compares: generated alike every time, and equal in every number, or the measurement would mean nothing."""

from __future__ import annotations

import csv
import importlib
import math
import sys
from pathlib import Path

import duckdb
import pytest
from bench.generate import TABLES, generate
from bench.same_numbers import write_numbers

from bench import bench, measure, report

PATIENTS = 1000


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bench")
    generate(folder, PATIENTS)
    write_numbers(folder, folder / "numbers.csv", "")
    return folder


@pytest.mark.parametrize("tool", ["by_hand", "by_hand_polars", "by_hand_pandas"])
def test_a_job_by_hand_gives_every_number_of_the_run(study, tool):
    if tool == "by_hand_pandas":
        pytest.importorskip("pandas", reason="pandas comes with `python3 run.py bench` only: no user has it, and no test may lean on it")
    importlib.import_module(f"bench.{tool}").run_by_hand(study / "data", study / f"{tool}.csv")
    compared, wrong = bench.differences(study / f"{tool}.csv", study / "numbers.csv")
    assert wrong == []
    assert compared > 1300


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("efficacy/easi75//M3/all/patients/n", "1", "efficacy/easi75//M3/all/patients/n: 1 by hand"),
        ("safety/cpk///all/patients/N", "1", "safety/cpk///all/patients/N: 1 by hand"),
        ("safety/acne/not_done//all/patients/n", "", "safety/acne/not_done//all/patients/n: only Cohortium"),
    ],
)
def test_a_number_that_differs_or_is_missing_is_told(study, tmp_path, key, value, told):
    with (study / "numbers.csv").open(encoding="utf-8", newline="") as file:
        numbers = {tuple(row[name] for name in bench.KEY): row["value"] for row in csv.DictReader(file)}
    assert numbers[tuple(key.split("/"))]
    numbers[tuple(key.split("/"))] = value
    with (tmp_path / "hand.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([(*bench.KEY, "value"), *((*each, number) for each, number in numbers.items() if number)])
    _, wrong = bench.differences(tmp_path / "hand.csv", study / "numbers.csv")
    assert len(wrong) == 1 and wrong[0].startswith(told)


def test_a_seed_gives_the_same_rows_and_fewer_patients_are_the_first_of_more(study, tmp_path):
    generate(tmp_path / "same", PATIENTS)
    generate(tmp_path / "fewer", PATIENTS // 4)
    for table in TABLES:
        rows = [_rows(folder, table) for folder in (study, tmp_path / "same", tmp_path / "fewer")]
        assert rows[0] == rows[1]
        assert set(rows[2]) <= set(rows[0])


def _rows(folder: Path, table: str) -> list[tuple[object, ...]]:
    return duckdb.sql(f"SELECT * FROM read_parquet('{folder / 'data' / table}.parquet')").fetchall()


def test_there_is_blood_with_and_without_limits_in_several_units_and_every_answer_of_a_review(study):
    blood = f"read_parquet('{study / 'data' / 'laboratory.parquet'}')"
    units = duckdb.sql(f"SELECT test, string_agg(DISTINCT unit, ' ' ORDER BY unit) FROM {blood} GROUP BY test ORDER BY test").fetchall()
    assert units == [("ALAT", "U/L"), ("CPK", "U/L"), ("LDL", "g/L mmol/L"), ("haemoglobin", "g/L g/dL mmol/L")]
    without = duckdb.sql(f"SELECT count(*) FILTER (upper IS NULL), count(*) FROM {blood} WHERE test = 'CPK'").fetchall()[0]
    assert 0 < without[0] < without[1] / 50
    review = f"read_parquet('{study / 'data' / 'event_review.parquet'}')"
    answers = duckdb.sql(f"SELECT count(DISTINCT acne), count(*) > count(acne), count(*) < {PATIENTS} FROM {review}").fetchall()
    assert answers == [(4, True, True)]


def test_a_job_that_takes_more_memory_than_there_is_is_ended_and_told(study):
    with pytest.raises(measure.DoesNotFit):
        measure.measure("-c", "import time; held = bytearray(300_000_000); time.sleep(60)", most=0.2)
    with pytest.raises(measure.DoesNotFit):
        measure.measure("-c", "raise MemoryError")
    with pytest.raises(measure.DoesNotFit):
        measure.measure("-m", "bench.same_numbers", str(study), str(study / "never.csv"), "5MB")


def test_temporary_files_of_a_job_are_measured():
    writing = "import tempfile, time; f = tempfile.NamedTemporaryFile(); f.write(bytes(50_000_000)); f.flush(); time.sleep(0.8)"
    assert measure.measure("-c", writing, most=4.0).spilled == pytest.approx(0.0466, abs=0.001)


def test_a_job_that_fails_otherwise_ends_the_measurement(capfd):
    with pytest.raises(SystemExit, match="ended with 3"):
        measure.measure("-c", "import sys; sys.exit(3)")


def test_the_table_says_what_does_not_fit():
    run = measure.Measured(2.0, 3.0, 4.0)
    ours = measure.Measured(2.0, 6.0, 4.0, 12.5)
    found = {100: dict.fromkeys(report.COMPARED, run), 10**7: {report.BY_HAND: run, report.SCAN: run, report.OURS: ours}}
    text = "\n".join(report.scaling_table("From a hundred patients on", "some day", found))
    assert "| 10 000 000 | 3.00 | does not fit | does not fit | 3.00 | 6.00 | 0.6 | 2.00 | 4.00 | 12.50 |" in text
    assert "Beyond a million patients each job runs once" in text
    text = "\n".join(report.scaling_table("From a hundred patients on", "some day", {100: found[100]}))
    assert "| 100 | 3.00 | 3.00 | 3.00 | 3.00 | 3.00 | 30000.0 | 1.00 | 4.00 |" in text
    assert "temporary files" not in text
    lines = report.report("some day", 10**6, {"large": [(report.BY_HAND, run), (report.PANDAS, None), (report.OURS, ours)]}, "").split("\n")
    assert f"| {report.PANDAS} | does not fit |  |  |  |  |" in lines
    assert f"| {report.OURS} | 2.00 | 1.00 | 6.00 | 2.00 | 4.00 |" in lines


def test_the_curve_goes_as_far_as_it_is_asked(monkeypatch, tmp_path):
    asked = []

    def alternately(study, names, repeats, most=math.inf):
        asked.append((int(study.name), repeats, most < sys.maxsize))
        return dict.fromkeys(names, measure.Measured(1.0, 1.0, 1.0))

    monkeypatch.setattr(bench, "alternately", alternately)
    monkeypatch.setattr(bench, "generated", lambda study, patients: study)
    known = {10**4: [(report.BY_HAND, measure.Measured(9.0, 9.0, 9.0)), (report.EVERYTHING, measure.Measured(9.0, 9.0, 9.0))]}
    found = bench.scaling(tmp_path, 10**7, 3, known)
    assert [*found] == [10**power for power in range(2, 8)] and [*found[10**4]] == [report.BY_HAND]
    assert asked[-2:] == [(10**6, 3, False), (10**7, 1, True)] and (10**4, 3, False) not in asked
    assert [*bench.scaling(tmp_path, 1000, 1, {})] == [100, 1000]
