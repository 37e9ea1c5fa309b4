"""Probabilities and quantiles of the distributions that tests refer to, to the digits of scipy's special functions.

scipy is imported late: loading it takes longer than a small study takes to run.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from cohortium.statistics.statistic import Number


def two_sided(z: Number) -> Decimal:
    """P(|Z| >= |z|) of the standard normal distribution. Equals 2 * pnorm(-abs(z)) in R."""
    from scipy.special import ndtr

    return _decimal(2 * ndtr(-abs(float(z))))


def chi_squared_tail(statistic: Number, df: int) -> Decimal:
    """Equals pchisq(statistic, df, lower.tail = FALSE) in R."""
    from scipy.special import chdtrc

    return _decimal(chdtrc(df, float(statistic)))


def f_tail(statistic: Number, df: int, df_within: int) -> Decimal:
    """Equals pf(statistic, df, df_within, lower.tail = FALSE) in R."""
    from scipy.special import fdtrc

    return _decimal(fdtrc(df, df_within, float(statistic)))


def t_two_sided(t: Number, df: Number) -> Decimal:
    """Equals 2 * pt(-abs(t), df) in R; df may be a fraction."""
    from scipy.special import stdtr

    return _decimal(2 * stdtr(float(df), -abs(float(t))))


def t_quantile(p: Fraction, df: Number) -> Decimal:
    """Equals qt(p, df) in R."""
    from scipy.special import stdtrit

    return _decimal(stdtrit(float(df), float(p)))


def gamma_quantile(shape: int, p: Fraction) -> Decimal:
    """Equals qgamma(p, shape) in R."""
    from scipy.special import gammaincinv

    return _decimal(gammaincinv(shape, float(p)))


def _decimal(value: float) -> Decimal:
    return Decimal(repr(float(value)))
