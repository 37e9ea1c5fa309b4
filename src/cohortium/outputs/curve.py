"""A specification curve as SVG inside the report: answers from the smallest to the largest, and below each the choices behind it."""

from __future__ import annotations

from cohortium.displays import Curve, Point
from cohortium.language import tr
from cohortium.outputs.texts import typeset, xml_text
from cohortium.results import Value

LEFT, TOP, HEIGHT, LINE, WIDTH = 430, 14, 200, 19, 560
"""Room for the words of choices, above the plot, of the plot, of a line of choices, and how wide all points are together, in pixels."""


def curve_svg(curve: Curve) -> str:
    """The drawing; no number is worked out but where it stands."""
    points = curve.points
    low, high = _span(points)
    height = TOP + HEIGHT + 16 + LINE * len(curve.choices)
    parts = [
        f'<svg class="curve" viewBox="0 0 {LEFT + WIDTH + 20} {height}" role="img" aria-label="{xml_text(curve.title)}">',
        *_axis(low, high),
        *(mark for place, point in enumerate(points) for mark in _point(point, _x(place, len(points)), low, high)),
        *(mark for line, choice in enumerate(curve.choices) for mark in _choice(points, choice, TOP + HEIGHT + 24 + LINE * line)),
        "</svg>",
    ]
    return "".join(parts)


def _span(points: tuple[Point, ...]) -> tuple[float, float]:
    values = [float(row.value) for point in points for row in (point.estimate, point.low, point.high) if row and row.value is not None]
    low, high = min(values), max(values)
    return (low - 1, high + 1) if low == high else (low, high)


def _x(place: int, count: int) -> float:
    return LEFT + WIDTH * (place + 0.5) / count


def _y(value: Value, low: float, high: float) -> float:
    return TOP + HEIGHT * (high - float(value or 0)) / (high - low)


def _axis(low: float, high: float) -> list[str]:
    step = next(step for step in (0.5, 1, 2, 5, 10, 20, 50, 100, 1000) if (high - low) / step <= 8)
    first = int(low // step) + 1
    ticks = [step * number for number in range(first, int(high // step) + 1)]
    lines = []
    for tick in ticks:
        y = _n(TOP + HEIGHT * (high - tick) / (high - low))
        lines.append(f'<line class="grid" x1="{LEFT}" x2="{LEFT + WIDTH}" y1="{y}" y2="{y}"/>')
        lines.append(f'<text class="tick" x="{LEFT - 8}" y="{y}" dy="0.35em">{typeset(f"{tick:g}")}</text>')
    return lines


def _point(point: Point, x: float, low: float, high: float) -> list[str]:
    marks = []
    if point.low and point.high and point.low.value is not None and point.high.value is not None:
        y1, y2 = (_n(_y(limit.value, low, high)) for limit in (point.low, point.high))
        marks.append(f'<line class="limits" x1="{_n(x)}" x2="{_n(x)}" y1="{y1}" y2="{y2}"/>')
    y, kind = _n(_y(point.estimate.value, low, high)), "own" if point.own else "other"
    title = f"<title>{xml_text(point.estimate.result_id)}: {xml_text(point.estimate.text)}</title>"
    marks.append(f'<circle class="{kind}" cx="{_n(x)}" cy="{y}" r="{5 if point.own else 3}">{title}</circle>')
    if point.own:
        marks.append(f'<text class="tick own-label" x="{_n(x)}" y="{TOP - 3}">{xml_text(tr("protocol"))}</text>')
        marks.append(f'<line class="own-line" x1="{_n(x)}" x2="{_n(x)}" y1="{TOP}" y2="{TOP + HEIGHT}"/>')
    return marks


def _choice(points: tuple[Point, ...], choice: tuple[str, str], y: float) -> list[str]:
    name, said = choice
    shown = said if len(said) <= 74 else f"{said[:73]}…"
    text = f"{xml_text(typeset(shown))}<title>{xml_text(said)}</title>"
    marks = [f'<text class="choice" x="{LEFT - 8}" y="{_n(y)}" dy="0.35em">{text}</text>']
    for place, point in enumerate(points):
        kind = "on" if name in point.choices else "off"
        marks.append(f'<circle class="{kind}" cx="{_n(_x(place, len(points)))}" cy="{_n(y)}" r="3"/>')
    return marks


def _n(number: float) -> str:
    """A place to a tenth of a pixel: enough for the eye, the same text on every machine."""
    return f"{number:.1f}"
