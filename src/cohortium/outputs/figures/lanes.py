"""A lane per patient, as long as the treatment, in the colours and hatches of its doses."""

from __future__ import annotations

from cohortium.displays.figure import Lane, Lanes
from cohortium.outputs.figures.canvas import Canvas
from cohortium.outputs.figures.legend import box_sign, draw_legend
from cohortium.outputs.figures.letters import high
from cohortium.outputs.figures.scales import Scale, draw_across, scale
from cohortium.outputs.figures.style import INK, PAPER, WIDTH, look

MOST_LANE, ROOM, AIR = 6.0, 560.0, 5.0


def draw_lanes(lanes: Lanes) -> Canvas:
    """Groups under each other, each under its name; lanes as high as the page allows."""
    canvas = Canvas(WIDTH)
    top = draw_legend(canvas, lanes.series, 1, 1, WIDTH, box_sign) + 2
    every = [lane for _, group in lanes.groups for lane in group]
    across = scale(lanes.axis, [part[1] for lane in every for part in lane.parts], 2, WIDTH - 12)
    height = min(MOST_LANE, ROOM / len(every))
    y = top
    for label, group in lanes.groups:
        canvas.text((2, y + high(1) / 2), label, bold=True)
        y += high(1) + 1
        for lane in group:
            _lane(canvas, lanes, lane, across, y, height)
            y += height
        y += AIR
    canvas.finish(draw_across(canvas, across, y, lanes.axis.label) + 2)
    return canvas


def _lane(canvas: Canvas, lanes: Lanes, lane: Lane, across: Scale, y: float, height: float) -> None:
    for start, end, series in lane.parts:
        how = look(lanes.series[series])
        hatched = how.hatch if height > 3 else ""
        canvas.box(
            across(start), y + height * 0.12, across(end), y + height * 0.88, fill=how.colour, edge=PAPER if hatched else "none",
            width=0.2, hatch=hatched,
        )  # fmt: skip
    end = across(lane.parts[-1][1]) + 3.5
    canvas.mark((end, y + height / 2), "x" if lane.ended else ">", INK, min(3.0, height * 0.7))
