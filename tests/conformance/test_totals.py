"""Totals from items: computed beside or instead of written ones, held against them, led back to their cells. All data are made up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest

from cohortium import study
from cohortium.conformance import conform, ledger_rows, queries_of
from cohortium.conformance.findings import Conformed
from cohortium.measures.items import REGIONS
from cohortium.problems import Problems
from cohortium.protocol.slots import places
from cohortium.sources.read import read_delivery

HEAD = """\
study: items
enrolment: {first_dose: [2021-01-01, 2021-12-31]}
data_cut: 2023-06-30
arms: {upa: {label: Upadacitinib, drug: upadacitinib, daily_dose: 15 mg}}
timepoints: {M3: {from: 2 months, to: 4 months}}
endpoints:
  score: {measure: MEASURE, summary: {value: median_q1_q3}, at: M3}
items: ITEMS
"""
SIGNS = ("erythema", "induration", "excoriation", "lichenification")
EASI_ITEMS = [f"EASI_{region}_{what}" for region in REGIONS for what in ("area", *SIGNS)]
# 0.1 x 2 x 4 + 0.2 x 3 x 6 + 0.3 x 1 x 1.5 = 4.85; below 8 years 0.2 for the head: 5.65.
BODY = [2, 1, 2, 1, 0, 3, 2, 2, 1, 1, 1, "0.5", 1, 0, 0, 0, None, None, None, None]
DLQI_ITEMS = [f"DLQI_{number}" for number in range(1, 11)]


def made(folder: Path, measure: str, items: str, head: list[str], *rows: list[Any], patients: list[list[Any]] | None = None) -> Path:
    """A study of one centre: each row is (patient, date, ...) of the sheet visits; everybody starts on 1 March 2021."""
    book = openpyxl.Workbook()
    codes = list(dict.fromkeys(row[0] for row in rows))
    sheets = {
        "patients": patients or [["patient", "birth_year"], *([code, 1980] for code in codes)],
        "treatments": [["patient", "drug", "daily_dose", "start"], *([code, "upadacitinib", "15 mg", "2021-03-01"] for code in codes)],
        "visits": [["patient", "date", *head], *rows],
    }
    for name, lines in sheets.items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
    book.remove(book.worksheets[0])
    (folder / "data").mkdir(parents=True)
    book.save(folder / "data" / "01.xlsx")
    (folder / "protocol.yaml").write_text(HEAD.replace("MEASURE", measure).replace("ITEMS", items), "utf-8")
    return folder


def conformed(folder: Path) -> tuple[study.Study, Conformed]:
    """The study and its typed inputs, without an engine."""
    loaded = study.load(folder)
    return loaded, conform(read_delivery(folder / "data"), loaded.protocol, loaded.measures)


def scores(folder: Path) -> dict[tuple[str, str], str]:
    """(patient, day) -> the score of the visit in points, as the steps get it."""
    loaded, found = conformed(folder)
    (name,) = {endpoint.measure for endpoint in loaded.protocol.endpoints.values()}
    part, lane = places(loaded.protocol, loaded.measures)[name]
    visits = found.inputs["in_visits"]
    rows = zip(*(visits[column] for column in ("part", "code", "day", f"score{lane}")), strict=True)
    value_of = loaded.measures[name].value_of
    return {(code, str(day)): f"{value_of(value).normalize():f}" for at, code, day, value in rows if at == part and value is not None}


def set_aside(folder: Path) -> list[str]:
    """The measures with a score that was written, or has items, and cannot be used."""
    return conformed(folder)[1].inputs["in_faults"]["measure"]


def asked(folder: Path) -> list[tuple[str, str, str, str]]:
    """(rule, cell, what was found, what is expected) of every question about a cell."""
    _, found = conformed(folder)
    return [(q.rule, q.cell, q.found, str(q.expected)) for q in queries_of(found, found.findings) if q.cell]


def test_a_total_is_computed_where_none_was_written(tmp_path):
    folder = made(tmp_path / "s", "EASI", "{EASI: published}", EASI_ITEMS, ["A", "2021-03-01", *BODY], ["A", "2021-06-01", *[0] * 20])
    assert scores(folder) == {("A", "2021-03-01"): "4.85", ("A", "2021-06-01"): "0"}
    assert asked(folder) == []


def test_the_age_at_the_visit_decides_the_weights_of_easi(tmp_path):
    patients = [["patient", "birth_year"], ["A", 2013], ["B", 2014]]
    rows = [[who, day, *BODY] for who in "AB" for day in ("2021-03-01", "2022-01-31")]
    folder = made(tmp_path / "s", "EASI", "{EASI: published}", EASI_ITEMS, *rows, patients=patients)
    assert scores(folder) == {
        ("A", "2021-03-01"): "4.85", ("A", "2022-01-31"): "4.85", ("B", "2021-03-01"): "5.65", ("B", "2022-01-31"): "4.85",
    }  # fmt: skip
    with study.derived(study.load(folder)) as found:
        assert [(q.rule, q.patient, q.cell) for q in found.queries if q.rule == "age_boundary"] == [("age_boundary", "B", "row 5")]
    same = made(tmp_path / "t", "EASI", "{EASI: {weights: child}}", EASI_ITEMS, *rows, patients=patients)
    assert set(scores(same).values()) == {"5.65"}


def test_without_an_age_easi_has_a_total_only_where_the_weights_are_the_same(tmp_path):
    only_arms = [0] * 5 + BODY[5:10] + [0] * 10
    rows = [["A", "2021-03-01", *BODY], ["A", "2021-06-01", *only_arms]]
    folder = made(tmp_path / "s", "EASI", "{EASI: published}", EASI_ITEMS, *rows, patients=[["patient"], ["A"]])
    assert scores(folder) == {("A", "2021-06-01"): "3.6"}
    assert [(rule, cell) for rule, cell, _, _ in asked(folder)] == [("items_missing", "C2")]


@pytest.mark.parametrize(("differ", "stands"), [("given", "9.9"), ("items", "4.85"), ("set_aside", None)])
def test_two_totals_that_differ_are_asked_about_and_the_protocol_says_which_stands(tmp_path, differ, stands):
    folder = made(tmp_path / "s", "EASI", f"{{EASI: {{differ: {differ}}}}}", ["EASI", *EASI_ITEMS], ["A", "2021-06-01", 9.9, *BODY])
    assert scores(folder) == ({("A", "2021-06-01"): stands} if stands else {})
    assert asked(folder) == [("total_differs", "C2", "9.9", "4.85, which the items in D2:W2 give; or items that give what was written")]
    assert set_aside(folder) == ([] if stands else ["EASI"])


@pytest.mark.parametrize("written", ["4.85", "4.9", "4.8", "5"])
def test_a_total_that_was_rounded_by_its_centre_agrees_and_stands(tmp_path, written):
    folder = made(tmp_path / "s", "EASI", "{EASI: published}", ["EASI", *EASI_ITEMS], ["A", "2021-06-01", written, *BODY])
    assert scores(folder) == {("A", "2021-06-01"): written}
    assert asked(folder) == []


def test_signs_without_an_area_contradict_it_and_give_no_total(tmp_path):
    body = [0, 1, 2, 1, 0, *BODY[5:]]
    folder = made(tmp_path / "s", "EASI", "{EASI: published}", EASI_ITEMS, ["A", "2021-06-01", *body])
    assert scores(folder) == {}
    assert [(rule, cell) for rule, cell, _, _ in asked(folder)] == [("items_contradict", "C2")]


def test_half_points_are_refused_where_the_study_has_whole_ones(tmp_path):
    folder = made(tmp_path / "s", "EASI", "{EASI: {signs: whole}}", EASI_ITEMS, ["A", "2021-06-01", *BODY])
    assert scores(folder) == {}
    said = "EASI_trunk_erythema: a number from 0 to 3 in steps of 1"
    assert asked(folder) == [("off_step", "N2", "0.5", said)]


def test_areas_in_percent_become_scores(tmp_path):
    body = [15, 1, 2, 1, 0, 49, 2, 2, 1, 1, "9.6", "0.5", 1, 0, 0, 0, None, None, None, None]
    folder = made(tmp_path / "s", "EASI", "{EASI: {areas: percent}}", EASI_ITEMS, ["A", "2021-06-01", *body])
    assert scores(folder) == {("A", "2021-06-01"): "4.85"}


# One answer missing counts 0 under the published rule; two leave no total.
@pytest.mark.parametrize(
    ("items", "answers", "total"),
    [
        ("published", [3, 2, 1, 0, 1, 2, 3, "not relevant", "non concerné", 1], "13"),
        ("{missing: cardiff}", [3, 2, 1, 0, 1, 2, None, 0, 0, 1], "10"),
        ("{missing: complete}", [3, 2, 1, 0, 1, 2, None, 0, 0, 1], None),
        ("published", [3, 2, 1, None, 1, 2, None, 0, 0, 1], None),
    ],
)
def test_dlqi_and_its_rules_for_missing_answers(tmp_path, items, answers, total):
    folder = made(tmp_path / "s", "DLQI", f"{{DLQI: {items}}}", DLQI_ITEMS, ["A", "2021-06-01", *answers])
    assert scores(folder) == ({("A", "2021-06-01"): total} if total else {})
    assert [rule for rule, *_ in asked(folder)] == ([] if total else ["items_missing"])


@pytest.mark.parametrize(
    ("prevented", "seventh", "total"),
    [("yes", None, "3"), ("oui", 3, "3"), ("no", 2, "2"), ("no", None, "0"), ("not relevant", None, "0"), ("", 1, "1"), ("yes", 1, None),
     ("no", 3, None)],
)  # fmt: skip
def test_item_7_of_dlqi_in_its_two_questions(tmp_path, prevented, seventh, total):
    head = [*DLQI_ITEMS[:6], "DLQI_7_prevented", *DLQI_ITEMS[6:]]
    row = ["A", "2021-06-01", *[0] * 6, prevented, seventh, *[0] * 3]
    folder = made(tmp_path / "s", "DLQI", "{DLQI: published}", head, row)
    assert scores(folder) == ({("A", "2021-06-01"): total} if total else {})
    assert [rule for rule, *_ in asked(folder)] == ([] if total else ["items_contradict"])


def test_an_answer_that_cannot_be_used_is_no_missing_answer(tmp_path):
    folder = made(tmp_path / "s", "DLQI", "{DLQI: published}", DLQI_ITEMS, ["A", "2021-06-01", 4, *[1] * 9])
    assert scores(folder) == {}
    assert asked(folder) == [("out_of_range", "C2", "4", "DLQI_1: a number from 0 to 3 in steps of 1")]
    assert set_aside(folder) == ["DLQI"]


def test_items_without_a_column_give_no_total(tmp_path):
    folder = made(tmp_path / "s", "DLQI", "{DLQI: published}", DLQI_ITEMS[:9], ["A", "2021-06-01", *[1] * 9])
    assert scores(folder) == {}
    assert asked(folder) == [("items_incomplete", "row 1", "DLQI_10", "a column for each item")]


# A/5 + 7B/2 + C: 40/5 + 7 x 9/2 + 6 + 4.5 = 50; without the symptoms 39.5.
@pytest.mark.parametrize(("measure", "total"), [("SCORAD", "50"), ("OSCORAD", "39.5")])
def test_scorad_and_its_objective_part_share_their_items(tmp_path, measure, total):
    head = ["SCORAD_extent", *(f"SCORAD_{sign}" for sign in ("erythema", "oedema", "oozing", "excoriation", "lichenification", "dryness"))]
    row = ["A", "2021-06-01", 40, 2, 1, 1, 2, 1, 2, 6, 4.5]
    folder = made(tmp_path / "s", measure, "{SCORAD: published, OSCORAD: published}", [*head, "SCORAD_itch", "SCORAD_sleep"], row)
    assert scores(folder) == {("A", "2021-06-01"): total}


@pytest.mark.parametrize(("measure", "items", "highest"), [("CDLQI", 10, 3), ("POEM", 7, 4), ("ADCT", 6, 4), ("RECAP", 7, 4)])
def test_other_questionnaires(tmp_path, measure, items, highest):
    head = [f"{measure}_{number}" for number in range(1, items + 1)]
    rows = [["A", "2021-03-01", *[highest] * items], ["A", "2021-06-01", *[1] * (items - 1), None]]
    folder = made(tmp_path / "s", measure, f"{{{measure}: published}}", head, *rows)
    expected = {("A", "2021-03-01"): str(items * highest), ("A", "2021-06-01"): str(items - 1)}
    assert scores(folder) == ({("A", "2021-03-01"): "24"} if measure == "ADCT" else expected)


def test_pasi(tmp_path):
    # 0.1 x 1 x 3 + 0.2 x 2 x 6 + 0.3 x 3 x 9 + 0.4 x 4 x 12 = 30.
    body = [1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4]
    head = [f"PASI_{region}_{what}" for region in REGIONS for what in ("area", "erythema", "induration", "desquamation")]
    folder = made(tmp_path / "s", "PASI", "{PASI: published}", head, ["A", "2021-06-01", *body])
    assert scores(folder) == {("A", "2021-06-01"): "30"}


def test_iga_and_easi_agree_that_the_skin_is_clear_or_not(tmp_path):
    rows = [["A", "2021-06-01", 0, *BODY], ["B", "2021-06-01", 1, *BODY], ["C", "2021-06-01", 0, *[0] * 20]]
    folder = made(tmp_path / "s", "IGA", "{EASI: published, IGA: {agrees_with: EASI}}", ["IGA", *EASI_ITEMS], *rows)
    assert [(rule, cell, found) for rule, cell, found, _ in asked(folder)] == [("scores_disagree", "C2", "0")]


def test_explain_leads_a_computed_total_to_the_cells_of_its_items(tmp_path):
    rows = [["A", "2021-06-01", None, *BODY], ["B", "2021-06-01", 4.9, *BODY]]
    folder = made(tmp_path / "s", "EASI", "{EASI: published}", ["EASI", *EASI_ITEMS], *rows)
    study.run(folder)
    said = study.explain(folder, "efficacy/score/-/M3/all/-/-/-/-/-/median").splitlines()
    of_a = next(at for at, line in enumerate(said) if line.startswith("  01 / A"))
    of_b = next(at for at, line in enumerate(said) if line.startswith("  01 / B"))
    first, second = said[of_a:of_b], said[of_b : of_b + 4]
    assert [line for line in first if "EASI" in line][0] == '      EASI_head_neck_area "2" (data/01.xlsx, sheet visits, cell D2)'
    assert sum("EASI_" in line for line in first) == 20
    assert '      EASI "4.9" (data/01.xlsx, sheet visits, cell C3)' in second
    assert not any("EASI_" in line for line in second)


def test_the_cells_of_items_are_in_the_cell_balance(tmp_path):
    folder = made(tmp_path / "s", "EASI", "{EASI: published}", EASI_ITEMS, ["A", "2021-06-01", *BODY])
    (visits,) = [row for row in ledger_rows(conformed(folder)[1].accounts) if row.sheet == "visits"]
    assert (visits.cells_accepted + visits.cells_normalised, visits.cells_empty) == (18, 4)


def test_items_in_a_parquet_file_are_refused_by_name(tmp_path):
    folder = made(tmp_path / "s", "DLQI", "{DLQI: published}", DLQI_ITEMS, ["A", "2021-06-01", *[1] * 10])
    (folder / "data" / "02").mkdir()
    rows = "SELECT 'B' AS patient, DATE '2021-06-01' AS date, 2 AS DLQI_1"
    duckdb.sql(rows).write_parquet(str(folder / "data" / "02" / "visits.parquet"))
    said = r"data/02/visits.parquet, column DLQI_1: holds an item, and totals are computed from workbooks and text files only"
    with pytest.raises(Problems, match=said), study.derived(study.load(folder)):
        pass
