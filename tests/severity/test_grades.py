"""Grades of laboratory values: each limit from both sides, unknown where limit, unit or baseline is. All data are made up.

The limits are those of CTCAE v5.0 as pharmaverse/admiral copies them (data-raw/adlb_grading/ncictcaev5.json).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from cohortium import study
from cohortium.conformance.inputs import empty_inputs
from cohortium.derivations import counting
from cohortium.derived import load_inputs, run_steps
from cohortium.displays import build_tables
from cohortium.engines import ENGINES
from cohortium.measures import measures_of
from cohortium.measures.ctcae import TERMS
from cohortium.problems import Problems
from cohortium.protocol.load import protocol_from
from cohortium.protocol.methods import methods_paragraph
from cohortium.protocol.tables import unit_of
from generated.protocols import GRADED
from reference.ctcae import TERMS as REFERENCE

PROTOCOL = """\
study: grades
enrolment: {first_dose: [2021-01-01, 2021-12-31]}
data_cut: 2022-06-30
arms: {upa: {drug: upadacitinib, daily_dose: 15 mg}}
timepoints: {M3: {from: 2 months, to: 4 months}}
endpoints: {clear: {measure: IGA, responder: {value_at_most: 1}, at: M3}}
ctcae: {CTCAE}
"""
START = date(2021, 3, 1)
# (term, unit, lower, upper, value before treatment, value after it, grade after it): None is unknown.
CASES: list[tuple[Any, ...]] = [
    ("cpk_increased", "U/L", None, 200, None, 200, 0), ("cpk_increased", "U/L", None, 200, None, "200.1", 1),
    ("cpk_increased", "U/L", None, 200, None, 500, 1), ("cpk_increased", "U/L", None, 200, None, "500.1", 2),
    ("cpk_increased", "U/L", None, 200, None, 1000, 2), ("cpk_increased", "U/L", None, 200, None, 2000, 3),
    ("cpk_increased", "U/L", None, 200, None, 2001, 4), ("cpk_increased", "U/L", None, None, None, 5000, None),
    # Normal before: times the upper limit. Abnormal before: times the baseline, from 1.5 on. Not known: only where no limit can be met.
    ("alt_increased", "U/L", None, 40, 30, 120, 1), ("alt_increased", "U/L", None, 40, 30, 121, 2),
    ("alt_increased", "U/L", None, 40, 80, 119, 0), ("alt_increased", "U/L", None, 40, 80, 120, 1),
    ("alt_increased", "U/L", None, 40, 80, 240, 1), ("alt_increased", "U/L", None, 40, 80, 241, 2),
    ("alt_increased", "U/L", None, 40, 80, 1601, 4), ("ast_increased", "U/L", None, 40, 30, 801, 4),
    ("alt_increased", "U/L", None, 40, None, 41, None), ("alt_increased", "U/L", None, 40, None, 40, None),
    ("ggt_increased", "U/L", None, 50, 60, 119, 0), ("ggt_increased", "U/L", None, 50, 60, 120, 1),
    ("ggt_increased", "U/L", None, 50, 40, 126, 2),
    ("creatinine_increased", "µmol/L", None, 100, 60, 91, 2), ("creatinine_increased", "µmol/L", None, 100, 60, 90, 0),
    ("creatinine_increased", "µmol/L", None, 100, 60, 181, 3), ("creatinine_increased", "µmol/L", None, 100, None, 120, None),
    ("creatinine_increased", "µmol/L", None, 100, None, 601, 4),
    ("cholesterol_high", "mg/dL", None, 200, None, 300, 1), ("cholesterol_high", "mg/dL", None, 200, None, 301, 2),
    ("cholesterol_high", "mmol/L", None, "5.2", None, "10.35", 3), ("cholesterol_high", "mmol/L", None, "5.2", None, 13, 4),
    ("cholesterol_high", "g/L", None, 2, None, "1.9", None), ("cholesterol_high", "mmol/L", None, None, None, 8, 2),
    ("hypertriglyceridemia", "mg/dL", None, None, None, 149, 0), ("hypertriglyceridemia", "mg/dL", None, None, None, 150, 1),
    ("hypertriglyceridemia", "mmol/L", None, None, None, "3.42", 1), ("hypertriglyceridemia", "mmol/L", None, None, None, "11.5", 4),
    ("neutrophils_decreased", "G/L", "1.8", None, None, "1.8", 0), ("neutrophils_decreased", "G/L", "1.8", None, None, "1.5", 1),
    ("neutrophils_decreased", "10^9/L", "1.8", None, None, "1.0", 2), ("neutrophils_decreased", "/mm3", 1800, None, None, 999, 3),
    ("neutrophils_decreased", "G/L", None, None, None, "0.49", 4), ("neutrophils_decreased", "G/L", None, None, None, "1.6", None),
    ("lymphocytes_decreased", "G/L", 1, None, None, "0.79", 2), ("lymphocytes_decreased", "G/L", 1, None, None, "0.19", 4),
    ("lymphocytes_increased", "G/L", None, None, None, 4, 0), ("lymphocytes_increased", "G/L", None, None, None, "4.1", 2),
    ("lymphocytes_increased", "/mm3", None, None, None, 20001, 3),
    ("white_cells_decreased", "G/L", 4, None, None, "2.9", 2), ("white_cells_decreased", "G/L", 4, None, None, "0.9", 4),
    ("platelets_decreased", "G/L", 150, None, None, 75, 1), ("platelets_decreased", "G/L", 150, None, None, 74, 2),
    ("platelets_decreased", "G/L", 150, None, None, 24, 4),
    ("anemia", "g/dL", 12, None, None, "9.9", 2), ("anemia", "g/L", 120, None, None, 79, 3),
    ("anemia", "mmol/L", "7.4", None, None, "6.2", 1),
    ("alp_increased", "U/L", None, 120, 100, 300, 1), ("alp_increased", "U/L", None, 120, 100, 301, 2),
    ("alp_increased", "U/L", None, 120, 130, 259, 0), ("alp_increased", "U/L", None, 120, 130, 260, 1),
    ("alp_increased", "U/L", None, 120, 130, 2601, 4), ("bilirubin_increased", "µmol/L", None, 20, 10, "20.1", 1),
    ("bilirubin_increased", "µmol/L", None, 20, 10, 30, 1), ("bilirubin_increased", "µmol/L", None, 20, 10, 31, 2),
    ("bilirubin_increased", "µmol/L", None, 20, 40, 40, 0), ("bilirubin_increased", "µmol/L", None, 20, 40, 41, 1),
    ("bilirubin_increased", "µmol/L", None, 20, 40, 401, 4), ("bilirubin_increased", "µmol/L", None, 20, None, 21, None),
    ("haemoglobin_increased", "g/dL", None, 16, None, 16, 0), ("haemoglobin_increased", "g/dL", None, 16, None, 18, 1),
    ("haemoglobin_increased", "g/dL", None, 16, None, "18.1", 2), ("haemoglobin_increased", "g/L", None, 160, None, 200, 2),
    ("haemoglobin_increased", "g/L", None, 160, None, 201, 3), ("haemoglobin_increased", "mmol/L", None, 10, None, 11, None),
    ("haemoglobin_increased", "mmol/L", None, 10, None, 10, None), ("haemoglobin_increased", "g/dL", None, None, None, 25, None),
    # What is only known to be below or above a number has a grade where no true value would change it.
    ("cpk_increased", "U/L", None, 200, None, "<200", 0), ("cpk_increased", "U/L", None, 200, None, "<=200", 0),
    ("cpk_increased", "U/L", None, 200, None, "<201", None), ("cpk_increased", "U/L", None, 200, None, ">2000", 4),
    ("cpk_increased", "U/L", None, 200, None, ">=2000", None), ("cpk_increased", "U/L", None, 200, None, ">1000", None),
    ("alt_increased", "U/L", None, 40, "<30", 41, None), ("alt_increased", "U/L", None, 40, "<30", 20, None),
    ("alt_increased", "U/L", None, 40, 80, ">1600", 4), ("alt_increased", "U/L", None, 40, 80, "<120", 0),
    ("alt_increased", "U/L", None, 40, 80, "<=120", None), ("hypertriglyceridemia", "mg/dL", None, None, None, "<150", 0),
    ("hypertriglyceridemia", "mg/dL", None, None, None, "<=150", None), ("hypertriglyceridemia", "mg/dL", None, None, None, ">=1000", None),
    ("hypertriglyceridemia", "mg/dL", None, None, None, ">1000", 4), ("platelets_decreased", "G/L", 150, None, None, "<25", 4),
    ("platelets_decreased", "G/L", 150, None, None, "<=25", None), ("platelets_decreased", "G/L", 150, None, None, ">=150", 0),
    ("platelets_decreased", "G/L", 150, None, None, ">80", None), ("platelets_decreased", "G/L", 150, None, None, "<", None),
]  # fmt: skip


def measured(number: Any) -> tuple[int | None, str]:
    """Millionths and the sign before the number."""
    digits = "" if number is None else str(number).lstrip("<>=")
    sign = "" if number is None else str(number).removesuffix(digits)
    return (int(Decimal(digits) * 1_000_000) if digits else None), sign


@pytest.fixture(scope="module")
def graded() -> list[int | None]:
    """The worst grade of each case, every one of them a patient of its own."""
    protocol = protocol_from(PROTOCOL.replace("{CTCAE}", "{" + ", ".join(f"{name}: {name}" for name in TERMS) + "}"))
    inputs = empty_inputs()
    for number, (term, unit, lower, upper, before, after, _) in enumerate(CASES):
        code = f"{number:03d}"
        key = {"centre": "01", "code": code}
        dose = {"record": 1000 + number, "drug": "upadacitinib", "dose": 15000, "dose_unit": "µg", "start": START}
        add(inputs["in_treatments"], key | dose)
        for day, value in ((START, before), (date(2021, 6, 1), after)):
            row = key | {"record": 5000 + 2 * number + (day > START), "day": day, "test": term.replace("_", " ")}
            amount, sign = measured(value)
            row |= {"unit": unit_of(unit), "value": amount, "sign": sign, "lower": measured(lower)[0], "upper": measured(upper)[0]}
            if value is not None:
                add(inputs["in_laboratory"], row)
    engine, measures = ENGINES["duckdb"](), measures_of(protocol)
    load_inputs(engine, protocol, measures, inputs)
    run_steps(engine, counting(protocol.asked))
    found = engine.rows("SELECT s.code, c.entry, c.worst FROM ctcae_patients c JOIN subjects s ON s.patient = c.patient")
    engine.close()
    worst = {(code, entry): grade for code, entry, grade in found}
    return [worst[f"{number:03d}", case[0]] for number, case in enumerate(CASES)]


def add(columns: dict[str, list[Any]], row: dict[str, Any]) -> None:
    for name, values in columns.items():
        values.append(row.get(name))


@pytest.mark.parametrize("number", range(len(CASES)), ids=lambda number: "-".join(map(str, CASES[number])))
def test_a_grade_is_what_the_limits_say(graded, number):
    assert graded[number] == CASES[number][-1]


def test_every_term_has_its_cases():
    assert {case[0] for case in CASES} == set(TERMS)


def test_every_term_is_counted_again_by_the_reference_in_generated_studies():
    assert set(REFERENCE) == set(GRADED) == set(TERMS)


LABORATORY = """\
patient,date,test,value,unit,upper
A,2021-03-01,CPK,210,U/L,200
A,2021-06-01,CPK,1100,U/L,200
B,2021-02-01,CPK,100,U/L,200
B,2021-06-01,CPK,150,U/L,200
B,2021-07-01,CPK,900,U/L,
C,2021-06-01,CPK,900,U/L,
D,2021-06-01,CPK,2001,U/L,200
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("grades")
    (folder / "data" / "01").mkdir(parents=True)
    (folder / "protocol.yaml").write_text(PROTOCOL.replace("{CTCAE}", "{cpk_increased: CPK}"), "utf-8")
    doses = "".join(f"{code},upadacitinib,15,2021-03-01\n" for code in "ABCDE")
    (folder / "data" / "01" / "treatments.csv").write_text("patient,drug,daily_dose,start\n" + doses, "utf-8")
    (folder / "data" / "01" / "visits.csv").write_text("patient,date,IGA\nA,2021-12-01,3\nB,2021-12-01,3\n", "utf-8")
    (folder / "data" / "01" / "laboratory.csv").write_text(LABORATORY, "utf-8")
    return folder


