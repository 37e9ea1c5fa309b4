"""The neutral table: what every writer prints, with each cell bound to the results that it shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from cohortium.language import tr

_NUMBER = re.compile(r"\d+(?:[.,·]\d+)?")
RowKind = Literal["group", "heads", "row"]


@dataclass(frozen=True)
class Cell:
    """Printed parts that belong together, `33` and `(61.1)`; result_ids name the numbers in the same order."""

    parts: tuple[str, ...] = ()
    result_ids: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The parts as one text, without the marks."""
        return " ".join(self.parts)

    @property
    def is_share(self) -> bool:
        """Whether the second part is one number, such as a percentage: then its last digits stand under each other."""
        return len(self.parts) > 1 and ";" not in self.parts[1] and len(_NUMBER.findall(self.parts[1])) < 2


@dataclass(frozen=True)
class Heading:
    """A column heading over `span` columns; `key` is what it stands for in the protocol, an arm or a timepoint."""

    text: str = ""
    span: int = 1
    marks: tuple[str, ...] = ()
    result_ids: tuple[str, ...] = ()
    key: str = ""


@dataclass(frozen=True)
class Row:
    """One line: `group` is a heading of rows, `heads` renames the columns below it; `indent` is how deep it stands."""

    kind: RowKind
    label: str
    cells: tuple[Cell, ...] = ()
    marks: tuple[str, ...] = ()
    key: str = ""
    indent: int = 0
    estimates: bool = False
    """Its numbers stand under estimates with limits, also where none of its own has limits."""

    @property
    def is_summary(self) -> bool:
        """Whether its numbers are medians and the like, not counts and shares."""
        return self.estimates or any(len(cell.parts) > 1 and not cell.is_share for cell in self.cells)


@dataclass(frozen=True)
class Footnote:
    """A note under the table; without a mark it concerns the whole table.

    `internal` speaks of other files of the run, so it is nothing for a journal.
    """

    text: str
    mark: str = ""
    result_ids: tuple[str, ...] = ()
    internal: bool = False


@dataclass(frozen=True)
class Table:
    """A table for a journal. Spanners are levels of headings, widest first; heads are the lowest level, one per column."""

    id: str
    title: str
    stub: str
    heads: tuple[Heading, ...]
    rows: tuple[Row, ...]
    number: str = ""
    spanners: tuple[tuple[Heading, ...], ...] = ()
    footnotes: tuple[Footnote, ...] = ()
    abbreviations: tuple[tuple[str, str], ...] = ()
    strobe: tuple[str, ...] = ()
    half: bool = False  # set over one of two columns of a page, where it fits
    unmet: tuple[str, ...] = ()  # words that the protocol wants otherwise, and that the table does not print

    def __post_init__(self) -> None:
        for level in self.spanners:
            if sum(heading.span for heading in level) != len(self.heads):
                raise ValueError(f"a level of spanners of {self.id} does not cover its columns")
        for row in self.rows:
            if row.kind != "group" and len(row.cells) != len(self.heads):
                raise ValueError(f"row {row.label} of {self.id} has {len(row.cells)} cells for {len(self.heads)} columns")

    @property
    def caption(self) -> str:
        """Number and title as printed above the table."""
        return f"{self.name}. {self.title}" if self.number else self.title

    @property
    def name(self) -> str:
        """`Table 2`, or nothing where it has no number."""
        return tr("Table {number}", number=self.number) if self.number else ""

    @property
    def short(self) -> str:
        """The abbreviations as one text: `IGA: Investigator's Global Assessment. N: number of patients.`"""
        return " ".join(tr("{label}: {text}", label=name, text=meaning.rstrip(".")) + "." for name, meaning in self.abbreviations)

    @property
    def levels(self) -> tuple[tuple[Heading, ...], ...]:
        """Every level of headings, the heads last."""
        return (*self.spanners, self.heads)

    @property
    def groups(self) -> tuple[range, ...]:
        """The columns under each lowest spanner; without spanners each column alone."""
        return tuple(spans(self.spanners[-1] if self.spanners else self.heads))

    @property
    def result_ids(self) -> tuple[str, ...]:
        """Every number that the table shows, once, in reading order."""
        shown = [heading.result_ids for level in self.levels for heading in level]
        shown += [cell.result_ids for row in self.rows for cell in row.cells]
        shown += [note.result_ids for note in self.footnotes]
        return tuple(dict.fromkeys(identifier for identifiers in shown for identifier in identifiers))


def spans(level: tuple[Heading, ...]) -> Iterator[range]:
    """The columns under each heading of a level."""
    start = 0
    for heading in level:
        yield range(start, start + heading.span)
        start += heading.span


def cut(table: Table, columns: range) -> Table:
    """The table with some of its columns only; a heading that covers others too keeps its text over those that stay."""

    def kept(level: tuple[Heading, ...]) -> tuple[Heading, ...]:
        shared = [(heading, len(range(max(span.start, columns.start), min(span.stop, columns.stop)))) for heading, span in _spanned(level)]
        return tuple(replace(heading, span=span) for heading, span in shared if span)

    rows = (replace(row, cells=row.cells[columns.start : columns.stop]) for row in table.rows)
    return replace(table, spanners=tuple(map(kept, table.spanners)), heads=kept(table.heads), rows=tuple(rows))


def _spanned(level: tuple[Heading, ...]) -> Iterator[tuple[Heading, range]]:
    return zip(level, spans(level), strict=True)


def blocks(rows: tuple[Row, ...]) -> list[tuple[Row, ...]]:
    """Rows cut before each renaming of the columns: inside a block a column means one thing."""
    cuts = [place for place, row in enumerate(rows) if row.kind == "heads" and place]
    return [rows[start:end] for start, end in zip([0, *cuts], [*cuts, len(rows)], strict=True)]


def alike(rows: tuple[Row, ...]) -> list[list[Row]]:
    """Rows whose numbers stand under each other: of one block, and shares apart from medians."""
    found: dict[tuple[int, bool], list[Row]] = {}
    for number, block in enumerate(blocks(rows)):
        for row in block:
            found.setdefault((number, row.is_summary), []).append(row)
    return list(found.values())


@dataclass
class Notes:
    """Footnotes as they are needed while a table is built; their marks are given when it stands (`settled`)."""

    general: list[Footnote] = field(default_factory=list)
    marked: dict[str, Footnote] = field(default_factory=dict)

    def say(self, text: str, result_ids: tuple[str, ...] = (), internal: bool = False) -> None:
        """A note on the whole table; an empty text and a repeated one are nothing."""
        if text and all(note.text != text for note in self.general):
            self.general.append(Footnote(text, "", result_ids, internal))

    def mark(self, text: str, result_ids: tuple[str, ...] = ()) -> tuple[str, ...]:
        """A provisional mark of this text, to hang on what it explains; none for an empty text."""
        if not text:
            return ()
        first = self.marked.setdefault(text, Footnote(text, f"note {len(self.marked)}"))
        self.marked[text] = replace(first, result_ids=tuple(dict.fromkeys(first.result_ids + result_ids)))
        return (self.marked[text].mark,)

    def footnotes(self) -> tuple[Footnote, ...]:
        """General notes, then marked ones."""
        return (*self.general, *self.marked.values())
