"""Workbooks that came back: each row is an answer that fits its question, or is told in one sentence why it does not."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cohortium.conformance.answers.form import (
    SEALED,
    STAMP,
    answers_by_word,
    can_correct,
    columns_by_heading,
    even,
    in_the_mapping,
    seal,
)
from cohortium.conformance.answers.log import FOLDER, NAME
from cohortium.conformance.dates import DAY
from cohortium.conformance.findings import Query
from cohortium.conformance.names import clean, plain
from cohortium.conformance.reading import read_cell
from cohortium.language import counted, joined, marked, tr
from cohortium.sources.formats import SUFFIXES, read_sheets
from cohortium.sources.raw import RawSheet, Unreadable

WORKBOOKS = ("xlsx", "xls", "xlsb", "ods")
MAX_BYTES = 50_000_000
_ROWS_OF_TITLE = 12
_SHOWN = 10

UNFIT = {
    "unknown": marked("{place}: no question of this study has that id. Answer in the newest workbook of questions."),
    "protected": marked("{place}: a column that is not for answers was changed, so the answer was not applied. Answer in the newest "
                        "workbook of questions, in the yellow columns only."),
    "stale": marked("{place}: the cell has changed since the question was asked, so the answer was not applied. Answer in the newest "
                    "workbook of questions."),
    "centre": marked("{place}: the question is one to another centre than the workbook. Answer it in the workbook of its own centre."),
    "answer": marked("{place}: the answer is none of the list. Choose: corrected to, confirmed, or not available."),
    "no_value": marked("{place}: the answer is “corrected to”, but the corrected value is missing. Write it."),
    "value_apart": marked("{place}: there is a corrected value, but the answer is not “corrected to”. Choose that, or take the value "
                          "away."),
    "no_cell": marked("{place}: what the question is about is no single cell, so there is nothing to correct. Answer confirmed or not "
                      "available, or send the row in a new delivery."),
    "mapping": marked("{place}: the question is settled in the mapping of the centre, not by an answer. Write it there."),
    "who": marked("{place}: it is not said who answered. Fill in the column for it."),
    "when": marked("{place}: the date of the answer is missing or is no date. Write it as 2022-01-31."),
}  # fmt: skip
"""Why an answer does not fit -> the sentence for it."""


@dataclass(frozen=True)
class Workbook:
    """A workbook of answers as texts: its rows by number, each by column of the form."""

    file: str  # answers/07.xlsx
    sha256: str
    study: str
    centre: str  # empty: the questions to all centres
    rows: Mapping[int, Mapping[str, str]]


def workbooks(study: Path) -> Iterator[tuple[str, Path]]:
    """(name inside the study, path) of every file that was put where answers are put, in the order of the names."""
    folder = study / FOLDER
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file()) if folder.is_dir() else ()
    for path in paths:
        name = path.relative_to(study).as_posix()
        if not path.name.startswith((".", "~$")) and name != f"{FOLDER}/{NAME}":
            yield name, path


def read_workbook(file: str, path: Path, content: bytes) -> Workbook:
    """Read a workbook of answers; Unreadable, as the end of a sentence, where it is none or is damaged."""
    suffix = path.suffix.lower()
    if SUFFIXES.get(suffix) not in WORKBOOKS:
        raise Unreadable("is no workbook. Put the workbook of questions there as the centre sent it back.")
    for sheet in read_sheets(content, suffix):
        stamp = _stamp(sheet)
        if stamp:
            return Workbook(file, hashlib.sha256(content).hexdigest(), *stamp, dict(_rows(sheet)))
    raise Unreadable("is not a workbook of questions that a run wrote: its hidden line is missing. Answer in that workbook itself.")


def _stamp(sheet: RawSheet) -> tuple[str, str] | None:
    for row in list(zip(*sheet.columns, strict=True))[:_ROWS_OF_TITLE]:
        if row[0] == STAMP and len(row) > 2:
            return row[1], row[2]
    return None


def _rows(sheet: RawSheet) -> Iterator[tuple[int, dict[str, str]]]:
    headings, known = {}, columns_by_heading()
    for number, row in enumerate(zip(*sheet.columns, strict=True), start=1):
        if headings:
            yield number, {name: row[index] for name, index in headings.items()}
        elif "query_id" in (found := {known.get(plain(clean(text)), ""): index for index, text in enumerate(row)}):
            headings = {name: index for name, index in found.items() if name}


def is_answered(row: Mapping[str, str]) -> bool:
    """Whether a row says anything; a name and a date that were filled down do not."""
    return any(row.get(name, "").strip() for name in ("answer", "new"))


def why_unfit(book: Workbook, row: Mapping[str, str], asked: Mapping[str, Query]) -> str:
    """The first reason why an answer cannot be taken, a key of UNFIT; empty where it can."""
    query = asked.get(row.get("query_id", "").strip())
    if query is None:
        return "unknown"
    wrong = _wrong_question(book, row, query) or _wrong_answer(row, query)
    return wrong


def _wrong_question(book: Workbook, row: Mapping[str, str], query: Query) -> str:
    texts = {name: row.get(name, "") for name in SEALED}
    if seal(texts.values()) != row.get("seal", "").strip():
        return "protected"
    if book.centre and even(book.centre) not in (even(texts["centre"]), even(query.centre)):
        return "centre"
    if even(texts["found"]) != even(query.found):
        return "stale"
    return ""


def _wrong_answer(row: Mapping[str, str], query: Query) -> str:
    answer, new = kind_of(row), row.get("new", "").strip()
    told = (
        ("mapping", in_the_mapping(query.rule)),
        ("answer", not answer),
        ("no_value", answer == "corrected" and not new),
        ("value_apart", answer != "corrected" and bool(new)),
        ("no_cell", answer == "corrected" and not can_correct(query)),
        ("who", not clean(row.get("who", ""))),
        ("when", not day_of(row)),
    )
    return next((reason for reason, holds in told if holds), "")


def kind_of(row: Mapping[str, str]) -> str:
    """The answer that a row gives; empty where its word is none of them."""
    return answers_by_word().get(plain(clean(row.get("answer", ""))), "")


def day_of(row: Mapping[str, str]) -> str:
    """The date of the answer, ISO; empty where there is none."""
    value = read_cell(DAY, row.get("when", "")).value
    return value.isoformat() if value else ""


def entry_of(book: Workbook, number: int, row: Mapping[str, str], query: Query) -> dict[str, Any]:
    """An answer as the log keeps it. What is old comes from the question, so that it is what the file holds to the letter."""
    place = {name: getattr(query, name) for name in ("query_id", "rule", "centre", "patient", "file", "sheet", "cell")}
    said = {"answer": kind_of(row), "old": query.found, "new": row.get("new", ""), "reason": clean(row.get("reason", ""))}
    by = {"who": clean(row["who"]), "when": day_of(row), "workbook": book.file, "sha256": book.sha256, "row": number}
    return {"kind": "answer", **place, **said, **by}


def sentences(file: str, unfit: Mapping[str, Sequence[int]]) -> list[str]:
    """One sentence for each reason why answers of a workbook do not fit, with the rows that it is about."""
    return [tr(UNFIT[reason], place=_place(file, unfit[reason])) for reason in UNFIT if unfit.get(reason)]


def _place(file: str, rows: Sequence[int]) -> str:
    shown = [str(row) for row in rows[:_SHOWN]]
    if len(rows) > _SHOWN:
        shown.append(counted("{n} more", "{n} more", len(rows) - _SHOWN))
    listed = joined(shown, tr("and"))
    return counted("{file}, row {rows}", "{file}, rows {rows}", len(rows), file=file, rows=listed)
