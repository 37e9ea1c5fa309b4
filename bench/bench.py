"""Cohortium beside jobs written by hand, in fresh processes, alternately; every number of all of them must be the same.

python3 run.py bench --date 2025-01-31 [--patients 1000000] [--repeats 3] [--part large] [--part scaling] [--part workbook] [--part small]
"""

from __future__ import annotations

import argparse
import csv
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SOURCE = HERE.parent / "src"


@dataclass(frozen=True)
class Measured:
    """One process: seconds on the clock, seconds of processor, peak memory in GB."""

    seconds: float
    processor: float
    memory: float


def measure(*command: str, accepted: tuple[int, ...] = (0,)) -> Measured:
    """Run a command in a process of its own."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join((str(SOURCE), str(HERE.parent)))}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program is compiled once, not at every start
    started = time.perf_counter()
    with subprocess.Popen([sys.executable, *command], env=environment, stdout=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in accepted:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}")
    return Measured(time.perf_counter() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024**2)


def median(runs: list[Measured]) -> Measured:
    """The median of each figure."""
    return Measured(*(statistics.median(getattr(run, name) for run in runs) for name in ("seconds", "processor", "memory")))


KEY = ("analysis", "variable", "level", "timepoint", "arm", "unit", "stat")


def differences(by_hand: Path, results: Path) -> tuple[int, list[str]]:
    """How many numbers were compared, and those that differ, or that only one of the two has."""
    with by_hand.open(encoding="utf-8", newline="") as one, results.open(encoding="utf-8-sig", newline="") as other:
        hand = {tuple(row[name] for name in KEY): row["value"] for row in csv.DictReader(one)}
        ours = {tuple(row[name] for name in KEY): row["value"] for row in csv.DictReader(other)}
    wrong = [
        f"{'/'.join(key)}: {value} by hand, {ours.get(key)}" for key, value in hand.items() if value and not _same(value, ours.get(key))
    ]
    # Where nobody is counted a job by hand has no row.
    some = {key: value for key, value in ours.items() if value not in ("", "0") and ours.get((*key[:-1], "n")) != "0"}
    only = [f"{'/'.join(key)}: only Cohortium, {value}" for key, value in some.items() if key not in hand]
    return len(hand), wrong + only


def _same(one: str, other: str | None) -> bool:
    return bool(other) and abs(float(one) - float(other)) <= 1e-9 * max(1.0, abs(float(one)))


BY_HAND, OURS = "by hand, DuckDB SQL", "cohortium, the same numbers"
POLARS, PANDAS = "by hand, Polars", "by hand, pandas"
SCAN, LIMITED, EVERYTHING = "bare scan of the columns", "cohortium, the same numbers, below 1 GB", "cohortium run, everything"
LIMIT = "700MB"
"""What the tables may take, so that the whole process stays below 1 GB."""


def jobs_of(study: Path) -> dict[str, tuple[tuple[str, ...], Path | None]]:
    """Each job on a generated study: its command, and the file of the numbers that it writes."""
    data = str(study / "data")
    by_hand = {BY_HAND: "bench.by_hand", POLARS: "bench.by_hand_polars", PANDAS: "bench.by_hand_pandas"}
    jobs: dict[str, tuple[tuple[str, ...], Path | None]] = {}
    for number, (name, module) in enumerate(by_hand.items()):
        out = study / f"by_hand_{number}.csv"
        jobs[name] = ("-m", module, data, str(out)), out
    jobs[SCAN] = ("-m", "bench.bare_scan", data), None
    for name in (OURS, LIMITED):
        out = study / f"numbers_{name == LIMITED}.csv"
        jobs[name] = ("-m", "bench.same_numbers", str(study), str(out), LIMIT if name == LIMITED else ""), out
    out = study / "out"
    jobs[EVERYTHING] = ("-m", "cohortium", "run", str(study), "--out", str(out)), out / "results.csv"
    return jobs


def alternately(study: Path, names: tuple[str, ...], repeats: int) -> dict[str, Measured]:
    """The medians of some jobs; their numbers must be the same."""
    jobs = jobs_of(study)
    runs: dict[str, list[Measured]] = {name: [] for name in names}
    for _ in range(repeats):
        for name in names:
            runs[name].append(measure(*jobs[name][0], accepted=(0, 1)))
            print(f"{name}: {runs[name][-1].seconds:.1f} s, {runs[name][-1].processor:.1f} s of processor", flush=True)
    for name in names:
        written, by_hand = jobs[name][1], jobs[BY_HAND][1]
        compared, wrong = differences(by_hand, written) if written and by_hand else (0, [])
        if wrong:
            sys.exit("\n".join([f"{name}: {len(wrong)} numbers of {compared} differ:", *wrong[:20]]))
    return {name: median(runs[name]) for name in names}


def generated(study: Path, patients: int) -> Path:
    """A study of that many patients, made in a process of its own: a child's peak memory counts that of its parent before it starts."""
    measure("-m", "bench.generate", str(study), "--patients", str(patients))
    return study


