"""Broken and hostile files: sound ones of every format, spoiled in every way that a table names."""

from __future__ import annotations

import io
import json
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from random import Random

from cohortium.provenance import column_letters
from sources.other_formats import ods, xls, xlsb
from sources.sas_files import sas7bdat

ROWS = [["patient", "month", "IGA"], ["P1", 0, 3], ["P1", 3, 1], ["P2", 0, 4]]


def _xlsx() -> bytes:
    import openpyxl

    book, stream = openpyxl.Workbook(), io.BytesIO()
    book.worksheets[0].title = "visits"
    for row in ROWS:
        book.worksheets[0].append(row)
    book.save(stream)
    return stream.getvalue()


def _parquet() -> bytes:
    import duckdb

    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        path = Path(folder) / "x.parquet"
        connection.execute(f"COPY (SELECT 'P1' AS patient, 0 AS month, 3 AS IGA) TO '{path}' (FORMAT PARQUET)")
        return path.read_bytes()


def _by_pyreadstat(ending: str) -> bytes:
    import polars
    import pyreadstat

    write = {"sav": pyreadstat.write_sav, "dta": pyreadstat.write_dta, "xpt": pyreadstat.write_xport}[ending]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"x.{ending}"
        write(polars.DataFrame(ROWS[1:], schema=ROWS[0], orient="row"), str(path))
        return path.read_bytes()


def _json() -> bytes:
    columns = [{"itemOID": f"IT.{name}", "name": name, "label": name, "dataType": "string"} for name in ROWS[0]]
    return json.dumps({"datasetJSONVersion": "1.1.0", "name": "visits", "records": 3, "columns": columns, "rows": ROWS[1:]}).encode()


@cache
def sound() -> dict[str, bytes]:
    """A sound file of every format that this machine can write, by ending."""
    files = {"xlsx": _xlsx(), "xls": xls(ROWS), "xlsb": xlsb(ROWS), "ods": ods(ROWS), "parquet": _parquet(), "json": _json()}
    files["csv"] = b"".join(b"%s\n" % b",".join(str(value).encode() for value in row) for row in ROWS)
    return files | {"sas7bdat": sas7bdat(ROWS)} | {ending: _by_pyreadstat(ending) for ending in ("sav", "dta", "xpt")}


Spoil = Callable[[bytes, Random], bytes]


def _cut(content: bytes, dice: Random) -> bytes:
    return content[: dice.randrange(len(content))]


def _flipped(content: bytes, dice: Random) -> bytes:
    spoiled = bytearray(content)
    for _ in range(dice.choice((1, 4, 30))):
        spoiled[dice.randrange(len(spoiled))] = dice.randrange(256)
    return bytes(spoiled)


def _nulls(content: bytes, dice: Random) -> bytes:
    at = dice.randrange(len(content))
    return content[:at] + bytes(dice.choice((1, 100, 5000))) + content[at:]


def _numbers(content: bytes, dice: Random) -> bytes:
    """A length or an offset that is as large as it can be."""
    at = dice.randrange(max(len(content) - 8, 1))
    return content[:at] + dice.choice((b"\xff" * 4, b"\x7f\xff\xff\xff", b"\xff\xff\xff\x7f", b"\xff" * 8)) + content[at + 4 :]


def _again(content: bytes, dice: Random) -> bytes:
    return content + content[dice.randrange(len(content)) :]


def _noise(content: bytes, dice: Random) -> bytes:
    return content[: dice.choice((0, 4, 8, 100))] + dice.randbytes(2000)


SPOILS: tuple[Spoil, ...] = (_cut, _flipped, _nulls, _numbers, _again, _noise)


def _changed(part: str, change: Callable[[bytes], bytes], more: dict[str, bytes] | None = None) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sound()["xlsx"])) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name.endswith(part) else old.read(name))
        for name, content in (more or {}).items():
            new.writestr(name, content)
    return stream.getvalue()


_SHEET, _BOOK = "sheet1.xml", "xl/workbook.xml"
_LAUGHS = b"<!DOCTYPE x [<!ENTITY a '" + b"ha" * 50 + b"'>" + b"".join(
    b"<!ENTITY %c '%s'>" % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)
) + b"]>"  # fmt: skip


def _doctype(text: bytes) -> Callable[[bytes], bytes]:
    return lambda xml: (b"<?xml version='1.0'?>" + text + xml[xml.find(b"<w") :]) if b"<w" in xml else text + xml


