"""How wide the columns of a table are on paper, and on what page it fits: in points, for every writer of pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from cohortium.displays import Heading, Row, Table, alike, cut, spans
from cohortium.outputs.texts import typeset

PORTRAIT, LANDSCAPE = (595.3, 841.9), (841.9, 595.3)  # A4
MARGIN = 51.0
CHOICES = ((PORTRAIT, 10.0), (PORTRAIT, 9.0), (LANDSCAPE, 9.0), (LANDSCAPE, 8.0), (LANDSCAPE, 7.5))
"""(page, size of letters), the best first."""
HALF, HALF_SIZES = 240.9, (9.0, 8.0, 7.5)
"""One of two columns of a page, 85 mm as most journals set it, and the sizes of letters tried for it."""
PAD, GAP, INDENT, RAISED = 0.38, 0.3, 1.0, 0.62  # in sizes of the letters: beside a cell, between its parts, per level, a mark
_ROOM = 1.1  # what a column may be wider than it needs, in sizes of the letters
_LEAST_STUB, _LINES, _SLACK, _BOLD = 0.27, 2.2, 2.5, 1.1  # of the page; lines that a heading may take; points; of a text

# Widths of Times (and of every font made to its measure) in thousandths of the letter size: Adobe's metrics of Times-Roman.
_WIDTHS = {
    200: "\N{NARROW NO-BREAK SPACE}",
    250: " ,.\N{NO-BREAK SPACE}", 278: "/:;\\ijlt", 333: "!()-I[]`fr", 389: "Js", 444: "?acez", 556: "FPS", 564: "+<=>\N{MINUS SIGN}",
    611: "ELTZ", 667: "BCR", 722: "ADGHKNOQUVXYw", 778: "m&", 833: "%", 889: "M", 944: "W",
}  # fmt: skip
_WIDTH = {letter: width for width, letters in _WIDTHS.items() for letter in letters}
_OTHER = 500


@dataclass(frozen=True)
class Slot:
    """Where the parts of a column's cells stand in one block of rows: right edge of the first, left and right edge of the second."""

    first: float
    second: float
    end: float


@dataclass(frozen=True)
class Panel:
    """Columns of a table that stand beside each other on a page; a table too wide for one has several."""

    table: Table
    page: tuple[float, float]
    size: float
    widths: tuple[float, ...]  # the stub first
    slots: tuple[tuple[Slot, ...], ...]  # per row, per column

    @property
    def pad(self) -> float:
        return PAD * self.size


@dataclass(frozen=True)
class Paper:
    """The pages of a document in points, and how much wider its letters are than those that are measured."""

    upright: tuple[float, float] = PORTRAIT
    sides: float = 2 * MARGIN  # left and right margin together
    stretch: float = 1.0

    @property
    def choices(self) -> tuple[tuple[tuple[float, float], float], ...]:
        """As CHOICES, on this paper, in measured letters."""
        lying = (self.upright[1], self.upright[0])
        return tuple((self._measured(lying if page == LANDSCAPE else self.upright), size) for page, size in CHOICES)

    def _measured(self, page: tuple[float, float]) -> tuple[float, float]:
        """The page on which measured letters take as much of the room as the true ones on this."""
        return (page[0] - self.sides) / self.stretch + 2 * MARGIN, page[1]

    def true(self, panel: Panel) -> Panel:
        """The panel in the letters and on the page of this paper."""
        grown = tuple(
            tuple(Slot(*(at * self.stretch for at in (slot.first, slot.second, slot.end))) for slot in row) for row in panel.slots
        )
        page = next(true for true in (self.upright, (self.upright[1], self.upright[0])) if self._measured(true) == panel.page)
        return replace(panel, page=page, widths=tuple(width * self.stretch for width in panel.widths), slots=grown)


A4 = Paper()


def panels_on(table: Table, paper: Paper) -> list[Panel]:
    """The panels of a table on some paper."""
    return [paper.true(panel) for panel in panels(table, paper)]


def panels(table: Table, paper: Paper = A4) -> list[Panel]:
    """The table on the first page and letter size that it fits; else cut at its widest spanners, else at the others."""
    choices = paper.choices
    half = (
        next((panel for size in HALF_SIZES if (panel := _panel(table, choices[0][0], size, room=HALF / paper.stretch))), None)
        if table.half
        else None
    )
    fitting = half or next((panel for page, size in choices if (panel := _panel(table, page, size))), None)
    if fitting:
        return [fitting]
    parts = [cut(table, span) for span in halves(table)]
    if not parts:
        return [_panel(table, *choices[-1], squeeze=True)]  # pyright: ignore[reportReturnType]
    return [panel for part in parts for panel in panels(part, paper)]


