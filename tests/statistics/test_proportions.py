"""Shares and their intervals against printed vectors and scipy."""

from __future__ import annotations

import sys
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest, norm

from cohortium.problems import Problem
from cohortium.results import fixed_text, value_text
from cohortium.statistics import INTERVALS, SHARE, proportion
from cohortium.statistics.proportions import normal_quantile

# n, N: Wilson | Clopper-Pearson, 95 %, in percent.
VECTORS = """
0 10 0.00 27.75 0.00 30.85
10 10 72.25 100.00 69.15 100.00
1 10 1.79 40.42 0.25 44.50
3 11 9.75 56.56 6.02 60.97
7 50 6.95 26.19 5.82 26.74
15 20 53.13 88.81 50.90 91.34
36 47 62.78 86.40 61.97 87.70
40 82 38.26 59.41 37.58 60.08
27 163 11.64 23.03 11.21 23.18
59 70 74.01 90.99 73.62 91.89
"""
SCIPY = {"wilson": "wilson", "clopper_pearson": "exact"}
steady = settings(derandomize=True, deadline=None)


@pytest.mark.parametrize("line", VECTORS.split("\n")[1:-1])
def test_intervals_are_those_of_the_printed_vectors(line):
    n, total, *limits = line.split()
    shares = [proportion(int(n), int(total), interval) for interval in ("wilson", "clopper_pearson")]
    assert [fixed_text(share[stat], 2) for share in shares for stat in ("conf_low", "conf_high")] == limits


def test_the_example_of_the_scipy_manual():
    share = proportion(7, 50, "clopper_pearson")
    assert [fixed_text(share[stat], 3) for stat in ("conf_low", "conf_high")] == ["5.819", "26.740"]


def test_nobody_has_no_share():
    assert proportion(0, 0) == {"n": 0, "N": 0, "percent": None, "conf_low": None, "conf_high": None}


@pytest.mark.parametrize("interval", INTERVALS)
def test_none_and_all_have_exact_ends(interval):
    none, everyone = proportion(0, 7, interval), proportion(7, 7, interval)
    assert (value_text(none["conf_low"]), value_text(everyone["conf_high"])) == ("0", "100")
    assert tuple(none) == SHARE


@steady
@given(
    total=st.integers(1, 400),
    share=st.fractions(0, 1),
    interval=st.sampled_from(sorted(INTERVALS)),
    confidence=st.sampled_from([Fraction(80, 100), Fraction(95, 100), Fraction(99, 100)]),
)
def test_equals_scipy(total, share, interval, confidence):
    n = round(total * share)
    ours = proportion(n, total, interval, confidence)
    theirs = binomtest(n, total).proportion_ci(float(confidence), SCIPY[interval])
    assert float(ours["conf_low"]) == pytest.approx(100 * theirs.low, rel=1e-9, abs=1e-9)
    assert float(ours["conf_high"]) == pytest.approx(100 * theirs.high, rel=1e-9, abs=1e-9)
    assert ours["percent"] == Fraction(100 * n, total)


def test_the_normal_quantile_has_thirty_digits():
    known = Decimal("1.959963984540054235524594430520551527955550")
    assert abs(normal_quantile(Fraction(975, 1000)) - known) < Decimal("1e-40")


@steady
@given(st.fractions(Fraction(1, 2), Fraction(999999, 1000000)))
def test_the_normal_quantile_equals_scipy(p):
    assert float(normal_quantile(p)) == pytest.approx(float(norm.ppf(float(p))), rel=1e-12, abs=1e-12)


@pytest.mark.parametrize(("n", "total", "confidence"), [(3, 2, "0.95"), (-1, 2, "0.95"), (1, 2, "1"), (1, 2, "0")])
def test_impossible_shares_are_refused(n, total, confidence):
    with pytest.raises(ValueError):
        proportion(n, total, confidence=Fraction(confidence))


def test_a_missing_scipy_is_one_sentence_with_the_way_out(monkeypatch):
    monkeypatch.setitem(sys.modules, "scipy.special", None)
    with pytest.raises(Problem) as told:
        proportion(1, 2, "clopper_pearson")
    assert str(told.value) == (
        "interval: clopper_pearson needs the Python package scipy, which is not installed. Install it, or write interval: wilson."
    )
