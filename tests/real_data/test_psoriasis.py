"""PASI over 52 weeks: every number of results.csv against the recount, and the patients on an exact threshold."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import EXAMPLES
from .numbers import Rows
from .psoriasis import count, patients_of
from .running import differences, report, rules, run_example, set_aside, values

# The reasons a study has that declares none of its own.
BUILT_IN_REASONS = (
    "inefficacy", "adverse_event", "remission", "patient_choice", "pregnancy", "lost", "death", "other",
)  # fmt: skip
# Who sits exactly on a threshold: patient, week, percent.
ON_THE_LINE = (("SUBJECT 401", "WEEK16", 90), ("SUBJECT 379", "WEEK52", 75), ("SUBJECT 377", "WEEK52", 90))


@pytest.fixture(scope="module")
def expected(psoriasis_sheet: Path) -> Rows:
    """The recount."""
    return count(psoriasis_sheet, BUILT_IN_REASONS)


@pytest.fixture(scope="module")
def results(psoriasis_sheet: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What Cohortium writes."""
    return run_example(EXAMPLES / "psoriasis-pasi", psoriasis_sheet, tmp_path_factory.mktemp("psoriasis"))


@pytest.fixture(scope="module")
def found(results: Path) -> Rows:
    """What Cohortium says."""
    return values(results)


def test_every_number_agrees(expected: Rows, found: Rows) -> None:
    lines = differences(expected, found)
    assert not lines, report(lines)


def test_nothing_is_set_aside_or_asked(results: Path) -> None:
    assert set_aside(results) == 0
    assert not rules(results)


@pytest.mark.parametrize(("name", "heading", "percent"), ON_THE_LINE)
def test_exactly_on_a_threshold_is_a_response(psoriasis_sheet: Path, name: str, heading: str, percent: int) -> None:
    (patient,) = [patient for patient in patients_of(psoriasis_sheet) if patient.name == name]
    baseline, value = patient.scores["BASELINE"], patient.scores[heading]
    assert baseline and value is not None
    assert 100 * (baseline - value) == percent * baseline
    assert patient.improves(heading, percent)


def test_nobody_else_is_on_a_threshold(psoriasis_sheet: Path) -> None:
    found = []
    for patient in patients_of(psoriasis_sheet):
        for heading in ("WEEK16", "WEEK52"):
            baseline, value = patient.scores["BASELINE"], patient.scores[heading]
            if baseline and value is not None:
                found += [(patient.name, heading, p) for p in (50, 75, 90) if 100 * (baseline - value) == p * baseline]
    assert sorted(found) == sorted(ON_THE_LINE)


# The headline, written out: responders, patients with a score, all patients.
PASI75 = {
    ("W16", "all"): (758, 893, 900),
    ("W52", "all"): (833, 881, 900),
}


@pytest.mark.parametrize(("timepoint", "arm"), PASI75)
def test_the_headline_numbers(found: Rows, timepoint: str, arm: str) -> None:
    n, scored, everybody = PASI75[timepoint, arm]
    assert found[response("pasi75", timepoint, arm, "n")] == str(n)
    assert found[response("pasi75", timepoint, arm, "N")] == str(scored)
    assert found[response("pasi75_nri", timepoint, arm, "n")] == str(n)
    assert found[response("pasi75_nri", timepoint, arm, "N")] == str(everybody)


def response(variable: str, timepoint: str, arm: str, stat: str) -> tuple[str, ...]:
    """The key of a response."""
    return ("efficacy", variable, "", timepoint, arm, "", "", "", "", "patients", stat)
