"""Long lists as arrays that DuckDB reads in place: a list handed over value by value takes six times as long."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np

Array = Any
_NOTHING = -(2**63)  # beyond every value that intake lets through
_FIRST_DAY = "DATE '0001-01-01'"  # day 1 of Python's ordinals


def _whole(values: list[Any]) -> Array:
    """Integers; None is masked."""
    if values[0] is None and values.count(None) == len(values):
        return np.ma.masked_array(np.zeros(len(values), np.int64), True)
    try:
        return np.array(values, np.int64)
    except TypeError:  # None among them
        filled: Array = np.array([_NOTHING if value is None else value for value in values], np.int64)
    return np.ma.masked_array(filled, filled == _NOTHING)


def _days(values: list[date | None]) -> Array:
    number = {day: day and day.toordinal() for day in set(values)}
    return _whole(list(map(number.__getitem__, values)))


def _objects(values: list[Any]) -> Array:
    """Texts and yes/no, as they are."""
    return np.array(values, object)


_MADE: dict[str, Callable[[list[Any]], Array]] = {"BIGINT": _whole, "INTEGER": _whole, "DATE": _days}
_QUOTED = '"{column}"'
_READ = {"DATE": f'{_FIRST_DAY} + CAST("{{column}}" - 1 AS INTEGER)'}


def arrays_of(columns: dict[str, str], data: dict[str, list[Any]]) -> tuple[dict[str, Array], str]:
    """The arrays of a table by column, and the SELECT list that gives each column its type again."""
    arrays = {column: _MADE.get(kind, _objects)(data[column]) for column, kind in columns.items()}
    parts = [f'CAST({_READ.get(kind, _QUOTED).format(column=column)} AS {kind}) AS "{column}"' for column, kind in columns.items()]
    return arrays, ", ".join(parts)
