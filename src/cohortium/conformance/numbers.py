"""Numbers in cells: exact, in whole units of a declared step; what could be read in two ways is not read."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from cohortium.conformance.reading import Fault, Kind, Value
from cohortium.language import Message, later, marked
from cohortium.protocol.model import Protocol
from cohortium.protocol.values import PER_DAY, Dose, parse_dose

# What stands behind a number is a unit, and no second dose: 15 or 30, 15 puis 30, 15 - 30 mg.
_TWO_DOSES = re.compile(r"(?<![a-z/])[0-9]|\b(?:or|ou|et|and|then|puis|to|à)\b|[?;~<>+]", re.IGNORECASE)
MILLION = 1_000_000
LARGEST = 10**12
LARGEST_MILLIONTHS = 10**15  # times a limit's multiple it must stay within 64 bits
_PLAIN = re.compile(r"[+-]?[0-9]{1,40}(?:\.[0-9]{0,40})?|[+-]?\.[0-9]{1,40}")
_COMMA = re.compile(r"[+-]?[0-9]{1,40},[0-9]{1,40}")
_COMMA_OR_THOUSANDS = re.compile(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}")
_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(?:[ '][0-9]{3})+(?:[.,][0-9]{1,20})?")
_EXPONENT = re.compile(r"[+-]?[0-9](?:\.[0-9]{1,20})?[eE][+-]?[0-9]{1,2}")


def parse_number(text: str) -> tuple[Decimal, bool]:
    """A decimal and whether it was written plainly; a decimal comma, thousands apart and exponents are rewritten."""
    if _COMMA_OR_THOUSANDS.fullmatch(text):
        raise Fault("ambiguous_number")
    if _PLAIN.fullmatch(text):
        number, as_written = Decimal(text), text[0] not in "+."
    elif _COMMA.fullmatch(text):
        number, as_written = Decimal(text.replace(",", ".")), False
    elif _THOUSANDS.fullmatch(text):
        number, as_written = Decimal(text.replace(" ", "").replace("'", "").replace(",", ".")), False
    elif _EXPONENT.fullmatch(text):
        number, as_written = Decimal(text), False
    else:
        raise Fault("not_a_number")
    if abs(number) >= LARGEST:
        raise Fault("not_a_number")
    if not number and text.startswith("-"):
        raise Fault("not_a_number")
    return number, as_written


def stepped(step: Decimal | Fraction, expected: str | Message, low: Decimal | None = None, high: Decimal | None = None) -> Kind:
    """Whole units of a step; between two steps is a fault, and so is what lies outside where bounds are given."""
    scale = Fraction(step)

    def read(text: str, low: Decimal | None = low, high: Decimal | None = high) -> Value:
        number, as_written = parse_number(text)
        units = Fraction(number) / scale
        if units.denominator != 1:
            raise Fault("off_step")
        if (low is not None and number < low) or (high is not None and number > high) or abs(units) >= 2**63:
            raise Fault("out_of_range")
        return Value(units.numerator, as_written)

    return Kind(read, expected, family="number", confirmed=lambda text: read(text, None, None))


def whole(low: int, high: int, expected: str) -> Kind:
    """A whole number within bounds."""

    def read(text: str) -> Value:
        number, as_written = parse_number(text)
        if number != number.to_integral_value():
            raise Fault("not_a_whole_number")
        if not low <= number <= high:
            raise Fault("out_of_range")
        return Value(int(number), as_written)

    return Kind(read, expected, family="number")


def _limit(text: str) -> Value:
    number, as_written = parse_number(text)
    millionths = Fraction(number) * MILLION
    if millionths.denominator != 1:  # rounded, it would judge a value that is equal to it
        raise Fault("off_step")
    if abs(millionths) >= LARGEST_MILLIONTHS:
        raise Fault("out_of_range")
    return Value(int(millionths), as_written)


LIMIT = Kind(_limit, "a number with at most six decimals, without signs such as < and without its unit", family="number")


def _dose(text: str) -> Value:
    if _COMMA_OR_THOUSANDS.match(text):
        raise Fault("ambiguous_number")
    try:
        dose = parse_dose(text)
    except ValueError:
        raise Fault("not_a_dose") from None
    if _TWO_DOSES.search(dose.unit):
        raise Fault("not_a_dose")
    return Value(_bounded(dose), not PER_DAY.search(text))


def _bounded(dose: Dose) -> Dose:
    if not 0 <= dose.amount < 2**63:
        raise Fault("not_a_dose")
    return dose


DOSE = Kind(_dose, "a daily dose such as 15 mg; a bare number is in mg", family="number")
BIRTH_YEAR = whole(1900, 2100, "the year of birth, four digits from 1900 to 2100")
MONTH = whole(-120, 600, "whole months after the first dose, from -120 to 600")
WEEK = whole(-520, 2600, "whole weeks after the first dose, from -520 to 2600")
AGE = stepped(Decimal("0.01"), "the age in years, from 0 to 120", Decimal(0), Decimal(120))


def characteristic_number(protocol: Protocol, name: str) -> Kind:
    """A number characteristic in whole units of its step, within its bounds."""
    entry = protocol.characteristics[name]
    expected = later(_BOUNDED[entry.low is not None, entry.high is not None], name=name, low=entry.low, high=entry.high, step=entry.step)
    return stepped(entry.step, expected, entry.low, entry.high)


_BOUNDED = {
    (False, False): marked("{name}: a number in steps of {step} (the protocol can declare a finer step)"),
    (True, False): marked("{name}: a number from {low} in steps of {step} (the protocol can declare a finer step)"),
    (False, True): marked("{name}: a number to {high} in steps of {step} (the protocol can declare a finer step)"),
    (True, True): marked("{name}: a number from {low} to {high} in steps of {step} (the protocol can declare a finer step)"),
}
