"""A specification curve: answers with their intervals, and a table of dots below."""

from __future__ import annotations

from cohortium.displays.figure import Choices
from cohortium.outputs.figures.canvas import Canvas
from cohortium.outputs.figures.letters import high, wide, wrapped
from cohortium.outputs.figures.scales import Scale, draw_up, scale, up_room
from cohortium.outputs.figures.style import COLOURS, HAIR, INK, SMALL, SOFT, WIDTH

HEIGHT, MOST_LABEL, AIR = 150.0, 0.42, 2.5
OWN = COLOURS[1]


def draw_choices(found: Choices) -> Canvas:
    """The answers side by side, as close as they need to be."""
    canvas = Canvas(WIDTH)
    labels = [wrapped(text, MOST_LABEL * WIDTH, SMALL) for text in found.choices]
    top = high(1, SMALL) + 3
    up = scale(found.axis, [spot.value for one in found.answers for spot in one.point.spots], top + HEIGHT, top)
    left = max([up_room(up, True), *(wide(line, SMALL) + 6 for lines in labels for line in lines)]) + 1
    xs = Scale(0, len(found.answers), left, WIDTH - 3)
    draw_up(canvas, up, left, found.axis.label, WIDTH - 3)
    for place in range(len(found.answers)):
        _answer(canvas, found, place, xs(place + 0.5), up, top)
    canvas.finish(_table(canvas, found, labels, xs, up.start + 8) + 2)
    return canvas


def _answer(canvas: Canvas, found: Choices, place: int, x: float, up: Scale, top: float) -> None:
    one = found.answers[place]
    colour, point = (OWN, one.point) if one.own else (COLOURS[0], one.point)
    if one.own:
        canvas.line(((x, top), (x, up.start)), OWN, 0.6, (2, 2), behind=True)
        half = wide(found.own, SMALL) / 2
        canvas.text((min(x, WIDTH - half - 2), top - high(1, SMALL) / 2 - 1), found.own, "center", SMALL, OWN, bold=True)
    if point.low and point.high:
        ends = ((x, up(point.low.value)), (x, up(point.high.value)))
        canvas.line(ends, colour if one.own else HAIR, 0.8, results=point.limits, along=up.along("y", 0, 1))
    shape, size = ("D", 5) if one.own else ("o", 3)
    canvas.mark((x, up(point.at.value)), shape, colour, size, results=point.shown, said=point.text, along=up.along("y", 0))


def _table(canvas: Canvas, found: Choices, labels: list[list[str]], xs: Scale, top: float) -> float:
    """A line for each choice, a large dot under each answer that takes it."""
    y = top
    for line, lines in enumerate(labels):
        middle = y + high(len(lines), SMALL) / 2
        canvas.lines((xs.start - 6, y), lines, "right", SMALL, colour=INK)
        for taken, colour, size in ((False, HAIR, 1.6), (True, SOFT, 3.4)):
            places = [(xs(place + 0.5), middle) for place, one in enumerate(found.answers) if one.takes[line] == taken]
            if places:
                canvas.dots(places, "o", colour, size)
        y += high(len(lines), SMALL) + AIR
    return y
