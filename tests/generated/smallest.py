"""Makes a failing study smaller, part by part, as long as it still fails: patients, rows, cells, then parts of the protocol."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from itertools import islice

from .studies import Generated

Fails = Callable[[Generated], bool]


def smallest(generated: Generated, fails: Fails) -> Generated:
    """The study from which nothing more can be taken away; after a success the search goes on where it stood."""
    place, since_success = 0, False
    while True:
        candidate = next(islice(_candidates(generated), place, None), None)
        if candidate is None:
            if not since_success:
                return generated
            place, since_success = 0, False
        elif fails(candidate):
            generated, since_success = candidate, True
        else:
            place += 1


def _candidates(generated: Generated) -> Iterator[Generated]:
    for protocol, tables in (*_fewer_rows(generated), *_less_protocol(generated)):
        yield Generated(protocol, tables, generated.seed)


def _fewer_rows(generated: Generated) -> Iterator[tuple[dict, dict]]:
    protocol, tables = generated.protocol, generated.tables
    for code in sorted({row["patient"] for rows in tables.values() for row in rows if "patient" in row}):
        yield protocol, {name: [row for row in rows if row.get("patient") != code] for name, rows in tables.items()}
    for name in tables:
        yield protocol, {other: rows for other, rows in tables.items() if other != name}
    for name, rows in tables.items():
        for number in range(len(rows)):
            yield protocol, tables | {name: rows[:number] + rows[number + 1 :]}
    for name, rows in tables.items():
        for number, row in enumerate(rows):
            for column in [column for column, text in row.items() if text and not column.startswith("_") and column != "patient"]:
                yield protocol, tables | {name: [*rows[:number], row | {column: ""}, *rows[number + 1 :]]}


def _less_protocol(generated: Generated) -> Iterator[tuple[dict, dict]]:
    for word in generated.protocol:
        yield {other: value for other, value in generated.protocol.items() if other != word}, generated.tables
    for path in list(_paths(generated.protocol)):
        protocol = deepcopy(generated.protocol)
        part = protocol
        for step in path[:-1]:
            part = part[step]
        del part[path[-1]]
        yield protocol, generated.tables


def _paths(part: object, path: tuple = ()) -> Iterator[tuple]:
    """Every place inside mappings, outer ones first."""
    if isinstance(part, dict):
        for name, value in part.items():
            if path:
                yield (*path, name)
            yield from _paths(value, (*path, name))
