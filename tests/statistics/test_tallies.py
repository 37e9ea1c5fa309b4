"""Tallies: what is added up, and in which order it comes out."""

from __future__ import annotations

import pytest

from cohortium.tallies import Tally, add

TALLY = Tally(
    ("arm", "centre", "value", "patients"),
    (("upa", "02", 3, 2), ("upa", "01", 3, 1), ("bari", "01", None, 4), ("upa", "01", -1, 1), (None, "01", 0, 1)),
)


def test_sums_come_in_a_fixed_order_with_the_count_last():
    assert TALLY.sum("arm") == Tally(("arm", "patients"), ((None, 1), ("bari", 4), ("upa", 4)))
    assert TALLY.sum().rows == ((9,),)
    assert TALLY.total == 9


def test_rows_are_narrowed_by_their_columns():
    assert TALLY.where(arm="upa", centre="01").total == 2
    assert TALLY.where(value=None).counts("arm") == {("bari",): 4}
    assert next(iter(TALLY.where(arm=None))) == {"arm": None, "centre": "01", "value": 0, "patients": 1}


def test_values_of_each_group_leave_out_who_has_none():
    assert TALLY.values("value", "arm") == {("upa",): {3: 3, -1: 1}, (None,): {0: 1}}


def test_an_empty_tally_has_a_total_of_nothing():
    empty = Tally(("arm", "patients"), ())
    assert (empty.total, empty.sum("arm").rows, empty.values("arm")) == (0, (), {})


def test_a_tally_counts_something():
    with pytest.raises(ValueError, match="a tally of arm has no column patients"):
        Tally(("arm",), ())
    assert Tally(("term", "events"), (("acne", 3),), counted="events").total == 3


def test_pooling_adds_value_by_value():
    assert add([{1: 2, 3: 1}, {}, {3: 4}]) == {1: 2, 3: 5}
