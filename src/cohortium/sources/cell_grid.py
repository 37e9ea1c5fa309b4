"""A large sheet looked at by whole stretches of rows: the places of tags as arrays; tag by tag would take as long as reading.

Only for XML as spreadsheet programs write it, tags in balance and every cell with its reference first; anything else is left to the slow
pass, which says what is wrong with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from cohortium.sources.sheet_xml import NO_VALUE, Cells, Place

if TYPE_CHECKING:
    from numpy import ndarray

_STRETCH = 400_000  # bytes: the arrays of a stretch stay near the processor, which takes a third of the time of a sheet at once
_END_OF_ROW = b"</row>"
_PADDING = b" " * 32  # so that a look some bytes ahead stays inside
_LETTERS, _DIGITS = 3, 7  # of the longest reference that a spreadsheet has
_ERRORS = (b' t="e"', b" t='e'")
_VALUE = re.compile(rb"<[vt]>([^<]*)</")


def look_at_once(xml: bytes) -> Cells | None:
    """The cells of a sheet; None where its XML is not as it always is."""
    found, keys, open_tags = Cells(), [], 0
    for part in _stretches(xml):
        tags = _Tags(part)
        places = tags.places()
        if places is None:
            return None
        open_tags += tags.left_open
        keys.append(_note(found, tags, *places))
    found.twice = _repeats(keys)
    return None if open_tags else found


def reach(xml: bytes) -> Place | None:
    """The last row and column that a cell names, empty ones as well; None where XML is not as it always is.

    Known in a third of the time of a whole look, so that reading need not wait for that.
    """
    last_row = last_column = 0
    for part in _stretches(xml):
        raw = _array(part)
        at = _signs(raw)
        at = at[raw[1:][at] == ord("c")]
        cells = at[_ends_name(raw[2:][at])]
        places = None if b":" in part and b":c" in part else _places(raw, cells)
        if places is None:
            return None
        last_row, last_column = max(last_row, _highest(places[0])), max(last_column, _highest(places[1]))
    return last_row, last_column


def _stretches(xml: bytes) -> Iterator[bytes]:
    """The XML cut behind rows, so that no cell lies in two parts."""
    start = 0
    while start < len(xml):
        end = xml.find(_END_OF_ROW, start + _STRETCH)
        end = len(xml) if end < 0 else end + len(_END_OF_ROW)
        yield xml[start:end]
        start = end


class _Tags:
    """The tags of a stretch: where each begins, and the two bytes behind its sign."""

    def __init__(self, xml: bytes) -> None:
        import numpy as np

        self.xml = xml
        self.raw = _array(xml)
        self.at = _signs(self.raw)
        self.second, self.third = self.raw[1:][self.at], self.raw[2:][self.at]
        third = self.third
        self.opens = (self.second == ord("c")) & _ends_name(third)
        self.formulas = (self.second == ord("f")) & _ends_name(third)
        self.closing = self.second == ord("/")
        told = np.count_nonzero(self.second == ord("?"))
        self.left_open = len(self.at) - 2 * np.count_nonzero(self.closing) - told - _count(self.raw, b"/>")
        # An empty formatted cell ends at once, so that the next tag is another cell or the end of the row.
        empty = self.opens[:-1] & (self.opens[1:] | (self.closing[1:] & (third[1:] != ord("c"))))
        full = self.opens.copy()
        full[:-1] &= ~empty
        self.cells = self.at[full]

    def places(self) -> tuple[Any, Any] | None:
        """Row and column of every cell that is not empty; None where anything is not as it always is."""
        return _places(self.raw, self.cells) if self._is_usual() else None

    def _is_usual(self) -> bool:
        second, third = self.second, self.third
        if _count(self.raw, b">") != len(self.at) or (second == ord("!")).any():  # comments, bare texts of ">"
            return False
        # A value holds no tag: what follows its own is its end. A formula is the first thing in its cell.
        values = ((second[:-1] == ord("v")) | (second[:-1] == ord("t"))) & (third[:-1] == ord(">"))
        if not self.closing[1:][values].all() or not self.opens[:-1][self.formulas[1:]].all():
            return False
        ends = self.at[self.closing & (third == ord("c"))]
        closed = (self.raw[3:][ends] == ord(">")).sum()
        return (third[self.opens] == ord(" ")).all() and _count(self.raw, b":c ") == 0 and closed == len(self.cells)

    def end(self, at: int) -> int:
        """Where the cell of a number ends."""
        return int(self.cells[at + 1]) if at + 1 < len(self.cells) else len(self.xml)


def _array(xml: bytes) -> ndarray:
    import numpy as np

    return np.frombuffer(xml + _PADDING, np.uint8)


def _signs(raw: ndarray) -> ndarray:
    """Where tags begin."""
    import numpy as np

    return np.flatnonzero(raw == ord("<"))


def _ends_name(sign: ndarray) -> ndarray:
    return (sign == ord(" ")) | (sign == ord(">")) | (sign == ord("/")) | ((sign >= ord("\t")) & (sign <= ord("\r")))


def _highest(numbers: ndarray) -> int:
    return int(numbers.max(initial=0))


def _count(raw: ndarray, text: bytes) -> int:
    """How often some bytes stand in an array: several times as fast as counting them in its bytes."""
    import numpy as np

    found, last = raw == text[0], len(raw) - len(text) + 1
    for offset, letter in enumerate(text[1:], start=1):
        if not found.any():
            return 0
        found = found[:last] & (raw[offset : offset + last] == letter)
    return int(np.count_nonzero(found))


def _places(raw: ndarray, cells: ndarray) -> tuple[Any, Any] | None:
    """Row and column of every cell, from a reference such as AB12; None where one is written otherwise."""
    if not all((raw[cells + offset] == ord(letter)).all() for offset, letter in enumerate(' r="', start=2)):
        return None
    columns, at = _digits(raw, cells + len('<c r="'), "A", "Z", _LETTERS)
    rows, at = _digits(raw, at, "0", "9", _DIGITS)
    whole = (raw[at] == ord('"')).all() and (columns > 0).all() and (rows > 0).all()
    return (rows, columns) if whole else None


def _digits(raw: ndarray, at: ndarray, first: str, last: str, longest: int) -> tuple[Any, Any]:
    """Numbers of letters or digits, and the places behind them."""
    import numpy as np

    number, zero, base = np.zeros(len(at), np.int64), ord(first) - (first == "A"), ord(last) - ord(first) + 1
    for _ in range(longest):
        sign = raw[at]
        within = (sign >= ord(first)) & (sign <= ord(last))
        if within.all():  # as in most stretches, whose rows have as many digits
            number, at = number * base + sign - zero, at + 1
        elif within.any():
            number, at = np.where(within, number * base + sign - zero, number), at + within
        else:
            break
    return number, at


def _note(found: Cells, tags: _Tags, rows: ndarray, columns: ndarray) -> ndarray:
    """Add the cells of a stretch to what was found; a number for each place, in their order."""
    found.last_row = max(found.last_row, _highest(rows))
    found.last_column = max(found.last_column, _highest(columns))
    _add_formulas(found, tags, rows, columns)
    for error in (place for mark in _ERRORS if mark[-1:] in tags.xml for place in _found(tags.xml, mark)):
        at = int(tags.cells.searchsorted(error, "right")) - 1
        value = _VALUE.search(tags.xml, error, tags.end(at))
        found.odd[int(rows[at]), int(columns[at])] = value[1].decode("utf-8", "replace") if value and value[1] else NO_VALUE
    return rows * 32_768 + columns


def _repeats(keys: list[Any]) -> bool:
    """Whether a place stands twice; in their usual order none can."""
    import numpy as np

    listed = np.concatenate(keys) if keys else np.zeros(0, np.int64)
    return bool(not (np.diff(listed) > 0).all() and len(np.unique(listed)) < len(listed))


def _add_formulas(found: Cells, tags: _Tags, rows: ndarray, columns: ndarray) -> None:
    """The cells of formulas by column, those without a value among the odd ones."""
    indices = tags.cells.searchsorted(tags.at[tags.formulas], "right") - 1
    for at in indices.tolist():
        place, xml = (int(rows[at]), int(columns[at])), tags.xml
        begin = int(tags.cells[at])
        value, start = _VALUE.search(xml, begin, tags.end(at)), xml[begin : xml.index(b">", begin)]
        if any(mark in start for mark in _ERRORS):
            continue  # an error, and told as such
        if (value and value[1]) or b't="str"' in start:
            found.formulas.setdefault(place[1], []).append(place[0])
        else:
            found.odd[place] = NO_VALUE


def _found(xml: bytes, mark: bytes) -> Iterator[int]:
    """Every place of some bytes: a plain search is ten times as fast as a pattern."""
    at = xml.find(mark)
    while at >= 0:
        yield at
        at = xml.find(mark, at + 1)
