"""Which rows of a sheet are used: not those without a key, with shifted fields, blank, or standing twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cohortium.conformance.findings import Finding
from cohortium.conformance.layout import CENTRE, PATIENT, Layout
from cohortium.conformance.ledger import DUPLICATE, EXCLUDED, USED, Account
from cohortium.conformance.names import centres_of, clean, plain
from cohortium.conformance.reading import is_excel_error
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

    rows: list[int] = field(default_factory=list)
    centres: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)

    def add(self, row: int, centre: str, code: str) -> None:
        """Use a row."""
        self.rows.append(row)
        self.centres.append(centre)
        self.codes.append(code)


def row_names(sheet: Sheet) -> dict[str, int]:
    """The columns by which rows are compared: all but the centre, by heading whatever their order."""
    named = {plain(heading) or f"\0{index}": index for index, heading in enumerate(sheet.headers)}
    return {name: index for name, index in named.items() if name not in (CENTRE, "center")}


def select(
    sheet: Sheet, layout: Layout, centres: Centres, names: tuple[str, ...], seen: set[Key], account: Account, findings: list[Finding]
) -> Selection:
    """Sort the rows of a sheet; what is not used is booked and found. `seen` holds the rows of the table so far."""
    selection = Selection()
    needs_patient = sheet.table != "laboratory_limits"
    twice: list[int] = []
    excluded: list[int] = []
    for row, texts, centre, code in _keyed(sheet, layout, centres, names):
        if not any(texts):
            continue
        if row in sheet.ragged or not centre or (needs_patient and not code):
            excluded.append(row)
            findings.append(_excluded(sheet, layout, row, centre, code))
            continue
        known = len(seen)
        seen.add((centre, *texts))
        if len(seen) == known:
            twice.append(row)
            findings.append(Finding("duplicate_row", sheet.number, row, 0, centre, code))
        else:
            selection.add(row, centre, code)
    account.mark(excluded, EXCLUDED)
    account.mark(twice, DUPLICATE)
    account.mark(selection.rows, USED)
    return selection


def _keyed(sheet: Sheet, layout: Layout, centres: Centres, names: tuple[str, ...]):  # noqa: ANN202
    """(row, texts in the order of names, centre, patient) of every row below the heading."""
    start, places = sheet.header_row, row_names(sheet)
    count = sheet.height - start
    nothing = [""] * count
    ordered = [sheet.columns[places[name]][start:] if name in places else nothing for name in names]
    keys = _codes(sheet, layout.columns, PATIENT, _patient_code) or nothing
    where = _codes(sheet, layout.columns, CENTRE, centres.code) or [centres.code(sheet.centre)] * count
    return zip(range(start + 1, sheet.height + 1), zip(*ordered, strict=True), where, keys, strict=True)


def _patient_code(text: str) -> str:
    """A patient is text always: 007 stays."""
    cleaned = clean(text)
    return "" if is_excel_error(cleaned) else cleaned


def _codes(sheet: Sheet, columns: Mapping[str, tuple[int, object]], variable: str, code) -> list[str]:  # noqa: ANN001
    if variable not in columns:
        return []
    texts = sheet.columns[columns[variable][0] - 1][sheet.header_row :]
    memo = {text: code(text) for text in set(texts)}
    return [memo[text] for text in texts]


def _excluded(sheet: Sheet, layout: Layout, row: int, centre: str, code: str) -> Finding:
    if row in sheet.ragged:
        return Finding("ragged_row", sheet.number, row, 0, centre, code)
    variable = PATIENT if centre else CENTRE
    column = layout.columns[variable][0] if variable in layout.columns else 0
    return Finding("missing_key", sheet.number, row, column, centre, code, sheet.text(row, column), variable=variable)
