"""Logistic regression from tallies, with errors that know centres, and Firth's for separation. In floating point.

Refused with a reason where the data cannot carry it; never a number without digits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from cohortium.statistics.coefficients import ratio_stats
from cohortium.statistics.statistic import Statistic, Stats, UndefinedStatistic

OutcomeTally = Mapping[tuple[bool, tuple[int | Fraction, ...], str], int]
"""(outcome, covariates, centre) -> patients."""
PER_TERM = 5
"""Fewer patients of the rarer outcome than this for each term: refused."""
CENTRES = 10
"""Fewer centres than this: errors by centre are refused, since they would come out too small."""
INTERCEPT = "intercept"
CONFIDENCE = Fraction(95, 100)
_MOST_STEPS, _MOST_HALVINGS, _FLAT, _FAR, _HIGHEST_CONDITION = 200, 40, 1e-11, 15.0, 1e10


@dataclass(frozen=True)
class Design:
    """Patients as arrays, in a fixed order: outcome, design with its intercept, how many they are, centre."""

    y: Any
    x: Any
    patients: Any
    centres: Any


def logistic(tally: OutcomeTally, names: Sequence[str], by_centre: bool = False, confidence: Fraction = CONFIDENCE) -> dict[str, Stats]:
    """Ratios of odds by term and of the intercept: {name: odds_ratio, conf_low, conf_high, coefficient, se, p_value}.

    by_centre: errors robust to likeness within centres, times G / (G - 1) for G centres (CR1). UndefinedStatistic on fewer
    than PER_TERM patients of the rarer outcome a term, fewer than CENTRES centres, terms that depend on each other, and
    separation, where firth is the model to ask for.
    """
    import numpy as np

    data = _data(tally, names, PER_TERM)
    beta = fitted(data)
    p, bread = _information(data, beta)
    covariance = np.linalg.inv(bread)
    if by_centre:
        covariance = covariance @ _meat(data, data.y - p) @ covariance
    return _terms(names, beta, covariance, confidence)


def firth(tally: OutcomeTally, names: Sequence[str], confidence: Fraction = CONFIDENCE) -> dict[str, Stats]:
    """Firth's bias-reduced logistic regression with Wald intervals; stats as logistic. It has an answer under separation.

    `separated` (1 yes, 0 no) says that nothing but the correction keeps it finite.
    """
    import numpy as np

    data = _data(tally, names, 1)
    beta = fitted(data, firth=True)
    found = _terms(names, beta, np.linalg.inv(_information(data, beta)[1]), confidence)
    separated = int(_is_separated(data))
    return {name: {**stats, "separated": separated} for name, stats in found.items()}


def _is_separated(data: Design) -> bool:
    try:
        fitted(data)
    except UndefinedStatistic:
        return True
    return False


def _data(tally: OutcomeTally, names: Sequence[str], per_term: int) -> Design:
    import numpy as np

    rows = sorted((outcome, tuple(map(float, x)), centre, patients) for (outcome, x, centre), patients in tally.items() if patients)
    happened = sum(patients for outcome, *_, patients in rows if outcome)
    rarer = min(happened, sum(patients for *_, patients in rows) - happened)
    refuse_few(rarer, len(names), per_term)
    x = np.array([(1.0, *row[1]) for row in rows])
    refuse_dependent(x)
    patients = np.array([float(row[3]) for row in rows])
    return Design(np.array([float(row[0]) for row in rows]), x, patients, np.array([row[2] for row in rows]))


def refuse_few(rarer: int, terms: int, per_term: int) -> None:
    """UndefinedStatistic where the rarer outcome has too few patients for its terms."""
    if rarer < per_term * terms or not rarer:
        text = "{rarer} patients of the rarer outcome cannot carry {terms} terms; at least {per_term} for each are needed"
        raise UndefinedStatistic(text, rarer=rarer, terms=terms, per_term=per_term)


def refuse_dependent(x: Any) -> None:
    """UndefinedStatistic where a column of a design is told by the others."""
    import numpy as np

    scaled = x / np.linalg.norm(x, axis=0).clip(min=1e-300)
    if not len(x) or np.linalg.cond(scaled) > _HIGHEST_CONDITION:
        raise UndefinedStatistic("the terms depend on each other, or all patients are alike in one of them")


def _information(data: Design, beta: Any) -> tuple[Any, Any]:
    import numpy as np

    p = 1 / (1 + np.exp(-(data.x @ beta)))
    return p, (data.x * (data.patients * p * (1 - p))[:, None]).T @ data.x


def fitted(data: Design, firth: bool = False) -> Any:
    """The coefficients, by Newton's steps until nothing changes; a linear predictor far out says that the outcome is told without error."""
    import numpy as np

    size = np.abs(data.x).max(axis=0)
    scaled, beta = Design(data.y, data.x / size, data.patients, data.centres), np.zeros(data.x.shape[1])
    for _ in range(_MOST_STEPS):
        p, information = _information(scaled, beta)
        left = scaled.y - p
        if firth:
            weights = p * (1 - p)
            leverage = weights * np.einsum("ij,jk,ik->i", scaled.x, np.linalg.inv(information), scaled.x)
            left = left + leverage * (0.5 - p)
        step = np.linalg.solve(information, scaled.x.T @ (scaled.patients * left))
        step = _uphill(scaled, beta, step) if firth else step / max(1.0, float(np.abs(step).max()) / 2)
        beta = beta + step
        if np.abs(scaled.x @ beta).max() > 2 * _FAR and not firth:
            break
        if np.abs(step).max() < _FLAT:
            return beta / size
    if firth:
        raise UndefinedStatistic("the bias-reduced estimate was not found: the terms nearly depend on each other")
    raise UndefinedStatistic(
        "the outcome can be told from the terms without error (separation), so a ratio of odds has no limit; ask for firth"
    )


