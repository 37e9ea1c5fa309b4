"""Patients who object are left out of everything, counted, and named nowhere."""

from __future__ import annotations

import zipfile
from pathlib import Path

import duckdb
import openpyxl
import pytest

from answers.replies import asking
from cohortium import study
from cohortium.cli import run_command
from cohortium.problems import Problem
from mappings.studies import asked, counted, queries, read, typed

LIST = "centre,patient\n07,ZZ-1\n"
TABLES = {
    "patients": [["patient", "age"], ["ZZ-1", 30], ["P2", 31]],
    "treatments": [["patient", "drug", "daily_dose", "start"], *([p, "upadacitinib", 15, "2021-03-01"] for p in ("ZZ-1", "P2"))],
    "visits": [["patient", "month", "IGA"], ["ZZ-1", 0, "hight"], ["P2", 0, 4], ["P2", 3, 1], ["ZZ-1", 3, 1]],
    "events": [["patient", "term"], ["ZZ-1", "no such thing"]],
}


def objecting(folder: Path, text: str = LIST, name: str = "objections.csv") -> Path:
    """A study with a list of objections, whose only patient has something wrong in every table."""
    asking(folder)
    (folder / "data" / "07.xlsx").unlink()
    made = asking(folder.with_name("made"), TABLES["visits"])
    book = openpyxl.load_workbook(made / "data" / "07.xlsx")
    for name_of, rows in TABLES.items():
        if name_of in book.sheetnames:
            del book[name_of]
        sheet = book.create_sheet(name_of)
        for row in rows:
            sheet.append(row)
    book.save(folder / "data" / "07.xlsx")
    (folder / name).write_text(text)
    return folder


def test_a_patient_who_objects_is_in_no_table_and_counted(tmp_path: Path) -> None:
    with counted(objecting(tmp_path / "s")) as found:
        for table in ("in_patients", "in_treatments", "in_visits", "in_events"):
            assert all(row[2] != "ZZ-1" for row in typed(found, table))
        assert [(row.sheet, row.rows_used, row.rows_excluded) for row in found.ledger] == [
            ("patients", 1, 1), ("treatments", 1, 1), ("visits", 2, 2), ("events", 0, 1)
        ]  # fmt: skip
        assert [(rule, text) for rule, _, text in asked(found) if rule != "not_collected"] == [("objection", "1")]
        results = study.results_of(found)
        assert [row.value for row in results.rows if row.variable in ("objected", "recorded")] == [1, 1]
        assert (queries(found, "objection")[0].patient, queries(found, "objection")[0].centre) == ("", "07")


def test_no_output_and_no_message_names_who_objects(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    folder = objecting(tmp_path / "s")
    assert run_command(["run", str(folder)]) == 0
    assert run_command(["check", str(folder)]) == 0
    assert run_command(["explain", str(folder), "participants/objected/-/-/all/-/-/-/-/patients/n"]) == 2
    said = capfd.readouterr()
    assert "ZZ-1" not in said.out + said.err and "Patients who object are counted and never listed" in said.err
    results = folder / "results" / "001"
    for path in (path for path in results.rglob("*") if path.is_file()):
        content = path.read_bytes()
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                content = b"".join(map(archive.read, archive.namelist()))
        assert b"ZZ-1" not in content, path.name
        assert b"P2" in content or path.suffix != ".parquet" or path.stem in ("events", "columns", "records", "times"), path.name
    assert "Left out because they object" in (results / "report.html").read_text()
    assert "objections.csv" in (results / "manifest.json").read_text()


def test_an_objection_that_finds_nobody_is_asked_about_by_its_row(tmp_path: Path) -> None:
    with read(objecting(tmp_path / "s", LIST + "07,zz-1\n\n07,\n".replace("07,\n", ""))) as found:
        (query,) = queries(found, "objection_unmatched")
        assert (query.file, query.cell, query.patient, query.found, query.severity) == ("objections.csv", "row 3", "", "", "query")
    assert any("objections.csv row 3" in line for line in study.check(tmp_path / "s").summary)


def test_a_workbook_of_objections_is_read_too(tmp_path: Path) -> None:
    folder = objecting(tmp_path / "s")
    (folder / "objections.csv").unlink()
    book = openpyxl.Workbook()
    book.active.append(["Patient", "remark", "Center"])  # type: ignore[union-attr]
    book.active.append(["ZZ-1", "letter", "07"])  # type: ignore[union-attr]
    book.save(folder / "Objections.xlsx")
    with read(folder) as found:
        assert found.decided.objections.met == {("07", "ZZ-1")}


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("objections.csv", "centre,patient\n07,\n,P1\n", "objections.csv, row 2: does not say the patient."),
        ("objections.csv", "centre,patient\n07,\n,P1\n", "objections.csv, row 3: does not say the centre."),
        ("objections.csv", "patient\nP1\n", "objections.csv has no sheet with the columns centre and patient."),
        ("objections.xlsx", "PK", "objections.xlsx"),
        ("objections.docx", "x", "objections.docx is in a format that is not read (.docx)."),
    ],
)
def test_a_list_that_cannot_be_read_whole_stops_the_run(tmp_path: Path, name: str, text: str, said: str) -> None:
    folder = asking(tmp_path / "s")
    (folder / name).write_text(text)
    with pytest.raises(Problem, match="Objections that cannot be read") as raised:
        study.check(folder)
    assert said in str(raised.value)


def test_objections_hold_for_parquet_files_and_for_deliveries_compared(tmp_path: Path) -> None:
    folder = asking(tmp_path / "s")
    rows = "VALUES ('07', 'ZZ-1', 3::SMALLINT, 0), ('07', 'P2', 4::SMALLINT, 0), ('08', 'ZZ-1', 2::SMALLINT, 0)"
    duckdb.sql(f"SELECT * FROM ({rows}) t(centre, patient, IGA, month)").write_parquet(str(folder / "data" / "visits.parquet"))
    for day, text in (("2022-01-01", "patient,term\nZZ-1,acne\n"), ("2022-02-01", "patient,term\nZZ-1,cpk\nP2,acne\n")):
        path = folder / "data" / "07" / day / "events.csv"
        path.parent.mkdir(parents=True)
        path.write_text(text)
    (folder / "objections.csv").write_text(LIST)
    with read(folder) as found:
        assert "ZZ-1" not in {each.patient for each in found.differences}
        (row,) = [row for row in found.ledger if row.file.endswith(".parquet")]
        assert (row.rows, row.rows_used, row.rows_excluded) == (3, 2, 1)
        assert [query.found for query in queries(found, "objection")] == ["1"]
        assert found.engine.rows("SELECT DISTINCT centre FROM in_visits WHERE code = 'ZZ-1'") == [("08",)]  # another patient
