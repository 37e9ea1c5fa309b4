"""Totals from items: computed where none was written, held against the one that was, and never in its place without a word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from cohortium.conformance.ages import Ages
from cohortium.conformance.disagreements import scores_disagreeing, total_differs
from cohortium.conformance.findings import Finding
from cohortium.conformance.reading import EMPTY, TypedColumn
from cohortium.conformance.rows import Selection
from cohortium.conformance.scored_items import Columns, Total, scored_rows
from cohortium.measures import Measure, units
from cohortium.measures.items import Scored, items_of
from cohortium.protocol.model import Protocol
from cohortium.sources import Sheet

SET_ASIDE = "not_a_number"
"""The fault of a score whose items cannot be scored: something was written that cannot be used."""


def with_totals(
    sheet: Sheet, selection: Selection, columns: Columns, protocol: Protocol, measures: Mapping[str, Measure], ages: Ages
) -> tuple[Columns, list[Finding]]:
    """The columns of a sheet of visits with the totals of their items, and what contradicts what; the same columns for other sheets."""
    found: list[Finding] = []
    if sheet.table != "visits":
        return columns, found
    for name in protocol.items:
        total = Total(sheet, selection, columns, protocol, measures[name], items_of(protocol, name), ages)
        if total.present:
            columns = {**columns, name: _computed(total, found)}
    return columns, found + list(scores_disagreeing(sheet, selection, columns, protocol, measures))


def _computed(total: Total, found: list[Finding]) -> TypedColumn:
    """The measure's column: what was written, and what the items give."""
    given = total.columns.get(total.measure.id) or _blank(total)
    absent = [item.id for item in total.items if item.id not in total.columns and not item.optional]
    if absent:
        finding = Finding("items_incomplete", total.sheet.number, total.sheet.header_row, 0, total.sheet.centre, "", ", ".join(absent))
        found.append(replace(finding, variable=total.measure.id))
        return given
    column = replace(given, values=list(given.values), faults=dict(given.faults))
    for position, scored in scored_rows(total):
        _settle(total, column, position, scored, found)
    return column


def _blank(total: Total) -> TypedColumn:
    rows = len(total.selection.rows)
    return TypedColumn(0, total.columns[total.present[0].id].kind, [None] * rows, bytes([EMPTY]) * rows)


def _settle(total: Total, column: TypedColumn, position: int, scored: Scored | None, found: list[Finding]) -> None:
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
    elif written is not None and (differing := total_differs(total, column, position, scored)):
        found.append(differing)
        _decide(total.protocol.items[total.measure.id].differ, column, position, computed)


def _decide(differ: str, column: TypedColumn, position: int, computed: int | None) -> None:
    """Which of two totals stands; neither, if the study says so."""
    if differ == "items":
        column.values[position] = computed
    elif differ == "set_aside":
        column.values[position] = None
        column.faults.setdefault(position, SET_ASIDE)
