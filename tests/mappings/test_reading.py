"""Sheets read through a mapping: wide ones, codes, units, dates; every address is that of the true cell, the ledger balances."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cohortium import study
from cohortium.conformance.ledger import LEDGER_COLUMNS
from mappings.studies import PROTOCOL, asked, ledger, queries, read, scored, typed, write

WIDE = [
    ["Suivi des patients"],
    [],
    ["N° patient", "Sexe", "Traitement", "Début", "IGA M0", "EASI M0", "IGA M3", "EASI M3", "Date M6", "IGA M6", "Remarque"],
    ["001", "1", "upadacitinib", "03/04/2021", 3, "24,5", 1, "2,5", "01/10/2021", 0, "ok"],
    ["002", "2", "baricitinib", "15/05/2021", 4, "NF", "", "", "02/11/2022", 1, ""],
    ["003", "9", "baricitinib", "15/05/2021", "?", "12", 7, "3,0", "", "", ""],
    ["Total", "", "", "", "", "", "", "", "", "", ""],
]
MAPPING = """\
dates: day_first
decimal: ","
missing: {not_done: NF, unknown: "?"}
readings:
  - table: patients
    sheet: Suivi
    heading: 3
    rows: [4, 6]
    columns:
      patient: N° patient
      sex: {column: Sexe, codes: {"1": F, "2": M, "9": }}
  - table: treatments
    sheet: suivi
    heading: 3
    rows: [4, 6]
    columns: {patient: N° patient, drug: Traitement, daily_dose: {value: 15 mg}, start: Début}
  - table: visits
    sheet: Suivi
    heading: 3
    rows: [4, 6]
    columns: {patient: N° patient}
    blocks:
      - {month: {value: 0}, IGA: IGA M0, EASI: EASI M0}
      - {month: {value: 3}, IGA: IGA M3, EASI: EASI M3}
      - {date: Date M6, IGA: {at: J}}
