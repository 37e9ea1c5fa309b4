"""tables.docx, opened again: the neutral table cell by cell, and what makes a table native, repeatable and readable."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from cohortium.displays import Cell, Heading, Row, Table, build_tables, cut, spans
from cohortium.outputs.layout import LANDSCAPE, MARGIN, PORTRAIT, Slot, panels, wide
from cohortium.outputs.texts import typeset
from cohortium.outputs.word import write_word
from displays import study
from outputs import example
from outputs.payloads import PAYLOADS


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("word")
    write_word(folder, example.run())
    return Document(str(folder / "tables.docx"))


def opened(folder: Path, **changes: Any) -> Any:
    write_word(folder, example.run(**changes))
    return Document(str(folder / "tables.docx"))


def grid(word_table: Any) -> list[list[str]]:
    """The texts of a table by cell, merged ones once; tabs between the parts of a number are the space between them."""
    return [[_text(cell) for cell in row.iterchildren(qn("w:tc"))] for row in word_table._tbl.tr_lst]


def _text(cell: Any) -> str:
    pieces = {qn("w:t"): lambda each: each.text, qn("w:tab"): lambda each: " ", qn("w:br"): lambda each: " "}
    found = (pieces[each.tag](each) for run in cell.iter(qn("w:r")) for each in run if each.tag in pieces)
    return "".join(found).strip()


def expected(table: Table) -> list[list[str]]:
    heads = [[table.stub if depth == 0 else "", *map(_heading, level)] for depth, level in enumerate(table.levels)]
    rows = [[_marked(row.label, row.marks), *(_marked(cell.text, cell.marks) for cell in row.cells)] for row in table.rows]
    return [*heads, *rows]


def _heading(heading: Heading) -> str:
    return _marked(heading.text, heading.marks)


def _marked(text: str, marks: tuple[str, ...]) -> str:
    return typeset(text) + ",".join(marks)


def test_every_table_is_there_cell_by_cell(document: Any) -> None:
    tables = [panel.table for table in example.run().tables for panel in panels(table)]
    assert len(document.tables) == len(tables) == len(example.run().tables)
    for found, table in zip(document.tables, tables, strict=True):
        assert grid(found) == expected(table)


def test_captions_stand_above_and_notes_below_without_what_speaks_of_other_files(document: Any) -> None:
    texts = [paragraph.text for paragraph in document.paragraphs]
    for table in example.run().tables:
        place = texts.index(typeset(table.caption))
        notes = [typeset(f"{note.mark} {note.text}".strip()) for note in table.footnotes if not note.internal]
        notes += [typeset(table.short)] if table.short else []
        assert texts[place + 1 : place + 1 + len(notes)] == notes
    assert "results.xlsx" not in " ".join(texts)


def test_heading_rows_repeat_rows_stay_whole_and_the_grid_is_fixed(document: Any) -> None:
    for found, table in zip(document.tables, example.run().tables, strict=True):
        rows = found._tbl.tr_lst
        repeated = [row.trPr.find(qn("w:tblHeader")) is not None for row in rows]
        assert repeated == [True] * len(table.levels) + [False] * len(table.rows)
        assert all(row.trPr.find(qn("w:cantSplit")) is not None for row in rows)
        properties = found._tbl.tblPr
        assert properties.find(qn("w:tblLayout")).get(qn("w:type")) == "fixed"
        assert properties.find(qn("w:tblLook")).get(qn("w:firstRow")) == "1"
        widths = [int(column.get(qn("w:w"))) for column in found._tbl.tblGrid]
        assert len(widths) == len(table.heads) + 1 and all(width > 100 for width in widths)
        assert int(properties.find(qn("w:tblW")).get(qn("w:w"))) == sum(widths)
        for row in rows:
            cells = list(row.iterchildren(qn("w:tc")))
            assert sum(cell.grid_span for cell in cells) == len(widths)
            assert all(len(cell.p_lst) == 1 for cell in cells)


def test_three_rules_and_a_split_rule_under_each_spanner(document: Any) -> None:
    table = next(table for table in example.run().tables if table.id == "efficacy")
    found = next(each for each in document.tables if grid(each) == expected(table))
    rows = found._tbl.tr_lst

    def rules(row: Any, side: str) -> set[str | None]:
        edges = [cell.find(f".//{qn('w:tcBorders')}/{qn(f'w:{side}')}") for cell in row.tc_lst]
        return {None if edge is None else edge.get(qn("w:sz")) for edge in edges}

    assert rules(rows[0], "top") == {"8"} and rules(rows[2], "bottom") == {"4"} and rules(rows[-1], "bottom") == {"8"}
    assert rules(rows[1], "top") == rules(rows[3], "bottom") == {None}
    for row, level in zip(rows, table.spanners, strict=False):
        assert len(list(row.iter(qn("w:pBdr")))) == len(level)


def test_pairs_stand_on_tabs_so_that_last_digits_are_under_each_other() -> None:
    table = next(table for table in example.run().tables if table.id == "safety")
    (panel,) = panels(table)
    shown = {row.label: slots for row, slots in zip(panel.table.rows, panel.slots, strict=True) if row.kind == "row"}
    assert len({slots[1] for slots in shown.values()}) == 1
    slot: Slot = shown["HSV infections"][1]
    assert 0 < slot.first < slot.second < slot.end < panel.widths[2] - 2 * panel.pad
    assert slot.end - slot.second == pytest.approx(max(wide(text, panel.size) for text in ("(60.0)", "(6.4)")))


def test_a_table_is_named_and_described_for_who_cannot_see_it(document: Any) -> None:
    for found, table in zip(document.tables, example.run().tables, strict=True):
        assert found._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == table.caption
        columns = "; ".join(heading.text for heading in table.levels[-2 if table.spanners else -1])
        said = f"Rows: {table.stub}. Columns: {columns}."
        assert found._tbl.tblPr.find(qn("w:tblDescription")).get(qn("w:val")) == said


def test_a_wide_table_turns_its_page_and_a_narrow_one_does_not(document: Any) -> None:
    pages = [(round(section.page_width.pt, 1), round(section.page_height.pt, 1)) for section in document.sections]
    assert pages == [panel.page for table in example.run().tables for panel in panels(table)]
    assert LANDSCAPE in pages and PORTRAIT in pages
    for table in example.run().tables:
        for panel in panels(table):
            assert sum(panel.widths) <= panel.page[0] - 2 * MARGIN + 0.1


def wide_table(arms: int) -> Table:
    heads = tuple(Heading(text) for _ in range(2 * arms) for text in ("N", "n (%)"))
    cells = tuple(Cell((text,) if text == "100" else ("58", "(58.0)")) for _ in range(2 * arms) for text in ("100", "n"))
    spanners = (
        tuple(Heading(name, 2 * arms) for name in ("M3", "M6")),
        tuple(Heading(f"Group {arm}", 2) for _ in "ab" for arm in range(arms)),
    )
    return Table("efficacy", "Title", "Outcome", heads, (Row("row", "IGA", cells), Row("group", "Group")), spanners=spanners)


@pytest.mark.parametrize("arms", [2, 7, 12, 40])
def test_a_table_too_wide_for_a_page_is_cut_between_its_spanners(arms: int) -> None:
    table = wide_table(arms)
    parts = panels(table)
    assert all(sum(part.widths) <= part.page[0] - 2 * MARGIN + 0.1 for part in parts)
    assert sum(len(part.table.heads) for part in parts) == len(table.heads)
    assert [heading.text for part in parts for heading in part.table.spanners[1]] == [heading.text for heading in table.spanners[1]]
    assert all(len(part.table.heads) % 2 == 0 for part in parts)
    if arms == 7:
        assert [part.table.spanners[0][0].text for part in parts] == ["M3", "M6"]


def test_a_cut_keeps_headings_over_what_stays() -> None:
    part = cut(wide_table(3), range(4, 8))
    assert [(heading.text, heading.span) for heading in part.spanners[0]] == [("M3", 2), ("M6", 2)]
    assert [span for span in spans(part.spanners[1])] == [range(0, 2), range(2, 4)]
    assert len(part.rows[0].cells) == 4 and part.rows[1].cells == ()


def test_a_part_that_goes_on_says_so_and_notes_stand_once(tmp_path: Path) -> None:
    document = opened(tmp_path, tables=(wide_table(12),))
    texts = [paragraph.text for paragraph in document.paragraphs if paragraph.text]
    assert texts[0] == "Title" and set(texts[1:]) == {"Title (continued)"}


def test_title_language_and_times_are_the_study_s(tmp_path: Path, document: Any) -> None:
    properties = document.core_properties
    assert properties.title == study.protocol().title and properties.language == "en-GB" and properties.author == ""
    french = opened(tmp_path, protocol=study.protocol(language="fr"))
    assert {element.get(qn("w:val")) for element in french.styles.element.iter(qn("w:lang"))} == {"fr-FR"}
    with zipfile.ZipFile(tmp_path / "tables.docx") as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2000-01-01T00:00:00Z" in archive.read("docProps/core.xml")
        assert not any("thumbnail" in name for name in archive.namelist())


def test_the_same_run_gives_the_same_document(tmp_path: Path) -> None:
    contents = []
    for _ in range(2):
        write_word(tmp_path, example.run())
        contents.append((tmp_path / "tables.docx").read_bytes())
    assert contents[0] == contents[1]


def test_a_draft_says_so_on_every_page(tmp_path: Path, document: Any) -> None:
    assert document.sections[0].header.paragraphs[0].text.startswith("DRAFT: 1 blocking question is open, 1 patient touched. ")
    assert all(section.header.is_linked_to_previous for section in list(document.sections)[1:])
    assert "DRAFT" not in opened(tmp_path, queries=()).sections[0].header.paragraphs[0].text


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_a_user_wrote_stays_text(payload: str, tmp_path: Path) -> None:
    cells = (Cell((payload, payload)),)
    table = Table("safety", payload, payload, (Heading(payload),), (Row("row", payload, cells), Row("group", payload)))
    document = opened(tmp_path, tables=(table,))
    said = typeset(re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "\N{REPLACEMENT CHARACTER}", payload))
    assert grid(document.tables[0])[-1] == [said] and document.paragraphs[0].text == said
    with zipfile.ZipFile(io.BytesIO((tmp_path / "tables.docx").read_bytes())) as archive:
        assert b"instrText" not in archive.read("word/document.xml")


def test_a_run_without_tables_is_an_empty_document(tmp_path: Path) -> None:
    assert not opened(tmp_path, tables=()).tables


def test_numbers_are_bound_to_results_whatever_the_page() -> None:
    table = {each.id: each for each in build_tables(study.protocol(), study.results())}["efficacy"]
    shown = [identifier for panel in panels(table) for identifier in panel.table.result_ids]
    assert set(shown) == set(table.result_ids)
