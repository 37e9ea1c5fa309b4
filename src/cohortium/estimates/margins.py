"""What is asked of tallies: counts by some of their columns, among all patients or a part of them. Counts of centres add up."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NoReturn

from cohortium.language import marked
from cohortium.measures.bands import scheme_of
from cohortium.protocol.tables import subset_weights
from cohortium.statistics import UndefinedStatistic
from cohortium.tallies import Tally, ValueTally

if TYPE_CHECKING:
    from cohortium.estimates.cells import Estimation

YES, NO = 2, 1
"""The digits of a subset in `strata`."""
Part = tuple[tuple[str, int], ...]
"""Subset -> the digit that its members have; empty: everyone."""
VALUES = ("number", "value", "change", "days")
"""Columns that hold a value of patients, not a category."""
WITHHELD = "withheld"
"""Stands in a margin where a value, or a sum of days, did not travel."""
WITHHELD_WORDS = marked("a centre sent no values, only counts: its rule on small counts keeps them")


@dataclass(frozen=True)
class Margin:
    """Counts of a tally by columns: of its column `of`, in a part, in rows whose columns hold one of the texts of `only`."""

    tally: str
    by: tuple[str, ...]
    of: str = "patients"
    part: Part = ()
    only: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def gives(self, asked: Margin) -> bool:
        """Whether the counts that another margin asks for can be added up from these."""
        mine, theirs = dict(self.only), dict(asked.only)
        chosen = {column for column, texts in theirs.items() if set(mine.get(column, ())) != set(texts)}
        wide = all(set(texts) >= set(theirs.get(column, ())) and column in theirs for column, texts in mine.items())
        same = (self.tally, self.of, self.part) == (asked.tally, asked.of, asked.part)
        return same and wide and {*asked.by, *chosen} <= {*self.by}

    @property
    def is_of_values(self) -> bool:
        """Whether it holds values of patients, which small counts would give away."""
        return self.of == "days" or any(column in VALUES for column in self.by)


def counted(tally: Tally, margin: Margin, estimation: Estimation) -> dict[tuple[Any, ...], int]:
    """The counts of a margin, from the tally itself."""
    rows, columns = tally.rows, tally.columns
    if margin.part:
        weights, strata = subset_weights(estimation.protocol), columns.index("strata")
        digits = [(weights[subset], digit) for subset, digit in margin.part]
        rows = [row for row in rows if all(row[strata] // weight % 3 == digit for weight, digit in digits)]
    for column in margin.by:
        if column in COMPUTED:
            value = COMPUTED[column](estimation, columns)
            rows, columns = [(*row, value(row)) for row in rows], (*columns, column)
    return _sums(((row, row[columns.index(margin.of)]) for row in rows), columns, margin)


def derived_from(margins: Mapping[Margin, Mapping[tuple[Any, ...], int]], asked: Margin) -> dict[tuple[Any, ...], int]:
    """The counts of a margin, added up from a finer one."""
    finer = next((margin for margin in margins if margin.gives(asked)), None)
    return _sums(margins[finer].items(), finer.by, asked) if finer else {}


def _sums(rows: Any, columns: tuple[str, ...], asked: Margin) -> dict[tuple[Any, ...], int]:
    wanted = [(columns.index(column), set(texts)) for column, texts in asked.only if column in columns]
    group_of, sums = _picker([columns.index(column) for column in asked.by]), {}
    for row, count in rows:
        if all(row[place] in texts for place, texts in wanted):
            group = group_of(row)
            sums[group] = added(sums.get(group, 0), count)
    return sums


def _picker(places: list[int]) -> Callable[[tuple[Any, ...]], tuple[Any, ...]]:
    return itemgetter(*places) if len(places) > 1 else lambda row: tuple(row[place] for place in places)


def added(one: Any, other: Any) -> Any:
    """A sum of counts; one that did not travel leaves none."""
    return WITHHELD if WITHHELD in (one, other) else one + other


class Withheld(Mapping[Any, int]):
    """Values that did not travel: how many patients have one is known, whoever asks for more is told why there is none."""

    def __init__(self, patients: int) -> None:
        self.patients = patients

    @classmethod
    def over(cls, tally: dict[Any, int]) -> ValueTally:
        """The tally, or what is left of it where some of its values did not travel."""
        return cls(sum(tally.values())) if WITHHELD in tally else tally

    def __getitem__(self, value: Any) -> NoReturn:
        raise UndefinedStatistic(WITHHELD_WORDS)

    def __iter__(self) -> Iterator[Any]:
        raise UndefinedStatistic(WITHHELD_WORDS)

    def __len__(self) -> int:
        raise UndefinedStatistic(WITHHELD_WORDS)


def _change(_: Estimation, columns: tuple[str, ...]) -> Callable[[tuple[Any, ...]], Any]:
    before, after = columns.index("baseline"), columns.index("value")
    return lambda row: None if row[before] is None else row[after] - row[before]


def _band(estimation: Estimation, columns: tuple[str, ...]) -> Callable[[tuple[Any, ...]], Any]:
    """The band of a score; nothing without one, or for a measure whose bands nobody asked for."""
    measures, asked = columns.index("measure"), estimation.protocol.severity
    values = columns.index("value")

    def band(row: tuple[Any, ...]) -> str | None:
        name, units = row[measures], row[values]
        if units is None or name not in asked:
            return None
        measure = estimation.measures[name]
        return scheme_of(measure, asked[name].bands).band(measure.value_of(units))

    return band


COMPUTED: dict[str, Callable[[Estimation, tuple[str, ...]], Callable[[tuple[Any, ...]], Any]]] = {"change": _change, "band": _band}
"""Columns that are worked out from a tally's own: what travels is what is shown, not what it was made of."""
