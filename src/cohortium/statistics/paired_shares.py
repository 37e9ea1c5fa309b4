"""How far apart two answers of the same patients are: the difference of paired shares with its interval."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction

from cohortium.language import marked
from cohortium.statistics.proportions import wilson
from cohortium.statistics.statistic import Statistic, Stats, UndefinedStatistic, real

_DIGITS = 50


def paired_difference(both: int, first_only: int, second_only: int, neither: int, confidence: Fraction = Fraction(95, 100)) -> Stats:
    """Share at the second occasion minus that at the first, in percentage points, with Newcombe's interval of pairs.

    Patients who answer yes both times, the first time only, the second time only, never. Stats: difference, conf_low, conf_high.
    Wilson's limits of the two shares are joined as for two groups, less what their correlation explains.
    UndefinedStatistic where no patient has both answers.
    """
    total = both + first_only + second_only + neither
    if not total:
        raise UndefinedStatistic("no patient has an answer at both times")
    first, second = both + first_only, both + second_only
    with localcontext() as context:
        context.prec = _DIGITS
        phi = _correlation(both, first_only, second_only, neither)
        (low, high), (later_low, later_high) = (wilson(n, total, confidence) for n in (first, second))
        was, now = (real(Fraction(100 * n, total)) for n in (first, second))
        down, up = _joined(now - later_low, high - was, phi), _joined(later_high - now, was - low, phi)
        exact = Fraction(100 * (second - first), total)
        return {"difference": exact, "conf_low": real(exact) - down, "conf_high": real(exact) + up}


def _joined(one: Decimal, other: Decimal, phi: Decimal) -> Decimal:
    return (one**2 - 2 * phi * one * other + other**2).sqrt()


def _correlation(both: int, first_only: int, second_only: int, neither: int) -> Decimal:
    """Phi of the two answers, a positive one with Newcombe's continuity correction; 0 where an answer is everybody's."""
    margins = (both + first_only) * (second_only + neither) * (both + second_only) * (first_only + neither)
    apart = Fraction(both * neither - first_only * second_only)
    apart = max(apart - Fraction(both + first_only + second_only + neither, 2), Fraction(0)) if apart > 0 else apart
    return real(apart) / Decimal(margins).sqrt() if margins else Decimal(0)


ENTRIES = {
    "paired_difference": Statistic(
        paired_difference,
        ("difference", "conf_low", "conf_high"),
        "{difference} ({conf_low} to {conf_high})",
        "Newcombe 1998, Stat Med 17:2635-2650, method 10",
        'ratesci::pairbinci(c(both, second_only, first_only, neither), method_RD = "MOVER_newc", moverbase = "wilson")$estimates * 100',
        marked("difference of paired shares, Newcombe score interval"),
    ),
}
