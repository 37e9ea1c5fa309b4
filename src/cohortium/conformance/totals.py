"""Totals from items: computed where none was written, held against the one that was, and never in its place without a word."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from cohortium.conformance.ages import Ages
from cohortium.conformance.findings import Finding
from cohortium.conformance.names import clean
from cohortium.conformance.numbers import parse_number
from cohortium.conformance.reading import EMPTY, Fault, TypedColumn
from cohortium.conformance.rows import Selection
from cohortium.language import Message, later
from cohortium.measures import Measure, units
from cohortium.measures.items import INSTRUMENTS, Item, Scored, Scoring, items_of, scoring_of, weights_age
from cohortium.measures.questionnaires import agrees, iga_agrees
from cohortium.protocol.model import Protocol
from cohortium.provenance import column_letters
from cohortium.sources import Sheet

Columns = dict[str, TypedColumn]
SET_ASIDE = "not_a_number"
"""The fault of a score whose items cannot be scored: something was written that cannot be used."""


@dataclass
class _Total:
    """One measure on the rows of one sheet."""

    sheet: Sheet
    selection: Selection
    columns: Columns
    protocol: Protocol
    measure: Measure
    items: tuple[Item, ...]
    ages: Ages

    @property
    def rule(self) -> Scoring:
        return scoring_of(self.protocol, self.measure.id)

    @property
    def present(self) -> tuple[Item, ...]:
        """The items that the sheet has a column for."""
        return tuple(item for item in self.items if item.id in self.columns)

    def finding(self, rule: str, position: int, found: str = "", expected: str | Message = "") -> Finding:
        """At the cell of the total, or of the first item where the sheet has no column for it."""
        named = (self.measure.id, *(item.id for item in self.present))
        column = next(self.columns[name].index for name in named if name in self.columns and self.columns[name].index)
        whose = self.selection.centres[position], self.selection.codes[position]
        return Finding(rule, self.sheet.number, self.selection.rows[position], column, *whose, found, expected, self.measure.id)


def with_totals(
    sheet: Sheet, selection: Selection, columns: Columns, protocol: Protocol, measures: Mapping[str, Measure], ages: Ages
) -> tuple[Columns, list[Finding]]:
    """The columns of a sheet of visits with the totals of their items, and what contradicts what; the same columns for other sheets."""
    found: list[Finding] = []
    if sheet.table != "visits":
        return columns, found
    for name in protocol.items:
        total = _Total(sheet, selection, columns, protocol, measures[name], items_of(protocol, name), ages)
        if total.present:
            columns = {**columns, name: _computed(total, found)}
    return columns, found + list(_disagreeing(sheet, selection, columns, protocol, measures))


def _computed(total: _Total, found: list[Finding]) -> TypedColumn:
    """The measure's column: what was written, and what the items give."""
    given = total.columns.get(total.measure.id) or _blank(total)
    absent = [item.id for item in total.items if item.id not in total.columns and not item.optional]
    if absent:
        finding = Finding("items_incomplete", total.sheet.number, total.sheet.header_row, 0, total.sheet.centre, "", ", ".join(absent))
        found.append(replace(finding, variable=total.measure.id))
        return given
    column = replace(given, values=list(given.values), faults=dict(given.faults))
    for position, scored in _scored(total):
        _settle(total, column, position, scored, found)
    return column


def _blank(total: _Total) -> TypedColumn:
    rows = len(total.selection.rows)
    return TypedColumn(0, total.columns[total.present[0].id].kind, [None] * rows, bytes([EMPTY]) * rows)


def _scored(total: _Total) -> Iterator[tuple[int, Scored | None]]:
    """(row, score) of every row with an answer, each distinct set of answers once; None where one of them was set aside."""
    present = total.present
    faulty = {position for item in present for position in total.columns[item.id].faults}
    score, memo = _scorer(total), dict[Any, Scored]()
    for position, row in enumerate(zip(*(total.columns[item.id].values for item in present), strict=True)):
        if position in faulty:
            yield position, None
        elif any(answer is not None for answer in row):
            key = row, _age(total, position)
            memo[key] = memo.get(key) or score(*key)
            yield position, memo[key]


