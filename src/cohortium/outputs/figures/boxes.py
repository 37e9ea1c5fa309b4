"""Boxes of scores over time: small charts side by side, each on its own axis, the numbers of patients under each."""

from __future__ import annotations

from cohortium.displays.figure import Axis, Boxes, BoxPanel, Summary
from cohortium.outputs.figures.canvas import Canvas
from cohortium.outputs.figures.legend import box_sign, draw_legend
from cohortium.outputs.figures.letters import high, wide, wrapped
from cohortium.outputs.figures.scales import Scale, draw_up, scale, up_room
from cohortium.outputs.figures.style import INK, PAPER, SIZE, SMALL, SOFT, WIDTH, Look, look

HEIGHT, GAP, BETWEEN, KEYS = 120.0, 14.0, 12.0, 14.0
BOX, SIDE = 9.0, 13.0  # how wide a box is, and from one to the next
GOLDEN = 0.618034


def draw_boxes(boxes: Boxes) -> Canvas:
    """As many charts in a row as fit."""
    canvas = Canvas(WIDTH)
    y = draw_legend(canvas, boxes.series, 1, 1, WIDTH, box_sign)
    place = max(SIDE * len(boxes.series) + 8, max(wide(label, SMALL) for label in boxes.places) + 8, 28.0)
    axes = [_scale(panel) for panel in boxes.panels]
    left = max(KEYS, max(up_room(axis, True) for axis in axes)) + 1
    room = max(1.3 * place * len(boxes.places), 100.0)
    across = max(1, int((WIDTH + GAP) / (left + room + GAP)))
    for start in range(0, len(boxes.panels), across):
        ends = []
        for number, panel in enumerate(boxes.panels[start : start + across]):
            x = left + number * (left + room + GAP)
            ends.append(_panel(canvas, boxes, panel, axes[start + number], x, room, y))
        y = max(ends) + BETWEEN
    canvas.finish(y - BETWEEN + 2)
    return canvas


def _scale(panel: BoxPanel) -> Scale:
    found = [each for row in panel.boxes for each in row if each]
    return scale(Axis(""), [value for each in found for value in (*(spot.value for spot in each.spots), *each.marks, 0.0)], HEIGHT, 0)


def _panel(canvas: Canvas, boxes: Boxes, panel: BoxPanel, axis: Scale, left: float, room: float, top: float) -> float:
    chart = canvas.lines((left, top), wrapped(panel.title, room, SIZE, True), bold=True) + 4
    up = Scale(axis.low, axis.high, chart + HEIGHT, chart)
    draw_up(canvas, up, left, boxes.axis, left + room)
    canvas.line(((left, up(0)), (left + room, up(0))), SOFT, 0.7, (3, 2), behind=True)
    step = room / len(boxes.places)
    for number, row in enumerate(panel.boxes):
        shift = SIDE * (number - (len(boxes.series) - 1) / 2)
        for place, each in enumerate(row):
            if each:
                _box(canvas, each, left + step * (place + 0.5) + shift, up, look(boxes.series[number]))
    y = up.start + 3
    for place, label in enumerate(boxes.places):
        canvas.text((left + step * (place + 0.5), y + high(1, SMALL) / 2), label, "center", SMALL)
    return _below(canvas, boxes, panel, left, step, y + high(1, SMALL) + 1)


def _box(canvas: Canvas, each: Summary, x: float, up: Scale, how: Look) -> None:
    low, q1, median, q3, top = (up(spot.value) for spot in each.spots)
    ids = [spot.result_ids for spot in each.spots]
    canvas.line(((x, low), (x, q1)), how.colour, 0.8, results=(*ids[0], *ids[1]), along=up.along("y", 0, 1))
    canvas.line(((x, q3), (x, top)), how.colour, 0.8, results=(*ids[3], *ids[4]), along=up.along("y", 0, 1))
    shown = {"results": (*ids[2], *ids[1], *ids[3]), "said": each.text, "along": up.along("y", 2, 1)}
    canvas.box(x - BOX / 2, q3, x + BOX / 2, q1, fill=PAPER, edge=how.colour, width=0.9, hatch=how.hatch, **shown)
    for place, value in enumerate(each.marks):
        aside = ((place * GOLDEN) % 1 - 0.5) * (BOX - 2)  # the same every time, and never in one line
        canvas.mark((x + aside, up(value)), how.shape, how.colour, 1.8)
    canvas.line(((x - BOX / 2, median), (x + BOX / 2, median)), INK, 1.5, results=ids[2], along=up.along("y", 0))


def _below(canvas: Canvas, boxes: Boxes, panel: BoxPanel, left: float, step: float, top: float) -> float:
    canvas.text((left - 8, top - high(1, SMALL) / 2 - 1), boxes.below, "center", SMALL, SOFT)
    for number, row in enumerate(panel.below):
        y = top + high(number, SMALL) + high(1, SMALL) / 2
        if len(boxes.series) > 1:
            box_sign(canvas, left - 12, y, look(boxes.series[number]), 7)
        for place, each in enumerate(row):
            if each:
                canvas.text((left + step * (place + 0.5), y), each.text, "center", SMALL, results=each.result_ids)
    return top + high(len(panel.below), SMALL)
