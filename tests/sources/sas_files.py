"""The smallest data set of SAS (.sas7bdat), written byte by byte: 64 bits, little end first, nothing compressed.

No specification is public; the places are those that the library ReadStat reads.
"""

from __future__ import annotations

import struct

Rows = list[list[str | float]]
_PAGE, _WIDTH = 4096, 8  # bytes of a page, and of a value
_HEADER = 2 * _PAGE
_MAGIC = bytes.fromhex("000000000000000000000000c2ea8160b31411cfbd92080009c7318c181f101133000022000100")
_UTF8, _TEXT, _NUMBER = 20, 2, 1
_ROWS, _COLUMNS, _TEXTS, _NAMES, _PLACES, _FORMATS = 0xF7F7F7F7, 0xF6F6F6F6, 2**64 - 3, 2**64 - 1, 2**64 - 4, 2**64 - 1026
_OF_TEXTS = (_TEXTS, _NAMES, _PLACES)


def sas7bdat(rows: Rows) -> bytes:
    """A data set of the names in the first row; columns of texts (eight letters) or of numbers, as the second row has them."""
    names, values = [str(name) for name in rows[0]], rows[1:]
    data = b"".join(_value(value) for row in values for value in row)
    page = struct.pack("<32xHHHH", 0x100, len(values), 0, 0) + data
    return _header(2) + _described(_parts(names, values)) + page.ljust(_PAGE, b"\0")


def _value(value: str | float) -> bytes:
    return value.encode().ljust(_WIDTH) if isinstance(value, str) else struct.pack("<d", value)


def _header(pages: int) -> bytes:
    header = bytearray(_HEADER)
    header[: len(_MAGIC)], header[0x27], header[0x46] = _MAGIC, ord("1"), _UTF8
    header[0x54:0x7C] = b"SAS FILEVISITS".ljust(0x28)
    header[0x9C:0xA4] = b"DATA    "
    struct.pack_into("<IIQ", header, 0xC4, _HEADER, _PAGE, pages)
    header[0xDC:0xF1] = b"9.0101M09.0401M6Linux"
    return bytes(header)


def _parts(names: list[str], values: Rows) -> list[tuple[int, bytes]]:
    """(signature, content) of each part that says what the data are."""
    rows = bytearray(800)
    for at, number in ((32, len(names) * _WIDTH), (40, len(values)), (64, len(names)), (96, _PAGE), (120, 2**64 - 1)):
        struct.pack_into("<Q", rows, at, number)
    texts, named, placed = bytearray(28), b"", b""
    texts[12:20] = b" " * 8
    for number, name in enumerate(names):
        named += struct.pack("<HHHH", 0, len(texts), len(name), 0)
        texts += name.encode().ljust(-(-(len(name) + 1) // 4) * 4, b"\0")
        placed += struct.pack("<QIHH", number * _WIDTH, _WIDTH, 4, _TEXT if isinstance(values[0][number], str) else _NUMBER)
    struct.pack_into("<H", texts, 0, len(texts) - 12)
    both = ((_NAMES, named), (_PLACES, placed))
    lists = ((signature, struct.pack("<HHI", len(body) + 8, 0, 0) + body + bytes(12)) for signature, body in both)
    counted = struct.pack("<QQ", len(names), 0)
    return [(_ROWS, bytes(rows)), (_COLUMNS, counted), (_TEXTS, bytes(texts)), *lists, *[(_FORMATS, bytes(56))] * len(names)]


def _described(parts: list[tuple[int, bytes]]) -> bytes:
    """The page of the parts, the first one at its end; where each begins stands at the front."""
    page, end = bytearray(_PAGE), _PAGE
    struct.pack_into("<HHH", page, 32, 0, len(parts), len(parts))
    for number, (signature, content) in enumerate(parts):
        part = struct.pack("<Q", signature) + content
        end -= len(part)
        page[end : end + len(part)] = part
        struct.pack_into("<QQBB", page, 40 + number * 24, end, len(part), 0, signature in _OF_TEXTS)
    return bytes(page)
