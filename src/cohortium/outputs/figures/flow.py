"""Boxes of a participant flow with arrows between them."""

from __future__ import annotations

from collections.abc import Sequence

from cohortium.displays.figure import Box, Flow, Said
from cohortium.outputs.figures.canvas import Canvas, Place
from cohortium.outputs.figures.letters import high, wrapped
from cohortium.outputs.figures.style import INK, PAPER, SIZE, SMALL, SOFT, WIDTH

PAD, GAP, ARROW = 5.0, 17.0, 3.4
TRUNK, ASIDE = 190.0, 210.0


def draw_flow(flow: Flow) -> Canvas:
    """The trunk in the middle, who left to its right, the treatment groups beside each other below."""
    canvas = Canvas(WIDTH)
    middle, y = WIDTH / 2 if not any(box.aside for box in flow.trunk) else TRUNK / 2 + 40, 2.0
    for place, box in enumerate(flow.trunk):
        bottom = _draw(canvas, box, middle - TRUNK / 2, y, TRUNK, SIZE)
        after = _aside(canvas, box, middle, bottom) if box.aside else bottom + GAP
        if place + 1 < len(flow.trunk) or any(flow.branches):
            canvas.line(((middle, bottom), (middle, after)))
        if place + 1 < len(flow.trunk):
            _head(canvas, (middle, after))
        y = after
    y = _branches(canvas, [branch for branch in flow.branches if branch], middle, y)
    canvas.finish(y + 3)
    return canvas


def _branches(canvas: Canvas, branches: Sequence[Sequence[Box]], middle: float, y: float) -> float:
    if not branches:
        return y
    width, gap = (WIDTH - 2) / len(branches), 8.0
    wide = min(width - gap, TRUNK)
    size = SIZE if wide > 90 else SMALL
    alone = len(branches) == 1
    xs = [middle] if alone else [1 + width * (place + 0.5) for place in range(len(branches))]
    start = y if alone else y + GAP / 2
    if not alone:
        canvas.line(((min(*xs, middle), y), (max(*xs, middle), y)))
    levels = max(map(len, branches))
    for level in range(levels):
        heights = [_height(branch[level], wide, size) for branch in branches if level < len(branch)]
        for x, branch in zip(xs, branches, strict=True):
            if level < len(branch):
                canvas.line(((x, y if not level else start - GAP), (x, start)))
                _head(canvas, (x, start))
                _draw(canvas, branch[level], x - wide / 2, start, wide, size, max(heights))
        start += max(heights) + GAP
    return start - GAP


def _texts(said: Sequence[Said], room: float, size: float, head: bool) -> list[tuple[list[str], Said, bool]]:
    found = []
    for place, one in enumerate(said):
        bold = head and not place
        found.append((wrapped(one.text, room - 2 * PAD, size, bold), one, bold))
    return found


def _height(box: Box, room: float, size: float) -> float:
    return sum(high(len(lines), size) for lines, _, _ in _texts(box.lines, room, size, box.head)) + 2 * PAD - 2


def _draw(canvas: Canvas, box: Box, left: float, top: float, room: float, size: float, height: float = 0.0) -> float:
    """A box with its lines in the middle; returns where it ends."""
    height = height or _height(box, room, size)
    canvas.box(left, top, left + room, top + height, fill=PAPER, edge=INK)
    y = top + PAD - 1
    for lines, said, bold in _texts(box.lines, room, size, box.head):
        y = canvas.lines((left + room / 2, y), lines, "center", size, bold=bold, results=said.result_ids)
    return top + height


def _aside(canvas: Canvas, box: Box, middle: float, bottom: float) -> float:
    """Who leaves: a box beside the line down, with an arrow to it; returns where the line ends."""
    left = middle + TRUNK / 2 + 24
    texts = _texts(box.aside, ASIDE, SIZE, False)
    height = sum(high(len(lines)) for lines, _, _ in texts) + 2 * PAD - 2
    top = bottom + GAP / 2
    canvas.box(left, top, left + ASIDE, top + height, fill=PAPER, edge=SOFT)
    y = top + PAD - 1
    for lines, said, _ in texts:
        y = canvas.lines((left + PAD, y), lines, results=said.result_ids)
    canvas.line(((middle, top + height / 2), (left, top + height / 2)))
    _head(canvas, (left, top + height / 2), across=True)
    return top + height + GAP / 2


def _head(canvas: Canvas, at: Place, across: bool = False) -> None:
    x, y = at
    tip = ((x, y), (x - ARROW, y - ARROW / 2), (x - ARROW, y + ARROW / 2)) if across else None
    canvas.area(tip or ((x, y), (x - ARROW / 2, y - ARROW), (x + ARROW / 2, y - ARROW)), fill=INK)
