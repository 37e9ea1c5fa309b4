"""Every format behind the one contract: values, error cells, what is hidden; and files that are not what their name says."""

from __future__ import annotations

import io
import json
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import polars
import pytest

from campaign.hostile import MADE, sound
from cohortium.sources.formats import read_sheets
from cohortium.sources.raw import How, Note, RawSheet, Unreadable
from sources.other_formats import Rows, ods, xls, xlsb, zipped
from sources.sas_files import sas7bdat

ROWS: Rows = [["patient", "IGA", "EASI"], ["007", 3, "#DIV/0!"], ["P2", "#N/A", 1.5], ["P3", None, "x"]]
COLUMNS = (["patient", "007", "P2", "P3"], ["IGA", "3", "#N/A", ""], ["EASI", "#DIV/0!", "1.5", "x"])
WRITERS: dict[str, Callable[..., bytes]] = {".xls": xls, ".xlsb": xlsb, ".ods": ods}


@pytest.mark.parametrize("suffix", WRITERS)
def test_error_cells_are_no_empty_cells(suffix: str) -> None:
    (sheet,) = read_sheets(WRITERS[suffix](ROWS), suffix)
    assert (sheet.name, sheet.columns, sheet.notes) == ("visits", COLUMNS, ())


@pytest.mark.parametrize("suffix", WRITERS)
def test_hidden_rows_are_told(suffix: str) -> None:
    (sheet,) = read_sheets(WRITERS[suffix](ROWS, hidden_rows=(3, 4)), suffix)
    assert (sheet.columns, sheet.notes) == (COLUMNS, (Note("hidden_rows", 3, 0, "2"),))


@pytest.mark.parametrize("suffix", [".xls", ".ods"])
def test_hidden_columns_are_told(suffix: str) -> None:
    (sheet,) = read_sheets(WRITERS[suffix](ROWS, hidden_columns=(2,)), suffix)
    assert (sheet.columns, sheet.notes) == (COLUMNS, (Note("hidden_column", 0, 2),))


def test_a_hidden_sheet_is_told_and_a_yes_or_no_stays_one() -> None:
    (sheet,) = read_sheets(xls(ROWS, state=2), ".xls")
    assert sheet.notes == (Note("hidden_sheet"),)
    (sheet,) = read_sheets(ods([["taken"], [True], [False]]), ".ods")
    assert sheet.columns == (["taken", "TRUE", "FALSE"],)


def test_an_archive_packed_in_an_unknown_way_is_not_called_encrypted() -> None:
    content = bytearray(ods([["patient"], ["P1"]]))
    for mark, place in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        at = content.find(mark)
        while at >= 0:
            content[at + place] = 97  # WavPack, in the list of ways of packing of PKWARE's APPNOTE
            at = content.find(mark, at + 4)
    with pytest.raises(Unreadable, match="is packed in a way that is not read"):
        read_sheets(bytes(content), ".ods")


