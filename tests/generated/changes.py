"""Changes of a study that must change nothing, and one that changes exactly what it should."""

from __future__ import annotations

from copy import deepcopy
from random import Random

from reference.measures import measures_of

from .studies import Generated, ordered

# Where two rows of a patient share a day, their order decides (the dose before, the last laboratory row): it is kept.
ORDER_COUNTS = ("treatments", "laboratory")


def shuffled(generated: Generated, r: Random) -> Generated:
    """Rows in another order and columns in another order."""
    tables = {name: _rows(name, deepcopy(rows), r) for name, rows in generated.tables.items()}
    return Generated(generated.protocol, ordered(tables), generated.seed)


def _rows(name: str, rows: list[dict], r: Random) -> list[dict]:
    if name in ORDER_COUNTS:
        patients = list(dict.fromkeys(row["patient"] for row in rows))
        r.shuffle(patients)
        rows.sort(key=lambda row: patients.index(row["patient"]))
    else:
        r.shuffle(rows)
    columns = list(dict.fromkeys(column for row in rows for column in row))
    r.shuffle(columns)
    return [{column: row[column] for column in columns if column in row} for row in rows]


def widened(generated: Generated, r: Random) -> Generated:
    """Empty columns between the others."""
    tables = deepcopy(generated.tables)
    for rows in tables.values():
        place = r.randrange(3)
        for number, row in enumerate(rows):
            cells = list(row.items())
            rows[number] = dict([*cells[:place], ("remarks", ""), *cells[place:], ("remarks 2", "")])
    return Generated(generated.protocol, tables, generated.seed)


def with_one_score_changed(generated: Generated, r: Random) -> Generated:
    """One readable score becomes one step better or worse."""
    tables, measures = deepcopy(generated.tables), measures_of(generated.protocol)
    cells = [(row, name) for row in tables.get("visits", []) for name in measures if measures[name].read(row.get(name)) is not None]
    if cells:
        row, name = r.choice(cells)
        measure, value = measures[name], measures[name].read(row[name])
        moved = value + measure.step if value < measure.high else value - measure.step
        row[name] = str(float(moved)).removesuffix(".0")
    return Generated(generated.protocol, tables, generated.seed)
