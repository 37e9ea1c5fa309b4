"""Two runs compared: which numbers changed, and all that could have changed them and no more. The patients are made up."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

from cohortium import study
from cohortium.changes import compare, sentences
from cohortium.cli import run_command
from cohortium.outputs import manifest, verify
from cohortium.outputs.changes import Change, Changes
from cohortium.problems import Problem
from cohortium.statistics import proportions

PROTOCOL = """study: two-runs
characteristics: {sex: {type: category, levels: {F: Women, M: Men}}, smoker: {type: category, levels: {y: Yes, n: No}}}
arms: {a: {drug: alpha, daily_dose: 10 mg}, b: {drug: beta, daily_dose: 5 mg}}
timepoints: {M3: {from: 2 months, to: 4 months}}
endpoints:
  clear: {measure: IGA, responder: {value_at_most: 1}, at: [M3]}
  itch: {measure: PNRS, summary: {change: median_q1_q3}, at: [M3]}
"""
CENTRES = {"01": ("alpha", "10 mg", (1, 2, 0), (3, 4, 2)), "02": ("beta", "5 mg", (3, 1, 2), (6, 5, 1))}
SECRET = "QZ-7781"  # a patient's code that no shareable file may hold


def write_study(folder: Path) -> Path:
    (folder / "data").mkdir(parents=True)
    (folder / "protocol.yaml").write_text(PROTOCOL)
    for centre, (drug, dose, iga, itch) in CENTRES.items():
        place = folder / "data" / centre
        place.mkdir()
        codes = [f"{SECRET}{number}" for number in range(len(iga))]
        lines = [f"{code},{drug},{dose},2021-03-01,," for code in codes]
        (place / "treatments.csv").write_text("\n".join(["patient,drug,daily_dose,start,stop,stop_reasons", *lines, ""]))
        people = [f"{code},F,y" for code in codes]
        (place / "patients.csv").write_text("\n".join(["patient,sex,smoker", *people, ""]))
        before = [f"{code},2021-03-01,4,8" for code in codes]
        after = [f"{code},2021-06-01,{one},{other}" for code, one, other in zip(codes, iga, itch, strict=True)]
        (place / "visits.csv").write_text("\n".join(["patient,date,IGA,PNRS", *before, *after, ""]))
    return folder


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_study(tmp_path_factory.mktemp("changes") / "study")
    study.run(folder, label="submission-1")
    return folder


@pytest.fixture
def folder(first: Path, tmp_path: Path) -> Path:
    return shutil.copytree(first, tmp_path / "study")


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def compared(folder: Path) -> dict[str, Change]:
    study.run(folder)
    found, place = compare(folder / "results" / "submission-1", folder / "results" / "002")
    assert place.name == "compare-submission-1-002" and verify(place) == []
    return {row.result_id: row for row in found.rows}


def key(variable: str, arm: str, stat: str) -> str:
    unit = "patients" if stat in ("n", "N", "percent") else "-"
    return f"efficacy/{variable}/-/M3/{arm}/-/-/-/-/{unit}/{stat}"


def test_nothing_changes_between_a_run_and_the_same_again(folder: Path) -> None:
    assert compared(folder) == {}


def test_a_cell_is_the_cause_of_its_numbers_and_is_named_by_address(folder: Path) -> None:
    change(folder / "data" / "01" / "visits.csv", "2021-06-01,2,4", "2021-06-01,1,4")
    rows = compared(folder)
    assert (rows[key("clear", "a", "n")].before, rows[key("clear", "a", "n")].now) == ("2", "3")
    assert {row.kinds for row in rows.values()} == {("cell",)}
    assert "data/01/visits.csv, cell C6" in rows[key("clear", "all", "n")].cells
    assert key("clear", "b", "n") not in rows and not any("itch" in identifier for identifier in rows)


def test_a_changed_rule_of_an_endpoint_reaches_that_endpoint_only_and_cells_the_others(folder: Path) -> None:
    change(folder / "protocol.yaml", "value_at_most: 1", "value_at_most: 2")
    change(folder / "data" / "02" / "visits.csv", "2021-06-01,3,6", "2021-06-01,3,2")
    rows = compared(folder)
    assert rows[key("clear", "a", "n")].kinds == ("protocol",)
    assert rows[key("clear", "a", "n")].cause == "Cause: the protocol (endpoints.clear)."
    assert rows[key("itch", "b", "median")].kinds == ("cell",)
    assert "data/02/visits.csv, cell D5" in rows[key("itch", "b", "median")].cells


def test_what_could_each_be_the_cause_is_all_named(folder: Path) -> None:
    change(folder / "protocol.yaml", "value_at_most: 1", "value_at_most: 2")
    change(folder / "data" / "01" / "visits.csv", "2021-06-01,2,4", "2021-06-01,3,4")
    rows = compared(folder)
    both = rows[key("clear", "b", "n")], rows[key("clear", "all", "n")]
    assert [row.kinds for row in both] == [("protocol",), ("cell", "protocol")]
    assert both[1].cause == "Could be: a cell or the protocol (endpoints.clear)."
    assert both[1].addresses and all(
        each.startswith("data/01/") for each in both[1].addresses
    )  # the rule changed rows of 02, and nobody its cells


def test_a_mapping_and_the_look_of_the_protocol(folder: Path) -> None:
    (folder / "mappings").mkdir()
    (folder / "mappings" / "01.yaml").write_text("centre: '01'\nmissing: {unknown: ['2']}\n")
    change(folder / "protocol.yaml", "study: two-runs", "study: two-runs\ntitle: Another title")
    rows = compared(folder)
    assert {row.kinds for identifier, row in rows.items() if "itch" in identifier} == {("mapping",)}


def test_a_characteristic_changes_by_cells_of_its_own_column(folder: Path) -> None:
    change(folder / "protocol.yaml", "value_at_most: 1", "value_at_most: 2")
    change(folder / "data" / "01" / "patients.csv", ",F,y", ",F,n")
    rows = compared(folder)
    assert {row.cause for name, row in rows.items() if name.startswith("baseline/smoker/")} == {"Cause: a cell."}


def test_a_mapping_is_a_cause_of_a_characteristic_that_it_reads_otherwise(folder: Path) -> None:
    (folder / "mappings").mkdir()
    (folder / "mappings" / "01.yaml").write_text("centre: '01'\nmissing: {unknown: [y]}\n")
    rows = compared(folder)
    assert {row.kinds for name, row in rows.items() if name.startswith("baseline/smoker/")} == {("mapping",)}
    assert not any(name.startswith("baseline/sex/") for name in rows)


def test_the_words_of_another_characteristic_are_no_cause(folder: Path) -> None:
    change(folder / "protocol.yaml", "levels: {y: Yes, n: No}", "levels: {y: Smokes, n: No}")
    change(folder / "protocol.yaml", "study: two-runs", "study: two-runs\nfigures: {show: [flow]}")
    change(folder / "data" / "01" / "patients.csv", ",F,y", ",M,y")
    rows = compared(folder)
    assert {row.cause for name, row in rows.items() if name.startswith("baseline/sex/")} == {"Cause: a cell."}


def test_the_same_value_written_otherwise_is_never_the_work_of_a_cell(folder: Path) -> None:
    change(folder / "protocol.yaml", "study: two-runs", "study: two-runs\nstatistics: {percent_decimals: 2}")
    change(folder / "data" / "01" / "visits.csv", "2021-06-01,2,4", "2021-06-01,1,4")
    rows = compared(folder)
    assert (rows[key("clear", "b", "percent")].before, rows[key("clear", "b", "percent")].now) == ("33.3", "33.33")
    assert rows[key("clear", "b", "percent")].cause == "Cause: the protocol (statistics)."
    assert rows[key("clear", "a", "percent")].kinds == ("cell", "protocol")


def test_a_number_that_is_new_and_another_program(folder: Path) -> None:
    change(folder / "protocol.yaml", "  itch:", "  clear2: {measure: IGA, responder: {value_at_most: 2}, at: [M3]}\n  itch:")
    change(folder / "results" / "001" / "manifest.json", '"cohortium": "', '"cohortium": "0.0.9-')
    rows = compared(folder)
    new = rows[key("clear2", "a", "n")]
    assert new.before == "not there" and new.kinds == ("protocol", "program")


def test_no_value_or_code_of_a_patient_is_in_what_is_written(folder: Path) -> None:
    change(folder / "data" / "01" / "visits.csv", "2021-06-01,2,4", "2021-06-01,1,4")
    compared(folder)
    place = folder / "results" / "compare-submission-1-002"
    assert sorted(path.name for path in place.iterdir()) == ["changes.docx", "changes.html", "changes.xlsx", "manifest.json"]
    for path in place.iterdir():
        parts = [path.read_bytes()]
        if path.suffix in (".docx", ".xlsx"):
            with zipfile.ZipFile(path) as archive:
                parts = [archive.read(name) for name in archive.namelist()]
        assert not any(SECRET.encode() in part for part in parts)
    table = Document(str(place / "changes.docx")).tables[0]
    sheet = load_workbook(place / "changes.xlsx").active
    assert sheet is not None and len(table.rows) == sheet.max_row > 5
    assert [cell.text for cell in table.rows[1].cells][:4] == [str(cell.value or "") for cell in sheet[2]][:4]
    first = {path.name: path.read_bytes() for path in place.iterdir()}
    compare(folder / "results" / "001", folder / "results" / "002")
    assert {path.name: path.read_bytes() for path in place.iterdir()} == first


def test_a_label_is_a_plain_name_is_given_once_and_protects_its_run(first: Path, tmp_path: Path) -> None:
    with pytest.raises(Problem, match='"001" cannot name a run. A label begins with a letter'):
        study.run(first, label="001")
    with pytest.raises(Problem, match='"" cannot name a run'):
        study.run(first, label="")
    with pytest.raises(Problem, match='"submission-1" names the run in .*001 already. Choose another label.'):
        study.run(first, label="submission-1")
    kept = shutil.copytree(first / "results" / "001", tmp_path / "kept")
    with pytest.raises(Problem, match='holds the run that is kept as "submission-1", so it was left as it is'):
        study.run(first, out=kept)


def test_a_folder_without_results_cannot_be_compared(first: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(first / "results" / "001", tmp_path / "old")
    (tmp_path / "old" / "release.json").unlink()
    with pytest.raises(Problem, match="holds no results that can be compared. Run the study again with this version"):
        compare(tmp_path / "old", first / "results" / "001")
    assert run_command(["compare", str(first / "results" / "submission-2"), str(first / "results" / "001")]) == 2
    assert "holds no manifest.json" in capsys.readouterr().err


def test_verify_says_the_next_command_wherever_the_folder_stands(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    runs = [folder / "results" / name for name in ("001", "submission-1-again")]
    shutil.copytree(*runs)
    _, compared = compare(*runs)
    elsewhere = shutil.copytree(runs[0], tmp_path / "elsewhere")
    ends = {runs[0]: f"check {folder}", elsewhere: f"explain STUDY RESULT_ID --out {elsewhere}"}
    ends[shutil.copytree(compared, tmp_path / "compared")] = "explain STUDY RESULT_ID"
    for place, end in ends.items():
        assert run_command(["verify", str(place)]) == 0
        assert capsys.readouterr().out.splitlines()[-1].endswith(f" {end}")


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "cut within a line": lambda whole: whole[: whole.rindex(b",patients,") + 3],
    "one open quote": lambda whole: b'"',
    "an open quote at the end": lambda whole: whole + b'"a',
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_damaged_results_cannot_be_compared(folder: Path, damage: Callable[[bytes], bytes], capsys: pytest.CaptureFixture[str]) -> None:
    run = folder / "results" / "001"
    damaged = shutil.copytree(run, folder / "results" / "damaged")
    (damaged / "results.csv").write_bytes(damage((run / "results.csv").read_bytes()))
    for runs in ((run, damaged), (damaged, run)):
        assert run_command(["compare", *map(str, runs)]) == 2
        said = capsys.readouterr().err.strip()
        assert said.startswith(f"{damaged} holds no results that can be compared.") and "\n" not in said


def test_the_terminal_says_the_first_changes_and_how_many_there_are() -> None:
    rows = tuple(Change(f"r{place}", "", "1", "2", ("cell",), "Cause: a cell.") for place in range(3))
    said = sentences(Changes("a", "b", "s", 9, rows, ("data/01.csv",), ()), most=2)
    assert said[0] == "Differs between a and b: data/01.csv." and said[1] == "3 numbers of 9 changed."
    assert said[2] == "r0: 1 -> 2. Cause: a cell." and said[-1] == "and 1 more, all of them in the files."


def test_the_same_version_with_other_files_is_another_program(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manifest, "code_digest", lambda: "of other files")
    monkeypatch.setattr(proportions, "normal_quantile", lambda p: Decimal(1))
    rows = compared(folder)
    assert rows and {row.cause for row in rows.values()} == {"Cause: the program (code)."}


def test_the_digest_of_a_program_is_that_of_its_files_and_not_of_what_is_compiled(tmp_path: Path) -> None:
    found = []
    for name in ("same", "again", "other"):
        (tmp_path / name / "steps").mkdir(parents=True)
        (tmp_path / name / "steps" / "a.sql").write_text("SELECT 2" if name == "other" else "SELECT 1")
        if name == "again":
            (tmp_path / name / "__pycache__").mkdir()
            (tmp_path / name / "__pycache__" / "a.pyc").write_text("compiled")
        found.append(manifest.code_digest(tmp_path / name))
    assert found[0] == found[1] != found[2]
