"""How every workbook looks, and what makes its bytes the same each time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from cohortium.outputs.texts import cell_text

# XlsxWriter would write the time of day; the archive's own dates are already fixed at 1980.
_CREATED = datetime(2000, 1, 1)
_TEXTS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
# Without this a font of a theme would stand in for the one named.
_FONT = {"font_name": "Arial", "font_size": 10, "font_scheme": None}
WIDEST, NARROWEST = 60, 4
_FIGURES = {"align": "right", "indent": 1, "valign": "top"}  # apart from the text in the next column
ALARM = "#B00020"


@dataclass
class Book:
    """A workbook being written; formats are made once per look."""

    workbook: Any
    formats: dict[tuple[tuple[str, Any], ...], Any] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)

    def look(self, **properties: Any) -> Any:
        """The format with these properties, in the one font of the book."""
        key = tuple(sorted(properties.items()))
        if key not in self.formats:
            self.formats[key] = self.workbook.add_format(_FONT | properties)
        return self.formats[key]

    def close(self) -> None:
        """Write the file."""
        self.workbook.close()


def open_book(path: Path, title: str) -> Book:
    """A new workbook: texts stay texts, dates in its properties are fixed."""
    from xlsxwriter import Workbook

    # A fresh copy each time: XlsxWriter changes the properties that it is given, and the next workbook would differ.
    workbook = Workbook(str(path), {**_TEXTS, "default_format_properties": dict(_FONT)})
    workbook.set_properties({"title": cell_text(title)[:255], "author": "", "comments": "", "created": _CREATED})
    return Book(workbook)


def wrapped_height(cells: Iterable[tuple[str, int]]) -> float:
    """Points that a row needs for texts in columns that are so many characters wide: not every program grows a row to its wrapped text."""
    return 13.5 * max(sum(1 + len(line) // (width - 2) for line in text.split("\n")) for text, width in cells)


def write_list(
    book: Book, sheet: Any, columns: Sequence[str], rows: Sequence[Sequence[str | int | float]], first: int = 0, share: str = ""
) -> None:
    """A plain list with a bold heading, filter, frozen heading and fitting widths; `share` heads a column of percentages."""
    heading, figures = {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}, book.look(**_FIGURES)
    shares = book.look(**_FIGURES, num_format="0.0 %")
    counts = {place for row in rows for place, value in enumerate(row) if not isinstance(value, str)}
    for place, column in enumerate(columns):
        sheet.write_string(first, place, column, book.look(**heading | (_FIGURES if place in counts else {})))
    widths = [len(column) for column in columns]
    for line, row in enumerate(rows, start=first + 1):
        for place, value in enumerate(row):
            if isinstance(value, str):
                if value:
                    sheet.write_string(line, place, cell_text(value))
                    widths[place] = max(widths[place], len(value))
            else:
                sheet.write_number(line, place, value, shares if columns[place] == share else figures)
    for place, width in enumerate(widths):
        sheet.set_column(place, place, max(NARROWEST, min(width, WIDEST)) + 2)
    sheet.autofilter(first, 0, first + max(len(rows), 1), len(columns) - 1)
    sheet.freeze_panes(first + 1, 1)
