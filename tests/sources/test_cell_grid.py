"""A large sheet looked at all at once says the same as the pass tag by tag, or leaves the sheet to it."""

from __future__ import annotations

from random import Random

from cohortium.sources import sheet_xml
from cohortium.sources.cell_grid import look_at_once, reach
from cohortium.sources.raw import Unreadable
from cohortium.sources.sheet_xml import Cells, SheetScan, surely_within_limits
from damage import HEADINGS, XML_CHANGES, rows_of, workbook_parts

SHEET = (
    b'<?xml version="1.0"?><worksheet><sheetData>'
    b'<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c><c r="B1" s="3"/><c r="C1"><f>A1</f><v>5</v></c></row>'
    b'<row r="2"><c r="A2" t="e"><v>#N/A</v></c><c r="B2"><f>1/0</f></c><c r="AB2" t="str"><f>A1</f><v></v></c><c r="ZZ2" s="1"/></row>'
    b'<row r="900000"><c r="C900000" t="e"><f>A1</f><v>#REF!</v></c><c r="D900000"><f/><v/></c></row></sheetData></worksheet>'
)


def seen(xml: bytes) -> Cells | None:
    """What the slow pass says; None where it refuses."""
    try:
        return SheetScan(xml).cells
    except Unreadable:
        return None


def same(one: Cells, other: Cells) -> bool:
    rows = [{column: sorted(found) for column, found in sorted(each.formulas.items())} for each in (one, other)]
    return rows[0] == rows[1] and one.odd == other.odd and one.twice == other.twice


def test_errors_formulas_and_the_last_cell_by_hand() -> None:
    found = look_at_once(SHEET)
    assert found is not None
    assert found.odd == {(2, 1): "#N/A", (2, 2): "#NO_VALUE", (900_000, 3): "#REF!", (900_000, 4): "#NO_VALUE"}
    assert found.formulas == {3: [1], 28: [2]}
    assert (found.last_row, found.last_column, found.twice) == (900_000, 28, False)  # ZZ2 is formatted and empty
    slow = SheetScan(SHEET).cells
    assert same(found, slow)


def test_the_same_cell_twice() -> None:
    twice = look_at_once(SHEET.replace(b'"A2"', b'"C1"'))
    assert twice is not None and twice.twice


def test_how_far_a_sheet_reaches_counts_empty_cells_as_well() -> None:
    assert reach(SHEET) == (900_000, 702)  # ZZ2
    assert reach(SHEET.replace(b'<c r="ZZ2"', b'<x:c r="ZZ2"')) is None
    assert reach(SHEET.replace(b'r="ZZ2"', b"r='ZZ2'")) is None
    assert reach(SHEET.replace(b'<c r="ZZ2"', b'<c s="1" r="ZZ2"')) is None
    assert reach(SHEET.replace(b' r="ZZ2"', b"")) is None


def test_only_a_large_sheet_that_is_surely_within_the_limits_is_read_before_the_whole_look(monkeypatch) -> None:
    near = SHEET.replace(b"900000", b"900")
    assert not surely_within_limits(near)  # a small sheet is looked at whole, it takes no time
    monkeypatch.setattr(sheet_xml, "LARGE", 100)
    assert surely_within_limits(near)
    assert not surely_within_limits(near.replace(b'"ZZ2"', b'"XFD1048576"'))
    assert not surely_within_limits(near.replace(b'"ZZ2"', b"'A2'"))


def test_both_ways_agree_on_sheets_damaged_by_chance() -> None:
    xml = workbook_parts({"visits": [HEADINGS["visits"], *rows_of("01")["visits"]]})["xl/worksheets/sheet1.xml"]
    agreed = 0
    for seed in range(400):
        dice = Random(seed)
        changed = dice.choice(XML_CHANGES)(dice, dice.choice((xml, SHEET)))
        fast, slow = look_at_once(changed), seen(changed)
        if fast is not None and slow is not None:
            agreed += 1
            assert same(fast, slow), changed
            assert fast.last_row >= slow.last_row and fast.last_column >= slow.last_column, changed
        far = reach(changed)
        if far is not None and slow is not None:
            assert far[0] >= slow.last_row and far[1] >= slow.last_column, changed
    assert agreed > 50
