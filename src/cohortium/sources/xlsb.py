"""What python-calamine does not tell of a binary workbook (.xlsb): error cells, hidden rows and columns. Source: Microsoft [MS-XLSB]."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from cohortium.language import marked
from cohortium.sources.biff import ERRORS, Look
from cohortium.sources.raw import Unreadable

_ROW, _CELL_ERROR, _FORMULA_ERROR, _COLUMN = 0, 3, 11, 60
_DAMAGED = marked("is damaged or cut off. Ask the centre to send it again.")


def look_at(sheet: bytes) -> Look:
    """A look at one sheet's part."""
    look, row = Look(), 0
    try:
        for kind, data in _records(sheet):
            if kind == _ROW:
                row = struct.unpack_from("<I", data)[0] + 1
                if data[11] & 0x10:
                    look.rows.add(row)
            elif kind in (_CELL_ERROR, _FORMULA_ERROR):
                look.errors[row, struct.unpack_from("<I", data)[0] + 1] = ERRORS.get(data[8], "#VALUE!")
            elif kind == _COLUMN and data[16] & 1:
                first, last = struct.unpack_from("<II", data)
                look.columns |= set(range(first + 1, min(last, 16_383) + 2))
    except (struct.error, IndexError):
        raise Unreadable(_DAMAGED) from None
    return look


def _records(sheet: bytes) -> Iterator[tuple[int, bytes]]:
    position = 0
    while position < len(sheet):
        kind, position = _number(sheet, position, 2)
        length, position = _number(sheet, position, 4)
        yield kind, sheet[position : position + length]
        position += length


def _number(sheet: bytes, position: int, most: int) -> tuple[int, int]:
    """Seven bits a byte, the lowest first, as long as the eighth is set; and the position after it."""
    number = 0
    for count in range(most):
        byte = sheet[position + count]
        number |= (byte & 0x7F) << (7 * count)
        if not byte & 0x80:
            return number, position + count + 1
    return number, position + most
