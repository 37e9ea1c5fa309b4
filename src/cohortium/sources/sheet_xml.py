"""What python-calamine does not tell of a sheet: how far it reaches, its error cells, its formulas and whether they were calculated."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.parsers import expat

from cohortium.language import marked
from cohortium.provenance import column_number
from cohortium.sources.raw import Unreadable, is_too_large

NO_VALUE = "#NO_VALUE"
LARGE = 500_000  # bytes above which a sheet is looked at all at once, not tag by tag
# A text by number that is no number, or by itself that is not there, is read by calamine as another text or as none.
# What stands behind the kind of a cell is bounded: a tag of a million such words would be gone through as often.
_MISREAD = re.compile(rb""" t=["'](?:s["'][^<>]{0,400}><(?:\w{1,20}:)?v>(?![0-9]+</|</)|inlineStr["'][^<>]{0,400}><(?:\w{1,20}:)?v>)""")
DAMAGED = marked("holds damaged XML. Open it in Excel and save it as .xlsx.")
_TWICE = marked("has a sheet that holds the same cell twice. Open it in Excel and save it as .xlsx.")
_REFERENCE = re.compile(r"([A-Za-z]+)([0-9]+)")
_MOST_LETTERS = 5  # a longer reference is of no column that there is
Place = tuple[int, int]


@dataclass
class Cells:
    """Of the cells of a sheet: the last row and column with a value, odd cells and their code, the rows of formulas by column."""

    last_row: int = 0
    last_column: int = 0
    odd: dict[Place, str] = field(default_factory=dict)  # an error, or a formula that was never calculated
    formulas: dict[int, list[int]] = field(default_factory=dict)  # column -> rows whose value a formula gave, in their order
    twice: bool = False


def refuse_strange(xml: bytes) -> None:
    """Refuse what can blow up or hide: document types, entities, encodings that a scan of bytes cannot see through."""
    if (b"!" in xml and (b"<!DOCTYPE" in xml or b"<!ENTITY" in xml)) or b"\0" in xml:  # one byte is found ten times as fast
        raise Unreadable("holds XML that no spreadsheet program writes (a document type). Open it in Excel and save it as .xlsx.")


def refuse_misread(xml: bytes) -> None:
    """Refuse texts by a number that is no number, or by themselves that are not there: they would be read as others."""
    if _MISREAD.search(xml):
        raise Unreadable(DAMAGED)


def cells_of(xml: bytes) -> Cells:
    """A look at every cell; two cells of one place are refused."""
    found = _at_once(xml) or SheetScan(xml).cells
    if found.twice:
        raise Unreadable(_TWICE)
    return found


def surely_within_limits(xml: bytes) -> bool:
    """Whether a large sheet is within the limits, as far as a quick look can tell: the whole look may then wait."""
    if len(xml) < LARGE:
        return False
    from cohortium.sources.cell_grid import reach

    place = reach(xml)
    return place is not None and not is_too_large(*place)


def _at_once(xml: bytes) -> Cells | None:
    if len(xml) < LARGE:
        return None
    from cohortium.sources.cell_grid import look_at_once  # numpy is late: only who has a large sheet waits for it

    return look_at_once(xml)


def _bounded(digits: str) -> int:
    return int(digits) if len(digits) < 8 else 10**8


class SheetScan:
    """One pass over a sheet's XML, cell by cell, without building a tree."""

    def __init__(self, xml: bytes) -> None:
        self.cells = Cells()
        self._seen: set[Place] = set()
        self._row = self._column = 0
        self._kind = ""
        self._formula = self._inside = False
        self._value: list[str] = []
        parse(xml, self._start, self._end, self._data)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        match name.rpartition(":")[2]:
            case "row":
                self._row = _bounded(attributes["r"]) if attributes.get("r", "").isdigit() else self._row + 1
                self._column = 0
            case "c":
                self._open_cell(attributes)
            case "f":
                self._formula = True
            case "v" | "t":
                self._inside = True

    def _open_cell(self, attributes: dict[str, str]) -> None:
        reference = _REFERENCE.fullmatch(attributes.get("r", ""))
        if reference:
            self._row, self._column = _bounded(reference[2]), column_number(reference[1][:_MOST_LETTERS])
        else:
            self._column += 1
        self._kind, self._formula, self._value = attributes.get("t", ""), False, []

    def _data(self, text: str) -> None:
        if self._inside:
            self._value.append(text)

    def _end(self, name: str) -> None:
        match name.rpartition(":")[2]:
            case "v" | "t":
                self._inside = False
            case "c":
                self._close_cell("".join(self._value))

    def _close_cell(self, value: str) -> None:
        unsaid = not value and (self._kind == "e" or (self._formula and self._kind != "str"))
        code = NO_VALUE if unsaid else value if self._kind == "e" else ""
        place, cells = (self._row, self._column), self.cells
        if code:
            cells.odd[place] = code
        elif self._formula:
            cells.formulas.setdefault(self._column, []).append(self._row)
        if code or value:
            cells.twice = cells.twice or place in self._seen
            self._seen.add(place)
            cells.last_row, cells.last_column = max(cells.last_row, self._row), max(cells.last_column, self._column)


def parse(
    xml: bytes,
    start: Callable[[str, dict[str, str]], None] | None = None,
    end: Callable[[str], None] | None = None,
    data: Callable[[str], None] | None = None,
) -> None:
    """Run expat over XML that declares nothing; entities other than the five of XML are an error."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = data
    parser.EntityDeclHandler = _refuse
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.Parse(xml, True)
    except (expat.ExpatError, ValueError):
        raise Unreadable(DAMAGED) from None


def _refuse(*_: object) -> None:
    refuse_strange(b"<!DOCTYPE")
