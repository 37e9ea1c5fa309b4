"""Colours that mark single cells or rows are told; those that only draw a sheet are not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from io import BytesIO

import pytest
import xlsxwriter

from cohortium.sources.formats import read_sheets

Paint = Callable[[int, int], str]  # row and column from 1 -> a colour, or nothing


def _told(paint: Paint, what: str = "bg_color", rows: int = 12, columns: int = 4) -> list[tuple[int, int, str]]:
    content = BytesIO()
    book = xlsxwriter.Workbook(content)
    sheet = book.add_worksheet()
    looks = {}
    for row in range(1, rows + 1):
        for column in range(1, columns + 1):
            colour = paint(row, column)
            if colour and colour not in looks:
                looks[colour] = book.add_format({what: colour})
            sheet.write(row - 1, column - 1, row * column, looks.get(colour))
    book.close()
    notes = read_sheets(content.getvalue(), ".xlsx")[0].notes
    return [(note.row, note.column, note.found) for note in notes if note.rule == "coloured_cells"]


def _at(*places: tuple[int, int]) -> Paint:
    return lambda row, column: "#FFFF00" if (row, column) in places else ""


def _rows(wanted: Iterable[int]) -> Paint:
    rows = set(wanted)
    return lambda row, column: "#FF0000" if row in rows else ""


@pytest.mark.parametrize("what", ["bg_color", "font_color"])
def test_single_cells(what: str) -> None:
    assert _told(_at((3, 2), (7, 2), (8, 2), (5, 4)), what) == [(3, 2, "3, 7-8"), (5, 4, "5")]


def test_many_colours() -> None:
    """Each cell of a column in a colour of its own: found in one pass."""
    told = _told(lambda row, column: f"#{row:02d}0000" if column == 2 and row > 1 else "", rows=40)
    assert [(row, column) for row, column, _ in told] == [(row, 2) for row in range(2, 41)]


def test_rows() -> None:
    assert _told(_rows([4, 7, 8])) == [(4, 0, "4"), (7, 0, "7-8")]


@pytest.mark.parametrize(
    "paint",
    [_rows([]), _rows(range(2, 13, 2)), _rows([12]), _rows(range(2, 13)), lambda row, column: "#00FF00" if column == 2 else "",
     lambda row, column: "#FFFFFF" if (row, column) == (3, 3) else ""],
    ids=["none", "bands", "totals", "all data", "a column", "white"],
)  # fmt: skip
def test_drawing_is_no_sign(paint: Paint) -> None:
    assert _told(paint) == []
