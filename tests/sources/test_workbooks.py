"""Workbooks become texts: numbers, dates, errors, formulas; and what is no workbook is named with the way out."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from time import process_time

import openpyxl
import pytest
import xlsxwriter
from openpyxl.styles import Font

from cohortium.problems import Problem, Problems
from cohortium.sources import Delivery, read_delivery


def workbook(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def texts_of(tmp_path: Path, *values: object) -> list[str]:
    workbook(tmp_path / "data" / "07.xlsx", {"visits": [["patient"], *([value] for value in values)]})
    return read_delivery(tmp_path / "data").sheets[0].columns[0][1:]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (5, "5"),
        (5.0, "5"),
        (0.1 + 0.2, "0.3"),
        (1e-7, "0.0000001"),
        (-2.5, "-2.5"),
        (-0.0, "0"),
        (123456789012345678, "123456789012346000"),
        (date(2021, 3, 1), "2021-03-01"),
        (datetime(2021, 3, 1), "2021-03-01"),
        (datetime(2021, 3, 1, 14, 30), "2021-03-01 14:30:00"),
        (time(1, 30), "01:30:00"),
        (timedelta(hours=30), "30:00:00"),
        (True, "TRUE"),
        (False, "FALSE"),
        ("007", "007"),
        (" a  b ", " a  b "),
        ("#N/A", "#N/A"),
        ("#DIV/0!", "#DIV/0!"),
        ("=A1+1", "#NO_VALUE"),
        ("=cmd|' /C calc'!A0", "#NO_VALUE"),
    ],
)
def test_a_cell_is_a_text(tmp_path: Path, value: object, text: str) -> None:
    assert texts_of(tmp_path, value, "end") == [text, "end"]


def test_an_error_code_beyond_the_last_value_is_put_back(tmp_path: Path) -> None:
    assert texts_of(tmp_path, "first", "#REF!") == ["first", "#REF!"]


def test_a_cached_formula_is_its_value(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    book = xlsxwriter.Workbook(tmp_path / "data" / "07.xlsx")
    sheet = book.add_worksheet("visits")
    sheet.write_row(0, 0, ["patient", "IGA"])
    sheet.write_formula(1, 0, '="P"&1', None, "P1")  # pyright: ignore[reportArgumentType]
    sheet.write_formula(1, 1, "=1+2", None, 3)
    sheet.write_formula(2, 1, "=NA()", None, "#N/A")  # pyright: ignore[reportArgumentType]
    book.close()
    assert read_delivery(tmp_path / "data").sheets[0].columns == (["patient", "P1", ""], ["IGA", "3", "#N/A"])


def test_formatted_empty_cells_are_no_cells_and_leading_rows_stay(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "visits"
    sheet["B3"], sheet["B4"] = "patient", "P1"
    sheet["F9"].font = Font(bold=True)
    book.save(tmp_path / "data" / "07.xlsx")
    (read,) = read_delivery(tmp_path / "data").sheets
    assert (read.height, read.width, read.header_row, read.headers) == (4, 2, 3, ["", "patient"])
    assert (read.text(4, 2), read.text(9, 9)) == ("P1", "")


def test_hidden_sheets_are_read_and_empty_ones_have_no_heading(tmp_path: Path) -> None:
    path = workbook(tmp_path / "data" / "07.xlsx", {"Visits ": [["patient"], ["P1"]], "notes": []})
    book = openpyxl.load_workbook(path)
    book["Visits "].sheet_state = "veryHidden"
    book.save(path)
    sheets = read_delivery(tmp_path / "data").sheets
    assert [(sheet.table, sheet.header_row) for sheet in sheets] == [("visits", 1), ("", 0)]


def changed(path: Path, change: Callable[[str, bytes], bytes], extra: dict[str, bytes] | None = None) -> None:
    """Rewrite the parts of a workbook."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: change(name, archive.read(name)) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (parts | (extra or {})).items():
            archive.writestr(name, content)


def in_sheet(old: bytes, new: bytes) -> Callable[[str, bytes], bytes]:
    return lambda name, xml: xml.replace(old, new) if name.startswith("xl/worksheets/") else xml


def test_a_sheet_that_claims_everything_is_read_by_what_it_holds(tmp_path: Path) -> None:
    path = workbook(tmp_path / "data" / "07.xlsx", {"visits": [["patient"], ["P1"]]})
    changed(path, in_sheet(b'ref="A1:A2"', b'ref="A1:XFD1048576"'))
    assert read_delivery(tmp_path / "data").sheets[0].columns == (["patient", "P1"],)


