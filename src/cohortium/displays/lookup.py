"""Numbers picked from the results by key and set as cells: nothing here computes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from cohortium.displays.table import Cell
from cohortium.language import marked, tr
from cohortium.results import DASH, KEY, Key, Result

SUMMARIES = {
    "median_q1_q3": (marked("Median (Q1;Q3)"), ("median", "q1", "q3")),
    "median_min_max": (marked("Median (min;max)"), ("median", "min", "max")),
    "mean_sd": (marked("Mean (SD)"), ("mean", "sd")),
}


@dataclass(frozen=True)
class Lookup:
    """The results by key."""

    by_key: dict[Key, Result]

    @classmethod
    def over(cls, results: Iterable[Result]) -> Lookup:
        """An index over these rows."""
        return cls({row.key: row for row in results})

    def get(self, **parts: str) -> Result | None:
        """The row with exactly these parts, the others empty."""
        return self.by_key.get(tuple(parts.get(name, "") for name in KEY))

    def where(self, **parts: str) -> list[Result]:
        """The rows that have these parts, in their own order."""
        wanted = [(KEY.index(name), part) for name, part in parts.items()]
        rows = self._of_analysis.get(parts["analysis"], {}) if "analysis" in parts else self.by_key
        return [row for key, row in rows.items() if all(key[place] == part for place, part in wanted)]

    @cached_property
    def by_id(self) -> dict[str, Result]:
        """The rows by their id."""
        return {row.result_id: row for row in self.by_key.values()}

    def beside(self, result: Result) -> list[Result]:
        """The counts of the same thing in the same patients: N, those missing, and every level."""
        return self._counts.get(_counted(result), [])

    @cached_property
    def _counts(self) -> dict[Key, list[Result]]:
        found: dict[Key, list[Result]] = {}
        for row in self.by_key.values():
            if row.stat in ("n", "N") or row.stat.startswith("n_"):
                found.setdefault(_counted(row), []).append(row)
        return found

    @cached_property
    def _of_analysis(self) -> dict[str, dict[Key, Result]]:
        """The rows of each analysis: most questions are about one of them."""
        found: dict[str, dict[Key, Result]] = {}
        for key, row in self.by_key.items():
            found.setdefault(row.analysis, {})[key] = row
        return found

    def number(self, **parts: str) -> Cell:
        """One number as it prints; an empty cell where the results have none."""
        row = self.get(**parts)
        return cell_of(row) if row else Cell()

    def share(self, **parts: str) -> Cell:
        """`33 (61.1)`; `0` where nobody is counted, a dash where nobody could be."""
        parts = {"unit": "patients", **parts}
        total, n, percent = (self.get(**parts, stat=stat) for stat in ("N", "n", "percent"))
        if n is None:
            return Cell()
        identifiers = tuple(row.result_id for row in (n, percent) if row)
        if total is not None and total.value == 0:
            return Cell((DASH,), identifiers)
        if percent is None or n.value in (0, None) or percent.value is None:
            return Cell((n.text,), identifiers)
        return Cell((n.text, f"({percent.text})"), identifiers)

    def summary(self, kind: str, **parts: str) -> Cell:
        """`-3 (-5;-1)` for a median and its quartiles; a dash where there is no value."""
        rows = [self.get(**parts, stat=stat) for stat in summary_of(kind)[1]]
        found = [row for row in rows if row]
        if not found:
            return Cell()
        identifiers = tuple(row.result_id for row in found)
        if found[0].value is None and not found[0].error:
            return Cell((found[0].text or DASH,), identifiers)
        return Cell((found[0].text, f"({tr(';').join(row.text for row in found[1:])})"), identifiers)

    def count(self, stat: str = "n", **parts: str) -> tuple[Any, str, tuple[str, ...]]:
        """(value, text, result ids) of a number of patients, for a footnote."""
        row = self.get(**{"unit": "patients", **parts, "stat": stat})
        return (row.value, row.text, (row.result_id,)) if row else (None, "", ())


def _counted(row: Result) -> Key:
    """What a number is of and of whom, whichever its level and statistic."""
    return tuple(getattr(row, part) for part in KEY if part not in ("level", "unit", "stat"))


def cell_of(row: Result) -> Cell:
    """One result as a cell; what could not be computed prints as a dash."""
    return Cell((row.text or DASH,), (row.result_id,))


def summary_of(kind: str | None) -> tuple[str, tuple[str, ...]]:
    """Column heading and statistics of a summary; the median with quartiles unless another is declared."""
    heading, stats = SUMMARIES.get(kind or "", SUMMARIES["median_q1_q3"])
    return tr(heading), stats
