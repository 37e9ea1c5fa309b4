"""A bar per patient in order, from the line that means no change."""

from __future__ import annotations

from cohortium.displays.figure import Bars
from cohortium.outputs.figures.canvas import Canvas
from cohortium.outputs.figures.legend import box_sign, draw_legend
from cohortium.outputs.figures.scales import Scale, draw_up, scale, up_room
from cohortium.outputs.figures.style import INK, PAPER, WIDTH, look

HEIGHT, MOST_STEP = 170.0, 9.0


def draw_bars(bars: Bars) -> Canvas:
    """Bars as wide as the page allows; colour and hatch say whose they are."""
    canvas = Canvas(WIDTH)
    top = draw_legend(canvas, bars.series, 1, 1, WIDTH, box_sign) + 3
    up = scale(bars.axis, [value for value, _ in bars.bars], top + HEIGHT, top)
    left = up_room(up, True) + 1
    step = min(MOST_STEP, (WIDTH - 2 - left) / len(bars.bars))
    end = left + step * len(bars.bars)
    draw_up(canvas, up, left, bars.axis.label, end)
    for place, (value, series) in enumerate(bars.bars):
        _bar(canvas, left + step * place, step, up, value, bars, series)
    canvas.line(((left, up(0)), (end, up(0))), INK, 0.8)
    canvas.finish(top + HEIGHT + 5)
    return canvas


def _bar(canvas: Canvas, x: float, step: float, up: Scale, value: float, bars: Bars, series: int) -> None:
    how = look(bars.series[series])
    if value:
        hatched = how.hatch if step > 3 else ""
        edge = PAPER if hatched else how.colour
        canvas.box(x + step * 0.1, up(value), x + step * 0.9, up(0), fill=how.colour, edge=edge, width=0.2, hatch=hatched)
    else:
        canvas.mark((x + step / 2, up(0)), how.shape, how.colour, min(3.0, step))
