"""Centres by size and result, between the limits of chance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import product

from cohortium.displays.figure import Dot, Funnel, Spot
from cohortium.language import tr
from cohortium.outputs.figures.canvas import Anchor, Canvas, Place
from cohortium.outputs.figures.letters import high, wide
from cohortium.outputs.figures.scales import Scale, draw_across, draw_up, scale, up_room
from cohortium.outputs.figures.style import COLOURS, NARROW, SMALL, SOFT

HEIGHT, KEY, NEAR, _STEPS = 190.0, 18.0, 5.0, 6
DASHES = ((4, 2), (1.2, 1.6))
Room = tuple[float, float, float, float]
Limit = tuple[float, Spot, Spot]


def draw_funnel(funnel: Funnel) -> Canvas:
    """Limits as dashed curves named above, a mark for each place."""
    canvas = Canvas(NARROW)
    top = _key(canvas, funnel) + 4
    up = scale(funnel.up, (), top + HEIGHT, top)
    left = up_room(up, True) + 1
    across = scale(funnel.across, [dot.size.value for dot in funnel.dots], left, NARROW - 10)
    draw_up(canvas, up, left, funnel.up.label, across.end)
    if funnel.middle:
        y, shown = up(funnel.middle.value), {"results": funnel.middle.result_ids, "said": funnel.middle.text}
        canvas.line(((left, y), (across.end, y)), SOFT, 0.9, **shown, along=up.along("y", 0))
    for limits, dashes in zip(funnel.limits, DASHES, strict=True):
        for edge in ([(size, least) for size, least, _ in limits.at], [(size, most) for size, _, most in limits.at]):
            if edge:
                places = [(across(size), up(spot.value)) for size, spot in edge]
                ids = tuple(name for _, spot in edge for name in spot.result_ids)
                canvas.line(places, SOFT, 0.8, dashes, results=ids, along=up.along("y", *range(len(ids))))
    _dots(canvas, funnel, across, up)
    sizes = [tick for tick in across.ticks() if tick.is_integer()]  # no centre has half a patient
    canvas.finish(draw_across(canvas, across, up.start, funnel.across.label, sizes) + 2)
    return canvas


def _key(canvas: Canvas, funnel: Funnel) -> float:
    x, y = 8.0, 1 + high(1, SMALL) / 2
    for label, dashes in ((funnel.all_label, ()), *((each.label, how) for each, how in zip(funnel.limits, DASHES, strict=True))):
        canvas.line(((x, y), (x + KEY, y)), SOFT, 0.9, dashes)
        canvas.text((x + KEY + 4, y), label, size=SMALL)
        x += KEY + 18 + wide(label, SMALL)
    return 1 + high(1, SMALL)


def _dots(canvas: Canvas, funnel: Funnel, across: Scale, up: Scale) -> None:
    """A place is marked once, the larger the more centres are there; names stand where nothing else does."""
    places: dict[Place, list[Dot]] = {}
    for dot in funnel.dots:
        places.setdefault((across(dot.size.value), up(dot.point.at.value)), []).append(dot)
    counts = Counter({at: len(dots) for at, dots in places.items()})
    # The key and what lies above it, the axis and what lies below.
    beside: list[Room] = [(0, -HEIGHT, NARROW, up.end - 4), (0, up.start + high(1, SMALL) / 2, NARROW, up.start + HEIGHT)]
    taken = [*beside, *((x - 3, y - 3, x + 3, y + 3) for x, y in places)]
    crossed = [(across.start, up(edge) - 1, across.end, up(edge) + 1) for edge in (up.low, up.high)]
    for limits in funnel.limits:
        crossed += [room for ends in zip(limits.at, limits.at[1:], strict=False) for room in _around(*ends, across, up)]
    for at, dots in places.items():
        ids = tuple(name for dot in dots for name in (*dot.point.at.result_ids, *dot.size.result_ids))
        said = tr("; ").join(tr("{label}: {text}", label=dot.label, text=dot.point.at.text) for dot in dots)
        colour, size = COLOURS[1] if dots[0].outside else COLOURS[0], min(4 + 1.3 * (counts[at] - 1), 9)
        canvas.mark(at, "o", colour, size, results=ids, said=said, along=up.along("y", 0))
        if dots[0].outside:
            _name(canvas, ", ".join(dot.label for dot in dots), at, taken, crossed)


def _around(start: Limit, end: Limit, across: Scale, up: Scale) -> Iterator[Room]:
    """The room of both limits between two sizes, in steps: one box around a steep piece would forbid much that is free."""
    for ends in zip(start[1:], end[1:], strict=True):
        (x, y), (to_x, to_y) = ((across(size), up(spot.value)) for size, spot in zip((start[0], end[0]), ends, strict=True))
        for step in range(_STEPS):
            xs, ys = ([a + (b - a) * part / _STEPS for part in (step, step + 1)] for a, b in ((x, to_x), (y, to_y)))
            yield xs[0], min(ys) - 1, xs[1], max(ys) + 1


def _name(canvas: Canvas, text: str, at: Place, taken: list[Room], crossed: list[Room]) -> None:
    """The name on any side, then further off, wherever it meets nothing, or a line at most; else only the mark says it."""
    width, half = wide(text, SMALL), high(1, SMALL) / 2
    options = [option for away in (NEAR, 2 * NEAR, 3 * NEAR) for option in _sides(at, away, width, half)]
    rooms = [(start, place[1] - half, start + width, place[1] + half) for place, _, start in options]
    for avoided, (room, (place, anchor, start)) in product((crossed, []), zip(rooms, options, strict=True)):
        if start > 30 and room[2] < NARROW and not any(_meet(room, other) for other in (*taken, *avoided)):
            canvas.text(place, text, anchor, SMALL)
            taken.append(room)
            return


def _sides(at: Place, away: float, width: float, half: float) -> Iterator[tuple[Place, Anchor, float]]:
    """Where a name can stand around a mark, how it is anchored, and where it begins."""
    x, y = at
    for row in (y, y - away, y + away):
        aside = away if row == y else away - 2
        yield (x + aside, row), "left", x + aside
        yield (x - aside, row), "right", x - aside - width
    for row in (y - away - half, y + away + half):
        yield (x, row), "center", x - width / 2


def _meet(one: Room, other: Room) -> bool:
    return min(one[2], other[2]) > max(one[0], other[0]) and min(one[3], other[3]) > max(one[1], other[1])
