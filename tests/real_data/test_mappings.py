"""Public workbooks read as they are, through the mappings of examples/: their records, and figures counted otherwise."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cohortium import study

from .conftest import EXAMPLES
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
