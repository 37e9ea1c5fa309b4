"""How far apart two groups are in units of their spread, whatever their sizes: standardised differences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, localcontext
from fractions import Fraction

from cohortium.language import marked
from cohortium.statistics.linear_equations import solve
from cohortium.statistics.statistic import Statistic, Stats, UndefinedStatistic, real
from cohortium.statistics.summaries import root
from cohortium.tallies import ValueTally


def moments(tally: ValueTally) -> tuple[int, Fraction, Fraction]:
    """n, mean and variance (divisor n - 1), exact; UndefinedStatistic below two patients."""
    n = sum(tally.values())
    if n < 2:
        raise UndefinedStatistic("a spread needs at least two patients in each group")
    total = sum(value * patients for value, patients in tally.items())
    squares = sum(value * value * patients for value, patients in tally.items())
    return n, Fraction(total, n), Fraction(n * squares - total**2, n * (n - 1))


def difference_of_means(first: ValueTally, second: ValueTally) -> Stats:
    """(mean - mean) / root of the mean variance. Stats: standardised."""
    (_, mean, variance), (_, other, other_variance) = moments(first), moments(second)
    return {"standardised": _in_units(mean - other, (variance + other_variance) / 2)}


def difference_of_shares(n: int, total: int, other_n: int, other_total: int) -> Stats:
    """(share - share) / root of the mean of p (1 - p). Stats: standardised."""
    if not total or not other_total:
        raise UndefinedStatistic("one of the two groups has no patient")
    first, second = Fraction(n, total), Fraction(other_n, other_total)
    return {"standardised": _in_units(first - second, (first * (1 - first) + second * (1 - second)) / 2)}


def difference_of_levels(first: Mapping[str, int], second: Mapping[str, int]) -> Stats:
    """Mahalanobis distance of the shares of all levels but one (which one makes no difference). Stats: standardised."""
    levels = sorted({level for group in (first, second) for level, patients in group.items() if patients})
    shares = [_shares(group, levels)[1:] for group in (first, second)]
    gap = [a - b for a, b in zip(*shares, strict=True)]
    if len(levels) < 2:
        raise UndefinedStatistic("a standardised difference needs at least two levels with patients")
    spread = [[sum((_covariance(share, i, j) for share in shares), Fraction(0)) / 2 for j in range(len(gap))] for i in range(len(gap))]
    return {"standardised": root(sum((a * b for a, b in zip(gap, solve(spread, gap), strict=True)), Fraction(0)))}


def _shares(group: Mapping[str, int], levels: Sequence[str]) -> list[Fraction]:
    total = sum(group.values())
    if not total:
        raise UndefinedStatistic("one of the two groups has no patient")
    return [Fraction(group.get(level, 0), total) for level in levels]


def _covariance(shares: Sequence[Fraction], i: int, j: int) -> Fraction:
    return shares[i] * (1 - shares[i]) if i == j else -shares[i] * shares[j]


def _in_units(gap: Fraction, variance: Fraction) -> Fraction | Decimal:
    if not variance:
        raise UndefinedStatistic("all patients of both groups are alike within their group: there is no spread to measure by")
    spread = root(variance)
    with localcontext() as context:
        context.prec = 50
        return gap / spread if isinstance(spread, Fraction) else real(gap) / spread


_AUSTIN = "Austin 2009, Stat Med 28:3083-3107"
_D = ("standardised",)
ENTRIES = {
    "standardised_means": Statistic(
        difference_of_means,
        _D,
        "{standardised}",
        _AUSTIN,
        "(mean(x) - mean(y)) / sqrt((var(x) + var(y)) / 2)",
        marked("standardised difference"),
    ),
    "standardised_shares": Statistic(
        difference_of_shares,
        _D,
        "{standardised}",
        _AUSTIN,
        "(p - q) / sqrt((p * (1 - p) + q * (1 - q)) / 2)",
        marked("standardised difference"),
    ),
    "standardised_levels": Statistic(
        difference_of_levels,
        _D,
        "{standardised}",
        "Yang & Dalton 2012, SAS Global Forum 335",
        "sqrt(mahalanobis(p[-1], q[-1], (S1 + S2) / 2))",
        marked("standardised difference of categories"),
    ),
}
