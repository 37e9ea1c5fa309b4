"""Plain pages and Word documents of lists: a title, sentences, tables of texts. The look of a journal is for what is published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cohortium.outputs.layout import LANDSCAPE
from cohortium.outputs.pages import page_of
from cohortium.outputs.run import Outputs
from cohortium.outputs.texts import typeset, xml_text

_TEMPLATE = "plain.html.j2"
_TITLE, _TEXT, _SMALL = 26, 20, 15  # half points


@dataclass(frozen=True)
class Part:
    """A list: its heading, sentences, headings of columns, rows of texts, and widths on a lying page in twentieths of a point."""

    heading: str
    texts: tuple[str, ...]
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]


def write_plain_page(path: Path, title: str, parts: Sequence[Part], language: str) -> None:
    """A page without script or network."""
    page = page_of(_TEMPLATE, title=title, parts=parts, language=language)
    path.write_bytes(page.encode("utf-8"))


def write_plain_word(path: Path, title: str, parts: Sequence[Part], language: str, run: Outputs | None = None) -> None:
    """The same as a Word document, on the template of a run if it has one."""
    from docx import Document
    from docx.oxml.parser import parse_xml

    from cohortium.outputs.word_document import new_document, plain_properties, saved, section, wrapped

    if run and run.template:
        document, paper, sections = new_document(run)
        lying = (max(paper.upright), min(paper.upright))
        parts, closing = [_on_paper(part, round(20 * (lying[0] - paper.sides))) for part in parts], sections(lying, True)
    else:
        document, closing = Document(), section(LANDSCAPE)
    plain_properties(document, title, language)
    pieces = [_paragraph(title, "<w:b/>", _TITLE), *(piece for part in parts for piece in _pieces(part)), closing]
    document.element.replace(document.element.body, parse_xml(wrapped(document, "body", "".join(pieces))))
    path.write_bytes(saved(document))


def _on_paper(part: Part, room: int) -> Part:
    """The list within the margins of another paper."""
    return replace(part, widths=tuple(width * room // max(room, sum(part.widths)) for width in part.widths))


def _pieces(part: Part) -> list[str]:
    heading = [_paragraph(part.heading, "<w:b/>")] if part.heading else []
    return [*heading, *map(_paragraph, part.texts), *([_table(part)] if part.rows else []), _paragraph("")]


def _table(part: Part) -> str:
    side = '<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
    rules = "".join(side.format(side=each) for each in ("top", "bottom", "insideH"))
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in part.widths)
    wide = f'<w:tblW w:w="{sum(part.widths)}" w:type="dxa"/>'
    head = f'<w:tblPr>{wide}<w:tblBorders>{rules}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr>'
    rows = "".join(_row(part, row, heads=row is part.heads) for row in (part.heads, *part.rows))
    return f"<w:tbl>{head}<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"


def _row(part: Part, texts: tuple[str, ...], heads: bool) -> str:
    properties = f"<w:trPr><w:cantSplit/>{'<w:tblHeader/>' if heads else ''}</w:trPr>"
    face = "<w:b/>" if heads else ""
    cells = (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{_paragraph(text, face, _SMALL)}</w:tc>'
        for text, width in zip(texts, part.widths, strict=True)
    )
    return f"<w:tr>{properties}{''.join(cells)}</w:tr>"


def _paragraph(text: str, face: str = "", half_points: int = _TEXT) -> str:
    run = f'<w:r><w:rPr>{face}<w:sz w:val="{half_points}"/></w:rPr><w:t xml:space="preserve">{xml_text(typeset(text))}</w:t></w:r>'
    return f'<w:p><w:pPr><w:spacing w:before="40" w:after="40"/></w:pPr>{run}</w:p>'
