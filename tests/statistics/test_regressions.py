"""Regressions from tallies: alike under order and relabelling, and refused in words where the data cannot carry them."""

from __future__ import annotations

import pytest

from cohortium.statistics import UndefinedStatistic
from cohortium.statistics.regressions import firth, logistic

TALLY = {
    (outcome, (arm, age), f"{centre:02}"): 1 + (arm + age + centre + outcome) % 3
    for outcome in (False, True)
    for arm in (0, 1)
    for age in (3, 4, 6)
    for centre in range(12)
}
SEPARATED = {(True, (1,), "01"): 9, (True, (0,), "01"): 6, (False, (0,), "02"): 7}


@pytest.mark.parametrize("more", [{}, {"by_centre": True}])
def test_patients_count_not_rows(more):
    found = logistic(TALLY, ["arm", "age"], **more)
    assert found == logistic(dict(reversed(TALLY.items())), ["arm", "age"], **more)
    assert list(found) == ["intercept", "arm", "age"]


def test_an_outcome_turned_round_turns_the_ratio_over():
    turned = {(not outcome, x, centre): patients for (outcome, x, centre), patients in TALLY.items()}
    for model in (logistic, firth):
        there, back = model(TALLY, ["arm", "age"])["arm"], model(turned, ["arm", "age"])["arm"]
        assert float(there["coefficient"]) == pytest.approx(-float(back["coefficient"]), abs=1e-9)
        assert float(there["conf_low"]) == pytest.approx(1 / float(back["conf_high"]), rel=1e-9)


def test_firth_has_an_answer_for_few_patients_told_apart():
    """Whole steps go back and forth here. R 4.2.2, brglm2: glm(y ~ a + b, binomial, method = brglmFit, type = "AS_mean")."""
    four = {(False, (0, 4), ""): 1, (False, (1, 4), ""): 1, (True, (0, 10), ""): 1, (True, (1, 10), ""): 1}
    found = firth(four, ["a", "b"])
    assert [float(found[name]["coefficient"]) for name in found] == pytest.approx([-3.03166029630, 0, 0.433094328043], abs=1e-9)
    assert [float(found[name]["se"]) for name in found] == pytest.approx([3.32473638863, 2.43708718338, 0.40618119723], rel=1e-9)


def test_a_model_of_one_arm_is_its_table():
    found = logistic({(True, (1,), ""): 12, (False, (1,), ""): 8, (True, (0,), ""): 6, (False, (0,), ""): 15}, ["arm"])["arm"]
    assert float(found["odds_ratio"]) == pytest.approx(12 * 15 / (8 * 6), rel=1e-12)
    assert float(found["se"]) == pytest.approx((1 / 12 + 1 / 8 + 1 / 6 + 1 / 15) ** 0.5, rel=1e-12)


def test_firth_has_an_answer_where_one_group_has_no_failure():
    found = firth(SEPARATED, ["arm"])["arm"]
    assert 1 < float(found["odds_ratio"]) < 100 and found["separated"] == 1
    assert firth(TALLY, ["arm", "age"])["arm"]["separated"] == 0


REFUSED = {
    "the outcome can be told from the terms without error (separation), so a ratio of odds has no limit; ask for firth": lambda: logistic(
        SEPARATED, ["arm"]
    ),
    "4 patients of the rarer outcome cannot carry 1 terms; at least 5 for each are needed": lambda: logistic(
        {(True, (0,), ""): 2, (True, (1,), ""): 2, (False, (0,), ""): 9, (False, (1,), ""): 9}, ["arm"]
    ),
    "0 patients of the rarer outcome cannot carry 1 terms; at least 1 for each are needed": lambda: firth({(True, (0,), ""): 9}, ["arm"]),
    "the terms depend on each other, or all patients are alike in one of them": lambda: logistic(
        {(outcome, (arm, 2 * arm), ""): 9 for outcome in (False, True) for arm in (0, 1)}, ["arm", "again"]
    ),
    "errors by centre need at least 10 centres; there are 2": lambda: logistic(
        {(outcome, (arm,), centre): 9 for outcome in (False, True) for arm in (0, 1) for centre in "ab"}, ["arm"], by_centre=True
    ),
}


@pytest.mark.parametrize("words", REFUSED)
def test_what_the_data_cannot_carry_is_refused_in_words(words):
    with pytest.raises(UndefinedStatistic) as refused:
        REFUSED[words]()
    assert str(refused.value) == words
