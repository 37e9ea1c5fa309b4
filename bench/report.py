"""What was measured, as tables and curves: bench/README.md and scaling.svg."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.measure import Measured, memory_of_machine

BY_HAND, OURS = "by hand, DuckDB SQL", "cohortium, the same numbers"
POLARS, PANDAS = "by hand, Polars", "by hand, pandas"
SCAN, LIMITED, EVERYTHING = "bare scan of the columns", "cohortium, the same numbers, below 1 GB", "cohortium run, everything"
COMPARED = (BY_HAND, POLARS, PANDAS, SCAN, OURS)
BEYOND = 10**6
"""Beyond so many patients every job runs once; one that needs more memory than the machine has is ended and told."""


def drawn(found: dict[int, dict[str, Measured]], out: Path) -> None:
    """The curves of processor time per patient, both axes in powers of ten; the same numbers give the same file."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "cohortium"
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(7, 4.2), layout="constrained")
    for name, marker in zip(COMPARED, "osD^v", strict=True):
        points = {n: 1e6 * runs[name].processor / n for n, runs in found.items() if name in runs}
        axes.plot(list(points), list(points.values()), marker=marker, label=name)
    axes.set(xscale="log", yscale="log", xlabel="patients", ylabel="microseconds of processor per patient")
    axes.grid(alpha=0.3)
    axes.legend(frameon=False)
    figure.savefig(out, metadata={"Date": None})
    pyplot.close(figure)


def scaling_table(title: str, when: str, found: dict[int, dict[str, Measured]]) -> list[str]:
    """The table behind the curves."""
    heads = ("Patients", *COMPARED, "cohortium, microseconds per patient", "cohortium to DuckDB by hand", "cohortium, peak memory, GB")
    said = [when, "", "Seconds of processor time.", "", "![Processor time per patient](scaling.svg)", ""]
    if max(found) > BEYOND:
        heads = (*heads, "cohortium, temporary files, GB")
        said[2] = (
            "Seconds of processor time. Beyond a million patients each job runs once, and what needs more than nine tenths of the\n"
            "machine's memory does not fit."
        )
    rows = [f"| {f'{n:_}'.replace('_', ' ')} | {' | '.join([*_scaled(n, runs)][: len(heads) - 1])} |" for n, runs in found.items()]
    return [f"## {title}", "", *said, f"| {' | '.join(heads)} |", "|" + "--:|" * len(heads), *rows, ""]


def _scaled(n: int, runs: dict[str, Measured]) -> Iterator[str]:
    """The cells of a row: seconds of each job, then Cohortium's cost of a patient, ratio, memory and temporary files."""
    yield from (f"{runs[name].processor:.2f}" if name in runs else "does not fit" for name in COMPARED)
    ours, by_hand = runs.get(OURS), runs.get(BY_HAND)
    yield f"{1e6 * ours.processor / n:.1f}" if ours else ""
    yield f"{ours.processor / by_hand.processor:.2f}" if ours and by_hand else ""
    yield f"{ours.memory:.2f}" if ours else ""
    yield f"{ours.spilled:.2f}" if ours and ours.spilled else ""


def report(date: str, patients: int, tables: dict[str, Any], before: str) -> str:
    """bench/README.md; a part that was not measured keeps its table of before."""
    machine = f"{os.cpu_count()} cores, {memory_of_machine():.0f} GB of memory, Python {platform.python_version()}"
    lines = [
        "# Time and memory",
        "",
        "Written by `python3 run.py bench`: medians of fresh processes, run alternately. The jobs by hand (`by_hand.sql`,",
        "`by_hand_polars.py`, `by_hand_pandas.py`) are what an expert would write for this one study: wide tables, no record of where a",
        "value came from, no checks, no ledger. Every one of their numbers is the same as in `results.csv`, or the measurement fails.",
        "*The bare scan* reads every column and does nothing else. *The same numbers*: every step and check up to one CSV file;",
        "*below 1 GB*: with `--memory-limit 700MB`. *Everything*: the whole `run`, with the dataset of every patient, questions,",
        "workbooks, tables and report.",
        "",
    ]
    kept = {part.split("\n", 1)[0]: part.rstrip("\n").split("\n") for part in before.split("\n## ")[1:]}
    for part, title in TITLES.items():
        full = f"{patients:_} {title}".replace("_", " ") if part == "large" else title
        old = next((text for name, text in kept.items() if name.endswith(title)), None)
        measured = tables.get(part)
        table = scaling_table if part == "scaling" else _table
        lines += table(full, f"{date}, {machine}.", measured) if measured else [f"## {old[0]}", *old[1:], ""] if old else []
    return "\n".join(lines).rstrip("\n") + "\n"


TITLES = {
    "large": "patients, five visits with four scores each, eight laboratory values, a review of six events, from Parquet",
    "scaling": "From a hundred patients on",
    "workbook": "A workbook of 100 000 rows by 20 columns",
    "small": "Small studies",
}
"""Part -> how its heading ends."""


def _figures(run: Measured | None, first: Measured | None) -> tuple[str, ...]:
    if not run:
        return "does not fit", "", "", "", ""
    ratios = (f"{run.seconds / first.seconds:.2f}", f"{run.processor / first.processor:.2f}") if first else ("", "")
    return f"{run.seconds:.2f}", ratios[0], f"{run.processor:.2f}", ratios[1], f"{run.memory:.2f}"


def _table(title: str, when: str, rows: list[tuple[str, Measured | None]]) -> list[str]:
    shown = [f"| {name} | {' | '.join(_figures(run, rows[0][1]))} |" for name, run in rows]
    heads = ("Job", "Seconds", "Ratio", "Processor seconds", "Ratio", "Peak memory, GB")
    return [f"## {title}", "", when, "", f"| {' | '.join(heads)} |", "|---|--:|--:|--:|--:|--:|", *shown, ""]