"""


@pytest.fixture
def wide(tmp_path: Path) -> Path:
    return write(tmp_path / "s", {"07.xlsx": {"Suivi": WIDE}}, {"07.yaml": MAPPING})


def test_a_wide_sheet_is_one_visit_per_block(wide: Path) -> None:
    with read(wide) as found:
        visits = [row[:6] for row in typed(found, "in_visits")]
        scores = scored(found)
        assert typed(found, "in_patients") == [
            ((1, 4), "07", "001", "F", None, None, None, None, None),
            ((1, 5), "07", "002", "M", None, None, None, None, None),
            ((1, 6), "07", "003", None, None, None, None, None, None),
        ]
    assert visits == [
        ((3, 4), "07", "001", None, 0, None),
        ((3, 5), "07", "002", None, 0, None),
        ((3, 6), "07", "003", None, 0, None),
        ((4, 4), "07", "001", None, 3, None),
        ((4, 6), "07", "003", None, 3, None),  # 002 has nothing at month 3: that is no visit
        ((5, 4), "07", "001", date(2021, 10, 1), None, None),
        ((5, 5), "07", "002", date(2022, 11, 2), None, None),
    ]
    assert ((3, 4), "EASI", 490) in scores and ((4, 4), "EASI", 50) in scores and ((5, 4), "IGA", 0) in scores


def test_addresses_are_those_of_the_sheet_and_each_cell_is_counted_once(wide: Path) -> None:
    with read(wide) as found:
        out_of_range = queries(found, "out_of_range")
        row = ledger(found)
        kinds = [each for each in found.conformed.missing if each[2] != "not_collected"]
        assert kinds == [(1, "sex", "blank", 1), (3, "IGA", "unknown", 1), (3, "EASI", "not_done", 1)]
    assert [(q.file, q.sheet, q.cell, q.found) for q in out_of_range] == [("data/07.xlsx", "Suivi", "G6", "7")]
    counted = {name: getattr(row, name) for name in LEDGER_COLUMNS[3:]}
    # Three heading rows and the total are no data; the remark column is not used; the visit after the data cut is given back.
    assert counted == {
        "rows": 7, "rows_used": 3, "rows_excluded": 0, "rows_duplicate": 0, "rows_not_data": 4, "cells": 77,
        "cells_accepted": 11, "cells_normalised": 12, "cells_quarantined": 1, "cells_empty": 4, "cells_unused": 49,
    }  # fmt: skip


def test_a_visit_after_the_data_cut_leaves_the_other_visits_of_its_row(wide: Path) -> None:
    with read(wide) as found:
        cut = queries(found, "after_data_cut")
        account = found.conformed.accounts[5]
        assert [(q.cell, q.patient) for q in cut] == [("I5", "002")]
        assert account.rows[4] == 1 and account.cells[8][4] == 0 and account.cells[0][4] != 0


def test_what_is_not_named_is_noted_once(wide: Path) -> None:
    with read(wide) as found:
        assert [(q.cell, q.found) for q in queries(found, "unmapped_column")] == [("K3", "Remarque")]


def test_explain_leads_to_the_true_cell(wide: Path) -> None:
    study.run(wide)
    text = study.explain(wide, "efficacy/easi/-/M3/all/-/-/-/-/-/median")
    assert 'EASI "24,5" (data/07.xlsx, sheet Suivi, cell F4)' in text and 'EASI "2,5" (data/07.xlsx, sheet Suivi, cell H4)' in text


LONG = "patient;centre;date;IGA;EASI;poids;BP;hta\n"


def one(tmp_path: Path, line: str, columns: str, more: str = "", table: str = "patients", encoding: str = "utf-8") -> Any:
    mapping = f"files: all.csv\n{more}\nreadings:\n  - table: {table}\n    columns: {columns}\n"
    return write(tmp_path / "s", {"all.csv": (LONG + line).encode(encoding)}, {"all.yaml": mapping})


@pytest.mark.parametrize(
    ("column", "text", "more", "stored", "rule"),
    [
        ('{column: poids, times: "0.45359237", written_in: lb}', "154.3", "", None, "off_step"),
        ('{column: poids, times: "0.5", written_in: half kg}', "141", "", 705, ""),
        ('{column: poids, times: "1/2", written_in: half kg}', "141,0", "", 705, ""),
        ("poids", "70,5", 'decimal: ","', 705, ""),
        ("poids", "1.234", 'decimal: ","', None, "ambiguous_number"),
        ("poids", "70,5", "", 705, ""),
        ("poids", "NF", "missing: {not_done: NF}", None, ""),
        ("poids", "-9", "missing: {unknown: '-9'}", None, ""),
        ("poids", "-9", "", None, "missing_code"),
        ('{column: BP, part: 1, separator: "/"}', "67/92", "", 670, ""),
        ('{column: BP, part: 2, separator: "/"}', "67/92", "", 920, ""),
        ('{column: BP, part: 2, separator: "/"}', "67", "", None, "part_missing"),
        ('{column: poids, codes: {heavy: "120"}}', "heavy", "", 1200, ""),
    ],
)
def test_a_number_is_read_as_declared(tmp_path: Path, column: str, text: str, more: str, stored: int | None, rule: str) -> None:
    cells = f"P1;07;;;;{text};{text};\n"
    folder = one(tmp_path, cells, f"{{patient: patient, centre: centre, weight: {column}}}", more)
    with read(folder) as found:
        numbers = [number for *_, variable, number, _ in typed(found, "in_characteristics") if variable == "weight"]
        asked = (query for query in found.queries if query.severity != "note" and query.rule != "first_dose_missing")
        rules = [(query.rule, query.found) for query in asked]
    assert (numbers, rules) == ([stored] if stored is not None else [], [(rule, text)] if rule else [])


@pytest.mark.parametrize(
    ("text", "more", "day", "rule"),
    [
        ("03/04/2021", "dates: day_first", date(2021, 4, 3), ""),
        ("03/04/2021", "dates: month_first", date(2021, 3, 4), ""),
        ("03/04/2021", "", None, "date_order"),
        ("03/04/2021", "dates: mixed", None, "ambiguous_date"),
        ("03/04/21", "dates: day_first", None, "two_digit_years"),
        ("03/04/21", "dates: day_first\ntwo_digit_years_from: 1950", date(2021, 4, 3), ""),
        ("31/12/2021", "dates: month_first", None, "not_a_date"),
        ("2021-04-03", "dates: month_first", date(2021, 4, 3), ""),
        ("03/04/2021 14:30", "dates: day_first", date(2021, 4, 3), ""),
    ],
)
def test_a_date_is_read_in_the_declared_order(tmp_path: Path, text: str, more: str, day: date | None, rule: str) -> None:
    folder = one(tmp_path, f"P1;07;{text};1;;;;\n", "{patient: patient, centre: centre, date: date, IGA: IGA}", more, "visits")
    with read(folder) as found:
        assert [row[3] for row in typed(found, "in_visits")] == [day]
        assert rule in [query.rule for query in found.queries] or not rule


def test_initials_of_a_patient_are_no_word_for_missing(tmp_path: Path) -> None:
    folder = one(tmp_path, "NA;07;;1;;70;;\n", "{patient: patient, centre: centre, weight: poids}", "missing: {not_done: NA}")
    with read(folder) as found:
        assert [row[2] for row in typed(found, "in_patients")] == ["NA"]


def test_an_encoding_is_declared_or_the_file_refused(tmp_path: Path) -> None:
    columns = "{patient: patient, centre: centre, weight: poids}"
    folder = one(tmp_path, "Hélène;07;;;;70;;\n", columns, "encoding: cp1252", encoding="cp1252")
    with read(folder) as found:
        assert [row[2] for row in typed(found, "in_patients")] == ["Hélène"]
    (folder / "mappings" / "all.yaml").unlink()
    with pytest.raises(study.Problem, match=r"data/all\.csv is not UTF-8: line 2 holds a byte that it cannot hold\. Say which it is"):
        study.check(folder)


def test_what_a_mapping_is_unsure_of_is_not_read(tmp_path: Path) -> None:
    folder = one(tmp_path, "P1;07;;;;70;;\n", "{patient: patient, centre: centre, weight: {column: poids, unsure: kg or lb?}}")
    with read(folder) as found:
        assert typed(found, "in_characteristics") == []
        assert ("mapping_unsure", "F1", "kg or lb?") in asked(found) and found.open("blocking") == 1


def test_rows_are_chosen_by_what_a_column_says(tmp_path: Path) -> None:
    folder = write(
        tmp_path / "s",
        {"export.csv": b"id,event,IGA,weight\nP1,start,,70\nP1,m3,1,\nP2,other,9,9\n"},
        {"export.yaml": """\
