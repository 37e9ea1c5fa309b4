"""A table that stands on two pages says on each what its columns hold, and nothing of rows that only the other one fills."""

from __future__ import annotations

from cohortium.displays import Cell, Heading, Row, Table, cut, told_in


def _row(label: str, *texts: str, indent: int = 0) -> Row:
    return Row("row", label, tuple(Cell((text,) if text else ()) for text in texts), indent=indent)


def _kept(*rows: Row, part: int = 1) -> list[str]:
    whole = Table("id", "Title", "", (Heading("M3"), Heading("M6")), rows)
    return [row.label for row in told_in(cut(whole, range(part, part + 1)), whole).rows]


def test_a_row_of_the_other_page_goes_and_one_that_is_empty_on_both_stays():
    assert _kept(_row("both", "1", "2"), _row("first", "1", ""), _row("none", "", "")) == ["both", "none"]
    assert _kept(_row("both", "1", "2"), _row("first", "1", ""), part=0) == ["both", "first"]


def test_a_heading_goes_with_its_last_row():
    rows = (Row("group", "early"), _row("first", "1", "", indent=1), Row("group", "late"), _row("both", "1", "2", indent=1))
    assert _kept(*rows) == ["late", "both"]
    assert _kept(*rows, part=0) == ["early", "first", "late", "both"]
    parent = (_row("Sex", "", ""), _row("women", "3", "", indent=1), _row("men", "4", "", indent=1), _row("Age", "1", "2"))
    assert _kept(*parent) == ["Age"]


def test_a_renaming_of_columns_goes_with_its_last_row():
    heads = Row("heads", "", (Cell(("n",)), Cell(("n",))))
    assert _kept(_row("a", "1", "2"), heads, Row("group", "early"), _row("first", "1", "")) == ["a"]
    assert len(_kept(heads, _row("both", "1", "2"), heads, _row("first", "1", ""))) == 2


def test_a_heading_without_rows_stays():
    assert _kept(Row("group", "alone"), Row("group", "late"), _row("both", "1", "2")) == ["alone", "late", "both"]
