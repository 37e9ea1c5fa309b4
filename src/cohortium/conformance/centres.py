"""What each centre's files have columns for, and whether the centre in a column is the one that the file's place says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from cohortium.conformance.findings import Finding
from cohortium.conformance.layout import CENTRE, Layout
from cohortium.conformance.rows import Selection
from cohortium.protocol.model import Protocol
from cohortium.sources import Delivery, Sheet


def _wanted(protocol: Protocol) -> dict[str, tuple[str, ...]]:
    """Table -> the variables that a study needs of it."""
    own = (name for name, entry in protocol.characteristics.items() if entry.source is None)
    return {"patients": tuple(own), "visits": protocol.used_measures}


@dataclass
class CentreColumns:
    """By (table, centre): the rows of each sheet, in their order, and the variables that any of them has a column for."""

    rows: dict[tuple[str, str], dict[int, int]] = field(default_factory=dict)
    variables: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    first: dict[tuple[int, str], int] = field(default_factory=dict)  # (sheet number, centre) -> first row

    def add(self, sheet: Sheet, selection: Selection, variables: Iterable[str]) -> None:
        """Count a sheet that was read."""
        have = set(variables)
        for centre, rows in Counter(selection.centres).items():
            self.rows.setdefault((sheet.table, centre), {})[sheet.number] = rows
            self.variables.setdefault((sheet.table, centre), set()).update(have)
            self.first[sheet.number, centre] = selection.rows[selection.centres.index(centre)]

    def not_collected(self, protocol: Protocol) -> Iterator[tuple[Finding, int]]:
        """A finding for every variable that a centre has no column for, and how many rows lack it.

        A centre that never measured something says nothing about its patients; a single empty cell may.
        """
        wanted = _wanted(protocol)
        for (table, centre), sheets in self.rows.items():
            for variable in wanted.get(table, ()):
                if variable not in self.variables[table, centre]:
                    finding = Finding("not_collected", min(sheets), centre=centre, found=variable, variable=variable)
                    yield finding, sum(sheets.values())


def contradicting(delivery: Delivery, layouts: Mapping[int, Layout], have: CentreColumns, protocol: Protocol) -> Iterator[Finding]:
    """Once per sheet and centre: rows of a centre in the file of another one. A file's name that is no centre says nothing."""
    known = set(protocol.centres) or {centre for _, centre in have.first}
    for sheet in delivery.sheets:
        if sheet.centre not in known or sheet.number not in layouts or CENTRE not in layouts[sheet.number].columns:
            continue
        column = layouts[sheet.number].columns[CENTRE][0]
        for (number, centre), row in have.first.items():
            if number == sheet.number and centre != sheet.centre:
                yield Finding("centre_contradicts", number, row, column, centre, found=centre, expected=sheet.centre, variable=CENTRE)
