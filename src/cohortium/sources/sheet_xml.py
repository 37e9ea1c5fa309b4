"""What python-calamine does not tell of a sheet: how far it reaches, its error cells, its formulas without a value."""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.parsers import expat

from cohortium.language import marked
from cohortium.sources.raw import Unreadable

NO_VALUE = "#NO_VALUE"
# Bounded, so that no text makes it slow: what lies further apart is found by the scan of cells.
_CELL = re.compile(rb"<(?:\w{1,20}:)?c\s[^<>]{0,200}?\br\s{0,9}=\s{0,9}[\"']([A-Za-z]+)([0-9]+)[\"'][^<>]{0,400}+(?<!/)>")
# A text by number that is no number, or by itself that is not there, is read by calamine as another text or as none.
_MISREAD = tuple(
    re.compile(b" t=%s%s%s[^<>]*><%sv>%s" % (quote, kind, quote, prefix, wrong))  # a fixed beginning makes the search fast
    for kind, wrong in ((b"s", b"(?![0-9]+</|</)"), (b"inlineStr", b""))
    for quote in (b'"', b"'")
    for prefix in (b"", rb"\w+:")
)
_DAMAGED = marked("holds damaged XML. Open it in Excel and save it as .xlsx.")
_VALUES = (b"<v>", b"<v ", b"<v/", b"<is>", b"<is ", b":v>", b":v ", b":v/", b":is>", b":is ")
_ODD = (b'"e"', b"'e'", b"<f>", b"<f ", b"<f/", b":f>", b":f ", b":f/")
_REFERENCE = re.compile(r"([A-Za-z]+)([0-9]+)")


def refuse_strange(xml: bytes) -> None:
    """Refuse what can blow up or hide: document types, entities, encodings that a scan of bytes cannot see through."""
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml or b"\0" in xml:
        raise Unreadable("holds XML that no spreadsheet program writes (a document type). Open it in Excel and save it as .xlsx.")


def extent(xml: bytes) -> tuple[int, int]:
    """(last row, last column) that hold a value, whatever the sheet claims; empty formatted cells do not count."""
    if any(pattern.search(xml) for pattern in _MISREAD):
        raise Unreadable(_DAMAGED)
    found = _CELL.findall(xml)
    if len(set(found)) < len(found):
        raise Unreadable("has a sheet that holds the same cell twice. Open it in Excel and save it as .xlsx.")
    if sum(map(xml.count, _VALUES)) > len(found):  # cells that do not say where they are
        scan = SheetScan(xml)
        return scan.last_row, scan.last_column
    columns = {letters for letters, _ in found}
    rows = {number for _, number in found}
    return max(map(_bounded, rows), default=0), max((_column_number(c.decode()) for c in columns), default=0)


def _bounded(digits: bytes) -> int:
    return int(digits) if len(digits) < 8 else 10**8


def odd_cells(xml: bytes) -> dict[tuple[int, int], str]:
    """(row, column) of error cells and their code, and of formulas that were never calculated."""
    return SheetScan(xml).odd if any(mark in xml for mark in _ODD) else {}


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters.upper()[:5]:
        number = number * 26 + ord(letter) - 64
    return number


class SheetScan:
    """One pass over a sheet's XML, cell by cell, without building a tree."""

    def __init__(self, xml: bytes) -> None:
        self.odd: dict[tuple[int, int], str] = {}
        self.last_row = self.last_column = 0
        self._row = self._column = 0
        self._kind = ""
        self._formula = self._inside = False
        self._value: list[str] = []
        parse(xml, self._start, self._end, self._data)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        match name.rpartition(":")[2]:
            case "row":
                self._row = min(int(attributes["r"]), 10**8) if "r" in attributes else self._row + 1
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
            self._row, self._column = _bounded(reference[2].encode()), _column_number(reference[1])
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
        if code:
            self.odd[self._row, self._column] = code
        if code or value:
            self.last_row, self.last_column = max(self.last_row, self._row), max(self.last_column, self._column)


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
        raise Unreadable(_DAMAGED) from None


def _refuse(*_: object) -> None:
    refuse_strange(b"<!DOCTYPE")
