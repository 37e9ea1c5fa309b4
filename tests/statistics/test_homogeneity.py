"""The same ratio of odds in every subgroup: against published outputs, and properties that hold for any tables."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest

from cohortium.statistics.homogeneity import breslow_day, common_odds
from cohortium.statistics.statistic import UndefinedStatistic

# Koch et al., the migraine trial of SAS/STAT, The FREQ Procedure, example "Cochran-Mantel-Haenszel statistics": better of all, active
# then placebo, women then men. Printed there: Mantel-Haenszel 3.3132, Breslow-Day 1.4929 with 1 degree of freedom, p 0.2218.
MIGRAINE = [(16, 27, 5, 25), (12, 28, 7, 26)]


def test_the_migraine_trial_of_the_sas_manual() -> None:
    assert round(float(common_odds(MIGRAINE)["odds_ratio"] or 0), 4) == 3.3132
    found = breslow_day(MIGRAINE, tarone=False)
    assert (round(float(found["statistic"] or 0), 4), found["df"], round(float(found["p_value"] or 0), 4)) == (1.4929, 1, 0.2218)


def test_the_correction_takes_little_away() -> None:
    plain, corrected = (breslow_day(MIGRAINE, tarone)["statistic"] or 0 for tarone in (False, True))
    assert 0 < float(plain) - float(corrected) < 0.01


def test_the_correction_as_r_solves_it_by_search() -> None:
    """R: the expected numbers by uniroot, then Tarone's statistic from them."""
    few = [(3, 4, 1, 4), (2, 4, 2, 4)]
    for tables, statistic, p in ((MIGRAINE, "1.4905373373", "0.2221331076"), (few, "1.0581563057", "0.3036360658")):
        found = breslow_day(tables)
        assert float(found["statistic"] or 0) == pytest.approx(float(statistic), abs=5e-10)
        assert float(found["p_value"] or 0) == pytest.approx(float(p), abs=5e-10)


def test_equal_ratios_are_no_interaction() -> None:
    assert float(breslow_day([(6, 9, 3, 9), (6, 9, 3, 9)])["statistic"] or 0) == pytest.approx(0, abs=1e-30)


@pytest.mark.parametrize("seed", range(5))
def test_order_and_exchange_of_groups_make_no_difference(seed: int) -> None:
    dice = Random(seed)
    tables = [(dice.randint(1, 8), 9, dice.randint(1, 6), 7) for _ in range(4)]
    found = breslow_day(tables)
    assert breslow_day(tables[::-1]) == found
    turned = breslow_day([(c, d, a, b) for a, b, c, d in tables])
    assert float(turned["statistic"] or 0) == pytest.approx(float(found["statistic"] or 0), rel=1e-12)
    ratio, other = (common_odds(each)["odds_ratio"] or 0 for each in (tables, [(c, d, a, b) for a, b, c, d in tables]))
    assert Fraction(other) == 1 / Fraction(ratio)


def test_subgroups_that_say_nothing_are_left_out() -> None:
    assert breslow_day([*MIGRAINE, (0, 5, 0, 4), (3, 3, 0, 0)]) == breslow_day(MIGRAINE)


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        ([(16, 27, 5, 25)], "an interaction needs two subgroups"),
        ([(3, 3, 0, 4), (2, 2, 0, 5)], "has no limit"),
        ([(0, 3, 4, 4), (0, 2, 5, 5)], "is 0"),
    ],
)
def test_refused(tables: list[tuple[int, int, int, int]], said: str) -> None:
    with pytest.raises(UndefinedStatistic, match=said):
        breslow_day(tables)


def test_a_share_above_all_is_a_fault() -> None:
    with pytest.raises(ValueError, match="0 <= n <= N"):
        common_odds([(3, 2, 1, 4)])
