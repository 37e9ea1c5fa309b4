"""What the writers write: pinned columns, the same bytes each time, texts that stay texts, no patient where none may be."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import pytest
from openpyxl import load_workbook

from cohortium.displays import build_tables
from cohortium.language import speaking
from cohortium.outputs import LEDGER_COLUMNS, QUERY_COLUMNS, Draft, changed_inputs, read_manifest, verify, write_all
from cohortium.outputs.html import report
from cohortium.outputs.texts import cell_text, file_name, harmless, sheet_name, unguarded
from cohortium.problems import Problem
from cohortium.results import COLUMNS
from displays import study
from outputs import example
from outputs.payloads import PAYLOADS
from sampled import sample


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run")
    write_all(folder, example.run())
    return folder


def rows(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8"), newline="")))


class Tags(HTMLParser):
    """The elements of a page, in order, with the visible text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        assert not any(name.startswith("on") or "javascript:" in (value or "") for name, value in attrs)

    def handle_data(self, data: str) -> None:
        self.text += data


def test_csv_columns_are_those_promised(written: Path) -> None:
    assert rows(written / "results.csv")[0] == list(COLUMNS)
    assert rows(written / "ledger.csv")[0] == list(LEDGER_COLUMNS)
    assert rows(written / "queries.csv")[0] == list(QUERY_COLUMNS)
    for name in ("results.csv", "ledger.csv", "queries.csv"):
        content = (written / name).read_bytes()
        assert b"\r" not in content and content.endswith(b"\n") and not content.startswith(b"\xef\xbb\xbf")


def test_the_same_run_gives_the_same_bytes(written: Path, tmp_path: Path) -> None:
    write_all(tmp_path, example.run())
    files = sorted(path.relative_to(written) for path in written.rglob("*") if path.is_file())
    assert files == sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file())
    assert [path for path in files if (written / path).read_bytes() != (tmp_path / path).read_bytes()] == []


def test_workbooks_carry_no_time_of_day(written: Path) -> None:
    for path in written.rglob("*.xlsx"):
        with zipfile.ZipFile(path) as archive:
            assert {entry.date_time[:3] for entry in archive.infolist()} == {(1980, 1, 1)}
            assert b"2000-01-01T00:00:00Z" in archive.read("docProps/core.xml")


def test_numbers_of_a_workbook_are_typed_and_print_as_in_the_table(written: Path) -> None:
    sheet = load_workbook(written / "results.xlsx")["Table I"]
    line = next(row for row in sheet.iter_rows() if row[0].value and str(row[0].value).startswith("IGA"))
    numbers = [(cell.value, cell.number_format) for cell in line if isinstance(cell.value, int | float)]
    assert numbers[:3] == [(100, "0"), (58, "0"), (58, '"("0.0")"')]
    assert any(value == pytest.approx(61.1111, abs=1e-4) for value, _ in numbers)
    assert "B3:P3" in {str(merged) for merged in sheet.merged_cells.ranges} and sheet.freeze_panes == "B6"


def test_a_number_with_a_mark_stays_a_number(written: Path) -> None:
    sheet = load_workbook(written / "results.xlsx")["Table I"]
    line = next(row for row in sheet.iter_rows() if row[0].value and str(row[0].value).startswith("IGA"))
    marked = [(cell.value, cell.number_format) for cell in line if "ᵈ" in cell.number_format]
    assert marked == [(37.5, '"("0.0")"" ᵈ"')]


def test_the_long_table_of_a_workbook_has_typed_values_and_a_filter(written: Path) -> None:
    sheet = load_workbook(written / "results.xlsx")["results"]
    values = [cell.value for cell in sheet["N"][1:] if cell.value is not None]
    assert len(values) > 1000 and all(isinstance(value, int | float) for value in values)
    assert sheet.auto_filter.ref.startswith("A1:R")


def test_a_centre_gets_its_own_questions_only_with_a_place_to_answer(written: Path) -> None:
    sheet = load_workbook(written / "queries" / "02.xlsx")["questions"]
    assert [row[1].value for row in sheet.iter_rows(min_row=6)] == ["02"]
    headings = ["Answer", "Corrected value", "Reason", "Answered by", "Date of the answer", "Question id", "Seal"]
    assert [cell.value for cell in sheet[5]][-7:] == headings
    choices = sheet.data_validations.dataValidation[0]
    assert choices.formula1 == '"confirmed,not available"' and str(choices.sqref) == "K6"  # no single cell: nothing to correct
    first = load_workbook(written / "queries" / "01.xlsx")["questions"]
    assert [row[9].value for row in first.iter_rows(min_row=6)] == ["Blocking", "Question"]
    assert [row[7].value for row in first.iter_rows(min_row=6)] == ["two drugs", "2.03"]
    assert first.data_validations.dataValidation[2].formula1 == '"corrected to,confirmed,not available"'
    assert "into the folder answers of the study" in first["A3"].value
    assert first.protection.sheet and [first["K6"].protection.locked, first["H6"].protection.locked] == [False, True]


