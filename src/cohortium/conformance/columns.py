"""What a whole column shows and no single cell: two units in one column, zeros that stand apart, heights and weights that do not fit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from cohortium.conformance.findings import Finding
from cohortium.conformance.mixed_units import (
    Mixed,
    body_mass_faults,
    factors_of_test,
    factors_of_unit,
    mixed_units,
    other_unit,
    spike_of_zero,
)
from cohortium.conformance.names import clean, plain
from cohortium.conformance.numbers import parse_number
from cohortium.conformance.reading import QUARANTINED, Fault, Kind, TypedColumn
from cohortium.conformance.rows import Selection
from cohortium.language import Message, later
from cohortium.protocol.model import Protocol
from cohortium.sources import ParquetFile, Sheet
from cohortium.sources.second_look import spans

WEIGHT, HEIGHT = "weight", "height"


@dataclass(frozen=True)
class _Group:
    """The numbers of one centre, and of one test and unit, in a column; positions in the rows that are used."""

    centre: str
    name: str
    positions: Sequence[int]
    numbers: Sequence[float]


def look_over(sheet: Sheet, selection: Selection, columns: dict[str, TypedColumn], protocol: Protocol) -> list[Finding]:
    """Questions about whole columns; the cells that they concern are set aside until they are answered."""
    if sheet.table == "patients":
        _body_mass(sheet, selection, columns, protocol)
        numbers = {name: columns[name] for name, entry in protocol.characteristics.items() if entry.kind == "number" and name in columns}
        return [finding for name, column in numbers.items() for finding in _characteristic(sheet, selection, name, column, protocol)]
    if sheet.table == "laboratory" and "value" in columns:
        return list(_laboratory(sheet, selection, columns))
    return []


def _characteristic(sheet: Sheet, selection: Selection, name: str, column: TypedColumn, protocol: Protocol) -> Iterator[Finding]:
    entry, declared = protocol.characteristics[name], _declared(sheet, name)
    low, high = (None if bound is None else float(bound) for bound in (entry.low, entry.high))
    for group in _groups(sheet, selection, column, {}):
        other = None if declared else other_unit(group.numbers, entry.unit, low, high)
        if other:
            expected = later("times: {times} and written_in: {unit}, if that is so", times=f"{other[1]:.6g}", unit=other[0])
            yield _finding("unit_differs", sheet, selection, group, column, name, expected)
        elif not declared:
            yield from _mixed(sheet, selection, group, column, name, factors_of_unit(entry.unit))
        yield from _zeros(sheet, selection, group, column, name)


def _laboratory(sheet: Sheet, selection: Selection, columns: dict[str, TypedColumn]) -> Iterator[Finding]:
    column = columns["value"]
    for group in _groups(sheet, selection, column, {name: columns[name] for name in ("test", "unit") if name in columns}):
        if not _declared(sheet, "value"):
            yield from _mixed(sheet, selection, group, column, group.name, factors_of_test(group.name))
        yield from _zeros(sheet, selection, group, column, group.name)


def _declared(sheet: Sheet, variable: str) -> bool:
    """Whether a mapping says in which unit a column is written."""
    column = sheet.view.columns.get(variable) if sheet.view else None
    return bool(column and (column[1].times is not None or column[1].written_in))


def _groups(sheet: Sheet, selection: Selection, column: TypedColumn, by: dict[str, TypedColumn]) -> Iterator[_Group]:
    """The numbers of a column by centre, and by what other columns of the row say; also those out of range."""
    memo: dict[str, float | None] = {}
    found: dict[tuple[str, ...], tuple[list[int], list[float]]] = {}
    for position, row in enumerate(selection.rows):
        text = sheet.text(row, column.index)
        if text not in memo:
            memo[text] = _number(column.kind, text)
        number = memo[text]
        if number is not None:
            key = (selection.centres[position], *(str(other.values[position] or "") for other in by.values()))
            positions, numbers = found.setdefault(key, ([], []))
            positions.append(position)
            numbers.append(number)
    for (centre, *others), (positions, numbers) in found.items():
        yield _Group(centre, others[0] if others else "", positions, numbers)


def _number(kind: Kind, text: str) -> float | None:
    try:
        cleaned = clean(text)
        return float(parse_number(kind.translate(cleaned) if kind.translate else cleaned)[0])
    except Fault:
        return None


def one_unit(sheet: Sheet | ParquetFile, name: str) -> bool:
    """Whether somebody has said that all numbers of a column, or of a test, are in one unit."""
    return bool(sheet.written and plain(name) in sheet.written.mapping.about("units"))


def told_apart(found: Mixed) -> Message:
    """What is asked of a column in two units."""
    text = "the unit of each: numbers up to {low} and from {high} differ about {factor} times"
    return later(text, low=f"{found.low:g}", high=f"{found.high:g}", factor=f"{found.factor:g}")


def _mixed(
    sheet: Sheet, selection: Selection, group: _Group, column: TypedColumn, name: str, factors: Sequence[float]
) -> Iterator[Finding]:
    found = mixed_units(group.numbers, factors)
    if found and not one_unit(sheet, name):
        set_aside(column, group.positions, "unit_in_doubt")
        yield _finding("units_mixed", sheet, selection, group, column, name, told_apart(found))


def _zeros(sheet: Sheet, selection: Selection, group: _Group, column: TypedColumn, name: str) -> Iterator[Finding]:
    if spike_of_zero(group.numbers):
        rows = spans(selection.rows[position] for position, number in zip(group.positions, group.numbers, strict=True) if not number)
        yield Finding("zero_spike", sheet.number, 0, column.index, group.centre, found=rows, variable=name)


def _finding(rule: str, sheet: Sheet, selection: Selection, group: _Group, column: TypedColumn, name: str, expected: object) -> Finding:
    """One question for a column and centre; its cells are listed by their rows."""
    rows = spans(selection.rows[position] for position in group.positions)
    return Finding(rule, sheet.number, sheet.header_row, column.index, group.centre, "", rows, expected, name)  # type: ignore[arg-type]


def _body_mass(sheet: Sheet, selection: Selection, columns: dict[str, TypedColumn], protocol: Protocol) -> None:
    """Height and weight of one patient that cannot both be right are both set aside."""
    known = protocol.characteristics
    if not {WEIGHT, HEIGHT} <= columns.keys() or known[WEIGHT].unit != "kg" or known[HEIGHT].unit not in ("cm", "m"):
        return
    scale = 100 if known[HEIGHT].unit == "m" else 1
    weights = _values(columns[WEIGHT], float(known[WEIGHT].step))
    heights = _values(columns[HEIGHT], float(known[HEIGHT].step) * scale)
    for position in list(body_mass_faults(weights, heights)):
        for name in (WEIGHT, HEIGHT):
            set_aside(columns[name], [position], "body_mass")


def _values(column: TypedColumn, step: float) -> list[float | None]:
    return [None if value is None else value * step for value in column.values]


def set_aside(column: TypedColumn, positions: Iterable[int], rule: str) -> None:
    """Take values out of a column that was typed; a cell that was set aside before keeps its reason."""
    statuses = bytearray(column.statuses)
    for position in positions:
        if column.values[position] is not None:
            column.values[position], statuses[position] = None, QUARANTINED
            column.faults[position] = rule
    column.statuses = bytes(statuses)
