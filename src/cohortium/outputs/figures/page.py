"""Figures inside the report: in its colours, light or dark, and beside the tables that print their numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from hashlib import blake2s

from cohortium.displays.figure import Figure
from cohortium.outputs.figures.files import font_faces, svg_text
from cohortium.outputs.figures.style import HAIR, INK, PAPER, SOFT, TINT
from cohortium.outputs.run import Outputs

ANSWER = "answer"
BESIDE = {
    "flow": "participants", "response": ANSWER, "choices": "sensitivity", "comparisons": "comparisons", "subgroups": "subgroups",
    "balance": "balance", "survival": "survival", "safety": "safety", "funnel": "by_centre", "completeness": "completeness",
    "change": "efficacy", "points": "efficacy", "waterfall": "efficacy", "swimmer": "stops",
}  # fmt: skip
"""The first word of a figure's id -> the section that it stands in."""
LATER = {ANSWER: "efficacy"}
"""Where the figure of the answer stands in a study that numbers another one first: nobody meets Figure 2 before Figure 1."""
THEMES = {INK: "--ink", SOFT: "--soft", HAIR: "--hair", PAPER: "--paper", TINT: "--tint"}
_OF_A_FILE = re.compile(r'^<\?xml[^>]*>\n|<style>@font-face.*?</style>| (?:xmlns|xmlns:xlink|data-mark|data-results|data-along)="[^"]*"')
_THEME = re.compile("|".join(THEMES))
_STYLE = re.compile(r' style="([^"]*)"')
_BETWEEN, _BREAK = re.compile(r"<!--.*?-->|(?<=>)\s+(?=<)", re.DOTALL), re.compile(r"\s*\n\s*")


@dataclass(frozen=True)
class Inline:
    """The figures of a page by section, each with its drawing; the letters and the looks that all of them use, as CSS."""

    style: str = ""
    sections: dict[str, list[tuple[Figure, str]]] = field(default_factory=dict)


def inline(run: Outputs) -> Inline:
    """Aggregates only; a figure with a mark per patient where the protocol asks for it."""
    sections: dict[str, list[tuple[Figure, str]]] = {}
    looks: dict[str, str] = {}
    for drawing in run.shareable:
        figure, drawn = drawing.figure, svg_text(drawing)
        looks |= {_named(look): look for look in _STYLE.findall(_themed(drawn))}
        section = BESIDE[figure.id.split("-")[0]]
        section = LATER.get(section, section) if any(name != ANSWER for name in sections) else section
        sections.setdefault(section, []).append((figure, on_page(drawn)))
    rules = "".join(f".{name}{{{look}}}" for name, look in looks.items())
    return Inline(font_faces(run.shareable) + rules, sections)


def on_page(svg: str) -> str:
    """A drawing as it stands in the report: in its colours, a name for each look, without what only a file or a program needs."""
    drawn = _STYLE.sub(lambda found: f' class="{_named(found[1])}"', _themed(_OF_A_FILE.sub("", svg)))
    return _BREAK.sub(" ", _BETWEEN.sub("", drawn))


def _themed(svg: str) -> str:
    return _THEME.sub(lambda found: f"var({THEMES[found[0]]})", svg)


@cache
def _named(look: str) -> str:
    """A name for what an element looks like, that depends on nothing else."""
    return f"l{blake2s(look.encode(), digest_size=4).hexdigest()}"
