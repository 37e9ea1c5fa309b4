"""One display table as a worksheet fit for a journal: three rules, spanners with split rules, typed numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

from cohortium.displays import Cell, Heading, Row, Table
from cohortium.language import marked, tr
from cohortium.outputs.texts import cell_text, sheet_name
from cohortium.outputs.workbook import ALARM, Book
from cohortium.results import Result

THICK, THIN = 2, 1
_RAISED = str.maketrans("abcdefghijklmnoprstuvwxyz", "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ")
_NUMBER = re.compile(r"-?\d*(?:[.,]?\d+)")
_SPACER = 1.2
_STUB_WIDEST = 46
_NOTE_NARROWEST, _NOTE_LETTERS, _LABEL_LETTERS = 40, 1.1, 1.2  # letters of a note, of a label, per unit of column width

NAMES = {
    "participants": marked("Participants"), "baseline": marked("Baseline"), "follow_up": marked("Follow up"),
    "efficacy": marked("Efficacy"), "safety": marked("Safety"), "stops": marked("Stops"), "evaluability": marked("Evaluability"),
    "comparisons": marked("Comparisons"), "within": marked("Within groups"), "survival": marked("Time on treatment"),
    "incidence": marked("Incidence"), "by_centre": marked("By centre"), "estimands": marked("Estimands"),
    "sensitivity": marked("Other choices"), "severity": marked("Severity"), "ctcae": marked("Grades"),
    "subgroups": marked("Subgroups"), "adjusted": marked("After adjustment"), "weighted": marked("After weighting"),
    "balance": marked("Balance"),
}  # fmt: skip
"""What the sheet of a table without a number is called."""


@dataclass(frozen=True)
class _Sheet:
    """Where the columns of a table stand: each one takes one sheet column per part, with a gap between groups."""

    book: Book
    sheet: Any
    table: Table
    results: dict[str, Result]
    places: tuple[int, ...]  # first sheet column of each table column
    sizes: tuple[int, ...]  # sheet columns of each table column

    @property
    def last(self) -> int:
        return self.places[-1] + self.sizes[-1] - 1


def write_table_sheet(book: Book, table: Table, results: dict[str, Result], banner: str = "") -> str:
    """Add a sheet for the table, under the banner of a draft; returns its name."""
    name = sheet_name(table.name or tr(NAMES.get(table.id, table.id)), book.taken)
    sheet = book.workbook.add_worksheet(name)
    page = _Sheet(book, sheet, table, results, *_layout(table))
    sheet.hide_gridlines(2)
    sheet.write_string(0, 0, cell_text(table.caption), book.look(bold=True, font_size=11))
    sheet.write_string(1, 0, banner, book.look(bold=True, font_color=ALARM))
    line = _write_headings(page, 2)
    sheet.freeze_panes(line, 1)
    for place, row in enumerate(table.rows):
        _write_row(page, line + place, row, last=place == len(table.rows) - 1)
    _write_notes(page, line + len(table.rows))
    _set_widths(page)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    return name


def _layout(table: Table) -> tuple[tuple[int, ...], tuple[int, ...]]:
    sizes = [max([1, *(min(len(row.cells[place].parts), 2) for row in table.rows if row.cells)]) for place in range(len(table.heads))]
    starts = _group_starts(table)
    places, column = [], 1
    for place, size in enumerate(sizes):
        column += place in starts
        places.append(column)
        column += size
    return tuple(places), tuple(sizes)


def _group_starts(table: Table) -> set[int]:
    """Columns before which a gap splits the rules: the first of each lowest spanner but the first."""
    starts, column = set(), 0
    for heading in table.spanners[-1] if table.spanners else ():
        if column:
            starts.add(column)
        column += heading.span
    return starts


def _write_headings(page: _Sheet, line: int) -> int:
    """The levels of headings; returns the line after them."""
    levels = len(page.table.spanners)
    for depth, level in enumerate(page.table.spanners):
        _rule(page, line + depth, top=THICK if depth == 0 else 0)
        column = 0
        for heading in level:
            look = {"align": "center", "bold": depth == 0, "bottom": THIN, "top": THICK if depth == 0 else 0}
            _write_heading(page, line + depth, column, heading, look)
            column += heading.span
    look = {"bottom": THIN, "top": 0 if levels else THICK}
    _rule(page, line + levels, **look)
    page.sheet.write_string(line + levels, 0, cell_text(page.table.stub), page.book.look(bold=True, valign="bottom", **look))
    for column, heading in enumerate(page.table.heads):
        _write_heading(page, line + levels, column, heading, look | {"italic": True, "align": "center", "text_wrap": True})
    _set_heading_height(page, line + levels, [heading.text for heading in page.table.heads])
    return line + levels + 1


def _write_heading(page: _Sheet, line: int, column: int, heading: Heading, look: dict[str, Any]) -> None:
    last_column = column + heading.span - 1
    first, last = page.places[column], page.places[last_column] + page.sizes[last_column] - 1
    look = page.book.look(**look)
    if last > first:
        page.sheet.merge_range(line, first, line, last, "", look)
    _write_marked(page, line, first, heading.text, heading.marks, look)


def _write_row(page: _Sheet, line: int, row: Row, last: bool) -> None:
    look: dict[str, Any] = {"bottom": THICK if last else 0}
    if row.kind == "heads":
        look = {"top": THIN, "bottom": THIN}
    _rule(page, line, **look)
    # Without an alignment of its own a cell ignores its indent.
    label = {"align": "left", "bold": row.kind in ("group", "heads"), "indent": row.indent}
    label |= {"text_wrap": True, "valign": "bottom" if row.kind == "heads" else "top"}
    _write_marked(page, line, 0, row.label, row.marks, page.book.look(**label, **look))
    if row.kind == "heads":
        _set_heading_height(page, line, [cell.text for cell in row.cells])
    else:
        _set_label_height(page, line, f"{row.label} {','.join(row.marks)}".strip(), row.indent)
    for column, cell in enumerate(row.cells):
        if row.kind == "heads":
            _write_heading(page, line, column, Heading(cell.text), look | {"italic": True, "align": "center", "text_wrap": True})
        else:
            _write_cell(page, line, column, cell, look)


def _write_cell(page: _Sheet, line: int, column: int, cell: Cell, look: dict[str, Any]) -> None:
    first, size = page.places[column], page.sizes[column]
    for place, text in enumerate(cell.parts[:size]):
        row = page.results.get(cell.result_ids[place]) if place < len(cell.result_ids) else None
        one_each = len(cell.parts) == len(cell.result_ids) or place == 0
        align = {"align": "right" if place == 0 else "left", "valign": "top", **look}
        marks = cell.marks if place == len(cell.parts[:size]) - 1 else ()
        number = _typed(text, row, marks) if one_each else None
        if number is None:
            _write_marked(page, line, first + place, text, marks, page.book.look(**align))
        else:
            page.sheet.write_number(line, first + place, number[0], page.book.look(num_format=number[1], **align))


def _typed(text: str, row: Result | None, marks: tuple[str, ...]) -> tuple[float, str] | None:
    """(value, number format that prints it as the text with its marks), where the text is exactly one result."""
    looks = {} if row is None else {row.text: "{}", f"({row.text})": '"("{}")"', f"({row.text}%)": '"("{}"%)"'}
    if row is None or row.value is None or text not in looks:
        return None
    # A raised dot is no sign of a number format, and a bound such as <0.001 is no number: both stay texts.
    if not _NUMBER.fullmatch(row.text):
        return None
    whole, _, digits = row.text.replace(",", ".").partition(".")
    shown = ("0" if whole.lstrip("-") else "") + (f".{'0' * len(digits)}" if digits else "")
    # A number cannot be partly raised; a format with raised letters leaves it a number.
    raised = f'" {",".join(marks).translate(_RAISED)}"' if marks else ""
    return float(row.value), looks[text].format(shown) + raised


def _write_marked(page: _Sheet, line: int, column: int, text: str, marks: tuple[str, ...], look: Any) -> None:
    if marks and text:
        raised = page.book.look(font_script=1)
        page.sheet.write_rich_string(line, column, cell_text(text)[:1000], raised, f" {','.join(marks)}", look)
    else:
        page.sheet.write_string(line, column, cell_text(text), look)


def _rule(page: _Sheet, line: int, top: int = 0, bottom: int = 0) -> None:
    """A rule over the whole width, gaps included."""
    if top or bottom:
        for column in range(page.last + 1):
            page.sheet.write_blank(line, column, None, page.book.look(top=top, bottom=bottom))


def _write_notes(page: _Sheet, line: int) -> None:
    """Notes wrap inside the table's width: a long line beside it would shrink the printed page."""
    look = {"font_size": 9, "valign": "top", "text_wrap": True}
    plain, raised = page.book.look(**look), page.book.look(font_size=9, font_script=1)
    room = max(_NOTE_NARROWEST, int(sum(_widths(page)) * _NOTE_LETTERS))
    for mark, text in [*((note.mark, note.text) for note in page.table.footnotes), ("", page.table.short)]:
        if not text:
            continue
        page.sheet.merge_range(line, 0, line, page.last, "", plain)
        if mark:
            page.sheet.write_rich_string(line, 0, raised, f"{mark} ", plain, cell_text(text)[:30_000], plain)
        else:
            page.sheet.write_string(line, 0, cell_text(text), plain)
        page.sheet.set_row(line, 12.5 * len(wrap(text, room)))  # a merged cell does not grow by itself
        line += 1


