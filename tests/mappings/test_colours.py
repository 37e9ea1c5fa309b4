"""Colours are one question per centre, over all of its cells; its answer says whether they are told to the centre."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from mappings.studies import read, write


def _study(folder: Path, mapping: str = "") -> Path:
    write(folder, {}, {"07.yaml": mapping} if mapping else {})
    book = xlsxwriter.Workbook(folder / "data" / "07.xlsx")
    sheet, yellow = book.add_worksheet("visits"), book.add_format({"bg_color": "#FFFF00"})
    for at, row in enumerate([["patient", "month", "IGA"], *([f"P{n}", 0, 3] for n in range(1, 12))]):
        sheet.write_row(at, 0, row, yellow if at == 9 else None)
    for at in (3, 4, 6):
        sheet.write(at, 2, 3, yellow)
    book.close()
    return folder


def test_one_question_for_all_cells(tmp_path: Path) -> None:
    with read(_study(tmp_path / "s")) as found:
        [question] = found.questions
        assert (question.rule, question.cells, len(question.patients), question.primary) == ("coloured_cells", 6, 4, True)
        assert sorted(query.found for query in found.queries if query.rule == "coloured_cells") == ["10", "4-5, 7"]
        assert len(found.conformed.inputs["in_visits"]["code"]) == 11


@pytest.mark.parametrize(("answer", "told"), [("ignore", []), ("ask", ["10", "4-5, 7"])])
def test_its_answer(answer: str, told: list[str], tmp_path: Path) -> None:
    mapping = f'answers:\n  - {{colours: "{answer}", by: "A", on: "2026-01-02"}}\n'
    with read(_study(tmp_path / "s", mapping)) as found:
        assert found.questions == []
        assert sorted(query.found for query in found.queries if query.rule.startswith("colour")) == told
        assert {query.rule for query in found.queries if query.rule.startswith("colour")} <= {"colours_unwritten"}
