"""N, median, quartiles, mean, SD, minimum and maximum of a value tally."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction
from math import isqrt

from cohortium.statistics.quantiles import Ranks
from cohortium.tallies import ValueTally

SUMMARY = ("N", "median", "q1", "q3", "mean", "sd", "min", "max")
_QUARTILES = (("median", Fraction(1, 2)), ("q1", Fraction(1, 4)), ("q3", Fraction(3, 4)))
_DIGITS = 50


def describe(tally: ValueTally, scale: Fraction = Fraction(1), definition: str = "sas") -> dict[str, int | Fraction | Decimal | None]:
    """The statistics of SUMMARY, in that order: value x scale, so scale is the measure's step (above 0).

    Exact, but for an irrational SD (divisor N - 1), a Decimal of 50 digits. Without values all but N are None; the SD
    of one value is None. Equals quantile(x, type = 2, 6 or 7), mean(x) and sd(x) in R.
    """
    ranks = Ranks.of(tally)
    if not ranks.n:
        return {"N": 0} | dict.fromkeys(SUMMARY[1:])
    total = sum(value * patients for value, patients in tally.items())
    squares = sum(value * value * patients for value, patients in tally.items())
    quartiles = {name: scale * ranks.quantile(p, definition) for name, p in _QUARTILES}
    return {
        "N": ranks.n,
        **quartiles,
        "mean": scale * Fraction(total, ranks.n),
        "sd": _deviation(ranks.n, total, squares, scale),
        "min": scale * ranks.values[0],
        "max": scale * ranks.values[-1],
    }


def _deviation(n: int, total: int, squares: int, scale: Fraction) -> Fraction | Decimal | None:
    """SD from whole sums: nothing is lost however far the values lie from zero."""
    if n == 1:
        return None
    return root(scale**2 * Fraction(n * squares - total**2, n * (n - 1)))


def root(square: Fraction) -> Fraction | Decimal:
    """The square root: exact when it is a fraction, else a Decimal of 50 digits."""
    top, bottom = isqrt(square.numerator), isqrt(square.denominator)
    if (top * top, bottom * bottom) == (square.numerator, square.denominator):
        return Fraction(top, bottom)
    with localcontext() as context:
        context.prec = _DIGITS
        return (Decimal(square.numerator) / Decimal(square.denominator)).sqrt()
