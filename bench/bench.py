"""Cohortium beside jobs written by hand, in fresh processes, alternately; every number of all of them must be the same.

python3 run.py bench --date 2025-01-31 [--patients 1000000] [--most 10000000] [--repeats 3] [--part large|scaling|workbook|small]...

Without --most the curve ends at --patients, and everything takes about half an hour on two cores.
"""

from __future__ import annotations

import argparse
import csv
import math
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.measure import HERE, DoesNotFit, Measured, measure, median, memory_of_machine
from bench.report import (
    BEYOND,
    BY_HAND,
    COMPARED,
    EVERYTHING,
    LIMITED,
    OURS,
    PANDAS,
    POLARS,
    SCAN,
    TITLES,
    drawn,
    report,
)

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


LIMIT = "700MB"
"""What the tables may take, so that the whole process stays below 1 GB."""


def jobs_of(study: Path) -> dict[str, tuple[tuple[str, ...], Path]]:
    """Each job on a generated study: its command, and the file of the numbers that it writes (the bare scan: none)."""
    data = str(study / "data")
    by_hand = {BY_HAND: "bench.by_hand", POLARS: "bench.by_hand_polars", PANDAS: "bench.by_hand_pandas"}
    jobs: dict[str, tuple[tuple[str, ...], Path]] = {}
    for number, (name, module) in enumerate(by_hand.items()):
        out = study / f"by_hand_{number}.csv"
        jobs[name] = ("-m", module, data, str(out)), out
    jobs[SCAN] = ("-m", "bench.bare_scan", data), study
    for name in (OURS, LIMITED):
        out = study / f"numbers_{name == LIMITED}.csv"
        jobs[name] = ("-m", "bench.same_numbers", str(study), str(out), LIMIT if name == LIMITED else ""), out
    out = study / "out"
    jobs[EVERYTHING] = ("-m", "cohortium", "run", str(study), "--out", str(out)), out / "results.csv"
    return jobs


def alternately(study: Path, names: tuple[str, ...], repeats: int, most: float = math.inf) -> dict[str, Measured]:
    """The medians of some jobs, without those that need more memory than there is; their numbers must be the same."""
    jobs, runs = jobs_of(study), {name: list[Measured]() for name in names}
    for _ in range(repeats):
        for name in list(runs):
            try:
                runs[name].append(measure(*jobs[name][0], accepted=(0, 1) if name == EVERYTHING else (0,), most=most))
            except DoesNotFit:
                del runs[name]
                print(f"{name}: does not fit", flush=True)
                continue
            print(f"{name}: {runs[name][-1].seconds:.1f} s, {runs[name][-1].processor:.1f} s of processor", flush=True)
    for name in runs:
        if BY_HAND in runs and name not in (BY_HAND, SCAN):
            _compare(name, jobs[BY_HAND][1], jobs[name][1])
    return {name: median(runs[name]) for name in runs}


def _compare(name: str, by_hand: Path, written: Path) -> None:
    compared, wrong = differences(by_hand, written)
    if wrong:
        sys.exit("\n".join([f"{name}: {len(wrong)} numbers of {compared} differ:", *wrong[:20]]))
    print(f"{name}: {compared} numbers are the same", flush=True)


def generated(study: Path, patients: int) -> Path:
    """A study of that many patients, made in a process of its own: a child's peak memory counts that of its parent before it starts."""
    measure("-m", "bench.generate", str(study), "--patients", str(patients))
    return study


def large(study: Path, patients: int, repeats: int) -> list[tuple[str, Measured | None]]:
    """Every job on a generated registry, alternately."""
    every = (BY_HAND, POLARS, PANDAS, SCAN, OURS, LIMITED, EVERYTHING)
    runs = alternately(generated(study, patients), every, repeats)
    return [(name, runs.get(name)) for name in every]


Known = dict[int, list[tuple[str, Measured | None]]]


def scaling(folder: Path, most: int, repeats: int, known: Known) -> dict[int, dict[str, Measured]]:
    """From 100 patients on, ten times as many each time; what was measured already is not measured again."""
    found: dict[int, dict[str, Measured]] = {}
    for n in (10**power for power in range(2, 8) if 10**power <= most):
        if n in known:
            found[n] = {name: run for name, run in known[n] if run and name in COMPARED}
        elif n <= BEYOND:
            found[n] = alternately(generated(folder / str(n), n), COMPARED, repeats)
        else:
            found[n] = alternately(generated(folder / str(n), n), COMPARED, 1, 0.9 * memory_of_machine())
    return found


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


def main() -> None:
    """Measure, compare, write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--date", required=True, help="the day of the measurement, written into the table")
    parser.add_argument("--patients", type=int, default=1_000_000)
    parser.add_argument("--most", type=int, help="how far the curve goes, at most ten million; as far as --patients if absent")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--part", choices=tuple(TITLES), action="append", help="measure only this, keep the others")
    parser.add_argument("--out", type=Path, default=HERE / "README.md")
    chosen = parser.parse_args()
    parts = chosen.part or list(TITLES)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        tables: dict[str, Any] = {}
        known: Known = {}
        jobs: dict[str, Callable[[], Any]] = {
            "large": lambda: large(folder / "registry", chosen.patients, chosen.repeats),
            "scaling": lambda: scaling(folder, chosen.most or chosen.patients, chosen.repeats, known),
            "workbook": lambda: workbook(folder, chosen.repeats),
            "small": lambda: small(folder, chosen.repeats),
        }
        for part in parts:
            tables[part] = jobs[part]()
            known |= {chosen.patients: tables[part]} if part == "large" else {}
    if "scaling" in tables:
        drawn(tables["scaling"], chosen.out.with_name("scaling.svg"))
    text = report(chosen.date, chosen.patients, tables, chosen.out.read_text("utf-8") if chosen.out.exists() else "")
    chosen.out.write_text(text, "utf-8")
    print(text)


if __name__ == "__main__":
    main()
