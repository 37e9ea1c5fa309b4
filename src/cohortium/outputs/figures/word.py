"""figures.docx: each figure that may be shared as a picture of 600 dots per inch with its caption, for a coordinator who works in Word."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

from cohortium.displays.figure import Figure
from cohortium.outputs.figures.files import Drawing
from cohortium.outputs.layout import Paper
from cohortium.outputs.run import Outputs
from cohortium.outputs.texts import printable, typeset
from cohortium.outputs.word_document import banner_xml, new_document, saved, wrapped
from cohortium.outputs.word_styles import FIGURE_CAPTION, add_style

NAME = "figures.docx"
_HIGH = 0.7  # of a page: the rest is for the caption


def write_figures_word(folder: Path, run: Outputs) -> None:
    """The figures of the report, a page each; the same run gives the same bytes."""
    from docx.oxml.parser import parse_xml

    document, paper, sections = new_document(run)
    add_style(document, not run.template, FIGURE_CAPTION, "Figure caption", 10, before=4)
    body = document.element.body
    for each in list(body):
        body.remove(each)
    if banner_xml(run):
        body.append(parse_xml(wrapped(document, "body", banner_xml(run)))[0])
    for place, drawing in enumerate(run.shareable):
        _picture(document, drawing, _width(drawing, paper), new_page=place > 0)
        _caption(document, drawing.figure)
    body.append(parse_xml(wrapped(document, "body", sections(paper.upright, True)))[0])
    (folder / NAME).write_bytes(saved(document))


def _width(drawing: Drawing, paper: Paper) -> float:
    """As drawn, but for one that is wider or higher than the page has room."""
    return drawing.width * min(1.0, (paper.upright[0] - paper.sides) / drawing.width, _HIGH * paper.upright[1] / drawing.height)


def _picture(document: Any, drawing: Drawing, width: float, new_page: bool) -> None:
    """A picture with words for who cannot see it; its caption stays with it."""
    from docx.shared import Pt

    paragraph, figure = document.add_paragraph(), drawing.figure
    paragraph.paragraph_format.keep_with_next, paragraph.paragraph_format.page_break_before = True, new_page
    drawn = paragraph.add_run().add_picture(BytesIO(drawing.png), width=Pt(width))
    drawn._inline.docPr.set("name", printable(figure.name or figure.id))
    drawn._inline.docPr.set("descr", printable(f"{figure.title}. {figure.description}"))


def _caption(document: Any, figure: Figure) -> None:
    paragraph = document.add_paragraph(style=_styled(document))
    paragraph.add_run(f"{figure.name}. " if figure.number else "").bold = True
    paragraph.add_run(typeset(printable(" ".join([f"{figure.title}.", *figure.notes]))))


def _styled(document: Any) -> Any:
    return next(style for style in document.styles if style.style_id == FIGURE_CAPTION)
