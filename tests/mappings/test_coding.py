"""Free text of events, drugs and reasons for a stop: listed, coded by people only, and kept for later deliveries."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import polars
import pytest

from cohortium import study
from cohortium.conformance.coding import key_of
from cohortium.outputs import changed_inputs, read_manifest
from cohortium.problems import Problem
from mappings.studies import PROTOCOL, asked, read, typed, write

LINES = [["patient", "drug", "daily_dose", "start", "stop", "stop_reasons"],
         ["P1", "upadacitinib", "15", "2021-03-25", "2021-05-01", "rash and cost"], ["P2", "Olumiant", "4", "2021-05-01", "", ""],
         ["P3", "baricitinib", "4", "2021-06-25", "", ""]]  # fmt: skip
EVENTS = [["patient", "term", "onset"], ["P1", "spots, CPK up", "2021-04-04"], ["P3", "Acné", "2021-06-26"],
          ["P3", "headache", "2021-07-01"], ["P3", "Spots,  CPK UP", "2021-07-01"]]  # fmt: skip
BEFORE = [["patient", "drug"], ["P1", "both JAK"], ["P2", "baricitinb"]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "s", {"07.xlsx": {"treatments": LINES, "events": EVENTS, "previous_treatments": BEFORE}}, {})


def rows(folder: Path, name: str = "coding.xlsx") -> list[list[Any]]:
    sheet = openpyxl.load_workbook(folder / name).worksheets[0]
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]


def choose(folder: Path, text: str, *terms: str, coder: str = "A.M.", name: str = "coding.xlsx", instead: str = "") -> None:
    """Choose terms for a text in the workbook."""
    book = openpyxl.load_workbook(folder / name)
    sheet = book.worksheets[0]
    (row,) = [row for row in range(5, sheet.max_row + 1) if sheet.cell(row, 2).value == text]
    for column, value in zip(range(6, 11), (*terms, *[None] * (3 - len(terms)), coder, "2026-01-02"), strict=True):
        sheet.cell(row, column).value = value
    sheet.cell(row, 2).value = instead or text
    book.save(folder / name)


def test_every_text_that_is_no_declared_term_is_listed_once_and_nothing_is_coded(folder: Path) -> None:
    found = study.check(folder)
    assert [row[:6] for row in rows(folder)] == [
        ["event", "spots, CPK up", 2, 2, None, None],
        ["event", "headache", 1, 1, None, None],
        ["drug", "baricitinb", 1, 1, "baricitinib", None],
        ["drug", "both JAK", 1, 1, None, None],
        ["drug", "Olumiant", 1, 1, None, None],
        ["reason for a stop", "rash and cost", 1, 1, None, None],
    ]
    said = f"6 texts are no declared terms and not coded yet: choose what they mean in {folder / 'coding.xlsx'}."
    assert found.summary[-1] == said
    with read(folder) as derived:
        assert ("unknown_term", "B2", "spots, CPK up") in asked(derived)
        assert [row[3] for row in typed(derived, "in_previous")] == ["both jak", "baricitinb"]


def test_a_choice_is_applied_kept_and_explained_by_the_text_as_it_was_written(folder: Path) -> None:
    study.check(folder)
    choose(folder, "spots, CPK up", "Acne", "CPK")
    choose(folder, "headache", "none of them")
    choose(folder, "both JAK", "baricitinib", "upadacitinib")
    choose(folder, "rash and cost", "Adverse event", "Other", coder="")
    study.run(folder, figures="none")
    with read(folder) as derived:
        events = [(row[0][1], row[3]) for row in typed(derived, "in_events")]
        assert events == [(2, "acne"), (2, "cpk"), (3, "acne"), (4, None), (5, "acne"), (5, "cpk")]
        assert [row[3] for row in typed(derived, "in_previous")] == ["baricitinib", "upadacitinib", "baricitinb"]
        assert [row[1] for row in typed(derived, "in_stop_reasons")] == ["adverse_event", "other"]
        assert not [query for query in derived.queries if query.rule in ("unknown_term", "unknown_stop_reason")]
        assert [row.cells_quarantined for row in derived.ledger] == [0, 0, 0]
    explained = study.explain(folder, "safety/cpk/-/-/all/-/-/-/-/patients/n")
    assert 'term "Spots,  CPK UP" (data/07.xlsx, sheet events, cell B5)' in explained
    report = (folder / "results/001/report.html").read_text("utf-8")
    assert "Texts that are no declared term and that nobody has coded yet (coding.xlsx of the study): drug: 2." in report
    assert '"coding.xlsx": "' in (folder / "results/001/manifest.json").read_text("utf-8")


def test_choices_serve_later_deliveries_and_the_same_data_give_the_same_bytes(folder: Path) -> None:
    study.check(folder)
    choose(folder, "spots, CPK up", "Acne")
    study.check(folder)
    first = (folder / "coding.xlsx").read_bytes()
    study.check(folder)
    assert (folder / "coding.xlsx").read_bytes() == first
    (folder / "data/07.xlsx").unlink()
    write(folder.parent / "t", {"07.xlsx": {"events": [EVENTS[0], ["P9", "SPOTS, CPK up", "2022-01-01"]]}}, {})
    shutil.copy(folder.parent / "t/data/07.xlsx", folder / "data/07.xlsx")
    study.check(folder)
    with read(folder) as derived:
        assert [row[3] for row in typed(derived, "in_events")] == ["acne"]
    assert [row[1:4] for row in rows(folder)] == [["spots, CPK up", 1, 1]]


def test_a_command_in_another_language_leaves_the_workbook_as_it_is(folder: Path) -> None:
    """It is an input of the run: `explain` and `verify` compare its bytes."""
    study.run(folder)
    study.check(folder, language="fr")
    study.run(folder, out=folder / "fr", language="fr")
    assert rows(folder)[0][0] == "event"
    assert changed_inputs(read_manifest(folder / "results" / "001"), folder) == []


def test_a_treatment_line_coded_as_two_drugs_has_no_dose_of_either(folder: Path) -> None:
    study.check(folder)
    choose(folder, "Olumiant", "baricitinib", "upadacitinib")
    with read(folder) as derived:
        assert ("several_drugs", "B3", "Olumiant") in asked(derived)


def test_two_coders_who_agree_are_both_named(folder: Path) -> None:
    study.check(folder)
    choose(folder, "headache", "Acne")
    shutil.copy(folder / "coding.xlsx", folder / "coding-PL.xlsx")
    choose(folder, "headache", "Acne", coder="P.L.", name="coding-PL.xlsx")
    study.check(folder)
    assert [row[5:10] for row in rows(folder) if row[1] == "headache"] == [["Acne", None, None, "A.M.; P.L.", "2026-01-02"]]


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ({"terms": ("Acne",)}, {"terms": ("CPK",), "coder": "P.L."},
         "coding.xlsx, row 6 and coding-PL.xlsx, row 6: A.M. and P.L. chose otherwise for the same text. "
         "Let them agree, and leave one choice."),
        ({"terms": ("Acne",), "instead": "headaches"}, None,
         "coding.xlsx, row 6: the text is no longer as a centre wrote it, so its choice stands for nothing. "
         "Write it back, or delete the row."),
    ],
)  # fmt: skip
def test_what_cannot_stand_is_said_in_one_sentence(folder: Path, first: Any, second: Any, said: str) -> None:
    study.check(folder)
    shutil.copy(folder / "coding.xlsx", folder / "coding-PL.xlsx")
    choose(folder, "headache", *first.pop("terms"), **first)
    if second:
        choose(folder, "headache", *second.pop("terms"), name="coding-PL.xlsx", **second)
    with pytest.raises(Problem) as raised:
        study.check(folder)
    assert str(raised.value) == f"coding.xlsx needs correction: 1 problem.\n  {said}"


WAITS = "The protocol does not declare (any longer): CPK. This choice counts no more, the text waits: choose again."
WITHOUT = PROTOCOL.replace("    cpk: {label: CPK}\n", "")


def test_a_choice_whose_term_left_the_protocol_counts_no_more_waits_and_comes_back_with_its_term(folder: Path) -> None:
    study.check(folder)
    choose(folder, "spots, CPK up", "Acne", "CPK")
    choose(folder, "headache", "Acne")
    (folder / "protocol.yaml").write_text(WITHOUT, "utf-8")
    said = [
        f"5 texts are no declared terms and not coded yet: choose what they mean in {folder / 'coding.xlsx'}.",
        f"1 choice in {folder / 'coding.xlsx'} names a term that the protocol does not declare, and counts no more: the row says which. "
        "Choose again.",
    ]
    for _ in range(2):  # the second time it reads what the first wrote
        assert study.check(folder).summary[-2:] == said
        (row,) = [row for row in rows(folder) if row[1] == "spots, CPK up"]
        assert row[2:10] == [2, 2, None, "Acne", "CPK", None, "A.M.", "2026-01-02"] and row[11] == WAITS
    with read(folder) as derived:
        events = [(row[0][1], row[3]) for row in typed(derived, "in_events")]
        assert events == [(2, None), (3, "acne"), (4, "acne"), (5, None)]
        assert [query.cell for query in derived.queries if query.rule == "unknown_term"] == ["B2", "B5"]
    study.run(folder, figures="none")
    report = (folder / "results/001/report.html").read_text("utf-8")
    assert "nobody has coded yet (coding.xlsx of the study): event: 1; drug: 3; reason for a stop: 1." in report
    (folder / "protocol.yaml").write_text(PROTOCOL, "utf-8")
    assert "counts no more" not in " ".join(study.check(folder).summary)
    assert [row[5:7] + row[11:] for row in rows(folder) if row[1] == "spots, CPK up"] == [["Acne", "CPK", None]]


def test_what_another_coder_chose_stands_in_place_of_a_choice_that_counts_no_more(folder: Path) -> None:
    study.check(folder)
    choose(folder, "headache", "CPK")
    shutil.copy(folder / "coding.xlsx", folder / "coding-PL.xlsx")
    choose(folder, "headache", "Acne", coder="P.L.", name="coding-PL.xlsx")
    (folder / "protocol.yaml").write_text(WITHOUT, "utf-8")
    study.check(folder)
    assert [row[5:12] for row in rows(folder) if row[1] == "headache"] == [
        ["Acne", None, None, "P.L.", "2026-01-02", key_of("event", "headache"), None]
    ]


def test_a_choice_that_counts_no_more_is_kept_where_its_text_is_no_longer_sent(folder: Path) -> None:
    study.check(folder)
    choose(folder, "headache", "CPK")
    write(folder.parent / "t", {"07.xlsx": {"treatments": [LINES[0], LINES[3]]}}, {})
    shutil.copy(folder.parent / "t/data/07.xlsx", folder / "data/07.xlsx")
    (folder / "protocol.yaml").write_text(WITHOUT, "utf-8")
    study.check(folder)
    assert [row[1:6] + row[11:] for row in rows(folder)] == [["headache", 0, 0, None, "CPK", WAITS]]


def test_a_study_whose_texts_are_all_declared_has_no_such_workbook(tmp_path: Path) -> None:
    folder = write(tmp_path / "s", {"07.xlsx": {"treatments": [LINES[0], [*LINES[3]]]}}, {})
    study.check(folder)
    assert not (folder / "coding.xlsx").exists()


def _in_parquet(folder: Path) -> Path:
    """The same texts in typed columns: a file for each table."""
    write(folder, {}, {})
    for table, (names, *lines) in {"treatments": LINES, "events": EVENTS, "previous_treatments": BEFORE}.items():
        columns = {name: [line[at] or None for line in lines] for at, name in enumerate(names)}
        days = [name for name in ("start", "stop", "onset") if name in columns]
        frame = polars.DataFrame(columns, schema_overrides=dict.fromkeys(columns, polars.String))
        frame.with_columns(polars.col(day).str.to_date() for day in days).write_parquet(folder / f"data/07_{table}.parquet")
    return folder


def test_texts_of_parquet_files_are_listed_and_coded_as_those_of_workbooks(folder: Path, tmp_path: Path) -> None:
    other = _in_parquet(tmp_path / "typed")
    found: list[Any] = []
    for place in (folder, other):
        study.check(place)
        listed = [[str(row[1]).casefold(), *row[2:6]] for row in rows(place)]
        with read(place) as derived:
            waiting = [row.cells_quarantined for row in derived.ledger]
        first = next(str(row[1]) for row in rows(place) if str(row[1]).casefold().startswith("spots"))
        choose(place, first, "Acne", "CPK")
        choose(place, "headache", "none of them")
        choose(place, "both JAK", "baricitinib", "upadacitinib")
        choose(place, "rash and cost", "Adverse event", "Other")
        study.check(place)
        with read(place) as derived:
            tables = {
                "in_events": "code, term, subterm, onset_from, onset_to",
                "in_previous": "code, drug, taken",
                "in_stop_reasons": "reason",
                "in_treatments": "code, drug, dose, start, stop",
            }
            inputs = [derived.engine.rows(f"SELECT {shown} FROM {name} ORDER BY ALL") for name, shown in tables.items()]
            rest = sorted(row.cells_quarantined for row in derived.ledger)
            found.append((sorted(listed), sorted(waiting), inputs, rest, sorted(query.rule for query in derived.queries)))
    assert found[0] == found[1]
    assert found[1][2][0][:2] == [
        ("P1", "acne", None, date(2021, 4, 4), date(2021, 4, 4)),
        ("P1", "cpk", None, date(2021, 4, 4), date(2021, 4, 4)),
    ]
    assert found[1][1] == [0, 1, 3] and found[1][3] == [0, 0, 0]
