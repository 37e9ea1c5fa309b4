"""Shifts, windows and the data cut."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from .texts import duration

# "A study without any dates has day 0 as index for everyone": 1 January 2000, whose months nominal months then have.
DAY_ZERO = date(2000, 1, 1)


def shift(start: date, by: tuple[int, int]) -> date:
    """Shift: months first (31 January + 1 month is the last day of February), then days."""
    months, days = by
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, last)) + timedelta(days=days)


def window(index: date, timepoint: dict) -> tuple[date, date]:
    """Bounds of windows are included on both ends."""
    return shift(index, duration(timepoint["from"])), shift(index, duration(timepoint["to"]))


def inside(day: date | None, bounds: tuple[date, date]) -> bool:
    return day is not None and bounds[0] <= day <= bounds[1]


def accepted(day: date | None, cut: date | None) -> bool:
    """Data cut: records dated after it are set aside."""
    return day is None or cut is None or day <= cut


def due(bounds: tuple[date, date], cut: date | None) -> bool:
    """Due: the last day of the window is not after the data cut."""
    return cut is None or bounds[1] <= cut
