"""A drawing as SVG, PDF and PNG: the same bytes on every day, texts as texts, fonts inside."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from io import BytesIO
from typing import Any, cast

from cohortium.displays.figure import Figure
from cohortium.outputs.figures.canvas import Canvas, Mark
from cohortium.outputs.figures.letters import clean, font_file
from cohortium.outputs.figures.style import FAMILY
from cohortium.outputs.texts import xml_text

SETTINGS: dict[Any, Any] = {"svg.fonttype": "none", "pdf.fonttype": 42, "hatch.linewidth": 0.5, "path.simplify": False}
DOTS = 600
_NUMBERED = re.compile(r' id="(?:figure|axes|text|line2d|patch|matplotlib\.axis)_\d+"')
_MARK = re.compile(r'<g id="mark-(\d+)">')
_BODY = re.compile(r"<svg[^>]*>\s*(?:<metadata>.*?</metadata>\s*)?(.*)</svg>", re.DOTALL)


FOLDER, PATIENTS = "figures", "patient-level"


@dataclass(frozen=True)
class Drawing:
    """A figure as it was drawn, in points: its elements as SVG, what they show, its letters; where asked for, a PDF and a picture.

    It holds no canvas, so that a process that drew can hand it to another.
    """

    figure: Figure
    width: float
    height: float
    body: str
    marks: tuple[Mark, ...]
    letters: frozenset[str]
    bold: frozenset[str]
    pdf: bytes = b""
    png: bytes = b""


def drawing_of(canvas: Canvas, figure: Figure, everything: bool = False) -> Drawing:
    """What is kept of a canvas; with everything, as a PDF and as a picture too."""
    size, letters = (canvas.width, canvas.height), (frozenset(canvas.letters), frozenset(canvas.bold))
    drawing = Drawing(figure, *size, _body(canvas, figure), tuple(canvas.marks), *letters)
    return replace(drawing, pdf=_pdf(canvas, figure), png=_png(canvas, figure)) if everything else drawing


def place_of(figure: Figure, form: str = "svg") -> str:
    """Where it lies in the results; one with a mark per patient apart from what may leave."""
    return "/".join(filter(None, (FOLDER, PATIENTS if figure.patient_level else "", f"{figure.id}.{form}")))


def svg_text(drawing: Drawing, font: str = "") -> str:
    """The drawing as an SVG element that says to everybody what it is; each mark carries the ids of its results."""
    figure = drawing.figure
    style = f"<style>{font}</style>" if font else ""
    return (
        f'<svg xmlns="http{":"}//www.w3.org/2000/svg" xmlns:xlink="http{":"}//www.w3.org/1999/xlink" role="img" '
        f'width="{drawing.width:.6g}pt" height="{drawing.height:.6g}pt" viewBox="0 0 {drawing.width:.6g} {drawing.height:.6g}" '
        f'aria-labelledby="title-{figure.id} desc-{figure.id}"><title id="title-{figure.id}">{xml_text(clean(figure.caption))}</title>'
        f'<desc id="desc-{figure.id}">{xml_text(clean(figure.description))}</desc>{style}\n{drawing.body}</svg>\n'
    )


def _body(canvas: Canvas, figure: Figure) -> str:
    import matplotlib

    file, salt = BytesIO(), cast("dict[Any, Any]", {"svg.hashsalt": figure.id})  # the ids of two figures on a page differ
    with matplotlib.rc_context(SETTINGS | salt):
        canvas.figure.savefig(file, format="svg", metadata={"Date": None}, transparent=True)
    found = _BODY.search(file.getvalue().decode("utf-8"))
    return _MARK.sub(lambda mark: _bound(canvas, int(mark[1])), _NUMBERED.sub("", found[1] if found else ""))


def _bound(canvas: Canvas, number: int) -> str:
    mark = canvas.marks[number]
    title = f"<title>{xml_text(mark.said)}</title>" if mark.said and not mark.printed else ""
    along = f' data-along="{mark.along}"' if mark.along else ""
    ids = "&#10;".join(map(xml_text, mark.results))  # an id may hold a space, never a line break
    return f'<g data-mark="{number}" data-results="{ids}"{along}>{title}'


def svg_file(drawing: Drawing, font: str) -> bytes:
    """A file of its own, with the letters that it draws."""
    return ('<?xml version="1.0" encoding="utf-8"?>\n' + svg_text(drawing, font)).encode("utf-8")


def _pdf(canvas: Canvas, figure: Figure) -> bytes:
    """A PDF without a date, its fonts as TrueType."""
    said = {"Creator": "Cohortium", "Title": clean(figure.caption), **dict.fromkeys(("CreationDate", "ModDate", "Producer"))}
    return _saved(canvas, format="pdf", metadata=said)


def _png(canvas: Canvas, figure: Figure) -> bytes:
    """A picture at 600 dots per inch on white."""
    return _saved(canvas, format="png", dpi=DOTS, metadata={"Software": None, "Title": clean(figure.caption)})


def _saved(canvas: Canvas, **how: Any) -> bytes:
    import matplotlib

    file = BytesIO()
    with matplotlib.rc_context(SETTINGS):
        canvas.figure.savefig(file, **how)
    return file.getvalue()


def font_faces(drawings: Iterable[Drawing]) -> str:
    """CSS with the letters that these drawings use, cut from the font: a reader without it sees the same."""
    drawn = list(drawings)
    faces = []
    for bold, weight in ((False, "normal"), (True, "bold")):
        letters = {letter for drawing in drawn for letter in (drawing.bold if bold else drawing.letters)}
        if letters:
            data = b64encode(_cut(frozenset(letters), bold)).decode("ascii")
            faces.append(f"@font-face{{font-family:'{FAMILY}';font-weight:{weight};src:url(data:font/woff;base64,{data}) format('woff')}}")
    return "".join(faces)


@cache
def _cut(letters: frozenset[str], bold: bool) -> bytes:
    """The font with these letters only, as WOFF."""
    from fontTools.subset import Options, Subsetter, save_font
    from fontTools.ttLib import TTFont

    options = Options(
        flavor="woff", hinting=False, notdef_outline=True, name_IDs=[], layout_features=["kern"], drop_tables=["FFTM"],
        recalc_timestamp=False,
    )  # fmt: skip
    cutter, file = Subsetter(options), BytesIO()
    with TTFont(font_file(bold), lazy=True, recalcTimestamp=False) as font:
        cutter.populate(unicodes=[ord(letter) for letter in letters])
        cutter.subset(font)
        save_font(font, file, options)
    return file.getvalue()
