"""What a study wants of its centres and what each has given: counts, in the order of the protocol."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from cohortium.language import tr

Slot = tuple[str, str]  # timepoint, measure


@dataclass(frozen=True)
class CentreState:
    """One centre: its files, patients, rows by native table, scores as (due, there), and open questions by severity."""

    code: str
    label: str = ""
    language: str = "en"
    declared: bool = False
    files: int = 0
    patients: int = 0
    included: int = 0
    rows: Mapping[str, int] = field(default_factory=dict)
    scores: Mapping[Slot, tuple[int, int]] = field(default_factory=dict)
    questions: Mapping[str, int] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Code and label."""
        return f"{self.code} ({self.label})" if self.label and self.label != self.code else self.code

    @property
    def received(self) -> bool:
        """Whether anything came in; a template sent back empty is a file, and no data."""
        return bool(self.patients or any(self.rows.values()))

    @property
    def due(self) -> int:
        """Scores that are to be expected by now."""
        return sum(due for due, _ in self.scores.values())

    @property
    def complete(self) -> int:
        """Those of them that are there."""
        return sum(there for _, there in self.scores.values())


@dataclass(frozen=True)
class Tracking:
    """A study: the tables it wants (of a group one is enough), its scores, the labels of both, and every centre's state."""

    title: str
    language: str
    tables: tuple[tuple[str, ...], ...]
    scores: tuple[Slot, ...]
    labels: Mapping[str, str]  # of timepoints
    centres: tuple[CentreState, ...]

    def time(self, timepoint: str) -> str:
        """The label of a timepoint; the baseline, which a study need not name, in the language spoken."""
        return tr(self.labels[timepoint]) if timepoint == "baseline" else self.labels[timepoint]

    def lacking(self, centre: CentreState) -> list[tuple[str, ...]]:
        """The tables that are wanted and of which a centre has given no row."""
        return [group for group in self.tables if not any(centre.rows.get(table) for table in group)]

    def open_scores(self, centre: CentreState) -> list[tuple[Slot, int, int]]:
        """(timepoint and measure, due, there) where fewer scores are there than due."""
        listed = ((slot, *centre.scores.get(slot, (0, 0))) for slot in self.scores)
        return [each for each in listed if each[1] > each[2]]


def share(part: int, whole: int) -> Fraction | None:
    """A part of a whole; nothing where the whole is nothing."""
    return Fraction(part, whole) if whole else None
