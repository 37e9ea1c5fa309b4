"""All pairs of two tallies: their sums counted, and the median and limits among so many values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from itertools import product

from cohortium.statistics.rank_sums import unpacked
from cohortium.statistics.ranks import size
from cohortium.statistics.statistic import Number
from cohortium.tallies import ValueTally


def pair_sums(first: ValueTally, second: ValueTally) -> dict[int, int]:
    """Sum of a value of each -> pairs of patients."""
    first, second = ({value: patients for value, patients in each.items() if patients} for each in (first, second))
    if max(first) - min(first) + max(second) - min(second) <= len(first) * len(second):
        # Counts side by side in two long integers: their product holds the counts of all sums at once.
        width = 8 * ((size(first) * size(second)).bit_length() // 8 + 1)
        (one, low), (two, least) = (_packed(each, width) for each in (first, second))
        return {total + low + least: pairs for total, pairs in unpacked(one * two, width).items()}
    sums: Counter[int] = Counter()
    for (value, patients), (other, others) in product(first.items(), second.items()):
        sums[value + other] += patients * others
    return dict(sums)


def _packed(tally: ValueTally, width: int) -> tuple[int, int]:
    """The counts from the lowest value on, so many bits each, and that value."""
    low = min(tally)
    return sum(patients << width * (value - low) for value, patients in tally.items()), low


def middle_and_limits(counted: Mapping[int, int], scale: Fraction, rank: int) -> tuple[Fraction, dict[str, Number | None]]:
    """The median of counted values, and those at a rank from below and from above; no limits at rank 0."""
    ordered, total = sorted((value, count) for value, count in counted.items() if count), sum(counted.values())
    middle = Fraction(_at(ordered, (total + 1) // 2) + _at(ordered, total // 2 + 1), 2)
    limits: dict[str, Number | None] = {"conf_low": None, "conf_high": None}
    if rank:
        limits = {"conf_low": scale * _at(ordered, rank), "conf_high": scale * _at(ordered, total + 1 - rank)}
    return scale * middle, limits


def _at(ordered: list[tuple[int, int]], rank: int) -> int:
    for value, count in ordered:
        rank -= count
        if rank <= 0:
            return value
    raise IndexError("a rank beyond the last value")