def test_cells_that_do_not_say_where_they_are_are_read(tmp_path: Path) -> None:
    path = workbook(tmp_path / "data" / "07.xlsx", {"visits": [["patient", "IGA"], ["P1", "#N/A"]]})
    changed(path, lambda name, xml: xml.replace(b' r="A2"', b"").replace(b' r="B2"', b"") if "sheet1" in name else xml)
    assert read_delivery(tmp_path / "data").sheets[0].columns == (["patient", "P1"], ["IGA", "#N/A"])


def in_book(old: bytes, new: bytes, part: str = "xl/workbook.xml") -> Callable[[str, bytes], bytes]:
    return lambda name, xml: xml.replace(old, new) if name == part else xml


@pytest.mark.parametrize(
    "change",
    [
        in_book(b'name="visits"', b'name="visits\t"'),
        in_book(b'name="visits"', b'name="&#118;isits"'),
        in_book(b"worksheets/sheet1.xml", b"Worksheets/SHEET1.xml", "xl/_rels/workbook.xml.rels"),
    ],
)
def test_a_tab_is_never_lost_for_the_way_its_name_is_written(tmp_path: Path, change: Callable[[str, bytes], bytes]) -> None:
    path = workbook(tmp_path / "data" / "07.xlsx", {"visits": [["patient"], ["P1"]], "notes": [["x"]]})
    changed(path, change)
    assert [(sheet.table, sheet.columns[0][-1]) for sheet in read_delivery(tmp_path / "data").sheets] == [("visits", "P1"), ("", "x")]


def test_an_error_cell_without_its_code_is_no_empty_cell(tmp_path: Path) -> None:
    path = workbook(tmp_path / "data" / "07.xlsx", {"visits": [["patient"], ["#N/A"]]})
    changed(path, in_sheet(b"<v>#N/A</v>", b"<v></v>"))
    assert read_delivery(tmp_path / "data").sheets[0].columns == (["patient", "#NO_VALUE"],)


def test_a_sheet_made_to_be_slow_is_not(tmp_path: Path) -> None:
    path = workbook(tmp_path / "data" / "07.xlsx", {"visits": [["patient"], ["P1"]]})
    comment = b"<!-- " + b"<c " + b" " * 200_000 + b"<c " * 50_000 + b"-->"
    changed(path, in_sheet(b"<sheetData>", comment + b"<sheetData>"))
    before = process_time()
    assert read_delivery(tmp_path / "data").sheets[0].columns == (["patient", "P1"],)
    assert process_time() - before < 5


HUGE = b"<!DOCTYPE x [<!ENTITY a 'aaaa'>]>"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (in_sheet(b'r="A2"', b'r="XFD1048576"'), "has a sheet of 16,384 columns; the limit is 5,000. Remove the columns"),
        (in_sheet(b'r="A2"', b'r="ALL1048576"'), "has a sheet of 1,048,576,000 cells; the limit is 5,000,000. Split it, or"),
        (in_sheet(b'<row r="2"><c r="A2"', b'<row r="1048576"><c r="ALL1048576"'), "the limit is 5,000,000"),
        (in_sheet(b'<row r="2"><c r="A2"', b'<row r="9999999"><c'), "the limit is 5,000,000"),
        (in_sheet(b"<sheetData>", HUGE + b"<sheetData>"), "holds XML that no spreadsheet program writes (a document type)."),
        (in_sheet(b"</sheetData>", b"<e/>&a;</wrong>"), "Open it in Excel and save it as .xlsx."),
        (in_sheet(b"</row></sheetData>", b"</sheetData></row>"), "holds damaged XML. Open it in Excel and save it as .xlsx."),
        (in_sheet(b' t="inlineStr"><is><t>P1</t></is>', b' t="s"><v>-1</v>'), "holds damaged XML. Open it in Excel and save it as .xlsx."),
        (in_sheet(b"<is><t>P1</t></is>", b"<v>P1</v>"), "holds damaged XML. Open it in Excel and save it as .xlsx."),
        (in_sheet(b'r="A2"', b'r="A1"'), "has a sheet that holds the same cell twice. Open it in Excel and save it as .xlsx."),
        (lambda name, xml: xml.replace(b"sheet1.xml", b"sheet9.xml") if name.endswith("workbook.xml.rels") else xml, "damaged XML"),
        (lambda name, xml: xml.replace(b"styles.xml", b"other.xml") if name.endswith("workbook.xml.rels") else xml, "damaged XML"),
        (lambda name, xml: b"<x/>" if name == "_rels/.rels" else xml, "is no Excel workbook, though it has the ending of one."),
    ],
)  # fmt: skip
def test_a_workbook_that_would_exhaust_or_deceive_is_refused(tmp_path: Path, change: Callable[[str, bytes], bytes], sentence: str) -> None:
    path = workbook(tmp_path / "data" / "07.xlsx", {"visits": [["patient"], ["P1"]]})
    changed(path, change)
    with pytest.raises(Problems) as raised:
        read_delivery(tmp_path / "data")
    assert sentence in str(raised.value)
    assert "P1" not in str(raised.value)


