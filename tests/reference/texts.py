"""Texts of a protocol and of cells, read the simple way."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from fractions import Fraction

MICROGRAMS = {"mg": 1000, "g": 1_000_000, "µg": 1, "mcg": 1}


def plain(text: object) -> str:
    """Case, accents, spaces, underscores and hyphens do not count."""
    letters = unicodedata.normalize("NFKD", str(text)).casefold()
    letters = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.split(r"[\s_-]+", letters)).strip()


def squeezed(text: object) -> str:
    """Units are compared without case and spaces."""
    return "".join(str(text or "").lower().split())


def blank(text: object) -> bool:
    return text is None or not str(text).strip()


def number(text: object) -> Fraction | None:
    """An exact number, or None for whatever is not one."""
    try:
        return Fraction(str(text).strip().replace(",", "."))
    except (ValueError, ZeroDivisionError):
        return None


def signed(text: object) -> tuple[str, str]:
    """The sign of what is only known to be below or above a number, and the rest."""
    written = str(text).strip()
    rest = written.lstrip("<>=")
    return written.removesuffix(rest), rest


def percent(value: object) -> Fraction:
    return Fraction(str(value).replace("%", "").strip()) / 100


def day(text: object) -> date | None:
    if blank(text):
        return None
    try:
        return date.fromisoformat(str(text).strip())
    except ValueError:
        return None


def possible_days(text: object) -> tuple[date, date] | None:
    """First and last possible day of a full or partial date: `2021-03-05`, `2021-03`, `2021`."""
    parts = [int(part) for part in str(text or "").strip().split("-") if part.isdigit()]
    if not parts:
        return None
    if len(parts) == 3:
        return date(*parts), date(*parts)
    year, first, last = parts[0], *((parts[1], parts[1]) if len(parts) == 2 else (1, 12))
    after = date(year + 1, 1, 1) if last == 12 else date(year, last + 1, 1)
    return date(year, first, 1), after - timedelta(days=1)


def duration(text: object) -> tuple[int, int]:
    """(months, days) of `5 months - 15 days`, `12 weeks`, `-90 days`; a bare number is days."""
    if isinstance(text, int):
        return 0, text
    months = days = 0
    for sign, amount, unit in re.findall(r"([+-]?)\s*(\d+)\s*(month|week|day)", str(text).lower()):
        value = -int(amount) if sign == "-" else int(amount)
        months += value if unit == "month" else 0
        days += {"month": 0, "week": 7 * value, "day": value}[unit]
    return months, days


def dose(text: object) -> tuple[Fraction, str] | None:
    """(amount in micrograms, unit); a bare number is in mg; other units are kept by name."""
    found = re.fullmatch(r"\s*(\d+(?:[.,]\d+)?)\s*(\D.*)?", str(text or ""))
    if not found:
        return None
    unit = (found[2] or "mg").strip().lower()
    amount = Fraction(found[1].replace(",", "."))
    return (amount * MICROGRAMS[unit], "µg") if unit in MICROGRAMS else (amount, unit)


def listed(value: object) -> list:
    return list(value) if isinstance(value, list | tuple) else [] if value is None else [value]
