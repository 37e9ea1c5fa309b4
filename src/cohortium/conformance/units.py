"""Units that people write behind a number, and the factors between them that are exact by definition."""

from __future__ import annotations

import re
from fractions import Fraction

from cohortium.protocol.values import plain

_WITH_UNIT = re.compile(r"([+-]?[0-9]{1,12}(?:[.,][0-9]{1,12})?) ?([^\W\d_]{1,6}|%|[a-zµμ]{1,4}/[a-z]{1,3})\.?", re.IGNORECASE)
_SAME = (
    ("kg", "kgs", "kilo", "kilos"), ("g", "gr"), ("mg",), ("lb", "lbs", "pound", "pounds"), ("m",), ("cm", "cms"), ("mm",),
    ("in", "inch", "inches"), ("years", "year", "yr", "yrs", "y", "ans", "an"), ("months", "month", "mois"),
    ("weeks", "week", "wk", "sem", "semaines"), ("days", "day", "jours", "jour", "j", "d"), ("%",), ("points", "pts", "pt"),
    ("g/l",), ("mg/l",), ("g/dl",), ("mg/dl",), ("u/l", "ui/l", "iu/l"),
)  # fmt: skip
_UNITS = {spelling: group[0] for group in _SAME for spelling in group}
# The international pound and inch are exact since the agreement of 1959.
_FACTORS = {
    ("lb", "kg"): Fraction("0.45359237"), ("g", "kg"): Fraction(1, 1000), ("kg", "g"): Fraction(1000), ("mg", "g"): Fraction(1, 1000),
    ("g", "mg"): Fraction(1000), ("m", "cm"): Fraction(100), ("cm", "m"): Fraction(1, 100), ("mm", "cm"): Fraction(1, 10),
    ("in", "cm"): Fraction("2.54"), ("months", "years"): Fraction(1, 12), ("years", "months"): Fraction(12),
    ("g/l", "mg/l"): Fraction(1000), ("mg/l", "g/l"): Fraction(1, 1000), ("g/dl", "g/l"): Fraction(10), ("g/l", "g/dl"): Fraction(1, 10),
    ("mg/dl", "mg/l"): Fraction(10),
}  # fmt: skip


def unit_id(text: str) -> str:
    """The usual spelling of a unit; empty for what is no unit that people write behind numbers."""
    return _UNITS.get(plain(text), "")


def split_unit(text: str) -> tuple[str, str]:
    """(number, unit) of a number with a known unit behind it; the text itself and nothing otherwise."""
    found = _WITH_UNIT.fullmatch(text)
    unit = unit_id(found[2]) if found else ""
    return (found[1], unit) if found and unit else (text, "")


def factor(unit: str, wanted: str) -> Fraction | None:
    """What a number in a unit is multiplied by to be in another one; None where that is not known."""
    to = unit_id(wanted)
    return Fraction(1) if unit == to else _FACTORS.get((unit, to))