centre: "07"
files: export.csv
readings:
  - {table: patients, where: {event: start}, columns: {patient: id, weight: weight}}
  - {table: visits, where: {event: [m3, m6]}, columns: {patient: id, month: {value: 3}, IGA: IGA}}
"""},
    )  # fmt: skip
    with read(folder) as found:
        assert [row[:3] for row in typed(found, "in_patients")] == [((1, 2), "07", "P1")]
        assert [row[:6] for row in typed(found, "in_visits")] == [((2, 3), "07", "P1", None, 3, None)]
        row = ledger(found)
    assert (row.rows, row.rows_used, row.rows_not_data) == (4, 2, 2)
    assert (row.cells, row.cells_accepted, row.cells_empty, row.cells_unused) == (16, 4, 0, 12)


def test_two_rows_of_headings_are_one_heading(tmp_path: Path) -> None:
    rows = [["", "Visit 1", "", "Visit 2", ""], ["id", "IGA", "EASI", "IGA", "EASI"], ["P1", 3, 20, 1, 2]]
    mapping = """\
readings:
  - table: visits
    heading: [1, 2]
    columns: {patient: id}
    blocks:
      - {month: {value: 0}, IGA: Visit 1 IGA, EASI: Visit 1 EASI}
      - {month: {value: 3}, IGA: Visit 2 IGA, EASI: Visit 2 EASI}
"""
    with read(write(tmp_path / "s", {"07.xlsx": {"data": rows}}, {"07.yaml": mapping})) as found:
        assert scored(found) == [
            ((1, 3), "IGA", 3), ((1, 3), "EASI", 400), ((2, 3), "IGA", 1), ((2, 3), "EASI", 40),
        ]  # fmt: skip


def test_a_mapping_says_what_a_text_means_as_a_dose(tmp_path: Path) -> None:
    files = {"07_treatments.csv": b"patient,drug,daily_dose,start\nP1,baricitinib,2 mg BID,2021-03-01\n"}
    reading = "readings:\n  - table: treatments\n    columns: {patient: patient, drug: drug, start: start, daily_dose: %s}\n"
    with read(write(tmp_path / "a", files, {"07.yaml": reading % "daily_dose"})) as found:
        assert [q.found for q in queries(found, "not_a_dose")] == ["2 mg BID"]
        assert found.conformed.inputs["in_treatments"]["dose"] == [None]
    with read(write(tmp_path / "b", files, {"07.yaml": reading % "{column: daily_dose, codes: {2 mg BID: 4 mg}}"})) as found:
        assert queries(found, "not_a_dose") == []
        assert found.conformed.inputs["in_treatments"]["dose"] == [4_000]


def test_columns_for_a_second_treatment_that_hold_nothing_are_no_line(tmp_path: Path) -> None:
    """Nor are those of an event; a patient whose first treatment is not written is asked about."""
    rows = [["id", "Drug 1", "From", "Drug 2", "From 2", "Acne"], ["P1", "upadacitinib", "2021-03-01", "", "", ""],
            ["P2", "upadacitinib", "2021-03-01", "baricitinib", "2021-06-01", "2021-09-01"], ["P3", "upadacitinib", "", "", "", ""],
            ["P4", "upadacitinib", "2021-03-01", "", "2021-06-01", ""]]  # fmt: skip
    mapping = """\
