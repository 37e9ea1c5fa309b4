"""Spark grades laboratory values as DuckDB does, bounds and bounds before treatment among them."""

from __future__ import annotations

import pytest

from engines.sparks import spark
from severity.cases import BEFORE, CASES, grades_of


@pytest.mark.parametrize(("cases", "column"), [(CASES, "worst"), (BEFORE, "baseline")], ids=["worst", "baseline"])
def test_a_grade_is_what_the_limits_say(cases, column):
    engine = spark()
    found = grades_of(engine, cases, column)
    engine.close()
    assert found == [case[-1] for case in cases]
