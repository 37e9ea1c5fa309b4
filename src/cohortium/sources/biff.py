"""What python-calamine does not tell of an old workbook (.xls): error cells, hidden rows and columns, the date system.

Sources: Microsoft [MS-CFB] (the container) and [MS-XLS] (the records), both public specifications.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from cohortium.language import marked
from cohortium.sources.raw import Unreadable

_FREE = 0xFFFFFFFA  # sector numbers from here on mean "none"
_DAMAGED = marked("is damaged or cut off. Ask the centre to send it again.")
ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
"""Error codes as [MS-XLS] and [MS-XLSB] number them."""


@dataclass
class Look:
    """What a sheet hides: (row, column) -> error code, hidden rows and columns, merged ranges, all counted from 1."""

    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)  # where the library does not tell them


def look_at(content: bytes) -> list[Look]:
    """A look at every worksheet of an .xls file, in the order of the tabs."""
    try:
        stream = _stream(content)
        records = list(_records(stream, 0))
    except (struct.error, IndexError):
        raise Unreadable(_DAMAGED) from None
    if any(kind == 0x2F for kind, _ in records):
        raise Unreadable("is protected by a password. Open it in Excel, remove the password, save it and put it back.")
    sheets = [struct.unpack_from("<IBB", data) for kind, data in records if kind == 0x85]
    return [_look(stream, position) for position, _, sheet_type in sheets if sheet_type == 0]


def _look(stream: bytes, position: int) -> Look:
    look = Look()
    for kind, data in _records(stream, position):
        if kind == 0x205 and len(data) >= 8 and data[7]:
            row, column = struct.unpack_from("<HH", data)
            look.errors[row + 1, column + 1] = ERRORS.get(data[6], "#VALUE!")
        elif kind == 0x06 and len(data) >= 14 and data[12:14] == b"\xff\xff" and data[6] == 2:
            row, column = struct.unpack_from("<HH", data)
            look.errors[row + 1, column + 1] = ERRORS.get(data[8], "#VALUE!")
        elif kind == 0x208 and len(data) >= 14 and data[12] & 0x20:
            look.rows.add(struct.unpack_from("<H", data)[0] + 1)
        elif kind == 0x7D and len(data) >= 10 and data[8] & 1:
            first, last = struct.unpack_from("<HH", data)
            look.columns |= set(range(first + 1, min(last, 16_384) + 2))
    return look


def _records(stream: bytes, position: int) -> Iterator[tuple[int, bytes]]:
    """The records from a place to the end of their part."""
    while position + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, position)
        yield kind, stream[position + 4 : position + 4 + length]
        position += 4 + length
        if kind == 0x0A:
            return


def _stream(content: bytes) -> bytes:
    """The workbook inside the container."""
    size = 1 << struct.unpack_from("<H", content, 30)[0]
    if size not in (512, 4096):
        raise Unreadable(_DAMAGED)
    _, directory, _, cutoff, mini_start, _, more_start, _ = struct.unpack_from("<8I", content, 44)
    table = [number for number in struct.unpack_from("<109I", content, 76) if number < _FREE]
    seen: set[int] = set()
    while more_start < _FREE and more_start not in seen:
        seen.add(more_start)
        *numbers, more_start = struct.unpack_from(f"<{size // 4}I", content, (more_start + 1) * size)
        table += [number for number in numbers if number < _FREE]
    following = [number for sector in table for number in struct.unpack_from(f"<{size // 4}I", content, (sector + 1) * size)]
    entries = _chain(content, following, directory, size, size)
    found = {entries[at : at + 128][:64].decode("utf-16-le", "replace").rstrip("\0"): at for at in range(0, len(entries) - 127, 128)}
    at = found.get("Workbook", found.get("Book"))
    if at is None:
        raise Unreadable("is no workbook, though it has the ending of one. Open it in its own program and save it as .xlsx.")
    start, length = struct.unpack_from("<II", entries, at + 116)
    if length >= cutoff:
        return _chain(content, following, start, size, size)[:length]
    small = _chain(content, following, struct.unpack_from("<I", entries, 116)[0], size, size)
    links = _chain(content, following, mini_start, size, size)
    return _chain(small, list(struct.unpack(f"<{len(links) // 4}I", links)), start, 64, 0)[:length]


def _chain(content: bytes, following: list[int], sector: int, size: int, offset: int) -> bytes:
    parts: list[bytes] = []
    while sector < _FREE:
        if len(parts) > len(following):
            raise Unreadable(_DAMAGED)  # a chain that bites its tail
        parts.append(content[sector * size + offset : (sector + 1) * size + offset])
        if len(parts[-1]) < size:
            raise Unreadable(_DAMAGED)
        sector = following[sector]
    return b"".join(parts)
