"""A large sheet looked at all at once: the places of its tags as arrays, where a pass tag by tag would take as long as reading it.

Only for XML as spreadsheet programs write it, tags in balance and every cell with its reference first; anything else is left to the slow
pass, which says what is wrong with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from cohortium.sources.sheet_xml import NO_VALUE, Cells

if TYPE_CHECKING:
    from numpy import ndarray

_PADDING = b" " * 32  # so that a look some bytes ahead stays inside
_LETTERS, _DIGITS = 3, 7  # of the longest reference that a spreadsheet has
_ERRORS = (b' t="e"', b" t='e'")
_VALUE = re.compile(rb"<[vt]>([^<]*)</")


def look_at_once(xml: bytes) -> Cells | None:
    """The cells of a sheet; None where its XML is not as it always is."""
    import numpy as np

    raw = np.frombuffer(xml + _PADDING, np.uint8)
    tags = np.flatnonzero(raw == ord("<"))
    second, third = raw[1:][tags], raw[2:][tags]
    if not _in_balance(xml, second):
        return None
    # A value holds no tag: what follows its own is its end.
    values = ((second[:-1] == ord("v")) | (second[:-1] == ord("t"))) & (third[:-1] == ord(">"))
    if (second[1:][values] != ord("/")).any():
        return None
    ends_name = np.isin(np.arange(256), tuple(b" \t\r\n>/"))[third]
    opens = (second == ord("c")) & ends_name
    # An empty formatted cell ends at once, so that the next tag is another cell or the end of the row.
    empty = opens[:-1] & (opens[1:] | ((second[1:] == ord("/")) & (third[1:] != ord("c"))))
    full = opens.copy()
    full[:-1] &= ~empty
    cells = tags[full]
    places = _places(raw, cells)
    is_formula = (second == ord("f")) & ends_name
    if not opens[:-1][is_formula[1:]].all():  # a formula is the first thing in its cell
        return None
    if places is None or (third[opens] != ord(" ")).any() or b":c " in xml or xml.count(b"</c>") != len(cells):
        return None
    rows, columns = places
    found = Cells(int(rows.max(initial=0)), int(columns.max(initial=0)), twice=_repeats(rows, columns))
    named = tags[is_formula]
    _add_formulas(found, xml, cells, rows, columns, np.searchsorted(cells, named, "right") - 1)
    for error in (place for mark in _ERRORS for place in _found(xml, mark)):
        at = int(np.searchsorted(cells, error, "right")) - 1
        value = _VALUE.search(xml, error, _end(xml, cells, at))
        found.odd[int(rows[at]), int(columns[at])] = value[1].decode("utf-8", "replace") if value and value[1] else NO_VALUE
    return found


def _in_balance(xml: bytes, second: ndarray) -> bool:
    """Whether tags are closed as often as opened; a sheet with comments or bare texts of ">" is left to the slow pass."""
    closing, told = int((second == ord("/")).sum()), int((second == ord("?")).sum())
    opened = len(second) - closing - told - xml.count(b"/>")
    return opened == closing and xml.count(b">") == len(second) and not (second == ord("!")).any()


def _places(raw: ndarray, cells: ndarray) -> tuple[Any, Any] | None:
    """Row and column of every cell, from a reference such as AB12; None where one is written otherwise."""
    import numpy as np

    if not all((raw[cells + offset] == ord(letter)).all() for offset, letter in enumerate(' r="', start=2)):
        return None
    at = cells + len('<c r="')
    numbers = {"A": np.zeros(len(cells), np.int32), "0": np.zeros(len(cells), np.int32)}
    for first, base, last, longest in (("A", 26, "Z", _LETTERS), ("0", 10, "9", _DIGITS)):
        for _ in range(longest):
            sign = raw[at]
            within = (sign >= ord(first)) & (sign <= ord(last))
            if not within.any():
                break
            digit = sign.astype(np.int32) - (ord(first) - (first == "A"))
            numbers[first] = np.where(within, numbers[first] * base + digit, numbers[first])
            at = at + within
    whole = (raw[at] == ord('"')).all() and (numbers["A"] > 0).all() and (numbers["0"] > 0).all()
    return (numbers["0"], numbers["A"]) if whole else None


def _repeats(rows: ndarray, columns: ndarray) -> bool:
    import numpy as np

    keys = rows.astype(np.int64) * 32_768 + columns
    return bool(not (np.diff(keys) > 0).all() and len(np.unique(keys)) < len(keys))


def _add_formulas(found: Cells, xml: bytes, cells: ndarray, rows: ndarray, columns: ndarray, indices: ndarray) -> None:
    """The cells of formulas by column, those without a value among the odd ones."""
    for at in indices.tolist():
        place = int(rows[at]), int(columns[at])
        end = _end(xml, cells, at)
        value, start = _VALUE.search(xml, int(cells[at]), end), xml[int(cells[at]) : xml.index(b">", int(cells[at]))]
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


def _end(xml: bytes, cells: ndarray, at: int) -> int:
    return int(cells[at + 1]) if at + 1 < len(cells) else len(xml)
