"""Quantiles against printed vectors, numpy's methods of the same definitions, and themselves."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cohortium.statistics import DEFINITIONS, quantile
from cohortium.tallies import add

QUARTERS = (Fraction(1, 4), Fraction(1, 2), Fraction(3, 4))
NUMPY = {"sas": "averaged_inverted_cdf", "spss": "weibull", "r": "linear"}
TENTHS = [41, 68, 120, 154, 179, 211, 283, 402]
VECTORS = [
    (range(1, 5), "sas", "1.5 2.5 3.5"),
    (range(1, 5), "spss", "1.25 2.5 3.75"),
    (range(1, 5), "r", "1.75 2.5 3.25"),
    (range(1, 6), "sas", "2 3 4"),
    (range(1, 6), "spss", "1.5 3 4.5"),
    (range(1, 6), "r", "2 3 4"),
    (range(1, 7), "sas", "2 3.5 5"),
    (range(1, 7), "spss", "1.75 3.5 5.25"),
    (range(1, 7), "r", "2.25 3.5 4.75"),
    (range(1, 8), "sas", "2 4 6"),
    (range(1, 8), "spss", "2 4 6"),
    (range(1, 8), "r", "2.5 4 5.5"),
    (TENTHS, "sas", "94 166.5 247"),
    (TENTHS, "spss", "81 166.5 265"),
    (TENTHS, "r", "107 166.5 229"),
]
few = st.lists(st.integers(-40, 40), min_size=1, max_size=60)
steady = settings(derandomize=True, deadline=None)


@pytest.mark.parametrize(("values", "definition", "expected"), VECTORS)
def test_quartiles_are_those_of_the_printed_vectors(values, definition, expected):
    tally = Counter(values)
    assert [quantile(tally, p, definition) for p in QUARTERS] == [Fraction(text) for text in expected.split()]


@pytest.mark.parametrize(("p", "expected"), [("1/4", "1.5"), ("3/4", "3.5")])
def test_the_example_of_the_sas_manual(p, expected):
    assert quantile(Counter([2, 4, 1, 3]), Fraction(p), "sas") == Fraction(expected)


@pytest.mark.parametrize("definition", DEFINITIONS)
@pytest.mark.parametrize("p", [Fraction(0), *QUARTERS, Fraction(1)])
def test_one_value_is_every_quantile_of_itself(definition, p):
    assert quantile({7: 1}, p, definition) == 7


@steady
@given(values=few, p=st.fractions(0, 1, max_denominator=64), definition=st.sampled_from(sorted(DEFINITIONS)))
def test_equals_numpy_by_the_same_definition(values, p, definition):
    ours = quantile(Counter(values), p, definition)
    assert float(ours) == pytest.approx(float(numpy.quantile(values, float(p), method=NUMPY[definition])), abs=1e-9)


def on_expanded_values(values, p, definition):
    """The definitions once more, on sorted values, as Hyndman and Fan print them."""
    ordered, n = sorted(values), len(values)
    shift = {"sas": Fraction(0), "spss": p, "r": 1 - p}[definition]
    j, share = divmod(n * p + shift, 1)
    if definition == "sas":
        share = Fraction(1, 2) if share == 0 else Fraction(1)
    below, above = (ordered[min(max(int(rank), 1), n) - 1] for rank in (j, j + 1))
    return (1 - share) * below + share * above


@steady
@given(values=few, p=st.fractions(0, 1), definition=st.sampled_from(sorted(DEFINITIONS)))
def test_equals_the_definition_on_expanded_values(values, p, definition):
    assert quantile(Counter(values), p, definition) == on_expanded_values(values, p, definition)


@steady
@given(parts=st.lists(few, min_size=1, max_size=5), definition=st.sampled_from(sorted(DEFINITIONS)))
def test_tallies_of_centres_add_up_to_the_study(parts, definition):
    pooled = add(Counter(part) for part in parts)
    together = Counter(value for part in parts for value in part)
    for p in QUARTERS:
        assert quantile(pooled, p, definition) == quantile(together, p, definition)


@pytest.mark.parametrize("definition", DEFINITIONS)
def test_a_tally_is_never_expanded(definition):
    many = 10**15
    assert quantile({0: many, 1: many + 1, 2: many}, Fraction(1, 2), definition) == 1


@pytest.mark.parametrize(("tally", "p"), [({}, "1/2"), ({1: 0}, "1/2"), ({1: 2}, "3/2"), ({1: -1}, "1/2")])
def test_no_values_a_wrong_share_and_a_negative_count_are_refused(tally, p):
    with pytest.raises(ValueError):
        quantile(tally, Fraction(p))
