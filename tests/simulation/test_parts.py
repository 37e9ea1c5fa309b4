"""The searches behind made-up data: counts that fit several sums, lists with wanted quartiles, figures as printed."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cohortium.problems import Problem, Problems
from cohortium.protocol.load import protocol_from
from cohortium.results import fixed_text
from cohortium.simulation.counts import fitting, matched
from cohortium.simulation.dice import Dice
from cohortium.simulation.figures import agrees, figures_from
from cohortium.simulation.quartiles import joint_lists, wanted
from cohortium.simulation.targets import Targets, apportioned
from cohortium.statistics import DEFINITIONS, quantile

QUARTERS = (Fraction(1, 4), Fraction(1, 2), Fraction(3, 4))
ONE = Fraction(1)
PROTOCOL = protocol_from(
    """
study: small
arms: {a: {drug: x}, b: {drug: y}}
timepoints: {M3: {from: 2 months, to: 4 months}}
endpoints: {iga: {measure: IGA, responder: {value_at_most: 1}, at: [M3]}}
"""
)


def tally(numbers: list[int]) -> dict[int, int]:
    """Value -> how often."""
    return {number: numbers.count(number) for number in numbers}


def quartiles(numbers: list[int], definition: str = "sas") -> list[Fraction]:
    """Q1, median and Q3."""
    return [quantile(tally(numbers), p, definition) for p in QUARTERS]


def texts(numbers: list[int], definition: str = "sas") -> dict[Fraction, str]:
    """The quartiles with two decimals, all that quarters of whole numbers have."""
    return {p: fixed_text(value, 2) for p, value in zip(QUARTERS, quartiles(numbers, definition), strict=True)}


def test_counts_that_fit_several_sums():
    sums = [(frozenset("abc"), 10), (frozenset("ab"), 7), (frozenset("a"), 2)]
    assert fitting("abc", sums) == {"a": 2, "b": 5, "c": 3}
    assert fitting("abc", [*sums, (frozenset("b"), 4)]) is None
    assert fitting("", [(frozenset("a"), 1)]) is None


def test_patients_find_their_places_by_making_room():
    assert matched({1: "ab", 2: "a"}, {"a": 1, "b": 1}) == {1: "b", 2: "a"}
    assert matched({1: "a", 2: "a"}, {"a": 1, "b": 1}) is None


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.lists(st.integers(-10, 10), min_size=1, max_size=12), min_size=1, max_size=3), st.integers(0, 3))
def test_lists_with_the_quartiles_of_other_lists_each_and_together(groups, seed):
    asked = {str(place): wanted("sas", len(group), texts(group), ONE) for place, group in enumerate(groups)}
    together = [number for group in groups for number in group]
    found = joint_lists(Dice(seed), asked, wanted("sas", len(together), texts(together), ONE), -10, 10)
    assert found is not None
    assert [quartiles(found[str(place)]) for place in range(len(groups))] == [quartiles(group) for group in groups]
    assert quartiles([number for group in found.values() for number in group]) == quartiles(together)


@pytest.mark.parametrize("definition", DEFINITIONS)
def test_every_definition_of_quantiles(definition):
    group = [-9, -7, -7, -4, -3, -3, -1, 0, 2, 5]
    found = joint_lists(Dice(1), {"a": wanted(definition, 10, texts(group, definition), ONE)}, None, -10, 10)
    assert found and texts(found["a"], definition) == texts(group, definition)


def test_no_lists_where_there_are_none():
    low, high = wanted("sas", 5, {Fraction(1, 2): "1"}, ONE), wanted("sas", 10, {Fraction(1, 2): "5"}, ONE)
    assert joint_lists(Dice(1), {"a": low, "b": low}, high, 0, 10) is None
    assert joint_lists(Dice(1), {"a": wanted("sas", 3, {Fraction(1, 2): "11"}, ONE)}, None, 0, 10) is None


@given(st.integers(0, 500), st.dictionaries(st.sampled_from("abcd"), st.integers(1, 50), min_size=1))
def test_what_is_divided_adds_up(whole, room):
    assert sum(apportioned(whole, room).values()) == whole


@pytest.mark.parametrize(
    ("value", "printed", "same"),
    [
        (Fraction(100, 3), "33.3", True),
        (Fraction(100, 3), "33", True),
        (Fraction(100, 3), "33.4", False),
        (3, "3.0", True),
        (None, "0", False),
    ],
)
def test_a_figure_agrees_at_the_digits_that_are_printed(value, printed, same):
    assert agrees(value, printed) is same


def test_a_percentage_alone_names_n_and_the_largest_n_it_allows():
    text = "figures: [{analysis: baseline, variable: x, all: {percent: 56.6}}, {analysis: baseline, variable: y, all: {percent: 72}}]"
    targets = Targets(figures_from(text, PROTOCOL))
    assert targets.share("baseline", "x", "all", 100) == targets.share("baseline", "x", "all", 100)
    found = [targets.share("baseline", name, "all", 100) for name in "xy"]
    assert [(share.total, share.count) for share in found] == [(99, 56), (100, 72)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("figures: [", "cannot be read"),
        ("study: x", "holds no figures"),
        ("figures: [3]", "an entry is keys and values"),
        ("figures: [{analysis: efficacy, variable: iga, c: {n: 1}}]", '"c" is neither a part of a key'),
        ("figures: [{analysis: effects, variable: iga, a: {n: 1}}]", "analysis is one of participants"),
        ("figures: [{analysis: efficacy, variable: iga, a: 3}]", "a holds figures by name"),
        ("figures: [{analysis: efficacy, variable: iga, a: {n: many}}]", "a n is not a number"),
        ("figures: [{analysis: efficacy, variable: iga, a: {n: {printed: 1, instead: 2}}}]", "a n is not a number"),
    ],
)
def test_a_mistake_in_the_figures_is_said(text, said):
    with pytest.raises((Problem, Problems)) as found:
        figures_from(text, PROTOCOL)
    assert said in str(found.value)


def test_what_holds_is_what_is_wanted():
    text = "figures: [{analysis: efficacy, variable: iga, timepoint: M3, all: {n: {printed: 1, holds: 2, because: groups add up to 2}}}]"
    (figure,) = figures_from(text, PROTOCOL)
    assert (figure.printed, figure.holds, figure.because) == ("1", "2", "groups add up to 2")
    assert figure.key == {
        "analysis": "efficacy", "variable": "iga", "timepoint": "M3", "unit": "patients", "arm": "all", "stat": "n",
    }  # fmt: skip
    assert Targets((figure,)).whole("efficacy", "iga", "n", timepoint="M3") == 2
