"""A share of patients: n, N, percent and its confidence interval, all on the scale 0 to 100."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import lru_cache
from statistics import NormalDist

from cohortium.language import marked
from cohortium.problems import Problem

SHARE = ("n", "N", "percent", "conf_low", "conf_high")
_DIGITS = 50
_PI = Decimal("3.14159265358979323846264338327950288419716939937510582097494")
_NEWTON_STEPS = 3
_NEARLY_ONE = 1 - 2**-53

Limits = tuple[int | Decimal, int | Decimal]


@dataclass(frozen=True)
class Interval:
    """A way to put limits around n of N: (n, N, confidence) -> percentages."""

    limits: Callable[[int, int, Fraction], Limits]
    label: str
    source: str
    r_call: str


def percent(n: int, total: int) -> Fraction | None:
    """100 n / N, exact; None for N = 0."""
    return Fraction(100 * n, total) if total else None


def proportion(
    n: int, total: int, interval: str = "wilson", confidence: Fraction = Fraction(95, 100)
) -> dict[str, int | Fraction | Decimal | None]:
    """The statistics of SHARE, in that order; N = 0 gives n and N only.

    interval: a name of INTERVALS; confidence: a Fraction between 0 and 1. The lower limit of n = 0 is exactly 0, the
    upper limit of n = N exactly 100. ValueError unless 0 <= n <= N.
    """
    if not 0 <= n <= total or not 0 < confidence < 1:
        raise ValueError("a share needs 0 <= n <= N and a confidence between 0 and 1")
    low, high = INTERVALS[interval].limits(n, total, confidence) if total else (None, None)
    return dict(zip(SHARE, (n, total, percent(n, total), low, high), strict=True))


def wilson(n: int, total: int, confidence: Fraction) -> Limits:
    """Wilson's score interval without continuity correction, 30 digits or more."""
    with localcontext() as context:
        context.prec = _DIGITS
        z = normal_quantile((1 + confidence) / 2)
        middle = n + z * z / 2
        half = z * (Decimal(n * (total - n)) / total + z * z / 4).sqrt()
        low, high = (100 * (middle - half) / (total + z * z), 100 * (middle + half) / (total + z * z))
    return (low if n else 0), (high if n < total else 100)


def clopper_pearson(n: int, total: int, confidence: Fraction) -> Limits:
    """The exact interval of Clopper and Pearson, to the digits of scipy's inverse beta function."""
    try:
        # Imported late: only this interval needs scipy, and it takes longer to load than a small study to run.
        from scipy.special import betaincinv
    except ImportError:
        raise Problem(
            "interval: clopper_pearson needs the Python package scipy, which is not installed. Install it, or write interval: wilson."
        ) from None
    tail = float((1 - confidence) / 2)
    low = 100 * Decimal(repr(float(betaincinv(n, total - n + 1, tail)))) if n else 0
    high = 100 * Decimal(repr(float(betaincinv(n + 1, total - n, 1 - tail)))) if n < total else 100
    return low, high


INTERVALS = {
    "wilson": Interval(
        wilson,
        marked("Wilson score interval"),
        "Wilson 1927, J Am Stat Assoc 22:209-212",
        "prop.test(n, N, conf.level = confidence, correct = FALSE)$conf.int",
    ),
    "clopper_pearson": Interval(
        clopper_pearson,
        marked("Clopper-Pearson exact interval"),
        "Clopper & Pearson 1934, Biometrika 26:404-413",
        "binom.test(n, N, conf.level = confidence)$conf.int",
    ),
}


@lru_cache
def normal_quantile(p: Fraction) -> Decimal:
    """The quantile p of the standard normal distribution, at least 30 correct digits. Equals qnorm(p) in R."""
    with localcontext() as context:
        context.prec = _DIGITS
        target = Decimal(p.numerator) / Decimal(p.denominator) - Decimal("0.5")
        x = Decimal(NormalDist().inv_cdf(min(float(p), _NEARLY_ONE)))
        for _ in range(_NEWTON_STEPS):
            density = (-x * x / 2).exp() / (2 * _PI).sqrt()
            x -= (density * _mills_sum(x) - target) / density
        return x


def _mills_sum(x: Decimal) -> Decimal:
    """x + x^3/3 + x^5/15 + ...: times the density, the probability between 0 and x."""
    term, total, odd = x, Decimal(0), 1
    while total + term != total:
        total += term
        odd += 2
        term = term * x * x / odd
    return total
