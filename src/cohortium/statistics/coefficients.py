"""What is printed of a model's coefficient on a log scale: its ratio, Wald limits and p-value. In floating point."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from cohortium.statistics.proportions import normal_quantile
from cohortium.statistics.statistic import Stats
from cohortium.statistics.tails import two_sided


def ratio_stats(ratio: str, coefficient: Any, se: Any, confidence: Fraction) -> Stats:
    """The ratio under its name, conf_low, conf_high, coefficient, se and p_value; R: exp(cbind(coef(fit), confint.default(fit)))."""
    import numpy as np

    z = float(normal_quantile((1 + confidence) / 2))
    return {
        ratio: decimal_of(np.exp(coefficient)),
        "conf_low": decimal_of(np.exp(coefficient - z * se)),
        "conf_high": decimal_of(np.exp(coefficient + z * se)),
        "coefficient": decimal_of(coefficient),
        "se": decimal_of(se),
        "p_value": two_sided(decimal_of(coefficient / se)),
    }


def decimal_of(value: Any) -> Decimal:
    """The shortest decimal that names a floating number."""
    return Decimal(repr(float(value)))
