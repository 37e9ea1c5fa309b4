"""How complete each column is: what its cells say where they hold no value, each kind of missing apart.

Not done, not asked, unknown and not applicable are different answers; an empty cell is none of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace

from cohortium.conformance.findings import Conformed, Finding
from cohortium.conformance.layout import CENTRE, PATIENT
from cohortium.conformance.reading import TypedColumn

KINDS = ("not_done", "not_asked", "unknown", "not_applicable")


@dataclass(frozen=True)
class Filled:
    """One row of completeness.csv; cells = filled + set_aside + empty + the four kinds of missing."""

    centre: str  # empty in a file of several centres
    table: str
    variable: str
    cells: int = 0
    filled: int = 0
    set_aside: int = 0
    empty: int = 0
    not_done: int = 0
    not_asked: int = 0
    unknown: int = 0
    not_applicable: int = 0

    def __add__(self, other: Filled) -> Filled:
        """The counts of both, under the name of the first."""
        return replace(self, **{name: getattr(self, name) + getattr(other, name) for name in COUNTS})


COUNTS = tuple(field.name for field in fields(Filled))[3:]
COLUMNS = tuple(field.name for field in fields(Filled))


def filled_of(centre: str, table: str, variable: str, column: TypedColumn) -> Filled:
    """What the cells of a column hold, of the rows that are used."""
    said = {kind: column.missing.get(kind, 0) for kind in KINDS}
    values = len(column.values) - column.values.count(None) - column.states
    aside = len(column.faults)
    empty = len(column.values) - values - aside - sum(said.values())
    return Filled(centre, table, variable, len(column.values), values, aside, empty, **said)


def nothing_of(centre: str, table: str, columns: Mapping[str, TypedColumn], patients: int) -> Iterator[Filled]:
    """The cells of a block of a wide sheet for patients who have nothing in it: in a long sheet they would have no row."""
    counted = (name for name, column in columns.items() if patients and column.index and is_counted(name))
    return (Filled(centre, table, name, patients, empty=patients) for name in counted)


def completeness(conformed: Conformed, findings: Iterable[Finding]) -> list[Filled]:
    """By centre, table and variable, as the first file has them; what checks of records set aside is no longer filled."""
    sheets = {sheet.number: sheet for sheet in conformed.delivery.sheets}
    typed = {(each.rule, each.sheet_number, each.row, each.column) for each in conformed.findings}
    later = (each for each in findings if each.quarantines and (each.rule, each.sheet_number, each.row, each.column) not in typed)
    cells = {(each.sheet_number, each.row, each.column, each.variable) for each in later if each.sheet_number in sheets}
    aside = Counter((sheets[number].centre, sheets[number].table, variable) for number, _, _, variable in cells)
    found: dict[tuple[str, str, str], Filled] = {}
    for each in conformed.filled:
        key = each.centre, each.table, each.variable
        found[key] = found[key] + each if key in found else each
    return [replace(each, filled=each.filled - aside[key], set_aside=each.set_aside + aside[key]) for key, each in found.items()]


def by_variable(rows: Iterable[Filled]) -> list[Filled]:
    """The same over all centres."""
    found: dict[tuple[str, str], Filled] = {}
    for each in rows:
        key = each.table, each.variable
        found[key] = found[key] + each if key in found else replace(each, centre="")
    return list(found.values())


def is_counted(variable: str) -> bool:
    """Keys are not: a row without one is no row."""
    return variable not in (CENTRE, PATIENT)
