"""Statistics by their definitions, in exact or 50-digit arithmetic."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction
from functools import cache
from math import comb, floor
from statistics import NormalDist

DIGITS = 50


def quantile(values: list[Fraction], p: Fraction, definition: str) -> Fraction:
    """Quantiles: sas (Hyndman-Fan 2), spss (6), r (7)."""
    x, n = sorted(values), len(values)
    if definition == "sas":
        place = n * p
        if place.denominator == 1:
            return (x[int(place) - 1] + x[min(int(place), n - 1)]) / 2
        return x[floor(place)]
    place = (n + 1) * p if definition == "spss" else (n - 1) * p + 1
    place = min(max(place, Fraction(1)), Fraction(n))
    low = floor(place)
    return x[low - 1] + (place - low) * (x[min(low, n - 1)] - x[low - 1])


def decimal_of(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def sd(values: list[Fraction]) -> Decimal | None:
    """SD with n - 1; of one value: a dash."""
    if len(values) < 2:
        return None
    mean = sum(values) / len(values)
    with localcontext(prec=DIGITS):
        return decimal_of(sum((value - mean) ** 2 for value in values) / (len(values) - 1)).sqrt()


def summary(values: list[Fraction], definition: str) -> dict[str, Fraction | Decimal | None]:
    if not values:
        return dict.fromkeys(("median", "q1", "q3", "mean", "sd", "min", "max"))
    quarters = {name: quantile(values, Fraction(part, 4), definition) for name, part in (("q1", 1), ("median", 2), ("q3", 3))}
    return {**quarters, "mean": Fraction(sum(values)) / len(values), "sd": sd(values), "min": min(values), "max": max(values)}


def _normal(z: Decimal) -> tuple[Decimal, Decimal]:
    """The standard normal distribution and density, by the series of the error function."""
    term = total = z
    for k in range(1, 200):
        term = -term * z * z / (2 * k)
        total += term / (2 * k + 1)
    root = (2 * _pi()).sqrt()
    return Decimal("0.5") + total / root, (-z * z / 2).exp() / root


def _pi() -> Decimal:
    """Machin's formula."""
    return 4 * (4 * _arctan(5) - _arctan(239))


def _arctan(n: int) -> Decimal:
    total, power, k = Decimal(0), Decimal(1) / n, 0
    while abs(power) > Decimal(10) ** -(DIGITS + 5):
        total += (-1) ** k * power / (2 * k + 1)
        power, k = power / (n * n), k + 1
    return total


@cache
def z_of(confidence: Fraction) -> Decimal:
    """The two-sided normal quantile, refined by Newton's steps from the one of the standard library."""
    with localcontext(prec=DIGITS):
        wanted = decimal_of(1 - (1 - confidence) / 2)
        z = Decimal(NormalDist().inv_cdf(float(wanted)))
        for _ in range(4):
            below, density = _normal(z)
            z -= (below - wanted) / density
        return z


@cache
def wilson(n: int, total: int, confidence: Fraction) -> tuple[Decimal, Decimal]:
    """Wilson's score interval, in percent (Wilson 1927)."""
    z = z_of(confidence)
    with localcontext(prec=DIGITS):
        p, z2 = Decimal(n) / total, z * z
        centre, half = p + z2 / (2 * total), z * (p * (1 - p) / total + z2 / (4 * total * total)).sqrt()
        low, high = ((centre + sign * half) / (1 + z2 / total) * 100 for sign in (-1, 1))
    return Decimal(0) if n == 0 else low, Decimal(100) if n == total else high


@cache
def clopper_pearson(n: int, total: int, confidence: Fraction) -> tuple[Decimal, Decimal]:
    """The exact interval: the shares at which the observed number or more (or fewer) has half of the error."""
    half = (1 - confidence) / 2
    low = Decimal(0) if n == 0 else _share(total, range(n, total + 1), half)
    high = Decimal(100) if n == total else 100 - _share(total, range(total - n, total + 1), half)
    return low, high


def _share(total: int, numbers: range, tail: Fraction) -> Decimal:
    with localcontext(prec=DIGITS):
        low, high, wanted = Decimal(0), Decimal(1), decimal_of(tail)
        for _ in range(80):
            middle = (low + high) / 2
            reached = sum(comb(total, k) * middle**k * (1 - middle) ** (total - k) for k in numbers)
            low, high = (middle, high) if reached < wanted else (low, middle)
        return low * 100
