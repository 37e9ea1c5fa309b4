"""Spark grades laboratory values as DuckDB does, bounds and bounds before treatment among them."""

from __future__ import annotations

import pytest

from engines.sparks import spark
from sampled import SOAK
from severity.cases import BEFORE, CASES, OTHERS, grades_of

WAYS = {"worst": CASES + OTHERS, "baseline": BEFORE}


@pytest.mark.skipif(not SOAK, reason="a soak grades case by case on Spark; a test run compares the graded terms of the pool (test_parity)")
@pytest.mark.parametrize("column", WAYS)
def test_a_grade_is_what_the_limits_say(column):
    engine = spark()
    found = grades_of(engine, WAYS[column], column)
    engine.close()
    assert found == [case[-1] for case in WAYS[column]]
