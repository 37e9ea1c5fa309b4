"""Imputation: properties, and what R's mice gives on the same data within chance; Rubin's rules stand in the passport."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from cohortium.statistics.imputation import completed, pooled
from cohortium.statistics.statistic import UndefinedStatistic

DATA = yaml.safe_load((Path(__file__).parents[1] / "passport" / "data" / "r_centres.yaml").read_text("utf-8"))["data"]
ROWS: list[Any] = [
    (None if k * 7 % 60 < 9 else Fraction(y), None if k * 11 % 60 < 8 else x2, x1)
    for k, (y, (x1, x2)) in enumerate(zip(DATA["model_y"], DATA["model_x"], strict=True))
]
BLOCKS = ([0], [1], [2])


def imputed(rows: list[Any] = ROWS, times: int = 3, seed: int = 1, blocks: Any = BLOCKS) -> list[Any]:
    return list(completed(rows, blocks, times, seed, 5))


def test_what_is_known_stays_and_what_is_missing_takes_values_that_were_seen() -> None:
    seen = [{float(row[column]) for row in ROWS if row[column] is not None} for column in range(3)]
    for values in imputed():
        for row, line in zip(ROWS, values.tolist(), strict=True):
            for at, (known, value) in enumerate(zip(row, line, strict=True)):
                assert value == float(known) if known is not None else value in seen[at]


def test_a_seed_gives_the_same_values_and_another_one_others() -> None:
    assert all((one == two).all() for one, two in zip(imputed(), imputed(), strict=True))
    assert any((one != two).any() for one, two in zip(imputed(), imputed(seed=2), strict=True))


def test_the_order_of_patients_makes_no_difference() -> None:
    turned = imputed(ROWS[::-1])
    for one, two in zip(imputed(), turned, strict=True):
        assert sorted(one.tolist()) == sorted(two.tolist())


def test_the_levels_of_a_category_are_imputed_together() -> None:
    """Three levels as two columns: a patient is never at two of them."""
    rows = [(y, *((None, None) if x2 is None else (int(x2 % 3 == 1), int(x2 % 3 == 2))), x1) for y, x2, x1 in ROWS]
    for values in imputed(rows, blocks=([0], [1, 2], [3])):
        assert set(map(tuple, values[:, 1:3].tolist())) <= {(0.0, 0.0), (1.0, 0.0), (0.0, 1.0)}


def test_estimates_and_their_spread_are_those_of_mice_within_chance() -> None:
    """R 4.2.2, mice 3.15.0: mice(D, m = 2000, method = "pmm", maxit = 10), with(lm(y ~ x1 + x2)): mean and variance of the estimates."""
    found = []
    for values in completed(ROWS, BLOCKS, 300, 1):
        x = np.column_stack([np.ones(len(values)), values[:, 2], values[:, 1]])
        found.append(np.linalg.lstsq(x, values[:, 0], rcond=None)[0])
    between = np.array([0.11100799, 0.05514057, 0.00192391])
    chance = np.sqrt(between * (1 / 300 + 1 / 2000))
    assert (np.abs(np.mean(found, axis=0) - [3.7833774, 1.1251886, 0.0871494]) < 4 * chance).all()
    assert np.var(found, axis=0, ddof=1) == pytest.approx(between, rel=0.4)


def test_pooling_alike_estimates_leaves_the_error_and_loses_little() -> None:
    found = pooled([2, 2, 2], [Fraction(1, 4)] * 3, 50)
    assert (found["estimate"], found["se"]) == (2, Fraction(1, 2))
    assert 40 < (found["df"] or 0) < 50


REFUSED: list[Any] = [
    ([(1, k, k % 2) for k in range(30)], "nothing is missing"),
    ([(None if k % 3 else k, k, k % 2) for k in range(60)], "more than half"),
    (ROWS[:16], "cannot carry 3 terms"),
]


@pytest.mark.parametrize(("rows", "said"), REFUSED)
def test_refused_with_a_reason(rows: list[Any], said: str) -> None:
    with pytest.raises(UndefinedStatistic, match=said):
        imputed(rows)


def test_a_registry_is_refused_before_its_matrix_is_made() -> None:
    rows = [(None if k % 10 == 0 else k % 7, k % 11, k % 2) for k in range(6000)]
    with pytest.raises(UndefinedStatistic, match="600 patients against each of 5400 others, more than 2000000 pairs"):
        next(completed(rows, BLOCKS, 2, 1))


def test_one_imputation_is_none() -> None:
    with pytest.raises(UndefinedStatistic, match="at least two imputations"):
        pooled([1], [1])


def test_of_nobody_nothing_is_imputed():
    with pytest.raises(UndefinedStatistic, match="nothing is missing that could be imputed"):
        imputed([])
