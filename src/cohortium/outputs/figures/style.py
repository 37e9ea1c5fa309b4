"""How figures look: sizes in points, colours that colour-blind readers tell apart, and a shape beside every colour."""

from __future__ import annotations

from dataclasses import dataclass

from cohortium.displays.figure import Series

WIDTH = 510.0  # two columns of a journal: 180 mm
NARROW = 368.0  # one and a half: 130 mm
SIZE, SMALL = 7.5, 6.5
LEADING = 1.28
FAMILY = "DejaVu Sans"
INK, SOFT, HAIR, PAPER, TINT = "#1b1b1b", "#5c5c5c", "#b9b9b9", "#ffffff", "#f4f5f7"
# Okabe & Ito 2008, Color Universal Design: told apart with any kind of colour vision. Yellow is left out, too pale on paper.
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00")
SHAPES = ("o", "s", "^", "D", "v", "P", "X", "<", ">", "p")
DASHES = ((), (5, 1.6), (1.4, 1.4), (7, 1.6, 1.4, 1.6), (3, 1.2), (9, 2))
HATCHES = ("", "////", "\\\\\\\\", "xxxx", "----", "||||")  # lines only: dots make an SVG ten times as heavy


@dataclass(frozen=True)
class Look:
    """The colour, the shape, the dashes and the hatch of a series: any one of the last three tells it from the others."""

    colour: str
    shape: str
    dashes: tuple[float, ...]
    hatch: str


PLAIN = Look(INK, "o", (), "")


def look(series: Series) -> Look:
    """How a series is drawn wherever it is shown; a series without a style is plain."""
    place = series.style
    if place < 0:
        return PLAIN
    return Look(*(kinds[place % len(kinds)] for kinds in (COLOURS, SHAPES, DASHES, HATCHES)))  # pyright: ignore[reportArgumentType]
