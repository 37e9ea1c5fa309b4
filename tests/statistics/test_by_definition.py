"""Estimating equations and Rubin's rules against a second way to the same numbers, over drawn patients of drawn centres."""

from __future__ import annotations

from fractions import Fraction
from random import Random
from types import SimpleNamespace

import numpy as np
import pytest

from cohortium.estimates.designs import Patient
from cohortium.estimates.imputed import _completed
from cohortium.protocol.adjustment import Imputation
from cohortium.statistics.gee import gee_linear, gee_logistic
from cohortium.statistics.imputation import pooled
from cohortium.statistics.statistic import UndefinedStatistic
from reference.gee import gee
from reference.imputed import rubin

NAMES = ("x1", "x2")
SEEDS = range(40)


def drawn(seed: int, responder: bool) -> list:
    """8 to 14 centres of 3 to 12 patients; each centre has a level of its own, so that its patients are alike."""
    r, rows = Random(seed), []
    for centre in range(r.randint(8, 14)):
        level = r.gauss(0, 1)
        for _ in range(r.randint(3, 12)):
            x = (r.randint(0, 1), Fraction(r.randint(0, 40), 10))
            line = level + x[0] - float(x[1]) / 4 + r.gauss(0, 1.5)
            rows.append((int(line > 0) if responder else Fraction(round(line * 10), 10), x, f"{centre:02d}"))
    return rows


@pytest.mark.parametrize("correlation", ["exchangeable", "independence"])
@pytest.mark.parametrize("model", [gee_linear, gee_logistic])
def test_estimating_equations_have_their_root_where_a_second_search_finds_it(model, correlation):
    responder, refused = model is gee_logistic, 0
    for seed in SEEDS:
        rows = drawn(seed, responder)
        try:
            found = model(rows, NAMES, correlation)
        except UndefinedStatistic as reason:  # patients as unlike as they can be: the steps would go to and fro over that end
            refused += str(reason).startswith("two patients of one centre would be correlated by")
            continue
        y, x, centres = zip(*rows, strict=True)
        design = np.array([(1.0, *map(float, line)) for line in x])
        wanted = gee(design, np.array(y, dtype=float), list(centres), responder, correlation == "exchangeable")
        assert wanted is not None
        assert float(found["intercept"]["correlation"]) == pytest.approx(wanted[3], rel=1e-7, abs=1e-9)
        for name, b, se, df in zip(("intercept", *NAMES), *wanted[:3], strict=True):
            told = found[name]
            shown = (told["coefficient" if responder else "difference"], told["se"], told["df"])
            assert [float(value) for value in shown] == pytest.approx([b, se, df], rel=1e-7, abs=1e-9), (seed, name)
    assert refused <= 1


def test_patients_of_a_centre_may_be_as_unlike_as_their_number_allows():
    """Pairs of opposite outcomes have a correlation near -1 (the passport has R's numbers); with a third patient it cannot be."""
    r = Random(3)
    sides = [(centre, side) for centre in range(12) for side in (-1, 1)]
    rows = [(Fraction(round(side * 10 + r.gauss(0, 4))), (r.randint(0, 1), Fraction(at)), f"{at:02d}") for at, side in sides]
    assert -1 < float(gee_linear(rows, NAMES)["x1"]["correlation"]) < -0.99
    said = r"correlated by -0\.\d{3}, and with 3 patients in the largest centre that cannot be below -0\.500; ask for"
    with pytest.raises(UndefinedStatistic, match=said):
        gee_linear([*rows, (rows[0][0], rows[0][1], "00")], NAMES)


def test_rubins_rules_by_hand():
    """Few and many times, estimates far apart and close together, with the freedom of 6 to 500 patients."""
    for seed in SEEDS:
        r = Random(seed)
        spread, residual = r.choice([0.01, 0.3, 2.0]), r.randint(6, 500)
        fits = [(r.gauss(1, spread), r.uniform(0.1, 0.5)) for _ in range(r.randint(2, 30))]
        found = pooled([b for b, _ in fits], [se**2 for _, se in fits], residual)
        told = [float(found[stat]) for stat in ("estimate", "conf_low", "conf_high", "p_value", "missing_information")]
        assert told == pytest.approx(rubin([(b, se, residual) for b, se in fits], residual, 0.95), rel=1e-5), (
            seed
        )  # mice, too, takes a share for 0.0001 at least


def test_who_draws_what_hangs_on_centres_and_not_on_the_order_of_rows():
    """Two patients alike in all but their centre draw in the order of these: errors by centre would see them exchanged."""
    r = Random(1)
    patients = [Patient(None if k % 4 == 0 else r.randint(0, 9), "a", (k // 2 % 5,), f"{k % 7:02d}") for k in range(60)]
    once, again = (values(order) for order in (patients, patients[::-1]))
    assert once == again and len({(each.covariates, each.centre) for each in patients if each.outcome is None}) > 5


def values(patients: list[Patient]) -> list:
    term = SimpleNamespace(name="x", of="")
    design = SimpleNamespace(arms=["a"], covariates=[term], auxiliaries=[], due=patients)
    asked = Imputation(times=3, seed=5, rounds=2)
    return [sorted((p.centre, p.covariates, p.outcome) for p in every) for every in _completed(design, asked)]
