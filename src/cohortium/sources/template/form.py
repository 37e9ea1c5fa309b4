"""The sheets of a data-entry workbook: one per native table, or one row per patient with a block for every visit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count

from cohortium.language import tr
from cohortium.measures import Measure
from cohortium.protocol.model import Protocol, Timepoint, label_of
from cohortium.sources.names import clean
from cohortium.sources.template.fields import TITLES, Field, fields_of

ROOM = 3  # visits for which each window has room
_WIDE = ("patients", "visits", "event_review")
_SHEET_NAME = 31  # letters that Excel allows


@dataclass(frozen=True)
class Column:
    """A field at its place: under which title (a visit), in which block, and the heading that tells it from all others."""

    field: Field
    heading: str
    title: str = ""
    block: int = -1
    window: str = ""

    @property
    def shown(self) -> str:
        """Title and heading as one line, as a reader of both rows puts them together."""
        return clean(f"{self.title} {self.heading}")


@dataclass(frozen=True)
class Page:
    """A sheet: its columns from A on, headed by one row, or by two where columns stand under a title."""

    name: str
    columns: tuple[Column, ...]
    depth: int = 1  # rows of headings

    @property
    def one_row_each(self) -> bool:
        """Whether a patient has one row here."""
        return self.columns[0].field.table == "patients"


@dataclass(frozen=True)
class Form:
    """All that a template of a study asks for, in one language."""

    layout: str
    pages: tuple[Page, ...]
    windows: Mapping[str, str]  # window -> its bounds, alike in every language

    @property
    def answers(self) -> dict[tuple[str, str], str]:
        """(table, variable) -> what may be answered."""
        return {(each.field.table, each.field.variable): each.field.answers for page in self.pages for each in page.columns}

    @property
    def labels(self) -> dict[tuple[str, str], str]:
        """(table, variable) -> its heading."""
        return {(each.field.table, each.field.variable): each.field.label for page in self.pages for each in page.columns}


def form_of(protocol: Protocol, measures: Mapping[str, Measure], layout: str) -> Form:
    """The form of a study in the language spoken; `layout` is one of LAYOUTS."""
    windows = {name: _bounds(window) for name, window in protocol.windows.items()}
    return Form(layout, tuple(LAYOUTS[layout](protocol, fields_of(protocol, measures))), windows)


def _bounds(window: Timepoint) -> str:
    return f"{window.start} … {window.end}"


def _long(_: Protocol, fields: Mapping[str, tuple[Field, ...]]) -> Iterator[Page]:
    for table, own in fields.items():
        yield _page(table, [Column(field, field.label) for field in own])


def _wide(protocol: Protocol, fields: Mapping[str, tuple[Field, ...]]) -> Iterator[Page]:
    """One row per patient on the first sheet; what a patient has any number of stays below each other on its own sheet."""
    title = tr(TITLES["patients"])
    columns = [Column(field, field.label, title) for field in fields["patients"]]
    columns += _visits(protocol, [field for field in fields["visits"] if field.variable not in ("patient", _unused_time(protocol))])
    review = [field for field in fields.get("event_review", ()) if field.variable != "patient"]
    columns += [Column(field, field.label, tr(TITLES["event_review"])) for field in review]
    yield _page("patients", columns, depth=2)
    yield from (page for page in _long(protocol, fields) if page.columns[0].field.table not in _WIDE)


def _unused_time(protocol: Protocol) -> str:
    """A visit without a date says its month or its week: the one in which the protocol counts, so that a block stays narrow."""
    return "week" if any(window.end.months for window in protocol.windows.values()) else "month"


def _visits(protocol: Protocol, fields: list[Field]) -> Iterator[Column]:
    """A block for each visit: some in every window, then some outside of all."""
    block = count()
    windows = {name: label_of(entry, name) for name, entry in protocol.windows.items()}
    windows["baseline"] = tr(windows["baseline"])  # where the study has no name of its own for it
    for window, label in (*windows.items(), ("", tr("Other visit"))):
        for visit in range(1, ROOM + 1):
            title, number = tr("{window}, visit {number}", window=label, number=visit), next(block)
            yield from (Column(field, field.label, title, number, window) for field in fields)


def _page(table: str, columns: Iterable[Column], depth: int = 1) -> Page:
    return Page(tr(TITLES[table])[:_SHEET_NAME], tuple(_told_apart(columns)), depth)


def _told_apart(columns: Iterable[Column]) -> Iterator[Column]:
    """Two columns of one sheet never have the same heading: the second one adds its id."""
    taken: set[str] = set()
    for column in columns:
        heading = clean(column.heading)
        if clean(f"{column.title} {heading}").casefold() in taken:
            heading = f"{heading} [{column.field.variable}]"
        told = replace(column, heading=heading)
        taken.add(told.shown.casefold())
        yield told


LAYOUTS: dict[str, Callable[[Protocol, Mapping[str, tuple[Field, ...]]], Iterator[Page]]] = {"wide": _wide, "long": _long}
"""How a template can be laid out."""