def test_an_archive_that_expands_too_far_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "data" / "07.xlsx", {"visits": [["patient"]]})
    changed(path, lambda name, xml: xml, {"xl/bomb.xml": b"<a>" + b" " * 30_000_000 + b"</a>"})
    with pytest.raises(Problems, match=r"data/07\.xlsx expands to more than 100 times its size, the limit"):
        read_delivery(tmp_path / "data")
    changed(path, lambda name, xml: xml, {"xl/bomb.xml": b"<a>" + b" " * 201_000_000 + b"</a>"})
    with pytest.raises(Problems, match="expands to more than 200 MB, the limit"):
        read_delivery(tmp_path / "data")


def good(tmp_path: Path) -> bytes:
    return workbook(tmp_path / "elsewhere.xlsx", {"visits": [["patient"], ["P1"]]}).read_bytes()


def other_archive() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    return stream.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def test_all_unreadable_files_are_named_at_once(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    content = good(tmp_path)
    broken = {
        "a.xlsx": b"",
        "b.xlsx": b"just a text",
        "c.xlsx": content[: len(content) // 2],
        "d.xlsx": OLE + "EncryptedPackage".encode("utf-16-le"),
        "e.xlsx": OLE,
        "f.xlsx": b"\xef\xbb\xbf\n<html><table>",
        "g.xlsx": other_archive(),
        "h.xlsx": bytes(byte ^ (0 < index - len(content) // 2 < 60) for index, byte in enumerate(content)),
        "i.xls": OLE,
        "j.parquet": b"PAR1",
    }
    for name, raw in broken.items():
        (data / name).write_bytes(raw)
    (data / "z.xlsx").write_bytes(content)
    with pytest.raises(Problems) as raised:
        read_delivery(data)
    assert str(raised.value).splitlines() == [
        'Files in "data" that cannot be read: 10 problems.',
        "  data/a.xlsx is empty (0 bytes). Ask the centre to send it again.",
        "  data/b.xlsx is not an Excel workbook. Open it in the program it comes from and save it as .xlsx.",
        "  data/c.xlsx is damaged or cut off. Ask the centre to send it again.",
        "  data/d.xlsx is protected by a password. Open it in Excel, remove the password, save it and put it back.",
        "  data/e.xlsx is damaged or cut off. Ask the centre to send it again.",
        "  data/f.xlsx is a web page or XML text with the ending of a workbook. Open it in Excel and save it as .xlsx.",
        "  data/g.xlsx is no Excel workbook, though it has the ending of one. Open it in its own program and save it as .xlsx.",
        "  data/h.xlsx is damaged or cut off. Ask the centre to send it again.",
        "  data/i.xls is damaged or cut off. Ask the centre to send it again.",
        "  data/j.parquet is not named after a table. Name it for example visits.parquet, or 07_visits.parquet for one centre.",
    ]
    assert raised.value.exit_code == 2


def delivery(tmp_path: Path, *files: str) -> Delivery:
    for number, name in enumerate(files):
        path = tmp_path / "data" / name
        if path.suffix == ".xlsx":
            workbook(path, {"visits": [["patient"], [f"P{number}"]]})
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"patient\nP{number}\n")
    return read_delivery(tmp_path / "data")


@pytest.mark.parametrize(
    ("file", "centre", "table"),
    [
        ("07.xlsx", "07", "visits"),
        ("centre-07.xlsx", "07", "visits"),
        ("Center 07.xlsx", "07", "visits"),
        ("centre.xlsx", "centre", "visits"),
        ("07/anything.xlsx", "07", "visits"),
        ("centre_07/2021/visits.csv", "07", "visits"),
        ("07/visits.csv", "07", "visits"),
        ("07/08_visits.csv", "07", "visits"),
        ("07_visits.csv", "07", "visits"),
        ("centre-07-Event review.csv", "07", "event_review"),
        ("07_previous_treatments.csv", "07", "previous_treatments"),
        ("visits.csv", "", "visits"),
        ("visits.xlsx", "", "visits"),
        ("07_other.csv", "07_other", ""),
    ],
)
def test_the_place_of_a_file_says_centre_and_table(tmp_path: Path, file: str, centre: str, table: str) -> None:
    (sheet,) = delivery(tmp_path, file).sheets
    assert (sheet.centre, sheet.table, sheet.file) == (centre, table, f"data/{file}")


def test_files_are_numbered_in_the_order_of_their_paths(tmp_path: Path) -> None:
    others = ("notes.txt", "~$a.xlsx", ".DS_Store", "Thumbs.db")
    read = delivery(tmp_path, "b.xlsx", "a/visits.csv", "a.xlsx", "07_laboratory.parquet", *others)
    assert [(sheet.number, sheet.file) for sheet in read.sheets] == [(2, "data/a.xlsx"), (3, "data/a/visits.csv"), (4, "data/b.xlsx")]
    assert [(item.number, item.table, item.centre) for item in read.parquet] == [(1, "laboratory", "07")]
    assert [(item.file, item.reason) for item in read.skipped] == [
        ("data/.DS_Store", "a hidden file of the system"),
        ("data/Thumbs.db", "a hidden file of the system"),
        ("data/notes.txt", "not a format that holds data"),
        ("data/~$a.xlsx", "a lock file of an open workbook"),
    ]


def test_the_same_bytes_twice_are_a_duplicate_except_limits_of_two_centres(tmp_path: Path) -> None:
    for name in ("07/visits.csv", "08/visits.csv", "07/laboratory_limits.csv", "08/laboratory_limits.csv", "08/08-laboratory_limits.csv"):
        path = tmp_path / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"test,{path.stem[-4:]}\nCPK,1\n")
    found = {sheet.file: sheet.duplicate_of for sheet in read_delivery(tmp_path / "data").sheets}
    assert {file: first for file, first in found.items() if first} == {
        "data/08/laboratory_limits.csv": "data/08/08-laboratory_limits.csv",
        "data/08/visits.csv": "data/07/visits.csv",
    }


def test_no_folder_and_no_data_are_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(Problem, match=r'There is no folder "data" in ".*"\. Make it and put the files of the centres into it\.'):
        read_delivery(tmp_path / "data")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "readme.md").write_text("x")
    with pytest.raises(Problem, match=r"holds no data\. Put the workbooks \(\.xlsx\) or CSV files of the centres into it\."):
        read_delivery(tmp_path / "data")


def test_data_that_is_a_file_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("x")
    with pytest.raises(Problem, match=r'data" is a file, not a folder\. Make a folder of that name'):
        read_delivery(tmp_path / "data")


def refusal(data: Path) -> list[str]:
    with pytest.raises(Problems) as raised:
        read_delivery(data)
    return raised.value.items


def test_a_folder_that_cannot_be_looked_into_may_hold_a_centre(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    delivery(tmp_path, "07.xlsx", "08/visits.csv", ".hidden/visits.csv")
    real = os.scandir

    def refuses(path: str) -> object:
        if Path(path).name in ("08", ".hidden"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", refuses)
    assert refusal(tmp_path / "data") == ["data/08 is a folder that cannot be opened. Check that you may read it."]


def test_links_and_pipes_are_refused_not_lost_and_not_waited_for(tmp_path: Path) -> None:
    delivery(tmp_path, "07.xlsx")
    (tmp_path / "elsewhere").mkdir()
    data = tmp_path / "data"
    try:
        (data / "08").symlink_to(tmp_path / "elsewhere")
        (data / "09.xlsx").symlink_to(tmp_path / "nowhere.xlsx")
        os.mkfifo(data / "10_visits.csv")
    except (OSError, AttributeError):
        pytest.skip("this system has no links or no pipes")
    closed = "cannot be opened. Close it in other programs and check that you may read it."
    assert refusal(data) == [
        "data/08 is a link to a folder, which is not followed. Put the folder itself there.",
        f"data/09.xlsx {closed}",
        f"data/10_visits.csv {closed}",
    ]


def test_a_name_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    delivery(tmp_path, "07.xlsx")
    try:
        (tmp_path / "data" / "caf\udce9.txt").write_text("x")
    except OSError:
        pytest.skip("this system has no such names")
    assert refusal(tmp_path / "data") == ["data/caf\udce9.txt has a name that is not UTF-8. Rename it."]
