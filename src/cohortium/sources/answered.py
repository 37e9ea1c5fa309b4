"""Answers chosen in questions.xlsx: each goes into the mapping file of its centre, which is where answers live."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from cohortium.language import counted, tr
from cohortium.problems import Problem, Problems
from cohortium.provenance import column_letters
from cohortium.sources.formats import read_sheets
from cohortium.sources.mapping.answers import Answer
from cohortium.sources.mapping.append import add_answers, new_mapping
from cohortium.sources.mapping.load import load_mapping
from cohortium.sources.names import clean
from cohortium.sources.raw import RawSheet, Unreadable

QUESTIONS = "questions.xlsx"
LISTS = "lists"
ID, MAPPING, CENTRE, FILES, ABOUT, FREE, FIRST = range(7)
"""Columns of the hidden sheet: a row of labels for each question, and below it a row with what each says in the mapping."""


@dataclass(frozen=True)
class _Choice:
    """A row in which somebody chose: which question, what, who, when, and the cell."""

    id: str
    chosen: str
    by: str
    on: str
    cell: str


def take_answers(study: Path) -> dict[str, int]:
    """Write the answers of questions.xlsx into the mappings; how many each got. Problems tells every answer that cannot be taken."""
    path = study / QUESTIONS
    if not path.is_file():
        return {}
    sheets = workbook_sheets(path)
    asked = _asked(sheets)
    saved = datetime.fromtimestamp(path.stat().st_mtime, UTC).date().isoformat()
    found: dict[str, list[Mapping[str, Any]]] = {}
    wrong: list[str] = []
    for choice in _choices(sheets, asked, saved):
        try:
            file, answer = _answer(asked[choice.id], choice)
            if _is_new(study, file, answer, choice):
                found.setdefault(file, []).append(answer)
        except Problem as problem:
            wrong.append(str(problem))
    if wrong:
        raise Problems("{file} needs correction", wrong, file=QUESTIONS)
    beginnings = {labels[MAPPING]: new_mapping(labels[CENTRE], labels[FILES]) for labels, _ in asked.values()}
    for file, answers in found.items():
        add_answers(study, file, beginnings[file], answers)
    return {file: len(answers) for file, answers in found.items()}


def workbook_sheets(path: Path) -> list[RawSheet]:
    """The sheets of a workbook of the study's own; Problem where it cannot be read."""
    try:
        return read_sheets(path.read_bytes(), ".xlsx")
    except Unreadable as reason:
        raise Problem("{file} {reason}", file=path.name, reason=str(reason)) from None


def rows_of(sheet: RawSheet) -> Iterator[tuple[str, ...]]:
    """The rows of a sheet as texts."""
    return (tuple(map(clean, row)) for row in zip(*sheet.columns, strict=True))


def _asked(sheets: Sequence[RawSheet]) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    lists = [sheet for sheet in sheets if sheet.name == LISTS]  # empty where no question is open
    if not lists:
        raise Problem("{file} is not as it was written: its hidden sheet is missing. Delete the file and check again.", file=QUESTIONS)
    rows = [row for sheet in lists for row in rows_of(sheet)]
    return {labels[ID]: (labels, said) for labels, said in zip(rows[::2], rows[1::2], strict=False)}


def _choices(sheets: Sequence[RawSheet], asked: Mapping[str, Any], saved: str) -> Iterator[_Choice]:
    """The rows with an answer: it stands three columns before the id of the question, who and when behind it."""
    for sheet in sheets:
        for number, row in enumerate(rows_of(sheet), start=1) if sheet.name != LISTS else ():
            place = next((place for place, text in enumerate(row) if text in asked), 0)
            if place >= 3 and row[place - 3]:
                cell = f"{column_letters(place - 2)}{number}"
                yield _Choice(row[place], row[place - 3], row[place - 2] or tr("not said"), row[place - 1][:10] or saved, cell)


def _answer(question: tuple[tuple[str, ...], tuple[str, ...]], choice: _Choice) -> tuple[str, dict[str, Any]]:
    """The mapping file and the answer: of the list, or typed where the question lets it be."""
    labels, said = question
    offered = dict(zip(labels[FIRST:], said[FIRST:], strict=True))
    typed = {labels[FREE]: choice.chosen} if labels[FREE] else None
    answer = json.loads(offered[choice.chosen]) if offered.get(choice.chosen) else typed
    whole = {**json.loads(labels[ABOUT]), **(answer or {}), "by": choice.by, "on": choice.on}
    if answer is None or not _is_valid(whole):
        text = "{file}, cell {cell}: this is none of the answers to the question. Choose one from the list of the cell."
        raise Problem(text, file=QUESTIONS, cell=choice.cell)
    return labels[MAPPING], whole


def _is_valid(answer: Mapping[str, Any]) -> bool:
    try:
        Answer.model_validate(answer)
    except ValidationError:
        return False
    return True


def _is_new(study: Path, file: str, answer: Mapping[str, Any], choice: _Choice) -> bool:
    """Whether the mapping has no such answer yet; Problem where it has another one, which counts."""
    wanted = Answer.model_validate(answer)
    written = load_mapping(study / file) if (study / file).exists() else None
    there = {each.subject: each for each in written.mapping.answers}.get(wanted.subject) if written else None
    if there is None:
        return True
    if _said(there) == _said(wanted):
        return False
    text = "{file}, cell {cell}: {mapping} holds another answer to this question, and that one counts. Correct it there."
    raise Problem(text, file=QUESTIONS, cell=choice.cell, mapping=file)


def _said(answer: Answer) -> dict[str, Any]:
    return answer.model_dump(exclude={"by", "on"})


def answered_in_words(taken: Mapping[str, int]) -> list[str]:
    """What was written where, a sentence each."""
    one = "{n} answer of {file} was written into {mapping}."
    many = "{n} answers of {file} were written into {mapping}."
    return [counted(one, many, number, file=QUESTIONS, mapping=mapping) for mapping, number in taken.items()]
