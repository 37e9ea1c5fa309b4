"""Which colour and shape stands for whom: above a chart, in as many lines as it needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cohortium.displays.figure import Series
from cohortium.outputs.figures.canvas import Canvas
from cohortium.outputs.figures.letters import high, wide, wrapped
from cohortium.outputs.figures.style import PAPER, SIZE, Look, look

SIGN, GAP = 16.0, 14.0

Sign = Callable[[Canvas, float, float, Look], None]
"""Draws what stands before a label."""


def dot_sign(canvas: Canvas, x: float, y: float, how: Look) -> None:
    """A mark on a bar."""
    canvas.line(((x, y), (x + SIGN - 4, y)), how.colour, 0.9)
    canvas.mark((x + (SIGN - 4) / 2, y), how.shape, how.colour)


def line_sign(canvas: Canvas, x: float, y: float, how: Look) -> None:
    """A piece of a curve."""
    canvas.line(((x - 6, y), (x + SIGN - 4, y)), how.colour, 1.3, how.dashes)
    canvas.mark((x + 3, y), how.shape, how.colour, 3.4)


def box_sign(canvas: Canvas, x: float, y: float, how: Look, size: float = 9.0) -> None:
    """A small area with the hatch of a series."""
    canvas.box(x, y - size * 0.4, x + size, y + size * 0.4, fill=how.colour, edge=PAPER, width=0.2, hatch=how.hatch)


def draw_legend(canvas: Canvas, series: Sequence[Series], left: float, top: float, right: float, sign: Sign = dot_sign) -> float:
    """Signs and labels side by side, a label wider than the page in lines; a single series needs none. Returns where the legend ends."""
    if len(series) < 2:
        return top
    x, y, end = left, top, top
    for one in series:
        lines = wrapped(one.label, right - left - SIGN)
        needed = SIGN + max(wide(line, SIZE) for line in lines)
        if x > left and x + needed > right:
            x, y = left, end
        sign(canvas, x, y + high(1) / 2, look(one))
        end = max(end, canvas.lines((x + SIGN, y), lines))
        x += needed + GAP
    return end + 5
