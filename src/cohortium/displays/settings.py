"""What a protocol sets of a table, applied to the table once it stands: rows, groups, words, footnotes and their marks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import zip_longest

from cohortium.displays.table import Cell, Footnote, Heading, Row, Table, blocks, spans
from cohortium.protocol.model import TableChoice, TableFootnote, Tables

SYMBOLS = "*†‡§¶#"  # all of them stand in every font for print


def settled(table: Table, tables: Tables) -> Table:
    """The table as the protocol wants it, its marks in reading order and its abbreviations those that it prints."""
    choice = tables.choice(table.id)
    for change in (_hide, _group, _relabel, _reword, _own_notes):
        table = change(table, choice)
    table = replace(table, title=choice.title or table.title, number=choice.number)
    return _abbreviated(_marked(table, MARKS[tables.marks]), tables.abbreviations)


def names(key: str, name: str) -> bool:
    """Whether a setting's name of a row means the row of this key: `sex` is also `sex/F`, `inefficacy` also `mentions/inefficacy`."""
    return key == name or name in key.split("/")


def _hide(table: Table, choice: TableChoice) -> Table:
    rows = [row for row in table.rows if not any(names(row.key, name) for name in choice.hide)]
    return replace(table, rows=tuple(_without_empty_groups(rows)))


def _without_empty_groups(rows: list[Row]) -> Iterator[Row]:
    """A heading goes with the last of its rows."""
    for row, after in zip_longest(rows, rows[1:]):
        if row.kind != "group" or (after and after.kind != "heads" and after.indent > row.indent):
            yield row


def _group(table: Table, choice: TableChoice) -> Table:
    if not choice.groups:
        return table
    rows = [row for block in blocks(table.rows) for row in _grouped(block, choice)]
    return replace(table, rows=tuple(rows))


def _grouped(block: tuple[Row, ...], choice: TableChoice) -> Iterator[Row]:
    """The block's own heads, the rows of no group, then each group in its order; a row keeps those that stand under it."""
    units = _units(row for row in block if row.kind != "heads")
    yield from (row for row in block if row.kind == "heads")
    wanted = () if choice.groups == "none" else choice.groups
    placed = {name for group in wanted for name in group.rows}
    yield from (row for key, unit in units.items() if key not in placed for row in unit)
    for group in wanted:
        rows = [replace(row, indent=row.indent + 1) for name in group.rows for row in units.get(name, ())]
        yield from (Row("group", group.label), *rows) if rows else ()


