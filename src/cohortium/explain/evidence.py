"""What stands behind a number: patients, what each counts as, and the cells that say so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from cohortium.conformance.findings import Conformed
from cohortium.conformance.names import clean
from cohortium.derivations import trace
from cohortium.engines import Engine
from cohortium.explain.words import Declared
from cohortium.language import marked, tr
from cohortium.measures.items import items_of
from cohortium.protocol.tables import subset_weights
from cohortium.provenance import Address, place_of
from cohortium.results import Result
from cohortium.sources import Amendment, Sheet

Row = dict[str, Any]


@dataclass(frozen=True)
class Cell:
    """One cell that was read: what it is, its text, where it stands."""

    what: str
    text: str
    address: Address
    amendment: Amendment | None = None

    def __str__(self) -> str:
        shown = tr('{what} "{text}"', what=self.what, text=self.text) if self.text else self.what
        return f"{shown} ({self.address}){self._answered()}"

    def _answered(self) -> str:
        """What the centre answered about the cell: the text is that of the file, the answer stands beside it."""
        if self.amendment is None:
            return ""
        told = {"new": self.amendment.new, "who": self.amendment.who, "when": self.amendment.when, "place": self.amendment.place}
        return tr(_ANSWERED[self.amendment.answer], **told)


_ANSWERED = {
    "corrected": marked(', corrected to "{new}" by {who}, {when} ({place})'),
    "confirmed": marked(", confirmed by {who}, {when} ({place})"),
    "not_available": marked(", not available according to {who}, {when} ({place})"),
}


@dataclass(frozen=True)
class Patient:
    """One patient of a number: what it counts as, a number to sort by where there is one, and the cells behind it."""

    centre: str
    code: str
    counts_as: str
    cells: tuple[Cell, ...] = ()
    value: Any = None


@dataclass(frozen=True)
class Explanation:
    """A number led back: its definition in words, the steps, who is counted, and how many are not and why."""

    definition: tuple[str, ...]
    steps: tuple[str, ...]
    patients: tuple[Patient, ...]
    others: Mapping[str, int] = field(default_factory=dict)
    listed: str = marked("Patients")


@dataclass(frozen=True)
class Source(Declared):
    """Where explanations look: the derived study in its engine and the texts that it was read from."""

    conformed: Conformed
    engine: Engine

    def rows(self, name: str, result: Result, *parameters: str | int) -> list[Row]:
        """The rows of a trace that belong to the arm and the subset of a result."""
        query = trace(name)
        rows = [dict(zip(query.columns, row, strict=True)) for row in self.engine.rows(query.sql, parameters)]
        return [row for row in rows if self._belongs(row, result)]

    def _belongs(self, row: Row, result: Result) -> bool:
        if result.group == "centre":
            return not result.group_level or (row["centre"] == result.group_level) != bool(result.variant)
        if result.group and row["strata"] // subset_weights(self.protocol)[result.group] % 3 != 2:
            return False
        return result.arm in ("", "all") or row.get("arm") in (result.arm, result.versus)

    @cached_property
    def _columns(self) -> dict[tuple[int, str], int]:
        return {(number, variable): column for number, variable, column in self.conformed.columns}

    @cached_property
    def _sheets(self) -> dict[int, Any]:
        delivery = self.conformed.delivery
        return {sheet.number: sheet for sheet in (*delivery.sheets, *delivery.parquet)}

    def cells(self, record: int | None, *variables: str, when: str = "") -> tuple[Cell, ...]:
        """The cells of a record that hold these variables; the row itself where the sheet has no such column."""
        if record is None:
            return ()
        number, row = place_of(record)
        sheet = self._sheets[number]
        shown = (each for name in variables for each in self._behind(sheet, row, name))
        found = [(name, column) for name in shown if (column := self._columns.get((number, name)))]
        return tuple(self._cell(sheet, row, column, f"{when} {name}".strip()) for name, column in found) or (
            self._cell(sheet, row, 0, tr("row")),
        )

    def _behind(self, sheet: Any, row: int, name: str) -> tuple[str, ...]:
        """The columns behind a variable: of a total that was computed, or replaced what was written, those of its items."""
        rule, column = self.protocol.items.get(name), self._columns.get((sheet.number, name), 0)
        items = tuple(item.id for item in items_of(self.protocol, name) if (sheet.number, item.id) in self._columns)
        if rule is None or not items:
            return (name,)
        written = isinstance(sheet, Sheet) and column and clean(sheet.text(row, column))
        return ((name, *items) if rule.differ == "items" else (name,)) if written else items

    def _cell(self, sheet: Any, row: int, column: int, what: str) -> Cell:
        address = sheet.address(row, column) if isinstance(sheet, Sheet) else Address(sheet.file, "", row, column)
        if not column or not isinstance(sheet, Sheet):
            return Cell(what, "", address)
        return Cell(what, sheet.source_text(row, column), address, sheet.amended.get((row, column)))


def tally_others(said: Iterable[str]) -> dict[str, int]:
    """How many patients are not counted, by the reason why, most frequent first."""
    counts: dict[str, int] = {}
    for why in said:
        counts[why] = counts.get(why, 0) + 1
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def patient(source: Source, row: Row, said: str, record: int | None, *variables: str) -> Patient:
    """A patient of a trace, with the cells of one record."""
    return Patient(row["centre"], row["code"], said, source.cells(record, *variables))
