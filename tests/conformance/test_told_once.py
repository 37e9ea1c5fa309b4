"""One cell, one question: what is missing because its cell was set aside is not asked for again."""

from __future__ import annotations

from pathlib import Path

import pytest

from mappings.studies import asked, read, write

LINES = [["patient", "drug", "daily_dose", "start"], ["P1", "upadacitinib", 15, "03/2021"], ["P2", "#N/A", 15, "2021-04-01"],
         ["P3", "baricitinib", 4, ""]]  # fmt: skip
VISITS = [["patient", "date", "month", "IGA"], ["P1", "31/02/2021", "", 3], ["P2", "", "soon", 2], ["P3", "", "", 2]]


def test_a_cell_that_cannot_be_read_is_asked_about_once(tmp_path: Path) -> None:
    with read(write(tmp_path / "s", {"07.xlsx": {"treatments": LINES, "visits": VISITS}}, {})) as found:
        told = [each for each in asked(found) if each[0] not in ("patient_without_row", "missing_baseline", "not_collected")]
    assert told == [
        ("partial_date", "D2", "03/2021"),
        ("not_a_date", "B2", "31/02/2021"),
        ("excel_error", "B3", "#N/A"),
        ("not_a_number", "C3", "soon"),
        ("start_missing", "D4", ""),
        ("visit_without_time", "B4", ""),
    ]


@pytest.mark.parametrize(("times", "rule"), [(1, "not_a_number"), (2, "word_in_numbers")])
def test_a_word_that_comes_again_among_numbers_is_one_question(tmp_path: Path, times: int, rule: str) -> None:
    rows = [["patient", "month", "IGA"], *([f"P{n}", 0, "NF"] for n in range(times)), ["P8", 0, "12 ?"], ["P9", 0, "13 ?"]]
    with read(write(tmp_path / "s", {"07.xlsx": {"visits": rows}}, {})) as found:
        assert [each.rule for each in found.queries if each.found == "NF"] == [rule] * times
        assert len(found.questions) == times - 1
        assert {each.rule for each in found.queries if each.found in ("12 ?", "13 ?")} == {"not_a_number"}