def _age(total: _Total, position: int) -> int | None:
    """The age that decides the weights; 0 where they do not depend on it."""
    if "weights" not in INSTRUMENTS[total.measure.id].choices:
        return 0
    days = total.columns["date"].values if "date" in total.columns else None
    key = total.selection.centres[position], total.selection.codes[position]
    return weights_age(total.rule, total.ages.at(key, days[position] if days else None))


def _scorer(total: _Total) -> Callable[[tuple[Any, ...], int | None], Scored]:
    """How a row of answers is scored; where the age is not known, only if it makes no difference."""
    instrument, rule, present = INSTRUMENTS[total.measure.id], total.rule, total.present

    def score(row: tuple[Any, ...], age: int | None) -> Scored:
        answers = {item.id: _answer(item, value) for item, value in zip(present, row, strict=True)}
        if age is not None:
            return instrument.score(answers, rule, age)
        young, old = (instrument.score(answers, rule, weights_age(Scoring(weights=who), None) or 0) for who in ("child", "adult"))
        return young if young == old else Scored(None)

    return score


def _answer(item: Item, value: Any) -> Any:
    return value if value is None or item.words else value * item.step


def _settle(total: _Total, column: TypedColumn, position: int, scored: Scored | None, found: list[Finding]) -> None:
    """What stands in a row: what was written; else what its items give; else nothing, with the reason."""
    written = column.values[position]
    if scored is None or scored.total is None:
        if scored is not None:
            found.append(total.finding("items_contradict" if scored.contradicts else "items_missing", position))
        if written is None and (scored is None or scored.contradicts):
            column.faults.setdefault(position, SET_ASIDE)
        return
    computed = units(total.measure, scored.total)
    if written is None and position not in column.faults:
        column.values[position] = computed
    elif written is not None and not agrees(total.measure, scored.total, _as_written(total, column, position)):
        text = total.sheet.text(_row(total, position), column.index)
        found.append(total.finding("total_differs", position, text, _said(total, scored, position)))
        _decide(total.protocol.items[total.measure.id].differ, column, position, computed)


def _row(total: _Total, position: int) -> int:
    return total.selection.rows[position]


def _decide(differ: str, column: TypedColumn, position: int, computed: int | None) -> None:
    """Which of two totals stands; neither, if the study says so."""
    if differ == "items":
        column.values[position] = computed
    elif differ == "set_aside":
        column.values[position] = None
        column.faults.setdefault(position, SET_ASIDE)


def _as_written(total: _Total, column: TypedColumn, position: int) -> Decimal:
    """The total with the decimals that its centre wrote, since centres round differently."""
    value = total.measure.value_of(column.values[position])
    try:
        written, _ = parse_number(clean(total.sheet.text(_row(total, position), column.index)))
    except Fault:
        return value
    return written if written == value else value


def _said(total: _Total, scored: Scored, position: int) -> Message:
    """The other total, and the cells that give it."""
    columns = sorted(total.columns[item.id].index for item in total.present if total.columns[item.id].index)
    text = "{total}, which the items in {cells} give; or items that give what was written"
    return later(text, total=f"{(scored.total or Decimal(0)).normalize():f}", cells=_cells(columns, _row(total, position)))


def _cells(columns: list[int], row: int) -> str:
    """Cells of one row, neighbours as a span: `C4:F4, H4`."""
    starts = [column for column in columns if column - 1 not in columns]
    ends = [column for column in columns if column + 1 not in columns]
    spans = zip(starts, ends, strict=True)
    return ", ".join(":".join(f"{column_letters(end)}{row}" for end in dict.fromkeys(span)) for span in spans)


def _disagreeing(
    sheet: Sheet, selection: Selection, columns: Columns, protocol: Protocol, measures: Mapping[str, Measure]
) -> Iterator[Finding]:
    """Scores of one visit of which one says clear and the other does not."""
    for name, rule in protocol.items.items():
        other = rule.agrees_with
        if other is None or name not in columns or other not in columns:
            continue
        for position, (one, two) in enumerate(zip(columns[name].values, columns[other].values, strict=True)):
            if one is not None and two is not None and not iga_agrees(one, measures[other].value_of(two)):
                whose, column = (selection.centres[position], selection.codes[position]), columns[name].index
                place = sheet.number, selection.rows[position], column
                expected = later("{measure} and {other} that are both clear, or both not", measure=name, other=other)
                yield Finding("scores_disagree", *place, *whose, sheet.text(place[1], column), expected, name)
