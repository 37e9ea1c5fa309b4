"""queries.xlsx, and one workbook per centre with its own questions, on which it answers and which it sends back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cohortium.conformance.answers import FOLDER
from cohortium.conformance.answers.form import ADDRESS, ANSWER, ANSWERS, COLUMNS, STAMP, STATUSES, choices, sealed
from cohortium.language import marked, speaking, tr
from cohortium.outputs.run import Outputs
from cohortium.outputs.texts import cell_text, file_name, sheet_name
from cohortium.outputs.workbook import Book, open_book, wrapped_height, write_list

if TYPE_CHECKING:
    from cohortium.conformance.findings import Query

SEVERITIES = {"blocking": marked("Blocking"), "query": marked("Question"), "note": marked("For information")}
HOW = (
    marked("Please choose an answer for each question (yellow columns), give the right value if it is corrected, and say who answers "
           "and when."),
    marked("Then send this workbook back as it is. The coordinator puts it into the folder {folder} of the study; the next check reads "
           "it there."),
)  # fmt: skip
_STAMPED, _HEADED = 3, 4  # rows counted from 0: the hidden one, and the headings
_YELLOW = {"bg_color": "#FFF8E1", "bottom": 1, "bottom_color": "#C9B98A", "text_wrap": True, "valign": "top", "locked": False}
_FORMATS = {"new": "@", "when": "yyyy-mm-dd"}  # a corrected value stays as it is typed: 1:30 is no time of day
_WIDTHS = {
    **{"file": 24, "sheet": 16, "question": 40, "found": 22, "expected": 40},
    **{"answer": 16, "new": 18, "reason": 24, "who": 18, "when": 14},
}
_ALLOWED = {"autofilter": True, "format_columns": True, "format_rows": True}


def query_workbooks(folder: Path, run: Outputs) -> list[Callable[[], None]]:
    """What writes all questions into one workbook, and what writes one workbook per centre with its own rows only.

    A registry's questions take longer than all other files together, so they are not one work.
    """
    by_centre: dict[str, list[Query]] = {}
    for query in run.queries:
        by_centre.setdefault(query.centre, []).append(query)
    taken: set[str] = set()
    centres = [(centre, file_name(centre, taken)) for centre in sorted(by_centre) if centre]
    return [partial(_write_all, folder, run), *(partial(_write_own, folder, run, by_centre[centre], name) for centre, name in centres)]


def _write_all(folder: Path, run: Outputs) -> None:
    _write(folder / "queries.xlsx", tr("Questions: {title}", title=run.title), run, run.queries, "")


def _write_own(folder: Path, run: Outputs, queries: list[Query], name: str) -> None:
    centre = queries[0].centre
    (folder / "queries").mkdir(exist_ok=True)
    with speaking(_language(run, centre)):
        title = tr("Questions to centre {centre}", centre=_centre(run, centre))
        _write(folder / "queries" / f"{name}.xlsx", title, run, queries, centre)


def _language(run: Outputs, centre: str) -> str:
    """A centre reads its questions in its own language."""
    declared = run.protocol.centres.get(centre)
    return (declared.language if declared else None) or run.protocol.language


def _centre(run: Outputs, centre: str) -> str:
    declared = run.protocol.centres.get(centre)
    return f"{centre} ({declared.label})" if declared and declared.label else centre


def _write(path: Path, title: str, run: Outputs, queries: Iterable[Query], centre: str) -> None:
    book = open_book(path, title)
    sheet = book.workbook.add_worksheet(sheet_name(tr("questions"), book.taken))
    order = {severity: place for place, severity in enumerate(SEVERITIES)}
    listed = sorted(queries, key=lambda query: (not query.is_open, order.get(query.severity, len(order))))
    sheet.write_string(0, 0, cell_text(title), book.look(bold=True, font_size=12))
    for line, text in enumerate(HOW, start=1):
        sheet.write_string(line, 0, tr(text, folder=FOLDER), book.look())
    for place, text in enumerate((STAMP, run.protocol.study, centre)):
        sheet.write_string(_STAMPED, place, text)
    sheet.set_row(_STAMPED, None, None, {"hidden": True})
    rows = [_row(query, run) for query in listed]
    write_list(book, sheet, [tr(heading) for heading in COLUMNS.values()], rows, first=_HEADED)
    room = [choices(query) if query.is_open else () for query in listed]
    for answers, lines in groupby(range(len(room)), key=lambda line: room[line]):
        if answers:
            _make_room(book, sheet, [_HEADED + 1 + line for line in lines], answers)
    _wrap(book, sheet, rows)
    sheet.set_column(_place("seal"), _place("seal"), None, None, {"hidden": True})
    sheet.protect("", _ALLOWED)  # without a password: a mistake of the hand is kept out, and whoever must may lift it
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEADED)
    book.close()


def _wrap(book: Book, sheet: Any, rows: list[list[str]]) -> None:
    """Long texts on several lines, so that a page of the form can be read on paper too."""
    wrapped, top = book.look(text_wrap=True, valign="top"), book.look(valign="top")
    for place in range(len(COLUMNS)):
        sheet.set_column(place, place, 9, top)
    for name, width in _WIDTHS.items():
        sheet.set_column(_place(name), _place(name), width, wrapped)
    for name in ("severity", "query_id"):
        sheet.set_column(_place(name), _place(name), 15, top)
    sheet.set_row(_HEADED, 27)
    for line, row in enumerate(rows, start=_HEADED + 1):
        sheet.set_row(line, wrapped_height((row[_place(name)], width) for name, width in _WIDTHS.items()))


def _place(name: str) -> int:
    return tuple(COLUMNS).index(name)


def _make_room(book: Book, sheet: Any, lines: Sequence[int], answers: Iterable[str]) -> None:
    """The cells in which a centre answers questions that stand below each other and can be answered alike."""
    for name in ANSWER:
        shown = {"num_format": _FORMATS[name]} if name in _FORMATS else {}
        look = book.look(**_YELLOW, **shown)
        for line in lines:
            sheet.write_blank(line, _place(name), None, look)
    words = {"validate": "list", "source": [tr(ANSWERS[answer]) for answer in answers], "ignore_blank": True}
    sheet.data_validation(lines[0], _place("answer"), lines[-1], _place("answer"), words)
    day = {"validate": "date", "criteria": ">=", "value": date(2000, 1, 1), "ignore_blank": True}
    sheet.data_validation(lines[0], _place("when"), lines[-1], _place("when"), day)


def _row(query: Query, run: Outputs) -> list[str]:
    """A question as a row of the form; one that is settled shows the answer that settled it."""
    if " " in query.cell:  # a whole row, named in the language of the study
        query = replace(query, cell=tr("row {row}", row=query.cell.rpartition(" ")[2]))
    given = {} if query.is_open else dict(run.given.get(query.query_id, {}))
    if given:
        given["answer"] = tr(ANSWERS[given["answer"]])
    about = {name: str(getattr(query, name, "")) for name in ADDRESS}
    about |= {
        "status": tr(STATUSES[query.status]),
        "question": tr(run.rules.get(query.rule) or query.rule.replace("_", " ")),
        "severity": tr(SEVERITIES.get(query.severity, query.severity)),
    }
    told = about | given | {"query_id": query.query_id, "seal": sealed(query)}
    return [told.get(name, "") for name in COLUMNS]