def test_a_draft_says_so_in_report_workbook_and_manifest(written: Path) -> None:
    banner = "DRAFT: 1 blocking question is open, 1 patient touched."
    assert banner in (written / "report.html").read_text(encoding="utf-8")
    book = load_workbook(written / "results.xlsx")
    assert banner == book["Cover"]["A2"].value == book["Table I"]["A2"].value
    assert read_manifest(written)["draft"] == {"questions": 1, "patients": 1}
    assert Draft(2, 0).banner == "DRAFT: 2 blocking questions are open, 0 patients touched."
    assert "DRAFT" not in report(example.run(queries=()))


def test_no_patient_enters_what_is_shared(tmp_path: Path) -> None:
    unused = example.LedgerRow("data/01.xlsx", example.PATIENT, "ab" * 32, 3, 0, 0, 0, 3, 9, 0, 0, 0, 0, 9)
    write_all(tmp_path, example.run(ledger=(*example.LEDGER, unused)))
    for name in ("report.html", "manifest.json"):
        text = (tmp_path / name).read_text(encoding="utf-8")
        assert example.PATIENT not in text and "2.03" not in text and "D14" not in text
    with zipfile.ZipFile(tmp_path / "results.xlsx") as archive:
        assert not any(example.PATIENT.encode() in archive.read(name) for name in archive.namelist())


def test_the_report_needs_nothing_but_itself(written: Path) -> None:
    text = (written / "report.html").read_text(encoding="utf-8")
    tags = set(Tags(text).tags)
    assert not tags & {"script", "img", "link", "iframe", "object", "form", "base"}
    assert not re.search(r"https?://|@import|url\(", text)
    assert text.count("<caption") == text.count("<table") and text.startswith("<!DOCTYPE html>")
    assert '<html lang="en">' in text and "default-src 'none'" in text


def test_titles_and_checks_have_the_punctuation_of_french() -> None:
    protocol, results = study.protocol(language="fr"), study.results()
    with speaking("fr"):
        tables = build_tables(protocol, results)
        checks = tuple(SimpleNamespace(state=state) for state in ("passed", "passed", "failed"))
        page = report(example.run(protocol=protocol, tables=tables, checks=checks))
    titles = re.findall(r'<p id="[^"]*" class="title">([^<]*)</p>', page)
    (counted,) = re.findall(r"<p>Contrôles de cette analyse.*?</p>", page)
    assert "réussi\N{NO-BREAK SPACE}: 2\N{NARROW NO-BREAK SPACE}; en échec\N{NO-BREAK SPACE}: 1" in counted
    assert {text for text in titles if re.search(r"[\w)][:;]( |$)", text)} == {"Sex: Men"}  # a label of these made-up results


def test_the_report_answers_the_primary_question_first(written: Path) -> None:
    text = Tags((written / "report.html").read_text(encoding="utf-8")).text
    places = [text.index(words) for words in ("Primary outcome", "Contents", "Outcomes at M3", "Why not counted", "off step")]
    assert places == sorted(places)
    assert "All patients: 58 of 100 patients (58.0\N{NO-BREAK SPACE}%" in text and "study: jak-ad" in text


@pytest.mark.parametrize("payload", sample(PAYLOADS, 4))
def test_what_a_user_wrote_stays_text_everywhere(payload: str, tmp_path: Path) -> None:
    endpoints = {key: dict(entry) | {"label": payload} for key, entry in study.PROTOCOL["endpoints"].items()}  # type: ignore
    protocol = study.protocol()
    if payload.isprintable():  # a protocol refuses the others when it is loaded
        protocol = study.protocol(title=payload, endpoints=endpoints, tables={"efficacy": {"number": payload, "title": payload}})
    query = example.Query("q", "blocking", "open", payload, payload, payload, payload, "A1", payload, payload, payload)
    ledger = example.LedgerRow(payload, payload, "", *[1] * 11)
    before = Tags(report(example.run())).tags
    run = example.run(protocol=protocol, queries=(query,), ledger=(ledger,), methods=(payload,), protocol_text=payload)
    write_all(tmp_path, run)
    page = Tags((tmp_path / "report.html").read_text(encoding="utf-8"))
    assert set(page.tags) <= set(before) and "49" not in re.findall(r"\{?49\}?(?= |$)", page.text.split("Contents")[0])
    for path in tmp_path.rglob("*.xlsx"):
        with zipfile.ZipFile(path) as archive:
            sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/")]
        assert not any(b"<f>" in sheet for sheet in sheets)
        assert load_workbook(path).sheetnames
    inside = (path.relative_to(tmp_path).parts for path in tmp_path.rglob("*"))
    assert {parts[0] for parts in inside} == {
        "checklists.docx", "checklists.html", "checks.csv", "completeness.csv",
        "ledger.csv", "manifest.json", "queries", "queries.csv", "queries.xlsx", "release.json", "report.html", "results.csv", "results.md",
        "results.xlsx", "tables", "tables.docx", "tables.tex",
    }  # fmt: skip
    found = rows(tmp_path / "queries.csv")[1][QUERY_COLUMNS.index("found")]
    assert found in (payload, f"'{payload}") and found[0] not in "=+-@\t\r\x00"
    assert verify(tmp_path) == []