def large(study: Path, patients: int, repeats: int) -> list[tuple[str, Measured]]:
    """Every job on a generated registry, alternately."""
    every = (BY_HAND, POLARS, PANDAS, SCAN, OURS, LIMITED, EVERYTHING)
    return list(alternately(generated(study, patients), every, repeats).items())


COMPARED = (BY_HAND, POLARS, PANDAS, SCAN, OURS)
BEYOND, STREAMED = 10**6, (BY_HAND, SCAN, OURS)
"""Beyond so many patients pandas needs more memory than most machines have: only what reads its files in pieces is compared."""


def scaling(folder: Path, most: int, repeats: int, known: list[tuple[str, Measured]]) -> dict[int, dict[str, Measured]]:
    """From 100 patients on, ten times as many each time; what the large study took is known already."""
    sizes = [10**power for power in range(2, 8) if 10**power < most or 10**power == most and not known]
    found = {n: alternately(generated(folder / str(n), n), COMPARED if n <= BEYOND else STREAMED, repeats) for n in sizes}
    return found | ({most: {name: dict(known)[name] for name in COMPARED}} if known else {})


def small(folder: Path, repeats: int) -> list[tuple[str, Measured]]:
    """A hundred patients in workbooks, and the commands that should answer at once."""
    study = folder / "jak-ad"
    measure("-m", "cohortium", "demo", str(study), accepted=(0, 1))
    jobs = {
        "python -c pass": ("-c", "pass"),
        "cohortium --help": ("-m", "cohortium", "--help"),
        "cohortium run, 100 patients": ("-m", "cohortium", "run", str(study), "--out", str(folder / "out"), "--figures", "none"),
    }
    runs: dict[str, list[Measured]] = {name: [] for name in jobs}
    for _ in range(max(5, repeats)):
        for name, command in jobs.items():
            runs[name].append(measure(*command, accepted=(0, 1)))
    return [(name, median(runs[name])) for name in jobs]


def workbook(folder: Path, repeats: int) -> list[tuple[str, Measured]]:
    """A workbook of 100 000 rows by 20 columns: read by python-calamine alone, and read, typed and checked."""
    study = folder / "workbook"
    measure("-m", "bench.workbook", str(study))
    jobs = {
        "python-calamine alone": (str(HERE / "bare_calamine.py"), str(study / "data" / "07.xlsx")),
        "cohortium check": ("-m", "cohortium", "check", str(study)),
    }
    runs: dict[str, list[Measured]] = {name: [] for name in jobs}
    for _ in range(repeats):
        for name, command in jobs.items():
            runs[name].append(measure(*command, accepted=(0, 1)))
    return [(name, median(runs[name])) for name in jobs]


