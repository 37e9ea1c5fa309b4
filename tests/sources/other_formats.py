"""The smallest files of other formats, written byte by byte from their specifications: .xls, .xlsb and .ods."""

from __future__ import annotations

import io
import struct
import zipfile

Cell = str | float | bool | None
Rows = list[list[Cell]]
ERRORS = {"#DIV/0!": 0x07, "#N/A": 0x2A, "#REF!": 0x17}


Numbers = tuple[int, ...]


def xls(rows: Rows, hidden_rows: Numbers = (), hidden_columns: Numbers = (), state: int = 0, password: bool = False) -> bytes:
    """An old workbook of one sheet, visits: BIFF8 records in a compound file."""
    begin = struct.pack("<HHHHII", 0x0600, 0x0005, 0, 1997, 0, 6)
    inside = struct.pack("<HHHHII", 0x0600, 0x0010, 0, 1997, 0, 6)
    name = b"visits"
    globals_ = _record(0x809, begin) + (_record(0x2F, b"\0\0") if password else b"")
    position = len(globals_) + 4 + 8 + len(name) + 4
    globals_ += _record(0x85, struct.pack("<IBBBB", position, state, 0, len(name), 0) + name) + _record(0x0A, b"")
    sheet = _record(0x809, inside)
    for column in hidden_columns:
        sheet += _record(0x7D, struct.pack("<HHHHHH", column - 1, column - 1, 2560, 0, 1, 0))
    for number, row in enumerate(rows):
        flags = 0x20 if number + 1 in hidden_rows else 0
        sheet += _record(0x208, struct.pack("<HHHHHHHH", number, 0, len(row), 255, 0, 0, flags, 0))
        sheet += b"".join(_xls_cell(number, column, cell) for column, cell in enumerate(row))
    stream = globals_ + sheet + _record(0x0A, b"")
    return _container(stream.ljust(4608, b"\0"))


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _xls_cell(row: int, column: int, cell: Cell) -> bytes:
    place = struct.pack("<HHH", row, column, 0)
    if cell is None:
        return b""
    if cell in ERRORS:
        return _record(0x205, place + struct.pack("<BB", ERRORS[str(cell)], 1))
    if isinstance(cell, str):
        return _record(0x204, place + struct.pack("<HB", len(cell), 0) + cell.encode("latin-1"))
    return _record(0x203, place + struct.pack("<d", cell))


def _container(stream: bytes) -> bytes:
    """A compound file of one stream; sector 0 the table of sectors, sector 1 the directory, then the stream."""
    sectors = len(stream) // 512
    end, free, table = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
    links = [table, end, *range(3, 2 + sectors), end]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 10
    header += struct.pack("<8I", 1, 1, 0, 4096, end, 0, end, 0) + struct.pack("<109I", 0, *[free] * 108)
    entries = _entry("Root Entry", 5, end, 0, 1) + _entry("Workbook", 2, 2, len(stream), free) + b"\0" * 256
    return header + struct.pack(f"<{len(links)}I", *links).ljust(512, b"\xff") + entries + stream


def _entry(name: str, kind: int, start: int, size: int, child: int) -> bytes:
    coded = name.encode("utf-16-le") + b"\0\0"
    free = 0xFFFFFFFF
    tail = b"\0" * 36 + struct.pack("<III", start, size, 0)
    return coded.ljust(64, b"\0") + struct.pack("<HBBIII", len(coded), kind, 1, free, free, child) + tail


def xlsb(rows: Rows, hidden_rows: tuple[int, ...] = ()) -> bytes:
    """A binary workbook of one sheet, visits."""
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    link = '<Relationships xmlns="{}"><Relationship Id="r1" Type="{}/{}" Target="{}"/></Relationships>'
    tab = struct.pack("<II", 0, 1) + _wide("r1") + _wide("visits")
    book = _part(131) + _part(143) + _part(156, tab) + _part(144) + _part(132)
    cells = b""
    for number, row in enumerate(rows):
        flags = 0x10 if number + 1 in hidden_rows else 0
        cells += _part(0, struct.pack("<IIHBBBI", number, 0, 300, 0, flags, 0, 0))
        cells += b"".join(_xlsb_cell(column, cell) for column, cell in enumerate(row) if cell is not None)
    size = _part(148, struct.pack("<IIII", 0, len(rows) - 1, 0, len(rows[0]) - 1))
    sheet = _part(129) + size + _part(145) + cells + _part(146) + _part(130)
    return zipped({
        "_rels/.rels": link.format(package, relation, "officeDocument", "xl/workbook.bin").encode(),
        "xl/workbook.bin": book,
        "xl/_rels/workbook.bin.rels": link.format(package, relation, "worksheet", "worksheets/sheet1.bin").encode(),
        "xl/worksheets/sheet1.bin": sheet,
    })  # fmt: skip


def _xlsb_cell(column: int, cell: Cell) -> bytes:
    place = struct.pack("<II", column, 0)
    if cell in ERRORS:
        return _part(3, place + struct.pack("<B", ERRORS[str(cell)]))
    if isinstance(cell, str):
        return _part(6, place + _wide(cell))
    return _part(5, place + struct.pack("<d", cell))


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _part(kind: int, data: bytes = b"") -> bytes:
    number = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length = len(data)
    size = bytes([length]) if length < 128 else bytes([length & 0x7F | 0x80, length >> 7])
    return number + size + data


def ods(rows: Rows, hidden_rows: tuple[int, ...] = (), hidden_columns: tuple[int, ...] = ()) -> bytes:
    """An OpenDocument spreadsheet of one sheet, visits."""
    names = ("office", "table", "text")
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in names)
    spaces += ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    hide = ' table:visibility="collapse"'
    columns = "".join(f"<table:table-column{hide if number + 1 in hidden_columns else ''}/>" for number in range(len(rows[0])))
    lines = "".join(
        f"<table:table-row{hide if number + 1 in hidden_rows else ''}>{''.join(map(_ods_cell, row))}</table:table-row>"
        for number, row in enumerate(rows)
    )
    table = f'<table:table table:name="visits">{columns}{lines}</table:table>'
    body = f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
    document = f'<office:document-content {spaces} office:version="1.3">{body}</office:document-content>'
    return zipped({
        "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": b'<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        "content.xml": f'<?xml version="1.0"?>{document}'.encode(),
    })  # fmt: skip


def _ods_cell(cell: Cell) -> str:
    if cell is None:
        return "<table:table-cell/>"
    if isinstance(cell, bool):
        return f'<table:table-cell office:value-type="boolean" office:boolean-value="{str(cell).lower()}"/>'
    if isinstance(cell, str):
        kind = "error" if cell in ERRORS else "string"
        return f'<table:table-cell office:value-type="string" calcext:value-type="{kind}"><text:p>{cell}</text:p></table:table-cell>'
    return f'<table:table-cell office:value-type="float" office:value="{cell}"><text:p>{cell}</text:p></table:table-cell>'


def zipped(parts: dict[str, bytes]) -> bytes:
    """An archive of parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()
