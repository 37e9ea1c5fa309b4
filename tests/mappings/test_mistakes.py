"""What is wrong with a mapping: all of it at once, each with its line, its column, its source line and a way out."""

from __future__ import annotations

from pathlib import Path

import pytest

from cohortium import study
from cohortium.problems import Problems
from cohortium.sources.mapping.load import mapping_from
from mappings.studies import write

GOOD = "readings:\n  - {table: patients, columns: {patient: id}}\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- 1\n", "m.yaml holds no keys and values. Begin it with a line such as readings: , or with: cohortium map FILE"),
        ("reading: []\n", 'm.yaml:1:1: "reading" is not a word that belongs here. Did you mean "readings"?'),
        ("encoding: utf-9\n" + GOOD, 'm.yaml:1:11: "utf-9" is no encoding; write for example utf-8, cp1252 (Windows)'),
        ("delimiter: ab\n" + GOOD, 'm.yaml:1:12: a delimiter is one sign, such as ";" or "|", or one of the words tab'),
        ("dates: dmy\n" + GOOD, 'm.yaml:1:8: "dmy" is not "year_first", "day_first", "month_first" or "mixed"'),
        ("missing: {none: x}\n" + GOOD, 'm.yaml:1:11: "none" is not "not_done", "not_asked", "unknown", "not_applicable" or "blank"'),
        ("readings:\n  - {table: visit, columns: {patient: id}}\n", 'm.yaml:2:13: "visit" is not "patients"'),
        ("readings:\n  - {table: patients}\n", "m.yaml:2:5: a reading needs columns, for example columns: {patient: N° patient}"),
        ("readings:\n  - {table: patients, columns: {patient: {colum: id}}}\n", 'm.yaml:2:43: "colum" is not a word that belongs here'),
        ("readings:\n  - {table: patients, columns: {patient: {column: id, at: B}}}\n", "write one of column (its heading), at"),
        ("readings:\n  - {table: patients, columns: {patient: {at: 5}}}\n", "m.yaml:2:47: a column is named by its letters, such as J"),
        ("readings:\n  - {table: visits, columns: {IGA: {column: x, times: 2}}}\n", "times needs written_in: the unit that the"),
        ("readings:\n  - {table: visits, rows: [9, 4], columns: {IGA: x}}\n", "the first row comes before the last"),
        ("a: &x [*x]\n", 'm.yaml:1:8: "*x" stands inside the value that it repeats'),
        ("!!python/object/apply:os.system ['true']\n", "tags such as"),
    ],
)
def test_a_mistake_has_a_place_and_a_way_out(text: str, said: str) -> None:
    with pytest.raises(study.Problem) as raised:
        mapping_from(text, "m.yaml")
    assert said in str(raised.value)


def test_all_mistakes_of_all_mappings_are_told_at_once(tmp_path: Path) -> None:
    folder = write(tmp_path / "s", {}, {"07.yaml": "dates: x\nencoding: y\n" + GOOD, "08.yaml": "hidden: maybe\n" + GOOD})
    with pytest.raises(Problems, match=r"^Mappings that need correction: 3 problems\.") as raised:
        study.check(folder)
    assert [item.split(": ")[0] for item in raised.value.items] == ["mappings/07.yaml:1:8", "mappings/07.yaml:2:11", "mappings/08.yaml:1:9"]


def test_what_does_not_fit_the_file_is_told_with_its_line(tmp_path: Path) -> None:
    mapping = """\
readings:
  - table: visits
    sheet: Suivi
    columns: {patient: id patien, month: {value: 0}, IGA: IGA, EASI: {at: Z}}
  - table: visits
    sheet: Visites
    columns: {patient: id}
"""
    rows = [["id patient", "IGA", "IGA"], ["P1", 1, 2]]
    with pytest.raises(Problems) as raised:
        study.check(write(tmp_path / "s", {"07.xlsx": {"Suivi": rows}}, {"07.yaml": mapping}))
    assert [item.split("\n")[0] for item in raised.value.items] == [
        'mappings/07.yaml:4:24: data/07.xlsx, sheet Suivi, has no column "id patien". Did you mean "id patient"?',
        'mappings/07.yaml:4:59: the heading "IGA" stands above columns B and C of data/07.xlsx, sheet Suivi; write which one with at',
        "mappings/07.yaml:4:64: data/07.xlsx, sheet Suivi, ends at column C",
        'mappings/07.yaml:6:12: data/07.xlsx has no sheet "Visites"',
    ]


def test_what_the_table_does_not_know_or_needs_is_told_with_its_line(tmp_path: Path) -> None:
    mapping = "readings:\n  - table: treatments\n    columns: {patient: id, drog: x, start: {value: soon}}\n"
    with pytest.raises(Problems) as raised:
        study.check(write(tmp_path / "s", {"07.xlsx": {"any": [["id", "x"], ["P1", 1]]}}, {"07.yaml": mapping}))
    assert [item.split("\n")[0] for item in raised.value.items] == [
        'mappings/07.yaml:3:28: treatments has no column "drog". Did you mean "drug"?',
        "mappings/07.yaml:3:37: this is no value of start; expected: a date as year-month-day, for example 2021-03-25",
        "mappings/07.yaml:2:12: treatments needs the column drug",
        "mappings/07.yaml:2:12: treatments needs the column daily_dose",
    ]


def test_a_file_that_two_mappings_claim_is_refused(tmp_path: Path) -> None:
    claims = {f"0{n}.yaml": "files: '*.xlsx'\n" + GOOD for n in (7, 8)}
    with pytest.raises(Problems, match=r"data/07\.xlsx is claimed by mappings/07\.yaml and mappings/08\.yaml\. Let one of them name it\."):
        study.check(write(tmp_path / "s", {"07.xlsx": {"any": [["id"], ["P1"]]}}, claims))