def _overlapping() -> bytes:
    """An archive whose members share one stretch of bytes, each of which grows a thousandfold."""
    kernel = zlib.compress(bytes(50_000_000), 9)[2:-4]
    name, crc = b"xl/a.xml", zlib.crc32(bytes(50_000_000))
    local = struct.pack("<4s5H3I2H", b"PK\3\4", 20, 0, 8, 0, 0, crc, len(kernel), 50_000_000, len(name), 0) + name + kernel
    entry = struct.pack("<4s6H3I5H2I", b"PK\1\2", 20, 20, 0, 8, 0, 0, crc, len(kernel), 50_000_000, len(name), 0, 0, 0, 0, 0, 0) + name
    return local + entry * 200 + struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 200, 200, len(entry) * 200, len(local), 0)


def _merged(count: int) -> bytes:
    cells = b"".join(b'<mergeCell ref="A%d:XFD%d"/>' % (n, n + 1) for n in range(1, count))
    return _changed(_SHEET, lambda xml: xml.replace(b"</sheetData>", b"</sheetData><mergeCells>" + cells + b"</mergeCells>"))


def _with(content: bytes, at: int, part: bytes) -> bytes:
    return content[:at] + part + content[at + len(part) :]


def _full(rows: int, columns: int) -> bytes:
    """A sheet of so many cells, no two of which hold the same number: as large as a sheet may be, or larger."""
    letters = [column_letters(column).encode() for column in range(1, columns + 1)]
    cells = (b"".join(b'<c r="%s%d"><v>%d</v></c>' % (letter, row, row) for letter in letters) for row in range(2, rows))
    more = b"".join(b'<row r="%d">%s</row>' % (row, line) for row, line in enumerate(cells, start=2))
    first = b'<row r="1"><c r="A1" t="inlineStr"><is><t>patient</t></is></c></row>'
    return _changed(_SHEET, lambda xml: xml[: xml.index(b"<row")] + first + more + xml[xml.index(b"</sheetData>") :])


