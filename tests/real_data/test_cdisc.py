"""CDISCPILOT01: every number of results.csv against the recount, and the numbers that the trial published."""

from __future__ import annotations

from pathlib import Path

import pytest

from .cdisc import count
from .conftest import EXAMPLES
from .numbers import Rows
from .running import differences, report, rules, run_example, set_aside, values


@pytest.fixture(scope="module")
def expected(cdisc: Path, cdisc_protocol: Path) -> Rows:
    """The recount."""
    return count(cdisc, cdisc_protocol)


@pytest.fixture(scope="module")
def results(cdisc: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What Cohortium writes."""
    return run_example(EXAMPLES / "cdisc-pilot", cdisc, tmp_path_factory.mktemp("cdisc"))


@pytest.fixture(scope="module")
def found(results: Path) -> Rows:
    """What Cohortium says."""
    return values(results)


def test_every_number_agrees(expected: Rows, found: Rows) -> None:
    lines = differences(expected, found)
    assert not lines, report(lines)


# Six columns are kept for the reader only; one patient died the day before the last contact and the last visit on record.
FINDINGS = {"unmapped_column": 6, "death_before_record": 2}


def test_nothing_is_set_aside_and_the_only_questions_are_about_one_death(results: Path) -> None:
    assert set_aside(results) == 0
    assert rules(results) == FINDINGS


# analysis, variable, timepoint, stat: placebo, low dose, high dose, as the trial's own analysis data sets have them.
PUBLISHED = {
    ("participants", "included", "", "n"): (86, 84, 84),
    ("safety", "any", "", "n"): (65, 77, 76),
    ("stops", "stops", "", "n"): (28, 59, 57),
    ("efficacy", "adas_change", "W8", "N"): (79, 82, 74),
    ("efficacy", "adas_change", "W16", "N"): (68, 42, 40),
    ("efficacy", "adas_change", "W24", "N"): (65, 49, 41),
}


@pytest.mark.parametrize("row", PUBLISHED, ids="-".join)
def test_the_published_numbers(found: Rows, row: tuple[str, str, str, str]) -> None:
    analysis, variable, timepoint, stat = row
    keys = [(analysis, variable, "", timepoint, arm, "", "", "", "", "patients", stat) for arm in ("placebo", "xan_low", "xan_high")]
    assert tuple(int(found[key]) for key in keys) == PUBLISHED[row]
