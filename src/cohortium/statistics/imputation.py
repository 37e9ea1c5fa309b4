"""Missing outcomes and covariates imputed several times by chained equations, and the estimates of all times pooled.

Each missing value is taken from one of the patients who are most like (predictive mean matching), so that only values occur that
were seen. It needs one row per patient and is not poolable over centres. In floating point; seeded, and the order of the rows makes
no difference.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import fsum
from random import Random
from typing import Any

from cohortium.statistics.coefficients import decimal_of
from cohortium.statistics.regressions import CONFIDENCE, PER_TERM
from cohortium.statistics.statistic import Number, Statistic, Stats, UndefinedStatistic
from cohortium.statistics.tails import t_quantile, t_two_sided

DONORS = 5
"""How many patients who are most like a value is drawn from (van Buuren 2018, 3.4.3)."""
MOST_MISSING = 0.5
MOST_PAIRS = 2_000_000
"""Patients with a missing value times those with a known one, up to which each is held against each (some 50 MB a matrix)."""
_RIDGE = 1e-5
Values = tuple[Number | None, ...]
"""The columns of one patient; all columns of a block are known or none is."""


@dataclass(frozen=True)
class _Chance:
    """Draws by the inverse of their distribution, from the one method of the standard generator that is promised never to change."""

    random: Random

    def normals(self, count: int) -> Any:
        from scipy.special import ndtri

        return ndtri([max(self.random.random(), 1e-300) for _ in range(count)])

    def chi_squared(self, df: int) -> float:
        from scipy.special import chdtri

        return float(chdtri(df, max(self.random.random(), 1e-300)))

    def one_of(self, items: Any) -> int:
        return int(items[int(self.random.random() * len(items))])

    def shuffled(self, items: Any) -> Any:
        import numpy as np

        return items[np.argsort([self.random.random() for _ in items], kind="stable")]


def completed(rows: Sequence[Values], blocks: Sequence[Sequence[int]], times: int, seed: int, rounds: int = 10) -> Iterator[Any]:
    """So many complete arrays of the rows, in the order given; `blocks` are the columns of one variable each.

    UndefinedStatistic where nothing is missing, where more than half of a variable is, and where too few patients tell the others.
    """
    import numpy as np

    if not rows:
        _refuse([], 0)
    order = sorted(range(len(rows)), key=lambda at: [(value is None, float(value or 0)) for value in rows[at]])
    values = np.array([[np.nan if value is None else float(value) for value in rows[at]] for at in order])
    gaps = [(list(block), np.isnan(values[:, block[0]])) for block in blocks]
    gaps = sorted((gap for gap in gaps if gap[1].any()), key=lambda gap: (gap[1].sum(), gap[0]))
    _refuse(gaps, values.shape[1])
    chance, back = _Chance(Random(seed)), np.argsort(order)
    for _ in range(times):
        yield _chained(values.copy(), gaps, rounds, chance)[back]


def _refuse(gaps: Sequence[tuple[list[int], Any]], columns: int) -> None:
    if not gaps:
        raise UndefinedStatistic("nothing is missing that could be imputed")
    for _, missing in gaps:
        known = len(missing) - int(missing.sum())
        if known < (1 - MOST_MISSING) * len(missing):
            raise UndefinedStatistic("more than half of what would be imputed is missing; no number of imputations makes up for that")
        if known * int(missing.sum()) > MOST_PAIRS:
            text = (
                "imputation holds each of {missing} patients against each of {known} others, more than {limit} pairs: too large a study;"
                " the complete patients stand for it"
            )
            raise UndefinedStatistic(text, missing=int(missing.sum()), known=known, limit=MOST_PAIRS)
        if known < PER_TERM * columns:
            text = "{patients} patients cannot carry {terms} terms; at least {per_term} for each are needed"
            raise UndefinedStatistic(text, patients=known, terms=columns, per_term=PER_TERM)


def _chained(values: Any, gaps: Sequence[tuple[list[int], Any]], rounds: int, chance: _Chance) -> Any:
    """Begin with values drawn from those known, then go round, each variable given all the others."""
    for block, missing in gaps:
        known = [int(at) for at in (~missing).nonzero()[0]]
        for at in missing.nonzero()[0]:
            values[at, block] = values[chance.one_of(known)][block]
    for _ in range(rounds):
        for block, missing in gaps:
            values[missing.nonzero()[0][:, None], block] = _matched(values, block, missing, chance)
    return values


def _matched(values: Any, block: list[int], missing: Any, chance: _Chance) -> Any:
    """For each missing value that of one of the DONORS whose expected value is nearest to one drawn for it (type 1 matching)."""
    import numpy as np

    x = np.hstack([np.ones((len(values), 1)), np.delete(values, block, axis=1)])
    known = ~missing
    moments = x[known].T @ x[known]
    bread = np.linalg.inv(moments + _RIDGE * np.diag(np.diag(moments).clip(min=1e-12)))
    beta = bread @ x[known].T @ values[known][:, block]
    left = values[known][:, block] - x[known] @ beta
    drawn = beta + _noise(left, bread, int(known.sum()) - x.shape[1], chance)
    # Patients who are expected alike stand in a drawn order: in that of the rows those with low values would give theirs more often.
    donors = chance.shuffled(known.nonzero()[0])
    apart = (((x[missing] @ drawn)[:, None, :] - (x[donors] @ beta)[None, :, :]) ** 2).sum(axis=2)
    nearest = np.argsort(apart, axis=1, kind="stable")[:, :DONORS]
    return values[[donors[chance.one_of(row)] for row in nearest]][:, block]


def _noise(left: Any, bread: Any, df: int, chance: _Chance) -> Any:
    """How far coefficients drawn from their posterior lie from the estimates, for each column of a block."""
    import numpy as np

    root = np.linalg.cholesky((bread + bread.T) / 2)
    spreads = [np.sqrt(column @ column / chance.chi_squared(max(df, 1))) for column in left.T]
    return np.column_stack([spread * (root @ chance.normals(len(root))) for spread in spreads])


def pooled(
    estimates: Sequence[Number], variances: Sequence[Number], complete_df: Number | None = None, confidence: Fraction = CONFIDENCE
) -> Stats:
    """Rubin's rules. Stats: estimate, conf_low, conf_high, se, df, p_value, missing_information.

    complete_df: the degrees of freedom had nothing been missing (Barnard and Rubin); None for a large sample. UndefinedStatistic on
    fewer than two estimates.
    """
    times = len(estimates)
    if times < 2:
        raise UndefinedStatistic("pooling needs at least two imputations")
    values = [float(value) for value in estimates]
    mean, within = fsum(values) / times, fsum(map(float, variances)) / times
    between = fsum((value - mean) ** 2 for value in values) / (times - 1)
    total = within + (1 + 1 / times) * between
    df = _freedom(times, (1 + 1 / times) * between / total, None if complete_df is None else float(complete_df))
    growth = (1 + 1 / times) * between / within
    se, spread = total**0.5, float(t_quantile((1 + confidence) / 2, decimal_of(df))) * total**0.5
    found = {"estimate": mean, "conf_low": mean - spread, "conf_high": mean + spread, "se": se, "df": df}
    more: Stats = {"p_value": t_two_sided(decimal_of(mean / se), decimal_of(df))}
    return {**{name: decimal_of(value) for name, value in found.items()}, **more, "missing_information": _lost(growth, df)}


def _lost(growth: float, df: float) -> Decimal:
    return decimal_of((growth + 2 / (df + 3)) / (1 + growth))


def _freedom(times: int, share: float, complete: float | None) -> float:
    """Between what the imputations allow and what the patients do."""
    most = (times - 1) / max(share, 1e-4) ** 2
    if complete is None:
        return most
    seen = (complete + 1) / (complete + 3) * complete * (1 - share)
    return most * seen / (most + seen)


ENTRIES = {
    "pooled": Statistic(
        pooled,
        ("estimate", "conf_low", "conf_high", "se", "df", "p_value", "missing_information"),
        "{estimate} ({conf_low} to {conf_high})",
        "Rubin 1987, Multiple Imputation for Nonresponse in Surveys; Barnard & Rubin 1999, Biometrika 86:948-955",
        'mice::pool(with(mice::mice(data, m = times, method = "pmm", maxit = rounds), glm(y ~ x)))',
        "multiple imputation",
    ),
}
