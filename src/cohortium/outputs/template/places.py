"""A template being written: where its lists stand, and which cells of a page take entries."""

from __future__ import annotations

from dataclasses import dataclass, field

from cohortium.language import tr
from cohortium.outputs.workbook import Book
from cohortium.provenance import column_letters
from cohortium.sources.template.form import Form, Page

PATIENT_ROWS, LINE_ROWS = 1_000, 5_000
"""For how many rows entries are looked at while they are typed; rows below are read all the same."""
_LOCALES = {"en": "409", "fr": "40C"}  # the month by its name, in the language of the form whatever that of the program


@dataclass
class Sheets:
    """A template being written: where its lists stand, and on which rows each page takes entries."""

    book: Book
    form: Form
    language: str
    lists: dict[tuple[str, ...], str] = field(default_factory=dict)  # words of a list -> its cells

    def list_of(self, words: tuple[str, ...]) -> str:
        """The cells of the hidden sheet that hold a list."""
        if not words:
            return ""
        place = column_letters(len(self.lists) + 1)
        return self.lists.setdefault(words, f"{quoted(self.list_name)}!${place}$1:${place}${len(words)}")

    @property
    def list_name(self) -> str:
        """The name of the hidden sheet of lists."""
        return tr("Lists")

    @property
    def date_format(self) -> str:
        """Days with the month by its name; a year alone, 2021, stays a year."""
        return f"[>2200][$-{_LOCALES[self.language]}]dd mmm yyyy;0"


def quoted(name: str) -> str:
    """A sheet's name as a formula writes it."""
    doubled = name.replace("'", "''")
    return f"'{doubled}'"


def rows_of(page: Page) -> tuple[int, int]:
    """The first and the last row whose entries are looked at, counted from 1."""
    return page.depth + 1, page.depth + (PATIENT_ROWS if page.one_row_each else LINE_ROWS)


def cells_of(page: Page, place: int) -> str:
    """The cells of a column, counted from 0, on the rows that are looked at."""
    (first, last), letters = rows_of(page), column_letters(place + 1)
    return f"{quoted(page.name)}!${letters}${first}:${letters}${last}"
