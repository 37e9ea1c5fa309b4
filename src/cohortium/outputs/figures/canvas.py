"""A page in points from its upper left corner, on which every drawing puts texts, lines, areas and marks.

It is one matplotlib figure without axes: where things stand is worked out here, by rule, so that no label meets another.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from cohortium.outputs.figures.letters import clean, font_file, high, wrapped
from cohortium.outputs.figures.style import FAMILY, HAIR, INK, SIZE

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Place = tuple[float, float]
Anchor = Literal["left", "center", "right"]
DIGITS_DOWN = 0.36  # from the middle of a line of text to its foot, in sizes


class Mark(NamedTuple):
    """What an element shows: ids of results, what it says, and where it stands on an axis (`Scale.along`)."""

    results: tuple[str, ...]
    said: str = ""
    along: str = ""
    printed: bool = False  # it is a text that says it by itself; another element says it to who points at it


class Canvas:
    """What is drawn, in points; `marks` says which results an element shows."""

    def __init__(self, width: float) -> None:
        from matplotlib.figure import Figure
        from matplotlib.transforms import Affine2D

        self.width, self.height = width, 0.0
        self.marks: list[Mark] = []
        self.letters: set[str] = set()
        self.bold: set[str] = set()
        self.figure = Figure(figsize=(width / 72, 1), dpi=72)
        self._down = Affine2D()
        self._place = self._down + self.figure.dpi_scale_trans

    def text(
        self, at: Place, text: str, anchor: Anchor = "left", size: float = SIZE, colour: str = INK, bold: bool = False,
        results: tuple[str, ...] = (), upright: bool = False,
    ) -> None:  # fmt: skip
        """A line of text whose middle is at this height; upright, it is read from below."""
        from matplotlib.font_manager import FontProperties
        from matplotlib.text import Text

        shown, down = clean(text), DIGITS_DOWN * size
        if not shown:
            return
        (self.bold if bold else self.letters).update(shown)
        font = FontProperties(family=FAMILY, size=size, weight="bold" if bold else "normal", fname=str(font_file(bold)))
        x, y = (at[0] + down, at[1]) if upright else (at[0], at[1] + down)
        drawn = Text(
            x, y, shown, color=colour, fontproperties=font, parse_math=False, transform=self._place,
            horizontalalignment=anchor, verticalalignment="baseline", rotation=90 if upright else 0, rotation_mode="anchor",
        )  # fmt: skip
        self._add(drawn, Mark(results, shown, printed=True))

    def lines(self, at: Place, texts: Sequence[str], anchor: Anchor = "left", size: float = SIZE, **how: Any) -> float:
        """Lines of text under each other, the first one's top at this height; returns where they end."""
        for place, text in enumerate(texts):
            self.text((at[0], at[1] + high(place, size) + high(1, size) / 2), text, anchor, size, **how)
        return at[1] + high(len(texts), size)

    def wrapped(self, at: Place, text: str, room: float, anchor: Anchor = "left", size: float = SIZE, **how: Any) -> float:
        """A text in as many lines as it needs; returns where they end."""
        return self.lines(at, wrapped(text, room, size, how.get("bold", False)), anchor, size, **how)

    def line(
        self, places: Sequence[Place], colour: str = INK, width: float = 0.7, dashes: Sequence[float] = (), results: tuple[str, ...] = (),
        said: str = "", along: str = "", behind: bool = False,
    ) -> None:  # fmt: skip
        """Straight lines from place to place."""
        from matplotlib.lines import Line2D

        style: Any = (0, tuple(dashes)) if dashes else "-"
        xs, ys = zip(*places, strict=True)
        drawn = Line2D(
            xs, ys, color=colour, linewidth=width, linestyle=style, transform=self._place, solid_capstyle="butt", dash_capstyle="butt",
            solid_joinstyle="miter", zorder=1 if behind else 2,
        )  # fmt: skip
        self._add(drawn, Mark(results, said, along))

    def area(
        self, places: Sequence[Place], fill: str = "none", edge: str = "none", width: float = 0.7, hatch: str = "",
        results: tuple[str, ...] = (), said: str = "", along: str = "", behind: bool = False,
    ) -> None:  # fmt: skip
        """A closed area."""
        from matplotlib.patches import Polygon

        drawn = Polygon(
            places, closed=True, facecolor=fill, edgecolor=edge, linewidth=width, hatch=hatch or None, transform=self._place,
            zorder=0.5 if behind else 1.5,
        )  # fmt: skip
        self._add(drawn, Mark(results, said, along))

    def box(self, left: float, top: float, right: float, bottom: float, **how: Any) -> None:
        """A rectangle."""
        self.area(((left, top), (right, top), (right, bottom), (left, bottom)), **how)

    def mark(
        self, at: Place, shape: str, colour: str, size: float = 4.2, hollow: bool = False,
        results: tuple[str, ...] = (), said: str = "", along: str = "",
    ) -> None:  # fmt: skip
        """A point of a shape."""
        from matplotlib.lines import Line2D

        from cohortium.outputs.figures.style import PAPER

        drawn = Line2D(
            (at[0],), (at[1],), color=colour, marker=shape, markersize=size, markeredgewidth=0.7, markeredgecolor=colour,
            markerfacecolor=PAPER if hollow else colour, linestyle="none", transform=self._place, zorder=3,
        )  # fmt: skip
        self._add(drawn, Mark(results, said, along))

    def dots(self, places: Sequence[Place], shape: str, colour: str, size: float) -> None:
        """Many points alike, that show no number of their own."""
        from matplotlib.lines import Line2D

        xs, ys = zip(*places, strict=True)
        how: Any = {"color": colour, "marker": shape, "markersize": size, "markeredgewidth": 0, "linestyle": "none"}
        self._add(Line2D(xs, ys, transform=self._place, **how), Mark(()))

    def rule(self, start: Place, end: Place, colour: str = HAIR, width: float = 0.5) -> None:
        """A thin line behind everything."""
        self.line((start, end), colour, width, behind=True)

    def finish(self, height: float) -> Figure:
        """The page, as high as what stands on it."""
        self.height = height
        self.figure.set_size_inches(self.width / 72, height / 72)
        self._down.clear().scale(1 / 72, -1 / 72).translate(0, height / 72)
        return self.figure

    def _add(self, drawn: Any, mark: Mark) -> None:
        if mark.results:
            drawn.set_gid(f"mark-{len(self.marks)}")
            self.marks.append(mark)
        drawn.set_clip_on(False)
        self.figure.add_artist(drawn)
