"""What cells hold where they hold no value: each kind of missing stays apart from typing to the report."""

from __future__ import annotations

from pathlib import Path

import pytest

from cohortium import study
from cohortium.conformance.completeness import Filled, by_variable
from mappings.studies import read, write

PATIENTS = [["patient", "weight", "asthma"], ["P1", "ND", "not asked"], ["P2", "not asked", "ND"], ["P3", "inconnu", "?"],
            ["P4", "NA", "NA"], ["P5", "", ""], ["P6", 70, "oui"], ["P7", "heavy", "perhaps so"], ["P8", ".", "non"]]  # fmt: skip
LINES = [["patient", "drug", "daily_dose", "start"], ["P1", "upadacitinib", 15, "2021-03-25"]]
VISITS = [["patient", "date", "IGA"], ["P1", "2021-03-25", 9], ["P1", "2021-06-25", 1]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "s", {"07.xlsx": {"patients": PATIENTS, "treatments": LINES, "visits": VISITS}}, {})


def test_every_kind_of_missing_is_counted_apart(folder: Path) -> None:
    with read(folder) as found:
        rows = {row.variable: row for row in found.filled}
    counts = {"cells": 8, "set_aside": 1, "not_done": 1, "not_asked": 1, "unknown": 1}
    assert rows["weight"] == Filled("07", "patients", "weight", **counts, filled=1, empty=2, not_applicable=1)
    assert rows["asthma"] == Filled("07", "patients", "asthma", **counts, filled=2, empty=1, not_applicable=1)


def test_what_a_check_of_records_sets_aside_is_not_filled(folder: Path) -> None:
    with read(folder) as found:
        (iga,) = [row for row in found.filled if row.variable == "IGA"]
    assert (iga.cells, iga.filled, iga.set_aside) == (2, 1, 1)


def test_every_cell_is_counted_once(folder: Path) -> None:
    with read(folder) as found:
        for row in found.filled:
            kinds = (row.not_done, row.not_asked, row.unknown, row.not_applicable)
            assert row.cells == row.filled + row.set_aside + row.empty + sum(kinds)


def test_centres_add_up() -> None:
    one, two = Filled("01", "visits", "IGA", 3, 2, empty=1), Filled("02", "visits", "IGA", 4, 3, unknown=1)
    assert by_variable([one, two]) == [Filled("", "visits", "IGA", 7, 5, empty=1, unknown=1)]


def test_a_reader_finds_them_in_the_report_and_the_table(folder: Path) -> None:
    study.run(folder, figures="none")
    results = folder / "results/001"
    assert "07,patients,weight,8,1,1,2,1,1,1,1\n" in (results / "completeness.csv").read_text("utf-8")
    cells = "".join(f"<td>{number}</td>" for number in (8, 1, 1, 2, 1, 1, 1, 1))
    assert f'<tr><th scope="row">patients, weight</th>{cells}</tr>' in (results / "report.html").read_text("utf-8")


def test_a_wide_sheet_counts_the_visits_that_are_not_there(tmp_path: Path) -> None:
    """Each kind of missing in each block; a block without anything is as many empty cells, but not of a row that does not count."""
    rows = [["id", "date M0", "IGA M0", "date M3", "IGA M3"], ["P1", "2021-03-25", 3, "2021-06-25", "ND"],
            ["P2", "2021-03-25", "NK", None, None],
            ["P3", "2021-03-25", 2, "2021-06-25", None], ["P3", "2021-03-25", 2, "2021-06-25", None],
            [None, "2021-03-25", 2, None, None]]  # fmt: skip
    mapping = "readings:\n  - table: visits\n    columns: {patient: id}\n    blocks:\n" + "".join(
        f"      - {{date: date {month}, IGA: IGA {month}}}\n" for month in ("M0", "M3")
    )
    with read(write(tmp_path / "s", {"07.xlsx": {"Suivi": rows}}, {"07.yaml": mapping})) as found:
        (iga,) = [row for row in found.filled if row.variable == "IGA"]
        (row,) = found.ledger
    assert iga == Filled("07", "visits", "IGA", 6, 2, empty=2, not_done=1, unknown=1)
    assert row.cells == row.cells_accepted + row.cells_normalised + row.cells_quarantined + row.cells_empty + row.cells_unused
