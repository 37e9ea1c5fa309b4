"""What the laboratory is held against, as rows of small tables: limits of laboratory terms, and grades."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from cohortium.protocol.events import LaboratoryRule
from cohortium.protocol.model import Protocol
from cohortium.protocol.patterns import term_places
from cohortium.protocol.slots import LANES, Measures, Rows
from cohortium.protocol.values import plain

LABORATORY_UNITS = 1_000_000


def unit_of(text: str | None) -> str:
    """A unit as it is compared: without case and spaces; empty for none."""
    return "".join((text or "").split()).casefold()


def tests_of(protocol: Protocol) -> set[str]:
    """The plain names of the tests that laboratory terms and grades ask for."""
    ruled = (rule.test for term in protocol.safety.terms.values() if term.source for rule in term.source.any)
    return {plain(test) for test in (*ruled, *protocol.ctcae.values())}


def laboratory_side_rows(protocol: Protocol, measures: Measures) -> Rows:
    """The tests of laboratory terms, each on the side that counts, numbered: lines of the laboratory are held against these."""
    return ((seat.number, *side, seat.part, seat.lane, seat.block) for side, seat in _seats(protocol).items())


def laboratory_rule_rows(protocol: Protocol, measures: Measures) -> Rows:
    """The limits of laboratory terms; `units` are those of all fixed limits of the term for the test on that side, between bars."""
    seats = _seats(protocol)
    for (term, test, side), rules in _sides(protocol).items():
        seat = seats[term, test, side]
        units = "|".join(["", *dict.fromkeys(unit_of(rule.unit) for rule in rules if not rule.is_local), ""])
        for rule in rules:
            bound = rule.below if rule.above is None else rule.above
            fixed = None if rule.is_local else int(Fraction(str(bound)) * LABORATORY_UNITS)
            times = Fraction(rule.times)
            limit = (test, side, int(rule.is_local), fixed, unit_of(rule.unit), units, times.numerator, times.denominator)
            yield seat.number, *limit, seat.part, seat.lane, seat.mark


class _Seat(NamedTuple):
    """Where the answers of a term, test and side stand: beside three others in a row, and in the numbers of the term's block."""

    number: int
    part: int
    lane: int
    block: int
    mark: int


def _seats(protocol: Protocol) -> dict[tuple[str, str, str], _Seat]:
    places = term_places(protocol)
    seats: dict[tuple[str, str, str], _Seat] = {}
    part, lane, before = 0, 0, 0
    for number, side in enumerate(_sides(protocol), start=1):
        block, mark = places[side[0]]
        if lane == LANES or block != before:  # a part is of one block
            part, lane = part + 1, 0
        lane, before = lane + 1, block
        seats[side] = _Seat(number, part, lane, block, mark)
    return seats


def _sides(protocol: Protocol) -> dict[tuple[str, str, str], list[LaboratoryRule]]:
    """The limits of each term, by term, test and the side on which a value is abnormal."""
    found: dict[tuple[str, str, str], list[LaboratoryRule]] = {}
    for name, term in protocol.safety.terms.items():
        for rule in term.source.any if term.source else ():
            found.setdefault((name, plain(rule.test), "below" if rule.above is None else "above"), []).append(rule)
    return found


def graded_rows(protocol: Protocol, measures: Measures) -> Rows:
    """The graded terms, each with its test and the side on which its values are bad."""
    from cohortium.measures.ctcae import TERMS

    return ((name, plain(test), TERMS[name].limits[0].side) for name, test in protocol.ctcae.items())


def grade_rows(protocol: Protocol, measures: Measures) -> Rows:
    """The limits of the graded terms, numbered."""
    for name, number, limit in _grade_limits(protocol):
        times = Fraction(limit.times)
        own = (limit.grade, limit.side, limit.basis, limit.when, int(limit.inclusive))
        yield name, number, *own, times.numerator, times.denominator


def grade_bound_rows(protocol: Protocol, measures: Measures) -> Rows:
    """Fixed limits, once per unit as it is compared."""
    for name, number, limit in _grade_limits(protocol):
        units = {unit_of(unit): int(bound * LABORATORY_UNITS) for unit, bound in limit.fixed}
        yield from ((name, number, unit, bound) for unit, bound in units.items())


def _grade_limits(protocol: Protocol) -> Rows:
    from cohortium.measures.ctcae import TERMS

    return ((name, number, limit) for name in protocol.ctcae for number, limit in enumerate(TERMS[name].limits, start=1))
