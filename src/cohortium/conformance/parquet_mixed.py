"""Columns of Parquet files that look as if they were in two units: asked about like those of sheets, from counts by value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cohortium.conformance.columns import one_unit, told_apart
from cohortium.conformance.findings import Finding
from cohortium.conformance.mixed_units import factors_of_test, factors_of_unit, lie_apart, mixed_units
from cohortium.conformance.numbers import MILLION
from cohortium.conformance.parquet_columns import Column
from cohortium.conformance.parquet_inputs import Source, quoted
from cohortium.engines import Engine
from cohortium.protocol.model import Protocol

_MOST = 20_000  # so many numbers show two groups as well as all of a registry
Group = tuple[str | None, ...]


@dataclass(frozen=True)
class _Numbers:
    """A column, what one of its units is worth, what parts its numbers in SQL, and its name and unit where those are declared."""

    column: Column
    step: float
    keys: tuple[str, ...]
    name: str = ""
    unit: str = ""

    def of(self, group: Group) -> tuple[str, Sequence[float]]:
        """What the numbers of a group are called, and how units that people use for them differ: by column, else by test."""
        test = "" if self.name or len(group) == 1 else group[1] or ""
        return (self.name, factors_of_unit(self.unit)) if self.name else (test, factors_of_test(test))


def mixed_columns(engine: Engine, source: Source, protocol: Protocol) -> list[Finding]:
    """A question for each column, centre and test in two units; its cells wait, by the rule of their column."""
    return [finding for each in _looked_at(source, protocol) for finding in _asked(engine, source, each)]


def _looked_at(source: Source, protocol: Protocol) -> Iterator[_Numbers]:
    """The columns of measured numbers."""
    if source.file.table == "patients":
        for name, entry in protocol.characteristics.items():
            if entry.kind == "number" and (column := source.column(name)):
                yield _Numbers(column, float(entry.step), (source.centre,), name, entry.unit)
    elif source.file.table == "laboratory" and (column := source.column("value")):
        apart = (source.value(name) for name in ("test", "unit") if source.column(name))
        yield _Numbers(column, 1 / MILLION, (source.centre, *apart))


def _asked(engine: Engine, source: Source, numbers: _Numbers) -> Iterator[Finding]:
    column, doubted = numbers.column, []
    for group, counts in _counted(engine, source, numbers).items():
        name, factors = numbers.of(group)
        said = one_unit(source.file, name) or column.how.times is not None
        alike = said or not lie_apart(value for value, _ in counts)  # counts are in the order of their values
        found = None if alike else mixed_units(_numbers(counts, numbers.step), factors)
        if found:
            doubted.append(" AND ".join(map(_is, numbers.keys, group)))
            number = source.heads().get(group[0] or "", source.file.number)
            yield Finding("units_mixed", number, 0, column.index, group[0] or "", expected=told_apart(found), variable=name)
    if doubted:
        known = f"WHEN ({column.rule}) IS NOT NULL THEN ({column.rule}) " if column.rule else ""
        waits = f"{column.value()} IS NOT NULL AND ({' OR '.join(f'({each})' for each in doubted)})"
        column.rule = f"CASE {known}WHEN {waits} THEN 'unit_in_doubt' END"


def _counted(engine: Engine, source: Source, numbers: _Numbers) -> Mapping[Group, list[tuple[int, int]]]:
    """Value and rows of what can be read, by what parts the numbers."""
    value, rule = numbers.column.value(), numbers.column.rule
    places = ", ".join(map(str, range(1, len(numbers.keys) + 2)))
    shown = ", ".join([*(f"CAST({key} AS STRING)" for key in numbers.keys), value])
    where = f"{value} IS NOT NULL" + (f" AND ({rule}) IS NULL" if rule else "")
    asked = f"SELECT {shown}, count(*) FROM {source.all_joined} WHERE {where} GROUP BY {places} ORDER BY {places}"
    counts: dict[Group, list[tuple[int, int]]] = {}
    for *group, number, rows in engine.rows(asked):
        counts.setdefault(tuple(group), []).append((number, rows))
    return counts


def _is(sql: str, text: str | None) -> str:
    return f"{sql} IS NULL" if text is None else f"{sql} = {quoted(text)}"


def _numbers(counts: Sequence[tuple[int, int]], step: float) -> list[float]:
    """The numbers, each as often as it stands, or fewer of all where there are very many."""
    share = max(1.0, sum(rows for _, rows in counts) / _MOST)
    return [value * step for value, rows in counts for _ in range(round(rows / share))]
