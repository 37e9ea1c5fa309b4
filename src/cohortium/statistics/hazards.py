"""Cox's regression from tallies of (days, event, covariates): Efron's ties, and a check of proportional hazards.

In floating point: the twelve digits of the results are held by Newton's steps going on until nothing changes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from cohortium.language import marked
from cohortium.statistics.coefficients import decimal_of, ratio_stats
from cohortium.statistics.statistic import Statistic, Stats, UndefinedStatistic
from cohortium.statistics.tails import chi_squared_tail

Covariates = tuple[int | Fraction, ...]
HazardTally = Mapping[tuple[int, bool, Covariates], int]
"""(days, whether the event happened, covariates) -> patients."""
EVENTS_PER_TERM = 5
"""Fewer events than this for each term: refused, no number without digits."""
_MOST_STEPS, _FLAT, _FAR = 40, 1e-11, 15.0


@dataclass(frozen=True)
class _Day:
    """A day with events, as arrays: covariates and weights of who is at risk and of who has the event; S before it."""

    x: Any
    weights: Any
    dead: Any
    survival: float


def cox(tally: HazardTally, names: Sequence[str], confidence: Fraction = Fraction(95, 100)) -> dict[str, Stats]:
    """Hazard ratios by term, ties by Efron: {name: hazard_ratio, conf_low, conf_high, coefficient, se, p_value, ph_p_value}.

    ph_p_value: the scaled Schoenfeld test of the term against time (Kaplan-Meier transform). UndefinedStatistic on fewer than
    EVENTS_PER_TERM events a term, on terms that depend on each other and on an estimate without limit.
    """
    import numpy as np

    events = sum(patients for (_, event, _), patients in tally.items() if event)
    if events < EVENTS_PER_TERM * len(names):
        raise UndefinedStatistic(
            "{events} events cannot carry {terms} terms; at least {least} each are needed",
            events=events,
            terms=len(names),
            least=EVENTS_PER_TERM,
        )
    days = _days(tally)
    beta = _newton(days, len(names))
    _, information = _score(days, beta)
    se = np.sqrt(np.diag(np.linalg.inv(information)))
    proportional = proportional_hazards(days, beta)
    return {
        name: ratio_stats("hazard_ratio", b, s, confidence) | {"ph_p_value": checked}
        for name, b, s, checked in zip(names, beta, se, proportional, strict=True)
    }


def _days(tally: HazardTally) -> list[_Day]:
    """What each day with events needs, from the first to the last; the order of the tally makes no difference."""
    import numpy as np

    rows = sorted((days, event, tuple(float(value) for value in x), patients) for (days, event, x), patients in tally.items() if patients)
    times, x = np.array([row[0] for row in rows]), np.array([row[2] for row in rows])
    happened, weights = np.array([row[1] for row in rows]), np.array([float(row[3]) for row in rows])
    centred, survival, found = x - np.average(x, axis=0, weights=weights), 1.0, []
    for day in np.unique(times[happened]):
        here = times >= day
        dead = weights * (happened & (times == day))
        found.append(_Day(centred[here], weights[here], dead[here], survival))
        survival *= 1 - dead.sum() / weights[here].sum()
    return found


def _moments(day: _Day, beta: Any) -> tuple[Any, Any]:
    """The day's score and information: Efron's mean over its events, each time with less of their own share at risk."""
    import numpy as np

    risk = np.exp(day.x @ beta)
    count = round(day.dead.sum())
    score, information = day.dead @ day.x, 0.0
    for left in range(count):
        weight = risk * (day.weights - day.dead * left / count)
        mean = weight @ day.x / weight.sum()
        spread = (day.x * weight[:, None]).T @ day.x / weight.sum() - np.outer(mean, mean)
        score, information = score - mean, information + spread
    return score, information


def _score(days: list[_Day], beta: Any) -> tuple[Any, Any]:
    parts = [_moments(day, beta) for day in days]
    return sum(part[0] for part in parts), sum(part[1] for part in parts)


def _newton(days: list[_Day], terms: int) -> Any:
    import numpy as np

    beta = np.zeros(terms)
    for _ in range(_MOST_STEPS):
        score, information = _score(days, beta)
        if np.linalg.matrix_rank(information) < terms:
            raise UndefinedStatistic("the terms depend on each other, or nobody at risk differs in them")
        step = np.linalg.solve(information, score)
        # A step far out goes past the maximum: half of it, or less, does not.
        beta = beta + step / max(1.0, float(np.abs(step).max()) / 2)
        if np.abs(beta).max() > _FAR:
            break
        if np.abs(step).max() < _FLAT:
            return beta
    raise UndefinedStatistic("the hazard ratio has no limit: one group has no event while the other is at risk")


def proportional_hazards(days: list[_Day], beta: Any) -> list[Decimal]:
    """p of each term against time: the score test of a term x time added to the model."""
    import numpy as np

    parts = [_moments(day, beta) for day in days]
    # Left-continuous Kaplan-Meier, as R's transform = "km".
    clock = np.array([1 - day.survival for day in days])
    events = np.array([day.dead.sum() for day in days])
    clock = clock - np.average(clock, weights=events)
    terms = len(beta)
    scores, spreads = np.array([part[0] for part in parts]), np.array([part[1] for part in parts])
    information, score = spreads.sum(axis=0), clock @ scores
    crossed, squared = np.tensordot(clock, spreads, 1), np.tensordot(clock**2, spreads, 1)
    found = []
    for term in range(terms):
        spread = squared[term, term] - crossed[term] @ np.linalg.solve(information, crossed[term])
        if spread <= 0:
            raise UndefinedStatistic("all events are on one day, so hazards cannot change")
        found.append(chi_squared_tail(decimal_of(score[term] ** 2 / spread), 1))
    return found


ENTRIES = {
    "cox": Statistic(
        cox,
        ("hazard_ratio", "conf_low", "conf_high", "p_value", "ph_p_value"),
        "{hazard_ratio} ({conf_low} to {conf_high})",
        "Cox 1972, J R Stat Soc B 34:187-220; Efron 1977; Grambsch & Therneau 1994, Biometrika 81:515-526",
        'm <- coxph(Surv(days, event) ~ x); summary(m); cox.zph(m, "km")',
        marked("Cox regression (Efron)"),
    ),
}
