"""The 104 known bad inputs: none ends in a traceback, a silent change or a guess. A gap is an expected failure, so that it is counted."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from bad_inputs.cases import CASES, Case
from cohortium import study
from cohortium.conformance import conform
from cohortium.problems import Problem
from cohortium.sources import read_delivery
from cohortium.sources.mapping import load_mappings
from mappings.studies import write

NUMBERS = [pytest.param(n, marks=pytest.mark.xfail(reason=case.gap, strict=True) if case.gap else ()) for n, case in CASES.items()]
NOT_OF_THE_INPUT = {"file_skipped", "patient_without_row", "first_dose_missing", "missing_baseline", "not_collected"}


def test_no_number_is_missing() -> None:
    assert list(CASES) == list(range(1, 105))


@pytest.mark.parametrize("number", NUMBERS)
def test_bad_input(number: int, tmp_path: Path) -> None:
    case = CASES[number]
    if case.gap:
        pytest.fail(case.gap)
    folder = study_of(case, tmp_path / "s")
    if case.refused:
        with pytest.raises(Problem) as raised:
            study.check(folder)
        assert case.refused in str(raised.value)
        return
    asked, conformed = findings(case, folder)
    ignored = NOT_OF_THE_INPUT - case.asked.keys()
    assert {rule: count for rule, count in asked.items() if rule not in ignored} == {rule: n for rule, n in case.asked.items() if n}
    if case.read:
        assert case.read(conformed) == case.gives


def findings(case: Case, folder: Path) -> tuple[Counter[str], Any]:
    """How often each rule was broken, and what was conformed."""
    if case.records:
        with study.derived(study.load(folder)) as derived:
            return Counter(query.rule for query in derived.queries), derived.conformed
    loaded = study.load(folder)
    found = conform(read_delivery(folder / "data", load_mappings(folder)), loaded.protocol, loaded.measures)
    return Counter(finding.rule for finding in found.findings), found


def study_of(case: Case, folder: Path) -> Path:
    """The study folder of a case; workbooks with something special are drawn, the others written plainly."""
    special = {name: content for name, content in case.files.items() if isinstance(content, tuple)}
    plain = {name: content for name, content in case.files.items() if name not in special}
    write(folder, plain, {"07.yaml": case.mapping} if case.mapping else {}, case.protocol)
    if case.objections:
        (folder / "objections.csv").write_text(case.objections)
    for name, (what, rows, where) in special.items():
        draw(folder / "data" / name, what, rows, where)
    return folder


def draw(path: Path, what: str, rows: list[list[Any]], where: Any) -> None:
    """A workbook of one sheet, visits, with one thing that its values do not show."""
    book = xlsxwriter.Workbook(path, {"date_1904": what == "1904"})
    sheet = book.add_worksheet("visits")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    match what:
        case "merged":
            sheet.merge_range(where, 3)
        case "hidden row":
            sheet.set_row(where - 1, None, None, {"hidden": True})
        case "hidden column":
            sheet.set_column(f"{where}:{where}", None, None, {"hidden": True})
        case "filter":
            sheet.autofilter(where)
            sheet.filter_column("B", "x > 1")
        case "far format":
            sheet.write_blank(where, None, book.add_format({"bold": True}))
        case "comment":
            sheet.write_comment(where, "3, not 2")
        case "colours":
            sheet.write_row(0, 0, rows[0], book.add_format({"bg_color": "#DDEBF7", "bold": True}))
            for place in where:
                sheet.write(place, 3, book.add_format({"bg_color": "#FFFF00"}))
        case "formula":
            sheet.write_formula("B2", where, None, 3)
    book.close()
