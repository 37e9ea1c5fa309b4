"""What a figure is made of: the protocol, its results, and the tables that print the same numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import Any

from cohortium.conformance.completeness import Filled
from cohortium.displays import words
from cohortium.displays.figure import Line, Marks, Point, Series, point, spot
from cohortium.displays.lookup import Lookup
from cohortium.displays.table import Row, Table
from cohortium.language import tr
from cohortium.protocol.model import Protocol, label_of
from cohortium.protocol.words import percent_in_words

MONTH = 30.4375
"""Days of a month, for results."""
LIMITS = ("percent", "conf_low", "conf_high")
LINES = {3: 30}
"""Rows of a dot plot on one page by the number of its series; others have room for MOST_LINES."""
MOST_LINES = 40


@dataclass(frozen=True)
class Source:
    """Rows hidden, renamed or ordered in a table are so in the figure that shows them."""

    protocol: Protocol
    lookup: Lookup
    tables: Mapping[str, Table]
    marks: Marks = field(default_factory=Marks)
    filled: tuple[Filled, ...] = ()  # what the cells of each column hold, by centre

    @property
    def arms(self) -> tuple[tuple[str, str], ...]:
        """(id, label) of each treatment group, or of all patients where there is one group only."""
        columns = words.columns(self.protocol)
        return columns[1:] if len(columns) > 1 else columns

    @property
    def series(self) -> tuple[Series, ...]:
        """A series for each treatment group, always in the same style."""
        return tuple(Series(label, place) for place, (_, label) in enumerate(self.arms))

    @property
    def confidence(self) -> str:
        """`95 %`."""
        return percent_in_words(self.protocol.statistics.confidence)

    def rows(self, table: str) -> tuple[Row, ...]:
        """The rows of a table; none where the study does not give it."""
        return self.tables[table].rows if table in self.tables else ()

    def cell(self, table: str, row: Row, arm: str):
        """The first cell of a table's row under a treatment group."""
        columns = [key for key, _ in words.columns(self.protocol)]
        return row.cells[columns.index(arm) * (len(row.cells) // len(columns))]

    def point(self, stats: Iterable[str] = LIMITS, **parts: str) -> Point | None:
        """An estimate with its limits."""
        return point(*(self.lookup.get(**parts, stat=stat) for stat in stats))

    def spot(self, stat: str, **parts: str):
        """One number of the results."""
        return spot(self.lookup.get(**parts, stat=stat))

    def contrasts(self, pairs: Sequence[tuple[str, str]]) -> tuple[Series, ...]:
        """Pairs of groups, each in the style of its first one, wherever that is shown; where two would look the same, by their places."""
        labels = {name: label_of(one, name) for name, one in self.protocol.arms.items()}
        styles = [list(labels).index(arm) if arm in labels else -1 for arm, _ in pairs]
        styles = styles if len({*styles}) == len(styles) else list(range(len(pairs)))
        named = [{"arm": labels.get(arm, arm), "versus": labels.get(versus, versus)} for arm, versus in pairs]
        return tuple(Series(tr("{arm} compared with {versus}", **names), style) for names, style in zip(named, styles, strict=True))

    def intervals(self) -> str:
        """The note that names the intervals of percentages."""
        interval = words.INTERVALS[self.protocol.statistics.interval]
        return tr("Bars: {confidence} {interval} confidence intervals.", confidence=self.confidence, interval=interval)


def shared(lines: Sequence[Any], most: int) -> list[tuple[Any, ...]]:
    """Lines on as few pages as hold them, as evenly as can be."""
    each = ceil(len(lines) / max(1, ceil(len(lines) / most)))
    return [tuple(lines[start : start + each]) for start in range(0, len(lines), max(1, each))]


def pages(lines: Sequence[Line], series: int) -> list[tuple[Line, ...]]:
    """Lines for as few pages as hold them, as evenly as can be; a heading goes with the lines under it."""
    most = LINES.get(series, MOST_LINES)
    each = ceil(len(lines) / ceil(len(lines) / most)) if lines else 1
    found: list[list[Line]] = [[]]
    for place, line in enumerate(lines):
        full = len(found[-1]) >= each or (len(found[-1]) == each - 1 and not line.points)
        if full and (line.points or place + 1 < len(lines)):
            found.append([])
        found[-1].append(line)
    return [tuple(page) for page in found if page]


def part_of(name: str, part: int) -> str:
    """The id of a figure, and of its further pages."""
    return f"{name}-{part + 1}" if part else name
