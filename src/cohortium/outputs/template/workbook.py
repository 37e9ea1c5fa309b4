"""The data-entry workbook: one sheet per page of the form, a control sheet that counts, and hidden lists and stamp."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from cohortium.language import tr
from cohortium.measures import Measure
from cohortium.outputs.template.control import write_control
from cohortium.outputs.template.formulas import entry_rule
from cohortium.outputs.template.places import Sheets, cells_of, rows_of
from cohortium.outputs.template.prompts import prompt_of, refusal_of, title_of
from cohortium.outputs.texts import cell_text, sheet_name
from cohortium.outputs.workbook import Book, open_book
from cohortium.protocol.model import Protocol
from cohortium.protocol.words import window_in_words
from cohortium.provenance import column_letters
from cohortium.sources.template.fields import MISSING
from cohortium.sources.template.form import Column, Form, Page
from cohortium.sources.template.stamp import STAMP, Stamp

_SHADES = ("#E3ECF5", "#F3EBDD")
_HEADING, _WRONG = "#D5DEE8", "#F8C9C4"


def write_template(path: Path, title: str, form: Form, stamp: Stamp, protocol: Protocol, measures: Mapping[str, Measure]) -> None:
    """Write the workbook in the language spoken, which is the one of the stamp."""
    sheets = Sheets(open_book(path, title), form, stamp.language)
    for page in form.pages:
        _write_page(sheets, page, protocol, measures)
    control = sheet_name(tr("Control"), sheets.book.taken)
    write_control(sheets, control, title)
    _write_lists(sheets)
    _write_stamp(sheets.book, replace(stamp, furniture=(control, sheets.list_name, STAMP)))
    sheets.book.close()


def _write_page(sheets: Sheets, page: Page, protocol: Protocol, measures: Mapping[str, Measure]) -> None:
    book, sheet = sheets.book, sheets.book.workbook.add_worksheet(sheet_name(page.name, sheets.book.taken))
    for place, column in enumerate(page.columns):
        sheet.set_column(place, place, _width(column), _look(sheets, column))
        sheet.write_string(page.depth - 1, place, cell_text(column.heading), _heading(book, column))
        window = protocol.windows.get(column.window)
        _validate(
            sheets, sheet, page, place, prompt_of(column, measures.get(column.field.variable), window_in_words(window) if window else "")
        )
    if page.depth > 1:
        _write_titles(book, sheet, page)
    sheet.set_row(page.depth - 1, 42)
    sheet.freeze_panes(page.depth, 1)
    sheet.protect("", {"format_columns": True, "format_rows": True, "sort": True, "autofilter": True})
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.repeat_rows(0, page.depth - 1)


def _width(column: Column) -> float:
    longest = max((len(word) for word in column.heading.split()), default=0)
    least = {"date": 12, "patient": 12, "number": 8, "text": 24}.get(column.field.kind, 16)
    return max(least, longest + 2)


def _look(sheets: Sheets, column: Column) -> Any:
    """An open cell: text for codes and texts, the month by name for dates."""
    formats = {"patient": "@", "text": "@", "date": sheets.date_format}
    look = {"locked": False, "num_format": formats.get(column.field.kind, "General")}
    return sheets.book.look(**look, **({"align": "left"} if column.field.kind == "date" else {}))


def _shade(column: Column) -> str:
    return _SHADES[column.block % 2] if column.block >= 0 else _HEADING


def _heading(book: Book, column: Column) -> Any:
    return book.look(bold=column.field.wanted, text_wrap=True, valign="top", bottom=1, bg_color=_shade(column))


def _write_titles(book: Book, sheet: Any, page: Page) -> None:
    """A title over each run of columns that stand under it."""
    first = 0
    for place, column in enumerate(page.columns):
        after = page.columns[place + 1] if place + 1 < len(page.columns) else None
        if after and after.title == column.title:
            continue
        look = book.look(bold=True, bg_color=_shade(column), left=1)
        if place > first:
            sheet.merge_range(0, first, 0, place, "", look)
        sheet.write_string(0, first, cell_text(column.title), look)
        first = place + 1


def _validate(sheets: Sheets, sheet: Any, page: Page, place: int, prompt: str) -> None:
    """The dropdown or the rule of a column, its prompt, and a colour for what was pasted over the rule."""
    column, (first, last) = page.columns[place], rows_of(page)
    asked = column.field
    letters = column_letters(place + 1)
    choices = sheets.list_of((*(shown for _, shown in asked.choices), *asked.words) if asked.choices else ())
    words = sheets.list_of(asked.words) if asked.words else ""
    rule = entry_rule(asked, f"{letters}{first}", words, choices)
    options = {
        "input_title": title_of(column),
        "input_message": prompt,
        "error_title": title_of(column),
        "error_message": refusal_of(asked),
    }
    if choices:
        kind = {"validate": "list", "source": f"={choices}", "error_type": "stop" if asked.kind == "choice" else "information"}
    elif asked.kind == "patient" and not page.one_row_each:
        kind = {"validate": "list", "source": f"={cells_of(sheets.form.pages[0], 0)}", "error_type": "information"}
    else:
        kind = {"validate": "custom", "value": rule} if rule else {"validate": "any"}
    sheet.data_validation(first - 1, place, last - 1, place, kind | options)
    if rule:
        shown = {"type": "formula", "criteria": f'=AND({letters}{first}<>"",NOT({rule[1:]}))', "format": sheets.book.look(bg_color=_WRONG)}
        sheet.conditional_format(first - 1, place, last - 1, place, shown)


def _write_lists(sheets: Sheets) -> None:
    sheet = sheets.book.workbook.add_worksheet(sheet_name(sheets.list_name, sheets.book.taken))
    sheets.list_of(tuple(tr(word) for word in MISSING))
    for place, words in enumerate(sheets.lists):
        for line, word in enumerate(words):
            sheet.write_string(line, place, cell_text(word))
    sheet.protect()
    sheet.hide()


def _write_stamp(book: Book, stamp: Stamp) -> None:
    sheet = book.workbook.add_worksheet(sheet_name(STAMP, book.taken))
    text = book.look(num_format="@")
    for line, row in enumerate(stamp.rows()):
        for place, value in enumerate(row):
            sheet.write_string(line, place, cell_text(value), text)
    sheet.protect()
    sheet.very_hidden()
