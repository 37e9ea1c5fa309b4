"""Weighting: properties, and closed forms that need no model; values of R stand in the passport."""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import Any

import pytest

from cohortium.statistics.statistic import UndefinedStatistic
from cohortium.statistics.weighting import ESTIMANDS, Weighted, weigh, weighted_balance, weighted_difference, weighted_mean

NAMES = ("s1", "s2")
DICE = Random(7)
STRATA = [k % 3 for k in range(150)]
ROWS: list[Any] = [
    (Fraction(k * 13 % 11, 2) + s, DICE.choice(("aabc", "abbc", "abcc")[s]), (int(s == 1), int(s == 2)), str(k % 12))
    for k, s in enumerate(STRATA)
]
SIX = pytest.approx


def number(found: dict[str, Any], stat: str) -> float:
    return float(found[stat])


@pytest.mark.parametrize("estimand", ESTIMANDS)
def test_the_order_of_patients_and_the_names_of_groups_make_no_difference(estimand: str) -> None:
    shuffled = [(y, {"a": "z", "b": "b", "c": "c"}[group], x, centre) for y, group, x, centre in ROWS]
    Random(1).shuffle(shuffled)
    first, second = weigh(ROWS, NAMES, estimand, "b"), weigh(shuffled, NAMES, estimand, "b")
    one, other = weighted_difference(first, "a", "c"), weighted_difference(second, "z", "c")
    assert {stat: float(value or 0) for stat, value in one.items()} == SIX({stat: float(value or 0) for stat, value in other.items()})
    assert weighted_mean(second, "b") == weighted_mean(weigh(sorted(shuffled), NAMES, estimand, "b"), "b")


def test_a_mirrored_comparison_mirrors_the_difference() -> None:
    fit = weigh(ROWS, NAMES)
    assert weighted_difference(fit, "a", "b")["difference"] == -(weighted_difference(fit, "b", "a")["difference"] or 0)
    assert weighted_difference(fit, "a", "b")["se"] == weighted_difference(fit, "b", "a")["se"]


def standardised(group: str, share: Any) -> tuple[float, float]:
    """A mean over strata taken with their shares of those asked about, and what its error owes to patients within strata and to shares."""
    asked = [k for k, row in enumerate(ROWS) if share in ("", row[1])]
    mean, within = 0.0, 0.0
    for stratum in range(3):
        part = sum(STRATA[k] == stratum for k in asked) / len(asked)
        mine = [float(row[0]) for k, row in enumerate(ROWS) if row[1] == group and STRATA[k] == stratum]
        middle = sum(mine) / len(mine)
        mean += part * middle
        within += part**2 * sum((y - middle) ** 2 for y in mine) / len(mine) ** 2
    between = sum((middle_of(group, STRATA[k]) - mean) ** 2 for k in asked) / len(asked) ** 2
    return mean, (within + between) ** 0.5


def middle_of(group: str, stratum: int) -> float:
    mine = [float(row[0]) for k, row in enumerate(ROWS) if row[1] == group and STRATA[k] == stratum]
    return sum(mine) / len(mine)


@pytest.mark.parametrize(("estimand", "treated"), [("ate", ""), ("att", "c")])
def test_with_one_term_per_stratum_weighting_is_direct_standardisation_and_so_is_its_error(estimand: str, treated: str) -> None:
    """Saturated, the weighted mean is the mean over strata (Lunceford & Davidian 2004, section 2), with a variance in closed form."""
    fit = weigh(ROWS, NAMES, estimand, treated)
    for group in "ab":
        mean, se = standardised(group, treated)
        found = weighted_mean(fit, group)
        assert (number(found, "mean"), number(found, "se")) == SIX((mean, se), rel=1e-9)


def test_errors_of_weights_that_were_estimated_are_not_those_of_weights_that_were_given() -> None:
    fit = weigh(ROWS, NAMES)
    at = fit.model.place == fit.group("a")
    given = ((fit.weights[at] * (fit.model.y[at] - fit.means[0])) ** 2).sum() ** 0.5 / fit.weights[at].sum()
    assert number(weighted_mean(fit, "a"), "se") < given


