"""How far a share may lie from that of all by chance alone, for a centre of a given size: the limits of a funnel plot."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from cohortium.language import marked
from cohortium.statistics.statistic import Statistic, Stats, UndefinedStatistic


def funnel_limits(n: int, total: int, size: int, confidence: Fraction = Fraction(95, 100)) -> Stats:
    """Exact binomial limits, interpolated, around n of total for `size` patients. Stats: conf_low, conf_high (0 to 100).

    UndefinedStatistic without patients, or where all or none of the total have the outcome: chance then has no room.
    """
    if not size or n in (0, total):
        raise UndefinedStatistic("limits by chance need patients, and patients with and without the outcome")
    share, tail = n / total, float((1 - confidence) / 2)
    return {"conf_low": _limit(share, size, tail), "conf_high": _limit(share, size, 1 - tail)}


def _limit(share: float, size: int, p: float) -> Decimal:
    """R: r <- qbinom(p, size, share); (r - (pbinom(r, size, share) - p) / dbinom(r, size, share)) / size."""
    from scipy.special import bdtr

    low, high = 0, size
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if bdtr(middle, size, share) >= p else (middle + 1, high)
    reached, before = bdtr(low, size, share), bdtr(low - 1, size, share) if low else 0.0
    place = (low - (reached - p) / (reached - before)) / size
    return min(max(Decimal(repr(float(100 * place))), Decimal(0)), Decimal(100))


ENTRIES = {
    "funnel_limits": Statistic(
        funnel_limits,
        ("conf_low", "conf_high"),
        "{conf_low} to {conf_high}",
        "Spiegelhalter 2005, Stat Med 24:1185-1202, appendix A.1.1",
        "r <- qbinom(p, size, n / total); 100 * (r - (pbinom(r, size, n / total) - p) / dbinom(r, size, n / total)) / size",
        marked("funnel limits, exact binomial"),
    ),
}
