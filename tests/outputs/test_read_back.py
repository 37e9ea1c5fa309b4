"""A table on several pages is read back as one: each part leaves out the rows that say something in the columns of the others only."""

from __future__ import annotations

from cohortium.outputs.release.read_back import Read

LABELS = ["early", "acne", "late", "acne", "herpes"]
ROWS = ["early", "acne 1 2", "late", "acne 3 4", "herpes 5 6"]


def _read(*parts: list[list[str]]) -> list[str]:
    return Read(parts=list(parts)).beside(LABELS, ROWS)


def test_the_columns_of_a_row_stand_beside_each_other():
    first = [["early"], ["acne", "1"], ["late"], ["acne", "3"], ["herpes", "5"]]
    second = [["early"], ["acne", "2"], ["late"], ["acne", "4"], ["herpes", "6"]]
    assert _read(first, second) == ROWS


def test_a_row_that_a_part_leaves_out_is_read_from_the_other():
    whole = ["early", "acne 1", "late", "acne 3 4", "herpes 6"]
    first = [["early"], ["acne", "1"], ["late"], ["acne", "3"]]
    second = [["late"], ["acne", "4"], ["herpes", "6"]]
    assert Read(parts=[first, second]).beside(LABELS, whole) == whole


def test_of_two_rows_with_one_label_the_one_is_meant_that_its_cells_fit():
    labels, whole = ["acne", "acne"], ["acne 1 2", "acne 3"]
    assert Read(parts=[[["acne", "1"]], [["acne", "2"]], [["acne", "3"]]]).beside(labels, whole) == whole
    assert Read(parts=[[["acne", "3"]], [["acne", "1"]], [["acne", "2"]]]).beside(labels, whole) == whole


def test_what_is_lost_wrong_or_too_much_is_seen():
    first = [["early"], ["acne", "1"], ["late"], ["acne", "3"], ["herpes", "5"]]
    second = [["early"], ["acne", "2"], ["late"], ["acne", "4"], ["herpes", "6"]]
    assert _read(first, second[:4]) == [*ROWS[:4], "herpes 5"]
    assert _read(first[:2], second[:2]) == [*ROWS[:2], "", "", ""]
    assert _read(first, [*second[:4], ["herpes", "7"]]) == [*ROWS[:4], "herpes 5 7"]
    assert _read(first, [*second, ["zoster", "1"]]) == [*ROWS, "zoster 1"]
    assert _read(first, [second[2], second[3], second[0], second[1], second[4]])[:4] != ROWS[:4]
    assert Read().beside(LABELS, ROWS) == []


def test_a_table_in_one_part_is_read_as_it_stands():
    assert _read([["acne", "1", "2"], ["early"]]) == ["acne 1 2", "early"]
