"""Which rows of a sheet are used: not those without a key, with shifted fields, blank, or standing twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import repeat, starmap

from cohortium.conformance.findings import Finding
from cohortium.conformance.layout import CENTRE, PATIENT, Layout
from cohortium.conformance.ledger import DUPLICATE, EXCLUDED, USED, Account
from cohortium.conformance.names import centres_of, clean, plain
from cohortium.conformance.objections import NOBODY, Objections
from cohortium.conformance.reading import EMPTY, Fault, Kind, is_excel_error
from cohortium.conformance.words import TOTALS
from cohortium.protocol.model import Protocol
from cohortium.sources import Sheet

Key = tuple[str, ...]


class Centres:
    """The code of a centre as it was written: a declared one where code or label match, else kept; unknown ones asked once."""

    def __init__(self, protocol: Protocol) -> None:
        self.declared = frozenset(protocol.centres)
        self.codes: dict[str, str] = {}
        self._spellings = centres_of(protocol)

    def code(self, text: str) -> str:
        """The code; empty where the text says nothing."""
        if text not in self.codes:
            cleaned = clean(text)
            self.codes[text] = "" if is_excel_error(cleaned) else self._match(cleaned)
        return self.codes[text]

    def _match(self, text: str) -> str:
        if text in self.declared or not text:
            return text
        return self._spellings.get(plain(text)) or self._spellings.get(plain(text).lstrip("0")) or text


@dataclass
class Selection:
    """The rows of a sheet that are used, counted from 1, with the centre and patient of each."""

    rows: Sequence[int] = field(default_factory=list)
    centres: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    silent: int = 0  # patients for whom a block of a wide sheet holds nothing at all


def row_names(sheet: Sheet) -> dict[str, int]:
    """The columns by which rows are compared: all but the centre, by heading whatever their order, or by what a mapping calls them."""
    named = {plain(heading) or f"\0{index}": index for index, heading in enumerate(sheet.headers)}
    if sheet.view:
        mapped = {plain(variable): index - 1 for variable, (index, _) in sheet.view.columns.items() if index}
        named = {name: index for name, index in named.items() if index not in mapped.values()} | mapped
    return {name: index for name, index in named.items() if name not in (CENTRE, "center")}


def select(
    sheet: Sheet,
    layout: Layout,
    centres: Centres,
    names: tuple[str, ...],
    seen: set[Key],
    account: Account,
    findings: list[Finding],
    objections: Objections = NOBODY,
) -> Selection:
    """Sort the rows of a sheet; what is not used is booked and found. `seen` holds the rows of the table so far."""
    keys = _keys(sheet, layout, centres, names)
    silent = _silent_rows(sheet, layout, account)
    selection = None if silent else _all_rows(sheet, keys, seen, objections)
    if selection is None:
        found = _select_each(sheet, layout, keys, silent, seen, account, findings, objections)
        return replace(found, silent=_silent_patients(keys, silent, account) if sheet.is_block else 0)
    account.mark(selection.rows, USED, sheet.number)
    return selection


def _silent_patients(keys: _Keys, silent: frozenset[int], account: Account) -> int:
    """Of the rows without a visit in a block, those of a patient who is not left out."""
    named = (row for row, code in zip(keys.rows, keys.codes, strict=True) if code) if silent else ()
    return sum(row in silent and account.rows[row - 1] not in (DUPLICATE, EXCLUDED) for row in named)


@dataclass
class _Keys:
    """Of every row that may hold data, what says whose it is, and its texts by which rows are compared."""

    rows: Sequence[int]
    centres: list[str]
    codes: list[str]
    texts: list[list[str]]  # column by column
    same: tuple[str, ...]  # what a mapping says for every row

    def compared(self) -> Iterator[Key]:
        """What two rows that count once have in common."""
        return zip(self.centres, *map(repeat, self.same), *self.texts, strict=False)

    def each(self) -> Iterator[tuple[int, bool, str, str, Key]]:
        """(row, whether anything is written in it, centre, patient, what it is compared by)."""
        written = map(any, zip(*self.texts, strict=True)) if self.texts else repeat(False)
        return zip(self.rows, written, self.centres, self.codes, self.compared(), strict=False)


def _all_rows(sheet: Sheet, keys: _Keys, seen: set[Key], objections: Objections) -> Selection | None:
    """Every row, where none is odd in any way, as in most sheets; None where each must be looked at."""
    if not keys.rows or sheet.table == "laboratory_limits" or sheet.ragged or not all(keys.centres) or not all(keys.codes):
        return None
    if sheet.replaced or any(starmap(objections.cover, set(zip(keys.centres, keys.codes, strict=True)))):
        return None
    if any(plain(code) in TOTALS for code in set(keys.codes) if not code[-1].isdecimal()):
        return None
    fresh = set(keys.compared())
    if len(fresh) < len(keys.rows) or not seen.isdisjoint(fresh):
        return None
    seen |= fresh
    return Selection(keys.rows, keys.centres, keys.codes)


def _select_each(
    sheet: Sheet,
    layout: Layout,
    keys: _Keys,
    silent: frozenset[int],
    seen: set[Key],
    account: Account,
    findings: list[Finding],
    objections: Objections,
) -> Selection:
    rows: list[int] = []
    selection = Selection(rows)
    needs_patient = sheet.table != "laboratory_limits"
    twice: list[int] = []
    totals: list[int] = []
    excluded: list[int] = []
    for row, written, centre, code, key in keys.each():
        if row in silent or not written:
            continue
        if row in sheet.replaced or objections.cover(centre, code):
            excluded.append(row)
            continue
        if needs_patient and plain(code) in TOTALS:
            totals.append(row)
            continue
        if row in sheet.ragged or not centre or (needs_patient and not code):
            excluded.append(row)
            if account.rows[row - 1] != EXCLUDED:  # once, however often the row is read
                findings.append(_excluded(sheet, layout, row, centre, code))
            continue
        known = len(seen)
        seen.add(key)
        if len(seen) == known:
            twice.append(row)
            if account.rows[row - 1] != DUPLICATE:
                findings.append(Finding("duplicate_row", sheet.number, row, 0, centre, code))
        else:
            rows.append(row)
            selection.centres.append(centre)
            selection.codes.append(code)
    told = {finding.row for finding in findings if finding.rule == "total_row" and finding.sheet_number == sheet.account} if totals else ()
    findings.extend(Finding("total_row", sheet.account, row, 0, sheet.centre) for row in totals if row not in told)
    account.mark(excluded, EXCLUDED)
    account.mark(twice, DUPLICATE)
    account.mark(selection.rows, USED, sheet.number)
    return selection


def _silent_rows(sheet: Sheet, layout: Layout, account: Account) -> frozenset[int]:
    """Rows in which a block of a wide sheet holds nothing at all: no visit, or no line, and its cells are empty."""
    if not sheet.may_say_nothing:
        return frozenset()
    own = [index for variable, (index, _) in layout.columns.items() if index and variable not in (CENTRE, PATIENT)]
    if not own:
        return frozenset()
    silent = [row for row in sheet.data_rows if not any(sheet.columns[index - 1][row - 1] for index in own)]
    used = [row for row in silent if any(column[row - 1] for column in sheet.columns)]
    for index in own:
        account.book(index, used, bytes([EMPTY]) * len(used))
    return frozenset(silent)


def keyed(sheet: Sheet, layout: Layout, centres: Centres, names: tuple[str, ...]) -> Iterator[tuple[int, bool, str, str]]:
    """(row, whether anything is written in it, centre, patient) of every row that may hold data."""
    return (each[:4] for each in _keys(sheet, layout, centres, names).each())


def _keys(sheet: Sheet, layout: Layout, centres: Centres, names: tuple[str, ...]) -> _Keys:
    """The rows that may hold data, their texts in the order of names."""
    rows, places = sheet.data_rows, row_names(sheet)
    nothing = [""] * len(rows)
    ordered = [texts_of(sheet, places[name] + 1, rows) if name in places else nothing for name in names]
    keys = _codes(sheet, layout.columns, PATIENT, patient_code) or nothing
    where = _codes(sheet, layout.columns, CENTRE, centres.code) or [centres.code(sheet.centre)] * len(rows)
    same_everywhere = tuple(f"{name}={text}" for name, text in sheet.view.constants().items()) if sheet.view else ()
    return _Keys(rows, where, keys, ordered, same_everywhere)


def texts_of(sheet: Sheet, column: int, rows: Sequence[int]) -> list[str]:
    """The texts of a column in some rows, both counted from 1; of a column without a gap in its rows, as a slice."""
    texts = sheet.columns[column - 1]
    if isinstance(rows, range):
        return texts[rows.start - 1 : rows.stop - 1]
    return [texts[row - 1] for row in rows]


def patient_code(text: str) -> str:
    """A patient is text always: 007 stays."""
    cleaned = clean(text)
    return "" if is_excel_error(cleaned) else cleaned


def _codes(sheet: Sheet, columns: Mapping[str, tuple[int, Kind]], variable: str, code: Callable[[str], str]) -> list[str]:
    if variable not in columns:
        return []
    index, kind = columns[variable]
    texts = texts_of(sheet, index, sheet.data_rows)
    memo = {text: code(_translated(kind, text)) for text in set(texts)}
    return [memo[text] for text in texts]


def _translated(kind: Kind, text: str) -> str:
    try:
        return kind.translate(clean(text)) if kind.translate and clean(text) else text
    except Fault:
        return ""


def _excluded(sheet: Sheet, layout: Layout, row: int, centre: str, code: str) -> Finding:
    if row in sheet.ragged:
        return Finding("ragged_row", sheet.number, row, 0, centre, code)
    variable = PATIENT if centre else CENTRE
    column = layout.columns[variable][0] if variable in layout.columns else 0
    return Finding("missing_key", sheet.number, row, column, centre, code, sheet.text(row, column), variable=variable)
