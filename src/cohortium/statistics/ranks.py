"""Two and more groups by the ranks of their values, from value tallies: Mann-Whitney, Kruskal-Wallis."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from cohortium.language import marked
from cohortium.statistics.rank_sums import EXACT_LIMIT, divisions
from cohortium.statistics.statistic import Statistic, Stats, UndefinedStatistic
from cohortium.statistics.tails import chi_squared_tail, two_sided
from cohortium.tallies import ValueTally, add

_HALF = Fraction(1, 2)


def doubled_ranks(tally: ValueTally) -> dict[int, int]:
    """Value -> twice the mean rank of its patients, a whole number."""
    ranks, below = {}, 0
    for value in sorted(value for value, patients in tally.items() if patients):
        ranks[value] = 2 * below + tally[value] + 1
        below += tally[value]
    return ranks


def size(tally: ValueTally) -> int:
    """How many patients."""
    return sum(tally.values())


def mann_whitney(first: ValueTally, second: ValueTally, correct: bool = True) -> Stats:
    """Wilcoxon's rank-sum (Mann-Whitney) test, normal approximation with ties and continuity. Stats: statistic, p_value.

    statistic is R's W: of all pairs, those where the first group's value is higher, ties half.
    """
    statistic, expected, variance = _rank_sum(first, second)
    return {"statistic": statistic, "p_value": normal_test(statistic - expected, variance, correct)}


def normal_test(distance: Fraction, variance: Fraction, correct: bool) -> Decimal:
    """Two-sided p of a statistic at a distance from its mean, half a unit nearer where `correct`."""
    sign = (distance > 0) - (distance < 0)
    nearer = distance - sign * _HALF if correct else distance
    return two_sided(float(nearer) / float(variance) ** 0.5)


def mann_whitney_exact(first: ValueTally, second: ValueTally) -> Stats:
    """The exact rank-sum test given the ties there are, two-sided. Stats: statistic, p_value (an exact fraction).

    p is the share of all divisions of the patients whose statistic lies as far from its mean or farther.
    UndefinedStatistic beyond EXACT_LIMIT patients.
    """
    statistic, expected, _ = _rank_sum(first, second)
    n = size(first)
    if n + size(second) > EXACT_LIMIT:
        raise UndefinedStatistic("the exact rank test is made for at most {limit} patients; ask for mann_whitney", limit=EXACT_LIMIT)
    pooled = add((first, second))
    sums = divisions([(rank, pooled[value]) for value, rank in doubled_ranks(pooled).items()], n)
    shift, apart = n * (n + 1), abs(statistic - expected)
    extreme = sum(ways for total, ways in sums.items() if abs(Fraction(total - shift, 2) - expected) >= apart)
    return {"statistic": statistic, "p_value": Fraction(extreme, sum(sums.values()))}


def _rank_sum(first: ValueTally, second: ValueTally) -> tuple[Fraction, Fraction, Fraction]:
    """The statistic with its mean and variance; UndefinedStatistic without two groups and two values."""
    n, m = size(first), size(second)
    pooled = add((first, second))
    ranks = doubled_ranks(pooled)
    if not n or not m or len(ranks) < 2:
        raise UndefinedStatistic("a rank test needs patients in every group and at least two different values")
    total = n + m
    statistic = Fraction(sum(ranks[value] * patients for value, patients in first.items() if patients) - n * (n + 1), 2)
    ties = Fraction(sum(count**3 - count for count in pooled.values()), total * (total - 1))
    return statistic, Fraction(n * m, 2), Fraction(n * m, 12) * (total + 1 - ties)


def kruskal_wallis(groups: Sequence[ValueTally]) -> Stats:
    """Kruskal and Wallis' test of several groups, corrected for ties. Stats: statistic, df, p_value."""
    filled = [group for group in groups if size(group)]
    pooled = add(filled)
    ranks, total = doubled_ranks(pooled), size(pooled)
    if len(filled) < 2 or len(ranks) < 2:
        raise UndefinedStatistic("a rank test needs patients in every group and at least two different values")
    sums = [(sum(ranks[value] * patients for value, patients in group.items() if patients), size(group)) for group in filled]
    raw = Fraction(12, total * (total + 1)) * sum(Fraction(rank**2, 4 * n) for rank, n in sums) - 3 * (total + 1)
    statistic = raw / (1 - Fraction(sum(count**3 - count for count in pooled.values()), total**3 - total))
    return {"statistic": statistic, "df": len(filled) - 1, "p_value": chi_squared_tail(statistic, len(filled) - 1)}


_W = ("statistic", "p_value")
_MW = "Mann & Whitney 1947, Ann Math Stat 18:50-60"
ENTRIES = {
    "mann_whitney": Statistic(
        mann_whitney,
        _W,
        "{p_value}",
        _MW,
        "wilcox.test(x, y, exact = FALSE)",
        marked("Mann-Whitney test (normal approximation, corrected for ties and continuity)"),
    ),
    "mann_whitney_exact": Statistic(
        mann_whitney_exact,
        _W,
        "{p_value}",
        _MW,
        'coin::wilcox_test(y ~ g, distribution = "exact")',
        marked("exact Mann-Whitney test"),
    ),
    "kruskal_wallis": Statistic(
        kruskal_wallis,
        ("statistic", "df", "p_value"),
        "{p_value}",
        "Kruskal & Wallis 1952, J Am Stat Assoc 47:583-621",
        "kruskal.test(list(...))",
        marked("Kruskal-Wallis test"),
    ),
}
