"""The bundled example: the same bytes each time, every situation of a real cohort, and a demo that runs twice."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from shutil import copytree

import pytest

from cohortium import examples
from cohortium.cli import run_command
from cohortium.problems import Problem
from cohortium.protocol.load import load_protocol


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example, written and run once."""
    folder = tmp_path_factory.mktemp("demo") / "jak-ad"
    assert run_command(["demo", str(folder)]) == 0
    return folder


@pytest.fixture(scope="module")
def results(demo: Path) -> list[dict[str, str]]:
    """The rows of results.csv."""
    return rows(demo / "results" / "001" / "results.csv")


def rows(path: Path) -> list[dict[str, str]]:
    """A CSV file as dictionaries."""
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def value(results: list[dict[str, str]], **key: str) -> str:
    """The one value with this key; parts that are not named are empty."""
    parts = ("level", "timepoint", "group", "group_level", "versus", "variant")
    wanted = dict.fromkeys(parts, "") | {"arm": "all"} | key
    (row,) = [row for row in results if all(row[name] == part for name, part in wanted.items())]
    return row["value"]


def files(folder: Path) -> dict[str, bytes]:
    """Path -> bytes of everything in a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_same_bytes_each_time(tmp_path):
    assert examples.write("jak-ad", tmp_path / "one") and examples.write("jak-ad", tmp_path / "two")
    assert files(tmp_path / "one") == files(tmp_path / "two")
    assert sorted(files(tmp_path / "one")) == ["README.txt", "data/01.xlsx", "data/02.xlsx", "data/03.xlsx", "protocol.yaml"]


def test_a_folder_that_is_something_else_is_left_alone(tmp_path):
    (tmp_path / "README.txt").write_text("mine")
    with pytest.raises(Problem, match="not empty"):
        examples.write("jak-ad", tmp_path)
    assert files(tmp_path) == {"README.txt": b"mine"}


def test_it_says_that_it_is_synthetic(tmp_path):
    examples.write("jak-ad", tmp_path / "one")
    assert "synthetic" in load_protocol(tmp_path / "one" / "protocol.yaml").title
    assert b"synthetic" in files(tmp_path / "one")["README.txt"]


def test_the_demo_runs_twice_with_the_same_results(demo, tmp_path):
    demo = Path(copytree(demo, tmp_path / "copy"))
    protocol = demo / "protocol.yaml"
    protocol.write_text(protocol.read_text(encoding="utf-8") + "# changed by hand\n", encoding="utf-8")
    assert run_command(["demo", str(demo)]) == 0
    assert protocol.read_text(encoding="utf-8").endswith("# changed by hand\n")
    first, second = (demo / "results" / number / "results.csv" for number in ("001", "002"))
    assert first.read_bytes() == second.read_bytes()


def test_every_way_to_leave_and_every_state_but_a_death_happens(results):
    left = {row["level"] for row in results if row["variable"] == "left" and row["value"] not in ("", "0")}
    assert {"no_index", "prior_use", "adult"} <= left
    states = {row["level"] for row in results if row["analysis"] == "efficacy" and row["level"] and row["value"] not in ("", "0")}
    assert states >= {"not_due", "not_eligible", "eligibility_unknown", "evaluable", "no_baseline", "stopped", "no_visit", "not_done"}


def test_every_arm_has_patients(results):
    for arm in ("upa15", "upa30", "bari4"):
        assert int(value(results, variable="included", stat="n", arm=arm)) >= 3


def test_questions_are_open_but_none_blocks(demo):
    asked = Counter((row["severity"], row["rule"]) for row in rows(demo / "results" / "001" / "queries.csv"))
    assert not [rule for severity, rule in asked if severity == "blocking"]
    for rule in ("out_of_range", "two_scores_one_day", "review_contradicts", "missing_baseline"):
        assert asked["query", rule] >= 1, rule


def test_laboratory_terms_are_judged_by_each_centres_limits(results):
    for term in ("cpk", "lipids", "cytopenia"):
        assert int(value(results, variable=term, stat="n", unit="patients", analysis="safety")) >= 1
    assert value(results, variable="thromboembolism", stat="n", unit="patients", analysis="safety") == "0"
    assert int(value(results, variable="cytopenia", stat="n", unit="patients", analysis="safety", level="excluded")) >= 1


def test_stops_have_several_reasons(results):
    reasons = {row["level"] for row in results if row["variable"] == "stops" and row["level"] and row["value"] not in ("", "0")}
    assert {"inefficacy", "adverse_event", "switch"} <= reasons


@pytest.mark.parametrize("row", range(0, 5))
def test_numbers_of_the_demo_can_be_explained(demo, results, row, capsys):
    chosen = [r for r in results if r["stat"] in ("n", "median") and r["arm"] == "all"]
    result_id = chosen[row * len(chosen) // 5]["result_id"]
    assert run_command(["explain", str(demo), result_id, "--out", str(demo / "results" / "001")]) == 0
    assert "Next: " in capsys.readouterr().out.splitlines()[-1]


def test_the_results_of_the_demo_are_as_written_until_they_are_touched(demo, capsys):
    folder = demo / "results" / "001"
    assert run_command(["verify", str(folder)]) == 0
    ledger = folder / "ledger.csv"
    before = ledger.read_bytes()
    ledger.write_bytes(before + b"\n")
    try:
        assert run_command(["verify", str(folder)]) == 4
    finally:
        ledger.write_bytes(before)
    assert "ledger.csv" in capsys.readouterr().err
