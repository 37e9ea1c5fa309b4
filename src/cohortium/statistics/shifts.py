"""How far values lie apart, by Hodges and Lehmann: between two groups, and within the pairs of one."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, localcontext
from fractions import Fraction
from math import comb, floor

from cohortium.language import marked
from cohortium.statistics.pair_sums import middle_and_limits, pair_sums
from cohortium.statistics.proportions import normal_quantile
from cohortium.statistics.rank_sums import EXACT_LIMIT, divisions, sign_sums
from cohortium.statistics.ranks import size
from cohortium.statistics.statistic import Statistic, Stats, UndefinedStatistic, real
from cohortium.tallies import ValueTally

_CONFIDENCE = Fraction(95, 100)


def shift(first: ValueTally, second: ValueTally, scale: Fraction = Fraction(1), confidence: Fraction = _CONFIDENCE) -> Stats:
    """Hodges and Lehmann's shift: the median of all differences first - second, with Moses' interval.

    Stats: shift, conf_low, conf_high, in units of value x scale. The limits are differences at ranks from the
    distribution without ties (exact up to EXACT_LIMIT patients, else its normal approximation): with ties at least as wide as asked.
    """
    n, m = size(first), size(second)
    if not n or not m:
        raise UndefinedStatistic("one of the two groups has no patient")
    differences = pair_sums(first, {-value: patients for value, patients in second.items()})
    middle, limits = middle_and_limits(differences, scale, _rank_of_shift(n, m, (1 - confidence) / 2))
    return {"shift": middle, **limits}


def pseudomedian(differences: ValueTally, scale: Fraction = Fraction(1), confidence: Fraction = _CONFIDENCE) -> Stats:
    """Hodges and Lehmann's pseudomedian of paired differences: the median of all their Walsh averages, with Tukey's interval.

    differences: value -> patients, those of 0 included: a patient who did not change is no missing one. Stats: pseudomedian,
    conf_low, conf_high, in units of value x scale; limits at ranks from the distribution without ties, as for `shift`.
    """
    n = size(differences)
    if not n:
        raise UndefinedStatistic("no patient has a score at both times")
    # Every pair twice, and each with itself once: half of that, each with itself added, is every pair and each with itself once.
    sums = pair_sums(differences, differences)
    for value, patients in differences.items():
        sums[2 * value] += patients
    middle, limits = middle_and_limits(
        {total: pairs // 2 for total, pairs in sums.items()}, scale / 2, _rank_of_pairs(n, (1 - confidence) / 2)
    )
    return {"pseudomedian": middle, **limits}


def _rank_of_shift(n: int, m: int, tail: Fraction) -> int:
    """The rank of the lower limit; 0 where so few patients cannot give that confidence."""
    if n + m > EXACT_LIMIT:
        return _normal_rank(Fraction(n * m, 2), Fraction(n * m * (n + m + 1), 12), tail)
    sums = divisions([(rank, 1) for rank in range(1, n + m + 1)], n)
    return _exact_rank(sums, tail * comb(n + m, n)) - n * (n + 1) // 2


def _rank_of_pairs(n: int, tail: Fraction) -> int:
    """As _rank_of_shift, of n pairs."""
    if n > EXACT_LIMIT:
        return _normal_rank(Fraction(n * (n + 1), 4), Fraction(n * (n + 1) * (2 * n + 1), 24), tail)
    return _exact_rank(sign_sums([(rank, 1) for rank in range(1, n + 1)]), tail * 2**n)


def _exact_rank(sums: Mapping[int, int], ways: Fraction) -> int:
    """The least rank sum up to which there are so many ways or more."""
    below = 0
    for total in sorted(sums):
        below += sums[total]
        if below >= ways:
            return total
    raise ValueError("a tail is a share of all ways")


def _normal_rank(mean: Fraction, variance: Fraction, tail: Fraction) -> int:
    with localcontext() as context:
        context.prec = 50
        return floor(real(mean) - normal_quantile(1 - tail) * real(variance).sqrt() + Decimal("0.5"))


_LIMITS = ("conf_low", "conf_high")
ENTRIES = {
    "shift": Statistic(
        shift,
        ("shift", *_LIMITS),
        "{shift} ({conf_low} to {conf_high})",
        "Hodges & Lehmann 1963, Ann Math Stat 34:598-611; Moses' interval",
        "wilcox.test(x, y, conf.int = TRUE, exact = TRUE), without ties",
        marked("Hodges-Lehmann shift"),
    ),
    "pseudomedian": Statistic(
        pseudomedian,
        ("pseudomedian", *_LIMITS),
        "{pseudomedian} ({conf_low} to {conf_high})",
        "Hodges & Lehmann 1963, Ann Math Stat 34:598-611; Tukey's interval: Hollander & Wolfe 1973, 3.3",
        "wilcox.test(x, y, paired = TRUE, conf.int = TRUE, exact = TRUE), without ties and zeros",
        marked("Hodges-Lehmann pseudomedian of changes"),
    ),
}
