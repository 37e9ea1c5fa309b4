"""Deliveries of a centre one after another: what each adds, changes and no longer has, and which rows stand.

A complete delivery stands in place of all before it; a row that it no longer has still counts, and is asked about. An additional
one is read beside them. One that nobody has declared is compared, but not read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from cohortium.conformance.findings import Finding
from cohortium.conformance.layout import CENTRE, PATIENT, Layout, known_columns, lay_out
from cohortium.conformance.names import clean, plain
from cohortium.conformance.objections import NOBODY, Objections
from cohortium.conformance.queries import ROW_KEYS
from cohortium.conformance.reading import ACCEPTED, NORMALISED, Kind, read_cell
from cohortium.conformance.rows import Centres, keyed, row_names
from cohortium.conformance.words import TOTALS
from cohortium.language import counted, joined, tr
from cohortium.measures import Measure
from cohortium.protocol.model import Protocol
from cohortium.sources import Delivery, Sheet

Key = tuple[str, ...]
CHANGES = ("row_added", "row_vanished", "cell_added", "cell_changed", "cell_removed")
"""What can differ; cells are those of rows that both deliveries have."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One row of differences.csv: a row or a cell that differs from what its centre had delivered before."""

    centre: str
    delivery: str
    before: str
    table: str
    change: str
    patient: str
    file: str
    sheet: str
    cell: str
    column: str
    old: str
    new: str


@dataclass(frozen=True)
class Arrivals:
    """A delivery in which it is settled which rows stand, what is to be asked about it, and what differs."""

    delivery: Delivery
    findings: tuple[Finding, ...] = ()
    differences: tuple[Difference, ...] = ()
    fresh: frozenset[tuple[int, int, int]] = frozenset()  # sheet number, row, column (0: the whole row) that came with the last delivery


@dataclass(frozen=True)
class _Row:
    key: Key
    sheet: Sheet
    number: int
    centre: str
    code: str
    cells: Mapping[str, tuple[int, str, str]]  # name -> column from 1, text, what it means

    @property
    def place(self) -> tuple[int, int]:
        return self.sheet.number, self.number


@dataclass
class _History:
    """What one centre has delivered so far."""

    centre: str
    state: dict[Key, _Row] = field(default_factory=dict)
    used: set[tuple[int, int]] = field(default_factory=set)
    base: str = ""  # the last complete delivery
    waiting: set[str] = field(default_factory=set)  # deliveries that nobody has declared
    date: str = ""
    differences: list[Difference] = field(default_factory=list)
    fresh: set[tuple[int, int, int]] = field(default_factory=set)

    def begin(self, date: str, rows: dict[Key, _Row]) -> None:
        """The first delivery stands as it is."""
        self.state, self.used, self.base, self.date = rows, {row.place for row in rows.values()}, date, date

    def follow(self, date: str, rows: dict[Key, _Row], declared: str) -> None:
        """Another delivery: compared with what stood before, then read as it is declared."""
        self.differences += _compared(self, date, rows, vanishing=declared != "additional")
        self.fresh = set(_fresh(self.state, rows))
        if declared == "complete":
            self.state = {key: row for key, row in self.state.items() if key not in rows} | rows
            self.used = {row.place for row in self.state.values()}
            self.base, self.waiting = date, set()
        elif declared == "additional":
            self.state |= rows
            self.used |= {row.place for row in rows.values()}
        else:
            self.waiting.add(date)
        self.date = self.date if date in self.waiting else date

    def stands(self, sheet: Sheet) -> bool:
        """Whether a sheet belongs to a delivery that is read as a whole."""
        return sheet.delivered >= self.base and sheet.delivered not in self.waiting


def arrivals(delivery: Delivery, protocol: Protocol, measures: Mapping[str, Measure], objections: Objections = NOBODY) -> Arrivals:
    """Compare the dated deliveries of each centre, without the patients who object; a study without any is given back as it is."""
    dated = {sheet.centre for sheet in delivery.sheets if sheet.delivered}
    if not dated:
        return Arrivals(delivery)
    centres, known = Centres(protocol), known_columns(protocol, measures)
    sheets, findings, differences, fresh = list(delivery.sheets), [], [], set()
    for centre in sorted(dated):
        own = [sheet for sheet in delivery.sheets if sheet.centre == centre]
        laid_out = {sheet.number: lay_out(sheet, known[sheet.table])[0] for sheet in own if _holds_rows(sheet)}
        history = _told(own, laid_out, centres, _declared(delivery, centre), objections)
        findings += _asked(history, own, centres.code(centre))
        differences += history.differences
        fresh |= history.fresh
        sheets = [_settled(sheet, history) if sheet.centre == centre else sheet for sheet in sheets]
    return Arrivals(replace(delivery, sheets=tuple(sheets)), tuple(findings), tuple(differences), frozenset(fresh))


