"""What a protocol sets of a table acts on it: words, order, groups, hidden rows, footnotes tied to rows, columns and cells."""

from __future__ import annotations

from typing import Any

import pytest

from cohortium.displays import Cell, Footnote, Heading, Row, Table, build_tables
from cohortium.displays.settings import settled
from cohortium.messages import about_wording
from cohortium.protocol.model import Tables
from cohortium.protocol.table_rows import TABLES, rows_of
from displays import study


def table(name: str, common: dict[str, Any] | None = None, **settings: Any) -> Table:
    protocol = study.protocol(tables={name: settings} | (common or {}))
    return {each.id: each for each in build_tables(protocol, study.results())}[name]


def keys(found: Table) -> list[str]:
    return [row.key for row in found.rows if row.kind == "row"]


def labels(found: Table) -> list[str]:
    return [f"{'  ' * row.indent}{row.label}" for row in found.rows]


def row(found: Table, key: str) -> Row:
    return next(each for each in found.rows if each.key == key)


def note(found: Table, text: str) -> Footnote:
    return next(each for each in found.footnotes if each.text == text)


@pytest.mark.parametrize("name", TABLES)
def test_every_table_takes_a_number_a_title_and_a_name_for_its_first_column(name: str) -> None:
    found = table(name, number="S1", title="Own title", headings={"stub": "Own name"})
    assert found.caption == "Table S1. Own title" and found.stub == "Own name"


@pytest.mark.parametrize("name", TABLES)
def test_every_row_of_a_table_has_a_name_that_settings_may_use(name: str) -> None:
    known = rows_of(study.protocol())[name]
    found = table(name)
    named = [each.key for each in found.rows if each.key]
    assert set(named) <= set(known.every) and named
    key = named[-1]
    assert row(table(name, labels={key: "Own label"}), key).label == "Own label"
    assert key not in [each.key for each in table(name, hide=[key]).rows]


LISTED = {
    "participants": ["included", "recorded"],
    "baseline": ["prior_systemics", "prior_methotrexate"],
    "follow_up": ["mean_sd", "median_q1_q3"],
    "efficacy": ["easi90", "iga_response"],
    "safety": ["fever", "hsv"],
    "stops": ["adverse_event", "inefficacy"],
    "evaluability": ["easi90", "iga_response"],
}


@pytest.mark.parametrize(("name", "rows"), LISTED.items())
def test_rows_are_those_listed_in_their_order(name: str, rows: list[str]) -> None:
    shown = [key.split("/")[-1] for key in keys(table(name, rows=rows))]
    assert [key for key in shown if key != "stops"][:2] == rows and set(shown) <= {*rows, "stops"}


def test_the_most_frequent_come_first_where_rows_are_counts() -> None:
    assert keys(table("safety", order="frequency", groups="none"))[3:] == ["ldl", "papular", "hsv", "thromboembolism"]
    assert keys(table("safety", groups="none"))[3:] == ["ldl", "papular", "hsv", "thromboembolism"]
    for order, first in {"protocol": "patients/adverse_event", "frequency": "patients/inefficacy"}.items():
        built = build_tables(study.protocol(tables={"stops": {"order": order}}), tuple(reversed(study.results())))
        assert keys({each.id: each for each in built}["stops"])[1] == first


def test_a_hidden_row_takes_those_under_it_its_footnotes_and_an_empty_heading_with_it() -> None:
    assert "Sex, n (%)" not in labels(table("baseline", hide=["sex"]))
    assert labels(table("baseline", hide=["sex/F"]))[1:3] == ["Sex, n (%)", "  Men"]
    assert "Previous treatments" not in labels(table("baseline", hide=["prior_methotrexate", "prior_systemics"]))
    assert "Reasons, of all reasons mentioned" not in labels(table("stops", hide=["mentions"]))
    assert keys(table("stops", hide=["inefficacy"])) == ["stops", "patients/adverse_event", "mentions/adverse_event"]
    assert not any("acne" in each.text for each in table("safety", hide=["papular"]).footnotes)


def test_groups_of_the_study_replace_those_of_the_table() -> None:
    groups = [{"label": "Skin", "rows": ["hsv", "papular"]}, {"label": "Blood", "rows": "ldl"}]
    assert labels(table("safety", groups=groups)) == [
        "At least 1 adverse event", "At least 1 clinical adverse event", "At least 1 biological adverse event",
        "Thromboembolic event", "Skin", "  HSV infections", "  Facial papular eruptions",
        "Blood", "  Increased LDL or total cholesterol",
    ]  # fmt: skip
    assert [each.kind for each in table("safety", groups="none").rows] == 7 * ["row"]


def test_a_group_keeps_what_stands_under_a_row_and_the_meaning_of_columns() -> None:
    found = table("baseline", groups=[{"label": "Who", "rows": ["sex", "age"]}])
    assert labels(found)[-5:] == ["Who", "  Sex, n (%)", "    Women", "    Men", "  Age (years), median (Q1;Q3)"]
    groups = [{"label": "Skin", "rows": ["easi90", "scorad75"]}, {"label": "Told by patients", "rows": ["dlqi_change", "pnrs_change"]}]
    assert labels(table("efficacy", groups=groups)) == [
        "IGA 0, 1 or -2", "Skin", "  EASI90", "  SCORAD75",
        "Change from before treatment", "Told by patients", "  DLQI", "  PNRS",
    ]  # fmt: skip


