"""Regressions with errors by centre: properties; their outside values stand in the passport."""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import Any

import pytest

from cohortium.statistics.clustered import linear, logistic_by_centre
from cohortium.statistics.gee import gee_linear, gee_logistic
from cohortium.statistics.regressions import logistic
from cohortium.statistics.statistic import UndefinedStatistic

NAMES = ("x1", "x2")
ROWS: list[Any] = [(int((k * 5) % 13 + k % 2 * 2 + k % 8 % 3 * 2 > 8), (k % 2, k * 7 % 11), str(k % 8)) for k in range(60)]


@pytest.mark.parametrize("model", [linear, logistic_by_centre, gee_linear, gee_logistic])
@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_patients_and_the_names_of_centres_make_no_difference(model: Any, seed: int) -> None:
    shuffled = [(y, x, f"c{centre}") for y, x, centre in ROWS]
    Random(seed).shuffle(shuffled)
    assert model(shuffled, NAMES) == model(ROWS, NAMES)


def test_the_estimates_are_those_of_a_model_without_centres() -> None:
    tally: dict[Any, int] = {}
    for y, x, centre in ROWS:
        tally[bool(y), x, centre] = tally.get((bool(y), x, centre), 0) + 1
    plain, clustered = logistic(tally, NAMES), logistic_by_centre(ROWS, NAMES)
    for name in NAMES:
        assert float(clustered[name]["odds_ratio"] or 0) == pytest.approx(float(plain[name]["odds_ratio"] or 0), rel=1e-10)


def test_a_mirrored_arm_mirrors_the_difference() -> None:
    turned = [(y, (1 - x[0], x[1]), centre) for y, x, centre in ROWS]
    first, second = linear(ROWS, NAMES)["x1"], linear(turned, NAMES)["x1"]
    assert float(second["difference"] or 0) == pytest.approx(-float(first["difference"] or 0), rel=1e-10)
    assert float(second["se"] or 0) == pytest.approx(float(first["se"] or 0), rel=1e-10)


ALIKE: list[Any] = [(k % 4 + arm, (arm, k // 4 % 2), str(c)) for c in range(8) for k in range(8) for arm in (0, 1)]
REFUSED = [
    (linear, ALIKE, "every centre shows exactly the same"),
    (gee_linear, ALIKE, "every centre shows exactly the same|likeness of patients"),
    (linear, [(x[0], x, centre) for _, x, centre in ROWS], "tell the outcome without error"),
    (logistic_by_centre, [(y, x, centre) for y, x, centre in ROWS[:12]], "cannot carry 2 terms"),
    (linear, ROWS[:8], "8 patients cannot carry 2 terms"),
    (linear, [(y, (x[0], x[0]), centre) for y, x, centre in ROWS], "depend on each other"),
    (linear, [(y, x, "1") for y, x, _ in ROWS], "several centres; there is one"),
    (linear, [(y, x, str(int(centre) % 3)) for y, x, centre in ROWS], "degrees of freedom here"),
    (logistic_by_centre, [(x[0], x, centre) for _, x, centre in ROWS], "separation"),
    (gee_logistic, [(x[0], x, centre) for _, x, centre in ROWS], "separation"),
    (gee_linear, ROWS[:8], "8 patients cannot carry 2 terms"),
    (gee_linear, [(y, x, "1") for y, x, _ in ROWS], "several centres; there is one"),
    (gee_linear, [(y, x, str(int(centre) % 6)) for y, x, centre in ROWS], "have 3.0 degrees of freedom here"),
    (gee_linear, [(y, x, str(k)) for k, (y, x, _) in enumerate(ROWS)], "likeness of patients within centres cannot be told"),
]


@pytest.mark.parametrize(("model", "rows", "said"), REFUSED)
def test_refused_with_a_reason(model: Any, rows: list[Any], said: str) -> None:
    with pytest.raises(UndefinedStatistic, match=said):
        model(rows, NAMES)


def test_without_centres_the_errors_are_those_of_the_model() -> None:
    """R: summary(lm(z ~ x1)) of four fifths against one fifth of ten each: 0.6, standard error sqrt(3.2 / 18 * (1/10 + 1/10))."""
    rows = [(int(k < 8), (1,), "a") for k in range(10)] + [(int(k < 2), (0,), "b") for k in range(10)]
    found = linear(rows, ("x1",), by_centre=False)["x1"]
    assert float(found["difference"] or 0) == pytest.approx(0.6, abs=1e-12)
    assert float(found["se"] or 0) ** 2 == pytest.approx(float(Fraction(32, 180) / 5), rel=1e-10)


def test_independent_patients_give_the_estimates_of_the_model_and_errors_by_centre_wider_than_plain_ones() -> None:
    for model, gee, stat in ((linear, gee_linear, "difference"), (logistic_by_centre, gee_logistic, "odds_ratio")):
        plain, found = model(ROWS, NAMES)["x1"], gee(ROWS, NAMES, "independence")["x1"]
        assert float(found[stat] or 0) == pytest.approx(float(plain[stat] or 0), rel=1e-9)
        assert float(found["se"] or 0) > float(plain["se"] or 0), "Mancl and DeRouen take the square of what CR2 takes the root of"


def test_centres_of_one_size_with_outcomes_by_centre_only_are_counted_as_centres() -> None:
    """All patients of a centre alike but for a small part of their own: the error of the mean is nearly that of 8 numbers."""
    rows = [(Fraction(100 * centre + k, 100), (), str(centre)) for centre in range(8) for k in (-1, 0, 1)]
    found = gee_linear(rows, ())["intercept"]
    assert float(found["difference"] or 0) == pytest.approx(3.5)
    assert float(found["se"] or 0) == pytest.approx((6 / 8) ** 0.5 * 8 / 7 * (7 / 8) ** 0.5, rel=1e-9), (
        "sd of 0 to 7, over root 8, freed of pull"
    )


@pytest.mark.parametrize("model", [linear, gee_linear])
def test_a_centre_of_a_registry_is_refused_before_its_matrix_is_made(model: Any) -> None:
    rows = [(k % 7, (k % 2, k % 11), "one" if k < 3001 else str(k % 9)) for k in range(3200)]
    with pytest.raises(UndefinedStatistic, match="at most 3000 in one, and there are 3001; ask for errors: model"):
        model(rows, NAMES)


def test_many_patients_of_small_centres_are_no_matrix_of_all_patients() -> None:
    """12,000 patients of 2,000 centres: 2,000 matrices of 6 by 6, not one of 1.2 GB."""
    rows = [((k * 7919) % 101 + k % 2, (k % 2, k % 11), str(k % 2000)) for k in range(12_000)]
    assert (linear(rows, NAMES)["x1"]["df"] or 0) > 1000
