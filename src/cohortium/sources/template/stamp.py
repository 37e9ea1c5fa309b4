"""What a template says of itself on a hidden sheet, so that it is read back without a mapping, years and protocols later."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cohortium.sources.names import TABLES
from cohortium.sources.raw import MAX_COLUMNS, RawSheet, Unreadable

if TYPE_CHECKING:
    from cohortium.sources.template.form import Form

STAMP = "_cohortium"
"""The name of the hidden sheet."""
_MARK, _FORMAT = "cohortium template", "1"


@dataclass(frozen=True)
class Place:
    """A column as it was written: sheet, rows of headings, place from 1, both headings as one line, and what it asks for."""

    sheet: str
    depth: int
    column: int
    heading: str
    table: str
    variable: str
    block: int
    answers: str
    label: str


@dataclass(frozen=True)
class Stamp:
    """Protocol (SHA-256 of its file), study, version of the program, centre, layout and language; windows and columns."""

    protocol: str
    study: str
    version: str
    centre: str
    layout: str
    language: str
    windows: Mapping[str, str] = field(default_factory=dict)
    columns: tuple[Place, ...] = ()
    furniture: tuple[str, ...] = ()  # sheets in which nothing is entered

    def rows(self) -> Iterator[tuple[str, ...]]:
        """The lines of the hidden sheet."""
        yield _MARK, _FORMAT
        for name in _FACTS:
            yield name, getattr(self, name)
        yield from (("furniture", name) for name in self.furniture)
        yield from (("window", window, bounds) for window, bounds in self.windows.items())
        for each in self.columns:
            numbers = str(each.depth), str(each.column)
            yield "column", each.sheet, *numbers, each.heading, each.table, each.variable, str(each.block), each.answers, each.label

    @property
    def answers(self) -> dict[tuple[str, str], str]:
        """(table, variable) -> what could be answered."""
        return {(each.table, each.variable): each.answers for each in self.columns}

    @property
    def labels(self) -> dict[tuple[str, str], str]:
        """(table, variable) -> its heading."""
        return {(each.table, each.variable): each.label for each in self.columns}


_FACTS = ("protocol", "study", "version", "centre", "layout", "language")


def places_of(form: Form) -> tuple[Place, ...]:
    """The columns of a form as its stamp lists them."""
    return tuple(
        Place(page.name, page.depth, number, column.shown, column.field.table, column.field.variable, column.block,
              column.field.answers, column.field.label)
        for page in form.pages
        for number, column in enumerate(page.columns, start=1)
    )  # fmt: skip


def stamp_of(sheets: Sequence[RawSheet]) -> Stamp | None:
    """The stamp of a workbook; None where it has none, Unreadable where it is of a later kind or was changed."""
    found = next((sheet for sheet in sheets if sheet.name == STAMP and sheet.columns and sheet.columns[0][:1] == [_MARK]), None)
    if found is None:
        return None
    rows = [row for row in zip(*found.columns, strict=True) if row[0]]
    if len(rows[0]) < 10 or rows[0][1] != _FORMAT:
        raise Unreadable("is a template of a later version of Cohortium. Install that version, or fill in a template of this one.")
    facts = {row[0]: row[1] for row in rows if row[0] in _FACTS}
    try:
        columns = tuple(_place(row) for row in rows if row[0] == "column")
        if len({(each.sheet, each.column) for each in columns}) < len(columns):
            raise ValueError
        furniture = tuple(row[1] for row in rows if row[0] == "furniture")
        return Stamp(**facts, windows={row[1]: row[2] for row in rows if row[0] == "window"}, columns=columns, furniture=furniture)
    except (TypeError, ValueError):
        raise Unreadable("is a template whose hidden sheet {name} was changed. Copy its entries into a new template.", name=STAMP) from None


def _place(row: Sequence[str]) -> Place:
    """A column as a line says it; ValueError where it makes no sense."""
    depth, column, block = int(row[2]), int(row[3]), int(row[7])
    if row[5] not in TABLES or not (1 <= depth <= 2 and 1 <= column <= MAX_COLUMNS and -1 <= block < MAX_COLUMNS):
        raise ValueError
    return Place(row[1], depth, column, row[4], row[5], row[6], block, row[8], row[9])