def test_worst_grades_and_where_they_came_from(folder):
    with study.derived(study.load(folder)) as found:
        protocol, results = found.study.protocol, study.results_of(found)
    rows = {(row.level, row.group_level, row.stat): row for row in results if row.analysis == "ctcae" and row.arm == "all"}
    counts = {key: row.value for key, row in rows.items() if row.value and key[2] in ("n", "n_all_graded")}
    # C has no limit and E no value: neither is graded. Of B one value has no limit, so not all of its values are.
    assert counts == {
        ("0", "", "n"): 1, ("3", "", "n"): 1, ("4", "", "n"): 1, ("", "", "n_all_graded"): 2,
        ("3", "1", "n"): 1, ("0", "0", "n"): 1, ("4", "unknown", "n"): 1,
    }  # fmt: skip
    assert rows["3", "", "N"].value == 3
    assert all("read in a copy" in row.warning and row.method == "CTCAE v5.0" for row in rows.values())
    (table,) = [table for table in build_tables(protocol, results) if table.id == "ctcae"]
    lines = [(row.label, *(cell.text for cell in row.cells)) for row in table.rows]
    assert lines == [
        ("CPK increased (CPK)",), ("Patients with a graded value, N", "3"), ("No grade", "1 (33.3)"), ("Grade 1", "0"), ("Grade 2", "0"),
        ("Grade 3", "1 (33.3)"), ("from grade 1 before treatment", "1"), ("Grade 4", "1 (33.3)"),
        ("from grade unknown before treatment", "1"),
        ("Every value graded", "2"),
    ]  # fmt: skip
    assert any("read in a copy" in note.text and note.mark for note in table.footnotes)


