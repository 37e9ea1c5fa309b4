"""Answers on top of what came: the sheets are read with the corrected texts, and keep what their files hold beside them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from cohortium.conformance.answers.form import can_correct
from cohortium.conformance.findings import Finding, Query
from cohortium.language import tr
from cohortium.sources import Amendment, Delivery, Sheet


@dataclass(frozen=True)
class Given:
    """A question, where it was found, and the answer to it."""

    query: Query
    finding: Finding
    entry: dict[str, Any]

    @property
    def about_cell(self) -> bool:
        """Whether the answer is about the text of one cell."""
        return can_correct(self.query)

    @property
    def drops(self) -> bool:
        """Whether the answer takes out rows that a complete delivery no longer has."""
        return self.query.rule in ("row_vanished", "table_vanished") and self.entry["answer"] == "confirmed"


def amended(delivery: Delivery, given: Iterable[Given]) -> Delivery:
    """The delivery as it is to be read, given these answers; the same delivery where they change nothing."""
    cells: dict[int, dict[tuple[int, int], Amendment]] = {}
    dropped: list[tuple[Finding, Sheet]] = []
    accounts = {sheet.number: sheet for sheet in delivery.sheets}
    for each in sorted(given, key=lambda each: each.entry["entry"]):
        sheet = accounts.get(each.finding.sheet_number)
        if sheet and each.drops:
            dropped.append((each.finding, sheet))
        elif sheet and each.about_cell:
            place = each.finding.row, each.finding.column
            cells.setdefault(sheet.account, {})[place] = _amendment(sheet, place, each.entry)
    if not cells and not dropped:
        return delivery
    return replace(delivery, sheets=tuple(_dropped(_rewritten(sheet, cells.get(sheet.account, {})), dropped) for sheet in delivery.sheets))


def _amendment(sheet: Sheet, place: tuple[int, int], entry: dict[str, Any]) -> Amendment:
    new = entry["new"] if entry["answer"] == "corrected" else sheet.text(*place)
    at = tr("{file}, row {row}", file=entry["workbook"], row=entry["row"])
    return Amendment(entry["answer"], sheet.source_text(*place), new, entry["who"], entry["when"], at)


def _rewritten(sheet: Sheet, cells: dict[tuple[int, int], Amendment]) -> Sheet:
    """A sheet with other texts in some cells; columns without one are shared."""
    if not cells:
        return sheet
    columns = list(sheet.columns)
    for (row, column), amendment in cells.items():
        if columns[column - 1][row - 1] != amendment.new:
            changed = list(columns[column - 1])
            changed[row - 1] = amendment.new
            columns[column - 1] = changed
    return replace(sheet, columns=tuple(columns), amended={**sheet.amended, **cells})


def _dropped(sheet: Sheet, dropped: Iterable[tuple[Finding, Sheet]]) -> Sheet:
    """A sheet of an earlier delivery without the rows, or the table, that were taken out on purpose."""
    rows: set[int] = set()
    for finding, where in dropped:
        if finding.rule == "row_vanished" and finding.sheet_number == sheet.number:
            rows.add(finding.row)
        elif finding.rule == "table_vanished" and (where.table, where.centre) == (sheet.table, sheet.centre) and sheet.superseded:
            rows.update(sheet.data_rows)
    return replace(sheet, replaced=sheet.replaced | rows) if rows else sheet
