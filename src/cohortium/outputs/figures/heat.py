"""Shares as shades, the numbers inside where they fit."""

from __future__ import annotations

from cohortium.displays.figure import Heat, Spot
from cohortium.outputs.figures.canvas import Canvas
from cohortium.outputs.figures.letters import high, wide, wrapped
from cohortium.outputs.figures.style import COLOURS, HAIR, PAPER, SIZE, SMALL, SOFT, WIDTH

CELL, MOST_CELL, MOST_LABEL, SHADES = 13.0, 62.0, 0.4, 5
DARK, PALE = "#101010", "#fefefe"  # letters on a shade stay as they are when a page turns dark
_FROM, _TO = (0.94, 0.95, 0.97), tuple(int(COLOURS[0][place : place + 2], 16) / 255 for place in (1, 3, 5))


def draw_heat(heat: Heat) -> Canvas:
    """Rows as high as a line of text, columns as wide as the page allows."""
    canvas = Canvas(WIDTH)
    labels = [wrapped(text, MOST_LABEL * WIDTH, SIZE) for text in heat.rows]
    left = max(wide(line, SIZE) for lines in labels for line in lines) + 8
    room = min(MOST_CELL, (WIDTH - left - 1) / len(heat.columns))
    heads = [wrapped(text, room - 3, SMALL, True) for text in heat.columns]
    written = all(wide(spot.text, SMALL) < room - 3 for row in heat.cells for spot in row if spot)
    top = 1 + high(max(map(len, heads)), SMALL) + 3
    for place, lines in enumerate(heads):
        x = left + room * (place + 0.5)
        canvas.lines((x, top - 3 - high(len(lines), SMALL)), lines, "center", SMALL, bold=True)
    y = top
    for lines, row in zip(labels, heat.cells, strict=True):
        height = max(CELL, high(len(lines)) + 2)
        canvas.lines((1, y + (height - high(len(lines))) / 2), lines)
        for place, spot in enumerate(row):
            _cell(canvas, spot, left + room * place, y, room, height, written)
        y += height
    canvas.finish(_key(canvas, left, y + 6) + 2)
    return canvas


def shade(value: float) -> str:
    """From nearly white at 0 to full colour at 100."""
    parts = (low + (high_ - low) * value / 100 for low, high_ in zip(_FROM, _TO, strict=True))
    return "#" + "".join(f"{round(255 * part):02x}" for part in parts)


def _cell(canvas: Canvas, spot: Spot | None, x: float, y: float, room: float, height: float, written: bool) -> None:
    """A shade with its number; hatched where there is nothing to count."""
    if spot is None:
        canvas.box(x, y, x + room, y + height, fill="none", edge=HAIR, hatch="////", width=0.4)
        return
    canvas.box(x, y, x + room, y + height, fill=shade(spot.value), edge=PAPER, width=0.8, results=spot.result_ids, said=spot.text)
    if written:
        canvas.text((x + room / 2, y + height / 2), spot.text, "center", SMALL, PALE if spot.value > 62 else DARK)


def _key(canvas: Canvas, left: float, top: float) -> float:
    """Which shade is how much."""
    step = 100 / (SHADES - 1)
    for place in range(SHADES):
        x = left + place * 44
        canvas.box(x, top, x + 12, top + 8, fill=shade(step * place))
        canvas.text((x + 15, top + 4), f"{step * place:g} %", "left", SMALL, SOFT)
    return top + 9
