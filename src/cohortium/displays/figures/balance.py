"""Balance plots: how far treatment groups lie apart in each covariate, before and after weighting (STROBE 12a, 14a)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from cohortium.displays import words
from cohortium.displays.figure import Axis, Balance, Balanced, Figure, Move, spot
from cohortium.displays.figures.source import MOST_LINES, Source, part_of, shared
from cohortium.displays.table import Row
from cohortium.language import tr
from cohortium.protocol.model import label_of
from cohortium.results import Result

ALIKE = 0.1
"""Groups whose standardised difference is not above this are called alike (Austin 2009, Stat Med 28:3083-3107)."""
MOST_CHARTS = 3
"""Pairs of groups side by side; more of them go on a further figure."""
Pair = tuple[str, str]


def balance(source: Source) -> Iterator[Figure]:
    """A figure per endpoint that is weighted, a chart per pair of groups: the rows of its table, in their order."""
    for key, rows in _sections(source):
        pairs = list(dict.fromkeys(pair for row in rows for pair in _moves(source, row)))
        lines = [(row.label, _moves(source, row)) for row in rows]
        for part, (beside, page) in enumerate(product(shared(pairs, MOST_CHARTS), shared(lines, MOST_LINES))):
            yield _figure(source, key, part, beside, page)


def _sections(source: Source) -> Iterator[tuple[str, list[Row]]]:
    """The covariates under each endpoint of the table."""
    found: dict[str, list[Row]] = {}
    for row in source.rows("balance"):
        if row.cells:
            found.setdefault(row.key.split("/")[0], []).append(row)
    yield from found.items()


def _moves(source: Source, row: Row) -> dict[Pair, Move]:
    """Pair of groups -> from where to where weights moved them; pairs of whom it is not known are left out."""
    known = [source.lookup.by_id[name] for cell in row.cells for name in cell.result_ids if name in source.lookup.by_id]
    ends: dict[Pair, dict[str, Result]] = {}
    for each in known:
        ends.setdefault((each.arm, each.versus), {})[each.stat] = each
    moves = {pair: (spot(by.get("standardised_before")), spot(by.get("standardised_after"))) for pair, by in ends.items()}
    return {pair: Move(before, after) for pair, (before, after) in moves.items() if before and after}


def _figure(source: Source, key: str, part: int, pairs: Sequence[Pair], lines: Sequence[tuple[str, dict[Pair, Move]]]) -> Figure:
    asked, endpoint = source.protocol.weighted[key], source.protocol.endpoints[key]
    at = words.timepoint_label(source.protocol, asked.at or endpoint.at[0])
    rows = tuple(Balanced(label, tuple(moves.get(pair) for pair in pairs)) for label, moves in lines)
    charts = source.contrasts(pairs)
    notes = [f"{charts[0].label}."] if len(charts) == 1 else []
    return Figure(
        id=part_of(f"balance-{key}", part),
        title=tr("{endpoint} at {timepoint}: treatment groups before and after weighting", endpoint=label_of(endpoint, key), timepoint=at),
        description=tr("A row for each covariate: how far the groups lie apart before weighting and after it."),
        body=Balance(charts, Axis(tr("Standardised difference"), reference=0.0), ALIKE, rows),
        notes=(*notes, tr("Dashed lines: standardised differences of 0.1; within them groups are called alike.")),
        strobe=("12a", "14a"),
    )
