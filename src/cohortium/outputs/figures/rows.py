"""Estimates under each other: up to three series side by side in each row, more of them in columns of their own."""

from __future__ import annotations

from collections.abc import Sequence

from cohortium.displays.figure import Axis, Line, Point, Rows
from cohortium.language import marked, tr
from cohortium.outputs.figures.canvas import Canvas
from cohortium.outputs.figures.legend import dot_sign, draw_legend
from cohortium.outputs.figures.letters import high, wide, wrapped
from cohortium.outputs.figures.scales import Scale, draw_across, scale
from cohortium.outputs.figures.style import HAIR, SIZE, SMALL, SOFT, TINT, WIDTH, Look, look

TOGETHER = 3  # series that one row can hold
STEP, AIR, INDENT, GAP = 5.2, 5.0, 8.0, 10.0
APART = 18.0  # from one chart to the next: the last number under one is not the first of the other
NOTHING = marked("no estimate")
MOST_LABEL, LEAST_LABEL = 0.42, 0.32  # of the width


def draw_rows(rows: Rows) -> Canvas:
    """Labels, then the chart or a chart per series, then the columns beside."""
    canvas = Canvas(WIDTH)
    apart = len(rows.series) > TOGETHER
    texts = _labels(rows, LEAST_LABEL if apart else MOST_LABEL)
    label = max(INDENT * line.indent + _widest(line, lines) for line, lines in zip(rows.lines, texts, strict=True))
    columns = _columns(rows)
    charts = _charts(rows, 1 + label + GAP, WIDTH - 6 - sum(width + GAP for width in columns), apart)
    named = not apart or not _fit(rows, charts)
    top = draw_legend(canvas, rows.series, 1, 1, WIDTH, dot_sign) if named else 1.0
    top = _titles(canvas, rows, charts, top, not named) if apart else top
    top = _heads(canvas, rows, columns, top)
    bottom = _lines(canvas, rows, texts, charts, columns, top, apart)
    end = _axes(canvas, rows, charts, top, bottom)
    canvas.finish(end + 2)
    return canvas


def _labels(rows: Rows, most: float) -> list[list[str]]:
    return [wrapped(line.label, most * WIDTH - INDENT * line.indent, SIZE, not line.points) for line in rows.lines]


def _widest(line: Line, lines: list[str]) -> float:
    return max(wide(text, SIZE, not line.points) for text in lines)


def _columns(rows: Rows) -> list[float]:
    """The widths of the columns beside."""
    texts = [[head, *(line.columns[place].text for line in rows.lines if line.columns)] for place, head in enumerate(rows.heads)]
    return [max(wide(text, SMALL) for text in column) for column in texts]


def _charts(rows: Rows, left: float, right: float, apart: bool) -> list[Scale]:
    values = [spot.value for line in rows.lines for each in line.points if each for spot in each.spots]
    if not apart:
        return [scale(rows.axis, values, left, right)]
    room = (right - left + APART) / len(rows.series) - APART
    starts = [left + place * (room + APART) for place in range(len(rows.series))]
    return [scale(rows.axis, values, start, start + room) for start in starts]


def _fit(rows: Rows, charts: Sequence[Scale]) -> bool:
    """Whether every word of the series' names fits above its chart: where one does not, a legend names them."""
    room = charts[0].end - charts[0].start - 8
    return all(wide(word, SMALL, True) <= room for one in rows.series for word in one.label.split())


def _titles(canvas: Canvas, rows: Rows, charts: Sequence[Scale], top: float, named: bool) -> float:
    """The mark of a series above its chart, and its name beside it."""
    room = charts[0].end - charts[0].start - 8
    found = [wrapped(one.label, room, SMALL, True) if named else [""] for one in rows.series]
    most = max(map(len, found))
    for lines, one, chart in zip(found, rows.series, charts, strict=True):
        start = top + high(most - len(lines), SMALL)
        canvas.mark((chart.start + 2, start + high(1, SMALL) / 2), look(one).shape, look(one).colour, 3.6)
        if named:
            canvas.lines((chart.start + 8, start), lines, "left", SMALL, bold=True)
    return top + high(most, SMALL) + 4


