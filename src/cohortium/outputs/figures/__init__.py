"""figures/: every figure of a run as SVG, and on demand as PDF, as a picture at 600 dots per inch, and together for Word and LaTeX."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

from cohortium.at_once import at_once
from cohortium.displays.figure import Balance, Bars, Boxes, Choices, Course, Figure, Flow, Funnel, Heat, Lanes, Rows, Stairs
from cohortium.language import tr
from cohortium.outputs.figures.balance import draw_balance
from cohortium.outputs.figures.bars import draw_bars
from cohortium.outputs.figures.boxes import draw_boxes
from cohortium.outputs.figures.canvas import Canvas
from cohortium.outputs.figures.choices import draw_choices
from cohortium.outputs.figures.course import draw_course
from cohortium.outputs.figures.files import FOLDER, Drawing, drawing_of, font_faces, place_of, svg_file
from cohortium.outputs.figures.flow import draw_flow
from cohortium.outputs.figures.funnel import draw_funnel
from cohortium.outputs.figures.heat import draw_heat
from cohortium.outputs.figures.lanes import draw_lanes
from cohortium.outputs.figures.rows import draw_rows
from cohortium.outputs.figures.stairs import draw_stairs
from cohortium.outputs.figures.tex import write_figures_latex
from cohortium.outputs.figures.word import write_figures_word
from cohortium.outputs.run import Outputs

DRAWERS: dict[type, Callable[[Any], Canvas]] = {
    Flow: draw_flow,
    Course: draw_course,
    Rows: draw_rows,
    Balance: draw_balance,
    Stairs: draw_stairs,
    Choices: draw_choices,
    Heat: draw_heat,
    Funnel: draw_funnel,
    Boxes: draw_boxes,
    Bars: draw_bars,
    Lanes: draw_lanes,
}


def drawings(figures: Iterable[Figure], everything: bool = False) -> tuple[Drawing, ...]:
    """Each figure as it is drawn; with everything, as a PDF and as a picture too."""
    return tuple(at_once([partial(_drawing, figure, everything) for figure in figures]))


def _drawing(figure: Figure, everything: bool) -> Drawing:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing", UserWarning)  # a letter that the font lacks is a box, not a fault
        return drawing_of(canvas_of(figure), figure, everything)


def canvas_of(figure: Figure) -> Canvas:
    """A figure on its canvas."""
    return DRAWERS[type(figure.body)](figure.body)


def write_figures(folder: Path, run: Outputs) -> None:
    """The figures in the forms that the run asks for, and their captions as a text; nothing where it asks for none."""
    if run.drawn == "none":
        return
    font = font_faces(run.drawings)
    (folder / FOLDER).mkdir()
    for drawing in run.drawings:
        place = folder / place_of(drawing.figure)
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(svg_file(drawing, font))
        if run.drawn == "all":
            place.with_suffix(".pdf").write_bytes(drawing.pdf)
            place.with_suffix(".png").write_bytes(drawing.png)
    (folder / FOLDER / "captions.md").write_text(_captions(run), "utf-8", newline="\n")
    if run.drawn == "all":
        write_figures_word(folder, run)
        write_figures_latex(folder, run)


def _captions(run: Outputs) -> str:
    """What stands under each figure in a paper; then what was not drawn, and why."""
    parts = [f"**{figure.caption}.** {' '.join(figure.notes)}".rstrip() + f" ({figure.id})\n" for figure in run.figures]
    parts += [tr("Not drawn: {title}: {why}.", title=one.title, why=one.why) + "\n" for one in run.undrawn]
    return "\n".join(parts)