def test_columns_take_other_headings() -> None:
    found = table("efficacy", headings={"all": "Everybody", "upa15": "UPA 15", "M3": "Month 3"})
    assert [each.text for each in found.spanners[0]] == ["Month 3", "Outcomes at M6"]
    assert [each.text for each in found.spanners[1]][:2] == ["Everybody", "UPA 15"]
    assert [each.text for each in table("participants", headings={"all": "Everybody"}).heads][0] == "Everybody"


def test_a_footnote_hangs_on_the_table_a_row_a_column_or_a_cell() -> None:
    own = ["General.", {"text": "Row.", "rows": ["easi90"]}, {"text": "Cell.", "rows": "easi90", "arms": "upa30", "at": "M6"},
           {"text": "Column.", "arms": ["upa15"], "at": ["M6"]}, {"text": "Time.", "at": ["M3"]},
           {"text": "Cells.", "rows": ["dlqi_change"], "arms": "bari4"}]  # fmt: skip
    found = table("efficacy", footnotes=own)
    mark = {text: note(found, f"{text}.").mark for text in ("General", "Row", "Cell", "Column", "Time", "Cells")}
    assert mark["General"] == "" and row(found, "easi90").marks == (mark["Row"],)
    assert [place for place, cell in enumerate(row(found, "easi90").cells) if mark["Cell"] in cell.marks] == [13]
    assert [mark["Column"] in head.marks for head in found.spanners[1]] == [False] * 5 + [True, False, False]
    assert [mark["Time"] in head.marks for head in found.spanners[0]] == [True, False]
    assert [place for place, cell in enumerate(row(found, "dlqi_change").cells) if mark["Cells"] in cell.marks] == [7, 15]


def test_marks_run_in_reading_order_and_can_be_symbols() -> None:
    own = [{"text": "Last.", "rows": ["dlqi_change"]}, {"text": "First.", "at": ["M3"]}]
    found = table("efficacy", footnotes=own)
    marked = [each.text for each in found.footnotes if each.mark]
    assert marked[1] == "First." and marked[-1] == "Last."
    symbols = table("efficacy", {"marks": "symbols"}, footnotes=own)
    assert [each.mark for each in symbols.footnotes if each.mark] == ["*", "†", "‡", "§", "¶", "#"]


def test_a_footnote_whose_row_is_not_printed_is_left_out() -> None:
    found = table("safety", footnotes=[{"text": "Gone.", "rows": ["fever"]}])
    assert "Gone." not in [each.text for each in found.footnotes]


def test_abbreviations_are_those_printed_in_their_order_with_the_study_s_own() -> None:
    found = table("safety", {"abbreviations": {"LDL": "low-density lipoprotein", "HSV": "herpes simplex virus", "CPK": "unused"}})
    assert found.short == "N: number of patients with available data. HSV: herpes simplex virus. LDL: low-density lipoprotein."
    parts = (("IGA", "Global Assessment"), ("EASI", "Area Index"), ("PASI", "PASI"), ("N", "number"))
    lines = tuple(Row("row", label, (Cell(),)) for label in ("EASI75", "IGA", "PASI"))
    plain = Table("safety", "T", "", (Heading("N"),), lines, abbreviations=parts)
    assert settled(plain, Tables()).short == "N: number. EASI: Area Index. IGA: Global Assessment."


def test_every_printed_word_can_be_another() -> None:
    usual = table("efficacy")
    letter = next(each for each in usual.footnotes if each.mark)
    wording = {"n (%)": "n/N (%)", "Outcomes at M3": "At three months", letter.text[:20]: "Said otherwise."}
    heads = next(each for each in usual.rows if each.kind == "heads")
    wording |= {heads.label: "Changes", heads.cells[1].text: "Median"}
    found = table("efficacy", wording=wording)
    assert {each.text for each in found.heads} == {"N", "n/N (%)"} and found.spanners[0][0].text == "At three months"
    changed = next(each for each in found.rows if each.kind == "heads")
    assert (changed.label, changed.cells[1].text, changed.cells[0].text) == ("Changes", "Median", heads.cells[0].text)
    assert note(found, "Said otherwise.").mark == letter.mark and len(found.footnotes) == len(usual.footnotes)
    assert found.unmet == () and [each.cells for each in found.rows if each.kind == "row"] == [
        each.cells for each in usual.rows if each.kind == "row"
    ]


def test_a_footnote_without_words_goes_and_takes_its_marks() -> None:
    usual = table("efficacy")
    letters = [each for each in usual.footnotes if each.mark]
    found = table("efficacy", wording={letters[0].text: ""})
    left = [each.text for each in found.footnotes if each.mark]
    assert (
        left == [each.text for each in letters[1:]]
        and [each.mark for each in found.footnotes if each.mark] == list("abcdefgh")[: len(left)]
    )


def test_words_that_a_table_does_not_print_are_told() -> None:
    found = table("efficacy", wording={"n (%)": "n", "No such words": "x"})
    assert found.unmet == ("No such words",)
    assert about_wording([found]) == [
        'tables.efficacy.wording: nothing there reads or begins with "No such words", so nothing was changed.'
    ]