def _heads(canvas: Canvas, rows: Rows, columns: list[float], top: float) -> float:
    x = WIDTH
    for width, head in reversed(list(zip(columns, rows.heads, strict=True))):
        canvas.text((x, top + high(1, SMALL) / 2), head, "right", SMALL, SOFT)
        x -= width + GAP
    return top + high(1, SMALL) + 2 if columns else top


def _lines(
    canvas: Canvas, rows: Rows, texts: list[list[str]], charts: Sequence[Scale], columns: list[float], top: float, apart: bool
) -> float:
    """Every row as high as its label and its marks need; every second one on a tinted ground."""
    y, tinted = top, False
    for line, lines in zip(rows.lines, texts, strict=True):
        marks = 1 if apart else len(rows.series)
        height = max(high(len(lines)), STEP * marks if line.points else 0) + (AIR if line.points else AIR / 2)
        tinted = not tinted and bool(line.points)
        if tinted:
            canvas.box(0, y, WIDTH, y + height, fill=TINT, behind=True)
        start = y + (height - high(len(lines))) / 2
        canvas.lines((1 + INDENT * line.indent, start), lines, bold=not line.points)
        if line.points and not any((*line.points, *line.columns)):
            canvas.text((charts[0].start + 4, y + height / 2), tr(NOTHING), "left", SMALL, SOFT)
        _marks(canvas, rows, line, charts, y + height / 2, apart)
        _beside(canvas, line, columns, y + height / 2)
        y += height
    return y


def _marks(canvas: Canvas, rows: Rows, line: Line, charts: Sequence[Scale], middle: float, apart: bool) -> None:
    for place, each in enumerate(line.points):
        if each:
            y = middle if apart else middle + STEP * (place - (len(line.points) - 1) / 2)
            draw_point(canvas, each, charts[place if apart else 0], y, look(rows.series[place]))


def draw_point(canvas: Canvas, each: Point, across: Scale, y: float, how: Look) -> None:
    """A mark on its interval; an arrow where the interval goes on beyond the axis."""
    if each.low and each.high:
        ends = [across(each.low.value), across(each.high.value)]
        canvas.line(((ends[0], y), (ends[1], y)), how.colour, 0.9, results=each.limits, along=across.along("x", 0, 1))
        for spot, x, shape in ((each.low, ends[0], "<"), (each.high, ends[1], ">")):
            if not across.holds(spot.value):
                canvas.mark((x, y), shape, how.colour, 3)
    if across.holds(each.at.value):
        canvas.mark((across(each.at.value), y), how.shape, how.colour, results=each.shown, said=each.text, along=across.along("x", 0))


def _beside(canvas: Canvas, line: Line, columns: list[float], y: float) -> None:
    x = WIDTH
    for width, said in reversed(list(zip(columns, line.columns, strict=False))):
        canvas.text((x, y), said.text, "right", SMALL, results=said.result_ids)
        x -= width + GAP


def _axes(canvas: Canvas, rows: Rows, charts: Sequence[Scale], top: float, bottom: float) -> float:
    ends = [_axis(canvas, rows.axis, chart, top, bottom, rows.axis.label if len(charts) == 1 else "") for chart in charts]
    end = max(ends)
    if len(charts) > 1:
        end = canvas.wrapped(((charts[0].start + charts[-1].end) / 2, end), rows.axis.label, charts[-1].end - charts[0].start, "center")
    return end


def _axis(canvas: Canvas, axis: Axis, chart: Scale, top: float, bottom: float, label: str) -> float:
    if axis.reference is not None:
        canvas.line(((chart(axis.reference), top), (chart(axis.reference), bottom)), SOFT, 0.7, (3, 2), behind=True)
    elif chart.low < 0 < chart.high:
        canvas.rule((chart(0), top), (chart(0), bottom), HAIR)
    return draw_across(canvas, chart, bottom + 2, label, chart.ticks(6 if chart.end - chart.start > 120 else 3), top)
