"""Plain lists for people: columns that keep apart, names of sheets that say nothing of a patient."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from cohortium.conformance.findings import LedgerRow
from cohortium.outputs.changes import Change, Changes, write_changes
from cohortium.outputs.run import shareable_sheet
from cohortium.outputs.workbook import open_book, write_list

EMPTY = LedgerRow("data/07.xlsx", "", "", 1, 0, 0, 0, 1, 4, 0, 0, 0, 0, 4)


@pytest.mark.parametrize(
    ("sheet", "shown"),
    [("treatments", "treatments"), ("Traitements", "Traitements"), ("Mme Martin", "(a sheet that is not used)"), ("", "")],
)
def test_an_empty_sheet_is_named_only_where_its_name_is_that_of_a_table(sheet: str, shown: str) -> None:
    assert shareable_sheet(replace(EMPTY, sheet=sheet)) == shown
    assert shareable_sheet(replace(EMPTY, sheet=sheet, rows_used=1)) == sheet


def test_figures_and_their_heading_stand_at_the_right_apart_from_the_next_text(tmp_path: Path) -> None:
    book = open_book(tmp_path / "list.xlsx", "list")
    heads = ["Centre", "Patients", "Complete", "Table"]
    write_list(book, book.workbook.add_worksheet("list"), heads, [["07", 12, 0.5, "visits"]], share="Complete")
    book.close()
    first, cells = openpyxl.load_workbook(tmp_path / "list.xlsx")["list"].iter_rows(max_row=2)
    assert [cell.alignment.horizontal for cell in first] == [None, "right", "right", None]
    assert [(cell.value, cell.alignment.horizontal, cell.alignment.indent) for cell in cells][1:3] == [(12, "right", 1), (0.5, "right", 1)]
    assert cells[2].number_format == "0.0 %"


def test_every_change_is_readable_in_its_row(tmp_path: Path) -> None:
    change = Change("a/b", "Label", "1", "2", (), "Could be: a cell. " * 9, tuple(f"data/07.xlsx, cell D{n}" for n in range(9)))
    write_changes(tmp_path, Changes("001", "002", "study", 10, (change,), (), ()))
    sheet = openpyxl.load_workbook(tmp_path / "changes.xlsx").worksheets[0]
    assert sheet.column_dimensions["F"].width < 45 and sheet.row_dimensions[2].height >= 13.5 * 5
    page = (tmp_path / "changes.html").read_text("utf-8")
    assert page.count("<col style=") == 6 and '<col style="width:21.2%">' in page
