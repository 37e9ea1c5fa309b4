"""What an engine returns: counts of patients (or events, or mentions) by groups, never a quotient."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

ValueTally = Mapping[int, int]
"""Value in whole units of the measure's step -> number of patients."""


@dataclass(frozen=True)
class Tally:
    """Rows of groups and a count. The column named by `counted` holds the count; no row per patient."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    counted: str = "patients"
    _parted: dict[tuple[str, ...], dict[tuple[Any, ...], list[tuple[Any, ...]]]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        if self.counted not in self.columns:
            raise ValueError(f"a tally of {', '.join(self.columns)} has no column {self.counted}")

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Each row by column name."""
        return (dict(zip(self.columns, row, strict=True)) for row in self.rows)

    def where(self, **wanted: Any) -> Tally:
        """The rows whose columns are as given; None finds None."""
        return Tally(self.columns, tuple(self._by(tuple(wanted)).get(tuple(wanted.values()), ())), self.counted)

    def _by(self, names: tuple[str, ...]) -> dict[tuple[Any, ...], list[tuple[Any, ...]]]:
        """The rows by the values of some columns, parted once: a tally is asked for each of its values in turn."""
        if names not in self._parted:
            group_of, parted = self._group_of(names), self._parted.setdefault(names, {})
            for row in self.rows:
                parted.setdefault(group_of(row), []).append(row)
        return self._parted[names]

    def _group_of(self, names: tuple[str, ...]) -> Callable[[tuple[Any, ...]], tuple[Any, ...]]:
        places = [self.columns.index(name) for name in names]
        if len(places) == 1:
            return lambda row, place=places[0]: (row[place],)
        return itemgetter(*places) if places else lambda row: ()

    def sum(self, *by: str) -> Tally:
        """The counts added up over everything but the columns named, in a fixed order."""
        counts = self.counts(*by)
        rows = tuple((*group, counts[group]) for group in sorted(counts, key=_order))
        return Tally((*by, self.counted), rows, self.counted)

    def counts(self, *by: str) -> dict[tuple[Any, ...], int]:
        """The same sums as a mapping: group -> count."""
        group_of, at = self._group_of(by), self.columns.index(self.counted)
        sums: dict[tuple[Any, ...], int] = {}
        for row in self.rows:
            group = group_of(row)
            sums[group] = sums.get(group, 0) + row[at]
        return sums

    def values(self, value: str, *by: str) -> dict[tuple[Any, ...], dict[int, int]]:
        """Group -> {value: count}. Rows without a value are no part of it; count them apart."""
        tallies: dict[tuple[Any, ...], dict[int, int]] = {}
        for (*group, number), count in self.counts(*by, value).items():
            if number is not None:
                tallies.setdefault(tuple(group), {})[number] = count
        return tallies

    @property
    def total(self) -> int:
        """Everything counted."""
        at = self.columns.index(self.counted)
        return sum(row[at] for row in self.rows)


def add(tallies: Iterable[ValueTally]) -> dict[int, int]:
    """Pool value tallies: those of the centres add up to the study's, so the medians are the study's too."""
    pooled: dict[int, int] = {}
    for tally in tallies:
        for value, patients in tally.items():
            pooled[value] = pooled.get(value, 0) + patients
    return pooled


def _order(group: tuple[Any, ...]) -> tuple[tuple[bool, str, Any], ...]:
    """A total order over texts, numbers and None, which Python alone does not have."""
    return tuple((part is not None, type(part).__name__, 0 if part is None else part) for part in group)
