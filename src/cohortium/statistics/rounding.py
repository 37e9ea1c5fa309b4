"""How a number is printed: rounded once, from the unrounded number, half away from zero, never -0.0."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from cohortium.results import DASH, Value, fixed_text, is_count

P_LEAST, P_MOST = Fraction(1, 1000), Fraction(9995, 10000)
PERCENTAGES = ("percent", "conf_low", "conf_high")


def round_half_away(value: Fraction | int | Decimal, decimals: int) -> str:
    """The text of a number with so many decimals: 6.25 is 6.3, -0.04 is 0.0.

    Source: SAS ROUND and the author guidelines of most medical journals. Equals janitor::round_half_up(x, decimals) in
    R on the exact number (R itself rounds the nearest binary number to even).
    """
    return fixed_text(value, decimals)


Number = Fraction | int | Decimal


def printed(value: Fraction | int | Decimal | None, decimals: int) -> str:
    """The text of a mean, SD, median, quartile, minimum or maximum; a dash for None.

    It has the measure's decimals, and one more if the exact number does not fit in them: the median of a score in
    whole points is 3 or 3.5, its mean 3 or 3.1, and 3.04 is 3.0 (it needed another digit, and was rounded to it). Each
    number decides for itself, as papers print it: -3 (-5.5;-1).
    """
    if value is None:
        return DASH
    fits = (Fraction(value) * 10**decimals).denominator == 1
    return round_half_away(value, decimals if fits else decimals + 1)


def p_text(value: Number) -> str:
    """The text of a p-value: three decimals, and no 0 or 1 that it is not (0.0004 is <0.001)."""
    if value < P_LEAST:
        return "<0.001"
    return ">0.999" if P_MOST <= value < 1 else round_half_away(value, 3)


def stat_text(stat: str, value: Value, decimals: int = 0, percent_decimals: int = 1) -> str:
    """The printed text of one statistic: counts whole, percentages with the study's decimals, the rest as `printed`."""
    if value is not None and is_count(stat):
        return round_half_away(value, 0)
    if value is not None and stat in PERCENTAGES:
        return round_half_away(value, percent_decimals)
    return printed(value, decimals)
