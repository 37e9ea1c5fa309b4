"""Covariates under each other, in a chart for each pair of groups: where they were before weighting, and where they are after it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from cohortium.displays.figure import Balance, Balanced, Move, Spot
from cohortium.language import marked, tr
from cohortium.outputs.figures.canvas import Canvas
from cohortium.outputs.figures.letters import high, wide, wrapped
from cohortium.outputs.figures.scales import Scale, draw_across, scale
from cohortium.outputs.figures.style import COLOURS, HAIR, SMALL, SOFT, TINT, WIDTH

AIR, GAP, SIGN, ROOM = 4.0, 12.0, 9.0, 0.38  # the last of the width, for labels
MARKS = {
    "before": ("o", SOFT, True, marked("before weighting")),
    "after": ("o", COLOURS[0], False, marked("after weighting")),
    "apart": ("D", COLOURS[1], False, marked("after weighting, more than 0.1 apart")),
}


def draw_balance(balance: Balance) -> Canvas:
    """Labels, then a chart per pair of groups under its name, all on one scale."""
    canvas = Canvas(WIDTH)
    texts = [wrapped(line.label, ROOM * WIDTH) for line in balance.lines]
    charts = _charts(balance, 1 + max(wide(text) for lines in texts for text in lines) + GAP)
    several = len(charts) > 1
    top = _legend(canvas, balance)
    top = _titles(canvas, balance, charts, top) if several else top
    bottom = _lines(canvas, balance, texts, charts, top)
    end = max(_axis(canvas, balance, chart, top, bottom, "" if several else balance.axis.label) for chart in charts)
    if several:
        middle, room = (charts[0].start + charts[-1].end) / 2, charts[-1].end - charts[0].start
        end = canvas.wrapped((middle, end), balance.axis.label, room, "center")
    canvas.finish(end + 2)
    return canvas


def _all(balance: Balance) -> Iterator[Move]:
    return (move for line in balance.lines for move in line.moves if move)


def _charts(balance: Balance, left: float) -> list[Scale]:
    """As wide as each other, and as far to the left as to the right: which side a mark is on says nothing of how large it is."""
    far = 1.05 * max(balance.alike, *(abs(each.value) for move in _all(balance) for each in (move.before, move.after)))
    room = (WIDTH - 6 - left + GAP) / len(balance.charts) - GAP
    starts = [left + place * (room + GAP) for place in range(len(balance.charts))]
    return [scale(replace(balance.axis, low=-far, high=far), (), start, start + room) for start in starts]


def _kind(balance: Balance, move: Move) -> str:
    return "apart" if abs(move.after.value) > balance.alike else "after"


def _legend(canvas: Canvas, balance: Balance) -> float:
    """What each mark means; the one for what is left apart only where it is drawn."""
    drawn = {"before", "after", *(_kind(balance, move) for move in _all(balance))}
    x, y = 1.0, 1 + high(1) / 2
    for shape, colour, hollow, label in (mark for kind, mark in MARKS.items() if kind in drawn):
        canvas.mark((x + 3, y), shape, colour, hollow=hollow)
        canvas.text((x + SIGN, y), tr(label))
        x += SIGN + wide(tr(label)) + 14
    return y + high(1) / 2 + 5


def _titles(canvas: Canvas, balance: Balance, charts: Sequence[Scale], top: float) -> float:
    """The name of each pair, standing on its chart."""
    found = [wrapped(one.label, charts[0].end - charts[0].start, SMALL, True) for one in balance.charts]
    most = max(map(len, found))
    for lines, chart in zip(found, charts, strict=True):
        middle = (chart.start + chart.end) / 2
        canvas.lines((middle, top + high(most - len(lines), SMALL)), lines, "center", SMALL, bold=True)
    return top + high(most, SMALL) + 4


def _lines(canvas: Canvas, balance: Balance, texts: list[list[str]], charts: Sequence[Scale], top: float) -> float:
    y = top
    for place, (line, lines) in enumerate(zip(balance.lines, texts, strict=True)):
        height = high(len(lines)) + AIR
        if place % 2 == 0:
            canvas.box(0, y, WIDTH, y + height, fill=TINT, behind=True)
        canvas.lines((1, y + AIR / 2), lines)
        _moves(canvas, balance, line, charts, y + height / 2)
        y += height
    return y


def _moves(canvas: Canvas, balance: Balance, line: Balanced, charts: Sequence[Scale], y: float) -> None:
    for chart, move in zip(charts, line.moves, strict=True):
        if move:
            canvas.line(((chart(move.before.value), y), (chart(move.after.value), y)), SOFT, 0.5)
            for kind, each in (("before", move.before), (_kind(balance, move), move.after)):
                shape, colour, hollow, _ = MARKS[kind]
                canvas.mark((chart(each.value), y), shape, colour, hollow=hollow, **_shows(chart, each))


def _shows(chart: Scale, spot: Spot) -> dict[str, Any]:
    return {"results": spot.result_ids, "said": spot.text, "along": chart.along("x", 0)}


def _axis(canvas: Canvas, balance: Balance, chart: Scale, top: float, bottom: float, label: str) -> float:
    for place, dashes in ((-balance.alike, (3, 2)), (0.0, ()), (balance.alike, (3, 2))):
        canvas.line(((chart(place), top), (chart(place), bottom)), SOFT if dashes else HAIR, 0.7, dashes, behind=True)
    return draw_across(canvas, chart, bottom + 2, label, chart.ticks(6 if chart.end - chart.start > 160 else 3))
