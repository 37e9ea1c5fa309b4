"""Adverse events by treatment group: the rows of the safety table as dots with intervals (STROBE 16a)."""

from __future__ import annotations

from collections.abc import Iterator

from cohortium.displays.figure import Axis, Figure, Line, Rows
from cohortium.displays.figures.source import Source, pages, part_of
from cohortium.displays.table import Row
from cohortium.language import tr


def events(source: Source) -> Iterator[Figure]:
    """Each event of the safety table, in its order; more than a page holds go on a further figure."""
    lines = [_line(source, row) for row in source.rows("safety") if row.kind != "heads"]
    if not any(point for line in lines for point in line.points):
        return
    for part, page in enumerate(pages(lines, len(source.series))):
        yield _figure(source, part, page)


def _line(source: Source, row: Row) -> Line:
    if row.kind == "group":
        return Line(row.label, indent=row.indent)
    at = {"analysis": "safety", "variable": row.key, "unit": "patients"}
    return Line(row.label, tuple(source.point(**at, arm=arm) for arm, _ in source.arms), indent=row.indent)


def _figure(source: Source, part: int, lines: tuple[Line, ...]) -> Figure:
    return Figure(
        id=part_of("safety", part),
        title=source.tables["safety"].title,
        description=tr("A row for each adverse event: the percentage of patients who had it, by treatment group."),
        body=Rows(source.series, Axis(tr("Patients with the event, %"), 0), lines),
        notes=(tr("Each percentage is out of the patients of whom it is known whether they had the event."), source.intervals()),
        strobe=("16a",),
    )
