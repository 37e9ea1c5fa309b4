"""A sheet seen through a mapping: which row and column holds what, the sheet itself left as it is.

A wide sheet is read once per block; every reading points at the same rows and columns, so addresses stay true.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any

from cohortium.language import joined, tr
from cohortium.protocol.mistakes import suggestion
from cohortium.protocol.values import plain
from cohortium.provenance import column_letters, column_number
from cohortium.sources.delivery import Sheet
from cohortium.sources.mapping.load import Written
from cohortium.sources.mapping.logic import Logic
from cohortium.sources.mapping.model import Column, Reading
from cohortium.sources.names import MISSING_WORDS, clean
from cohortium.sources.raw import first_filled_row


@dataclass(frozen=True)
class View:
    """One reading, or one block of it: variable -> (column from 1, or 0 where it has one value for all rows; how)."""

    written: Written
    reading: int
    block: int
    columns: Mapping[str, tuple[int, Column]]
    headings: Mapping[str, int]  # plain heading -> column, for what depends on other columns of the row

    @property
    def table(self) -> str:
        """The native table that it fills."""
        return self.written.mapping.readings[self.reading].table

    def path(self, variable: str) -> list[Any]:
        """Where a variable is written in the mapping."""
        return path_of(self.written.mapping.readings[self.reading], self.reading, self.block, variable)

    def constants(self) -> dict[str, str]:
        """Variables with one value for all rows."""
        return {name: column.value or "" for name, (index, column) in self.columns.items() if not index}


def path_of(reading: Reading, index: int, block: int, variable: str) -> list[Any]:
    """Where a variable of a reading is written in its mapping."""
    inside = block >= 0 and variable in reading.blocks[block]
    return ["readings", index, *(("blocks", block) if inside else ("columns",)), variable]


def turned(sheet: Sheet) -> Sheet:
    """A sheet whose patients stand in columns, as if it were written the usual way; its notes move along."""
    columns = tuple(list(row) for row in zip(*sheet.columns, strict=True))
    notes = tuple(replace(note, row=note.column, column=note.row) for note in sheet.notes)
    return replace(sheet, columns=columns, header_row=first_filled_row(columns), ragged=frozenset(), notes=notes, turned=True)


def views_of(sheet: Sheet, written: Written, inside: str, alone: bool, wrong: list[str], by_shape: bool = False) -> list[Sheet]:
    """The readings of one sheet, without numbers of their own; what does not fit the sheet is added to `wrong`.

    `by_shape`: the mapping is for several files, so a reading that names none is for those that have most of its headings.
    """
    found: list[Sheet] = []
    readings = enumerate(written.mapping.readings)
    ways = [index for index, each in readings if meant(each, sheet, inside, alone) and (not by_shape or each.file or fits(each, sheet))]
    for index in ways:
        if written.mapping.readings[index].turned != written.mapping.readings[ways[0]].turned:
            said = tr("all readings of one sheet are turned, or none")
            wrong.append(written.mistake(("readings", index, "table"), said))
        else:
            found += _read(sheet, written, index, wrong)
    return found


def meant(reading: Reading, sheet: Sheet, inside: str, alone: bool) -> bool:
    """Whether a reading is about a sheet: by file and tab; without a tab, the only sheet of its file."""
    from fnmatch import fnmatchcase

    tab, wanted = plain(clean(sheet.sheet)), plain(clean(reading.sheet))
    named = tab == wanted or ("*" in wanted and fnmatchcase(tab, wanted)) if wanted else alone
    return named and (not reading.file or fnmatchcase(inside, reading.file))


def fits(reading: Reading, sheet: Sheet) -> bool:
    """Whether most of the headings of a reading stand where it looks for them; the others are then mistakes of the mapping or the file.

    That of the patient, which every kind of file has, counts only where there is no other.
    """
    sheet = turned(sheet) if reading.turned else sheet
    first, last = reading.heading or (sheet.header_row, sheet.header_row)
    return has_most(reading, combined(sheet.columns, first, last) if 0 < last <= sheet.height else ())


def has_most(reading: Reading, headings: Sequence[str]) -> bool:
    """Whether most of the headings of a reading are among some."""
    columns = [(name, plain(clean(each.column))) for place in (reading.columns, *reading.blocks) for name, each in place.items()]
    named = {heading for _, heading in columns if heading}
    wanted = {heading for name, heading in columns if heading and name not in _EVERYWHERE} or named
    there = _by_name(headings).keys()
    return not wanted or 2 * len(wanted & there) > len(wanted)


_EVERYWHERE = ("patient", "centre")


def _read(sheet: Sheet, written: Written, index: int, wrong: list[str]) -> Iterator[Sheet]:
    reading = written.mapping.readings[index]
    sheet = turned(sheet) if reading.turned else sheet
    first, last = reading.heading or (sheet.header_row, sheet.header_row)
    if last > sheet.height:
        text = tr("{place} has only {rows} rows", place=_name(sheet), rows=sheet.height)
        wrong.append(written.mistake(("readings", index, "heading"), text))
        return
    headings = combined(sheet.columns, first, last)
    by_name = _by_name(headings)
    where = {name: _place(by_name, name, written, ["readings", index, "where", name], sheet, wrong) for name in reading.where}
    rows = _rows(sheet, reading, last, where)
    for block in range(len(reading.blocks)) or (-1,):
        columns = reading.columns | (reading.blocks[block] if block >= 0 else {})
        places = {
            name: (_column(column, by_name, sheet, written, path_of(reading, index, block, name), wrong), column)
            for name, column in columns.items()
        }
        logic = {heading: number for heading, numbers in by_name.items() for number in numbers[:1]}
        _refuse_unknown_fields(columns, logic, written, (reading, index, block), sheet, wrong)
        view = View(written, index, block, places, logic)
        yield replace(sheet, table=reading.table, view=view, header_row=last, headings=tuple(headings), mapped_rows=rows)


def _refuse_unknown_fields(
    columns: Mapping[str, Column],
    headings: Mapping[str, int],
    written: Written,
    at: tuple[Reading, int, int],
    sheet: Sheet,
    wrong: list[str],
) -> None:
    """A condition about a field that the sheet does not have would never hold."""
    for name, column in columns.items():
        for field in Logic(column.shown_if).fields if column.shown_if else ():
            if plain(field) not in headings:
                text = tr('{place} has no column "{name}" for shown_if', place=_name(sheet), name=field)
                wrong.append(written.mistake(path_of(*at, name), text))


def asked_texts(sheet: Sheet, column: Column, texts: Sequence[str], rows: Sequence[int]) -> Sequence[str]:
    """What a column says once the other columns of its row have been looked at.

    A question that was never shown was not asked, whatever its empty box says; and an unticked box is a no only where
    another box of the same question is ticked.
    """
    view = sheet.view
    if view is None or not (column.shown_if or column.box):
        return texts
    if column.box:
        group = [index for heading, index in view.headings.items() if heading.startswith(plain(column.box + "___"))]
        answered = {row for row in rows if any(_ticked(sheet.columns[index - 1][row - 1]) for index in group)}
        texts = [_box(text, row in answered) for text, row in zip(texts, rows, strict=True)]
    if column.shown_if:
        logic = Logic(column.shown_if)
        places = view.headings
        shown = [logic.holds(lambda name, row=row: sheet.text(row, places[plain(name)])) for row in rows]
        kept = (asked or text == "yes" or not _unticked(text) for text, asked in zip(texts, shown, strict=True))
        texts = [text if keep else MISSING_WORDS["not_asked"] for text, keep in zip(texts, kept, strict=True)]
    return texts


def _box(text: str, answered: bool) -> str:
    if _ticked(text):
        return "yes"
    return ("no" if answered else "") if _unticked(text) else text


def _ticked(text: str) -> bool:
    return plain(text) in ("1", "checked")


def _unticked(text: str) -> bool:
    return plain(text) in ("", "0", "unchecked", "no")


def combined(columns: Sequence[Sequence[str]], first: int, last: int) -> list[str]:
    """The heading of each column; in rows above the last, an empty cell belongs to the one at its left (a merged title)."""
    if not first:
        return []
    upper = [accumulate((column[row] for column in columns), lambda left, own: own or left) for row in range(first - 1, last - 1)]
    lines = [*upper, (column[last - 1] for column in columns)]
    return [clean(" ".join(parts)) if first < last else parts[0] for parts in zip(*lines, strict=True)]


def _by_name(headings: Sequence[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for number, heading in enumerate(headings, start=1):
        if plain(clean(heading)):
            found.setdefault(plain(clean(heading)), []).append(number)
    return found


def _column(column: Column, by_name: dict[str, list[int]], sheet: Sheet, written: Written, path: list[Any], wrong: list[str]) -> int:
    if column.value is not None:
        return 0
    if column.column:
        return _place(by_name, column.column, written, path, sheet, wrong)
    number = column_number(column.at)
    if number > sheet.width:
        text = tr("{place} ends at column {column}", place=_name(sheet), column=column_letters(sheet.width))
        wrong.append(written.mistake(path, text))
    return number


def _place(by_name: dict[str, list[int]], heading: str, written: Written, path: list[Any], sheet: Sheet, wrong: list[str]) -> int:
    """The column under a heading; none or several are mistakes of the mapping."""
    numbers = by_name.get(plain(clean(heading)), [])
    if len(numbers) == 1:
        return numbers[0]
    if numbers:
        letters = joined(list(map(column_letters, numbers)), tr("and"))
        text = 'the heading "{heading}" stands above columns {columns} of {place}; write which one with at'
        said = tr(text, heading=heading, columns=letters, place=_name(sheet).rstrip(","))
    else:
        near = suggestion(plain(clean(heading)), by_name)
        said = tr('{place} has no column "{name}"{suggestion}', place=_name(sheet), name=heading, suggestion=near)
    wrong.append(written.mistake(path, said))
    return 1


def _rows(sheet: Sheet, reading: Reading, last_heading: int, where: dict[str, int]) -> Sequence[int]:
    first, last = reading.rows or (last_heading + 1, sheet.height)
    rows: Sequence[int] = range(max(first, last_heading + 1), min(last, sheet.height) + 1)
    hidden = [note.row for note in sheet.notes if note.rule == "hidden_column"] if sheet.turned and _leaves_out(sheet) else []
    if reading.skip_rows or hidden:
        rows = [row for row in rows if row not in reading.skip_rows and row not in hidden]
    for name, texts in reading.where.items():
        column, wanted = sheet.columns[where[name] - 1], {clean(text) for text in texts}
        kept = {text for text in set(column) if clean(text) in wanted}
        rows = [row for row in rows if column[row - 1] in kept]
    return rows


def _leaves_out(sheet: Sheet) -> bool:
    return sheet.written is not None and sheet.written.mapping.hidden == "leave_out"


def _name(sheet: Sheet) -> str:
    return tr("{file}, sheet {sheet},", file=sheet.file, sheet=sheet.sheet) if sheet.sheet else sheet.file
