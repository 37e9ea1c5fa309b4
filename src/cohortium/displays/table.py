"""The neutral table: what every writer prints, with each cell bound to the results that it shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

RowKind = Literal["group", "heads", "row", "indented"]


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


@dataclass(frozen=True)
class Heading:
    """A column heading over `span` columns; an empty text is a gap without a rule."""

    text: str = ""
    span: int = 1
    marks: tuple[str, ...] = ()
    result_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """One line: `group` is a heading of rows, `heads` renames the columns below it, `indented` belongs to the row above."""

    kind: RowKind
    label: str
    cells: tuple[Cell, ...] = ()
    marks: tuple[str, ...] = ()
    key: str = ""


@dataclass(frozen=True)
class Footnote:
    """A note under the table; without a mark it concerns the whole table."""

    text: str
    mark: str = ""
    result_ids: tuple[str, ...] = ()


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
    abbreviations: str = ""
    strobe: tuple[str, ...] = ()

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
        return f"Table {self.number}. {self.title}" if self.number else self.title

    @property
    def result_ids(self) -> tuple[str, ...]:
        """Every number that the table shows, once, in reading order."""
        shown = [heading.result_ids for level in (*self.spanners, self.heads) for heading in level]
        shown += [cell.result_ids for row in self.rows for cell in row.cells]
        shown += [note.result_ids for note in self.footnotes]
        return tuple(dict.fromkeys(identifier for identifiers in shown for identifier in identifiers))


@dataclass
class Notes:
    """Footnotes as they are needed while a table is built: one letter per text, in reading order."""

    general: list[Footnote] = field(default_factory=list)
    marked: dict[str, Footnote] = field(default_factory=dict)

    def say(self, text: str, result_ids: tuple[str, ...] = ()) -> None:
        """A note on the whole table; an empty text and a repeated one are nothing."""
        if text and all(note.text != text for note in self.general):
            self.general.append(Footnote(text, "", result_ids))

    def mark(self, text: str, result_ids: tuple[str, ...] = ()) -> tuple[str, ...]:
        """The mark of this text, to hang on what it explains; none for an empty text."""
        if not text:
            return ()
        if text not in self.marked:
            self.marked[text] = Footnote(text, _letters(len(self.marked)), result_ids)
        return (self.marked[text].mark,)

    def footnotes(self, own: tuple[str, ...] = ()) -> tuple[Footnote, ...]:
        """General notes, then marked ones, then the study's own."""
        return (*self.general, *self.marked.values(), *(Footnote(text) for text in own))


def _letters(position: int) -> str:
    """a, b ... z, aa, bb: letters, because a raised figure after a number reads as a power."""
    return chr(ord("a") + position % 26) * (position // 26 + 1)
