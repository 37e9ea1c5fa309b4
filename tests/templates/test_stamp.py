"""What the stamp is for: templates of earlier protocols, other studies and centres, moved or lost columns."""

from __future__ import annotations

import errno
from pathlib import Path

import openpyxl
import pytest

from cohortium import study
from cohortium.conformance.checks import CHECKS
from cohortium.problems import Problems
from templates.filling import PROTOCOL, make_study, put

MAPPING = """\
files: ["01.xlsx"]
readings:
  - {table: patients, sheet: Patients, heading: [1, 2], columns: {patient: Patients Patient, age: "Patients Weight (kg)"}}
"""


@pytest.fixture
def folder(tmp_path) -> Path:
    """A study with one filled template of centre 01: one patient, one visit, one treatment."""
    folder = make_study(tmp_path / "study")
    (path,) = study.write_templates(folder, "01", "wide", "fr")
    patients = {"A3": "007", "B3": 40, "I3": 70, "L3": "2021-02-01", "N3": 3, "O3": 20}
    treatments = {"A2": "007", "B2": "Upadacitinib", "C2": "15 mg", "D2": "01/02/2021"}
    put(path, {("Patients", cell): value for cell, value in patients.items()} | {("Traitements", c): v for c, v in treatments.items()})
    path.rename(folder / "data" / "01.xlsx")
    return folder


def said(folder: Path, rules: str = "template_") -> list[tuple[str, str, str]]:
    """(rule, found, expected) of what is said of templates; the ledger balances, or this fails."""
    with study.derived(study.load(folder), only_checks=True) as found:
        return [(query.rule, query.found, str(query.expected)) for query in found.queries if query.rule.startswith(rules)]


def change(folder: Path, **words: str) -> None:
    """Replace texts of the protocol, written `old=new`."""
    text = PROTOCOL
    for old, new in words.values():
        assert old in text
        text = text.replace(old, new)
    (folder / "protocol.yaml").write_text(text, "utf-8")


def test_a_template_of_todays_protocol_needs_no_word(folder):
    assert said(folder) == []
    with study.derived(study.load(folder), only_checks=True) as found:
        rules = {query.rule for query in found.queries}
        assert rules.isdisjoint({"unused_sheet", "unmapped_column", "ambiguous_date"})
        assert found.conformed.inputs["in_treatments"]["start"][0].isoformat() == "2021-02-01"  # typed as text, day first


def test_an_older_template_is_read_and_compared(folder):
    new = "  height: {label: Height, type: number, unit: cm}\n  asthma:"
    change(
        folder,
        added=("  asthma:", new),
        removed=("  weight: {label: Weight, type: number, unit: kg, step: 0.1, low: 20, high: 300}\n", ""),
        levels=("{never: Never, past: Stopped, ", "{never: Never, vapes: Vapes, "),
        window=("to: 4 months", "to: 5 months - 15 days"),
    )
    assert said(folder) == [
        ("template_added", "Height (cm)", "the template of today, for what is new: cohortium template STUDY --centre 01"),
        (
            "template_changed",
            "Smoking: + vapes, - past; M3: 2 months … 4 months → 2 months … 5 months - 15 days",
            "nothing to do",
        ),
        ("template_removed", "Weight (kg)", "nothing to do"),
    ]
    with study.derived(study.load(folder), only_checks=True) as found:
        unused = [(query.found, query.cell) for query in found.queries if query.rule == "unmapped_column"]
        assert unused == [("Patients Weight (kg)", "I2")]
        characteristics = found.conformed.inputs["in_characteristics"]
        assert list(zip(characteristics["variable"], characteristics["number"], strict=True)) == [("age", 4000)]
        assert len(found.conformed.inputs["in_visits"]["day"]) == 1
    assert CHECKS["template_added"].severity == "query" and CHECKS["template_removed"].severity == "note"


def test_a_template_of_another_study_blocks(folder):
    change(folder, study=("study: entries", "study: others"))
    assert said(folder) == [("template_other_study", "entries", "a template of this study")]
    assert study.check(folder).blocking == 1


def test_the_centre_is_that_of_the_stamp(folder):
    (folder / "data" / "01.xlsx").rename(folder / "data" / "02.xlsx")
    assert said(folder) == [("template_other_centre", "01", "the file of centre 01 in its own place")]
    with study.derived(study.load(folder), only_checks=True) as found:
        assert found.conformed.inputs["in_patients"]["centre"] == ["01"]
    (folder / "data" / "02.xlsx").rename(folder / "data" / "final version.xlsx")
    assert said(folder) == []


def test_a_moved_column_is_found_and_a_lost_one_is_told(folder):
    book = openpyxl.load_workbook(folder / "data" / "01.xlsx")
    sheet = book["Traitements"]
    for cell in ("1", "2"):
        sheet[f"H{cell}"].value, sheet[f"D{cell}"].value = sheet[f"D{cell}"].value, None
    sheet["E1"].value = "Autre titre"
    book.save(folder / "data" / "01.xlsx")
    assert [(rule, found) for rule, found, _ in said(folder)] == [("template_column_gone", "Arrêt")]
    with study.derived(study.load(folder), only_checks=True) as found:
        assert found.conformed.inputs["in_treatments"]["start"][0].isoformat() == "2021-02-01"


