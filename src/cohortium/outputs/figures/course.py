"""Estimates over time: small charts side by side on the same axes, the numbers of patients under each."""

from __future__ import annotations

from cohortium.displays.figure import Course, Panel, Point
from cohortium.outputs.figures.canvas import Canvas
from cohortium.outputs.figures.legend import dot_sign, draw_legend
from cohortium.outputs.figures.letters import high, wide, wrapped
from cohortium.outputs.figures.scales import Scale, draw_up, scale, up_room
from cohortium.outputs.figures.style import SIZE, SMALL, SOFT, WIDTH, look

HEIGHT, GAP, BETWEEN = 104.0, 16.0, 12.0
LEAST = 34.0  # for the marks of a place, in points
SIDE = 6.5  # from one series to the next at the same place


def draw_course(course: Course) -> Canvas:
    """As many charts in a row as fit, each wide enough for its places and its series."""
    canvas = Canvas(WIDTH)
    y = draw_legend(canvas, course.series, 1, 1, WIDTH, dot_sign)
    values = [spot.value for panel in course.panels for row in panel.points for each in row if each for spot in each.spots]
    probe = scale(course.axis, values, HEIGHT, 0)
    keys = 14.0 if course.below else 0.0
    left = max(up_room(probe, True), keys) + 1
    needed = max(LEAST, SIDE * len(course.series) + 10, max(wide(place, SMALL) for place in course.places) + 8) * len(course.places)
    across = max(1, min(len(course.panels), int((WIDTH - left + GAP) / (max(needed, 96.0) + GAP))))
    room = min((WIDTH - left + GAP) / across - GAP, max(needed * 1.8, 150.0))
    for start in range(0, len(course.panels), across):
        y = _row(canvas, course, course.panels[start : start + across], y, left, room, probe) + BETWEEN
    canvas.finish(y - BETWEEN + 2)
    return canvas


def _row(canvas: Canvas, course: Course, panels: tuple[Panel, ...], top: float, left: float, room: float, probe: Scale) -> float:
    titles = [wrapped(panel.title, room, SIZE, True) for panel in panels]
    chart = top + high(max(map(len, titles))) + 5
    up = Scale(probe.low, probe.high, chart + HEIGHT, chart)
    ends = []
    for place, (panel, title) in enumerate(zip(panels, titles, strict=True)):
        x = left + place * (room + GAP)
        canvas.lines((x, top + high(max(map(len, titles)) - len(title))), title, bold=True)
        draw_up(canvas, up, x, course.axis.label if not place else "", x + room, texts=not place)
        canvas.line(((x, up.start), (x + room, up.start)))
        ends.append(_panel(canvas, course, panel, x, room, up))
    return max(ends)


def _xs(course: Course, left: float, room: float, place: int) -> list[float]:
    """Where the series stand at a place: beside each other around its middle."""
    middle = left + room * (place + 0.5) / len(course.places)
    return [middle + SIDE * (number - (len(course.series) - 1) / 2) for number in range(len(course.series))]


def _panel(canvas: Canvas, course: Course, panel: Panel, left: float, room: float, up: Scale) -> float:
    for number, row in enumerate(panel.points):
        here = [(_xs(course, left, room, place)[number], each) for place, each in enumerate(row) if each]
        how = look(course.series[number])
        if len(here) > 1:
            canvas.line([(x, up(each.at.value)) for x, each in here], how.colour, 0.7, (1.5, 1.5))
        for x, each in here:
            _point(canvas, each, x, up, how.colour, how.shape)
    y = up.start + 3
    for place, label in enumerate(course.places):
        canvas.text((left + room * (place + 0.5) / len(course.places), y + high(1, SMALL) / 2), label, "center", SMALL)
    return _below(canvas, course, panel, left, room, y + high(1, SMALL) + 1)


def _point(canvas: Canvas, each: Point, x: float, up: Scale, colour: str, shape: str) -> None:
    if each.low and each.high:
        ends = ((x, up(each.low.value)), (x, up(each.high.value)))
        canvas.line(ends, colour, 0.9, results=each.limits, along=up.along("y", 0, 1))
    canvas.mark((x, up(each.at.value)), shape, colour, results=each.shown, said=each.text, along=up.along("y", 0))


def _below(canvas: Canvas, course: Course, panel: Panel, left: float, room: float, top: float) -> float:
    """A line of numbers per series, after its mark."""
    if not panel.below:
        return top
    canvas.text((left - 8, top - high(1, SMALL) / 2 - 1), course.below, "center", SMALL, SOFT)
    for number, row in enumerate(panel.below):
        y, how = top + high(number, SMALL) + high(1, SMALL) / 2, look(course.series[number])
        if len(course.series) > 1:
            canvas.mark((left - 8, y), how.shape, how.colour, 3.6)
        for place, each in enumerate(row):
            if each:
                x = left + room * (place + 0.5) / len(course.places)
                canvas.text((x, y), each.text, "center", SMALL, results=each.result_ids)
    return top + high(len(panel.below), SMALL)
