"""Public workbooks read as they are, through the mappings of examples/: their records, and figures counted otherwise."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cohortium import study
from mappings.studies import scored

from .conftest import EXAMPLES, found
from .numbers import Rows
from .psoriasis import count
from .running import differences, report, rules, set_aside, values
from .test_psoriasis import BUILT_IN_REASONS


def run_mapped(example: Path, sources: list[Path], folder: Path) -> Path:
    """The results folder of an example whose files are read through its mapping."""
    (folder / "data").mkdir(parents=True)
    shutil.copy(example / "protocol.yaml", folder)
    shutil.copytree(example / "mappings", folder / "mappings")
    for source in sources:
        shutil.copy(source, folder / "data")
    return study.run(folder).folder


@pytest.fixture(scope="module")
def psoriasis(psoriasis_sheet: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wide sheet as it was published."""
    return run_mapped(EXAMPLES / "psoriasis-pasi", [psoriasis_sheet], tmp_path_factory.mktemp("mapped") / "s")


def test_a_wide_sheet_read_through_a_mapping_gives_every_number(psoriasis: Path, psoriasis_sheet: Path) -> None:
    expected: Rows = count(psoriasis_sheet, BUILT_IN_REASONS)
    lines = differences(expected, values(psoriasis))
    assert not lines, report(lines)


def test_nothing_of_it_is_set_aside_or_asked(psoriasis: Path) -> None:
    assert (set_aside(psoriasis), rules(psoriasis)) == (0, {})


# How often each rule is asked about, blocking questions and queries; a note of an unused column needs no answer.
ASKED: dict[str, dict[str, int]] = {
    "arm-single-longitudinal": {},
    "checkboxes-1": {},
    "dag": {"identifier_column": 2},
    "decimal-comma": {"identifier_column": 1},
    "longitudinal": {"identifier_column": 4},
    "repeating-instruments": {"identifier_column": 2, "first_dose_missing": 2},
    "validation-types-1": {},
    # Patient 3 stands twice, with another sex and other values; two rows below the table hold a remark in the column of birth dates,
    # which is not read.
    "messy_aki": {"identifier_column": 1, "conflicting_patient": 32, "out_of_range": 2, "not_a_number": 1, "unknown_code": 1},
    "messy_bp": {"conflicting_patient": 6, "two_scores_one_day": 36},
}


@pytest.fixture(params=ASKED)
def mapped(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, study.Derived]]:
    """An example with its public file, derived."""
    name: str = request.param
    folder = found("messy-workbooks" if name.startswith("messy") else "redcap")
    source = folder / f"{name}.xlsx" if name.startswith("messy") else folder / name / "data.csv"
    shutil.copytree(EXAMPLES / "mappings" / name, tmp_path / "s")
    (tmp_path / "s" / "data").mkdir()
    shutil.copy(source, tmp_path / "s" / "data")
    with study.derived(study.load(tmp_path / "s")) as derived:
        yield name, derived


def test_the_public_files_run_through_to_records(mapped: tuple[str, study.Derived]) -> None:
    name, derived = mapped
    asked = Counter(query.rule for query in derived.queries if query.severity != "note")
    assert asked == ASKED[name]
    assert len(derived.ledger) == 1 and derived.ledger[0].rows_used > 0


def rows(derived: study.Derived, table: str) -> list[tuple[Any, ...]]:
    """The rows of a typed input without their records."""
    return [row[1:] for row in zip(*derived.conformed.inputs[table].values(), strict=True)]


def test_what_the_public_files_say(mapped: tuple[str, study.Derived]) -> None:
    name, derived = mapped
    facts = {(code, variable): level or number for _, code, variable, number, level in rows(derived, "in_characteristics")}
    if name == "dag":
        assert {row[:2] for row in rows(derived, "in_patients")} == {("daga", "331-1"), ("daga", "331-2"), ("dagb", "332-3")}
    if name == "decimal-comma":
        assert (facts["1", "height"], facts["3", "weight"]) == (1_540_000, 123_400_000)
    if name == "checkboxes-1":  # the second patient ticked nothing of the first question: that is no answer, and no "no"
        assert [facts.get((str(n), "check_one___1")) for n in (1, 2, 3, 4)] == ["yes", None, "yes", None]
        assert [facts.get((str(n), "check_two___b")) for n in (1, 2, 3, 4)] == ["no", "yes", None, None]
    if name == "longitudinal":  # a woman's question was not asked of men
        assert facts["100", "sex"] == "1" and facts["100", "given_birth"] == "not_done"
        assert facts["220", "sex"] == "0" and facts["220", "given_birth"] == "no"
    if name == "messy_bp":
        pressures = [score[1:] for score in scored(derived) if score[1] in ("systolic", "diastolic")]
        assert pressures[0] == ("systolic", 167) and ("diastolic", 92) in pressures
    if name == "repeating-instruments":
        assert [row[2].isoformat() for row in rows(derived, "in_visits")] == ["2019-10-14"] * 3 + ["2004-04-04"]
