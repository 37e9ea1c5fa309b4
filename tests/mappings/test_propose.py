"""`map` proposes: certain columns are read at once, doubts are written down and read by nobody until they are settled."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cohortium import study
from cohortium.problems import Problem
from mappings.studies import asked, read, scored, typed, write

ROWS = [
    ["Étude de cohorte"],
    ["N° patient", "Sexe", "Wieght", "IGA M0", "EASI M0", "IGA M3", "EASI baseline", "Remarque"],
    ["001", "1", 70, 3, "24,5", 1, "20", "x"],
    ["002", "2", 71, 4, "12", 0, "", ""],
]
PROPOSED = """\
# Proposed for data/07.xlsx. Check every line; a column marked unsure is not read until its line unsure is taken away.
centre: "07"
decimal: ","
readings:
  # not used: EASI baseline, Remarque
  - table: patients
    heading: 2
    columns:
      patient: "N° patient"
      sex: {column: Sexe, codes: {"1": "?", "2": "?"}, unsure: write what each code stands for}
      weight: {column: Wieght, unsure: the heading is close to weight}
  - table: visits
    heading: 2
    columns:
      patient: "N° patient"
    blocks:
      - month: {value: 0}
        IGA: IGA M0
        EASI: {column: EASI M0, unsure: "several columns may be this one: E, G"}
      - month: {value: 3}
        IGA: IGA M3
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "s", {"07.xlsx": {"Suivi": ROWS}}, {})


def test_a_mapping_is_proposed(folder: Path) -> None:
    made = study.propose_mapping(folder / "data" / "07.xlsx")
    assert made.path.read_text("utf-8") == PROPOSED
    assert (made.sure, made.unsure, made.unused) == (4, 3, 2)
    with pytest.raises(Problem, match=r"07\.yaml is there already\. Correct it by hand, or move it away"):
        study.propose_mapping(folder / "data" / "07.xlsx")


def test_only_what_is_certain_is_read(folder: Path) -> None:
    study.propose_mapping(folder / "data" / "07.xlsx")
    with read(folder) as found:
        assert [row[3:5] for row in typed(found, "in_patients")] == [(None, None), (None, None)]
        assert [row[1:] for row in scored(found)] == [("IGA", 3), ("IGA", 4), ("IGA", 1), ("IGA", 0)]
        assert [cell for rule, cell, _ in asked(found) if rule == "mapping_unsure"] == ["B2", "C2", "E2"]


def test_a_settled_doubt_is_read(folder: Path) -> None:
    made = study.propose_mapping(folder / "data" / "07.xlsx")
    text = re.sub(r", unsure: (?:\"[^\"]*\"|[^}]*)", "", made.path.read_text("utf-8"))
    made.path.write_text(text.replace('{"1": "?", "2": "?"}', '{"1": F, "2": M}'), "utf-8")
    with read(folder) as found:
        assert [row[3] for row in typed(found, "in_patients")] == ["F", "M"]
        assert not [rule for rule, *_ in asked(found) if rule == "mapping_unsure"]


@pytest.mark.parametrize(
    ("dates", "line"),
    [
        (("25/03/2021", "03/04/2021"), "dates: day_first"),
        (("03/25/2021", "03/04/2021"), "dates: month_first"),
        (("03/05/2021", "03/04/2021"), "# dates: day_first   or month_first?"),
        (("32/13/2021", "03/04/2021"), "# dates: day_first   or month_first?"),
        (("32/13/2021", "25/04/2021"), "dates: day_first"),
        (("25/03/2021", "03/25/2021"), "# dates: day_first   or month_first?"),
    ],
)
def test_an_order_of_dates_is_proposed_only_where_a_date_says_it(tmp_path: Path, dates: tuple[str, str], line: str) -> None:
    rows = [["patient", "Date de visite", "IGA"], ["P1", dates[0], 1], ["P2", dates[1], 2]]
    made = study.propose_mapping(write(tmp_path / "s", {"07.xlsx": {"x": rows}}, {}) / "data" / "07.xlsx")
    assert line in made.path.read_text("utf-8")


def test_the_date_of_a_laboratory_value_is_no_visit(tmp_path: Path) -> None:
    rows = [["Patient", "Date", "Test", "Value", "Unit"], ["001", "2021-04-01", "CPK", 200, "U/L"]]
    folder = write(tmp_path / "s", {"07.xlsx": {"Biologie": rows}}, {})
    text = study.propose_mapping(folder / "data" / "07.xlsx").path.read_text("utf-8")
    assert re.findall(r"table: (\w+)", text) == ["laboratory"]


def test_a_file_of_which_nothing_is_recognised_is_told_by_its_headings(tmp_path: Path) -> None:
    folder = write(tmp_path / "s", {"07.xlsx": {"x": [["PatNr", "Geschlecht", "Alter"], ["P1", "w", 41]]}}, {})
    with pytest.raises(
        Problem, match=r"No table is recognised in 07\.xlsx: .* It has: PatNr, Geschlecht, Alter\. Write the mapping by hand"
    ):
        study.propose_mapping(folder / "data" / "07.xlsx")
    assert not (folder / "mappings").exists()


def test_a_file_outside_a_study_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_bytes(b"")
    with pytest.raises(Problem, match=r"x\.xlsx is not a file in the data folder of a study\. Put it there, then map it\."):
        study.propose_mapping(tmp_path / "x.xlsx")


def test_a_sheet_of_a_french_windows_is_proposed_with_its_encoding_dates_and_doubts(tmp_path: Path) -> None:
    text = "N° patient;Age;Poids;Molécule;Début ttt;IGA M3;Date M3\nA1;45;70,5;Upadacitinib;25/06/2021;1;20/09/2021\n"
    folder = write(tmp_path / "s", {"15.csv": text.encode("cp1252")}, {})
    with pytest.raises(Problem, match=r"map FILE --encoding cp1252 proposes one"):
        study.propose_mapping(folder / "data" / "15.csv")
    made = study.propose_mapping(folder / "data" / "15.csv", encoding="cp1252")
    lines = made.path.read_text("utf-8").split("\n")
    wanted = (
        *("encoding: cp1252", "dates: day_first", "      age: Age", "      weight: Poids", "      - date: Date M3", "        IGA: IGA M3"),
        "  # treatments: no column is daily_dose. Where it is the same in every row, add a reading with daily_dose: {value: ...}",
        '      drug: {column: "Molécule", unsure: "an earlier treatment, or the one of the study?"}',
    )
    assert [line for line in wanted if line not in lines] == []
    assert not any("term" in line for line in lines)  # Age is no misspelt AE
    with read(folder) as found:
        assert [row[2:] for row in typed(found, "in_visits") if row[3]][0][1].isoformat() == "2021-09-20"
