"""The marks of a figure as they stand in its SVG, read back: what each says, and where it is drawn."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from math import log10, nan
from pathlib import Path
from xml.etree import ElementTree

from cohortium.outputs.release.read_back import plain

_SVG = "{http" + "://www.w3.org/2000/svg}"
_PLACE = re.compile(r"[ML] (\S+) (\S+)")
NEAR = 0.02
"""Points on the page by which a mark may miss the place of its value: far less than a reader sees."""


@dataclass(frozen=True)
class DrawnMark:
    """An element that shows results: their ids, what it says or draws as a text, and its places along its axis, in points."""

    results: tuple[str, ...]
    said: str
    along: str
    places: tuple[float, ...]


@dataclass(frozen=True)
class Along:
    """An axis as the figure declares it: where its ends stand, and what lies on it, in order: results by place, or `=` and a number."""

    low: float
    high: float
    start: float
    end: float
    log: bool
    shown: tuple[str, ...]

    def place(self, value: float) -> float:
        """Where a number stands; one beyond the axis stands at its end."""
        low, high, value = (log10(each) if self.log else each for each in (self.low, self.high, min(max(value, self.low), self.high)))
        return self.start + (self.end - self.start) * (value - low) / (high - low)


def along(text: str) -> Along:
    """The axis of a mark."""
    _, low, high, start, end, kind, *shown = text.split(" ")
    return Along(float(low), float(high), float(start), float(end), kind == "log", tuple(shown))


def stands(mark: DrawnMark, values: list[float]) -> bool:
    """Whether the mark's own places are those of its values, one after the other; a value may have several, and share one with the next."""
    axis, before = along(mark.along), nan
    ends = {0}  # how many places the values so far may take: of places as near as this, which value takes how many is not known
    for value in (float(each[1:]) if each.startswith("=") else values[int(each)] for each in axis.shown):
        wanted = axis.place(value)
        near = [abs(place - wanted) <= NEAR for place in mark.places]
        reached = set(ends) if abs(before - wanted) <= NEAR else set()
        for end in ends:
            reached |= {end + taken for taken, _ in enumerate(takewhile(bool, near[end:]), start=1)}
        ends, before = reached, wanted
    return len(mark.places) in ends


def read_figure(path: Path) -> list[DrawnMark]:
    """Every mark that shows a result, by its number: the file has what lies behind first."""
    groups = [group for group in ElementTree.parse(path).iter(f"{_SVG}g") if group.get("data-results")]
    return [_mark(group) for group in sorted(groups, key=lambda group: int(group.get("data-mark", "0")))]


def _mark(group: ElementTree.Element) -> DrawnMark:
    axis = group.get("data-along", "")
    texts = [group.findtext(f"{_SVG}title", ""), *("".join(text.itertext()) for text in group.iter(f"{_SVG}text"))]
    places = tuple(_places(group, 0 if axis.startswith("x") else 1)) if axis else ()
    results = tuple(group.get("data-results", "").split("\n"))
    return DrawnMark(results, plain(" ".join(texts)), axis, places)


def _places(group: ElementTree.Element, side: int) -> Iterator[float]:
    for element in group.iter():
        if element.tag == f"{_SVG}use":
            yield float(element.get("xy"[side], "nan"))
        elif element.tag == f"{_SVG}path" and not element.get("id"):
            yield from (float(found[side + 1]) for found in _PLACE.finditer(element.get("d", "")))