def test_overlap_weights_of_two_groups_balance_exactly() -> None:
    """Li, Morgan & Zaslavsky 2018, J Am Stat Assoc 113:390-400, theorem 3."""
    two = [(y, group, (x[0], k % 7), centre) for k, (y, group, x, centre) in enumerate(ROWS) if group != "c"]
    fit = weigh(two, ("s1", "seven"), "overlap")
    for name in ("s1", "seven"):
        found = weighted_balance(fit, [name], "a", "b")
        assert found["standardised_after"] == 0 != found["standardised_before"]


def test_stabilised_weights_give_the_same_means_and_sum_to_the_patients() -> None:
    plain, stable = weigh(ROWS, NAMES), weigh(ROWS, NAMES, stabilised=True)
    assert [float(value or 0) for value in weighted_difference(plain, "a", "b").values()] == SIX(
        [float(value or 0) for value in weighted_difference(stable, "a", "b").values()]
    )
    assert float(stable.weights.sum()) == SIX(len(ROWS))


def test_weights_beyond_a_percentile_are_set_to_it() -> None:
    rows = [(y, group, (x[0], x[1], k % 11), centre) for k, (y, group, x, centre) in enumerate(ROWS)]
    plain, held = weigh(rows, (*NAMES, "eleven")), weigh(rows, (*NAMES, "eleven"), truncate="p5_p95")
    assert plain.weights.min() < held.weights.min() and held.weights.max() < plain.weights.max()
    assert 14 <= sum(held.weights != plain.weights) <= 16, "8 of 150 beyond each end, but for ties"


def covariate_tells(rows: list[Any]) -> list[Any]:
    return [(y, group, ("abc".index(group), x[1]), centre) for y, group, x, centre in rows]


def one_far_out(rows: list[Any]) -> list[Any]:
    """A covariate that nearly tells the group: one patient would stand for thousands."""
    return [(y, "ab"[k % 2], (k % 2 * 10 + k % 9, k % 5), centre) for k, (y, _, _, centre) in enumerate(rows[:-1])] + [
        (0, "a", (19, 0), "1")
    ]


REFUSED: list[Any] = [
    (ROWS[:20], {}, "cannot carry 2 terms; at least 5 for each"),
    ([row for row in ROWS if row[1] == "a"], {}, "only one has patients"),
    ([(y, group, (x[0], x[0]), centre) for y, group, x, centre in ROWS], {}, "depend on each other"),
    (covariate_tells(ROWS), {}, "can be told from the covariates without error"),
    (one_far_out(ROWS), {}, "less than 1 chance in 1000"),
    (ROWS, {"estimand": "att", "treated": "d"}, "the group that is asked about has no patients"),
    ([(y, group, x, str(int(centre) % 5)) for y, group, x, centre in ROWS], {"by_centre": True}, "at least 10 centres; there are 5"),
]


@pytest.mark.parametrize(("rows", "words", "said"), REFUSED)
def test_refused_with_a_reason(rows: list[Any], words: dict[str, Any], said: str) -> None:
    with pytest.raises(UndefinedStatistic, match=said):
        weigh(rows, NAMES, **words)


def test_overlap_weights_have_an_answer_where_few_are_alike() -> None:
    assert weigh(one_far_out(ROWS), NAMES, "overlap").weights.max() <= 1


def alike(fit: Weighted) -> list[Any]:
    return [lambda: weighted_mean(fit, "a"), lambda: weighted_difference(fit, "b", "a")]


@pytest.mark.parametrize("place", [0, 1])
def test_a_group_whose_patients_all_have_one_outcome_has_no_error(place: int) -> None:
    fit = weigh([(0 if group == "a" else y, group, x, centre) for y, group, x, centre in ROWS], NAMES)
    with pytest.raises(UndefinedStatistic, match="have the same outcome"):
        alike(fit)[place]()


def test_a_group_without_patients_is_refused_in_words() -> None:
    fit = weigh(ROWS, NAMES)
    asked = (
        lambda: weighted_mean(fit, "nobody"),
        lambda: weighted_difference(fit, "nobody", fit.model.groups[0]),
        lambda: weighted_difference(fit, fit.model.groups[0], "nobody"),
        lambda: weighted_balance(fit, NAMES[:1], fit.model.groups[0], "nobody"),
    )
    for call in asked:
        with pytest.raises(UndefinedStatistic, match="the group that is asked about has no patients"):
            call()
