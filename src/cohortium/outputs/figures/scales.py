"""From numbers to places on a page, with round numbers along an axis."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor, log10

from cohortium.displays.figure import Axis
from cohortium.language import number
from cohortium.outputs.figures.canvas import Canvas
from cohortium.outputs.figures.letters import high, wide
from cohortium.outputs.figures.style import HAIR, INK, SIZE, SMALL

TICK = 3.0


@dataclass(frozen=True)
class Scale:
    """Numbers from low to high stand from start to end; on a log scale equal ratios are equally far apart."""

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    def __call__(self, value: float) -> float:
        low, high, value = (log10(each) if self.log else each for each in (self.low, self.high, min(max(value, self.low), self.high)))
        return self.start + (self.end - self.start) * (value - low) / (high - low)

    def along(self, axis: str, *shown: int | str) -> str:
        """Where an element stands: the axis (x or y), the scale, and what lies on it, in order.

        That is a result, by its place among those that the element shows, or `=100`, a number that is none.
        """
        ends = (f"{each:.9g}" for each in (self.low, self.high, self.start, self.end))
        return " ".join([axis, *ends, "log" if self.log else "linear", *map(str, shown)])

    def holds(self, value: float) -> bool:
        """Whether a number stands on the axis, and is not drawn at its edge."""
        return self.low <= value <= self.high

    def ticks(self, most: int = 6) -> list[float]:
        """Round numbers within the scale."""
        from matplotlib.ticker import LogLocator, MaxNLocator

        if self.log:
            subs = (1.0,) if self.high / self.low > 10**3 else (1.0, 2.0, 5.0)
            found = LogLocator(subs=subs, numticks=50).tick_values(self.low, self.high)
        else:
            found = MaxNLocator(most, steps=[1, 2, 2.5, 5, 10]).tick_values(self.low, self.high)
        return [float(tick) for tick in found if self.holds(tick)]


MOST_RATIO = 100.0


def scale(axis: Axis, values: Iterable[float], start: float, end: float) -> Scale:
    """A scale that holds all values and what the axis asks for; a ratio beyond 1/100 or 100 is drawn at the edge."""
    wanted = [each for each in (axis.low, axis.high, axis.reference) if each is not None]
    found = [*values, *wanted]
    if axis.log:
        found = [min(max(each, 1 / MOST_RATIO), MOST_RATIO) for each in found] or [1.0]
        return Scale(min(*found, 0.5) / 1.1, max(*found, 2.0) * 1.1, start, end, True)
    low, top = (min(found), max(found)) if found else (0.0, 1.0)
    low, top = (low, top + 1) if low == top else (low, top)
    step = _step(Scale(low, top, start, end).ticks())
    lower = low if axis.low == low else step * floor(low / step)
    upper = top if axis.high == top else step * ceil(top / step)
    return Scale(lower, upper, start, end)


def _step(ticks: list[float]) -> float:
    return ticks[1] - ticks[0] if len(ticks) > 1 else 1.0


def tick_text(value: float) -> str:
    """A number along an axis as the language writes it."""
    return number(f"{value:.10g}")


def draw_across(canvas: Canvas, scale: Scale, y: float, label: str, ticks: list[float] | None = None, top: float | None = None) -> float:
    """A lower axis at a height, with its label; rules up to `top`. Returns where it ends."""
    canvas.line(((scale.start, y), (scale.end, y)), INK)
    for tick in _apart(scale, scale.ticks() if ticks is None else ticks):
        x = scale(tick)
        canvas.line(((x, y), (x, y + TICK)), INK)
        if top is not None:
            canvas.rule((x, top), (x, y), HAIR, 0.35)
        canvas.text((x, y + TICK + 1 + high(1, SMALL) / 2), tick_text(tick), "center", SMALL)
    below = y + TICK + 1 + high(1, SMALL)
    return canvas.wrapped(((scale.start + scale.end) / 2, below), label, max(scale.end - scale.start, 60), "center") if label else below


def _apart(scale: Scale, ticks: list[float]) -> list[float]:
    """Ticks whose texts do not meet: where they would, every second one, every third one ..."""
    for every in range(1, len(ticks) + 1):
        kept = ticks[::every]
        room = [abs(scale(after) - scale(before)) for before, after in zip(kept, kept[1:], strict=False)]
        needed = [(wide(tick_text(a), SMALL) + wide(tick_text(b), SMALL)) / 2 + 4 for a, b in zip(kept, kept[1:], strict=False)]
        if all(has >= needs for has, needs in zip(room, needed, strict=True)):
            return kept
    return ticks[:1]


def draw_up(canvas: Canvas, scale: Scale, x: float, label: str = "", right: float | None = None, texts: bool = True) -> None:
    """An axis to the left of a chart, its label upright beside it; rules from it to `right`."""
    canvas.line(((x, scale.start), (x, scale.end)), INK)
    ticks = scale.ticks()
    for tick in ticks:
        y = scale(tick)
        canvas.line(((x - TICK, y), (x, y)), INK)
        if right is not None:
            canvas.rule((x, y), (right, y), HAIR, 0.35)
        if texts:
            canvas.text((x - TICK - 1.5, y), tick_text(tick), "right", SMALL)
    if label:
        canvas.text((x - up_room(scale, True) + SIZE / 2, (scale.start + scale.end) / 2), label, "center", upright=True)


def up_room(scale: Scale, label: bool) -> float:
    """What an axis needs to its left."""
    return TICK + 3 + max(wide(tick_text(tick), SMALL) for tick in scale.ticks()) + (SIZE * 1.5 if label else 0)
