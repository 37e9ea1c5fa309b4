"""How likely each treatment was for each patient: one multinomial logistic model for all treatment groups. In floating point.

One model, not one per pair of groups: the chances of a patient then add up to 1, and every comparison is about the same patients.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cohortium.statistics.coefficients import decimal_of
from cohortium.statistics.regressions import INTERCEPT, PER_TERM, refuse_dependent
from cohortium.statistics.statistic import Number, Statistic, Stats, UndefinedStatistic

TreatedRow = tuple[Number, str, tuple[Number, ...], str]
"""(outcome, treatment group, covariates, centre) of one patient."""
_MOST_STEPS, _FLAT, _FAR = 60, 1e-11, 30.0


@dataclass(frozen=True)
class Propensity:
    """Patients in a fixed order, their chances (patients x groups), the scores of the coefficients and the inverse of their information."""

    groups: tuple[str, ...]
    names: tuple[str, ...]
    y: Any
    place: Any
    x: Any
    centres: Any
    chances: Any
    coefficients: Any
    scores: Any
    bread: Any

    def column(self, group: str) -> int:
        """The column of a group; UndefinedStatistic for one without patients."""
        if group not in self.groups:
            raise UndefinedStatistic("the group that is asked about has no patients")
        return self.groups.index(group)


def propensity(rows: Sequence[TreatedRow], names: Sequence[str]) -> Propensity:
    """The chances of each treatment group given the covariates; the smallest PER_TERM patients a term or more.

    UndefinedStatistic with fewer patients or groups, terms that depend on each other, and where covariates tell the group (separation).
    """
    import numpy as np

    ordered = sorted((centre, group, float(y), tuple(map(float, x))) for y, group, x, centre in rows)
    groups = sorted({group for _, group, *_ in ordered})
    _refuse_small([sum(group == each for _, group, *_ in ordered) for each in groups], len(names))
    x = np.array([(1.0, *terms) for *_, terms in ordered])
    refuse_dependent(x)
    place = np.array([groups.index(group) for _, group, *_ in ordered])
    y, centres = np.array([y for _, _, y, _ in ordered]), np.array([centre for centre, *_ in ordered])
    coefficients = _fitted(x, place, len(groups))
    chances = _chances(x, coefficients)
    scores, information = _score(x, place, chances)
    return Propensity(tuple(groups), tuple(names), y, place, x, centres, chances, coefficients, scores, np.linalg.inv(information))


def _refuse_small(sizes: Sequence[int], terms: int) -> None:
    if len(sizes) < 2:
        raise UndefinedStatistic("weighting compares treatment groups, and only one has patients")
    if min(sizes) < PER_TERM * terms:
        text = "{patients} patients in the smallest treatment group cannot carry {terms} terms; at least {per_term} for each are needed"
        raise UndefinedStatistic(text, patients=min(sizes), terms=terms, per_term=PER_TERM)


def _chances(x: Any, coefficients: Any) -> Any:
    """Softmax with the first group as reference."""
    import numpy as np

    logs = np.column_stack([np.zeros(len(x)), x @ coefficients.T])
    raised = np.exp(logs - logs.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)


def _score(x: Any, place: Any, chances: Any) -> tuple[Any, Any]:
    """The score of each patient, and the information, of the coefficients in a row."""
    import numpy as np

    others = range(1, chances.shape[1])
    scores = np.hstack([x * ((place == k) - chances[:, k])[:, None] for k in others])
    blocks = [[(x * (chances[:, k] * ((k == m) - chances[:, m]))[:, None]).T @ x for m in others] for k in others]
    return scores, np.block(blocks)


def _fitted(x: Any, place: Any, groups: int) -> Any:
    """Newton's steps on covariates in units of their spread; a linear predictor far out says that they tell the group."""
    import numpy as np

    size = np.abs(x).max(axis=0)
    scaled, found = x / size, np.zeros((groups - 1, x.shape[1]))
    for _ in range(_MOST_STEPS):
        scores, information = _score(scaled, place, _chances(scaled, found))
        if np.linalg.cond(information) > 1e14:
            break
        step = np.linalg.solve(information, scores.sum(axis=0)).reshape(found.shape)
        found = found + step / max(1.0, float(np.abs(step).max()) / 4)
        if np.abs(scaled @ found.T).max() > _FAR:
            break
        if np.abs(step).max() < _FLAT:
            return found / size
    raise UndefinedStatistic("the treatment group can be told from the covariates without error (separation): the groups do not overlap")


def treatment_model(rows: Sequence[TreatedRow], names: Sequence[str]) -> dict[tuple[str, str], Stats]:
    """Multinomial logistic coefficients by group (the first in order is the reference) and term. Stats: coefficient, se."""
    import numpy as np

    fit = propensity(rows, names)
    keys = [(group, name) for group in fit.groups[1:] for name in (INTERCEPT, *names)]
    found = zip(fit.coefficients.ravel(), np.sqrt(np.diag(fit.bread)), strict=True)
    return {key: {"coefficient": decimal_of(b), "se": decimal_of(se)} for key, (b, se) in zip(keys, found, strict=True)}


ENTRIES = {
    "treatment_model": Statistic(
        treatment_model,
        ("coefficient", "se"),
        "{coefficient}",
        "Agresti 2002, Categorical Data Analysis, 7.1; Imbens 2000, Biometrika 87:706-710",
        "summary(nnet::multinom(group ~ x))",
        "multinomial logistic model of treatment",
    ),
}