FORMULAS = ("=1", "+1+1", "-2+3", "@SUM(1)", "\t=1", "\r=1", "\x00=", "＝1+1", ";=1", '"=1', " =1", "\u00a0=1", "'=1")


@pytest.mark.parametrize("text", FORMULAS)
def test_formulas_are_disarmed_in_csv(text: str) -> None:
    assert harmless(text) == f"'{text}" and unguarded(harmless(text)) == text


@pytest.mark.parametrize("text", ["", "-2.5", "-3", "+4", "-0,5 %", "1e-5", "IGA", "a=b", "-1.5e-3", "'quoted'"])
def test_numbers_and_plain_words_are_left_alone_in_csv(text: str) -> None:
    assert harmless(text) == text == unguarded(text)


def test_names_of_sheets_and_files_are_possible_and_different() -> None:
    taken: set[str] = set()
    assert sheet_name("a/b:c*?[x]", taken) == "a b c   x"
    assert sheet_name("History", taken) == "Sheet" and sheet_name("'", taken) == "Sheet (2)"
    long = [sheet_name("Efficacy " * 9, taken) for _ in range(12)]
    assert len(set(long)) == 12 and all(len(name) <= 31 for name in long)
    files: set[str] = set()
    assert [file_name(name, files) for name in ("../../etc", "CON", "con", "07", "Nantes CHU", "\u202e", "nantes_chu")] == [
        "etc", "centre_CON", "centre_con_2", "07", "Nantes_CHU", "centre", "nantes_chu_2",
    ]  # fmt: skip


def test_a_text_longer_than_a_cell_is_cut_visibly() -> None:
    assert len(cell_text("x" * 40_000)) == 32_767 and cell_text("x" * 40_000).endswith("…")


def test_a_file_name_that_is_no_text_is_still_written(tmp_path: Path) -> None:
    query = example.Query("q", "query", "open", "01", "1", "data/\udcff.xlsx", "visits", "A1", "off_step", "x", "y")
    write_all(tmp_path, example.run(queries=(query,)))
    assert "data/\\udcff.xlsx" in (tmp_path / "queries.csv").read_text(encoding="utf-8")


def test_verify_names_every_difference(tmp_path: Path) -> None:
    write_all(tmp_path, example.run())
    assert verify(tmp_path) == []
    (tmp_path / "results.csv").write_text("changed")
    (tmp_path / "ledger.csv").unlink()
    (tmp_path / "note.txt").write_text("mine")
    assert verify(tmp_path) == [
        "ledger.csv is missing.",
        "note.txt is not one of the files that the run wrote.",
        "results.csv was changed after the run.",
    ]


def test_verify_names_links_and_folders_that_no_run_writes(tmp_path: Path) -> None:
    write_all(tmp_path, example.run())
    shown = (tmp_path / "results.csv").rename(tmp_path.with_name("elsewhere.csv"))
    (tmp_path / "results.csv").symlink_to(shown)
    (tmp_path / "later").mkdir()
    assert verify(tmp_path) == [
        "later is a folder without a file; the run wrote none.",
        "results.csv is a link in place of the file that the run wrote.",
    ]
    (tmp_path / "later").rmdir()
    (tmp_path / "results.csv").unlink()
    shown.rename(tmp_path / "results.csv")
    assert verify(tmp_path) == []
    kept = (tmp_path / "manifest.json").rename(tmp_path.with_name("kept.json"))
    (tmp_path / "manifest.json").symlink_to(kept)
    assert verify(tmp_path) == ["manifest.json was changed after the run."]


def test_a_manifest_that_cannot_be_read_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="holds no manifest.json"):
        read_manifest(tmp_path)
    for text in ("{", "[]", '{"program": "cohortium"}', "[" * 100_000):
        (tmp_path / "manifest.json").write_text(text)
        with pytest.raises(Problem, match="is not JSON|is not a manifest of Cohortium"):
            verify(tmp_path)


def test_inputs_that_changed_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x")
    digest = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
    manifest = {"inputs": {"a.csv": digest, "b.csv": digest, "../a.csv": digest}}
    assert changed_inputs(manifest, tmp_path) == ["../a.csv", "b.csv"]


def test_the_manifest_holds_no_path_of_this_machine(written: Path) -> None:
    text = (written / "manifest.json").read_text(encoding="utf-8")
    assert str(written) not in text and list(read_manifest(written)) == sorted(read_manifest(written))
