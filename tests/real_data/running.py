"""Convert, run, and read results.csv: the only place here that meets Cohortium."""

from __future__ import annotations

import csv
import runpy
import shutil
from pathlib import Path

from .numbers import KEY, Rows


def run_example(example: Path, source: Path, study_folder: Path) -> list[dict[str, str]]:
    """The rows of results.csv of an example, run on its converted data in a folder of its own."""
    from cohortium import study

    study_folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(example / "protocol.yaml", study_folder)
    runpy.run_path(str(example / "convert.py"))["convert"](source, study_folder / "data")
    study.run(study_folder)
    (found,) = (study_folder / "results").glob("*/results.csv")
    with found.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def values(rows: list[dict[str, str]]) -> Rows:
    """{key: value}; a key that stands twice is an error."""
    found = {tuple(row[part] for part in KEY): row["value"] for row in rows}
    assert len(found) == len(rows), "two rows share a key"
    return found


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