MADE: dict[str, Callable[[], bytes]] = {
    "bomb.xlsx": lambda: _changed("none", bytes, {"xl/worksheets/sheet9.xml": b"<a>" + bytes(30_000_000).replace(b"\0", b" ") + b"</a>"}),
    "large.xlsx": lambda: _changed("none", bytes, {"xl/b.xml": b" " * 210_000_000}),
    "overlap.xlsx": _overlapping,
    "laughs.xlsx": lambda: _changed(_SHEET, _doctype(_LAUGHS)),
    "laughs_book.xlsx": lambda: _changed(_BOOK, _doctype(_LAUGHS)),
    "quadratic.xlsx": lambda: _changed(_SHEET, _doctype(b"<!DOCTYPE x [<!ENTITY a '" + b"a" * 50_000 + b"'>]>")),
    "outside.xlsx": lambda: _changed(_SHEET, _doctype(b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/hostname'>]>")),
    "far.xlsx": lambda: _changed(_SHEET, lambda xml: xml.replace(b'r="C4"', b'r="XFD1048576"')),
    "claims.xlsx": lambda: _changed(_SHEET, lambda xml: xml.replace(b"A1:C4", b"A1:XFD1048576")),
    "beyond.xlsx": lambda: _changed(_SHEET, lambda xml: xml.replace(b'r="C4"', b'r="ZZZZZZ99999999999"')),
    "column.xlsx": lambda: _changed(_SHEET, lambda xml: xml.replace(b'r="4"', b'r="99999999999999999999"')),
    "twice.xlsx": lambda: _changed(_SHEET, lambda xml: xml.replace(b'r="C4"', b'r="C3"')),
    "no_book.xlsx": lambda: _changed(_BOOK, lambda xml: b""),
    "no_sheet.xlsx": lambda: _changed(_SHEET, lambda xml: b""),
    "self.xlsx": lambda: _changed("workbook.xml.rels", lambda xml: xml.replace(b"worksheets/sheet1.xml", b"workbook.xml")),
    "up.xlsx": lambda: _changed("workbook.xml.rels", lambda xml: xml.replace(b"worksheets/sheet1.xml", b"../../../etc/passwd")),
    "slip.xlsx": lambda: _changed("none", bytes, {"../../outside.xml": b"<a/>"}),
    "full.xlsx": lambda: _full(40_000, 25),
    "over.xlsx": lambda: _full(123_000, 41),  # a little more cells than are read
    "merged.xlsx": lambda: _merged(1000),
    "deep.xlsx": lambda: _changed(_SHEET, lambda xml: xml.replace(b"<sheetData>", b"<x>" * 200_000 + b"<sheetData>")),
    "string.xlsx": lambda: _changed(_SHEET, lambda xml: xml.replace(b"<v>3</v>", b"<v>" + b"9" * 5_000_000 + b"</v>")),
    "styles.xlsx": lambda: _changed("styles.xml", lambda xml: b"<styleSheet><cellXfs>" + b"<xf/>" * 300_000 + b"</cellXfs></styleSheet>"),
    "utf16.xlsx": lambda: _changed(_SHEET, lambda xml: xml.decode().encode("utf-16")),
    "nested.xlsx": lambda: _changed("none", bytes, {"xl/inner.zip": sound()["xlsx"]}),
    "program.xlsx": lambda: b"MZ" + bytes(500),
    "page.xlsx": lambda: b"<html><table><tr><td>patient</td></tr></table></html>",
    "deep.xls": lambda: b"<html>" + b"<table><tr><td>" * 30_000,
    "wide.xls": lambda: b"<table><tr>" + b"<td>1</td>" * 20_000 + b"</tr></table>",
    "span.xls": lambda: b"<table><tr><td colspan=999999999 rowspan=999999999>1</td></tr></table>",
    "cycle.xls": lambda: sound()["xls"][:512] + struct.pack("<128I", *([1] * 128)) + sound()["xls"][1024:],
    "repeat.ods": lambda: ods(ROWS).replace(b"", b""),
    "wide.csv": lambda: b",".join([b"x"] * 6000),
    "nul.csv": lambda: bytes(100_000),
    "quote.csv": lambda: b'patient,month,IGA\n"P1,0,3\n' * 1000,
    "quotes.csv": lambda: b'"' * 200_000,
    "line.csv": lambda: b"patient," + b"a" * 20_000_000,
    "utf16.csv": lambda: "patient,month,IGA\nP1,0,3\n".encode("utf-16"),
    "utf32.csv": lambda: "patient,month,IGA\nP1,0,3\n".encode("utf-32"),
    "surrogate.csv": lambda: b"patient,month,IGA\nP\xed\xa0\x80,0,3\n",
    "pickle.csv": lambda: b"\x80\x04\x95cposix\nsystem\n(S'touch marker'\ntR.",
    "deep.json": lambda: b"[" * 200_000,
    "deep2.json": lambda: b'{"a":' * 100_000,
    "digits.json": lambda: b'{"rows": ' + b"9" * 1_000_000 + b"}",
    "null.json": lambda: b"null",
    "twice.json": lambda: sound()["json"].replace(b'"IGA"', b'"month"'),
    "ragged.json": lambda: sound()["json"].replace(b'["P1", 0, 3]', b'["P1"]'),
    "nan.json": lambda: sound()["json"].replace(b"3]", b"NaN]"),
    "text.ndjson": lambda: b"{}\n[]\nnull\n",
    "magic.parquet": lambda: b"PAR1" + bytes(100) + b"PAR1",
    "csv.parquet": lambda: sound()["csv"],
    "empty.sav": lambda: b"$FL2" + bytes(172),
    "claims.sav": lambda: _with(sound()["sav"], 0x50, struct.pack("<i", 2**28)),  # rows: room is made for as many as are claimed
    "negative.sav": lambda: _with(sound()["sav"], 0x50, struct.pack("<i", -(2**31))),
    "claims.sas7bdat": lambda: sound()["sas7bdat"].replace(struct.pack("<QQ", 24, 3), struct.pack("<QQ", 24, 2**60)),
    "wide.sas7bdat": lambda: sound()["sas7bdat"].replace(struct.pack("<QQ", 24, 3), struct.pack("<QQ", 2**40, 3)),
    "empty.dta": lambda: b"<stata_dta><header>",
    "old.dta": lambda: b"\x72\x02\x01\x00" + b"\xff" * 200,
    "empty.xpt": lambda: b"HEADER RECORD*******LIBRARY HEADER RECORD!!!!!!!" + b"0" * 32,
    "empty.sas7bdat": lambda: bytes(12) + b"\xc2\xea\x81\x60\xb3\x14\x11\xcf\xbd\x92\x08\x00\x09\xc7\x31\x8c\x18\x1f\x10\x11" + bytes(4000),
}
del MADE["repeat.ods"]


def hostile(count: int) -> Iterator[tuple[str, bytes]]:
    """(name, content) of so many files: those made by hand first, then every format spoiled in every way, by a seed of its own."""
    yield from ((name, make()) for name, make in list(MADE.items())[:count])
    for seed in range(max(0, count - len(MADE))):
        dice = Random(seed)
        ending = sorted(sound())[seed % len(sound())]
        spoil = SPOILS[(seed // len(sound())) % len(SPOILS)]
        name = ending if dice.random() < 0.8 else dice.choice(sorted(sound()))  # sometimes under another ending
        yield f"{seed}{spoil.__name__}.{name}", spoil(sound()[ending], dice)
