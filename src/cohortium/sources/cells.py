"""Typed values of a workbook as the texts that everything after works on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any


def number_text(value: float) -> str:
    """A number at 15 significant digits, in plain decimals: 5.0 is 5, 0.1 + 0.2 is 0.3, 1e-7 is 0.0000001."""
    text = f"{value:.15g}"
    if text == "-0":
        return "0"
    return format(Decimal(text), "f") if "e" in text else text


def datetime_text(value: datetime) -> str:
    """Midnight is the day; another time stays, for the check of dates to see."""
    if value.time() == time():
        return value.date().isoformat()
    return value.isoformat(sep=" ", timespec="seconds")


def duration_text(value: timedelta) -> str:
    """Hours, minutes and seconds: a duration is never taken for a date."""
    seconds = round(value.total_seconds())
    sign, seconds = "-" if seconds < 0 else "", abs(seconds)
    return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def plain_text(value: str) -> str:
    """A cell with nothing but spaces is empty."""
    return "" if value.isspace() else value


TEXTS: dict[type, Callable[[Any], str]] = {
    str: plain_text,
    float: number_text,
    int: str,
    bool: lambda value: "TRUE" if value else "FALSE",
    datetime: datetime_text,
    date: date.isoformat,
    time: lambda value: value.isoformat(timespec="seconds"),
    timedelta: duration_text,
    type(None): lambda _: "",
}


class _Memo(dict[Any, str]):
    """Value -> its text, worked out when it is first asked for."""

    def __missing__(self, value: Any) -> str:
        text = self[value] = TEXTS[type(value)](value)
        return text


def column_texts(values: Sequence[Any], yes_no: bool = True) -> list[str]:
    """The texts of a column, worked out once per distinct value; `yes_no` says whether some may be True or False."""
    if yes_no and bool in set(map(type, values)):  # True, 1 and 1.0 are one key of a dict
        return [TEXTS[type(value)](value) for value in values]
    return list(map(_Memo().__getitem__, values))


def put(columns: list[list[str]], row: int, column: int, text: str) -> None:
    """Set a cell, counted from 1, also beyond the last value that was read."""
    height = max(row, len(columns[0]) if columns else 0)
    columns.extend([] for _ in range(column - len(columns)))
    for cells in columns:
        cells.extend([""] * (height - len(cells)))
    columns[column - 1][row - 1] = text


def trimmed(columns: list[list[str]]) -> tuple[list[str], ...]:
    """From A1 to the last row and column in use: formatted empty rows and columns after them are no cells."""
    filled = [any(column) for column in columns]
    width = len(filled) - _leading_false(reversed(filled))
    kept = columns[:width]
    empty = min((_leading_false(map(bool, reversed(column))) for column in kept), default=0)
    return tuple([list(islice(column, len(column) - empty)) for column in kept] if empty else kept)


def _leading_false(flags: Iterable[bool]) -> int:
    count = 0
    for flag in flags:
        if flag:
            break
        count += 1
    return count
