"""Generalised estimating equations: linear and logistic models whose patients of one centre may be alike, honest with few centres.

It needs one row per patient and is not poolable. In floating point; the order of the rows makes no difference. Own arithmetic, because
the library that has them would bring a data-frame library into every install for these lines.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from cohortium.language import marked, number
from cohortium.statistics.clustered import PatientRow, arrays, refuse_alike, refuse_large, refuse_small, term_stats
from cohortium.statistics.coefficients import decimal_of
from cohortium.statistics.regressions import CONFIDENCE, INTERCEPT, PER_TERM, Design, fitted, refuse_few
from cohortium.statistics.statistic import Statistic, Stats, UndefinedStatistic

_MOST_STEPS, _FLAT = 100, 1e-11
_INSIDE = 0.99
_CANNOT_TELL = marked("the likeness of patients within centres cannot be told from these data; ask for errors: centre")
_TOO_UNLIKE = marked(
    "two patients of one centre would be correlated by {correlation}, and with {patients} patients in the largest centre that cannot be"
    " below {limit}; ask for correlation: independence, or for errors: centre"
)


@dataclass(frozen=True)
class _Centre:
    """One centre under the coefficients so far: slopes of the means, what is left of the outcomes, spread of each outcome."""

    slopes: Any
    left: Any
    spread: Any

    @property
    def pearson(self) -> Any:
        return self.left / self.spread

    def weighed(self, values: Any, alpha: float) -> Any:
        """The inverse of the working covariance times values (patients x anything)."""
        scaled = values / self.spread[:, None]
        shared = alpha / (1 + (len(self.left) - 1) * alpha) * scaled.sum(axis=0)
        return (scaled - shared) / (1 - alpha) / self.spread[:, None]


def gee_linear(
    rows: Sequence[PatientRow], names: Sequence[str], correlation: str = "exchangeable", confidence: Fraction = CONFIDENCE
) -> dict[str, Stats]:
    """Coefficients by term and of the intercept: {name: difference, conf_low, conf_high, se, df, p_value, correlation}.

    correlation: exchangeable (of Liang and Zeger's moments) or independence. Errors are Mancl and DeRouen's, with centres less terms as
    degrees of freedom. UndefinedStatistic as clustered.linear, and where the correlation cannot be told.
    """
    import numpy as np

    y, x, centres = arrays(rows, names)
    refuse_small(len(y), len(names))
    start = np.linalg.lstsq(x, y, rcond=None)[0]
    return _estimated((y, x, centres), start, _linear, correlation, names, "difference", confidence)


def gee_logistic(
    rows: Sequence[PatientRow], names: Sequence[str], correlation: str = "exchangeable", confidence: Fraction = CONFIDENCE
) -> dict[str, Stats]:
    """Ratios of odds by term and of the intercept: {name: odds_ratio, conf_low, conf_high, coefficient, se, df, p_value, correlation}.

    Otherwise as gee_linear; UndefinedStatistic as clustered.logistic_by_centre.
    """
    import numpy as np

    y, x, centres = arrays(rows, names)
    refuse_few(int(min(y.sum(), len(y) - y.sum())), len(names), PER_TERM)
    start = fitted(Design(y, x, np.ones(len(y)), centres))
    return _estimated((y, x, centres), start, _logistic, correlation, names, "odds_ratio", confidence)


def _linear(y: Any, x: Any, beta: Any) -> _Centre:
    import numpy as np

    return _Centre(x, y - x @ beta, np.ones(len(y)))


def _logistic(y: Any, x: Any, beta: Any) -> _Centre:
    import numpy as np

    p = 1 / (1 + np.exp(-(x @ beta)))
    return _Centre(x * (p * (1 - p))[:, None], y - p, np.sqrt(p * (1 - p)))


def _estimated(
    data: tuple[Any, Any, Any],
    beta: Any,
    model: Callable[..., _Centre],
    correlation: str,
    names: Sequence[str],
    stat: str,
    confidence: Fraction,
) -> dict[str, Stats]:
    import numpy as np

    y, x, centres = data
    every = [centres == name for name in sorted(set(centres))]
    if len(every) < 2:
        raise UndefinedStatistic("errors by centre need several centres; there is one")
    largest = max(int(at.sum()) for at in every)
    refuse_large(largest)
    for _ in range(_MOST_STEPS):
        parts = [model(y[at], x[at], beta) for at in every]
        found = _alpha(parts, x.shape[1]) if correlation == "exchangeable" else 0.0
        alpha = _within(found, largest)
        bread = np.linalg.inv(sum(part.slopes.T @ part.weighed(part.slopes, alpha) for part in parts))
        step = bread @ sum(part.slopes.T @ part.weighed(part.left[:, None], alpha)[:, 0] for part in parts)
        beta = beta + step
        if np.abs(step).max() < _FLAT:
            _refuse_impossible(found, largest)
            return _terms(parts, bread, alpha, beta, names, stat, confidence)
    raise UndefinedStatistic(_CANNOT_TELL)


def _alpha(parts: Sequence[_Centre], terms: int) -> float:
    """The correlation of two patients of one centre, by moments less the number of coefficients, as SAS and R's gee have it."""
    patients = sum(len(part.left) for part in parts)
    scale = sum(float((part.pearson**2).sum()) for part in parts) / (patients - terms)
    pairs = sum(len(part.left) * (len(part.left) - 1) / 2 for part in parts) - terms
    products = sum(float(part.pearson.sum() ** 2 - (part.pearson**2).sum()) / 2 for part in parts)
    if pairs <= 0:
        raise UndefinedStatistic(_CANNOT_TELL)
    return products / (scale * pairs)


def _lowest(largest: int) -> float:
    """Below it the largest centre's correlation matrix has no inverse: n patients cannot all be more unlike than -1 / (n - 1)."""
    return -1 / max(1, largest - 1)


def _within(alpha: float, largest: int) -> float:
    """A correlation that patients can have: a step on the way may ask for one beyond, where the end does not."""
    lowest = _lowest(largest)
    return alpha if lowest < alpha < 1 else _INSIDE * (lowest if alpha <= lowest else 1)


def _refuse_impossible(alpha: float, largest: int) -> None:
    lowest = _lowest(largest)
    if alpha <= lowest:
        told, limit = number(f"{alpha:.3f}"), number(f"{lowest:.3f}")
        raise UndefinedStatistic(_TOO_UNLIKE, correlation=told, patients=largest, limit=limit)
    if alpha >= 1:
        raise UndefinedStatistic(_CANNOT_TELL)


def _terms(
    parts: Sequence[_Centre], bread: Any, alpha: float, beta: Any, names: Sequence[str], stat: str, confidence: Fraction
) -> dict[str, Stats]:
    import numpy as np

    scores = np.array([_unpulled(part, bread, alpha) for part in parts])
    variances = np.diag(bread @ (scores.T @ scores) @ bread)
    refuse_alike(variances, np.diag(bread) * sum(float((part.pearson**2).sum()) for part in parts) / sum(len(part.left) for part in parts))
    se = np.sqrt(variances)
    df = float(len(parts) - len(beta))
    found = zip((INTERCEPT, *names), beta, se, strict=True)
    return {name: {**term_stats(stat, b, s, df, confidence), "correlation": decimal_of(alpha)} for name, b, s in found}


def _unpulled(part: _Centre, bread: Any, alpha: float) -> Any:
    """A centre's score, its residuals freed of the pull that the centre itself has on the fit (Mancl and DeRouen)."""
    import numpy as np

    leverage = part.slopes @ bread @ part.weighed(part.slopes, alpha).T
    free = np.linalg.solve(np.eye(len(part.left)) - leverage, part.left)
    return part.slopes.T @ part.weighed(free[:, None], alpha)[:, 0]


_STATS = ("conf_low", "conf_high", "se", "df", "p_value", "correlation")
_SOURCE = "Liang & Zeger 1986, Biometrika 73:13-22; errors: Mancl & DeRouen 2001, Biometrics 57:126-134"
ENTRIES = {
    "gee_linear": Statistic(
        gee_linear,
        ("difference", *_STATS),
        "{difference} ({conf_low} to {conf_high})",
        _SOURCE,
        'gee::gee(y ~ x, id = centre, corstr = "exchangeable"); '
        'errors: geesmv::GEE.var.md(y ~ x, "centre", gaussian, data, "exchangeable")',
        "linear GEE by centre",
    ),
    "gee_logistic": Statistic(
        gee_logistic,
        ("odds_ratio", *_STATS),
        "{odds_ratio} ({conf_low} to {conf_high})",
        _SOURCE,
        'gee::gee(y ~ x, id = centre, binomial, corstr = "exchangeable"); '
        'errors: geesmv::GEE.var.md(y ~ x, "centre", binomial, data, "exchangeable")',
        "logistic GEE by centre",
    ),
}
