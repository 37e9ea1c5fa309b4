"""Every reference value agrees, every statistic has one, and a value that is wrong by one digit is found."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from cohortium.statistics import STATISTICS
from passport.page import compared, failures
from passport.references import KINDS, agreed, values

ROWS = compared()
SUMMARIES = {"median_q1_q3", "mean_sd", "median_min_max", "n_percent", "interval_wilson", "interval_clopper_pearson"}


def test_every_reference_value_agrees_to_all_digits_of_its_source():
    assert failures(ROWS) == []


def test_there_are_hundreds_and_every_kind_is_named():
    assert len(ROWS) >= 300
    assert {value.kind for value, *_ in ROWS} <= set(KINDS)
    assert all(value.source for value, *_ in ROWS)


@pytest.mark.parametrize("name", sorted(set(STATISTICS) - SUMMARIES))
def test_every_statistic_has_an_outside_value(name):
    assert any(value.case.call == name for value, *_ in ROWS)


@pytest.mark.parametrize("name", sorted(set(STATISTICS) - SUMMARIES - {"holm", "benjamini_hochberg"}))
def test_a_statistic_gives_the_stats_that_it_names(name):
    found = next(value.case.found for value, got, _ in ROWS if value.case.call == name and got is not None)
    assert set(STATISTICS[name].stats) <= set(found)


def test_the_summaries_have_outside_values():
    assert {"mean", "sd", "median", "min", "max"} <= {value.stat for value, *_ in ROWS if value.case.call == "summary"}
    assert {value.case.given["interval"] for value, *_ in ROWS if value.case.call == "proportion"} == {"wilson", "clopper_pearson"}


@pytest.mark.parametrize("family", ["NIST univariate", "NIST analysis of variance"])
def test_certified_values_hold_to_the_digits_that_are_certified(family):
    certified = [(value, digits) for value, _, digits in ROWS if value.family == family]
    assert all(digits == value.digits for value, digits in certified)
    assert all(digits >= 13 for value, digits in certified if not value.stat.startswith("df"))


@pytest.mark.parametrize(
    "value", [value for value in values() if value.expected != "none"][::29], ids=lambda value: f"{value.title}, {value.stat}"
)
def test_a_value_that_is_wrong_in_its_last_digit_is_found(value):
    expected = Decimal(value.expected)
    wrong = replace(value, expected=str(expected + Decimal(10) ** int(expected.as_tuple().exponent) * 2))
    assert agreed(wrong, value.got) < wrong.digits
