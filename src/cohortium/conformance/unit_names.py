"""Units of laboratory values that no limit of their test has: another spelling, or another unit; nobody guesses which."""

from __future__ import annotations

from collections.abc import Mapping

from cohortium.conformance.findings import Conformed, Finding
from cohortium.conformance.names import clean, plain
from cohortium.conformance.recognise import declared_for
from cohortium.protocol.laboratory import unit_of
from cohortium.protocol.model import Protocol
from cohortium.provenance import place_of
from cohortium.sources import Sheet


def units_of_limits(conformed: Conformed) -> dict[tuple[str, str], dict[str, str]]:
    """(centre, test) -> unit as it is compared -> its spelling, for the laboratory limits of a delivery."""
    limits, sheets = conformed.inputs["in_limits"], {sheet.number: sheet for sheet in conformed.delivery.sheets}
    columns = _unit_columns(conformed)
    found = {place: dict(units) for place, units in conformed.limit_units.items()}
    for record, centre, test, unit in zip(*(limits[name] for name in ("record", "centre", "test", "unit")), strict=True):
        number, row = place_of(record)
        if unit and number in columns:
            found.setdefault((centre, test), {}).setdefault(unit, clean(sheets[number].text(row, columns[number])))
    return found


def _unit_columns(conformed: Conformed) -> dict[int, int]:
    return {number: column for number, variable, column in conformed.columns if variable == "unit"}


def judged_tests(protocol: Protocol) -> set[str]:
    """The tests whose values are held against limits of a laboratory."""
    rules = (rule for term in protocol.safety.terms.values() if term.source for rule in term.source.any)
    return {plain(rule.test) for rule in rules if rule.is_local} | {plain(test) for test in protocol.ctcae.values()}


def strange_units(conformed: Conformed, protocol: Protocol) -> list[Finding]:
    """A finding for every unit of a value that is judged by limits in other units only."""
    tests = judged_tests(protocol)
    limits, columns = units_of_limits(conformed), _unit_columns(conformed)
    sheets: Mapping[int, Sheet] = {sheet.number: sheet for sheet in conformed.delivery.sheets}
    values = conformed.inputs["in_laboratory"]
    found: list[Finding] = []
    rows = zip(*(values[name] for name in ("record", "centre", "code", "test", "value", "unit", "lower", "upper")), strict=True)
    for record, centre, code, test, value, unit, lower, upper in rows if limits else ():
        known = limits.get((centre, test), {})
        if value is None or lower is not None or upper is not None or not unit or not known or unit in known or test not in tests:
            continue
        number, row = place_of(record)
        text = clean(sheets[number].text(row, columns.get(number, 0)))
        if text and text not in declared_for(sheets[number]).about("code", "unit") and unit_of(text) == unit:
            found.append(Finding("unit_of_no_limit", number, row, columns[number], centre, code, text, variable="unit"))
    return found
