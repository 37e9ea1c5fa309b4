"""Sheets whose patients stand in columns: read as a mapping says, asked about without one, and every place stays the true one."""

from __future__ import annotations

from pathlib import Path

import pytest

from cohortium import study
from cohortium.derived import Derived
from cohortium.problems import Problems
from mappings.studies import read, write

SHEET = [
    ["Étude", None, None],
    ["N° patient", "P1", "P2"],
    ["Sexe", "F", "M"],
    ["weight", 70, "71 kg"],
    ["IGA M0", 3, 9],
    ["IGA M3", 1, None],
    ["Remarque", None, "x"],
]
MAPPING = """\
readings:
  - table: patients
    turned: true
    columns: {patient: N° patient, sex: Sexe, weight: weight}
  - table: visits
    turned: true
    columns: {patient: N° patient}
    blocks:
      - {month: {value: 0}, IGA: IGA M0}
      - {month: {value: 3}, IGA: IGA M3}
"""


def _iga(found: Derived) -> list[tuple[str, int, int]]:
    visits = found.conformed.inputs["in_visits"]
    return [each for each in zip(visits["code"], visits["month"], visits["score1"], strict=True) if each[2] is not None]


def test_a_turned_sheet_is_read_and_its_places_are_those_of_the_file(tmp_path: Path) -> None:
    folder = write(tmp_path / "s", {"07.xlsx": {"Suivi": SHEET[1:]}}, {"07.yaml": MAPPING})
    with read(folder) as found:
        assert _iga(found) == [("P1", 0, 3), ("P2", 0, 9), ("P1", 3, 1)]
        assert found.conformed.inputs["in_patients"]["sex"] == ["F", "M"]
        places = {(query.rule, query.cell, query.patient) for query in found.queries}
        assert {("unit_in_cell", "C3", "P2"), ("out_of_range", "C4", "P2")} <= places
        assert ("unmapped_column", "A6", "") in places
        [row] = found.ledger
        assert (row.rows, row.rows_used, row.rows_not_data, row.cells) == (3, 2, 1, 18)
        assert row.cells == row.cells_accepted + row.cells_normalised + row.cells_quarantined + row.cells_empty + row.cells_unused


def test_map_proposes_it_and_nothing_is_read_until_then(tmp_path: Path) -> None:
    folder = write(tmp_path / "s", {"07.xlsx": {"visits": SHEET}, "08_visits.csv": b"patient,month,IGA\n1,0,3\n"}, {})
    with read(folder) as found:
        assert [(query.rule, query.severity, query.sheet) for query in found.queries if query.file.endswith("07.xlsx")] == [
            ("turned_sheet", "blocking", "visits")
        ]
        assert _iga(found) == [("1", 0, 3)]
    made = study.propose_mapping(folder / "data" / "07.xlsx")
    text = made.path.read_text("utf-8")
    assert "turned: true" in text and "heading: 1" in text
    with read(folder) as found:
        assert sorted(_iga(found)) == [("1", 0, 3), ("P1", 0, 3), ("P1", 3, 1), ("P2", 0, 9)]


def test_one_sheet_per_patient(tmp_path: Path) -> None:
    tabs = {f"Patient {n}": [["patient", f"P{n}"], ["IGA M0", n], ["EASI M0", 10 * n]] for n in (1, 2, 3)}
    mapping = """\
readings:
  - table: visits
    sheet: Patient *
    turned: true
    columns: {patient: patient}
    blocks: [{month: {value: 0}, IGA: IGA M0, EASI: EASI M0}]
"""
    with read(write(tmp_path / "s", {"07.xlsx": tabs}, {"07.yaml": mapping})) as found:
        assert _iga(found) == [("P1", 0, 1), ("P2", 0, 2), ("P3", 0, 3)]


def test_one_sheet_is_not_read_both_ways(tmp_path: Path) -> None:
    folder = write(tmp_path / "s", {"07.xlsx": {"Suivi": SHEET[1:]}}, {"07.yaml": MAPPING.replace("    turned: true\n", "", 1)})
    with pytest.raises(Problems, match="all readings of one sheet are turned, or none"):
        study.check(folder)
