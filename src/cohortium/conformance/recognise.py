"""Which findings are one question about a whole centre, and not one slip in one cell: their rule says so.

A date that can be read both ways is a question about the centre's order of dates, unless its column holds both orders:
then no answer fits all its cells, and each is asked about alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

from cohortium.conformance.findings import Finding
from cohortium.conformance.headings import by_heading
from cohortium.conformance.layout import Columns
from cohortium.conformance.names import CLOSE, clean, plain
from cohortium.conformance.units import split_unit
from cohortium.conformance.words import MISSING_CODES
from cohortium.sources import ParquetFile, Sheet
from cohortium.sources.mapping import Mapping as Declarations

_SLASHED = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.](?:[0-9]{2}|[0-9]{4})\b.*")
_TWO_DIGITS = re.compile(r"[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2}(?:\D.*)?")
_NOTHING = Declarations()
_SHORT = 3
_NO_TEXTS: Mapping[tuple[int, int], Iterable[str]] = {}
Sheets = Mapping[int, Sheet | ParquetFile]


def declared_for(sheet: Sheet | ParquetFile) -> Declarations:
    """What the mapping of a sheet's centre says; nothing where there is none."""
    return sheet.written.mapping if sheet.written else _NOTHING


def _own(finding: Finding, sheet: Sheet | ParquetFile, word: str) -> object:
    """What the mapping says of the one column of a finding."""
    columns = sheet.view.columns.items() if sheet.view else ()
    return next((getattr(column, word) for name, (_, column) in columns if plain(name) == plain(finding.variable)), None)


def orders(texts: Iterable[str]) -> tuple[int, int]:
    """How many different dates can only be day first, and how many only month first."""
    pairs = [(int(found[1]), int(found[2])) for text in texts if (found := _SLASHED.fullmatch(text.strip()))]
    return sum(a > 12 >= b for a, b in pairs), sum(b > 12 >= a for a, b in pairs)


def recognised(
    findings: Iterable[Finding], sheets: Sheets, known: Mapping[str, Columns], texts: Mapping[tuple[int, int], Iterable[str]] = _NO_TEXTS
) -> list[Finding]:
    """The findings; those that are part of a question have the rule of that question.

    `texts`: of columns of Parquet files (number of the file, column), which hold no texts here.
    """
    found = list(findings)
    times = Counter(_word(each, sheets) for each in found if each.rule in (*_TEXTS, "not_a_number"))
    patterns = _Patterns(sheets, known, times, texts)
    return [replace(each, rule=rule) if (rule := patterns.rule(each)) else each for each in found]


def _word(finding: Finding, sheets: Sheets) -> tuple[int, str, str]:
    """A text in a column of one sheet, in whichever block of it: what comes again is a habit."""
    sheet = sheets.get(finding.sheet_number)
    return sheet.account if sheet else finding.sheet_number, finding.variable, clean(finding.found)


def texts_at(sheet: Sheet | ParquetFile, column: int, texts: Mapping[tuple[int, int], Iterable[str]]) -> set[str]:
    """The different texts of a column, counted from 1; those of a Parquet file as the engine gave them."""
    if isinstance(sheet, ParquetFile):
        return set(texts.get((sheet.number, column), ()))
    return set(sheet.columns[column - 1][sheet.header_row :])