readings:
  - table: treatments
    columns: {patient: id, drug: Drug 1, start: From, daily_dose: {value: 15 mg}}
  - table: treatments
    columns: {patient: id, drug: Drug 2, start: From 2, daily_dose: {value: 4 mg}}
  - table: events
    columns: {patient: id, term: {value: acne}, onset: Acne}
"""
    with read(write(tmp_path / "s", {"07.xlsx": {"data": rows}}, {"07.yaml": mapping})) as found:
        assert [row[2] for row in typed(found, "in_treatments")] == ["P1", "P2", "P3", "P4", "P2", "P4"]
        assert [row[2] for row in typed(found, "in_events")] == ["P2"]
        assert [q.patient for q in queries(found, "start_missing")] == ["P3"]
        assert [q.patient for q in queries(found, "drug_missing")] == ["P4"]
        cells = {each.variable: (each.cells, each.filled) for each in found.filled if each.table == "treatments"}
        assert cells["drug"] == (6, 5) and cells["start"] == (6, 5)  # what is no line has no empty cells
        row = ledger(found)
    assert (row.rows, row.rows_used, row.cells_empty) == (5, 4, 9)


def test_missing_keys_and_rows_written_twice_are_asked_once_however_often_a_row_is_read(tmp_path: Path) -> None:
    rows = [*WIDE[2:4], WIDE[3], ["", "1", "", "", 3, "", 2, "", "", "", ""]]
    mapping = MAPPING.replace("heading: 3", "heading: 1").replace("rows: [4, 6]", "rows: [2, 9]")
    with read(write(tmp_path / "s", {"07.xlsx": {"Suivi": rows}}, {"07.yaml": mapping})) as found:
        assert [q.cell for q in queries(found, "duplicate_row")] == ["row 3"]
        assert [q.cell for q in queries(found, "missing_key")] == ["A4"]
        row = ledger(found)
    assert (row.rows_used, row.rows_duplicate, row.rows_excluded, row.rows_not_data) == (1, 1, 1, 1)


def test_a_column_in_two_units_is_asked_about_until_the_mapping_says_which_numbers_are_converted(tmp_path: Path) -> None:
    rows = "".join(f"P{n},2021-03-01,glucose,{value}\n" for n, value in enumerate((5, 6, 5.5, 90, 100, 95)))
    files = {"07_laboratory.csv": f"patient,date,test,value\n{rows}".encode()}
    reading = "readings:\n  - table: laboratory\n    columns: {patient: patient, date: date, test: test, value: %s}\n"
    asked_about = write(tmp_path / "a", files, {})
    answered = reading % '{column: value, times: "18.016", written_in: mmol/L, below: 40}'
    with read(asked_about) as found:
        assert [query.severity for query in queries(found, "units_mixed")] == ["blocking"]
        assert found.conformed.inputs["in_laboratory"]["value"] == [None] * 6
        assert ledger(found).cells_quarantined == 6
    with read(write(tmp_path / "b", files, {"07.yaml": answered})) as found:
        assert queries(found, "units_mixed") == []
        values = found.conformed.inputs["in_laboratory"]["value"]
        assert [value / 1000 for value in values] == [90_080, 108_096, 99_088, 90_000, 100_000, 95_000]


_DLQI = "endpoints:\n  dlqi: {measure: DLQI, summary: {value: mean_sd}, at: [M3]}"
ITEMS = PROTOCOL.replace("endpoints:", _DLQI) + "items: {DLQI: published}\n"
MAPPED_ITEMS = """\
centre: '07'
files: '07.xlsx'
readings:
  - table: visits
    sheet: quest
    columns:
      patient: N
      date: Date
""" + "".join(f"      DLQI_{at}: {{column: Q{at}, codes: {{bcp: '2'}}}}\n" for at in range(1, 11))


def test_a_mapping_names_the_columns_of_items_and_what_their_codes_mean(tmp_path):
    head = ["N", "Date", *(f"Q{at}" for at in range(1, 11))]
    folder = write(tmp_path / "s", {"07.xlsx": {"quest": [head, ["001", "2021-06-01", *["bcp"] * 9, 1]]}}, {"07.yaml": MAPPED_ITEMS}, ITEMS)
    with read(folder) as found:
        assert [(measure, score) for _, measure, score in scored(found)] == [("DLQI", 19)]
