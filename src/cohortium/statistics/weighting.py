"""Patients weighted so that treatment groups become alike in what is known before treatment: balance, and outcomes compared.

It needs one row per patient and is not poolable. In floating point; the order of the rows makes no difference. Errors are of
M-estimation: they know that the weights were estimated.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from cohortium.statistics.coefficients import decimal_of
from cohortium.statistics.propensity import Propensity, TreatedRow, propensity
from cohortium.statistics.proportions import normal_quantile
from cohortium.statistics.regressions import CENTRES, CONFIDENCE
from cohortium.statistics.statistic import Statistic, Stats, UndefinedStatistic
from cohortium.statistics.tails import two_sided

MOST_WEIGHT = 1000
"""A patient who could count for more than this many others of the population asked about has no like in a group."""
TRUNCATIONS = {"p1_p99": (1, 99), "p5_p95": (5, 95)}


@dataclass(frozen=True)
class Weighted:
    """Patients with their weights, the mean outcome of each group, and each patient's influence on each mean (patients x groups)."""

    model: Propensity
    weights: Any
    means: Any
    influence: Any
    clusters: int

    def group(self, name: str) -> int:
        """The column of a group; UndefinedStatistic as Propensity.column."""
        return self.model.column(name)


def weigh(
    rows: Sequence[TreatedRow],
    names: Sequence[str],
    estimand: str = "ate",
    treated: str = "",
    truncate: str = "",
    stabilised: bool = False,
    by_centre: bool = False,
) -> Weighted:
    """Weights for `estimand` (ate, att of the group `treated`, overlap), truncated by a name of TRUNCATIONS.

    UndefinedStatistic as propensity, on a chance too small for a finite weight (MOST_WEIGHT), and with errors by centre on fewer than
    CENTRES centres.
    """
    import numpy as np

    model = propensity(rows, names)
    tilt, slopes = ESTIMANDS[estimand](model, treated)
    if (tilt[:, None] / model.chances).max() > MOST_WEIGHT:
        text = (
            "a patient had less than 1 chance in {most} of being in a group that is weighted to be like the others: the groups"
            " hardly overlap; ask for estimand: overlap"
        )
        raise UndefinedStatistic(text, most=MOST_WEIGHT)
    own = np.eye(len(model.groups))[model.place]
    weights = tilt / model.chances[np.arange(len(tilt)), model.place]
    if stabilised:
        weights = weights * own.mean(axis=0)[model.place]
    weights, kept = _truncated(weights, truncate)
    means = (own * (weights * model.y)[:, None]).sum(axis=0) / (own * weights[:, None]).sum(axis=0)
    influence = _influence(model, weights, own, means, (slopes - own[:, 1:]) * kept[:, None])
    return Weighted(model, weights, means, *_clustered(influence, model.centres, by_centre))


def _everybody(model: Propensity, treated: str) -> tuple[Any, Any]:
    import numpy as np

    return np.ones(len(model.y)), model.chances[:, 1:]


def _those_treated(model: Propensity, treated: str) -> tuple[Any, Any]:
    import numpy as np

    focal = model.column(treated)
    return model.chances[:, focal], np.broadcast_to(np.eye(len(model.groups))[focal, 1:], (len(model.y), len(model.groups) - 1))


def _overlapping(model: Propensity, treated: str) -> tuple[Any, Any]:
    shares = 1 / model.chances
    total = shares.sum(axis=1)
    return 1 / total, shares[:, 1:] / total[:, None]


ESTIMANDS: dict[str, Callable[[Propensity, str], tuple[Any, Any]]] = {"ate": _everybody, "att": _those_treated, "overlap": _overlapping}
"""Estimand -> the tilt h of the population (weights are h over the chance of the own group), and by which the log of the weight grows
with the linear predictor of each group, where that group is not the own one (there 1 less)."""


def _truncated(weights: Any, truncate: str) -> tuple[Any, Any]:
    """Weights beyond percentiles set to them (R's quantile of type 7), and which stayed as they were."""
    import numpy as np

    if not truncate:
        return weights, np.ones(len(weights), dtype=bool)
    low, high = np.percentile(weights, TRUNCATIONS[truncate])
    return weights.clip(low, high), (weights >= low) & (weights <= high)


def _influence(model: Propensity, weights: Any, own: Any, means: Any, slopes: Any) -> Any:
    """Each patient's part in the error of each mean: through the outcome, and through the model of treatment."""
    import numpy as np

    left = own * (weights[:, None] * (model.y[:, None] - means))
    grown = np.hstack([model.x * slopes[:, [k]] for k in range(slopes.shape[1])])
    return (left + model.scores @ model.bread @ (grown.T @ left)) / (own * weights[:, None]).sum(axis=0)


def _clustered(influence: Any, centres: Any, by_centre: bool) -> tuple[Any, int]:
    import numpy as np

    if not by_centre:
        return influence, 0
    names = sorted(set(centres))
    if len(names) < CENTRES:
        raise UndefinedStatistic("errors by centre need at least {centres} centres; there are {terms}", centres=CENTRES, terms=len(names))
    return np.array([influence[centres == name].sum(axis=0) for name in names]), len(names)