def _holds_rows(sheet: Sheet) -> bool:
    return bool(sheet.table and sheet.header_row and not sheet.duplicate_of)


def _declared(delivery: Delivery, centre: str) -> dict[str, str]:
    """Date -> complete or additional, as the mappings of the centre say."""
    return {day: how for each in delivery.mappings if each.centre == centre for day, how in each.mapping.deliveries.items()}


def _told(
    own: list[Sheet], laid_out: Mapping[int, Layout], centres: Centres, declared: Mapping[str, str], objections: Objections
) -> _History:
    """The deliveries in the order of their days; files without a date come before all that have one."""
    history = _History(own[0].centre)
    for place, date in enumerate(sorted({sheet.delivered for sheet in own})):
        counts: Counter[Key] = Counter()
        sheets = [sheet for sheet in own if sheet.delivered == date and sheet.number in laid_out]
        found = (
            row
            for sheet in sheets
            for row in _rows(sheet, laid_out[sheet.number], centres, counts)
            if not objections.cover(row.centre, row.code)
        )
        rows = {row.key: row for row in found}
        history.follow(date, rows, declared.get(date, "")) if place else history.begin(date, rows)
    return history


def _rows(sheet: Sheet, layout: Layout, centres: Centres, counts: Counter[Key]) -> Iterator[_Row]:
    """The rows that say whose they are, each with a key that outlives another order of rows and files."""
    names = _names(sheet, layout)
    kinds = {index: kind for index, kind in layout.columns.values() if index}
    own = [index for name, (index, _) in layout.columns.items() if index and name not in (CENTRE, PATIENT)]
    meant = _Meanings()
    for number, filled, centre, code in keyed(sheet, layout, centres, tuple(row_names(sheet))):
        silent = sheet.may_say_nothing and not any(sheet.text(number, index) for index in own)
        if silent or not filled or number in sheet.ragged or not centre or plain(code) in TOTALS:
            continue
        if not code and sheet.table != "laboratory_limits":
            continue
        written = {name: (index, sheet.text(number, index)) for name, index in names.items()}
        cells = {name: (index, text, meant(kinds.get(index), text)) for name, (index, text) in written.items()}
        key = (sheet.table, centre, code, *(_key_text(sheet, layout, number, name, meant) for name in ROW_KEYS.get(sheet.table, ())))
        counts[key] += 1
        yield _Row((*key, str(counts[key])), sheet, number, centre, code, cells)


def _names(sheet: Sheet, layout: Layout) -> dict[str, int]:
    """The columns that are compared: all of a native sheet, those that a mapping reads of another."""
    if sheet.view:
        return {name: index for name, (index, _) in layout.columns.items() if index}
    return {name: index + 1 for name, index in row_names(sheet).items() if not name.startswith("\0")}