def _set_widths(page: _Sheet) -> None:
    for place, width in enumerate(_widths(page)):
        page.sheet.set_column(place, place, width)


def _set_heading_height(page: _Sheet, line: int, texts: Iterable[str]) -> None:
    """Not every program grows a row to its wrapped headings, least of all merged ones."""
    widths = _widths(page)
    rooms = (int(sum(widths[first : first + size])) for first, size in zip(page.places, page.sizes, strict=True))
    lines = max(len(wrap(text, max(1, room))) for text, room in zip(texts, rooms, strict=True))
    if lines > 1:
        page.sheet.set_row(line, 13.5 * lines)


def _set_label_height(page: _Sheet, line: int, label: str, indent: int) -> None:
    """Nor to a label that is longer than the widest stub."""
    lines = len(wrap(label, int(_STUB_WIDEST * _LABEL_LETTERS) - 2 * indent))
    if lines > 1:
        page.sheet.set_row(line, 13.5 * lines)


def _widths(page: _Sheet) -> list[float]:
    """The width of every sheet column, gaps included, in letters."""
    labels = [page.table.stub, *(row.label for row in page.table.rows if row.kind != "group")]
    widths = [_SPACER] * (page.last + 1)
    widths[0] = min(_STUB_WIDEST, max(len(label) for label in labels) + 2)
    for column, (first, size) in enumerate(zip(page.places, page.sizes, strict=True)):
        cells = [row.cells[column] for row in page.table.rows if row.cells and row.kind != "heads"]
        for place in range(size):
            longest = max([len(cell.parts[place]) for cell in cells if len(cell.parts) > place], default=0)
            widths[first + place] = max(longest + 1.5, _least(page, column) / size)
    return widths


def _least(page: _Sheet, column: int) -> float:
    """Room for the heading; a long one wraps, so a column without spanners need not be wider than its longest word."""
    words = page.table.heads[column].text.split() if not page.table.spanners else [page.table.heads[column].text]
    wanted = max((len(word) for word in words), default=0) + 2.0
    below = 0
    for heading in page.table.spanners[-1] if page.table.spanners else ():
        if below <= column < below + heading.span:
            wanted = max(wanted, (len(heading.text) - 6 * (heading.span - 1)) * 0.95) if column > below else wanted
        below += heading.span
    return wanted
