"""coding.xlsx in the study folder: one row per text that is no declared term, with what was chosen for it; nothing chosen is lost."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cohortium.conformance.coding import KINDS, NONE, Coding, FreeText, Key, declared_terms, key_of, proposal
from cohortium.disk import replaced
from cohortium.language import marked, tr
from cohortium.outputs.texts import cell_text
from cohortium.outputs.workbook import ALARM, Book, open_book, wrapped_height, write_list
from cohortium.protocol.model import Protocol
from cohortium.sources.coded import FILE, MOST_TERMS

_HEADINGS = (
    marked("What it names"), marked("Text"), marked("Cells"), marked("Patients"), marked("Proposal"), marked("Term 1"), marked("Term 2"),
    marked("Term 3"), marked("Coder"), marked("Date"), marked("Key (do not change)"), marked("Remark"),
)  # fmt: skip
_WIDTHS = (18, 44, 8, 9, 28, 28, 28, 28, 16, 12, 16, 44)
_FIRST = 5  # the place of the first term
_LISTS = "terms"
_LAPSED = marked("The protocol does not declare (any longer): {terms}. This choice counts no more, the text waits: choose again.")
_HOW = marked(
    "Choose the declared terms that each text means (yellow cells; one text may mean several), then check or run again. "
    "Nothing is coded that nobody chose; what is chosen serves later deliveries."
)


def write_coding(study: Path, protocol: Protocol, free: Mapping[Key, FreeText], coding: Coding) -> None:
    """Write all texts of this delivery and all choices over coding.xlsx; a text that is no longer sent and was never coded goes."""
    path = study / FILE
    keys = sorted({*free, *coding.choices, *coding.lapsed}, key=lambda key: _order(key, free, coding))
    if not keys and not path.exists():
        return
    with replaced(path) as new:
        book = open_book(new, tr("Coding of free text"))
        sheet, lists = book.workbook.add_worksheet(tr("coding")), book.workbook.add_worksheet(_LISTS)
        sheet.write_string(0, 0, tr("Coding of free text"), book.look(bold=True, font_size=12))
        sheet.write_string(1, 0, tr(_HOW), book.look())
        rows = [_row(key, free, coding, protocol) for key in keys]
        write_list(book, sheet, [tr(heading) for heading in _HEADINGS], rows, first=3)
        _offer(sheet, lists, [kind for kind, _ in keys], protocol)
        _lay_out(book, sheet, rows)
        book.close()


def _order(key: Key, free: Mapping[Key, FreeText], coding: Coding) -> tuple[Any, ...]:
    kind, text = key
    return list(KINDS).index(kind), key in coding.choices, -(free[key].cells if key in free else 0), text


def _row(key: Key, free: Mapping[Key, FreeText], coding: Coding, protocol: Protocol) -> list[str | int | float]:
    kind, _ = key
    found = free.get(key, FreeText(""))
    text = coding.texts.get(key) or found.text
    terms, coder, day, remark = _chosen(key, coding, protocol)
    chosen = [*terms, *[""] * (MOST_TERMS - len(terms))]
    near = proposal(protocol, kind, text)
    return [tr(KINDS[kind]), text, found.cells, found.people, near, *chosen, coder, day, key_of(kind, text), remark]


def _chosen(key: Key, coding: Coding, protocol: Protocol) -> tuple[list[str], str, str, str]:
    """Terms, coder, date and remark; a choice that counts no more stays as it was chosen, and counts again once its terms are declared."""
    choice, lapsed = coding.choices.get(key), coding.lapsed.get(key)
    if choice:
        labels = declared_terms(protocol, key[0])
        return [labels[term] for term in choice.terms] or [tr(NONE)], choice.coder, choice.date, ""
    if lapsed:
        return [*lapsed.terms], lapsed.coder, lapsed.date, tr(_LAPSED, terms=", ".join(lapsed.strange))
    return [], "", "", ""


def _offer(sheet: Any, lists: Any, kinds: list[str], protocol: Protocol) -> None:
    """A list of the declared terms of its kind for every cell of a term."""
    lists.very_hidden()
    for column, kind in enumerate(KINDS):
        terms = [*declared_terms(protocol, kind).values(), tr(NONE)]
        for line, term in enumerate(terms):
            lists.write_string(line, column, term)
        of_kind = [4 + line for line, each in enumerate(kinds) if each == kind]
        if of_kind:
            letter = "ABC"[column]
            choices = {"validate": "list", "source": f"={_LISTS}!${letter}$1:${letter}${len(terms)}"}
            sheet.data_validation(of_kind[0], _FIRST, of_kind[-1], _FIRST + MOST_TERMS - 1, choices)


def _lay_out(book: Book, sheet: Any, rows: list[list[str | int | float]]) -> None:
    cell = {"bg_color": "#FFF8E1", "bottom": 1, "bottom_color": "#C9B98A", "text_wrap": True, "valign": "top"}
    yellow, lapsed = book.look(**cell), book.look(**cell, font_color=ALARM, font_strikeout=True)
    wrapped = book.look(text_wrap=True, valign="top")
    for place, width in enumerate(_WIDTHS):
        sheet.set_column(place, place, width, wrapped)
    sheet.set_row(3, 27)  # headings on two lines
    for line, row in enumerate(rows, start=4):
        for place in range(_FIRST, _FIRST + MOST_TERMS + 2):
            look = lapsed if row[-1] and place < _FIRST + MOST_TERMS else yellow
            sheet.write_string(line, place, cell_text(str(row[place])), look) if row[place] else sheet.write_blank(line, place, None, look)
        sheet.set_row(line, wrapped_height(zip(map(str, row), _WIDTHS, strict=True)))
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(3)
