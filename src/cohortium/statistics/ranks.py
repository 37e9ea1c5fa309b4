"""Two and more groups by the ranks of their values, from value tallies: Mann-Whitney, Kruskal-Wallis, shift."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal, localcontext
from fractions import Fraction
from math import comb, floor

from cohortium.language import marked
from cohortium.statistics.proportions import normal_quantile
from cohortium.statistics.statistic import Number, Statistic, Stats, UndefinedStatistic, real
from cohortium.statistics.tails import chi_squared_tail, two_sided
from cohortium.tallies import ValueTally, add

EXACT_LIMIT = 100
"""Patients of both groups together up to which the exact distribution is worked out."""
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
    sums = _divisions([(rank, pooled[value]) for value, rank in doubled_ranks(pooled).items()], n)
    shift, apart = n * (n + 1), abs(statistic - expected)
    extreme = sum(ways for total, ways in sums.items() if abs(Fraction(total - shift, 2) - expected) >= apart)
    return {"statistic": statistic, "p_value": Fraction(extreme, sum(sums.values()))}


def _divisions(ranks: list[tuple[int, int]], n: int) -> dict[int, int]:
    """Twice the rank sum of n patients -> in how many ways it arises; ranks: (twice the rank, patients at it)."""
    width = _width(sum(patients for _, patients in ranks))
    chosen = [1, *([0] * n)]
    for rank, patients in ranks:
        # From the top down, so that the patients of a rank are taken once.
        for have in range(n, 0, -1):
            for taken in range(1, min(patients, have) + 1):
                chosen[have] += comb(patients, taken) * chosen[have - taken] << width * rank * taken
    return unpacked(chosen[n], width)


def _width(patients: int) -> int:
    """Bits that hold any number of ways to choose among so many patients, in whole bytes."""
    return 8 * (patients // 8 + 1)


def sign_sums(ranks: list[tuple[int, int]]) -> dict[int, int]:
    """Twice the rank sum of the positive signs -> in how many ways it arises."""
    width, packed = _width(sum(patients for _, patients in ranks)), 1
    for rank, patients in ranks:
        packed = sum(comb(patients, positive) * packed << width * rank * positive for positive in range(patients + 1))
    return unpacked(packed, width)


def unpacked(packed: int, width: int) -> dict[int, int]:
    """The counts behind one long integer that holds count k at bit k x width: adding such integers adds all counts at once."""
    step = width // 8
    raw = packed.to_bytes(packed.bit_length() // 8 + step + 1, "little")
    counts = (int.from_bytes(raw[at : at + step], "little") for at in range(0, len(raw) - step + 1, step))
    return {total: ways for total, ways in enumerate(counts) if ways}


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


def shift(first: ValueTally, second: ValueTally, scale: Fraction = Fraction(1), confidence: Fraction = Fraction(95, 100)) -> Stats:
    """Hodges and Lehmann's shift: the median of all differences first - second, with Moses' interval.

    Stats: shift, conf_low, conf_high, in units of value x scale. The limits are differences at ranks from the
    distribution without ties (exact up to EXACT_LIMIT patients, else its normal approximation): with ties at least as wide as asked.
    """
    n, m = size(first), size(second)
    if not n or not m:
        raise UndefinedStatistic("one of the two groups has no patient")
    differences: Counter[int] = Counter()
    for value, patients in first.items():
        for other, others in second.items():
            differences[value - other] += patients * others
    ordered = sorted((value, count) for value, count in differences.items() if count)
    middle = Fraction(_at(ordered, (n * m + 1) // 2) + _at(ordered, n * m // 2 + 1), 2)
    rank = _limit_rank(n, m, confidence)
    limits: dict[str, Number | None] = {"conf_low": None, "conf_high": None}
    if rank:
        limits = {"conf_low": scale * _at(ordered, rank), "conf_high": scale * _at(ordered, n * m + 1 - rank)}
    return {"shift": scale * middle, **limits}


def _at(ordered: list[tuple[int, int]], rank: int) -> int:
    for value, count in ordered:
        rank -= count
        if rank <= 0:
            return value
    raise IndexError("a rank beyond the last value")


def _limit_rank(n: int, m: int, confidence: Fraction) -> int:
    """The rank of the lower limit; 0 where so few patients cannot give that confidence."""
    tail = (1 - confidence) / 2
    if n + m > EXACT_LIMIT:
        with localcontext() as context:
            context.prec = 50
            return floor(
                real(Fraction(n * m, 2)) - normal_quantile(1 - tail) * real(Fraction(n * m * (n + m + 1), 12)).sqrt() + Decimal("0.5")
            )
    sums = _divisions([(rank, 1) for rank in range(1, n + m + 1)], n)
    below, every = 0, comb(n + m, n)
    for total in sorted(sums):
        below += sums[total]
        if Fraction(below, every) >= tail:
            return total - n * (n + 1) // 2
    return 0


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
    "shift": Statistic(
        shift,
        ("shift", "conf_low", "conf_high"),
        "{shift} ({conf_low} to {conf_high})",
        "Hodges & Lehmann 1963, Ann Math Stat 34:598-611; Moses' interval",
        "wilcox.test(x, y, conf.int = TRUE, exact = TRUE), without ties",
        marked("Hodges-Lehmann shift"),
    ),
}
