"""A value that is missing because its cell was set aside is asked about once: by what is wrong with the cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cohortium.conformance.confirmed import NOT_AVAILABLE
from cohortium.conformance.findings import Conformed, Finding
from cohortium.conformance.names import clean

ABSENCES: dict[str, tuple[str, ...]] = {
    "start_missing": ("start",),
    "visit_without_time": ("date", "month", "week"),
    "drug_missing": ("drug",),
}
"""A check that misses a value in a row -> the columns that could have given it."""
Place = tuple[int, int, str]  # sheet number, row, variable


def told_once(findings: Iterable[Finding], conformed: Conformed) -> list[Finding]:
    """The findings without those that only repeat that a cell beside them could not be read, or that it holds no value for good."""
    found = list(findings)
    told = {(each.sheet_number, each.row, each.variable) for each in found if each.quarantines and each.rule not in ABSENCES}
    told |= set(_given_up(conformed))
    return [each for each in found if not any((each.sheet_number, each.row, name) in told for name in ABSENCES.get(each.rule, ()))]


def _given_up(conformed: Conformed) -> Iterator[Place]:
    """Cells that hold something of which their centre said that it is no value; of an empty one only the check itself was answered."""
    variables = {(number, index): variable for number, variable, index in conformed.columns}
    for sheet in conformed.delivery.sheets:
        for (row, index), amendment in sheet.amended.items():
            if amendment.answer == NOT_AVAILABLE and clean(amendment.old) and (sheet.number, index) in variables:
                yield sheet.number, row, variables[sheet.number, index]
