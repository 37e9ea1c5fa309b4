"""Figures inside the report: in its colours, light or dark, and beside the tables that print their numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

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
THEMES = {INK: "--ink", SOFT: "--soft", HAIR: "--hair", PAPER: "--paper", TINT: "--tint"}
_OF_A_FILE = re.compile(r'^<\?xml[^>]*>\n|<style>@font-face.*?</style>| (?:xmlns|xmlns:xlink|data-mark|data-results|data-along)="[^"]*"')
_THEME = re.compile("|".join(THEMES))


@dataclass(frozen=True)
class Inline:
    """The figures of a page by section, each with its drawing; and the letters that all of them use."""

    font: str = ""
    sections: dict[str, list[tuple[Figure, str]]] = field(default_factory=dict)


def inline(run: Outputs) -> Inline:
    """Aggregates only; a figure with a mark per patient where the protocol asks for it."""
    sections: dict[str, list[tuple[Figure, str]]] = {}
    for figure, canvas in run.shareable:
        sections.setdefault(BESIDE[figure.id.split("-")[0]], []).append((figure, on_page(svg_text(canvas, figure))))
    return Inline(font_faces(canvas for _, canvas in run.shareable), sections)


def on_page(svg: str) -> str:
    """A drawing as it stands in the report: in its colours, without what only a file of its own needs, or a program that reads it."""
    return _THEME.sub(lambda found: f"var({THEMES[found[0]]})", _OF_A_FILE.sub("", svg))
