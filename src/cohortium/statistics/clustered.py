"""Linear and logistic regression whose errors know that patients of one centre are alike, honest with few centres (CR2).

It needs one row per patient and is not poolable. In floating point; the order of the rows makes no difference.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from cohortium.statistics.coefficients import decimal_of
from cohortium.statistics.regressions import CONFIDENCE, INTERCEPT, PER_TERM, Design, fitted, refuse_dependent, refuse_few
from cohortium.statistics.statistic import Number, Statistic, Stats, UndefinedStatistic
from cohortium.statistics.tails import t_quantile, t_two_sided

PatientRow = tuple[Number, tuple[Number, ...], str]
"""(outcome, covariates, centre) of one patient."""
_NOISE = 1e-12
LEAST_DF = 4
"""Fewer degrees of freedom are refused (Tipton 2015)."""
MOST_IN_CENTRE = 3000
"""Patients of one centre up to which the matrix of all their pairs is held (72 MB each, seconds of work)."""


@dataclass(frozen=True)
class _Fit:
    """Design, coefficients, working weights and residuals, and the centre of each patient."""

    x: Any
    beta: Any
    weights: Any
    left: Any
    centres: Any


def linear(rows: Sequence[PatientRow], names: Sequence[str], by_centre: bool = True, confidence: Fraction = CONFIDENCE) -> dict[str, Stats]:
    """Coefficients by term and of the intercept: {name: difference, conf_low, conf_high, se, df, p_value}.

    by_centre: CR2 errors with Satterthwaite's degrees of freedom, else the model's own. UndefinedStatistic on fewer than PER_TERM
    patients a term, terms that depend on each other, and fewer than LEAST_DF degrees of freedom.
    """
    import numpy as np

    y, x, centres = arrays(rows, names)
    refuse_small(len(y), len(names))
    beta = np.linalg.lstsq(x, y, rcond=None)[0]
    fit = _Fit(x, beta, np.ones(len(y)), y - x @ beta, centres)
    spread = float(fit.left @ fit.left) / (len(y) - x.shape[1])
    return _terms(fit, names, by_centre, confidence, "difference", (spread, float(y.var())))


def logistic_by_centre(rows: Sequence[PatientRow], names: Sequence[str], confidence: Fraction = CONFIDENCE) -> dict[str, Stats]:
    """Ratios of odds by term and of the intercept: {name: odds_ratio, conf_low, conf_high, coefficient, se, df, p_value}.

    CR2 errors by centre with Satterthwaite's degrees of freedom. UndefinedStatistic as linear, of the rarer outcome, and on
    separation, where firth is the model to ask for.
    """
    y, x, centres = arrays(rows, names)
    refuse_few(int(min(y.sum(), len(y) - y.sum())), len(names), PER_TERM)
    return _terms(_logit(y, x, centres), names, True, confidence, "odds_ratio", (1.0, 1.0))


def refuse_small(patients: int, terms: int) -> None:
    """UndefinedStatistic on fewer than PER_TERM patients a term, the intercept included."""
    if patients < PER_TERM * (terms + 1):
        text = "{patients} patients cannot carry {terms} terms; at least {per_term} for each are needed"
        raise UndefinedStatistic(text, patients=patients, terms=terms, per_term=PER_TERM)


def refuse_alike(variances: Any, usual: Any) -> None:
    """UndefinedStatistic where the variances of coefficients are nothing beside the usual ones: noise of the machine."""
    if not (variances > _NOISE * usual).all():
        raise UndefinedStatistic(
            "the terms tell the outcome without error, or every centre shows exactly the same: there is nothing to tell errors by"
        )


def arrays(rows: Sequence[PatientRow], names: Sequence[str]) -> tuple[Any, Any, Any]:
    """Outcomes, design with its intercept and centres in a fixed order; UndefinedStatistic where terms depend on each other."""
    import numpy as np

    ordered = sorted((centre, float(y), tuple(map(float, x))) for y, x, centre in rows)
    x = np.array([(1.0, *x) for _, _, x in ordered]).reshape(len(ordered), len(names) + 1)
    refuse_dependent(x)
    return np.array([y for _, y, _ in ordered]), x, np.array([centre for centre, *_ in ordered])


def _logit(y: Any, x: Any, centres: Any) -> _Fit:
    """On the scale of the answers, as clubSandwich works: slopes of p as design, the reciprocals of their variance as weights."""
    import numpy as np

    beta = fitted(Design(y, x, np.ones(len(y)), centres))
    p = 1 / (1 + np.exp(-(x @ beta)))
    weights = p * (1 - p)
    return _Fit(x * weights[:, None], beta, 1 / weights, y - p, centres)


def _terms(
    fit: _Fit, names: Sequence[str], by_centre: bool, confidence: Fraction, stat: str, spreads: tuple[float, float]
) -> dict[str, Stats]:
    """spreads: the variance of what is left of the outcomes, and of the outcomes themselves."""
    import numpy as np

    bread = np.linalg.inv((fit.x * fit.weights[:, None]).T @ fit.x)
    if by_centre:
        covariance, df = _cr2(fit, bread)
    else:
        covariance, df = bread * spreads[0], [float(len(fit.left) - fit.x.shape[1])] * len(fit.beta)
    refuse_alike(np.diag(covariance), np.diag(bread) * spreads[1])
    se = np.sqrt(np.diag(covariance))
    every = zip((INTERCEPT, *names), fit.beta, se, df, strict=True)
    return {name: term_stats(stat, b, s, freedom, confidence) for name, b, s, freedom in every}


def term_stats(stat: str, coefficient: Any, se: Any, df: float, confidence: Fraction) -> Stats:
    """What is printed of a coefficient by the distribution of t; UndefinedStatistic on fewer than LEAST_DF degrees of freedom."""
    import numpy as np

    if df < LEAST_DF:
        text = "errors by centre have {df:.1f} degrees of freedom here; fewer than {least} say nothing reliable"
        raise UndefinedStatistic(text, df=df, least=LEAST_DF)
    b, s, freedom = (decimal_of(each) for each in (coefficient, se, df))
    spread = float(t_quantile((1 + confidence) / 2, freedom)) * float(s)
    ends = (float(b) - spread, float(b) + spread)
    shown = [b, *ends] if stat == "difference" else [np.exp(each) for each in (float(b), *ends)]
    found: Stats = dict(zip((stat, "conf_low", "conf_high"), map(decimal_of, shown), strict=True))
    more: Stats = {} if stat == "difference" else {"coefficient": b}
    return found | more | {"se": s, "df": freedom, "p_value": _p(b, s, freedom)}


def _p(b: Decimal, s: Decimal, df: Decimal) -> Decimal:
    return t_two_sided(decimal_of(float(b) / float(s)), df)


def _cr2(fit: _Fit, bread: Any) -> tuple[Any, list[float]]:
    """Bell and McCaffrey's bias-reduced covariance (Pustejovsky and Tipton's form for weights), and the degrees of freedom of each term."""
    import numpy as np

    names, sizes = np.unique(fit.centres, return_counts=True)
    if len(names) < 2:
        raise UndefinedStatistic("errors by centre need several centres; there is one")
    refuse_large(int(sizes.max()))
    where = [np.flatnonzero(fit.centres == name) for name in names]
    # A_g W_g X_g M, the weight of each residual of a centre in each coefficient.
    pulls = [_adjusted(fit, bread, at) @ (fit.x[at] * fit.weights[at][:, None]) @ bread for at in where]
    scores = np.array([fit.left[at] @ pull for at, pull in zip(where, pulls, strict=True)])
    return scores.T @ scores, [_freedom(fit, bread, pulls, where, term) for term in range(len(fit.beta))]


def refuse_large(patients: int) -> None:
    """UndefinedStatistic on a centre whose matrix of patients by patients would fill the memory."""
    if patients > MOST_IN_CENTRE:
        text = (
            "errors by centre hold every patient of a centre against every other: at most {limit} in one, and there are {patients};"
            " ask for errors: model"
        )
        raise UndefinedStatistic(text, limit=MOST_IN_CENTRE, patients=patients)


def _adjusted(fit: _Fit, bread: Any, at: Any) -> Any:
    """D B^(-1/2) D of a centre; directions in which its residuals are always 0 stay out."""
    import numpy as np

    root = fit.weights[at] ** -0.5
    left_over = np.diag(1 / fit.weights[at]) - fit.x[at] @ bread @ fit.x[at].T
    values, vectors = np.linalg.eigh(left_over * np.outer(root, root))
    inverse = np.array([value**-0.5 if value > 1e-10 * max(1.0, values.max()) else 0.0 for value in values])
    return (vectors * inverse) @ vectors.T * np.outer(root, root)


def _freedom(fit: _Fit, bread: Any, pulls: list[Any], where: list[Any], term: int) -> float:
    """Satterthwaite's, of residuals that are alike but for the fit; of two centres they share only what the coefficients tell."""
    import numpy as np

    columns = [pull[:, term] for pull in pulls]
    shared = np.array([column @ fit.x[at] for column, at in zip(columns, where, strict=True)])
    own = [column @ (column / fit.weights[at]) for column, at in zip(columns, where, strict=True)]
    omega = np.diag(own) - shared @ bread @ shared.T
    return float(np.trace(omega) ** 2 / (omega**2).sum())


_STATS = ("conf_low", "conf_high", "se", "df", "p_value")
_CR2 = "Bell & McCaffrey 2002, Surv Methodol 28:169-181; Pustejovsky & Tipton 2018, J Bus Econ Stat 36:672-683"
ENTRIES = {
    "linear": Statistic(
        linear,
        ("difference", *_STATS),
        "{difference} ({conf_low} to {conf_high})",
        _CR2,
        'm <- lm(y ~ x); clubSandwich::coef_test(m, vcov = "CR2", cluster = centre, test = "Satterthwaite")',
        "linear regression, errors by centre (CR2)",
    ),
    "logistic_by_centre": Statistic(
        logistic_by_centre,
        ("odds_ratio", *_STATS),
        "{odds_ratio} ({conf_low} to {conf_high})",
        _CR2,
        'm <- glm(y ~ x, binomial); clubSandwich::coef_test(m, vcov = "CR2", cluster = centre, test = "Satterthwaite")',
        "logistic regression, errors by centre (CR2)",
    ),
}