def test_a_template_without_its_patients_says_what_to_do(folder):
    put(folder / "data" / "01.xlsx", {("Traitements", "A1"): "Numéro"})
    with pytest.raises(Problems) as problem:
        said(folder)
    assert str(problem.value).splitlines()[1] == (
        "  data/01.xlsx: treatments needs the column patient. The headings of the template were changed; "
        "copy its entries into a new template."
    )


@pytest.mark.parametrize(
    ("cell", "value", "reason"),
    [
        ("B1", "2", "is a template of a later version of Cohortium. Install that version, or fill in a template of this one."),
        ("A2", "x", "is a template whose hidden sheet _cohortium was changed. Copy its entries into a new template."),
        ("F", "x", "is a template whose hidden sheet _cohortium was changed. Copy its entries into a new template."),  # no table
        ("D", "2", "is a template whose hidden sheet _cohortium was changed. Copy its entries into a new template."),  # twice one place
    ],
)
def test_a_stamp_that_cannot_be_read_is_refused(folder, cell, value, reason):
    path = folder / "data" / "01.xlsx"
    if len(cell) == 1:  # of the first column that is listed
        cell = next(f"{cell}{row}" for row in range(2, 60) if openpyxl.load_workbook(path)["_cohortium"][f"A{row}"].value == "column")
    put(path, {("_cohortium", cell): value})
    with pytest.raises(Problems) as problem:
        said(folder)
    assert str(problem.value).splitlines()[1] == f"  data/01.xlsx {reason}"


def test_a_mapping_that_names_the_file_goes_before_its_stamp(folder):
    (folder / "mappings").mkdir()
    (folder / "mappings" / "01.yaml").write_text(MAPPING, "utf-8")
    with study.derived(study.load(folder), only_checks=True) as found:
        assert found.conformed.inputs["in_characteristics"]["number"] == [7000]
        assert found.conformed.inputs["in_treatments"]["code"] == []
    (folder / "mappings" / "01.yaml").write_text(MAPPING.replace('files: ["01.xlsx"]\n', ""), "utf-8")
    with study.derived(study.load(folder), only_checks=True) as found:  # a mapping for whatever else the centre sends
        assert found.conformed.inputs["in_treatments"]["code"] == ["007"]


def test_questions_about_a_template_are_answered_in_the_mapping_of_its_centre(folder):
    entries = {("Traitements", "D2"): "03/04/21", ("Patients", "D3"): "H"}  # and a word of the centre's own in two visits
    put(folder / "data" / "01.xlsx", entries | {("Patients", cell): value for cell, value in {"N3": "NF", "Q3": 4, "R3": "NF"}.items()})
    (folder / "data" / "01.xlsx").rename(folder / "data" / "what came back.xlsx")
    assert study.check(folder).blocking == 3
    choose(folder, {"two digits": "from 1950 to 2049", '"H"': "M: Men", '"NF" mean in the column IGA': "not done"})
    answered = study.check(folder)
    assert (answered.blocking, answered.summary[0]) == (0, "3 answers of questions.xlsx were written into mappings/01.yaml.")
    with study.derived(study.load(folder), only_checks=True) as found:
        assert found.conformed.inputs["in_treatments"]["start"][0].isoformat() == "2021-04-03"  # and day first, as its prompts say
        assert found.conformed.inputs["in_patients"]["sex"] == ["M"]
    assert study.check(folder).blocking == 0  # questions.xlsx, which now asks nothing, is read again without a word


def choose(folder: Path, answers: dict[str, str]) -> None:
    """Answer in questions.xlsx, by a part of the question."""
    book = openpyxl.load_workbook(folder / "questions.xlsx")
    sheet = book.worksheets[0]
    for part, chosen in answers.items():
        (row,) = [row for row in range(5, sheet.max_row + 1) if part in sheet.cell(row, 2).value]
        for column, value in enumerate((chosen, "A. Martin", "2026-01-02"), start=9):
            sheet.cell(row, column).value = value
    book.save(folder / "questions.xlsx")


def test_templates_are_written_all_or_none(folder, monkeypatch):
    """A piece of one would be taken for entries of the centre at the next try."""
    from cohortium.outputs.template import files

    write, written = files.write_template, []

    def full(path, *others):
        if written:
            path.write_bytes(b"PK")
            raise OSError(errno.ENOSPC, "No space left on device", str(path))
        written.append(path)
        write(path, *others)

    monkeypatch.setattr(files, "write_template", full)
    with pytest.raises(OSError, match="No space left"):
        study.write_templates(folder)
    assert written and not list((folder / "templates").iterdir())
    monkeypatch.undo()
    assert len(study.write_templates(folder)) > 1
