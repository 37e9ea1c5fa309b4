"""questions.xlsx in the study folder: one row per question, answered from a list; what cannot be chosen is not asked here."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cohortium.conformance.questions import Question
from cohortium.disk import replaced
from cohortium.language import marked, tr
from cohortium.outputs.texts import cell_text
from cohortium.outputs.workbook import Book, open_book, wrapped_height, write_list
from cohortium.provenance import Address
from cohortium.sources.answered import FIRST, LISTS, QUESTIONS

_HEADINGS = (
    marked("Centre"), marked("Question"), marked("Where"), marked("As it stands in the cells"), marked("Cells"), marked("Patients"),
    marked("Touches the primary outcome"), marked("What speaks for an answer"), marked("Answer"), marked("Answered by"),
    marked("Answered on"), marked("Question id"),
)  # fmt: skip
_ANSWER = 8  # the place of the answer; who and when stand behind it
_WIDTHS = (10, 46, 34, 22, 8, 9, 12, 40, 40, 16, 13, 15)
_HOW = marked("Choose an answer in the yellow cells, save, and check again: it is then written into the mapping of the centre.")
_MOST_PLACES = 4


def write_questions(study: Path, questions: Sequence[Question]) -> None:
    """Write the open questions over questions.xlsx, if there are any or the file is there."""
    path = study / QUESTIONS
    if not questions and not path.exists():
        return
    with replaced(path) as new:
        book = open_book(new, tr("Questions"))
        sheet, lists = book.workbook.add_worksheet(tr("questions")), book.workbook.add_worksheet(LISTS)
        sheet.write_string(0, 0, tr("Questions") if questions else tr("No question is open."), book.look(bold=True, font_size=12))
        sheet.write_string(1, 0, tr(_HOW), book.look())
        write_list(book, sheet, [tr(heading) for heading in _HEADINGS], [_row(each) for each in questions], first=3)
        lists.very_hidden()
        for place, question in enumerate(questions):
            _write_lists(lists, 2 * place, question)
            _offer(book, sheet, 4 + place, 2 * place + 1, len(question.options), bool(question.free))
        _lay_out(book, sheet, [[tr(heading) for heading in _HEADINGS], *map(_row, questions)])
        book.close()


def _row(question: Question) -> list[str | int | float]:
    places = [_place(address) for address in question.places]
    more = [tr("and {n} more", n=len(places) - _MOST_PLACES)] if len(places) > _MOST_PLACES else []
    return [
        question.source.centre or question.source.files,
        str(question.text),
        "\n".join([*places[:_MOST_PLACES], *more]),
        "\n".join(question.samples),
        question.cells,
        len(question.patients),
        tr("yes") if question.primary else "",
        str(question.hint),
        "", "", "",
        question.id,
    ]  # fmt: skip


def _place(address: Address) -> str:
    return str(address)


def _write_lists(lists: Any, line: int, question: Question) -> None:
    """What is chosen, and below it what each choice says: the answer must not depend on the language of the workbook."""
    about = json.dumps(dict(question.about), ensure_ascii=False)
    head = [question.id, question.source.mapping, question.source.centre, question.source.files, about, question.free]
    for place, text in enumerate([*head, *(str(option.label) for option in question.options)]):
        lists.write_string(line, place, cell_text(text))
    for place, option in enumerate(question.options, start=FIRST):
        lists.write_string(line + 1, place, json.dumps(dict(option.answer), ensure_ascii=False))


def _offer(book: Book, sheet: Any, line: int, row: int, options: int, free: bool) -> None:
    from xlsxwriter.utility import xl_col_to_name

    source = f"={LISTS}!${xl_col_to_name(FIRST)}${row}:${xl_col_to_name(FIRST + options - 1)}${row}"
    sheet.data_validation(line, _ANSWER, line, _ANSWER, {"validate": "list", "source": source, "error_type": "warning" if free else "stop"})
    yellow = book.look(bg_color="#FFF8E1", bottom=1, bottom_color="#C9B98A", text_wrap=True, valign="top")
    for place in range(_ANSWER, _ANSWER + 3):
        sheet.write_blank(line, place, None, yellow)


def _lay_out(book: Book, sheet: Any, rows: Sequence[Sequence[str | int | float]]) -> None:
    wrapped = book.look(text_wrap=True, valign="top")
    for place, width in enumerate(_WIDTHS):
        sheet.set_column(place, place, width, wrapped)
    for line, row in enumerate(rows, start=3):
        sheet.set_row(line, wrapped_height(zip(map(str, row), _WIDTHS, strict=True)))
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(3)
