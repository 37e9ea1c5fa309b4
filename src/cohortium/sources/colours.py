"""Cells of a workbook that stand out by their colour: what that means is nowhere written, so it can only be told."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from cohortium.provenance import column_number
from cohortium.sources.raw import Note
from cohortium.sources.second_look import spans
from cohortium.sources.sheet_xml import Cells, parse

_MOST = 5_000  # cells of one look above which it is how the sheet is drawn, and says nothing
_FEW, _MOST_FORMATS = 20, 66_000  # Excel has at most 65,490 formats
_STYLED = re.compile(rb"<c\sr=[\"']([A-Z]{1,3})([0-9]{1,7})[\"'][^<>]{0,100}?\ss=[\"']([0-9]{1,7})[\"']")
_REFERENCE = re.compile(rb"\sr=[\"']([A-Z]{1,3})([0-9]{1,7})[\"']")
_PLAIN = frozenset((  # white and black, in all the ways of writing them
    "FFFFFFFF", "00FFFFFF", "FF000000", "00000000", "theme 0", "theme 1", "indexed 64", "indexed 65", "indexed 8", "indexed 9",
))  # fmt: skip


def coloured(xml: bytes, styles: dict[int, str], cells: Cells) -> Iterator[Note]:
    """Of every column the cells, and of the sheet the rows, of another colour than those around them.

    A heading, bands of rows and whole columns in colour are drawing: what fills more than half of its row or column is no sign of a cell.
    """
    found = _some(xml, styles) if len(styles) <= _FEW else _many(xml, styles)
    often = Counter(number for _, number in found)
    looks = {place: styles[number] for place, number in found if often[number] <= _MOST}
    looks = {(row, column): look for (row, column), look in looks.items() if row <= cells.last_row and column <= cells.last_column}
    by_row = Counter((row, look) for (row, _), look in looks.items())
    by_column = Counter((column, look) for (_, column), look in looks.items())
    full = {row: look for (row, look), many in by_row.items() if many * 2 > cells.last_column > 1}
    alone: dict[tuple[int, str], list[int]] = {}
    for (row, column), look in sorted(looks.items()):
        if row not in full and by_column[column, look] * 2 < cells.last_row:
            alone.setdefault((column, look), []).append(row)
    yield from (Note("coloured_cells", rows[0], column, spans(rows)) for (column, _), rows in sorted(alone.items()))
    for look in sorted(set(full.values())):
        rows = _marked([row for row, own in sorted(full.items()) if own == look], cells.last_row)
        yield from (Note("coloured_cells", first, 0, spans(range(first, last + 1))) for first, last in rows)


def _marked(rows: list[int], last: int) -> list[tuple[int, int]]:
    """First and last of each run of rows in one colour; bands, most of the sheet and the totals at its end are no sign."""
    apart = {after - before for before, after in zip(rows, rows[1:], strict=False)}
    bands = len(rows) > 2 and len(apart) == 1 and apart != {1}
    if bands or len(rows) * 2 > last:
        return []
    starts = [row for row in rows if row - 1 not in rows]
    ends = [row for row in rows if row + 1 not in rows]
    return [(first, end) for first, end in zip(starts, ends, strict=True) if first != last]


def _many(xml: bytes, styles: dict[int, str]) -> list[tuple[tuple[int, int], int]]:
    """One pass over all cells, where searching for each of many styles would be as many."""
    told = ((found, _whole((found[3]).decode())) for found in _STYLED.finditer(xml))
    return [((int(found[2]), column_number(found[1].decode())), number) for found, number in told if number in styles]


def _some(xml: bytes, styles: dict[int, str]) -> list[tuple[tuple[int, int], int]]:
    return [(place, number) for number in styles for place in _places(xml, number)]


def _places(xml: bytes, number: int) -> Iterator[tuple[int, int]]:
    """Row and column of the cells of a style."""
    for quote in (b'"', b"'"):
        mark = b" s=%s%d%s" % (quote, number, quote)
        if not 0 < xml.count(mark) <= _MOST:
            continue
        at = xml.find(mark)
        while at >= 0:
            start = xml.rfind(b"<", 0, at)
            found = _REFERENCE.search(xml, start, xml.find(b">", at) + 1)
            if found and xml[start : start + 3] in (b"<c ", b"<c\n"):
                yield int(found[2]), column_number(found[1].decode())
            at = xml.find(mark, at + 1)


def looks_of(styles: bytes) -> dict[int, str]:
    """Number of a cell's style -> its colours, for styles with a colour of the cell or of its text."""
    if styles.count(b"<") > 4 * _MOST_FORMATS:  # no program writes so many
        return {}
    reader = _Styles()
    parse(styles or b"<none/>", reader.start, reader.end)
    found = {number: (reader.fills.get(fill, ""), reader.fonts.get(font, "")) for number, (fill, font) in enumerate(reader.formats)}
    return {number: "/".join(colours) for number, colours in found.items() if any(colours)}


class _Styles:
    """The colours of fills and fonts, and the styles of cells that use them, in their order."""

    def __init__(self) -> None:
        self.fills: dict[int, str] = {}
        self.fonts: dict[int, str] = {}
        self.formats: list[tuple[int, int]] = []
        self._inside, self._fill, self._font, self._solid = "", -1, -1, False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if tag in ("fills", "fonts", "cellXfs"):
            self._inside = tag
        elif tag == "fill":
            self._fill, self._solid = self._fill + 1, False
        elif tag == "font":
            self._font += 1
        elif tag == "patternFill":
            self._solid = attributes.get("patternType", "none") not in ("none", "gray125")
        elif tag == "fgColor" and self._inside == "fills" and self._solid:
            self.fills |= _colour(self._fill, attributes)
        elif tag == "color" and self._inside == "fonts":
            self.fonts |= _colour(self._font, attributes)
        elif tag == "xf" and self._inside == "cellXfs":
            self.formats.append((_whole(attributes.get("fillId", "")), _whole(attributes.get("fontId", ""))))

    def end(self, name: str) -> None:
        if name.rpartition(":")[2] == self._inside:
            self._inside = ""


def _colour(number: int, attributes: dict[str, str]) -> dict[int, str]:
    kind = next((kind for kind in ("rgb", "theme", "indexed") if kind in attributes), "")
    named = attributes[kind].upper() if kind == "rgb" else f"{kind} {attributes.get(kind, '')}"
    return {number: named} if kind and (named not in _PLAIN or "tint" in attributes) else {}


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 8 else 0