class _Meanings:
    """What texts stand for, so that another spelling of a date or number is no change."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, str], str] = {}

    def __call__(self, kind: Kind | None, text: str) -> str:
        if kind is None or not text:
            return clean(text)
        place = (id(kind), text)
        if place not in self._known:
            cell = read_cell(kind, text)
            self._known[place] = str(cell.value) if cell.status in (ACCEPTED, NORMALISED) and cell.value is not None else clean(text)
        return self._known[place]


def _key_text(sheet: Sheet, layout: Layout, row: int, name: str, meant: _Meanings) -> str:
    if sheet.view and (constant := sheet.view.constants().get(name)) is not None:
        return constant
    index, kind = layout.columns.get(name, (0, None))
    return meant(kind, sheet.text(row, index)) if index else ""


def _compared(history: _History, date: str, rows: dict[Key, _Row], vanishing: bool) -> Iterator[Difference]:
    """What differs, rows in the order of the new delivery, then those that vanished from it."""
    for key, row in rows.items():
        before = history.state.get(key)
        yield from _cells_compared(history, date, before, row) if before else [_difference(history, date, "row_added", row)]
    if vanishing:
        yield from (_difference(history, date, "row_vanished", row) for key, row in history.state.items() if key not in rows)


def _fresh(before: Mapping[Key, _Row], rows: Mapping[Key, _Row]) -> Iterator[tuple[int, int, int]]:
    """The rows that were not there before, and the cells that say something else."""
    for key, row in rows.items():
        if key not in before:
            yield (*row.place, 0)
        else:
            old = before[key].cells
            yield from ((*row.place, index) for name, (index, _, meant) in row.cells.items() if meant != old.get(name, (0, "", ""))[2])


def _cells_compared(history: _History, date: str, before: _Row, row: _Row) -> Iterator[Difference]:
    nothing = (0, "", "")
    for name in dict.fromkeys([*row.cells, *before.cells]):
        (old_column, old, old_meaning), (column, new, meaning) = before.cells.get(name, nothing), row.cells.get(name, nothing)
        if old_meaning != meaning:
            change = "cell_changed" if old_meaning and meaning else "cell_added" if meaning else "cell_removed"
            heading = row.sheet.headers[column - 1] if column else before.sheet.headers[old_column - 1]
            yield _difference(history, date, change, row, column, clean(heading), old, new)


def _difference(
    history: _History, date: str, change: str, row: _Row, column: int = 0, name: str = "", old: str = "", new: str = ""
) -> Difference:
    sheet, cell = row.sheet, row.sheet.address(row.number, column).cell
    return Difference(row.centre, date, history.date, sheet.table, change, row.code, sheet.file, sheet.sheet, cell, name, old, new)


def _asked(history: _History, own: list[Sheet], centre: str) -> Iterator[Finding]:
    """Deliveries that nobody has declared; rows and tables that the last complete one no longer has."""
    for date in sorted(history.waiting):
        folder = next(sheet.file for sheet in own if sheet.delivered == date).partition(date)[0] + date
        yield Finding("delivery_undeclared", 0, centre=centre, found=date, variable=date, file=folder)
    tables = {sheet.table for sheet in own if sheet.delivered >= history.base}
    vanished = [row for row in history.state.values() if row.sheet.delivered < history.base]
    asked: set[str] = set()
    for row in sorted(vanished, key=lambda row: row.place):
        sheet = row.sheet
        if sheet.table in tables:
            yield Finding("row_vanished", sheet.number, row.number, 0, row.centre, row.code)
        elif sheet.table not in asked:
            asked.add(sheet.table)
            yield Finding("table_vanished", sheet.number, centre=centre, found=sheet.table, variable=sheet.table, file=sheet.file)


def _settled(sheet: Sheet, history: _History) -> Sheet:
    """A sheet with the rows marked that do not count, because another delivery stands in their place or must be declared first."""
    if history.stands(sheet):
        return sheet
    kept = {row for number, row in history.used if number == sheet.number}
    return replace(sheet, superseded=True, replaced=frozenset(sheet.data_rows) - kept)


def sentences(differences: Iterable[Difference]) -> list[str]:
    """One sentence for each delivery that was compared: how many rows and cells differ."""
    counts: dict[tuple[str, str, str], Counter[str]] = {}
    for each in differences:
        counts.setdefault((each.centre, each.delivery, each.before), Counter())[each.change] += 1
    return [_sentence(*place, found) for place, found in sorted(counts.items())]


def _sentence(centre: str, delivery: str, before: str, found: Counter[str]) -> str:
    numbers = [
        counted("{n} row added", "{n} rows added", found["row_added"]),
        counted("{n} row vanished", "{n} rows vanished", found["row_vanished"]),
        counted("{n} cell added", "{n} cells added", found["cell_added"]),
        counted("{n} cell changed", "{n} cells changed", found["cell_changed"]),
        counted("{n} cell removed", "{n} cells removed", found["cell_removed"]),
    ]
    text = "Centre {centre}, delivery {delivery} compared with {before}: {numbers}."
    return tr(text, centre=centre, delivery=delivery, before=before or tr("the files without a date"), numbers=joined(numbers, tr("and")))