def test_an_open_document_tells_its_merged_ranges_and_formulas_that_were_never_calculated() -> None:
    content = zipfile.ZipFile(io.BytesIO(ods([["patient", "IGA"], ["P1", 3], ["P2", 4], ["P3", "x"]]))).read("content.xml").decode()
    cell, text = "<table:table-cell", ' office:value-type="string" calcext:value-type="string"><text:p>'
    content = content.replace(f"{cell}{text}P1", f'{cell} table:number-rows-spanned="2"{text}P1')
    content = content.replace(f"{cell}{text}P2</text:p></table:table-cell>", "<table:covered-table-cell/>")
    four = f'{cell} office:value-type="float" office:value="4"><text:p>4</text:p></table:table-cell>'
    bare = content.replace(four, f'{cell} table:formula="of:=1+1"/>')
    parts = {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": bare.encode()}
    parts["META-INF/manifest.xml"] = b'<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    (sheet,) = read_sheets(zipped(parts), ".ods")
    assert sheet.columns == (["patient", "P1", "", "P3"], ["IGA", "3", "#NO_VALUE", "x"])
    assert sheet.merged == ((2, 1, 3, 1),) and sheet.notes == (Note("merged_cells", 2, 1, "2 x 1"),)


@pytest.mark.parametrize("suffix", WRITERS)
@pytest.mark.parametrize("promised", [".xlsx", ".xls", ".xlsb", ".ods"])
def test_a_file_is_read_as_what_it_is(suffix: str, promised: str) -> None:
    (sheet,) = read_sheets(WRITERS[suffix](ROWS), promised)
    assert sheet.columns == COLUMNS
    expected = () if suffix == promised else (Note("other_format", found=f"{suffix[1:]} ≠ {promised[1:]}"),)
    assert sheet.notes == expected


def test_text_and_web_pages_called_xls_are_read() -> None:
    (text,) = read_sheets(b"patient;IGA\nP1;3\n", ".xls")
    (page,) = read_sheets(b"<html><table><tr><th>patient<th>IGA</tr><tr><td>P1</td><td> 3 </td></tr></table></html>", ".xls")
    assert text.columns == page.columns == (["patient", "P1"], ["IGA", "3"])
    assert [sheet.notes[0].found for sheet in (text, page)] == ["csv ≠ xls", "html ≠ xls"]


@pytest.mark.parametrize(
    ("content", "suffix", "sentence"),
    [
        (xls(ROWS, password=True), ".xls", "is protected by a password."),
        (xls(ROWS)[:1500], ".xls", "is damaged or cut off."),
        (zipped({"index/Document.iwa": b"x"}), ".xlsx", "is a Numbers document, which is not read. Export it from Numbers as .xlsx."),
        (zipped({"content.xml": b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"}), ".ods", "holds XML that no spreadsheet program writes"),
        (b"\x89PNG\r\n\x1a\n\0\0", ".xlsx", "is not an Excel workbook."),
        (b"{}", ".json", "is not a CDISC Dataset-JSON file."),
        (b"[[[", ".json", "is not a CDISC Dataset-JSON file."),
        (b'{"columns": [{"name": "a"}], "rows": [[1, 2]]}', ".json", "has rows with more or fewer values than its 1 columns."),
    ],
)
def test_what_cannot_be_read_is_said(content: bytes, suffix: str, sentence: str) -> None:
    with pytest.raises(Unreadable) as raised:
        read_sheets(content, suffix)
    assert sentence in str(raised.value)


NAMES = ["USUBJID", "AVAL", "FLAG"]
DATA = '[["01-701", 1.50, null], ["01-702", 12345678901234567890, true]]'
NEW = '{"datasetJSONVersion": "1.1.0", "name": "QS", "columns": %s%s}'
OLD = '{"clinicalData": {"itemGroupData": {"IG.QS": {"name": "QS", "items": %s, "itemData": %s}}}}'


@pytest.mark.parametrize(
    "text",
    [
        NEW % (json.dumps([{"name": name} for name in NAMES]), f', "rows": {DATA}'),
        OLD % (json.dumps([{"name": name} for name in NAMES]), DATA),
        NEW % (json.dumps([{"name": name} for name in NAMES]), "") + '\n["01-701", 1.50, null]\n["01-702", 12345678901234567890, true]\n',
    ],
)
def test_dataset_json_keeps_the_digits(text: str) -> None:
    (sheet,) = read_sheets(text.encode(), ".json")
    assert (sheet.name, sheet.columns) == (
        "QS", (["USUBJID", "01-701", "01-702"], ["AVAL", "1.50", "12345678901234567890"], ["FLAG", "", "TRUE"])
    )  # fmt: skip


@pytest.mark.parametrize(("suffix", "writer"), [(".sav", "write_sav"), (".dta", "write_dta"), (".xpt", "write_xport")])
def test_files_of_statistics_programs(suffix: str, writer: str, tmp_path: Path) -> None:
    pyreadstat = pytest.importorskip("pyreadstat", reason="the extra files is not installed")
    frame = polars.DataFrame({"id": ["007", "P2"], "iga": [3.0, 0.0]})
    getattr(pyreadstat, writer)(frame, str(tmp_path / "x"))
    (sheet,) = read_sheets((tmp_path / "x").read_bytes(), suffix)
    assert [[text.lower() for text in column] for column in sheet.columns] == [["id", "007", "p2"], ["iga", "3", "0"]]


@pytest.mark.parametrize("suffix", [".sas7bdat", ".xpt", ".sav", ".dta"])
def test_a_missing_extra_is_one_sentence(suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyreadstat", None)
    with pytest.raises(Unreadable, match=r'^needs the extra "files", which is not installed\. Type: pip install "cohortium\[files\]"'):
        read_sheets(b"anything", suffix)


def test_a_value_that_spss_was_told_to_take_for_missing_is_no_number(tmp_path: Path) -> None:
    """3 is an IGA, but not where the file says that it stands for a missing one; its label is what people see in SPSS."""
    pyreadstat = pytest.importorskip("pyreadstat", reason="the extra files is not installed")
    frame = polars.DataFrame({"iga": [3.0, 0.0, 98.0, 2.0], "sex": ["F", "X", "M", "F"]})
    missing, labels = {"iga": [3.0, {"lo": 90.0, "hi": 99.0}], "sex": ["X"]}, {"iga": {3.0: "not done"}, "sex": {"X": "unknown"}}
    pyreadstat.write_sav(frame, str(tmp_path / "x"), missing_ranges=missing, variable_value_labels=labels)
    (sheet,) = read_sheets((tmp_path / "x").read_bytes(), ".sav")
    assert sheet.columns == (["iga", "not done", "0", "user-missing", "2"], ["sex", "F", "unknown", "M", "F"])


@pytest.mark.parametrize("suffix", [".sas7bdat", ".xpt", ".sav", ".dta"])
def test_damaged_files_of_statistics_programs(suffix: str) -> None:
    pytest.importorskip("pyreadstat", reason="the extra files is not installed")
    with pytest.raises(Unreadable, match=r"^cannot be read as a file of (SAS|SPSS|Stata)"):
        read_sheets(b"HEADER RECORD*******anything at all", suffix)


def test_a_cut_transport_file_is_refused_not_read_as_fewer_rows() -> None:
    whole = sound()["xpt"]
    for length in range(1, len(whole)):
        with pytest.raises(Unreadable, match=r"^(is cut off: a transport file of SAS is made of records of 80 bytes|cannot be read as)"):
            read_sheets(whole[: length if length % 80 else length - 1], ".xpt")


def test_rows_that_a_file_of_spss_only_claims_are_refused_before_there_is_room_for_them() -> None:
    with pytest.raises(Unreadable, match=r"^has a sheet of 805,306,371 cells; the limit is 5,000,000\."):
        read_sheets(MADE["claims.sav"](), ".sav")


@pytest.mark.parametrize(
    "text",
    ['{"columns": [{"name": "a"}], "records": 4, "rows": [["1"], ["2"], ["3"]]}', '{"columns": [{"name": "a"}], "records": 2}\n["1"]\n'],
)
def test_a_dataset_of_fewer_rows_than_it_says_is_refused(text: str) -> None:
    with pytest.raises(Unreadable, match=r"^says that it has another number of rows than the [13] that it holds: it may be cut off\."):
        read_sheets(text.encode(), ".json")


def test_a_data_set_of_sas() -> None:
    pytest.importorskip("pyreadstat", reason="the extra files is not installed")
    (sheet,) = read_sheets(sas7bdat([["patient", "IGA"], ["007", 3], ["P2", 0.5]]), ".sas7bdat")
    assert sheet.columns == (["patient", "007", "P2"], ["IGA", "3", "0.5"])


@pytest.mark.parametrize(
    ("content", "how"),
    [
        ("\ufeffpatient;IGA\nHélène;3".encode(), How()),
        ("patient;IGA\nHélène;3".encode("utf-16"), How()),
        ("patient;IGA\nHélène;3".encode(), How("cp1252")),
        ("patient;IGA\nHélène;3".encode("cp1252"), How("cp1252")),
        ("patient;IGA\nHélène;3".encode("mac_roman"), How("mac_roman")),
        ("patient|IGA\nHélène|3".encode(), How()),
        ("patient\tIGA\nHélène\t3".encode(), How()),
        ("patient^IGA\nHélène^3".encode(), How(delimiter="^")),
        ("sep=|\npatient|IGA\nHélène|3".encode(), How()),
    ],
)
def test_text_in_any_declared_form(content: bytes, how: How) -> None:
    sheet: RawSheet = read_sheets(content, ".tsv", how)[0]
    assert [column[-1] for column in sheet.columns] == ["Hélène", "3"]
