"""Paired values by the ranks of their differences: Wilcoxon's signed-rank test, with the rule for zeros named."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from cohortium.language import marked
from cohortium.statistics.rank_sums import EXACT_LIMIT, sign_sums
from cohortium.statistics.ranks import doubled_ranks, normal_test
from cohortium.statistics.statistic import Statistic, Stats, UndefinedStatistic
from cohortium.tallies import ValueTally

ZEROS = ("wilcox", "pratt")
"""wilcox: differences of 0 are left out before ranking. pratt: they are ranked, then left out."""


def signed_rank(differences: ValueTally, zeros: str = "wilcox", correct: bool = True) -> Stats:
    """Wilcoxon's signed-rank test, normal approximation with ties and continuity. Stats: statistic, p_value.

    differences: value -> patients; statistic is R's V, the rank sum of the positive ones.
    """
    ranked, statistic = _ranked(differences, zeros)
    expected = Fraction(sum(rank * patients for rank, patients in ranked), 4)
    variance = Fraction(sum(rank**2 * patients for rank, patients in ranked), 16)
    return {"statistic": statistic, "p_value": normal_test(statistic - expected, variance, correct)}


def signed_rank_exact(differences: ValueTally, zeros: str = "wilcox") -> Stats:
    """The exact signed-rank test given the ties there are, two-sided. Stats: statistic, p_value (an exact fraction)."""
    ranked, statistic = _ranked(differences, zeros)
    pairs = sum(patients for _, patients in ranked)
    if pairs > EXACT_LIMIT:
        raise UndefinedStatistic("the exact rank test is made for at most {limit} patients; ask for signed_rank", limit=EXACT_LIMIT)
    sums = sign_sums(ranked)
    # Every sign is as likely as the other, so the distribution is symmetric and one tail is doubled.
    top = sum(rank * patients for rank, patients in ranked)
    least = min(2 * statistic, top - 2 * statistic)
    tail = sum(ways for total, ways in sums.items() if total <= least)
    return {"statistic": statistic, "p_value": min(Fraction(1), Fraction(2 * tail, 2**pairs))}


def _ranked(differences: ValueTally, zeros: str) -> tuple[list[tuple[int, int]], Fraction]:
    """(twice the rank, patients at it) without zeros, and the rank sum of the positive differences."""
    if zeros not in ZEROS:
        raise ValueError(f"zeros is one of {', '.join(ZEROS)}")
    sizes: Counter[int] = Counter()
    for value, patients in differences.items():
        if value or zeros == "pratt":
            sizes[abs(value)] += patients
    ranks = doubled_ranks(sizes)
    if not set(ranks) - {0}:
        raise UndefinedStatistic("no pair differs, so there is nothing to rank")
    positive = sum(ranks[value] * patients for value, patients in differences.items() if value > 0 and patients)
    return [(rank, sizes[value]) for value, rank in ranks.items() if value], Fraction(positive, 2)


_SOURCE = "Wilcoxon 1945, Biometrics Bull 1:80-83; zeros: Pratt 1959, J Am Stat Assoc 54:655-667"
ENTRIES = {
    "signed_rank": Statistic(
        signed_rank,
        ("statistic", "p_value"),
        "{p_value}",
        _SOURCE,
        "wilcox.test(x, y, paired = TRUE, exact = FALSE)",
        marked("Wilcoxon signed-rank test (normal approximation, corrected for ties and continuity)"),
    ),
    "signed_rank_exact": Statistic(
        signed_rank_exact,
        ("statistic", "p_value"),
        "{p_value}",
        _SOURCE,
        'coin::wilcoxsign_test(x ~ y, distribution = "exact")',
        marked("exact Wilcoxon signed-rank test"),
    ),
}
