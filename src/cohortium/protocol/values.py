"""The small values a protocol is written in: durations, percentages, decimals, dates, doses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Annotated, Any

from pydantic import BeforeValidator

_PART = re.compile(r"\s*([+-]?)\s*(\d+)\s*(months?|weeks?|days?)\s*", re.IGNORECASE)
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
_DOSE = re.compile(r"\s*(\d+(?:[.,]\d+)?)\s*([^\d\s].*)?")
_MICROGRAMS = {"mg": 1000, "g": 1_000_000, "µg": 1, "μg": 1, "ug": 1, "mcg": 1}


@dataclass(frozen=True, order=True)
class Duration:
    """Whole months, applied first, then whole days (MEANINGS.md, Shift)."""

    months: int = 0
    days: int = 0

    def __str__(self) -> str:
        shown = [_counted(self.months, "month")] if self.months else []
        if self.days or not shown:
            shown.append(_counted(self.days, "day"))
        return " + ".join(shown).replace("+ -", "- ")


@dataclass(frozen=True)
class Dose:
    """A daily dose as a whole number of micrograms, or of millionths of another unit."""

    amount: int
    unit: str = "µg"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if abs(number) == 1 else f"{number} {noun}s"


def parse_duration(text: Any) -> Duration:
    """`5 months - 15 days`, `12 weeks`, `-90 days`, `0 days`."""
    if isinstance(text, Duration):
        return text
    position, months, days, source = 0, 0, 0, str(text)
    while position < len(source) or not position:
        part = _PART.match(source, position)
        if not part or (position and not part[1]):
            raise ValueError(f'"{source}" is not a duration; write for example 2 months, 84 days, 12 weeks or 5 months - 15 days')
        number = -int(part[2]) if part[1] == "-" else int(part[2])
        unit = part[3].lower()
        months += number if unit.startswith("month") else 0
        days += number * 7 if unit.startswith("week") else number if unit.startswith("day") else 0
        position = part.end()
    return Duration(months, days)


def parse_days(value: Any) -> int:
    """A whole number of days, bare or as a duration in days or weeks."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    duration = parse_duration(value)
    if duration.months:
        raise ValueError(f'"{value}" must be in days or weeks: a month has no fixed number of days')
    return duration.days


def parse_percent(value: Any) -> Fraction:
    """`75 %` or 75, as the fraction 3/4."""
    return Fraction(parse_decimal(str(value).replace("%", "").strip())) / 100


def parse_decimal(value: Any) -> Decimal:
    """A finite decimal number, exactly as written; decimal comma accepted in text."""
    if isinstance(value, bool):
        raise ValueError(f'"{value}" is not a number')
    try:
        number = Decimal(str(value).strip().replace(",", "."))
    except InvalidOperation:
        raise ValueError(f'"{value}" is not a number') from None
    if not number.is_finite():
        raise ValueError(f'"{value}" is not a number')
    return number


def parse_date(value: Any) -> date:
    """An ISO date, `2021-03-01`."""
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise ValueError(f'"{value}" is not a date; write year-month-day, for example 2021-03-01') from None


def parse_dose(value: Any) -> Dose:
    """`15 mg`, `0,5 g`, `300`; a bare number is in mg. Other units are kept by name."""
    if isinstance(value, Dose):
        return value
    found = _DOSE.fullmatch(str(value))
    if not found:
        raise ValueError(f'"{value}" is not a daily dose; write for example 15 mg')
    unit = (found[2] or "mg").strip().lower()
    scale = _MICROGRAMS.get(unit, 1_000_000)
    amount = Fraction(found[1].replace(",", ".")) * scale
    if amount.denominator != 1:
        raise ValueError(f'"{value}" is finer than a microgram')
    return Dose(int(amount), "µg" if unit in _MICROGRAMS else unit)


def parse_id(value: Any) -> str:
    """An identifier: letters, digits, `_`, `-` and `.`, starting with a letter or digit."""
    if not isinstance(value, str | int) or isinstance(value, bool) or not _ID.fullmatch(str(value)):
        raise ValueError(f'"{value}" is not an id; use letters, digits, "_", "-" and "."')
    return str(value)


Id = Annotated[str, BeforeValidator(parse_id)]
Text = Annotated[str, BeforeValidator(lambda value: str(value) if isinstance(value, int) and not isinstance(value, bool) else value)]
Days = Annotated[int, BeforeValidator(parse_days)]
DurationValue = Annotated[Duration, BeforeValidator(parse_duration)]
Number = Annotated[Decimal, BeforeValidator(parse_decimal)]
Percent = Annotated[Fraction, BeforeValidator(parse_percent)]
Day = Annotated[date, BeforeValidator(parse_date)]
DailyDose = Annotated[Dose, BeforeValidator(parse_dose)]
