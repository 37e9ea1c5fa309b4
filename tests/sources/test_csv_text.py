"""CSV files: delimiter by the heading, strict quotes, and a line number where a file is broken."""

from __future__ import annotations

import pytest

from cohortium.sources.csv_text import read_csv
from cohortium.sources.raw import Note, Unreadable


@pytest.mark.parametrize(
    ("content", "columns"),
    [
        (b"patient,IGA\nP1,3\n", (["patient", "P1"], ["IGA", "3"])),
        (b"\xef\xbb\xbfpatient;IGA\r\nP1;3,5\r\n", (["patient", "P1"], ["IGA", "3,5"])),
        (b"patient\tIGA\rP1\t3\r", (["patient", "P1"], ["IGA", "3"])),
        (b"a,b;c\n1,2\n", (["a", "1"], ["b;c", "2"])),
        (b"patient\nP1\n", (["patient", "P1"],)),
        (b'patient,note\nP1,"two\nlines, ""quoted"""\n', (["patient", "P1"], ["note", 'two\nlines, "quoted"'])),
        (b"\n\npatient,IGA\n\nP1,3,\n,,\n", (["", "", "patient", "", "P1"], ["", "", "IGA", "", "3"])),
        (b"sep=;\r\npatient;IGA\r\nP1;3,5\r\n", (["", "patient", "P1"], ["", "IGA", "3,5"])),
        (b'"sep=,"\npatient,IGA;x\nP1,3\n', (["", "patient", "P1"], ["", "IGA;x", "3"])),
        ("patient,dose\nÉ1, \n".encode(), (["patient", "É1"], ["dose", ""])),
    ],
)
def test_a_csv_file_is_columns_of_texts(content: bytes, columns: tuple[list[str], ...]) -> None:
    (sheet,) = read_csv(content)
    assert (sheet.columns, sheet.ragged) == (columns, frozenset())


def test_nul_bytes_are_left_out_and_told() -> None:
    (sheet,) = read_csv(b"a,b\n1,2\n3,x\0y\0\n")
    assert (sheet.columns[1], sheet.notes) == (["b", "2", "xy"], (Note("nul_bytes", 3, 0, "2"),))


def test_lines_with_other_fields_than_the_heading_are_marked() -> None:
    (sheet,) = read_csv(b"patient,EASI\nP1,3\nP2,3,5\nP3\n\nP4,1,\n")
    assert sheet.ragged == {3, 4}
    assert sheet.columns[2] == ["", "", "5", "", "", ""]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty (0 bytes). Ask the centre to send it again."),
        (b"a,b\n1,\xe9\n", "is not UTF-8: line 2 holds a byte that it cannot hold."),
        (b"\xff\xfea\0,", "is not UTF-16: line 1 holds a byte that it cannot hold."),
        (b'a,b\n1,2\n"3,4\n5,6\n', 'has a quote (") in line 3 that is never closed.'),
        (b'a,b\n"1"x,2\n', 'has a quote (") in the middle of a field in line 2.'),
        (b'a\n"' + b"x" * 140_000 + b'"\n', "has a field of more than 131,072 characters in line 2."),
        (b"x" * 140_000 + b",IGA\nP1,3\n", "has a field of more than 131,072 characters in line 1."),
        (b",".join([b"x"] * 100_000), "has a sheet of 100,000 columns; the limit is 5,000."),
        (b",".join([b"x"] * 5001), "has a sheet of 5,001 columns; the limit is 5,000."),
        (b"PK\x03\x04...", "is a workbook or archive with the ending of a CSV file."),
    ],
)
def test_a_broken_csv_file_says_where(content: bytes, sentence: str) -> None:
    with pytest.raises(Unreadable) as raised:
        read_csv(content)
    assert sentence in str(raised.value)
