"""CSV files: UTF-8 or the declared encoding, one delimiter, strict quotes; a doubt is a sentence with the line, never a guess."""

from __future__ import annotations

import csv
import io
import re

from cohortium.language import marked, tr
from cohortium.sources.cells import plain_text, trimmed
from cohortium.sources.raw import AS_IS, How, Note, RawSheet, Unreadable, first_filled_row, refuse_too_large

DELIMITERS = (",", ";", "\t", "|")
# What Excel reads as an instruction and some exports write: the first line names the delimiter.
_DECLARED = re.compile(r'"?sep=([,;\t|])"?(?=[\r\n])', re.IGNORECASE)
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe\0\0", "utf-32"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_SHOWN = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "utf-16": "UTF-16", "utf-32": "UTF-32"}
_AS_UTF8 = marked(
    "Say which it is with encoding in the mapping of the centre (map FILE --encoding cp1252 proposes one, for what Excel for "
    'Windows writes), save it in Excel as "CSV UTF-8", or send the workbook (.xlsx).'
)


def read_csv(content: bytes, how: How = AS_IS) -> list[RawSheet]:
    """The one sheet of a CSV file."""
    text = decoded(content, how.encoding)
    nul = _nul_bytes(text)
    text = text.replace("\0", "") if nul else text
    declared = _DECLARED.match(text)
    # The instruction goes, its line stays: rows keep their numbers.
    rows = _rows(text[declared.end() :], declared[1]) if declared else _rows(text, how.delimiter or _delimiter(text))
    width = max(map(len, rows), default=0)
    refuse_too_large(len(rows), width)
    padded = [[*map(plain_text, row), *[""] * (width - len(row))] for row in rows]
    columns = trimmed([list(column) for column in zip(*padded, strict=True)])
    return [RawSheet("", columns, _ragged(rows, columns), nul)]


def _nul_bytes(text: str) -> tuple[Note, ...]:
    """A note where the text holds NUL characters: some programs end their fields with one."""
    count = text.count("\0")
    return (Note("nul_bytes", text.count("\n", 0, text.index("\0")) + 1, 0, str(count)),) if count else ()


def decoded(content: bytes, encoding: str) -> str:
    """The text of a file: by its byte order mark, else UTF-8, else by the declared encoding; never by what it looks like."""
    if not content:
        raise Unreadable("is empty (0 bytes). Ask the centre to send it again.")
    if content.startswith(b"PK\x03\x04"):
        raise Unreadable('is a workbook or archive with the ending of a CSV file. If it is an Excel workbook, rename it to ".xlsx".')
    own = next((name for mark, name in _MARKS if content.startswith(mark)), "")
    line = 0
    for name in (own,) if own else ("utf-8", encoding):
        try:
            return content.decode(name)
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
    said = _SHOWN.get(own or encoding, own or encoding)
    text = "is not {encoding}: line {line} holds a byte that it cannot hold. {as_utf8}"
    raise Unreadable(text, encoding=said, line=line, as_utf8=tr(_AS_UTF8))


def _delimiter(text: str) -> str:
    """The delimiter that alone splits the heading into several columns, else the comma."""
    heading = next((line for line in text.splitlines() if line.strip()), "")
    several = [mark for mark in DELIMITERS if _splits(heading, mark)]
    return several[0] if len(several) == 1 else ","


def _splits(heading: str, mark: str) -> bool:
    try:
        return len(next(csv.reader([heading], delimiter=mark), [])) > 1
    except csv.Error:  # a field without end: with this mark the heading is no heading
        return False


def _rows(text: str, delimiter: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[list[str]] = []
    done = 0
    try:
        for row in reader:
            rows.append(row)
            done = reader.line_num
    except csv.Error as error:  # its own text may quote a value, so it is not shown
        if "end of data" in str(error):
            raise Unreadable(
                'has a quote (") in line {done} that is never closed. Close it, or export the file again.', done=done + 1
            ) from None
        if "larger than" in str(error):
            text = "has a field of more than {limit:,} characters in line {line}. A quote may be open."
            raise Unreadable(text, limit=csv.field_size_limit(), line=done + 1) from None
        raise Unreadable(
            'has a quote (") in the middle of a field in line {line_num}. Put the field in quotes and double those within.',
            line_num=reader.line_num,
        ) from None
    return rows


def _ragged(rows: list[list[str]], columns: tuple[list[str], ...]) -> frozenset[int]:
    """Rows whose fields do not match the heading: one mark too many shifts every value after it."""
    header = first_filled_row(columns)
    if not header:
        return frozenset()
    width = len(rows[header - 1])
    return frozenset(
        number
        for number, row in enumerate(rows[header : len(columns[0])], start=header + 1)
        if len(row) != width and any(row) and (len(row) < width or any(map(str.strip, row[width:])))
    )
