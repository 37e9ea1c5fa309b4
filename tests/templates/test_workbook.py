"""The workbook itself: no macros, locked headings, dropdowns, rules and prompts, the same bytes, never over an earlier file."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import column_index_from_string
from python_calamine import CalamineWorkbook

from cohortium import study
from cohortium.cli import run_command
from cohortium.outputs.manifest import sha256_of
from templates.filling import PROTOCOL, make_study, put

ROOT = Path(__file__).resolve().parents[2]
LAYOUTS = ["wide", "long"]


def template(folder: Path, layout: str = "wide", language: str | None = None, centre: str = "01") -> Path:
    (path,) = study.write_templates(folder, centre, layout, language)
    return path


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_same_bytes_each_time(tmp_path, layout):
    first, second = (template(make_study(tmp_path / name), layout).read_bytes() for name in ("a", "b"))
    assert first == second


@pytest.mark.parametrize("layout", LAYOUTS)
def test_no_macro_no_link_and_formulas_on_the_control_sheet_alone(tmp_path, layout):
    path = template(make_study(tmp_path / "study"), layout, "en")
    names = zipfile.ZipFile(path).namelist()
    assert not [name for name in names if "vba" in name.lower() or "external" in name.lower()]
    book = openpyxl.load_workbook(path)
    with_formulas = {sheet.title for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"}
    assert with_formulas == {"Control"}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_headings_are_locked_cells_are_open_and_every_column_has_its_prompt(tmp_path, layout):
    book = openpyxl.load_workbook(template(make_study(tmp_path / "study"), layout, "en"))
    for sheet in book.worksheets[:-3]:
        depth = 2 if layout == "wide" and sheet.title == "Patients" else 1
        assert sheet.protection.sheet and sheet.freeze_panes == f"B{depth + 1}"
        rules = {str(rule.sqref).partition(":")[0]: rule for rule in sheet.data_validations.dataValidation}
        for cell in sheet[depth]:
            assert cell.protection.locked and cell.value
            assert not look(sheet, cell.column_letter).protection.locked
            rule = rules[f"{cell.column_letter}{depth + 1}"]
            assert rule.prompt and rule.promptTitle
    assert [sheet.sheet_state for sheet in book.worksheets[-3:]] == ["visible", "hidden", "veryHidden"]


def test_formats_lists_and_rules_in_french(tmp_path):
    book = openpyxl.load_workbook(template(make_study(tmp_path / "study")))  # centre 01 reads French
    assert book.sheetnames == [
        "Patients", "Traitements antérieurs", "Traitements", "Biologie", "Normes du laboratoire", "Événements",
        "Contrôle", "Listes", "_cohortium",
    ]  # fmt: skip
    sheet = book["Patients"]
    headings = {f"{cell.value}": cell.column_letter for cell in reversed(sheet[2])}
    assert look(sheet, headings["Patient"]).number_format == "@"
    assert look(sheet, headings["Dernières nouvelles"]).number_format == "[>2200][$-40C]dd mmm yyyy;0"
    rules = {str(rule.sqref).partition("3")[0]: rule for rule in sheet.data_validations.dataValidation}
    iga = rules[headings["IGA"]]
    cell = f"{headings['IGA']}3"
    assert iga.type == "custom" and iga.formula1.startswith(f"IF(ISNUMBER({cell}),AND({cell}>=0,{cell}<=4,{cell}=INT({cell}))")
    assert iga.prompt.startswith("Investigator") or "Un nombre de 0 à 4, par pas de 1." in iga.prompt
    assert (rules[headings["Sex"]].type, words(book, rules[headings["Sex"]])) == (
        "list",
        ["Women", "Men", "non fait", "inconnu", "non applicable"],
    )
    assert words(book, rules[headings["Asthma"]]) == ["oui", "non", "non fait", "inconnu"]
    stop = next(rule for rule in book["Traitements"].data_validations.dataValidation if str(rule.sqref).startswith("E2:"))
    assert stop.formula1.endswith(",0))))") and "Listes" in stop.formula1 and len(stop.formula1) <= 255


def look(sheet, letter: str):
    """The format of a column: openpyxl keeps that of neighbours that look alike with the first of them."""
    number = column_index_from_string(letter)
    return next(each for each in sheet.column_dimensions.values() if each.min <= number <= each.max)


def words(book, rule) -> list[str]:
    """The words of a dropdown."""
    name, _, cells = rule.formula1.partition("!")
    return [row[0].value for row in book[name.strip("'")][cells.replace("$", "")]]


PROTOCOLS = [
    *(ROOT / "src" / "cohortium").glob("*/**/protocol.yaml"),
    *(ROOT / "examples").glob("*/protocol.yaml"),
    ROOT / "bench" / "protocol.yaml",
]


@pytest.mark.parametrize("path", PROTOCOLS, ids=lambda path: path.parent.name)
def test_every_protocol_of_the_project_has_a_template_within_the_limits_of_excel(tmp_path, path):
    folder = make_study(tmp_path / "study", path.read_text("utf-8"))
    for layout, language in (("wide", "fr"), ("long", "en")):
        centre = next(iter(study.load(folder).protocol.centres), None)
        (made,) = study.write_templates(folder, centre, layout, language, out=tmp_path / f"{layout}.xlsx")
        book = openpyxl.load_workbook(made)
        assert max(len(name) for name in book.sheetnames) <= 31
        for sheet in book.worksheets[:-3]:
            rules = sheet.data_validations.dataValidation
            assert len(rules) == sheet.max_column  # one for every column: XlsxWriter drops with a warning what Excel would refuse
            assert max(len(rule.formula1 or "") for rule in rules) <= 255
            headings = [cell.value for cell in sheet[1 if sheet["A2"].value is None else 2]]
            assert all(headings)
        formulas = [cell.value.text for row in book.worksheets[-3].iter_rows() for cell in row if hasattr(cell.value, "text")]
        assert formulas and max(map(len, formulas)) <= 8_192


def test_one_file_per_declared_centre_in_its_language_and_never_over_another(tmp_path, capsys):
    folder = make_study(tmp_path / "study")
    assert run_command(["template", str(folder)]) == 0
    assert capsys.readouterr().out.splitlines()[0] == f"2 templates are in {folder / 'templates'}."
    names = {path.name: openpyxl.load_workbook(path).sheetnames[-3:-1] for path in sorted((folder / "templates").iterdir())}
    assert names == {"01.xlsx": ["Contrôle", "Listes"], "02.xlsx": ["Control", "Lists"]}
    assert run_command(["template", str(folder), "--centre", "02"]) == 2
    path = folder / "templates" / "02.xlsx"
    message = f"{path} is there already and may hold entries. Move it away, or name another place with --out.\n"
    assert capsys.readouterr().err == message
    assert run_command(["template", str(folder), "--centre", "2"]) == 2
    assert capsys.readouterr().err == 'The protocol declares no centre "2". Its centres are: 01, 02.\n'
    assert run_command(["template", str(folder), "--out", str(tmp_path / "all.xlsx")]) == 2
    message = "2 centres have a template each. Name a folder with --out, or one centre with --centre.\n"
    assert capsys.readouterr().err == message
    assert run_command(["template", str(folder), "--centre", "02", "--out", str(tmp_path / "two.xlsx"), "--language", "fr"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == f"Le classeur de saisie est dans {tmp_path / 'two.xlsx'}."


def test_without_declared_centres_the_files_place_says_the_centre(tmp_path):
    text = PROTOCOL.replace('centres:\n  "01": {label: Nantes, language: fr}\n  "02": {label: Leeds, language: en}\n', "")
    folder = make_study(tmp_path / "study", text)
    (path,) = study.write_templates(folder)
    assert path == folder / "templates" / "template.xlsx"
    put(path, {("Patients", "A3"): "007"})
    path.rename(folder / "data" / "Brest.xlsx")
    with study.derived(study.load(folder), only_checks=True) as found:
        assert found.conformed.inputs["in_patients"]["centre"] == ["Brest"]


def test_a_sheet_that_could_not_be_read_back_is_not_written(tmp_path, capsys):
    windows = "".join(f"  W{week}: {{from: {week} weeks, to: {week} weeks}}\n" for week in range(1, 500))
    folder = make_study(tmp_path / "study", PROTOCOL.replace("timepoints:\n", f"timepoints:\n{windows}"))
    assert run_command(["template", str(folder), "--centre", "02"]) == 2
    message = "The workbook would have 6,052 columns; the limit is 5,000. Write it with --layout long.\n"
    assert capsys.readouterr().err == message
    assert not (folder / "templates" / "02.xlsx").exists()
    assert run_command(["template", str(folder), "--centre", "02", "--layout", "long"]) == 0


def test_the_stamp_holds_hash_version_and_centre(tmp_path):
    folder = make_study(tmp_path / "study")
    rows = list(openpyxl.load_workbook(template(folder))["_cohortium"].iter_rows(values_only=True, max_col=2))
    assert rows[0] == ("cohortium template", "1")
    assert dict(rows[1:7]) == {
        "protocol": sha256_of(folder / "protocol.yaml"),
        "study": "entries",
        "version": study.__version__,
        "centre": "01",
        "layout": "wide",
        "language": "fr",
    }


@pytest.mark.skipif(shutil.which("localc") is None, reason="LibreOffice Calc, which computes the formulas, is not installed")
def test_the_control_sheet_counts_what_was_planted(tmp_path):
    path = template(make_study(tmp_path / "study"), "wide", "en")
    patients = {
        "A3": "001", "A4": "002", "A5": "001",  # one of them twice
        "B3": 40, "B4": "unknown", "B5": "forty",  # an age that is none
        "I3": 70.25, "I4": 19, "I5": 70.3,  # between two steps, below the least; then right
        "D3": "Women", "D4": "Frau",  # not on the list; then none
        "G3": "03/2021", "G4": 2021, "G5": "13/2021",  # a month, a year, no month
        "L3": 44228, "N3": 5, "M4": 1, "O4": 1,  # 1 February 2021, month 1; an IGA above 4, one missing
    }  # fmt: skip
    put(path, {("Patients", cell): value for cell, value in patients.items()} | {("Events", "A2"): "004", ("Events", "B2"): "Acne"})
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path / 'profile'}", "--headless", "--convert-to", "ods"]
    subprocess.run([*command, "--outdir", str(tmp_path), str(path)], check=True, capture_output=True, timeout=300)
    rows = CalamineWorkbook.from_path(str(tmp_path / "01.ods")).get_sheet_by_name("Control").to_python()
    counts = {(row[0], row[1]): [int(cell) if cell != "" else None for cell in row[2:7]] for row in rows[7:]}
    assert counts["Patients", "Patient"] == [3, 0, None, 1, None]  # filled in, missing, unknown, to correct, firsts of a month
    assert counts["Patients", "Age (years)"] == [3, 0, 1, 1, None]
    assert counts["Patients", "Weight (kg)"] == [3, 0, 0, 2, None]
    assert counts["Patients", "Sex"] == [2, 1, 0, 1, None]
    assert counts["Patients", "Last contact"] == [3, 0, 0, 1, 0]
    assert counts["Patients", "Baseline, visit 1 Date of the visit"] == [1, 0, 0, 0, 1]
    assert counts["Patients", "Baseline, visit 1 IGA"] == [1, 1, 0, 1, None]
    assert counts["Patients", "Baseline, visit 1 EASI"] == [1, 1, 0, 0, None]
    assert counts["Events", "Patient"] == [1, 0, None, 1, None]
    assert counts["Events", "Onset"] == [0, 1, 0, 0, 0]
    assert counts["All sheets", ""] == [sum(count[place] or 0 for key, count in counts.items() if key[1]) for place in range(5)]
    assert rows[1][0] == f"Cells to correct before sending: {counts['All sheets', ''][3]}"
