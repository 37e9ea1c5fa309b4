"""Cohortium beside a job written by hand, in fresh processes, alternately; every number of the two must be the same.

python3 run.py bench --date 2025-01-31 [--patients 1000000] [--repeats 3] [--part large] [--part workbook] [--part small]
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
from dataclasses import dataclass
from pathlib import Path

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
    only = [f"{'/'.join(key)}: only Cohortium, {value}" for key, value in ours.items() if value not in ("", "0") and key not in hand]
    return len(hand), wrong + only


def _same(one: str, other: str | None) -> bool:
    return bool(other) and abs(float(one) - float(other)) <= 1e-9 * max(1.0, abs(float(one)))


def large(study: Path, patients: int, repeats: int) -> list[tuple[str, Measured]]:
    """Both jobs on a generated registry, alternately."""
    # In a process of its own: a child's peak memory counts that of its parent before it starts.
    measure("-m", "bench.generate", str(study), "--patients", str(patients))
    out, by_hand = study / "out", study / "by_hand.csv"
    jobs = {
        "by hand": (str(HERE / "by_hand.py"), str(study / "data"), str(by_hand)),
        "cohortium, the same numbers": (str(HERE / "same_numbers.py"), str(study), str(study / "numbers.csv")),
        "cohortium run, everything": ("-m", "cohortium", "run", str(study), "--out", str(out)),
    }
    runs: dict[str, list[Measured]] = {name: [] for name in jobs}
    for _ in range(repeats):
        for name, command in jobs.items():
            runs[name].append(measure(*command, accepted=(0, 1)))
    for results in (out / "results.csv", study / "numbers.csv"):
        compared, wrong = differences(by_hand, results)
        if wrong:
            sys.exit("\n".join([f"{len(wrong)} numbers of {compared} differ:", *wrong[:20]]))
    print(f"{compared} numbers of the job by hand are those of results.csv.")
    return [(name, median(runs[name])) for name in jobs]


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


def report(date: str, patients: int, tables: dict[str, list[tuple[str, Measured]]], before: str) -> str:
    """bench/README.md; a part that was not measured keeps its table of before."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    machine = f"{os.cpu_count()} cores, {memory:.0f} GB of memory, Python {platform.python_version()}"
    lines = [
        "# Time and memory",
        "",
        "Written by `python3 run.py bench`: medians of fresh processes, run alternately. The job by hand (`by_hand.sql`) is what an",
        "expert would write in DuckDB SQL for this one study: wide tables, no record of where a value came from, no checks, no ledger.",
        "Every one of its numbers is the same as in `results.csv`, or the measurement fails.",
        "*The same numbers*: every step and check up to one CSV file. *Everything*: the whole `run`, with the dataset of every patient,",
        "questions, workbooks, tables and report.",
        "",
    ]
    kept = {part.split("\n", 1)[0]: part.rstrip("\n").split("\n") for part in before.split("\n## ")[1:]}
    for part, title in TITLES.items():
        full = f"{patients:_} {title}".replace("_", " ") if part == "large" else title
        old = next((text for name, text in kept.items() if name.endswith(title)), None)
        measured = tables.get(part)
        lines += _table(full, f"{date}, {machine}.", measured) if measured else [f"## {old[0]}", *old[1:], ""] if old else []
    return "\n".join(lines).rstrip("\n") + "\n"


TITLES = {
    "large": "patients, five visits with four scores each, from Parquet",
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
    parser.add_argument("--part", choices=("large", "workbook", "small"), action="append", help="measure only this, keep the others")
    parser.add_argument("--out", type=Path, default=HERE / "README.md")
    chosen = parser.parse_args()
    parts = chosen.part or ["large", "workbook", "small"]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        jobs = {
            "large": lambda: large(folder / "registry", chosen.patients, chosen.repeats),
            "workbook": lambda: workbook(folder, chosen.repeats),
            "small": lambda: small(folder, chosen.repeats),
        }
        tables = {part: jobs[part]() for part in parts}
    text = report(chosen.date, chosen.patients, tables, chosen.out.read_text("utf-8") if chosen.out.exists() else "")
    chosen.out.write_text(text, "utf-8")
    print(text)


if __name__ == "__main__":
    main()
