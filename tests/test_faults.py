"""Studies damaged by chance: each ends in results that balance, or in sentences and exit code 2; earlier results stay as they were.

`COHORTIUM_EXAMPLES` sets how many studies are damaged (a soak: COHORTIUM_EXAMPLES=2000). Every one has its own seed.
"""

from __future__ import annotations

import csv
import hashlib
import os
import re
from pathlib import Path
from random import Random

import pytest

from cohortium.cli import run_command
from damage import DAMAGE, NAME, Files, study, whole

EXAMPLES = int(os.environ.get("COHORTIUM_EXAMPLES", "11"))


def write(folder: Path, files: Files) -> None:
    """Put files into a folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def digests(folder: Path) -> dict[str, str]:
    """What is in a folder: every file by its digest."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        for path in folder.rglob("*")
    }


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """The results of the study while it was whole."""
    folder = tmp_path_factory.mktemp("whole") / "study"
    write(folder, study(whole()))
    assert run_command(["run", str(folder)]) in (0, 1)
    results = folder / "results" / "001"
    return {f"results/001/{path.relative_to(results).as_posix()}": path.read_bytes() for path in results.rglob("*") if path.is_file()}


def unbalanced(results: Path) -> list[dict[str, str]]:
    """The rows of a ledger that do not add up."""
    with (results / "ledger.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows
    parts = {whole: [name for name in rows[0] if name.startswith(f"{whole}_")] for whole in ("rows", "cells")}
    return [row for row in rows if any(int(row[whole]) != sum(int(row[name]) for name in names) for whole, names in parts.items())]


TO_ANSWER = {"questions.xlsx", "coding.xlsx"}
"""What a check or a run may leave in the study folder besides results."""


@pytest.mark.parametrize("seed", range(EXAMPLES))
def test_a_damaged_study_ends_in_sentences_or_in_results_that_balance(seed, earlier, tmp_path, capfd):
    dice = Random(seed)
    folder = tmp_path / "study"
    write(folder, DAMAGE[seed % len(DAMAGE)](dice) | earlier)
    before = digests(folder)
    command = "check" if seed % 5 == 4 else "run"
    code = run_command([command, str(folder)])
    said = capfd.readouterr()
    after = digests(folder)
    assert code in (0, 1, 2), said.err
    assert not re.search(r"Traceback|panicked|fault of its own|Error\b|Exception", said.err + said.out)
    assert NAME not in said.err + said.out
    assert {name: after.get(name) for name in before} == before  # the data and the earlier results are as they were
    new = sorted(after.keys() - before.keys() - TO_ANSWER if code != 2 else after.keys() - before.keys())
    if code == 2 or command == "check":
        assert new == [] and bool(said.err.strip()) == (code == 2) and bool(said.out.strip()) == (code != 2)
        return
    results = folder / "results" / "002"
    assert new[0] == "results/002" and all(name.startswith("results/002") for name in new)
    assert unbalanced(results) == []
    assert run_command(["verify", str(results)]) == 0


def test_the_study_is_whole_before_it_is_damaged(tmp_path, capfd):
    write(tmp_path, study(whole()))
    assert run_command(["run", str(tmp_path)]) == 0
    assert capfd.readouterr().err == ""
    with (tmp_path / "results" / "001" / "queries.csv").open(encoding="utf-8-sig", newline="") as file:
        # Patients of its two centres are made alike, which is told.
        assert {row["rule"] for row in csv.DictReader(file)} == {"unmapped_column", "review_contradicts", "likely_twin"}
    with (tmp_path / "results" / "001" / "results.csv").open(encoding="utf-8-sig", newline="") as file:
        counted = {row["arm"]: row["value"] for row in csv.DictReader(file) if row["variable"] == "efficacy_set"}
    assert counted == {"all": "12", "upa": "6", "bari": "6"}
