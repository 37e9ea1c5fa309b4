"""Summaries against NIST's certified values, a naive expansion, and what an empty group must give."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from fractions import Fraction
from statistics import mean, stdev

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cohortium.results import exact_text, rounded_text, value_text
from cohortium.statistics import SUMMARY, describe
from cohortium.tallies import add


def tally_of(text, base):
    """`62x1 65x2` above 29900 is {29962: 1, 29965: 2}."""
    pairs = (pair.split("x") for pair in text.split())
    return {base + int(value): int(count) for value, count in pairs}


MAVRO = "130x3 140x5 150x9 160x4 170x3 180x5 190x4 200x3 210x2 220x1 230x1 240x2 250x2 260x4 270x2"
MICHELSO = (
    "62x1 65x1 72x3 74x3 75x1 76x5 77x1 78x2 79x3 80x5 81x10 82x2 83x2 84x8 85x8 86x3 87x4 "
    "88x10 89x3 90x2 91x2 92x1 93x2 94x3 95x3 96x4 97x1 98x3 100x3 107x1"
)
# NIST StRD, univariate summary statistics: tally of values in steps, the step, certified mean and SD. PiDigits is left
# out: its certified mean, 4.5348, is not that of the first 5000 digits of pi, 4.5358.
NIST = {
    "NumAcc1": (Counter([10000001, 10000003, 10000002]), Fraction(1), "10000002", "1"),
    "NumAcc2": (Counter([12] + [11, 13] * 500), Fraction(1, 10), "1.2", "0.1"),
    "NumAcc3": (Counter([10000002] + [10000001, 10000003] * 500), Fraction(1, 10), "1000000.2", "0.1"),
    "NumAcc4": (Counter([100000002] + [100000001, 100000003] * 500), Fraction(1, 10), "10000000.2", "0.1"),
    "Mavro": (tally_of(MAVRO, 200000), Fraction(1, 100000), "2.001856", "0.000429123454003053"),
    "Michelso": (tally_of(MICHELSO, 29900), Fraction(1, 100), "299.8524", "0.0790105478190518"),
}
steady = settings(derandomize=True, deadline=None)
values = st.lists(st.integers(-(10**6), 10**6), min_size=2, max_size=40)


@pytest.mark.parametrize("name", NIST)
def test_mean_and_sd_are_those_that_nist_certifies(name):
    tally, scale, certified_mean, certified_sd = NIST[name]
    summary = describe(tally, scale)
    assert exact_text(summary["mean"]) == certified_mean
    assert rounded_text(summary["sd"], 15) == certified_sd


def test_every_statistic_in_its_order():
    summary = describe({-5: 2, 3: 1, 4: 1}, Fraction(1, 2))
    assert tuple(summary) == SUMMARY
    assert [value_text(value) for value in summary.values()] == [
        *("4", "-0.5", "-2.5", "1.75", "-0.375"),
        *("2.46221445045", "-2.5", "2"),
    ]


def test_without_patients_only_n_is_known():
    for tally in ({}, {3: 0}):
        assert describe(tally) == {"N": 0} | dict.fromkeys(SUMMARY[1:])


def test_one_value_has_no_sd():
    summary = describe({6: 1}, Fraction(1, 2))
    assert summary["sd"] is None
    assert {summary[stat] for stat in ("median", "q1", "q3", "mean", "min", "max")} == {3}


def test_equal_values_have_an_sd_of_zero():
    assert describe({6: 3})["sd"] == 0


def test_an_sd_that_is_a_fraction_stays_exact_and_another_is_a_decimal():
    assert describe({1: 1, 2: 1, 3: 1})["sd"] == Fraction(1)
    assert isinstance(describe({1: 1, 2: 1})["sd"], Decimal)


@steady
@given(values=values, step=st.sampled_from(["1", "0.1", "0.05"]))
def test_equals_the_naive_expansion(values, step):
    scale = Fraction(step)
    summary, numbers = describe(Counter(values), scale), [scale * value for value in values]
    assert (summary["N"], summary["min"], summary["max"]) == (len(numbers), min(numbers), max(numbers))
    assert summary["mean"] == mean(numbers)
    assert float(summary["sd"]) == pytest.approx(float(stdev(numbers)), rel=1e-12, abs=1e-12)


@steady
@given(parts=st.lists(values, min_size=1, max_size=4), definition=st.sampled_from(["sas", "spss", "r"]))
def test_order_of_rows_and_split_into_centres_change_nothing(parts, definition):
    everybody = [value for part in parts for value in part]
    together = describe(Counter(everybody), definition=definition)
    assert describe(Counter(reversed(everybody)), definition=definition) == together
    assert describe(add(Counter(part) for part in parts), definition=definition) == together
