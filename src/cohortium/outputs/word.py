"""tables.docx: every table as a native Word table on a page of its own, ready to be sent to a journal."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

from cohortium.outputs.layout import CHOICES, LANDSCAPE, MARGIN, PORTRAIT, Panel, panels
from cohortium.outputs.run import Outputs
from cohortium.outputs.texts import printable
from cohortium.outputs.word_table import CAPTION, NOTE, caption_xml, notes_xml, table_xml, text_style

NAME = "tables.docx"
FONT = "Times New Roman"
LANGUAGES = {"en": "en-GB", "fr": "fr-FR"}
_CREATED = datetime(2000, 1, 1)
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_ALARM = "B00020"


def write_word(folder: Path, run: Outputs) -> None:
    """The tables of a run as a document; the same run gives the same bytes."""
    # Late: reading the library takes longer than writing the tables.
    from docx import Document

    document = Document()
    _set_language(document, LANGUAGES[run.protocol.language])
    _set_styles(document)
    plain_properties(document, run.title, run.protocol.language)
    _write_body(document, [panels(table) for table in run.tables])
    _write_edges(document, run)
    content = io.BytesIO()
    document.save(content)
    (folder / NAME).write_bytes(without_times(content.getvalue()))


def _write_body(document: Any, tables: list[list[Panel]]) -> None:
    """A section per panel, each with the page that it needs; the last section belongs to the body itself."""
    from docx.oxml.parser import parse_xml

    parts = [(panel, place > 0, panel is every[-1]) for every in tables for place, panel in enumerate(every)]
    pieces = []
    for number, (panel, continued, whole) in enumerate(parts, start=1):
        closing = section(panel.page) if number < len(parts) else ""
        pieces += [caption_xml(panel.table, continued), table_xml(panel), notes_xml(panel.table, whole, closing)]
    body = document.element.body
    for element in list(parse_xml(wrapped(document, "body", "".join(pieces)))):
        body.sectPr.addprevious(element)
    page = parse_xml(wrapped(document, "body", section(parts[-1][0].page if parts else PORTRAIT)))[0]
    body.replace(body.sectPr, page)


def wrapped(document: Any, name: str, content: str) -> str:
    """Content as an element of a document, with the prefixes that it uses declared."""
    declared = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in document.element.nsmap.items() if prefix)
    return f"<w:{name} {declared}>{content}</w:{name}>"


def section(page: tuple[float, float]) -> str:
    """The end of a section on pages of this size, in points."""
    width, height = (round(side * 20) for side in page)
    orient = ' w:orient="landscape"' if page == LANDSCAPE else ""
    margin = round(MARGIN * 20)
    sides = " ".join(f'w:{side}="{margin}"' for side in ("top", "right", "bottom", "left"))
    edges = 'w:header="500" w:footer="500" w:gutter="0"'
    return f'<w:sectPr><w:pgSz w:w="{width}" w:h="{height}"{orient}/><w:pgMar {sides} {edges}/></w:sectPr>'


def _set_language(document: Any, language: str) -> None:
    """The language of spelling, for the whole document."""
    for element in document.styles.element.iter(_w("lang")):
        element.set(_w("val"), language)
    for element in document.settings.element.iter(_w("themeFontLang")):
        element.set(_w("val"), language)


def _set_styles(document: Any) -> None:
    """Styles of its own for captions, texts and notes, so that a journal's look is a change of a style."""
    from docx.shared import Pt

    for font in document.styles.element.iter(_w("rFonts")):
        font.attrib.clear()
        for script in ("ascii", "hAnsi", "cs", "eastAsia"):
            font.set(_w(script), FONT)
    caption = _style(document, CAPTION, "Table caption", 10, after=4)
    caption.element.get_or_add_pPr().append(_element("outlineLvl", "0"))
    _style(document, NOTE, "Table note", 8.5, before=1)
    for size in dict.fromkeys(size for _, size in CHOICES):
        _style(document, text_style(size), f"Table text {size:g} pt", size, before=1.6, after=1.6)
    document.styles["Header"].font.size = document.styles["Footer"].font.size = Pt(8)


def _style(document: Any, identifier: str, name: str, size: float, before: float = 0, after: float = 0) -> Any:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt

    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.element.set(_w("styleId"), identifier)
    style.base_style = document.styles["Normal"]
    style.font.size = Pt(size)
    spacing = style.paragraph_format
    spacing.space_before, spacing.space_after, spacing.line_spacing = Pt(before), Pt(after), 1.0
    return style


def plain_properties(document: Any, title: str, language: str) -> None:
    """Title and language; no author, no time of day, no picture of the library's own page."""
    known = document.core_properties
    known.title, known.language = printable(title)[:255], LANGUAGES[language]
    known.author = known.last_modified_by = known.comments = known.keywords = known.subject = ""
    known.created = known.modified = _CREATED
    known.revision = 1
    relations = document.part.package.rels
    for key in [key for key, relation in relations.items() if relation.reltype.endswith("/thumbnail")]:
        relations.pop(key)


def _write_edges(document: Any, run: Outputs) -> None:
    """The study over every page, and whether it is a draft; the number of the page below."""
    from docx.shared import RGBColor

    first = document.sections[0]
    header, footer = first.header.paragraphs[0], first.footer.paragraphs[0]
    if run.draft.banner:
        banner = header.add_run(f"{run.draft.banner} ")
        banner.bold, banner.font.color.rgb = True, RGBColor.from_string(_ALARM)
    header.add_run(printable(run.title))
    footer.alignment = 2
    field = _element("fldSimple")
    field.set(_w("instr"), "PAGE")
    footer._p.append(field)


def _element(name: str, value: str = "") -> Any:
    from docx.oxml import OxmlElement

    element = OxmlElement(f"w:{name}")
    if value:
        element.set(_w("val"), value)
    return element


def _w(name: str) -> str:
    return f"{{http://schemas.openxmlformats.org/wordprocessingml/2006/main}}{name}"


def without_times(content: bytes) -> bytes:
    """The same archive with fixed times: the library writes the time of day."""
    copied = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(copied, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _ZIP_TIME)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 0
            target.writestr(entry, source.read(name))
    return copied.getvalue()
