"""Comparisons of groups: against brute force on small data, alike under relabelling and pooling, and honest where undefined."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, pairwise, product
from math import comb, prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cohortium.statistics import STATISTICS, UndefinedStatistic, exact_tables
from cohortium.statistics.chi_squares import chi_squared, mcnemar, trend
from cohortium.statistics.differences import difference, odds_ratio, odds_ratio_exact, risk_ratio
from cohortium.statistics.exact_tables import fisher, mcnemar_exact
from cohortium.statistics.multiplicity import benjamini_hochberg, holm
from cohortium.statistics.pair_sums import pair_sums
from cohortium.statistics.paired_shares import paired_difference
from cohortium.statistics.ranks import kruskal_wallis, mann_whitney, mann_whitney_exact
from cohortium.statistics.shifts import pseudomedian, shift
from cohortium.statistics.signed_ranks import signed_rank, signed_rank_exact
from cohortium.statistics.standardised import difference_of_levels, difference_of_means, difference_of_shares
from cohortium.statistics.variance import analysis_of_variance
from cohortium.tallies import add

steady = settings(derandomize=True, deadline=None, max_examples=60)
small = st.lists(st.integers(0, 4), min_size=1, max_size=6)
shares = st.integers(1, 20).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total)))
tables = st.integers(2, 3).flatmap(
    lambda width: st.lists(st.lists(st.integers(0, 2), min_size=width, max_size=width), min_size=2, max_size=3)
)


def every_table(rows: list[int], columns: list[int]):
    """All tables with these margins, the obvious way."""
    if len(rows) == 1:
        yield [columns]
        return
    for line in product(*(range(column + 1) for column in columns)):
        if sum(line) == rows[0]:
            for rest in every_table(rows[1:], [column - used for column, used in zip(columns, line, strict=True)]):
                yield [list(line), *rest]


def weight(table: list[list[int]]) -> int:
    """How many assignments of patients give a table."""
    return prod(comb(sum(column[: at + 1]), column[at]) for column in zip(*table, strict=True) for at in range(len(column)))


@steady
@given(tables)
def test_fisher_is_the_sum_over_all_tables(table):
    rows, columns = [sum(row) for row in table], [sum(column) for column in zip(*table, strict=True)]
    if sum(map(bool, rows)) < 2 or sum(map(bool, columns)) < 2:
        with pytest.raises(UndefinedStatistic, match="two groups with patients and two different outcomes"):
            fisher(table)
        return
    weights = [weight(each) for each in every_table(rows, columns)]
    expected = Fraction(sum(each for each in weights if each <= weight(table)), sum(weights))
    assert fisher(table)["p_value"] == expected
    assert fisher(table[::-1]) == fisher([list(column) for column in zip(*table, strict=True)]) == {"p_value": expected}


def test_fisher_refuses_what_is_too_large(monkeypatch):
    monkeypatch.setattr(exact_tables, "LIMIT", 1000)
    with pytest.raises(UndefinedStatistic, match="needs too many steps; ask for chi_squared"):
        fisher([[30 + i * j for i in range(5)] for j in range(5)])


@steady
@given(small, small)
def test_the_exact_rank_test_is_the_share_of_all_divisions(x, y):
    first, second = Counter(x), Counter(y)
    if len(set(x + y)) < 2:
        with pytest.raises(UndefinedStatistic, match="at least two different values"):
            mann_whitney_exact(first, second)
        return
    pooled = x + y

    def wins(chosen: tuple[int, ...]) -> Fraction:
        inside, outside = [pooled[at] for at in chosen], [value for at, value in enumerate(pooled) if at not in chosen]
        return sum((Fraction((a > b) * 2 + (a == b), 2) for a, b in product(inside, outside)), Fraction(0))

    middle, seen = Fraction(len(x) * len(y), 2), wins(tuple(range(len(x))))
    found = [abs(wins(chosen) - middle) >= abs(seen - middle) for chosen in combinations(range(len(pooled)), len(x))]
    assert mann_whitney_exact(first, second) == {"statistic": seen, "p_value": Fraction(sum(found), len(found))}
    assert mann_whitney_exact(second, first)["p_value"] == Fraction(sum(found), len(found))


@steady
@given(st.lists(st.integers(-3, 3), min_size=1, max_size=8), st.sampled_from(["wilcox", "pratt"]))
def test_the_exact_signed_rank_test_is_the_share_of_all_signs(differences, zeros):
    if not any(differences):
        with pytest.raises(UndefinedStatistic, match="no pair differs"):
            signed_rank_exact(Counter(differences), zeros)
        return
    kept = [value for value in differences if value or zeros == "pratt"]
    ranks = [Fraction(sum(abs(b) < abs(a) for b in kept) * 2 + sum(abs(b) == abs(a) for b in kept) + 1, 2) for a in kept]
    signed = [(rank, value) for rank, value in zip(ranks, kept, strict=True) if value]
    seen, top = sum(rank for rank, value in signed if value > 0), sum(rank for rank, _ in signed)
    sums = [sum(rank for (rank, _), sign in zip(signed, signs, strict=True) if sign) for signs in product((0, 1), repeat=len(signed))]
    far = [abs(total - top / 2) >= abs(seen - top / 2) for total in sums]
    assert signed_rank_exact(Counter(differences), zeros) == {"statistic": seen, "p_value": Fraction(sum(far), len(far))}


@steady
@given(shares, shares)
def test_a_difference_turns_round_with_its_arms(first, second):
    there, back = difference(*first, *second), difference(*second, *first)
    assert there["difference"] == -back["difference"] == Fraction(100 * first[0], first[1]) - Fraction(100 * second[0], second[1])
    assert there["conf_low"] + back["conf_high"] == 0
    assert there["conf_low"] <= there["difference"] <= there["conf_high"]


@steady
@given(shares, shares)
def test_ratios_turn_over_with_their_arms(first, second):
    for statistic, name in ((risk_ratio, "risk_ratio"), (odds_ratio, "odds_ratio")):
        try:
            there, back = statistic(*first, *second), statistic(*second, *first)
        except UndefinedStatistic as refused:
            assert "needs" in str(refused)
            continue
        assert there[name] == 1 / back[name]
        assert float(there["conf_low"]) == pytest.approx(1 / float(back["conf_high"]), rel=1e-12)


def test_an_exact_ratio_of_odds_may_end_at_nothing_or_without_limit():
    none = odds_ratio_exact(0, 5, 3, 6)
    assert (none["odds_ratio"], none["conf_low"]) == (0, 0)
    every = odds_ratio_exact(5, 5, 3, 6)
    assert (every["odds_ratio"], every["conf_high"]) == (None, None)


@steady
@given(small, small, small)
def test_rank_tests_know_groups_not_rows_or_centres(x, y, z):
    groups = [Counter(x), Counter(y), Counter(z)]
    if len(set(x + y + z)) < 2:
        return
    split = [add((Counter(each[::2]), Counter(each[1::2]))) for each in (x, y, z)]
    assert kruskal_wallis(groups) == kruskal_wallis(split)
    assert kruskal_wallis(groups)["statistic"] == kruskal_wallis(groups[::-1])["statistic"]


@steady
@given(small, small)
def test_a_shift_turns_round_with_its_arms(x, y):
    there, back = shift(Counter(x), Counter(y)), shift(Counter(y), Counter(x))
    assert there["shift"] == -back["shift"]
    assert there["conf_low"] is None or there["conf_low"] == -back["conf_high"] <= there["shift"]


@steady
@given(st.lists(st.integers(-9, 9), min_size=1, max_size=9))
def test_a_pseudomedian_is_the_median_of_all_means_of_two_changes(changes):
    means = sorted(Fraction(a + b, 2) for at, a in enumerate(changes) for b in changes[at:])
    found = pseudomedian(Counter(changes), Fraction(1, 2))
    assert found["pseudomedian"] == Fraction(means[(len(means) - 1) // 2] + means[len(means) // 2], 4)
    assert (found["conf_low"] is None) == (len(changes) < 6)  # 2 of 2^5 signs are more than 5 %
    if found["conf_low"] is not None:
        assert found["conf_low"] <= found["pseudomedian"] <= found["conf_high"]


@steady
@given(st.lists(st.integers(-40, 40).map(lambda value: 2 * value + 1), min_size=6, max_size=9, unique_by=abs))
def test_the_limits_of_a_pseudomedian_are_the_values_that_the_exact_test_lets_stand(changes):
    means = sorted({a + b for at, a in enumerate(changes) for b in changes[at:]})  # in halves
    tried = [Fraction(low + high, 2) for low, high in pairwise(means)]
    stand = [middle for middle in tried if _signs_as_far(changes, middle / 2) > Fraction(5, 100)]
    found = pseudomedian(Counter(changes))
    assert all((found["conf_low"] < middle / 2 < found["conf_high"]) == (middle in stand) for middle in tried)


@steady
@given(st.lists(st.integers(-60, 60), min_size=1, max_size=40), st.lists(st.integers(-60, 60), min_size=1, max_size=40))
def test_pairs_are_counted_alike_near_each_other_and_far_apart(x, y):
    """Dense values are multiplied as two long integers; the same values a million apart are counted pair by pair."""
    wanted = Counter(a + b for a in x for b in y)
    assert pair_sums(Counter(x), Counter(y)) == wanted
    far = pair_sums(Counter(10**6 * a for a in x), Counter(10**6 * b for b in y))
    assert far == {10**6 * total: pairs for total, pairs in wanted.items()}


def _signs_as_far(changes, middle):
    """Two-sided p of the signed-rank test against a median between all Walsh averages, so without ties or zeros."""
    sizes = sorted(abs(change - middle) for change in changes)
    up = sum(sizes.index(change - middle) + 1 for change in changes if change > middle)
    sums = [sum(rank for rank, sign in enumerate(signs, start=1) if sign) for signs in product((0, 1), repeat=len(changes))]
    tail = min(sum(one <= up for one in sums), sum(one >= up for one in sums))
    return min(Fraction(1), Fraction(2 * tail, len(sums)))


@steady
@given(st.lists(st.lists(st.integers(0, 9), min_size=2, max_size=6), min_size=2, max_size=4))
def test_sums_of_squares_add_up(groups):
    try:
        found = analysis_of_variance([Counter(group) for group in groups])
    except UndefinedStatistic as refused:
        assert str(refused).startswith("all patients of a group have the same value")
        return
    values = [value for group in groups for value in group]
    mean = Fraction(sum(values), len(values))
    assert found["ss_between"] + found["ss_within"] == sum((value - mean) ** 2 for value in values)
    assert found == analysis_of_variance([Counter(group[::-1]) for group in groups])


@steady
@given(st.lists(st.fractions(0, 1, max_denominator=50), min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_adjusted_p_values_follow_their_own(values, random):
    order = random.sample(range(len(values)), len(values))
    for adjust in (holm, benjamini_hochberg):
        found = adjust(values)
        assert adjust([values[at] for at in order]) == [found[at] for at in order]
        assert all(before <= after <= 1 for before, after in zip(values, found, strict=True))
    assert all(a >= b for a, b in zip(holm(values), benjamini_hochberg(values), strict=True))


@steady
@given(st.dictionaries(st.sampled_from("abc"), st.integers(1, 9)), st.dictionaries(st.sampled_from("abc"), st.integers(1, 9)))
def test_a_standardised_difference_of_two_levels_is_that_of_their_share(first, second):
    try:
        found = difference_of_levels(first, second)["standardised"]
    except UndefinedStatistic:
        return
    assert float(found) == pytest.approx(float(difference_of_levels(second, first)["standardised"]))
    if set(first) | set(second) == {"a", "b"}:
        share = difference_of_shares(first.get("a", 0), sum(first.values()), second.get("a", 0), sum(second.values()))
        assert float(found) == pytest.approx(abs(float(share["standardised"])))


NOTHING = {
    "one of the two groups has no patient": [
        lambda: difference(0, 0, 1, 2),
        lambda: risk_ratio(1, 2, 0, 0),
        lambda: odds_ratio(0, 0, 1, 2),
        lambda: shift({}, {1: 1}),
        lambda: difference_of_shares(0, 0, 1, 2),
        lambda: difference_of_levels({}, {"a": 1, "b": 2}),
    ],
    "a ratio of risks needs at least one patient with the outcome in each group": [lambda: risk_ratio(0, 5, 1, 5)],
    "a ratio of odds needs patients with and without the outcome": [
        lambda: odds_ratio_exact(0, 5, 0, 5),
        lambda: odds_ratio_exact(5, 5, 5, 5),
    ],
    "this ratio of odds needs patients with and without the outcome in both groups; in comparisons, odds_ratio_exact has an answer": [
        lambda: odds_ratio(5, 5, 1, 5)
    ],
    "a table of counts needs two groups with patients and two different outcomes": [
        lambda: chi_squared([[1, 0], [3, 0]]),
        lambda: fisher([[0, 0], [1, 2]]),
        lambda: chi_squared([[0, 0], [0, 0]]),
    ],
    "no patient has an answer at both times": [lambda: paired_difference(0, 0, 0, 0)],
    "no pair differs between the two occasions, so there is nothing to test": [lambda: mcnemar(0, 0), lambda: mcnemar_exact(0, 0)],
    "a trend needs two groups with patients, and patients with and without the outcome": [
        lambda: trend([0, 0], [5, 5]),
        lambda: trend([1, 0], [5, 0]),
        lambda: trend([5, 5], [5, 5]),
    ],
    "a rank test needs patients in every group and at least two different values": [
        lambda: mann_whitney({1: 2}, {1: 3}),
        lambda: mann_whitney({}, {1: 3, 2: 1}),
        lambda: kruskal_wallis([{1: 2}, {1: 3}, {}]),
        lambda: mann_whitney_exact({2: 0}, {1: 3, 2: 1}),
    ],
    "the exact rank test is made for at most 100 patients; ask for mann_whitney": [lambda: mann_whitney_exact({1: 60}, {2: 41})],
    "no patient has a score at both times": [lambda: pseudomedian({}), lambda: pseudomedian({0: 0})],
    "the exact rank test is made for at most 100 patients; ask for signed_rank": [lambda: signed_rank_exact({1: 101})],
    "no pair differs, so there is nothing to rank": [
        lambda: signed_rank({0: 4}),
        lambda: signed_rank({}),
        lambda: signed_rank({0: 4}, "pratt"),
    ],
    "a spread needs at least two patients in each group": [lambda: difference_of_means({1: 1}, {2: 5})],
    "all patients of both groups are alike within their group: there is no spread to measure by": [
        lambda: difference_of_means({1: 2}, {2: 5}),
        lambda: difference_of_shares(0, 3, 4, 4),
    ],
    "a standardised difference needs at least two levels with patients": [lambda: difference_of_levels({"a": 1}, {"a": 2})],
    "an analysis of variance needs two groups, and more patients than groups": [
        lambda: analysis_of_variance([{1: 3}]),
        lambda: analysis_of_variance([{1: 1}, {2: 1}]),
        lambda: analysis_of_variance([]),
    ],
    "all patients of a group have the same value: there is no spread within groups to compare with": [
        lambda: analysis_of_variance([{1: 3}, {2: 2}])
    ],
}


@pytest.mark.parametrize(("words", "asked"), [(words, asked) for words, every in NOTHING.items() for asked in every])
def test_what_cannot_be_told_is_said_in_words(words, asked):
    with pytest.raises(UndefinedStatistic) as refused:
        asked()
    assert str(refused.value) == words


@pytest.mark.parametrize("name", STATISTICS)
def test_every_statistic_says_where_it_comes_from(name):
    entry = STATISTICS[name]
    assert entry.source and entry.r_call and entry.stats and "{" in entry.template


def test_p_values_of_both_kinds_are_adjusted_together():
    found = holm([Fraction(1, 50), Decimal("0.01")])
    assert found == [Decimal("0.02"), Decimal("0.02")] and all(isinstance(value, Decimal) for value in found)


def test_exact_tests_refuse_what_would_take_too_long_at_once():
    for table in ([[6000, 4000], [5000, 5500]], [[20_000_000, 1], [3, 7]], [[55, 45] * 20, [45, 55] * 20]):
        with pytest.raises(UndefinedStatistic, match="needs too many steps; ask for chi_squared"):
            fisher(table)
    with pytest.raises(UndefinedStatistic, match="at most 5000 patients; ask for odds_ratio"):
        odds_ratio_exact(3000, 6000, 10, 20)
