"""Curves of steps with the patients at risk under the lower axis."""

from __future__ import annotations

from cohortium.displays.figure import Stair, Stairs
from cohortium.outputs.figures.canvas import Canvas, Place
from cohortium.outputs.figures.legend import draw_legend, line_sign
from cohortium.outputs.figures.letters import high, wide, wrapped
from cohortium.outputs.figures.scales import Scale, draw_across, draw_up, scale, up_room
from cohortium.outputs.figures.style import NARROW, SMALL, SOFT, Look, look

HEIGHT, MOST_LABEL, BESIDE = 190.0, 110.0, 3.0


def draw_stairs(stairs: Stairs) -> Canvas:
    """The chart, and below it a line of numbers per curve."""
    canvas = Canvas(NARROW)
    top = draw_legend(canvas, stairs.series, 8, 1, NARROW, line_sign) + 4
    up = scale(stairs.up, (), top + HEIGHT, top)
    labels = [wrapped(one.label, MOST_LABEL, SMALL) for one in stairs.series]
    labelled = max(wide(text, SMALL) for lines in labels for text in lines) if len(stairs.series) > 1 else 0
    left = max(up_room(up, True), labelled + 24, 18.0)
    last = max((*stairs.ticks, *(stair.end for stair in stairs.stairs)))
    across = Scale(0, last or 1.0, left, NARROW - 10)
    draw_up(canvas, up, left, stairs.up.label, across.end)
    for number, stair in enumerate(stairs.stairs):
        _stair(canvas, stair, across, up, look(stairs.series[number]), number - (len(stairs.stairs) - 1) / 2)
    end = draw_across(canvas, across, up.start, stairs.across.label, list(stairs.ticks))
    canvas.finish(_below(canvas, stairs, labels, across, end + 5) + 2)
    return canvas


def _stair(canvas: Canvas, stair: Stair, across: Scale, up: Scale, how: Look, side: float) -> None:
    places: list[Place] = [(across(0), up(100))]
    for at, spot in stair.steps:
        places += [(across(at), places[-1][1]), (across(at), up(spot.value))]
    places.append((across(stair.end), places[-1][1]))
    ids = tuple(name for _, spot in stair.steps for name in spot.result_ids)
    along = up.along("y", "=100", *range(len(ids)))
    canvas.line(places, how.colour, 1.3, how.dashes, results=ids, along=along)
    for at, each in stair.points:
        if each.low and each.high:
            x = across(at) + side * BESIDE
            ends = ((x, up(each.low.value)), (x, up(each.high.value)))
            canvas.line(ends, how.colour, 0.7, results=each.limits, along=up.along("y", 0, 1))
            place = up.along("y", 0)
            canvas.mark((x, up(each.at.value)), how.shape, how.colour, 3.4, results=each.shown, said=each.text, along=place)


def _below(canvas: Canvas, stairs: Stairs, labels: list[list[str]], across: Scale, top: float) -> float:
    left = 1.0
    canvas.text((left, top + high(1, SMALL) / 2), stairs.below_title, size=SMALL, colour=SOFT)
    y = top + high(1, SMALL) + 1
    for lines, row, one in zip(labels, stairs.below, stairs.series, strict=True):
        if len(stairs.series) > 1:
            canvas.mark((left + 3, y + high(1, SMALL) / 2), look(one).shape, look(one).colour, 3.4)
            canvas.lines((left + 9, y), lines, size=SMALL)
        for tick, spot in zip(stairs.ticks, row, strict=True):
            if spot:
                canvas.text((across(tick), y + high(1, SMALL) / 2), spot.text, "center", SMALL, results=spot.result_ids)
        y += high(len(lines), SMALL) + 1
    return y
