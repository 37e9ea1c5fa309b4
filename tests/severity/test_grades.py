"""Grades of laboratory values: each case has its grade, and each grade leads back to its values. All data are made up."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cohortium import study
from cohortium.displays import build_tables
from cohortium.engines import ENGINES
from cohortium.measures import measures_of
from cohortium.measures.ctcae import TERMS, Limit
from cohortium.problems import Problems
from cohortium.protocol.load import protocol_from
from cohortium.protocol.methods import methods_paragraph
from generated.protocols import GRADED
from reference.ctcae import TERMS as REFERENCE
from severity.cases import BEFORE, CASES, OTHERS, PROTOCOL, grades_of


@pytest.fixture(scope="module")
def graded() -> list[int | None]:
    engine = ENGINES["duckdb"]()
    found = grades_of(engine, CASES, "worst")
    engine.close()
    return found


@pytest.mark.parametrize("number", range(len(CASES)), ids=lambda number: "-".join(map(str, CASES[number])))
def test_a_grade_is_what_the_limits_say(graded, number):
    assert graded[number] == CASES[number][-1]


def test_a_bound_before_treatment_has_the_grade_of_all_values_within_it():
    engine = ENGINES["duckdb"]()
    found = grades_of(engine, BEFORE, "baseline")
    engine.close()
    assert found == [case[-1] for case in BEFORE]


def test_a_baseline_of_which_nobody_knows_whether_it_was_abnormal_leaves_the_grades_that_it_cannot_change():
    engine = ENGINES["duckdb"]()
    found = grades_of(engine, OTHERS, "worst")
    engine.close()
    assert found == [case[-1] for case in OTHERS]


def test_a_limit_below_a_baseline_is_not_made():
    with pytest.raises(ValueError, match="a limit below a multiple of the baseline is not judged"):
        Limit(1, "below", "baseline")


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
    assert "Patients (2)" in complete
    assert "  1: no graded value: no limit of its laboratory, or another unit\n" in complete
    assert "  1: no graded value: no dated value after the first dose in the safety period\n" in complete


UNGRADED = {
    "the value before treatment that the grade is held against is not known, or not whether it was abnormal": "2021-06-01,ALT,41,U/L,40",
    "only known to be below or above a number, and the true value decides": "2021-06-01,ALT,<41,U/L,40",
    "no value that is a number": "2021-06-01,ALT,<,U/L,40",
    "no limit of its laboratory, or another unit": "2021-06-01,ALT,30,U/L,",
    "no dated value after the first dose in the safety period": ",ALT,30,U/L,40",
}


def test_why_no_value_of_a_patient_has_a_grade_is_explained(folder, tmp_path):
    shutil.copytree(folder, tmp_path / "study", ignore=shutil.ignore_patterns("results"))
    (tmp_path / "study/protocol.yaml").write_text(PROTOCOL.replace("{CTCAE}", "{alt_increased: ALT}"), "utf-8")
    lines = [f"{code},{line}" for code, line in zip("ABCDE", UNGRADED.values(), strict=True)]
    (tmp_path / "study/data/01/laboratory.csv").write_text("\n".join([LABORATORY.splitlines()[0], *lines, ""]), "utf-8")
    study.run(tmp_path / "study")
    said = study.explain(tmp_path / "study", "ctcae/alt_increased/0/-/all/-/-/-/-/patients/N")
    assert [reason for reason in UNGRADED if f"  1: no graded value: {reason}\n" not in said] == []


LACKING = {
    "no value": [],
    "values of one day that differ, or none with a number": ["2021-02-01,CPK,150,U/L,200", "2021-02-01,CPK,<150,U/L,200"],
    "only known to be below or above a number, and the true value decides": ["2021-02-01,CPK,<300,U/L,200"],
    "no limit of its laboratory, or another unit": ["2021-02-01,CPK,150,U/L,"],
}


@pytest.mark.parametrize("reason", LACKING)
def test_why_a_value_before_treatment_has_no_grade_is_explained(folder, tmp_path, reason):
    shutil.copytree(folder, tmp_path / "study", ignore=shutil.ignore_patterns("results"))
    lines = [f"E,{line}" for line in (*LACKING[reason], "2021-06-01,CPK,2001,U/L,200")]
    (tmp_path / "study/data/01/laboratory.csv").write_text(LABORATORY + "\n".join([*lines, ""]), "utf-8")
    study.run(tmp_path / "study")
    said = study.explain(tmp_path / "study", "ctcae/cpk_increased/4/-/all/baseline_grade/unknown/-/-/patients/n")
    assert f"  01 / E: Grade 4; before treatment no grade: {reason}\n" in said
    assert "  01 / D: Grade 4; before treatment no grade: no value\n" in said


def test_a_term_that_no_value_grades_is_told_and_the_methods_name_the_version():
    with pytest.raises(Problems, match='"ldl_increased" is not a graded term'):
        protocol_from(PROTOCOL.replace("{CTCAE}", "{ldl_increased: LDL}"))
    protocol = protocol_from(PROTOCOL.replace("{CTCAE}", "{cpk_increased: CK}"))
    text = "\n".join(methods_paragraph(protocol, measures_of(protocol)))
    assert "(National Cancer Institute 2017), in the copy of pharmaverse/admiral, in the unit reported: CPK increased (CK)." in text
