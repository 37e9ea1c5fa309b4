"""Several p-values of one family, adjusted for their number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction

from cohortium.language import marked
from cohortium.statistics.statistic import Number, Statistic, real


def holm(values: Sequence[Number]) -> list[Number]:
    """Adjusted p-values in the order given: the chance of any false finding is held."""
    return _adjusted(values, lambda rank, count: Fraction(count - rank), rising=True)


def benjamini_hochberg(values: Sequence[Number]) -> list[Number]:
    """Adjusted p-values in the order given: the expected share of false findings is held."""
    return _adjusted(values, lambda rank, count: Fraction(count, rank + 1), rising=False)


def _adjusted(values: Sequence[Number], factor: Callable[[int, int], Fraction], rising: bool) -> list[Number]:
    """Exact where every value is; a family with one value from a library is as inexact as that value."""
    exact = [Fraction(value) for value in values]
    if any(not 0 <= value <= 1 for value in exact):
        raise ValueError("a p-value lies between 0 and 1")
    order = sorted(range(len(exact)), key=lambda at: exact[at])
    adjusted, limit = list(exact), Fraction(0 if rising else 1)
    for rank, at in list(enumerate(order))[:: 1 if rising else -1]:
        value = exact[at] * factor(rank, len(exact))
        limit = min(max(limit, value), Fraction(1)) if rising else min(limit, value)
        adjusted[at] = limit
    inexact = any(isinstance(value, Decimal) for value in values)
    return [real(value) if inexact else value for value in adjusted]


_P = ("p_adjusted",)
ENTRIES = {
    "holm": Statistic(holm, _P, "{p_adjusted}", "Holm 1979, Scand J Stat 6:65-70", 'p.adjust(p, "holm")', marked("Holm")),
    "benjamini_hochberg": Statistic(
        benjamini_hochberg,
        _P,
        "{p_adjusted}",
        "Benjamini & Hochberg 1995, J R Stat Soc B 57:289-300",
        'p.adjust(p, "BH")',
        marked("Benjamini-Hochberg"),
    ),
}