def drawn(found: dict[int, dict[str, Measured]], out: Path) -> None:
    """The curves of processor time per patient, both axes in powers of ten; the same numbers give the same file."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "cohortium"
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(7, 4.2), layout="constrained")
    for name, marker in zip(next(iter(found.values())), "osD^v", strict=False):
        points = {n: 1e6 * runs[name].processor / n for n, runs in found.items() if name in runs}
        axes.plot(list(points), list(points.values()), marker=marker, label=name)
    axes.set(xscale="log", yscale="log", xlabel="patients", ylabel="microseconds of processor per patient")
    axes.grid(alpha=0.3)
    axes.legend(frameon=False)
    figure.savefig(out, metadata={"Date": None})
    pyplot.close(figure)


def scaling_table(title: str, when: str, found: dict[int, dict[str, Measured]]) -> list[str]:
    """The table behind the curves."""
    names = list(next(iter(found.values())))
    rows = [
        f"| {n:_} | {' | '.join(f'{runs[name].processor:.2f}' if name in runs else '' for name in names)} | "
        f"{1e6 * runs[OURS].processor / n:.1f} | {runs[OURS].processor / runs[BY_HAND].processor:.2f} | {runs[OURS].memory:.2f} |"
        for n, runs in found.items()
    ]
    rows = [row.replace("_", " ") for row in rows]
    heads = ("Patients", *names, "cohortium, microseconds per patient", "cohortium to DuckDB by hand", "cohortium, peak memory, GB")
    said = [when, "", "Seconds of processor time.", "", "![Processor time per patient](scaling.svg)", ""]
    return [f"## {title}", "", *said, f"| {' | '.join(heads)} |", "|" + "--:|" * len(heads), *rows, ""]


def report(date: str, patients: int, tables: dict[str, Any], before: str) -> str:
    """bench/README.md; a part that was not measured keeps its table of before."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    machine = f"{os.cpu_count()} cores, {memory:.0f} GB of memory, Python {platform.python_version()}"
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
    "large": "patients, five visits with four scores each, from Parquet",
    "scaling": "From a hundred patients on",
    "workbook": "A workbook of 100 000 rows by 20 columns",
    "small": "Small studies",
}
"""Part -> how its heading ends."""


def _table(title: str, when: str, rows: list[tuple[str, Measured]]) -> list[str]:
    first = rows[0][1]
    shown = [
        f"| {name} | {run.seconds:.2f} | {run.seconds / first.seconds:.2f} | {run.processor:.2f} | {run.processor / first.processor:.2f} | "
        f"{run.memory:.2f} |"
        for name, run in rows
    ]
    heads = ("Job", "Seconds", "Ratio", "Processor seconds", "Ratio", "Peak memory, GB")
    return [f"## {title}", "", when, "", f"| {' | '.join(heads)} |", "|---|--:|--:|--:|--:|--:|", *shown, ""]


def main() -> None:
    """Measure, compare, write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--date", required=True, help="the day of the measurement, written into the table")
    parser.add_argument("--patients", type=int, default=1_000_000)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--part", choices=tuple(TITLES), action="append", help="measure only this, keep the others")
    parser.add_argument("--out", type=Path, default=HERE / "README.md")
    chosen = parser.parse_args()
    parts = chosen.part or list(TITLES)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        tables: dict[str, Any] = {}
        jobs: dict[str, Callable[[], Any]] = {
            "large": lambda: large(folder / "registry", chosen.patients, chosen.repeats),
            "scaling": lambda: scaling(folder, chosen.patients, chosen.repeats, tables.get("large", [])),
            "workbook": lambda: workbook(folder, chosen.repeats),
            "small": lambda: small(folder, chosen.repeats),
        }
        for part in parts:
            tables[part] = jobs[part]()
    if "scaling" in tables:
        drawn(tables["scaling"], chosen.out.with_name("scaling.svg"))
    text = report(chosen.date, chosen.patients, tables, chosen.out.read_text("utf-8") if chosen.out.exists() else "")
    chosen.out.write_text(text, "utf-8")
    print(text)


if __name__ == "__main__":
    main()
