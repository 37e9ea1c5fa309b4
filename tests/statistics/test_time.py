"""Time to an event: against the obvious computation, alike under order and pooling, and honest where undefined."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cohortium.statistics import UndefinedStatistic
from cohortium.statistics.competing import cumulative_incidence, incidence_at
from cohortium.statistics.hazards import cox
from cohortium.statistics.rates import incidence_rate
from cohortium.statistics.survival import kaplan_meier, median_follow_up, median_survival, restricted_mean, survival_at
from cohortium.statistics.survival_tests import log_rank

steady = settings(derandomize=True, deadline=None, max_examples=60)
patients = st.lists(st.tuples(st.integers(0, 12), st.sampled_from(["", "stop", "switch"])), min_size=1, max_size=15)


def by_hand(rows: list[tuple[int, str]], day: int) -> Fraction:
    """S after a day, patient by patient: events before censorings of the same day."""
    survival = Fraction(1)
    for at in sorted({days for days, cause in rows if cause and days <= day}):
        left = [days for days, _ in rows if days >= at]
        survival *= 1 - Fraction(sum(days == at and cause != "" for days, cause in rows), len(left))
    return survival


@steady
@given(patients)
def test_the_curve_is_the_product_by_hand(rows):
    steps = kaplan_meier(Counter(rows))
    assert [step.survival for step in steps] == [by_hand(rows, step.days) for step in steps]
    assert steps == kaplan_meier(Counter(rows[::-1]))


@steady
@given(patients)
def test_cumulative_incidences_and_survival_add_up_to_one(rows):
    last = max(days for days, _ in rows)
    causes = [incidence_at(Counter(rows), cause, last)["percent"] for cause in ("stop", "switch")]
    assert sum(causes) == 100 * (1 - by_hand(rows, last))


@steady
@given(patients)
def test_one_cause_alone_is_kaplan_meier_with_greenwoods_variance(rows):
    alone = Counter((days, cause and "stop") for days, cause in rows)
    for step, other in zip(kaplan_meier(alone), cumulative_incidence(alone, "stop"), strict=True):
        assert other.incidence == 1 - step.survival
        if step.greenwood is not None:
            se = incidence_at(alone, "stop", step.days)["se"]
            assert float(se) == pytest.approx(100 * float(step.survival) * float(step.greenwood) ** 0.5, rel=1e-12)


@steady
@given(patients, patients)
def test_the_log_rank_test_knows_groups_not_their_order(first, second):
    groups = [Counter(first), Counter(second)]
    try:
        found = log_rank(groups)
    except UndefinedStatistic:
        return
    assert found["statistic"] == log_rank(groups[::-1])["statistic"]
    assert found["expected_1"] + found["expected_2"] == sum(cause != "" for _, cause in first + second)


@steady
@given(patients)
def test_the_restricted_mean_is_the_area_by_hand(rows):
    tau = max(days for days, _ in rows)
    if tau:
        assert restricted_mean(Counter(rows), tau)["mean"] == sum(by_hand(rows, day) for day in range(tau))


def test_a_median_may_not_be_reached():
    found = median_survival({(5, "stop"): 1, (9, ""): 9})
    assert (found["N"], found["n"], found["median"], found["conf_high"]) == (10, 1, None, None)


def test_a_flat_half_is_its_first_day_or_its_middle():
    rows = {(2, "stop"): 2, (6, "stop"): 1, (8, ""): 1}
    assert median_survival(rows)["median"] == 2
    assert median_survival(rows, flat_step="midpoint")["median"] == 4


def test_follow_up_of_who_had_the_event_ends_before_a_censoring_of_that_day():
    assert median_follow_up({(10, "stop"): 1, (10, ""): 1, (20, ""): 1})["median"] == 10
    assert median_follow_up({(2, "x"): 1, (3, ""): 1, (5, "x"): 1, (6, ""): 1, (8, ""): 1, (10, "x"): 1})["median"] == 8


def test_only_the_causes_asked_for_are_events():
    rows = {(3, "stop"): 1, (5, "death"): 1, (9, ""): 2}
    assert survival_at(rows, 9, causes={"stop"})["percent"] == 75
    assert survival_at(rows, 9)["percent"] == 50


def test_no_event_has_a_rate_of_exactly_nothing():
    found = incidence_rate(0, 36525)
    assert (found["rate"], found["conf_low"], found["patient_years"]) == (0, 0, 100)


ROWS = [(days, event, group) for days, event, group in zip(range(1, 31), [True, True, False] * 10, [0, 1, 1, 0, 1] * 6, strict=True)]


def test_cox_knows_patients_not_rows_and_turns_round_with_its_arms():
    tally = Counter((days, event, (group,)) for days, event, group in ROWS)
    twice = {key: 1 for key in reversed(list(tally))}
    assert cox(tally, ["arm"]) == cox(twice, ["arm"])
    other = cox(Counter((days, event, (1 - group,)) for days, event, group in ROWS), ["arm"])["arm"]
    assert float(other["coefficient"]) == pytest.approx(-float(cox(tally, ["arm"])["arm"]["coefficient"]), rel=1e-9)


NOBODY = {
    "no patient has a time": [
        lambda: kaplan_meier({}),
        lambda: median_survival({}),
        lambda: median_follow_up({(3, ""): 0}),
        lambda: incidence_at({}, "x", 1),
    ],
    "nobody was followed for that long": [lambda: survival_at({(3, ""): 2}, 4), lambda: incidence_at({(3, "x"): 2}, "x", 4)],
    "nobody was followed up to the end of the period; choose a shorter one": [lambda: restricted_mean({(3, "x"): 1, (5, ""): 1}, 6)],
    "a comparison of curves needs two groups with patients, and at least one event": [
        lambda: log_rank([{(3, "x"): 1}, {}]),
        lambda: log_rank([{(3, ""): 1}, {(4, ""): 1}]),
        lambda: log_rank([]),
    ],
    "the groups cannot be told apart: one of them says nothing that the others do not": [lambda: log_rank([{(3, ""): 1}, {(5, "x"): 1}])],
    "nobody was at risk for a day": [lambda: incidence_rate(0, 0)],
    "3 events cannot carry 1 terms; at least 5 each are needed": [lambda: cox({(1, True, (0,)): 3, (2, False, (1,)): 3}, ["arm"])],
    "the terms depend on each other, or nobody at risk differs in them": [
        lambda: cox({(day, True, (day % 2, day % 2)): 1 for day in range(1, 21)}, ["arm", "again"]),
        lambda: cox({(day, True, (1,)): 1 for day in range(1, 21)}, ["arm"]),
    ],
    "the hazard ratio has no limit: one group has no event while the other is at risk": [
        lambda: cox({**{(day, True, (1,)): 1 for day in range(1, 9)}, (20, False, (0,)): 9}, ["arm"]),
    ],
}


@pytest.mark.parametrize(("words", "asked"), [(words, asked) for words, every in NOBODY.items() for asked in every])
def test_what_cannot_be_told_is_said_in_words(words, asked):
    with pytest.raises(UndefinedStatistic) as refused:
        asked()
    assert str(refused.value) == words


def test_a_restricted_mean_that_does_not_vary_has_no_limits():
    """Nobody stopped before the end of the period, or all on one day."""
    for rows, mean in (({(30, ""): 9, (5, "x"): 2}, 5), ({(4, "x"): 9}, 4)):
        found = restricted_mean(rows, 5)
        assert (found["mean"], found["se"], found["conf_low"], found["conf_high"]) == (mean, 0, None, None)