def test_a_grade_leads_back_to_its_value_and_the_one_before(folder):
    study.run(folder)
    said = study.explain(folder, "ctcae/cpk_increased/3/-/all/baseline_grade/1/-/-/patients/n")
    assert "Grade before treatment: Grade 1." in said
    assert "  01 / A: Grade 3\n" in said
    assert 'value "1100" (data/01/laboratory.csv, cell D3)' in said
    assert 'baseline value "210" (data/01/laboratory.csv, cell D2)' in said
    complete = study.explain(folder, "ctcae/cpk_increased/-/-/all/-/-/-/-/patients/n_all_graded")
    assert "Patients (2)" in complete and "  2: no graded value" in complete


def test_a_term_that_no_value_grades_is_told_and_the_methods_name_the_version():
    with pytest.raises(Problems, match='"ldl_increased" is not a declared graded term'):
        protocol_from(PROTOCOL.replace("{CTCAE}", "{ldl_increased: LDL}"))
    protocol = protocol_from(PROTOCOL.replace("{CTCAE}", "{cpk_increased: CK}"))
    text = "\n".join(methods_paragraph(protocol, measures_of(protocol)))
    assert "(National Cancer Institute 2017), in the copy of pharmaverse/admiral, in the unit reported: CPK increased (CK)." in text