def _uphill(data: Design, beta: Any, step: Any) -> Any:
    """The step, or so much of it that the penalised likelihood does not fall: a whole one may go back and forth over its top for ever."""
    start = _penalised(data, beta)
    for _ in range(_MOST_HALVINGS):
        if _penalised(data, beta + step) >= start - abs(start) * _FLAT:
            break
        step = step / 2
    return step


def _penalised(data: Design, beta: Any) -> float:
    """Log likelihood and half the logarithm of the information's determinant."""
    import numpy as np

    line = data.x @ beta
    likelihood = data.patients @ (data.y * line - np.logaddexp(0, line))
    return float(likelihood + np.linalg.slogdet(_information(data, beta)[1])[1] / 2)


def _meat(data: Design, left: Any) -> Any:
    import numpy as np

    names = sorted(set(data.centres))
    if len(names) < CENTRES:
        raise UndefinedStatistic("errors by centre need at least {centres} centres; there are {terms}", centres=CENTRES, terms=len(names))
    scores = data.x * (data.patients * left)[:, None]
    sums = np.array([scores[data.centres == name].sum(axis=0) for name in names])
    return sums.T @ sums * len(names) / (len(names) - 1)


def _terms(names: Sequence[str], beta: Any, covariance: Any, confidence: Fraction) -> dict[str, Stats]:
    import numpy as np

    return {
        name: ratio_stats("odds_ratio", b, s, confidence)
        for name, b, s in zip((INTERCEPT, *names), beta, np.sqrt(np.diag(covariance)), strict=True)
    }


_STATS = ("odds_ratio", "conf_low", "conf_high", "p_value")
_CELL = "{odds_ratio} ({conf_low} to {conf_high})"
ENTRIES = {
    "logistic": Statistic(
        logistic,
        _STATS,
        _CELL,
        "Cox 1958, J R Stat Soc B 20:215-242; by centre: Liang & Zeger 1986, Biometrika 73:13-22",
        'm <- glm(y ~ x, binomial); summary(m); sandwich::vcovCL(m, centre, type = "HC0")',
        "logistic regression",
    ),
    "firth": Statistic(
        firth,
        _STATS,
        _CELL,
        "Firth 1993, Biometrika 80:27-38; Heinze & Schemper 2002, Stat Med 21:2409-2419",
        'glm(y ~ x, binomial, method = brglm2::brglmFit, type = "AS_mean")',
        "logistic regression, bias-reduced (Firth)",
    ),
}
