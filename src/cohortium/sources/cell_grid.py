"""A large sheet looked at all at once: the places of its tags as arrays, where a pass tag by tag would take as long as reading it.

Only for XML as spreadsheet programs write it, tags in balance and every cell with its reference first; anything else is left to the slow
pass, which says what is wrong with it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from cohortium.sources.sheet_xml import NO_VALUE, Cells

if TYPE_CHECKING:
    from numpy import ndarray

_PADDING = b" " * 32  # so that a look some bytes ahead stays inside
_LETTERS, _DIGITS = 3, 7  # of the longest reference that a spreadsheet has
_ERROR = re.compile(rb"\st=[\"']e[\"']")
_VALUE = re.compile(rb"<v>([^<]*)</v>")


def look_at_once(xml: bytes) -> Cells | None:
    """The cells of a sheet; None where its XML is not as it always is."""
    import numpy as np

    raw = np.frombuffer(xml + _PADDING, np.uint8)
    tags, ends = np.flatnonzero(raw == ord("<")), np.flatnonzero(raw == ord(">"))
    if not _in_balance(raw, tags, ends):
        return None
    second, third = raw[tags + 1], raw[tags + 2]
    is_cell = (second == ord("c")) & np.isin(third, tuple(b" \t\r\n>/"))
    full = is_cell & (raw[ends - 1] != ord("/"))
    cells = tags[full]
    places = _places(raw, cells)
    if places is None or b":c " in xml:
        return None
    rows, columns = places
    found = Cells(int(rows.max(initial=0)), int(columns.max(initial=0)), twice=_repeats(rows, columns))
    named = tags[(second == ord("f")) & np.isin(third, tuple(b" >/"))]
    _add_formulas(found, xml, cells, rows, columns, np.searchsorted(cells, named, "right") - 1)
    for error in _ERROR.finditer(xml):
        at = int(np.searchsorted(cells, error.start(), "right")) - 1
        value = _VALUE.search(xml, error.start(), _end(xml, cells, at))
        found.odd[int(rows[at]), int(columns[at])] = value[1].decode("utf-8", "replace") if value and value[1] else NO_VALUE
    return found


def _in_balance(raw: ndarray, tags: ndarray, ends: ndarray) -> bool:
    """Whether every tag ends before the next begins, and as many are closed as opened."""
    if len(tags) != len(ends) or not len(tags) or not (tags < ends).all() or not (ends[:-1] < tags[1:]).all():
        return False
    first = raw[tags + 1]
    closing, alone, told = (first == ord("/")).sum(), (raw[ends - 1] == ord("/")).sum(), (first == ord("?")).sum()
    return bool(not (first == ord("!")).any() and len(tags) - closing - alone - told == closing)


def _places(raw: ndarray, cells: ndarray) -> tuple[Any, Any] | None:
    """Row and column of every cell, from a reference such as AB12; None where one is written otherwise."""
    import numpy as np

    if not all((raw[cells + offset] == ord(letter)).all() for offset, letter in enumerate(' r="', start=2)):
        return None
    at = cells + len('<c r="')
    numbers = {"A": np.zeros(len(cells), np.int64), "0": np.zeros(len(cells), np.int64)}
    for first, base, last, longest in (("A", 26, "Z", _LETTERS), ("0", 10, "9", _DIGITS)):
        for _ in range(longest):
            sign = raw[at]
            within = (sign >= ord(first)) & (sign <= ord(last))
            if not within.any():
                break
            digit = sign.astype(np.int64) - ord(first) + (first == "A")
            numbers[first] = np.where(within, numbers[first] * base + digit, numbers[first])
            at = at + within
    whole = (raw[at] == ord('"')).all() and (numbers["A"] > 0).all() and (numbers["0"] > 0).all()
    return (numbers["0"], numbers["A"]) if whole else None


def _repeats(rows: ndarray, columns: ndarray) -> bool:
    import numpy as np

    keys = rows * 32_768 + columns
    return bool(not (np.diff(keys) > 0).all() and len(np.unique(keys)) < len(keys))


def _add_formulas(found: Cells, xml: bytes, cells: ndarray, rows: ndarray, columns: ndarray, indices: ndarray) -> None:
    """The cells of formulas by column, those without a value among the odd ones."""
    for at in indices.tolist():
        place = int(rows[at]), int(columns[at])
        end = _end(xml, cells, at)
        value, start = _VALUE.search(xml, int(cells[at]), end), xml[int(cells[at]) : xml.index(b">", int(cells[at]))]
        if (value and value[1]) or b't="str"' in start or _ERROR.search(start):
            found.formulas.setdefault(place[1], []).append(place[0])
        else:
            found.odd[place] = NO_VALUE


def _end(xml: bytes, cells: ndarray, at: int) -> int:
    return int(cells[at + 1]) if at + 1 < len(cells) else len(xml)