def _units(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Rows by their key, each with those under it, free of the headings that the table gave them."""
    units: dict[str, list[Row]] = {}
    for row in rows:
        if row.kind == "row" or row.key:
            top = row.key.split("/")[0] if row.key.split("/")[0] in units else row.key
            units.setdefault(top, []).append(replace(row, indent=int(top != row.key)))
    return units


def _relabel(table: Table, choice: TableChoice) -> Table:
    def headed(heading: Heading) -> Heading:
        return replace(heading, text=choice.headings.get(heading.key, heading.text)) if heading.key else heading

    return replace(
        table,
        stub=choice.headings.get("stub", table.stub),
        spanners=tuple(tuple(map(headed, level)) for level in table.spanners),
        heads=tuple(map(headed, table.heads)),
        rows=tuple(replace(row, label=_label(row, choice)) for row in table.rows),
    )


def _label(row: Row, choice: TableChoice) -> str:
    own = choice.labels.get(row.key) or choice.labels.get(row.key.split("/")[-1])
    return own if row.key and own else row.label


def _reword(table: Table, choice: TableChoice) -> Table:
    """Headings and labels that read so in other words, and footnotes that begin so; one without a text goes, and its marks with it."""
    if not choice.wording:
        return table
    met: set[str] = set()

    def own(text: str) -> str:
        met.update({text} & choice.wording.keys())
        return choice.wording.get(text, text)

    def on_row(row: Row) -> Row:
        heads = tuple(replace(cell, parts=(own(cell.text),)) if cell.parts else cell for cell in row.cells)
        return replace(row, label=own(row.label), cells=heads if row.kind == "heads" else row.cells)

    notes, gone = [], {""}
    for note in table.footnotes:
        begun = max((words for words in choice.wording if note.text.startswith(words)), key=len, default=None)
        met.update(() if begun is None else [begun])
        text = note.text if begun is None else choice.wording[begun]
        notes += [replace(note, text=text)] if text else []
        gone |= set() if text else {note.mark}
    worded = replace(
        table,
        stub=own(table.stub),
        spanners=tuple(tuple(replace(heading, text=own(heading.text)) for heading in level) for level in table.spanners),
        heads=tuple(replace(heading, text=own(heading.text)) for heading in table.heads),
        rows=tuple(map(on_row, table.rows)),
        footnotes=tuple(notes),
    )
    worded = _with_marks(worded, lambda marks: tuple(mark for mark in marks if mark not in gone))
    return replace(worded, unmet=tuple(words for words in choice.wording if words not in met))


def _own_notes(table: Table, choice: TableChoice) -> Table:
    notes = []
    for place, own in enumerate(choice.footnotes):
        mark = f"own {place}" if own.tied else ""
        notes.append(Footnote(own.text, mark))
        table = _tied(table, own, mark) if mark else table
    return replace(table, footnotes=(*table.footnotes, *notes))


def _tied(table: Table, own: TableFootnote, mark: str) -> Table:
    """The table with a mark on labels, on headings, or on the last cell of each group of columns where rows and columns meet."""
    columns = _columns(table, own)
    if not own.rows:
        return _on_headings(table, own, columns, mark)
    wanted = {group[-1] for group in table.groups if set(group) <= columns} if own.arms or own.at else set()
    return replace(table, rows=tuple(_on_row(row, own, wanted, mark) for row in table.rows))


def _columns(table: Table, own: TableFootnote) -> set[int]:
    """The columns that lie under one of the arms and one of the timepoints that are named."""
    columns = set(range(len(table.heads)))
    for wanted in filter(None, (own.arms, own.at)):
        headed = (zip(level, spans(level), strict=True) for level in table.levels)
        columns &= {column for level in headed for heading, span in level if heading.key in wanted for column in span}
    return columns


def _on_headings(table: Table, own: TableFootnote, columns: set[int], mark: str) -> Table:
    wanted = own.arms or own.at

    def marked(level: tuple[Heading, ...]) -> tuple[Heading, ...]:
        found = zip(level, spans(level), strict=True)
        return tuple(
            replace(heading, marks=(*heading.marks, mark)) if heading.key in wanted and set(span) <= columns else heading
            for heading, span in found
        )

    return replace(table, spanners=tuple(map(marked, table.spanners)), heads=marked(table.heads))


def _on_row(row: Row, own: TableFootnote, columns: set[int], mark: str) -> Row:
    if not row.key or not {row.key, row.key.split("/")[-1]} & set(own.rows):
        return row
    if not own.arms and not own.at:
        return replace(row, marks=(*row.marks, mark))
    cells = [replace(cell, marks=(*cell.marks, mark)) if place in columns else cell for place, cell in enumerate(row.cells)]
    return replace(row, cells=tuple(cells))


def _letters(position: int) -> str:
    """a, b ... z, aa, bb: letters, because a raised figure after a number reads as a power."""
    return chr(ord("a") + position % 26) * (position // 26 + 1)


def _symbols(position: int) -> str:
    return SYMBOLS[position % len(SYMBOLS)] * (position // len(SYMBOLS) + 1)


MARKS: dict[str, Callable[[int], str]] = {"letters": _letters, "symbols": _symbols}


def _marked(table: Table, mark_of: Callable[[int], str]) -> Table:
    """Marks in reading order, from the headings down; a note whose mark hangs nowhere any more is left out."""
    used = list(dict.fromkeys(mark for marks in _hung(table) for mark in marks))
    place = {mark: number for number, mark in enumerate(used)}

    def shown(marks: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(mark_of(number) for number in sorted({place[mark] for mark in marks}))

    marked = sorted((note for note in table.footnotes if note.mark in place), key=lambda note: place[note.mark])
    notes = (*(note for note in table.footnotes if not note.mark), *(replace(note, mark=mark_of(place[note.mark])) for note in marked))
    return replace(_with_marks(table, shown), footnotes=notes)


def _with_marks(table: Table, change: Callable[[tuple[str, ...]], tuple[str, ...]]) -> Table:
    """The table with its marks changed wherever they hang."""

    def cell(one: Cell) -> Cell:
        return replace(one, marks=change(one.marks)) if one.marks else one

    return replace(
        table,
        spanners=tuple(tuple(replace(heading, marks=change(heading.marks)) for heading in level) for level in table.spanners),
        heads=tuple(replace(heading, marks=change(heading.marks)) for heading in table.heads),
        rows=tuple(replace(row, marks=change(row.marks), cells=tuple(map(cell, row.cells))) for row in table.rows),
    )


def _hung(table: Table) -> Iterator[tuple[str, ...]]:
    for level in table.levels:
        yield from (heading.marks for heading in level)
    for row in table.rows:
        yield row.marks
        yield from (cell.marks for cell in row.cells)


def _abbreviated(table: Table, own: dict[str, str]) -> Table:
    """Those that the table really prints, in the order of their first appearance."""
    entries = dict(table.abbreviations) | own
    texts = [table.title, table.stub, *(heading.text for level in table.levels for heading in level)]
    texts += [text for row in table.rows for text in (row.label, *(cell.text for cell in row.cells if row.kind == "heads"))]
    printed = " ".join([*texts, *(note.text for note in table.footnotes if note.mark)])
    found = {short: _place(short, printed) for short in entries if entries[short] != short}
    ordered = sorted((short for short in found if found[short] is not None), key=lambda short: found[short] or 0)
    return replace(table, abbreviations=tuple((short, entries[short]) for short in ordered))


def _place(short: str, printed: str) -> int | None:
    match = re.search(rf"(?<!\w){re.escape(short)}(?![a-z])", printed)
    return match.start() if match else None