def weighted_mean(fit: Weighted, group: str, confidence: Fraction = CONFIDENCE) -> Stats:
    """The weighted mean outcome of a group with its interval. Stats: mean, conf_low, conf_high, se, effective, weight_min, weight_max.

    effective: Kish's number of patients that would say as much unweighted. UndefinedStatistic where all its patients are alike.
    """
    import numpy as np

    at = fit.group(group)
    _refuse_alike(fit, at)
    mine = fit.weights[fit.model.place == at]
    found = _estimate(fit, "mean", np.eye(len(fit.means))[at], confidence)
    more = {"effective": mine.sum() ** 2 / (mine**2).sum(), "weight_min": mine.min(), "weight_max": mine.max()}
    del found["p_value"]
    return {**found, **{name: decimal_of(value) for name, value in more.items()}}


def weighted_difference(fit: Weighted, group: str, versus: str, confidence: Fraction = CONFIDENCE) -> Stats:
    """The weighted mean of a group minus that of another. Stats: difference, conf_low, conf_high, se, p_value."""
    import numpy as np

    for name in (group, versus):
        _refuse_alike(fit, fit.group(name))
    unit = np.eye(len(fit.means))
    return _estimate(fit, "difference", unit[fit.group(group)] - unit[fit.group(versus)], confidence)


def _refuse_alike(fit: Weighted, at: int) -> None:
    if len(set(fit.model.y[fit.model.place == at])) < 2:
        raise UndefinedStatistic("all patients of a treatment group have the same outcome: weighting cannot tell how sure it is")


def _estimate(fit: Weighted, stat: str, of: Any, confidence: Fraction) -> Stats:
    import numpy as np

    value, parts = float(fit.means @ of), fit.influence @ of
    se = float(np.sqrt((parts**2).sum() * (fit.clusters / (fit.clusters - 1) if fit.clusters else 1)))
    spread = float(normal_quantile((1 + confidence) / 2)) * se
    found = {stat: value, "conf_low": value - spread, "conf_high": value + spread, "se": se}
    return {**{name: decimal_of(each) for name, each in found.items()}, "p_value": two_sided(decimal_of(value / se))}


def weighted_balance(fit: Weighted, names: Sequence[str], group: str, versus: str) -> Stats:
    """Standardised differences of a covariate without and with weights. Stats: standardised_before, standardised_after.

    Of several names of levels, that of being at any of them. Both in units of the spread before weighting, so that a smaller one
    is a smaller difference. UndefinedStatistic without any spread.
    """
    import numpy as np

    values = fit.model.x[:, [1 + fit.model.names.index(name) for name in names]].sum(axis=1)
    at = [fit.model.place == fit.group(each) for each in (group, versus)]
    sides = [(values[each], fit.weights[each]) for each in at]
    spread = np.sqrt(sum(_variance(side) for side, _ in sides) / 2)
    if not spread:
        raise UndefinedStatistic("all patients of both groups are alike within their group: there is no spread to measure by")
    before = [side.mean() for side, _ in sides]
    after = [np.average(side, weights=weights) for side, weights in sides]
    gaps = {"standardised_before": before[0] - before[1], "standardised_after": after[0] - after[1]}
    # Where the weights balance exactly, what is left is noise of the machine.
    return {stat: decimal_of(gap / spread if abs(gap) > 1e-12 * spread else 0) for stat, gap in gaps.items()}


def _variance(values: Any) -> float:
    """Of a yes or no p (1 - p), as in the table of characteristics; else with n - 1."""
    if set(values) <= {0.0, 1.0}:
        return float(values.mean() * (1 - values.mean()))
    return float(values.var(ddof=1)) if len(values) > 1 else 0.0


_SOURCE = "Li & Li 2019, Ann Appl Stat 13:2389-2415; errors: Lunceford & Davidian 2004, Stat Med 23:2937-2960"
_CALL = 'W <- WeightIt::weightit(group ~ x, method = "glm", estimand = "ATE"); '
ENTRIES = {
    "weighted_mean": Statistic(
        weighted_mean,
        ("mean", "conf_low", "conf_high", "effective", "weight_min", "weight_max"),
        "{mean} ({conf_low} to {conf_high})",
        f"{_SOURCE}; effective number: Kish 1965, Survey Sampling",
        f"{_CALL}WeightIt::lm_weightit(y ~ 0 + group, weightit = W); WeightIt::ESS(W$weights[group == g])",
        "weighted mean",
    ),
    "weighted_difference": Statistic(
        weighted_difference,
        ("difference", "conf_low", "conf_high", "p_value"),
        "{difference} ({conf_low} to {conf_high})",
        _SOURCE,
        f"{_CALL}WeightIt::lm_weightit(y ~ group, weightit = W)",
        "weighted difference",
    ),
    "weighted_balance": Statistic(
        weighted_balance,
        ("standardised_before", "standardised_after"),
        "{standardised_before}; {standardised_after}",
        "Austin & Stuart 2015, Stat Med 34:3661-3679",
        f'{_CALL}cobalt::bal.tab(W, un = TRUE, binary = "std", s.d.denom = "pooled")',
        "standardised difference before and after weighting",
    ),
}
