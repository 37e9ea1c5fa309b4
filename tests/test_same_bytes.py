"""Same input, same bytes: every file of a run, whatever the machine is set to; and the same numbers, whatever the order of the rows.

A small study here; `COHORTIUM_EXAMPLES` of 1000 or more (a soak) takes the bundled example as well.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from cohortium import examples
from cohortium.derivations import counting, lines
from cohortium.derived import load
from cohortium.outputs.manifest import sha256_of
from damage import Table, study, whole

EXAMPLES = int(os.environ.get("COHORTIUM_EXAMPLES", "24"))
FIGURES = "svg" if EXAMPLES < 1000 else "all"
SOURCES = Path(__file__).resolve().parents[1] / "src"
RUN = """
import sys
from cohortium import engines
from cohortium.cli import run_command
from cohortium.engines.duckdb import DuckDB
engines.ENGINES["duckdb"] = lambda **limits: DuckDB(threads=int(sys.argv[1]), **limits)
sys.exit(run_command(sys.argv[2:]))
"""
MACHINES: dict[str, tuple[int, dict[str, str]]] = {
    "one thread, in Greenwich": (1, {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C"}),
    "eight threads, in India, in French": (8, {"PYTHONHASHSEED": "4242", "TZ": "Asia/Kolkata", "LC_ALL": "fr_FR.UTF-8"}),
    "three threads, across the date line, in Turkish": (3, {"PYTHONHASHSEED": "7", "TZ": "Pacific/Apia", "LC_ALL": "tr_TR.UTF-8"}),
}
OF_NUMBERS = ("results.csv", "results.md", "tables.docx", "tables.tex", "release.json")
"""Files that name no row of what came in."""


def small(folder: Path, reorder: Callable[[Table], None] = lambda rows: None) -> Path:
    tables = whole()
    for table in (table for centre in tables.values() for table in centre.values()):
        reorder(table)
    for name, content in study(tables).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def example(folder: Path) -> Path:
    examples.write("jak-ad", folder)
    return folder


def results_of(folder: Path, threads: int = 2, **settings: str) -> Path:
    """The results of a run in a process of its own, its copy of the study in a folder of another name."""
    environment = {**os.environ, "PYTHONPATH": str(SOURCES), **settings}
    command = [sys.executable, "-c", RUN, str(threads), "run", str(folder), "--figures", FIGURES, "--out", str(folder / "mine")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode in (0, 1), done.stderr
    return folder / "mine"


def digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.mark.parametrize("made", [small, pytest.param(example, marks=pytest.mark.skipif(EXAMPLES < 1000, reason="in a soak only"))])
def test_every_file_is_the_same_whatever_the_machine_is_set_to(tmp_path, made):
    first, *others = MACHINES
    home = made(tmp_path / "0")
    expected = digests(results_of(home, MACHINES[first][0], **MACHINES[first][1]))
    assert {"results.csv", "report.html", "tables.docx", "results.xlsx", "manifest.json", "datasets/subjects.parquet"} <= expected.keys()
    for number, machine in enumerate(others, start=1):
        again = tmp_path / f"{number} ailleurs"
        for path in (path for path in sorted(home.rglob("*")) if path.is_file() and "mine" not in path.relative_to(home).parts):
            (again / path.relative_to(home)).parent.mkdir(parents=True, exist_ok=True)
            (again / path.relative_to(home)).write_bytes(path.read_bytes())
        threads, settings = MACHINES[machine]
        found = digests(results_of(again, threads, **settings))
        assert {name for name in found.keys() | expected.keys() if found.get(name) != expected.get(name)} == set(), machine


def test_the_order_of_the_rows_changes_no_number(tmp_path):
    one = results_of(small(tmp_path / "one"))
    other = results_of(small(tmp_path / "other", Random(5).shuffle))
    assert {name for name in OF_NUMBERS if (one / name).read_bytes() != (other / name).read_bytes()} == set()
    assert sha256_of(one / "manifest.json") != sha256_of(other / "manifest.json")  # the test can fail: other files came in


def test_the_manifest_names_what_came_in_what_counted_and_what_came_out(tmp_path):
    home = small(tmp_path / "study")
    results = results_of(home)
    manifest = json.loads((results / "manifest.json").read_text("utf-8"))
    given = {path.relative_to(home).as_posix(): sha256_of(path) for path in (home / "protocol.yaml", *(home / "data").rglob("*.*"))}
    assert manifest["inputs"] == given
    written = digests(results)
    assert manifest["outputs"] == {name: digest for name, digest in written.items() if name != "manifest.json"}
    assert {"cohortium", "python", "duckdb", "numpy", "scipy", "python-calamine"} == manifest["versions"].keys()
    assert manifest["steps"]["subjects"] == 12 and all(isinstance(rows, int) for rows in manifest["steps"].values())
    kept = {step.name for step in (*counting(load(home).protocol.asked), *lines()) if step.kept}
    assert manifest["steps"].keys() == kept
