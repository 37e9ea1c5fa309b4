"""Spark grades laboratory values as DuckDB does, bounds and bounds before treatment among them."""

from __future__ import annotations

import pytest

from engines.sparks import spark
from sampled import sample
from severity.cases import BEFORE, CASES, OTHERS, grades_of

WAYS = {"worst": CASES + OTHERS, "baseline": BEFORE}


@pytest.mark.parametrize("column", sample(list(WAYS), 1))
def test_a_grade_is_what_the_limits_say(column):
    engine = spark()
    found = grades_of(engine, WAYS[column], column)
    engine.close()
    assert found == [case[-1] for case in WAYS[column]]