class _Patterns:
    """What is looked at once per column, for all of its findings."""

    def __init__(
        self, sheets: Sheets, known: Mapping[str, Columns], times: Counter[tuple[int, str, str]], texts: Mapping[tuple[int, int], Any]
    ) -> None:
        self.sheets, self.known, self.times, self.texts = sheets, known, times, texts
        self.mixed: dict[tuple[int, int], bool] = {}

    def rule(self, finding: Finding) -> str:
        """The rule of the question that a finding is part of; empty where it is none."""
        sheet = self.sheets.get(finding.sheet_number)
        look = (_LOOKS if isinstance(sheet, Sheet) else _TYPED_LOOKS).get(finding.rule)
        return look(self, finding, sheet) if look and sheet else ""

    def date(self, finding: Finding, sheet: Sheet | ParquetFile) -> str:
        """The century of years of two digits, then the order of day and month."""
        declared = declared_for(sheet)
        if _TWO_DIGITS.fullmatch(clean(finding.found)) and declared.two_digit_years_from is None:
            return "two_digit_years"
        said = declared.dates or _own(finding, sheet, "dates")
        return "" if said or self._both_orders(finding, sheet) else "date_order"

    def _both_orders(self, finding: Finding, sheet: Sheet | ParquetFile) -> bool:
        place = (sheet.account, finding.column)
        if place not in self.mixed:
            self.mixed[place] = all(orders(texts_at(sheet, finding.column, self.texts)))
        return self.mixed[place]

    def number(self, finding: Finding, sheet: Sheet | ParquetFile) -> str:
        """The decimal mark."""
        return "" if declared_for(sheet).decimal or _own(finding, sheet, "decimal") else "decimal_mark"

    def code(self, finding: Finding, sheet: Sheet | ParquetFile) -> str:
        """A text is a code where it is short or comes again; a longer one that stands once is a slip."""
        text = clean(finding.found)
        answered = text in declared_for(sheet).about("code", finding.variable)
        return "unknown_code" if (len(text) <= _SHORT or self._again(finding, sheet)) and not answered else ""

    def _again(self, finding: Finding, sheet: Sheet | ParquetFile) -> bool:
        """Whether a text came more than once; a cell that was corrected since had it too, so that the others stay what they were."""
        corrected = sum(clean(each.old) == clean(finding.found) for each in sheet.amended.values())
        return self.times[_word(finding, self.sheets)] + corrected > 1

    def missing(self, finding: Finding, sheet: Sheet | ParquetFile) -> str:
        """A number such as -9 or 999, outside the range of its column; -9.0 in a column of floating numbers."""
        text = clean(finding.found)
        answered = text in declared_for(sheet).about("code", finding.variable)
        return "missing_code" if text.removesuffix(".0") in MISSING_CODES and not answered else ""

    def unit(self, finding: Finding, sheet: Sheet | ParquetFile) -> str:
        """A number with its unit behind it, or a word that comes again where numbers stand."""
        text, declared = clean(finding.found), declared_for(sheet)
        if unit := split_unit(text)[1]:
            return "unit_in_cell" if unit not in declared.about("unit", finding.variable) else ""
        is_word = not any(map(str.isdigit, text)) and self._again(finding, sheet)
        return "word_in_numbers" if is_word and text not in declared.about("code", finding.variable) else ""

    def heading(self, finding: Finding, sheet: Sheet) -> str:
        """A heading that is close to that of a column which the sheet does not have."""
        if sheet.view or not sheet.table or plain(clean(finding.found)) in declared_for(sheet).about("heading", sheet.table):
            return ""
        return "close_heading" if close_to(sheet, finding.found, self.known[sheet.table]) else ""


def close_to(sheet: Sheet, heading: str, known: Columns) -> str:
    """The variable that a heading may mean: another usual name for it, or nearly its own; empty where the sheet has it, too."""
    name, others = plain(clean(heading)), by_heading(variable for variable, _ in known.values())
    variable = others.get(name, "")
    if not variable and not re.search(r"[0-9]", name):
        near = get_close_matches(name, known, n=1, cutoff=CLOSE)
        variable = known[near[0]][0] if near else ""
    have = {known[plain(clean(each))][0] for each in sheet.headers if plain(clean(each)) in known}
    return "" if variable in have else variable


_TEXTS = ("unknown_level", "not_yes_or_no", "unknown_arm")
_TYPED_LOOKS: dict[str, Callable[[_Patterns, Finding, Any], str]] = {
    **dict.fromkeys(_TEXTS, _Patterns.code),
    "out_of_range": _Patterns.missing,
    "not_a_number": _Patterns.unit,
    "ambiguous_date": _Patterns.date,
    "ambiguous_number": _Patterns.number,
}
_LOOKS: dict[str, Callable[[_Patterns, Finding, Any], str]] = {
    "unmapped_column": _Patterns.heading,
    **_TYPED_LOOKS,
}
"""Rule of a finding -> what may make it part of a question; the columns of a Parquet file are named by the study or its mapping."""
