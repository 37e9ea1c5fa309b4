"""No statistic without all three: an example that the manual prints, numbers from outside, and properties on drawn patients."""

from __future__ import annotations

from pathlib import Path

import pytest

from cohortium.statistics import STATISTICS
from passport.examples import example_of
from properties.cases import CASES

MANUAL = (Path(__file__).parents[2] / "docs" / "manual.md").read_text("utf-8").partition("\n## Statistics\n")[2]
THREE = {
    "numbers from outside": lambda name: bool(example_of(name)),
    "an example in the manual": lambda name: f"\n#### `{name}`" in MANUAL,
    "properties": lambda name: name in CASES,
}


def lacking(name: str) -> list[str]:
    return [what for what, found in THREE.items() if not found(name)]


@pytest.mark.parametrize("name", STATISTICS)
def test_a_statistic_has_all_three(name: str) -> None:
    assert lacking(name) == []


def test_a_statistic_that_nobody_tried_is_found() -> None:
    assert lacking("made_up") == list(THREE)


@pytest.mark.parametrize("name", sorted(set(STATISTICS) - {"n_percent", "median_q1_q3", "holm", "benjamini_hochberg"}))
def test_an_example_shows_a_number_that_the_statistic_names(name: str) -> None:
    assert {value.stat for value in example_of(name)} & set(STATISTICS[name].stats)
