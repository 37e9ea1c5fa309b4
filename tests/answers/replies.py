"""A centre that answers: it opens its workbook of questions, fills in the yellow columns and sends it back."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl

from cohortium import study
from cohortium.conformance.answers.form import COLUMNS
from cohortium.derived import Derived
from cohortium.outputs import Outputs
from cohortium.outputs.queries import query_workbooks
from mappings.studies import write

HEADED = 5
VISITS = [
    ["patient", "month", "IGA", "EASI"],
    ["P1", 0, 3, 20],
    ["P1", 3, "hight", 5],
    ["P2", 0, 4, 30],
    ["P2", 3, 9, "x"],
    ["P3", 3, 2, 10],
]
TREATMENTS = [["patient", "drug", "daily_dose", "start", "stop"], *([f"P{n}", "upadacitinib", 15, "2021-03-01", ""] for n in (1, 2, 3))]
PATIENTS = [["patient", "age", "weight"], ["P1", 30, 500], ["P2", 31, 70], ["P3", 32, 71]]
Answers = Mapping[tuple[str, str], tuple[Any, ...]]


def asking(folder: Path, visits: list[list[Any]] = VISITS, **more: Any) -> Path:
    """A study of one centre with things to ask about."""
    return write(folder, {"07.xlsx": {"patients": PATIENTS, "treatments": TREATMENTS, "visits": visits}, **more}, {})


def sent_back(folder: Path, answers: Answers, name: str = "07.xlsx", centre: str = "07.xlsx", run: bool = True) -> Path:
    """Ask, answer by (cell, sheet) -> answer, corrected value, reason ..., and put the workbook where answers go."""
    if run:
        ask(folder)
    path = folder / "answers" / name
    path.parent.mkdir(exist_ok=True)
    shutil.copy(folder / "sent" / "queries" / centre, path)
    fill(path, answers)
    return path


def ask(folder: Path, language: str | None = None) -> None:
    """Write the workbooks of questions that a run writes, and nothing else of it."""
    loaded = study.load(folder, language)
    (folder / "sent").mkdir(exist_ok=True)
    with study.derived(loaded, only_checks=True) as found:
        outputs = Outputs(loaded.protocol, "", (), (), queries=tuple(found.queries), given=found.decided.answers.shown())
        for write in query_workbooks(folder / "sent", outputs):
            write()


def fill(path: Path, answers: Answers) -> None:
    """Write answers into a workbook of questions."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    left = dict(answers)
    for row in range(HEADED + 1, sheet.max_row + 1):
        place = sheet.cell(row, at("cell")).value, sheet.cell(row, at("sheet")).value
        if place in left:
            given = dict(zip(("answer", "new", "reason"), left.pop(place), strict=False))
            for name, text in {"who": "Dr A", "when": "2022-07-01", **given}.items():
                sheet.cell(row, at(name), text)
    assert not left, left
    book.save(path)


def at(name: str) -> int:
    """The column of the form, counted from 1."""
    return tuple(COLUMNS).index(name) + 1


def standing(found: Derived) -> dict[tuple[str, str], str]:
    """(rule, cell) -> status."""
    return {(query.rule, query.cell): query.status for query in found.queries}
