"""One delivery after another: compared cell by cell, read as declared, and nothing vanishes without a question."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest

from answers.replies import sent_back, standing
from cohortium import study
from cohortium.problems import Problem
from mappings.studies import asked, queries, read, scored, write

FIRST = "patient,month,IGA,EASI\nP1,0,3,20\nP1,3,1,5\nP2,0,4,30\nP2,3,2,\n"
SECOND = "patient,month,EASI,IGA\nP3,0,11,3\nP2,3,9,2\nP1,0,20.0,3\nP1,3,,2\n"
"""P3 is added, P2 at month 0 vanished; one EASI added, one removed, one IGA changed; 20.0 is 20."""
COMPLETE, ADDITIONAL = "deliveries: {2022-02-01: complete}\n", "deliveries: {2022-02-01: additional}\n"


def delivered(folder: Path, mapping: str = "", first: str = FIRST, second: str = SECOND, **more: bytes) -> Path:
    """A study whose centre 07 has delivered twice."""
    files = {"07/2022-01-01/visits.csv": first.encode(), "07/2022-02-01/visits.csv": second.encode(), **more}
    return write(folder, files, {"07.yaml": mapping} if mapping else {})


def changes(found: study.Derived) -> list[tuple[str, ...]]:
    return [(each.change, each.patient, each.cell, each.column, each.old, each.new) for each in found.differences]


def used(found: study.Derived) -> list[int]:
    return [row.rows_used for row in found.ledger]


def test_a_second_delivery_that_nobody_declared_is_compared_asked_about_and_not_read(tmp_path: Path) -> None:
    with read(delivered(tmp_path / "s")) as found:
        assert asked(found)[0] == ("delivery_undeclared", "", "2022-02-01")
        assert (found.queries[0].severity, found.queries[0].centre, found.queries[0].file) == ("blocking", "07", "data/07/2022-02-01")
        assert used(found) == [4, 0] and [row.rows_excluded for row in found.ledger] == [0, 4]
        assert changes(found) == [
            ("row_added", "P3", "row 2", "", "", ""),
            ("cell_added", "P2", "C3", "EASI", "", "9"),
            ("cell_removed", "P1", "C5", "EASI", "5", ""),
            ("cell_changed", "P1", "D5", "IGA", "1", "2"),
            ("row_vanished", "P2", "row 4", "", "", ""),
        ]


def test_what_a_delivery_is_can_be_chosen_in_the_workbook_of_questions(tmp_path: Path) -> None:
    folder = delivered(tmp_path / "s")
    assert study.check(folder).blocking == 1
    book = openpyxl.load_workbook(folder / "questions.xlsx")
    row = [cell.value for cell in book.worksheets[0][5]]
    assert row[:8] == ["07", "What is the delivery of 2022-02-01?", "data/07/2022-02-01", None, 15, 3, "yes", None]
    for column, value in enumerate(("complete: everything that the centre has", "A. Martin", "2026-01-02"), start=9):
        book.worksheets[0].cell(5, column).value = value
    book.save(folder / "questions.xlsx")
    assert study.check(folder).blocking == 0
    written = (folder / "mappings" / "07.yaml").read_text("utf-8")
    assert '  - {delivery: "2022-02-01", means: "complete", by: "A. Martin", on: "2026-01-02"}' in written
    with read(folder) as found:
        assert used(found) == [1, 4]
    (folder / "mappings" / "07.yaml").write_text(COMPLETE + written, "utf-8")
    with pytest.raises(Problem, match='"delivery 2022-02-01" is answered twice; leave the answer that counts'):
        study.check(folder)


def test_a_complete_delivery_stands_in_place_of_the_first_and_a_vanished_row_still_counts(tmp_path: Path) -> None:
    folder = delivered(tmp_path / "s", COMPLETE)
    with read(folder) as found:
        assert used(found) == [1, 4]
        assert ((1, 4), "IGA", 4) in scored(found) and ((2, 5), "IGA", 2) in scored(found) and ((1, 3), "IGA", 1) not in scored(found)
        (query,) = queries(found, "row_vanished")
        assert (query.patient, query.file, query.cell) == ("P2", "data/07/2022-01-01/visits.csv", "row 4")
    sent_back(folder, {("row 4", None): ("confirmed",)})
    with read(folder) as found:
        assert used(found) == [0, 4]
        assert standing(found)["row_vanished", "row 4"] == "closed"


def test_an_additional_delivery_is_read_beside_the_first(tmp_path: Path) -> None:
    second = "patient,month,IGA,EASI\nP1,0,3,20\nP4,0,3,12\n"
    with read(delivered(tmp_path / "s", ADDITIONAL, second=second)) as found:
        assert used(found) == [4, 1]
        assert {rule for rule, _, _ in asked(found)} & {"row_vanished", "delivery_undeclared"} == set()
        assert [rule for rule, *_ in asked(found)].count("duplicate_row") == 1
        assert changes(found) == [("row_added", "P4", "row 3", "", "", "")]


def test_a_table_that_is_not_sent_again_is_one_question(tmp_path: Path) -> None:
    events = b"patient,term\nP1,acne\nP2,acne\n"
    folder = delivered(tmp_path / "s", COMPLETE, **{"07/2022-01-01/events.csv": events})
    with read(folder) as found:
        (query,) = queries(found, "table_vanished")
        assert (query.found, query.file) == ("events", "data/07/2022-01-01/events.csv")
        assert found.ledger[0].rows_used == 2
    sent_back(folder, {(None, None): ("confirmed",)})
    with read(folder) as found:
        assert found.ledger[0].rows_used == 0


def test_a_table_that_did_not_change_is_no_file_sent_twice(tmp_path: Path) -> None:
    with read(delivered(tmp_path / "s", COMPLETE, second=FIRST)) as found:
        assert used(found) == [0, 4] and changes(found) == [] and queries(found, "duplicate_file") == []


def test_the_last_complete_delivery_counts_and_what_came_before_needs_no_word(tmp_path: Path) -> None:
    third = {"07/2022-03-01/visits.csv": SECOND.encode()}
    with read(delivered(tmp_path / "s", "deliveries: {2022-03-01: complete}\n", **third)) as found:
        assert used(found) == [1, 0, 4]
        assert queries(found, "delivery_undeclared") == []


def test_a_question_keeps_its_id_over_deliveries_and_its_answer_is_applied(tmp_path: Path) -> None:
    bad = FIRST.replace("P2,3,2,", "P2,3,hight,")
    folder = delivered(tmp_path / "s", COMPLETE, bad, SECOND.replace("P2,3,9,2", "P2,3,9,hight"))
    (folder / "data" / "07" / "2022-02-01" / "visits.csv").rename(tmp_path / "later.csv")
    sent_back(folder, {("C5", None): ("corrected to", 1)})
    with read(folder) as found:
        (before,) = queries(found, "not_a_number")
    (tmp_path / "later.csv").rename(folder / "data" / "07" / "2022-02-01" / "visits.csv")
    with read(folder) as found:
        (after,) = queries(found, "not_a_number")
        assert (before.query_id, before.cell, after.cell) == (after.query_id, "C5", "D3")
        assert after.status == "closed" and ((2, 3), "IGA", 1) in scored(found)


def test_wide_sheets_are_compared_visit_by_visit(tmp_path: Path) -> None:
    mapping = COMPLETE + (
        "readings:\n  - table: visits\n    columns: {patient: id}\n    blocks:\n"
        "      - {month: {value: 0}, IGA: IGA M0}\n      - {month: {value: 3}, IGA: IGA M3}\n"
    )
    first, second = "id,IGA M0,IGA M3\nP1,3,\nP2,4,2\n", "id,IGA M0,IGA M3\nP1,3,1\nP2,3,\n"
    with read(delivered(tmp_path / "s", mapping, first, second)) as found:
        assert changes(found) == [
            ("cell_changed", "P2", "B3", "IGA M0", "4", "3"),
            ("row_added", "P1", "row 2", "", "", ""),
            ("row_vanished", "P2", "row 3", "", "", ""),
        ]
        assert ((2, 3), "IGA", 2) in scored(found)


def test_the_differences_are_written_as_data_and_as_a_workbook(tmp_path: Path) -> None:
    folder = delivered(tmp_path / "s", COMPLETE)
    results = study.run(folder).folder
    with open(results / "differences.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["change"] for row in rows] == ["row_added", "cell_added", "cell_removed", "cell_changed", "row_vanished"]
    assert rows[3] == {"centre": "07", "delivery": "2022-02-01", "before": "2022-01-01", "table": "visits", "change": "cell_changed",
                            "patient": "P1", "file": "data/07/2022-02-01/visits.csv", "sheet": "", "cell": "D5", "column": "IGA",
                            "old": "1", "new": "2"}  # fmt: skip
    book = openpyxl.load_workbook(results / "differences.xlsx")
    assert [cell.value for cell in book["Summary"][2]] == ["07", "2022-02-01", "2022-01-01", "visits", 1, 1, 1, 1, 1]
    assert book["Differences"].max_row == 6
    numbers = "1 row added, 1 row vanished, 1 cell added, 1 cell changed and 1 cell removed"
    said = f"Centre 07, delivery 2022-02-01 compared with 2022-01-01: {numbers}."
    assert said in (results / "report.html").read_text()
    assert said in study.check(folder).summary


@pytest.mark.parametrize("name", ["01-02-2022", "2022_02_01", "2022-13-01", "20220201"])
def test_a_folder_that_is_nearly_a_date_is_refused(tmp_path: Path, name: str) -> None:
    folder = delivered(tmp_path / "s")
    (folder / "data" / "07" / "2022-02-01").rename(folder / "data" / "07" / name)
    with pytest.raises(Problem, match=f"data/07/{name}/visits.csv lies in a folder that is no date. Name a delivery's folder by its day"):
        study.check(folder)


def test_a_declaration_with_a_mistake_is_told_with_its_line(tmp_path: Path) -> None:
    folder = delivered(tmp_path / "s", "deliveries: {2022-02-30: complete, 2022-02-01: all}\n")
    with pytest.raises(Problem) as raised:
        study.check(folder)
    assert "mappings/07.yaml:1:14: a delivery is named by its day, as 2022-01-15" in str(raised.value)
    assert 'mappings/07.yaml:1:48: "all" is not "complete" or "additional"' in str(raised.value)


def test_what_came_with_the_last_delivery_is_asked_as_new(tmp_path: Path) -> None:
    first, second = FIRST.replace("P1,3,1,5", "P1,3,odd,5"), "patient,month,IGA,EASI\nP1,0,3,x\nP1,3,odd,5\nP2,0,4,30\nP2,3,2,\nP3,0,y,\n"
    with read(delivered(tmp_path / "s", COMPLETE, first, second)) as found:
        standing_now = {cell: status for (rule, cell), status in standing(found).items() if rule == "not_a_number"}
    assert standing_now == {"D2": "new", "C3": "open", "C6": "new"}
