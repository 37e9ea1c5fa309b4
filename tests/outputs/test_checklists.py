"""STROBE and RECORD filled from a run: each item leads to what answers it, or is left to the authors."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from cohortium.language import speaking
from cohortium.outputs.checklist_items import ITEMS, SOURCES
from cohortium.outputs.checklists import ANSWERS, answered, write_checklists
from cohortium.outputs.run import Outputs
from displays import study
from outputs import example

# Number and sub-items of the list for cohort studies: von Elm 2007, Table 1; of RECORD: Benchimol 2015, Table 1.
STROBE = [
    "1a", "1b", "2", "3", "4", "5", "6a", "6b", "7", "8", "9", "10", "11", "12a", "12b", "12c", "12d",
    "12e", "13a", "13b", "13c", "14a", "14b", "14c", "15", "16a", "16b", "16c", "17", "18", "19", "20", "21", "22",
]  # fmt: skip
RECORD = ["1.1", "1.2", "1.3", "6.1", "6.2", "6.3", "7.1", "12.1", "12.2", "12.3", "13.1", "19.1", "22.1"]


def where(run: Outputs) -> dict[str, str]:
    return {item.number: answered(item, run) for item in ITEMS}


def test_every_item_of_both_lists_is_there() -> None:
    assert [item.number for item in ITEMS] == [*STROBE, *RECORD]
    assert {item.answer for item in ITEMS} == set(ANSWERS) and {item.checklist for item in ITEMS} == set(SOURCES)


def test_items_lead_to_what_this_run_has() -> None:
    found = where(example.run())
    assert found["5"] == "Methods and head of the report: Enrolment 1 March 2021 to 31 January 2022; Data cut 30 June 2022"
    assert found["3"] == "Methods: primary endpoint IGA 0, 1 or -2" and found["12e"].startswith("Methods (report.html, results.md)")
    assert "Table I" in found["16a"] and found["12.2"] == "What became of the data (report.html); checks.csv, ledger.csv"
    assert found["6.1"] == "Methods (report.html, results.md); Participant flow; Protocol (report.html)"
    inputs = {"protocol.yaml": "", "data/07.xlsx": "", "mappings/07.yaml": "", "coding.xlsx": ""}
    coded = "Methods (report.html, results.md); Protocol (report.html); codes and texts of the centres: coding.xlsx, mappings/07.yaml"
    assert where(example.run(inputs=inputs))["7.1"] == coded
    assert [number for number in ("1a", "10", "19", "22", "6.2", "12.3") if found[number]] == []


def test_what_a_study_does_not_do_is_not_covered() -> None:
    protocol = study.protocol(sensitivity={}, subgroups={}, enrolment=None, data_cut=None, comparisons=None)
    run = example.run(protocol=protocol, methods=(), tables=())
    assert [number for number, place in where(run).items() if place] == ["3", "18", "6.1", "7.1", "12.2", "13.1", "22.1"]


@pytest.mark.parametrize(("language", "nothing"), [("en", "not covered"), ("fr", "non couvert")])
def test_page_and_word_say_the_same_in_both_languages(language: str, nothing: str, tmp_path: Path) -> None:
    with speaking(language):
        write_checklists(tmp_path, example.run(protocol=study.protocol(language=language)))
    document: Any = Document(str(tmp_path / "checklists.docx"))
    page = (tmp_path / "checklists.html").read_text(encoding="utf-8")
    rows = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows[1:]]
    assert len(rows) == len(ITEMS) and page.count(f">{nothing}<") == sum(row[2] == nothing for row in rows) > 10
    cells = re.findall(r'<tr><th scope="row">(.*?)</th><td class="why">(.*?)</td>', page)
    assert [cell[0] for cell in cells] == [row[0] for row in rows]
    assert f"von Elm {'and others' if language == 'en' else 'et collaborateurs'} 2007" in page
    assert "10.1371/journal.pmed.0040296" in page and "<script" not in page and f'lang="{language}"' in page
