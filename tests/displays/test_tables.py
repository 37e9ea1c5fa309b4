"""The tables of a published study, as a reader sees them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cohortium.displays import BUILDERS, Cell, Heading, Lookup, Row, Table, build_tables, details, primary_answer
from cohortium.displays.figures import build_figures
from cohortium.displays.table import alike
from cohortium.displays.text import render
from cohortium.displays.words import STATES, window_note
from cohortium.protocol.scores import Timepoint
from cohortium.results import Result
from displays import study

GOLDEN = Path(__file__).parent / "golden"
STROBE = {"12a", "12c", "12e", "17", "13a", "13b", "13c", "14a", "14b", "14c", "15", "16a"}


def tables(results: tuple[Result, ...] | None = None, **changes: object) -> dict[str, Table]:
    built = build_tables(study.protocol(**changes), study.results() if results is None else results)
    return {table.id: table for table in built}


def cells(table: Table, key: str) -> list[str]:
    return [cell.text for cell in next(row for row in table.rows if row.key == key).cells]


@pytest.mark.parametrize("name", BUILDERS)
def test_tables_read_as_they_were_looked_at(name: str) -> None:
    assert render(tables()[name]) == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


def test_efficacy_has_both_timepoints_side_by_side_and_changes_under_their_own_headings() -> None:
    table = tables()["efficacy"]
    assert [heading.text for heading in table.spanners[0]] == ["Outcomes at M3", "Outcomes at M6"]
    assert [heading.text for heading in table.spanners[1]] == 2 * [
        "All patients", "Upadacitinib 15 mg", "Upadacitinib 30 mg", "Baricitinib 4 mg",
    ]  # fmt: skip
    assert cells(table, "iga_response")[:4] == ["100", "58 (58.0)", "54", "33 (61.1)"]
    assert [row.kind for row in table.rows] == ["row", "row", "row", "heads", "row", "row"]
    assert cells(table, "pnrs_change")[:4] == ["49", "-3 (-5;-1)", "24", "-3 (-5.5;-1.5)"]


def test_nobody_counted_is_a_dash_and_nobody_with_it_is_a_zero() -> None:
    table = tables()["efficacy"]
    assert cells(table, "easi90")[-4:] == ["2", "1 (50.0)", "0", "–"]
    assert cells(table, "scorad75")[-2:] == ["2", "0"]
    assert cells(table, "dlqi_change")[6:8] == ["0", "–"]


def test_every_number_in_a_cell_is_bound_to_a_result_that_exists() -> None:
    known = {row.result_id for row in study.results()}
    for table in tables().values():
        assert table.result_ids and set(table.result_ids) <= known
        for row in table.rows:
            assert all(cell.result_ids for cell in row.cells if cell.text and row.kind != "heads")


def test_a_term_that_nobody_had_is_named_under_the_table_unless_its_row_is_asked_for() -> None:
    table = tables()["safety"]
    keys = [row.key for row in table.rows]
    assert "fever" not in keys and "thromboembolism" in keys
    assert "No patient had: Fever." in [note.text for note in table.footnotes]
    assert "fever" in [row.key for row in tables(tables={"safety": {"rows": ["any", "fever"]}})["safety"].rows]


def test_a_term_that_could_not_be_counted_stays_visible() -> None:
    rows = tuple(
        replace(row, value=None, text="–", error="failed") if (row.variable, row.arm, row.stat) == ("fever", "all", "n") else row
        for row in study.results()
    )
    assert "fever" in [row.key for row in tables(rows)["safety"].rows]


def test_a_term_that_is_known_of_nobody_is_no_zero() -> None:
    rows = tuple(
        replace(row, value=0, text="0") if (row.variable, row.arm) == ("fever", "all") and row.stat in ("N", "n") else row
        for row in study.results()
    )
    table = tables(rows)["safety"]
    assert "fever" in [row.key for row in table.rows] and not [note for note in table.footnotes if "No patient had" in note.text]


def test_order_follows_the_protocol_or_the_frequency() -> None:
    def order(**safety: object) -> list[str]:
        return [row.key for row in tables(tables={"safety": safety})["safety"].rows if row.indent]

    assert order(order="frequency") == ["papular", "hsv", "thromboembolism", "ldl"]
    assert order(hide=["hsv"]) == ["papular", "thromboembolism", "ldl"]


def test_title_number_rows_and_footnotes_come_from_the_protocol() -> None:
    wanted = {"number": "3", "title": "Responses", "rows": ["easi90", "iga_response"], "footnotes": ["Own words."]}
    table = tables(tables={"efficacy": wanted})["efficacy"]
    assert table.caption == "Table 3. Responses"
    assert [row.key for row in table.rows] == ["easi90", "iga_response"]
    assert "Own words." in [note.text for note in table.footnotes if not note.mark]


def test_tables_number_themselves_where_the_protocol_numbers_none() -> None:
    assert [table.number for table in tables(tables={}).values()] == [str(place) for place in range(1, len(BUILDERS) + 1)]


def test_marks_are_letters_in_reading_order_and_each_has_its_footnote() -> None:
    for table in tables().values():
        marks = [note.mark for note in table.footnotes if note.mark]
        assert marks == [chr(ord("a") + place) for place in range(len(marks))]
        hung = {mark for level in table.spanners for heading in level for mark in heading.marks}
        hung |= {mark for row in table.rows for cell in row.cells for mark in cell.marks}
        assert set(marks) == hung | {mark for row in table.rows for mark in row.marks}


def test_rules_for_missing_scores_are_marked_where_they_differ() -> None:
    endpoints = {key: dict(entry) for key, entry in study.PROTOCOL["endpoints"].items()}  # type: ignore[union-attr]
    endpoints["easi90"]["missing"] = "non_responder"
    table = tables(endpoints=endpoints)["efficacy"]
    notes = {note.text: note.mark for note in table.footnotes}
    mark = notes["Missing scores: a missing response counts as no response."]
    assert [row.key for row in table.rows if mark in row.marks] == ["easi90"]
    assert notes["Missing scores, unless a note says otherwise: a patient without one is not counted (observed cases)."] == ""


def test_a_single_arm_needs_no_column_beside_all_patients() -> None:
    arms = {"upa15": {"label": "Upadacitinib 15 mg"}}
    assert [heading.text for heading in tables(arms=arms)["safety"].spanners[0]] == ["All patients"]


def test_every_state_has_plain_words() -> None:
    assert set(study.STATES) == set(STATES)


def test_every_table_names_its_strobe_item() -> None:
    assert set().union(*(table.strobe for table in tables().values())) == STROBE


def test_the_answer_is_made_of_results() -> None:
    answer = primary_answer(study.protocol(), study.results())
    assert answer.text.startswith("IGA 0, 1 or -2 at M3. All patients: 58 of 100 patients (58.0 %; 95 % confidence interval ")
    assert (len(answer.result_ids), answer.title) == (20, "Primary outcome")


def test_a_study_without_a_primary_endpoint_answers_with_its_first_and_says_so() -> None:
    """Its methods call every endpoint secondary, and the checklist points to this heading."""
    endpoints = {name: endpoint | {"role": "secondary"} for name, endpoint in study.PROTOCOL["endpoints"].items()}
    answer = primary_answer(study.protocol(endpoints=endpoints), study.results())
    assert answer.title == "First outcome" and answer.text.startswith("IGA 0, 1 or -2 at M3.")


def test_a_time_before_anybody_stopped_stands_under_the_others() -> None:
    """Its percentages have no limits, as those of no other row; they are percentages of the same kind."""
    early = {"analysis": "survival", "timepoint": "3 months"}
    bare = [
        replace(row, value=None, text="–")
        if row.stat in ("conf_low", "conf_high") and all(getattr(row, name) == part for name, part in early.items())
        else row
        for row in study.results()
    ]
    table = next(one for one in build_tables(study.protocol(), bare) if one.id == "survival")
    first, second = (next(row for row in table.rows if row.key == f"still/{n}_months") for n in (3, 6))
    assert all(len(cell.parts) < 2 for cell in first.cells) and any(len(cell.parts) > 1 for cell in second.cells)
    assert any({id(first), id(second)} <= set(map(id, group)) for group in alike(table.rows))


def test_a_study_that_looks_for_no_event_has_no_table_of_events() -> None:
    assert "safety" not in tables(safety={})


def test_no_results_make_no_table_and_no_crash() -> None:
    protocol = study.protocol()
    assert "no patient with data" in primary_answer(protocol, ()).text
    for build in BUILDERS.values():
        assert isinstance(build(protocol, Lookup.over(())), Table)


def test_windows_are_told_in_words() -> None:
    window = Timepoint.model_validate({"from": "-90 days", "to": "0 days", "pick": "nearest", "target": "0 days"})
    assert window_note("Before", window) == (
        "Before: the score recorded nearest to the first dose from 90 days before the first dose to the first dose."
    )


def test_a_table_that_does_not_fit_its_columns_is_refused() -> None:
    with pytest.raises(ValueError, match="does not cover its columns"):
        Table("t", "T", "", (Heading("N"),), (), spanners=((Heading("A", 2),),))
    with pytest.raises(ValueError, match="has 2 cells for 1 columns"):
        Table("t", "T", "", (Heading("N"),), (Row("row", "r", (Cell(), Cell())),))


def test_counts_of_several_states_share_a_sentence_that_names_them_all() -> None:
    protocol = study.protocol()
    states = {"evaluable": "Result known", "stopped": "Stopped treatment", "not_done": "Score not done"}
    results = [replace(row, label=states[row.level]) if row.level in states else row for row in study.results()]
    table = next(table for table in build_tables(protocol, results) if table.id == "evaluability")
    shown = [row for row in table.rows if row.kind == "row"][0]
    detail = details(protocol, results, [table])["evaluability"][table.rows.index(shown)]
    assert detail.title == shown.label
    words = dict(detail.statistics)["n"]
    assert words.startswith("the number of patients counted under ") and '"Result known"' in words and " or " in words


@pytest.mark.parametrize(("screened", "noted"), [(17, True), (104, False), (120, False)])
def test_fewer_screened_than_recorded_is_noted_in_table_and_figure(screened: int, noted: bool) -> None:
    given = study.count("participants", "screened", screened, arm="all")
    rows = [given if (row.analysis, row.variable) == ("participants", "screened") else row for row in study.results()]
    built = build_tables(study.protocol(), rows)
    drawn, _ = build_figures(study.protocol(), rows, built)
    notes = next(table for table in built if table.id == "participants").footnotes
    said = "Not every centre records who was screened."
    hidden = build_tables(study.protocol(tables={"participants": {"hide": ["screened"]}}), rows)
    assert not any(note.text == said for table in hidden for note in table.footnotes)
    assert any(note.text == said for note in notes) == noted == (said in next(each for each in drawn if each.id == "flow").notes)