def halves(table: Table) -> list[range]:
    """The columns of two parts, cut between the widest spanners, else between the others; none where one column is left."""
    for level in table.levels:
        edges = [span.start for span in spans(level)] + [len(table.heads)]
        if len(edges) > 2:
            middle = edges[(len(edges)) // 2]
            return [range(0, middle), range(middle, len(table.heads))]
    return []


def _panel(table: Table, page: tuple[float, float], size: float, squeeze: bool = False, room: float = 0.0) -> Panel | None:
    room = room or page[0] - 2 * MARGIN
    columns = _columns(table, size)
    labels = [wide(row.label, size) + row.indent * INDENT * size + marks_wide(row.marks, size) for row in table.rows if row.kind != "group"]
    wanted = max([wide(table.stub, size), *labels]) * _BOLD + 2 * PAD * size + _SLACK
    longest = max(_longest_word([table.stub, *(row.label for row in table.rows)], size) + 3 * size, _LEAST_STUB * room)
    stub = min(wanted, room - sum(columns))
    if stub < min(wanted, longest) and not squeeze:
        return None
    stub = max(stub, min(wanted, longest))
    spare = max(0.0, min(_ROOM * size, (room - stub - sum(columns)) / max(1, len(columns))))
    widths = (stub, *(width + spare for width in columns))
    return Panel(table, page, size, widths, tuple(_slots(table.rows, widths[1:], size)))


def _columns(table: Table, size: float) -> list[float]:
    """What each column needs for its cells and its heading; a group of columns also for what spans it."""
    widths = [_content(table.rows, place, size) for place in range(len(table.heads))]
    for place, head in enumerate(table.heads):
        headings = [head.text, *(row.cells[place].text for row in table.rows if row.kind == "heads")]
        widths[place] = max(widths[place], *(_heading(text, size) for text in headings)) + 2 * PAD * size
    for level in reversed(table.spanners):
        for heading, span in zip(level, spans(level), strict=True):
            lacking = _spanner(heading, size) + 2 * PAD * size - sum(widths[span.start : span.stop])
            for column in span:
                widths[column] += max(0.0, lacking) / len(span)
    return widths


def _content(rows: tuple[Row, ...], place: int, size: float) -> float:
    measured = [_measured(found, place, size) for found in alike(rows)]
    return max((first + (GAP * size + second if second else 0) + marks for first, second, marks in measured), default=0.0) + _SLACK


def _measured(rows: Iterable[Row], place: int, size: float) -> tuple[float, float, float]:
    """The widest first part, second part and marks of a column in some rows."""
    cells = [row.cells[place] for row in rows if row.kind == "row"]
    firsts, seconds = ([wide(cell.parts[part], size) for cell in cells if len(cell.parts) > part] for part in (0, 1))
    return max(firsts, default=0.0), max(seconds, default=0.0), max((marks_wide(cell.marks, size) for cell in cells), default=0.0)


def _slots(rows: tuple[Row, ...], widths: tuple[float, ...], size: float) -> list[tuple[Slot, ...]]:
    """Where the numbers of each row stand."""
    slots = {}
    for found in alike(rows):
        shared = tuple(_slot(found, place, width, size) for place, width in enumerate(widths))
        slots.update(dict.fromkeys(map(id, found), shared))
    return [slots[id(row)] for row in rows]


def _slot(rows: list[Row], place: int, width: float, size: float) -> Slot:
    """The pair stands in the middle of its column, whatever other rows hold there."""
    if not any(row.kind == "row" for row in rows):
        return Slot(0.0, 0.0, 0.0)
    first, second, _ = _measured(rows, place, size)
    gap = GAP * size if second else 0.0
    left = max(0.0, (width - 2 * PAD * size - first - gap - second) / 2)
    return Slot(left + first, left + first + gap, left + first + gap + second)


def _heading(text: str, size: float) -> float:
    """Room for a heading in at most three lines."""
    return max(_longest_word([text], size), wide(text, size) / 2.6 if len(text) > 16 else wide(text, size) * (0.6 if " " in text else 1))


def _spanner(heading: Heading, size: float) -> float:
    return max(_longest_word([heading.text], size), wide(heading.text, size) / _LINES) + marks_wide(heading.marks, size)


def _longest_word(texts: Iterable[str], size: float) -> float:
    return max((wide(word, size) for text in texts for word in typeset(text).split(" ")), default=0.0) * _BOLD + _SLACK


def broken(panel: Panel, texts: Iterable[str]) -> list[str]:
    """Headings of columns with a line break before a parenthesis, in all alike where one of them does not fit."""
    named = list(texts)
    rooms = [width - 2 * panel.pad for width in panel.widths[1:]]
    tight = {text for text, room in zip(named, rooms, strict=True) if wide(text, panel.size) > room}
    return [text.replace(" (", "\n(") if text in tight else text for text in named]


def wide(text: str, size: float) -> float:
    """The width of a text in points."""
    return _thousandths(text) * size / 1000


@lru_cache(maxsize=4096)
def _thousandths(text: str) -> int:
    return sum(_WIDTH.get(letter, _OTHER) for letter in typeset(text))


def marks_wide(marks: tuple[str, ...], size: float) -> float:
    """The width of raised marks."""
    return wide(",".join(marks), RAISED * size) + 0.1 * size if marks else 0.0
