"""Scores that do not fit together: a total and its items, two measures of one visit of which only one says clear."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from cohortium.conformance.findings import Finding
from cohortium.conformance.names import clean
from cohortium.conformance.numbers import parse_number
from cohortium.conformance.reading import Fault, TypedColumn
from cohortium.conformance.rows import Selection
from cohortium.conformance.scored_items import Columns, Total
from cohortium.language import Message, later
from cohortium.measures import Measure
from cohortium.measures.items import Scored
from cohortium.measures.questionnaires import agrees, iga_agrees
from cohortium.protocol.model import Protocol
from cohortium.provenance import column_letters
from cohortium.sources import Sheet


def total_differs(total: Total, column: TypedColumn, position: int, scored: Scored) -> Finding | None:
    """What is to be asked where a total was written and the items give another one."""
    if scored.total is None or agrees(total.measure, scored.total, _as_written(total, column, position)):
        return None
    text = total.sheet.text(total.row(position), column.index)
    return total.finding("total_differs", position, text, _said(total, scored, position))


def _as_written(total: Total, column: TypedColumn, position: int) -> Decimal:
    """The total with the decimals that its centre wrote, since centres round differently."""
    value = total.measure.value_of(column.values[position])
    try:
        written, _ = parse_number(clean(total.sheet.text(total.row(position), column.index)))
    except Fault:
        return value
    return written if written == value else value


def _said(total: Total, scored: Scored, position: int) -> Message:
    """The other total, and the cells that give it."""
    columns = sorted(total.columns[item.id].index for item in total.present if total.columns[item.id].index)
    text = "{total}, which the items in {cells} give; or items that give what was written"
    return later(text, total=f"{(scored.total or Decimal(0)).normalize():f}", cells=_cells(columns, total.row(position)))


def _cells(columns: list[int], row: int) -> str:
    """Cells of one row, neighbours as a span: `C4:F4, H4`."""
    starts = [column for column in columns if column - 1 not in columns]
    ends = [column for column in columns if column + 1 not in columns]
    spans = zip(starts, ends, strict=True)
    return ", ".join(":".join(f"{column_letters(end)}{row}" for end in dict.fromkeys(span)) for span in spans)


def scores_disagreeing(
    sheet: Sheet, selection: Selection, columns: Columns, protocol: Protocol, measures: Mapping[str, Measure]
) -> Iterator[Finding]:
    """Scores of one visit of which one says clear and the other does not."""
    for name, rule in protocol.items.items():
        other = rule.agrees_with
        if other is None or name not in columns or other not in columns:
            continue
        for position, (one, two) in enumerate(zip(columns[name].values, columns[other].values, strict=True)):
            if one is not None and two is not None and not iga_agrees(one, measures[other].value_of(two)):
                whose, column = (selection.centres[position], selection.codes[position]), columns[name].index
                place = sheet.number, selection.rows[position], column
                expected = later("{measure} and {other} that are both clear, or both not", measure=name, other=other)
                yield Finding("scores_disagree", *place, *whose, sheet.text(place[1], column), expected, name)
