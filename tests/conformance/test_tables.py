"""Sheets become inputs: keys, centres, headings, rows that count once, and what each native table gives."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from cohortium.conformance import Conformed, Finding, ledger_rows
from cohortium.conformance.inputs import INPUTS
from cohortium.derivations.inputs import INPUTS as WANTED
from cohortium.problems import Problem, Problems
from cohortium.protocol.model import Protocol
from cohortium.protocol.patterns import term_places
from cohortium.sources import Delivery, Skipped
from conformance.conftest import PROTOCOL, sheet

Read = Callable[..., Conformed]


def rows(found: Conformed, table: str) -> list[tuple[Any, ...]]:
    """The rows of an input; the record as the row of its sheet."""
    columns = found.inputs[table]
    listed = zip(*columns.values(), strict=True)
    return [(record % 2**32, *rest) for record, *rest in listed]


def found_in(found: Conformed) -> list[Finding]:
    """The findings; that these small sheets lack most columns of the study is tested by itself."""
    return [finding for finding in found.findings if finding.rule != "not_collected"]


def rules(found: Conformed) -> list[tuple[str, int, int]]:
    return [(finding.rule, finding.row, finding.column) for finding in found_in(found)]


def test_the_inputs_are_those_that_the_steps_read() -> None:
    assert {table: set(columns) - set(INPUTS[table]) for table, columns in WANTED.items()} == {table: set() for table in WANTED}
    assert set(INPUTS) == set(WANTED)


def test_patients(read: Read) -> None:
    head = ["Patient", "SEX", "Âge", "Arm", "birth-year", "screened", "Last Contact", "death", "Skin", "asthma"]
    found = read(sheet(1, "patients", [head, ["007", "women", "54", "upa15", "1967", "yes", "2022-01-31", "", "Light", "ND"],
                                       ["8", "", "", "Upadacitinib  15-mg", "", "no", "", "2022-02-01", "", ""]]))  # fmt: skip
    assert rows(found, "in_patients") == [
        (2, "07", "007", "F", "upa15", 1967, True, date(2022, 1, 31), None),
        (3, "07", "8", None, "upa15", None, False, None, date(2022, 2, 1)),
    ]
    assert rows(found, "in_characteristics") == [
        (2, "07", "007", "age", 54, None),
        (2, "07", "007", "sex", None, "F"),
        (2, "07", "007", "skin", None, "1"),
        (2, "07", "007", "asthma", None, "not_done"),
    ]
    assert found.columns[:3] == [(1, "patient", 1), (1, "sex", 2), (1, "age", 3)]


def test_treatments_and_their_reasons(read: Read) -> None:
    head = ["patient", "drug", "daily dose", "start", "stop", "stop reasons"]
    lines = [
        ["P1", "Rinvoq", "15", "2021-03-01", "ongoing", ""],
        ["P2", "Baricitinib", "4 mg", "03/04/2021", "NK", "AE+choice"],
        ["P3", "", "", "", "", ""],
    ]
    found = read(sheet(1, "treatments", [head, *lines]))
    assert rows(found, "in_treatments") == [
        (2, "07", "P1", "upadacitinib", 15000, "µg", date(2021, 3, 1), None, False),
        (3, "07", "P2", "baricitinib", 4000, "µg", None, None, True),
        (4, "07", "P3", None, None, None, None, None, False),
    ]
    assert rows(found, "in_stop_reasons") == [(3, "adverse_event"), (3, "choice")]
    assert rules(found) == [("date_order", 3, 4), ("not_a_date", 3, 5), ("drug_missing", 4, 2)]


def test_previous_treatments_listed_are_taken(read: Read) -> None:
    listed = sheet(1, "previous_treatments", [["patient", "drug"], ["P1", "methotrexate"]])
    asked = sheet(2, "previous_treatments", [["patient", "drug", "taken"], ["P2", "Rinvoq", "non"], ["P2", "ciclosporin", ""]])
    assert rows(read(listed, asked), "in_previous") == [(2, "07", "P1", "methotrexate", "yes"), (2, "07", "P2", "upadacitinib", "no")]


def test_laboratory_and_limits(read: Read) -> None:
    head = ["patient", "date", "test", "value", "unit", "upper"]
    values = sheet(1, "laboratory", [head, ["P1", "2021-03-01", "CPK", "<5", "U / L", "190"]])
    limits = sheet(2, "laboratory_limits", [["test", "unit", "sex", "valid_from", "upper"], ["cpk", "u/l", "F", "", "170,5"]])
    found = read(values, limits)
    assert rows(found, "in_laboratory") == [(2, "07", "P1", date(2021, 3, 1), "cpk", 5_000_000, "<", "u/l", None, 190_000_000)]
    assert rows(found, "in_limits") == [(2, "07", "cpk", "u/l", "F", None, None, 170_500_000)]


def test_events_and_reviews(read: Read) -> None:
    events = sheet(1, "events", [["patient", "term", "onset", "end", "detail", "symptomatic"], ["P1", "acne", "2021-03", "", "", "Non"],
                                 ["P1", "papular", "", "2021-04-01", "Pustular", ""],
                                 ["P1", "rash", "2021", "", "", "a bit"]])  # fmt: skip
    review = sheet(2, "event_review", [["patient", "Papular eruption", "cpk", "any clinical"], ["P1", "oui", "", "NK"]])
    found = read(events, review)
    assert rows(found, "in_events") == [
        (2, "07", "P1", "papular", "acne", date(2021, 3, 1), date(2021, 3, 31), None, "no"),
        (3, "07", "P1", "papular", "pustular", None, None, date(2021, 4, 1), None),
        (4, "07", "P1", None, None, date(2021, 1, 1), date(2021, 12, 31), None, "unknown"),
    ]
    (block, papular), (same, clinical) = (term_places(Protocol.model_validate(PROTOCOL))[name] for name in ("papular", "any_clinical"))
    assert block == same  # one number holds both answers
    assert rows(found, "in_reviews") == [(2, "07", "P1", block, 8 * papular + 1 * clinical)]
    assert rules(found) == [("unknown_term", 4, 2), ("not_yes_or_no", 4, 6)]


def test_rows_without_a_key_or_with_shifted_fields_are_excluded(read: Read) -> None:
    table = [["patient", "week"], ["", "3"], ["P1", "3"], ["", ""], ["#N/A", "4"], ["P2", "4"]]
    found = read(sheet(1, "visits", table, file="data/07/visits.csv", ragged=frozenset({6})))
    assert rules(found) == [("missing_key", 2, 1), ("missing_key", 5, 1), ("ragged_row", 6, 0)]
    assert rows(found, "in_visits") == [(3, "07", "P1", None, None, 3, 0, None, None, None, None)]
    (row,) = ledger_rows(found.accounts)
    assert (row.rows, row.rows_used, row.rows_excluded, row.rows_not_data) == (6, 1, 3, 2)
    assert (row.cells, row.cells_accepted, row.cells_unused) == (12, 2, 10)


def test_equal_rows_count_once_whatever_their_sheet_and_order_of_columns(read: Read) -> None:
    first = sheet(1, "visits", [["patient", "week", "IGA"], ["P1", "3", "2"], ["P1", "3", "2"], ["P1", "3", "1"]])
    others = [["IGA", "Patient", "centre", "week", "note"], ["2", "P1", "07", "3", ""], ["2", "P1", "08", "3", ""]]
    second = sheet(2, "visits", others, file="data/b.xlsx")
    found = read(first, second)
    kept = [(record, centre, week, score) for record, centre, _, _, _, week, _, score, *_ in rows(found, "in_visits")]
    assert kept == [(2, "07", 3, 2), (4, "07", 3, 1), (3, "08", 3, 2)]
    assert [(finding.rule, finding.sheet_number, finding.row) for finding in found_in(found)] == [
        ("duplicate_row", 1, 3),
        ("duplicate_row", 2, 2),
        ("unmapped_column", 2, 1),
        ("centre_contradicts", 2, 3),
    ]
    assert [row.rows_duplicate for row in ledger_rows(found.accounts)] == [1, 1]


CENTRES = {"07": {"label": "Nantes"}, "12": {"label": "Saint-Étienne"}}


@pytest.mark.parametrize(
    ("written", "code", "found"),
    [
        ("07", "07", []),
        ("7", "07", []),
        ("nantes", "07", []),
        ("saint etienne", "12", []),
        ("012", "12", []),
        ("99", "99", ["unknown_centre"]),
    ],
)
def test_a_declared_centre_is_matched_by_code_or_label(read: Read, written: str, code: str, found: list[str]) -> None:
    for given in (
        read(sheet(1, "visits", [["patient", "week"], ["P1", "3"]], centre=written), centres=CENTRES),
        read(sheet(1, "visits", [["patient", "week", "centre"], ["P1", "3", written]], centre="other"), centres=CENTRES),
    ):
        assert given.inputs["in_visits"]["centre"] == [code]
        assert [finding.rule for finding in found_in(given)] == found


def test_an_unknown_centre_is_asked_once_per_file(read: Read) -> None:
    sheets = [sheet(n, table, [["patient", "week"], ["P1", "3"]], centre="99") for n, table in ((1, "visits"), (2, "event_review"))]
    assert [finding.rule for finding in read(*sheets, centres=CENTRES).findings].count("unknown_centre") == 1


def test_headings_that_cannot_be_used_are_named_at_once(read: Read) -> None:
    with pytest.raises(Problems) as raised:
        read(
            sheet(1, "visits", [["Patient", "IGA", "iga ", "x", "X"]]),
            sheet(2, "treatments", [["drug", "stop"]]),
            sheet(3, "laboratory_limits", [["test"]], file="data/laboratory_limits.csv", centre=""),
            sheet(4, "event_review", [["patient", "papular", "Papular eruption"]]),
        )
    where = "in its heading, row 1; say in a mapping where it stands (map FILE proposes one)"
    assert str(raised.value).splitlines() == [
        "Headings that cannot be used: 7 problems.",
        "  data/07.xlsx, sheet visits: columns B and C have the same heading; say in a mapping which one counts (at)",
        f"  data/07.xlsx, sheet visits: has no column date or month or week {where}",
        f"  data/07.xlsx, sheet treatments: has no column patient {where}",
        f"  data/07.xlsx, sheet treatments: has no column daily_dose {where}",
        f"  data/07.xlsx, sheet treatments: has no column start {where}",
        "  data/laboratory_limits.csv: does not say the centre: add a column centre, or put the file into a folder named after it",
        "  data/07.xlsx, sheet event_review: columns B and C have the same heading; say in a mapping which one counts (at)",
    ]


def test_no_table_at_all_is_one_sentence(read: Read) -> None:
    with pytest.raises(Problem, match="No sheet and no file is named after a table, so nothing can be read"):
        read(sheet(1, "", [["patient"], ["P1"]]))


def test_what_is_not_read_is_noted_and_counted(read: Read) -> None:
    visits = sheet(1, "visits", [["patient", "week", "comment", "", ""], ["P1", "3", "fine", "loose", ""]])
    legend = sheet(2, "", [["Legend"]], sheet="Legend")
    copy = sheet(3, "visits", [["patient", "week"], ["P1", "3"]], file="data/copy.xlsx", duplicate_of="data/07.xlsx")
    other = sheet(4, "visits", [["patient", "week"], ["P1", "3"]], file="data/08.xlsx", centre="08", duplicate_of="data/07.xlsx")
    found = read(visits, legend, copy, other)
    assert [(finding.rule, finding.row, finding.column, finding.found) for finding in found_in(found)] == [
        ("duplicate_file", 0, 0, "data/07.xlsx"),
        ("duplicate_file_centre", 0, 0, "data/07.xlsx"),
        ("unused_sheet", 0, 0, "Legend"),
        ("unmapped_column", 1, 3, "comment"),
        ("empty_header", 1, 4, ""),
    ]
    ledger = ledger_rows(found.accounts)
    assert [(row.rows_used, row.rows_duplicate, row.rows_not_data, row.cells_accepted, row.cells_unused) for row in ledger] == [
        (1, 0, 1, 2, 8), (0, 0, 1, 0, 1), (0, 2, 0, 0, 4), (0, 2, 0, 0, 4)
    ]  # fmt: skip


def test_skipped_files_are_notes() -> None:
    from cohortium.conformance.conform import _about_files

    (finding,) = _about_files(Delivery(skipped=(Skipped("data/notes.txt", "not a format that holds data"),)), ())
    assert (finding.rule, finding.file, finding.found) == ("file_skipped", "data/notes.txt", "not a format that holds data")
