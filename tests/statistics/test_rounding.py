"""Printed numbers: rounded once, half away from zero, never -0.0, one decimal more only where needed."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cohortium.statistics import STATISTICS, describe, printed, proportion, round_half_away, stat_text

TRAPS = [
    (Fraction(100 * 45, 144), 1, "31.3"),
    (Fraction(100, 16), 1, "6.3"),
    (Fraction(-4, 100), 1, "0.0"),
    (Fraction(-1, 20), 1, "-0.1"),
    (Fraction(-49, 1000), 1, "0.0"),
    (Decimal("2.675"), 2, "2.68"),
    (Fraction(1, 2), 0, "1"),
    (Fraction(-5, 2), 0, "-3"),
    (Fraction(9996, 100), 1, "100.0"),
    (Fraction(1, 3), 4, "0.3333"),
    (7, 1, "7.0"),
]
PRINTED = [
    (Fraction(-3), 0, "-3"),
    (Fraction(-11, 2), 0, "-5.5"),
    (Fraction(303, 100), 0, "3.0"),
    (Fraction(31, 10), 1, "3.1"),
    (Fraction(61, 20), 1, "3.05"),
    (Fraction(12), 1, "12.0"),
    (Fraction(100, 3), 1, "33.33"),
    (Decimal("0.7071067811865475"), 0, "0.7"),
    (Fraction(-1, 50), 0, "0.0"),
    (None, 1, "–"),
]


@pytest.mark.parametrize(("value", "decimals", "text"), TRAPS)
def test_rounding_is_half_away_from_zero(value, decimals, text):
    assert round_half_away(value, decimals) == text


@settings(derandomize=True, deadline=None)
@given(value=st.decimals(-1000, 1000, places=6), decimals=st.integers(0, 4))
def test_rounding_equals_decimal_half_up(value, decimals):
    expected = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    assert round_half_away(value, decimals) == str(expected.copy_abs() if expected == 0 else expected)


@pytest.mark.parametrize(("value", "decimals", "text"), PRINTED)
def test_one_decimal_more_only_where_the_number_needs_it(value, decimals, text):
    assert printed(value, decimals) == text


@pytest.mark.parametrize(
    ("stat", "value", "text"),
    [
        ("N", 54, "54"),
        ("n_imputed_stop", 0, "0"),
        ("percent", Fraction(5500, 90), "61.1"),
        ("percent", Fraction(50), "50.0"),
        ("conf_low", 0, "0.0"),
        ("median", Fraction(7), "7.0"),
        ("sd", None, "–"),
        ("percent", None, "–"),
    ],
)
def test_the_text_of_each_kind_of_number(stat, value, text):
    assert stat_text(stat, value, decimals=1, percent_decimals=1) == text


@pytest.mark.parametrize("name", [name for name, entry in STATISTICS.items() if entry.function in (describe, proportion)])
def test_a_statistic_names_its_source_its_r_call_and_only_stats_of_its_function(name):
    statistic = STATISTICS[name]
    made = describe({1: 1, 2: 1}) if statistic.function is describe else proportion(1, 2)
    assert statistic.source
    assert statistic.r_call
    assert set(statistic.stats) <= set(made)
    texts = {stat: stat_text(stat, made[stat]) for stat in statistic.stats}
    assert "{" not in statistic.template.format(**texts)


def test_a_cell_reads_as_papers_print_it():
    made = describe({-11: 1, -6: 1, -2: 1}, Fraction(1, 2))
    texts = {stat: stat_text(stat, value) for stat, value in made.items()}
    assert STATISTICS["median_q1_q3"].template.format(**texts) == "-3 (-5.5;-1)"
