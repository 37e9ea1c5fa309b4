"""The control sheet: formulas alone count what is filled in, missing, unknown or cannot be right, before the file is sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cohortium.language import marked, tr
from cohortium.outputs.template import formulas
from cohortium.outputs.template.places import LINE_ROWS, PATIENT_ROWS, Sheets, cells_of
from cohortium.outputs.texts import cell_text
from cohortium.outputs.workbook import ALARM
from cohortium.sources.template.fields import MISSING
from cohortium.sources.template.form import Column, Page

HEADINGS = (
    marked("Sheet"), marked("Column"), marked("Filled in"), marked("Missing"), marked("Unknown"), marked("To correct"),
    marked("First of a month"),
)  # fmt: skip
NOTES = (
    marked("Missing: empty cells of patients, visits and lines that are begun. Unknown: not done, unknown or not applicable."),
    marked("To correct: outside the range or the list, a patient entered twice, a line of a patient who is not on the first sheet."),
    marked("First of a month: was the day known? 03/2021 typed without an apostrophe becomes the first of March."),
)
_TIMES = ("date", "month", "week")
_HEAD = 6  # rows above the headings of the list, which totals follow


@dataclass(frozen=True)
class Line:
    """One column of a page: the formulas that count in it, empty where there is nothing to count."""

    sheet: str
    column: str
    counts: tuple[str, str, str, str, str]


def write_control(sheets: Sheets, name: str, title: str) -> None:
    """The sheet, with the values that its formulas have while nothing is entered."""
    book, sheet = sheets.book, sheets.book.workbook.add_worksheet(name)
    lines = [line for page in sheets.form.pages for line in _lines(sheets, page)]
    sheet.write_string(0, 0, cell_text(title), book.look(bold=True, font_size=14))
    _write_verdict(sheet, book.look(bold=True, font_size=12))
    for place, note in enumerate((*NOTES, _looked_at())):
        sheet.write_string(2 + place, 0, note if place == len(NOTES) else tr(note), book.look(font_size=9))
    for place, heading in enumerate(HEADINGS):
        align = "right" if place > 1 else "left"
        sheet.write_string(_HEAD, place, tr(heading), book.look(bold=True, bottom=1, text_wrap=True, valign="top", align=align))
    _write_totals(sheet, book.look(bold=True, bottom=1), len(lines))
    for row, line in enumerate(lines, start=_HEAD + 2):
        _write_line(sheet, row, line, book.look(num_format="0"))
    _colour(sheet, book, len(lines))
    sheet.set_row(_HEAD, 28)
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 48)
    sheet.set_column(2, 6, 12)
    sheet.freeze_panes(_HEAD + 2, 0)
    sheet.protect("", {"format_columns": True, "format_rows": True})
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _looked_at() -> str:
    return tr("Looked at: {patients} rows of patients, {lines} of other sheets. Rows below are read all the same.",
              patients=PATIENT_ROWS, lines=LINE_ROWS)  # fmt: skip


def _lines(sheets: Sheets, page: Page) -> Iterator[Line]:
    missing = sheets.list_of(tuple(tr(word) for word in MISSING))
    for place, column in enumerate(page.columns):
        asked, cells = column.field, cells_of(page, place)
        yield Line(page.name, column.shown if column.block >= 0 else column.heading, (
            formulas.filled(cells),
            formulas.missed(cells, _row_is_used(page, place), _instead(page, place)) if asked.wanted else "",
            formulas.counted_words(cells, missing) if asked.kind in ("number", "choice", "date") else "",
            _wrong(sheets, page, column, cells),
            formulas.firsts_of_a_month(cells) if asked.kind == "date" else "",
        ))  # fmt: skip


def _wrong(sheets: Sheets, page: Page, column: Column, cells: str) -> str:
    asked = column.field
    if asked.kind == "patient":
        return formulas.repeated(cells) if page.one_row_each else formulas.strangers(cells, cells_of(sheets.form.pages[0], 0))
    choices = sheets.list_of((*(shown for _, shown in asked.choices), *asked.words) if asked.choices else ())
    return formulas.wrong(asked, cells, sheets.list_of(asked.words), choices)


def _row_is_used(page: Page, place: int) -> str:
    """Which rows need this column: those of a patient; of a visit, those with its time, and the time where there is a score."""
    column = page.columns[place]
    block = [number for number, other in enumerate(page.columns) if other.block == column.block and number != place]
    if column.block < 0:
        return formulas.used([cells_of(page, number) for number in (block if place == 0 else [0])])
    when = column.field.variable in _TIMES
    return formulas.used([cells_of(page, number) for number in block if (page.columns[number].field.variable in _TIMES) != when])


def _instead(page: Page, place: int) -> list[str]:
    column = page.columns[place]
    return [
        cells_of(page, number)
        for number, other in enumerate(page.columns)
        if number != place and other.block == column.block and other.field.variable in column.field.instead
    ]


def _write_verdict(sheet: Any, look: Any) -> None:
    filled, missing, wrong = f"C{_HEAD + 2}", f"D{_HEAD + 2}", f"F{_HEAD + 2}"
    nothing, complete = tr("Nothing is entered yet."), tr("Nothing to correct, nothing missing: the file can be sent.")
    correct, still = tr("Cells to correct before sending:"), tr("Nothing to correct. Cells still missing:")
    rule = f'=IF({filled}=0,"{nothing}",IF({wrong}>0,"{correct} "&{wrong},IF({missing}>0,"{still} "&{missing},"{complete}")))'
    sheet.write_formula(1, 0, rule, look, nothing)


def _write_totals(sheet: Any, look: Any, lines: int) -> None:
    sheet.write_string(_HEAD + 1, 0, tr("All sheets"), look)
    sheet.write_blank(_HEAD + 1, 1, None, look)
    for place, letter in enumerate("CDEFG", start=2):
        sheet.write_formula(_HEAD + 1, place, f"=SUM({letter}{_HEAD + 3}:{letter}{_HEAD + 2 + lines})", look, 0)


def _write_line(sheet: Any, row: int, line: Line, look: Any) -> None:
    sheet.write_string(row, 0, cell_text(line.sheet), look)
    sheet.write_string(row, 1, cell_text(line.column), look)
    for place, formula in enumerate(line.counts, start=2):
        if formula:
            sheet.write_array_formula(row, place, row, place, f"{{{formula}}}", look, 0)


def _colour(sheet: Any, book: Any, lines: int) -> None:
    for place, colour in ((3, "#FFF2CC"), (5, "#F8C9C4")):
        look = book.look(bg_color=colour, **({"font_color": ALARM} if place == 5 else {}))
        sheet.conditional_format(_HEAD + 1, place, _HEAD + 1 + lines, place, {"type": "cell", "criteria": ">", "value": 0, "format": look})
