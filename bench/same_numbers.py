"""The same numbers as the job by hand and no more: from Parquet through every step and check to one CSV file."""

from __future__ import annotations

import csv
import gc
import sys
from functools import partial
from pathlib import Path

from cohortium import study
from cohortium.engines import ENGINES
from cohortium.results import COLUMNS

AFTERWARDS = ("scipy.special", "cohortium.estimates", "cohortium.displays.style")
"""Modules that are asked for when all is counted; a run loads them meanwhile, too."""


def write_numbers(folder: Path, out: Path, memory: str) -> None:
    """The rows of results.csv of a study folder, without datasets, tables, report or workbooks; within so much memory, if any is named."""
    with (
        study.derived(study.load(folder), partial(ENGINES["duckdb"], memory=memory), needed=AFTERWARDS) as found,
        out.open("w", encoding="utf-8", newline="") as file,
    ):
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(row.cells() for row in study.results_of(found).rows)


if __name__ == "__main__":
    gc.set_threshold(100_000)  # as the commands do
    write_numbers(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
