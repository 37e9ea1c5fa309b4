"""Convert, run, and read results.csv: the only place here that meets Cohortium."""

from __future__ import annotations

import csv
import runpy
import shutil
from collections import Counter
from pathlib import Path

from .numbers import KEY, Rows


def run_example(example: Path, source: Path, study_folder: Path) -> Path:
    """The results folder of an example, run on its converted data in a study folder of its own."""
    from cohortium import study

    study_folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(example / "protocol.yaml", study_folder)
    runpy.run_path(str(example / "convert.py"))["convert"](source, study_folder / "data")
    study.run(study_folder)
    (found,) = (study_folder / "results").glob("*/results.csv")
    return found.parent


def table(results: Path, name: str) -> list[dict[str, str]]:
    """The rows of one of the CSV files in a results folder."""
    with (results / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def values(results: Path) -> Rows:
    """{key: value} of results.csv; a key that stands twice is an error."""
    rows = table(results, "results.csv")
    found = {tuple(row[part] for part in KEY): row["value"] for row in rows}
    assert len(found) == len(rows), "two rows share a key"
    return found


def set_aside(results: Path) -> int:
    """How many cells were set aside, by ledger.csv, whose every line must balance."""
    kinds = ("accepted", "normalised", "quarantined", "empty", "unused")
    lines = table(results, "ledger.csv")
    for line in lines:
        assert int(line["cells"]) == sum(int(line[f"cells_{kind}"]) for kind in kinds), line["file"]
    return sum(int(line["cells_quarantined"]) for line in lines)


def rules(results: Path) -> dict[str, int]:
    """How often each rule is in queries.csv."""
    return dict(Counter(line["rule"] for line in table(results, "queries.csv")))


def differences(expected: Rows, found: Rows) -> list[str]:
    """Every number that differs, is missing or is too many, one line each."""
    lines = [f"missing   {'/'.join(key)}: {expected[key]}" for key in expected.keys() - found.keys()]
    lines += [f"too many  {'/'.join(key)}: {found[key]}" for key in found.keys() - expected.keys()]
    lines += [
        f"differs   {'/'.join(key)}: recount {expected[key]}, results {found[key]}"
        for key in expected.keys() & found.keys()
        if expected[key] != found[key]
    ]
    return sorted(lines)


def report(lines: list[str]) -> str:
    """The first differences, and how many there are."""
    return "\n".join([f"{len(lines)} numbers disagree", *lines[:40]])
