"""Which patient-level rows behind a number differ between two runs, and the cells that they came from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

from cohortium.changes.runs import Run
from cohortium.engines import ENGINES
from cohortium.sources.names import place_of_table

ALL = "all"
# Dataset -> what names a row, what it says, its records with the variable in their cell ({measure}: the row's own).
_DATASETS: dict[str, tuple[tuple[str, ...], tuple[str, ...], dict[str, str]]] = {
    "outcomes": (
        ("centre", "patient", "arm", "measure", "timepoint"),
        ("pick", "same_day", "until_stop", "carry", "baseline_timepoint", "baseline_pick", "baseline", "value", "value_day", "due",
         "stopped", "dead", "visited", "set_aside"),
        {"baseline_record": "{what}", "value_record": "{what}"},
    ),
    "subjects": (
        ("centre", "patient", "arm"),
        ("index_date", "drug", "stop", "switched", "death", "last_contact", "sex", "reason", "efficacy", "safety"),
        {"index_record": ""},
    ),
    "events": (("centre", "patient", "arm", "term"), ("status", "source"), {"record": ""}),
    "times": (("centre", "patient", "arm"), ("follow_up_days", "ended", "stopped", "stop_days", "treatment_days", "cause"), {}),
    "exposure": (("centre", "patient", "drug"), ("course", "dose", "dose_unit", "start", "stop", "index_course"), {"record": "dose"}),
}  # fmt: skip
_SCORES = ("outcomes", "subjects", "exposure")
BEHIND = {
    "efficacy": _SCORES, "sensitivity": _SCORES, "subgroups": _SCORES, "adjusted": _SCORES, "weighted": _SCORES, "estimand": _SCORES,
    "safety": ("events", "subjects"), "incidence": ("events", "times", "subjects"), "stops": ("times", "subjects"),
    "follow_up": ("times", "subjects"), "survival": ("times", "subjects"), "participants": ("subjects",),
}  # fmt: skip
"""The datasets that hold all that a number is counted from; other numbers stand on cells that no dataset holds."""
_COLUMNS = {"age": ("age", "birth_year")}
_PREVIOUS = ("taken",)  # the column of what was taken before, where a characteristic has none of its own


@dataclass(frozen=True)
class Touched:
    """A row that differs: its centre, arm, what it is about (a measure or term), its timepoint, and its addresses in both runs."""

    dataset: str
    centre: str
    arm: str
    what: str
    timepoint: str
    files: tuple[str, ...]
    addresses: tuple[str, ...]


class Evidence:
    """Reads the datasets of both runs in an engine; closed at the end of its block."""

    def __init__(self, first: Run, second: Run, engine: str = "duckdb") -> None:
        self.runs = (first, second)
        self.engine = ENGINES[engine]()

    def __enter__(self) -> Evidence:
        return self

    def __exit__(self, *_: object) -> None:
        self.engine.close()

    @cached_property
    def touched(self) -> dict[str, list[Touched]]:
        """The rows that differ, by dataset."""
        return {name: self._touched(name) for name in _DATASETS}

    def behind(self, row: dict[str, str]) -> list[Touched] | None:
        """The rows that differ behind a number; None where no dataset holds what it is counted from."""
        names = BEHIND.get(row["analysis"], ())
        if is_characteristic(row):
            return self._holding(row["variable"])
        if row["analysis"] == "baseline":
            names = _SCORES
        return [each for name in names for each in self.touched[name] if self._belongs(each, row)] if names else None

    def _holding(self, variable: str) -> list[Touched] | None:
        """Patients who differ, and the files with the columns of a characteristic: their cells are in no dataset."""
        columns = {(file, sheet, name) for run in self.runs for file, sheet, name in self._columns(run)}
        wanted = _COLUMNS.get(variable, (variable,))
        wanted = wanted if any(name in wanted for _, _, name in columns) else _PREVIOUS
        files = sorted({file for file, _, name in columns if name in wanted})
        found = [Touched("columns", _centre(file), "", variable, "", (file,), ()) for file in files]
        return [*self.touched["subjects"], *found] if found else None

    def _belongs(self, each: Touched, row: dict[str, str]) -> bool:
        of_arm = row["arm"] in ("", ALL, each.arm) or row["versus"] == each.arm or not each.arm
        if each.dataset == "outcomes":
            wanted = {run.endpoints.get(row["variable"], row["variable"]) for run in self.runs}
            free = row["analysis"] in ("sensitivity", "baseline")  # other windows, and the score that all windows share
            return of_arm and each.what in wanted and (free or row["timepoint"] in ("", each.timepoint))
        if each.dataset == "events":
            return of_arm and (row["variable"] == each.what or row["variable"].startswith("any"))
        return of_arm

    def _touched(self, name: str) -> list[Touched]:
        keys, content, records = _DATASETS[name]
        columns = ", ".join((*keys, *content))
        first, second = (f"SELECT {columns} FROM {self._source(run.folder, name)}" for run in self.runs)
        listed = ", ".join(keys)
        # Each way round, and with repetitions: a row may be there once more than before.
        changed = f"SELECT DISTINCT {listed} FROM (({first} EXCEPT ALL {second}) UNION ALL ({second} EXCEPT ALL {first}))"
        found: dict[tuple[Any, ...], dict[str, None]] = {tuple(key): {} for key in sorted(self.engine.rows(changed), key=str)}
        for run in self.runs if records else ():
            for key, address in self._addresses(run, name, changed):
                found[key][address] = None
        return [_row(name, dict(zip(keys, key, strict=True)), list(addresses)) for key, addresses in found.items()]

    def _addresses(self, run: Run, name: str, changed: str) -> list[tuple[tuple[Any, ...], str]]:
        """Key and address of the cells behind the rows that differ, in one run."""
        keys, _, records = _DATASETS[name]
        same = " AND ".join(f"d.{key} IS NOT DISTINCT FROM k.{key}" for key in keys)
        found = []
        for record, variable in records.items():
            listed = ", ".join(f"d.{key}" for key in keys)
            sql = (
                f"SELECT {listed}, r.file, r.sheet, r.row FROM {self._source(run.folder, name)} d JOIN ({changed}) k ON {same} "
                f"JOIN {self._source(run.folder, 'records')} r ON r.record = d.{record} ORDER BY r.record"
            )
            for *key, file, sheet, row in self.engine.rows(sql):
                what = variable.format(what=dict(zip(keys, key, strict=True)).get("measure", ""))
                found.append((tuple(key), self._address(run, file, sheet, int(row), what)))
        return found

    def _address(self, run: Run, file: str, sheet: str, row: int, variable: str) -> str:
        from cohortium.provenance import Address

        column = self._columns(run).get((file, sheet, variable), 0)
        return str(Address(file, sheet, row, column))

    def _columns(self, run: Run) -> dict[tuple[str, str, str], int]:
        if run.folder not in self._known:
            rows = self.engine.rows(f"SELECT file, sheet, variable, column_number FROM {self._source(run.folder, 'columns')}")
            self._known[run.folder] = {(file, sheet, variable): int(number) for file, sheet, variable, number in rows}
        return self._known[run.folder]

    @cached_property
    def _known(self) -> dict[Path, dict[tuple[str, str, str], int]]:
        return {}

    def _source(self, folder: Path, name: str) -> str:
        return self.engine.parquet_source(folder / "datasets" / f"{name}.parquet")


def is_characteristic(row: dict[str, str]) -> bool:
    """Whether a number is of what patients are, not of a score."""
    return row["analysis"] == "baseline" and row["timepoint"] != "baseline"


def _centre(file: str) -> str:
    """A file's centre by its name, or by that of its folder."""
    *_, above, name = place_of_table(PurePosixPath(file)).parts
    return name.rpartition(".")[0] if above == "data" else above


def _row(name: str, key: dict[str, Any], addresses: list[str]) -> Touched:
    about = str(key.get("measure") or key.get("term") or "")
    files = tuple(dict.fromkeys(map(file_of, addresses)))
    return Touched(name, str(key["centre"]), str(key.get("arm") or ""), about, str(key.get("timepoint") or ""), files, tuple(addresses))


def file_of(address: str) -> str:
    """The file of an address in words."""
    return address.split(",")[0]
