"""tables.docx: every table as a native Word table on a page of its own, ready for a journal; tables/: each in a file of its own."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from cohortium.outputs.layout import A4, CHOICES, LANDSCAPE, MARGIN, PORTRAIT, Panel, panels_on
from cohortium.outputs.run import Outputs
from cohortium.outputs.template_document import paper_of
from cohortium.outputs.texts import file_name, printable, xml_text
from cohortium.outputs.word_table import CAPTION, NOTE, caption_xml, notes_xml, table_xml, text_style

NAME = "tables.docx"
FOLDER = "tables"
_MAIN = "word/document.xml"
Sections = Callable[[tuple[float, float], bool], str]
"""The end of a section, from the size of its pages in points and whether it is the first."""
FONT = "Times New Roman"
LANGUAGES = {"en": "en-GB", "fr": "fr-FR"}
_CREATED = datetime(2000, 1, 1)
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_ALARM = "B00020"


def write_word(folder: Path, run: Outputs) -> None:
    """The tables of a run as a document, and each as one of its own in tables/; the same run gives the same bytes."""
    # Late: reading the library takes longer than writing the tables.
    from docx import Document

    document = Document(io.BytesIO(run.template)) if run.template else Document()
    if not run.template:
        _set_language(document, LANGUAGES[run.protocol.language])
    set_styles(document, own=not run.template)
    plain_properties(document, run.title, run.protocol.language)
    tables = [panels_on(table, paper_of(document) if run.template else A4) for table in run.tables]
    if not run.template:
        _write_edges(document, run)
    sections = _template_sections(document) if run.template else _own_sections(document)
    whole = _saved(document, _body(run, tables, sections))
    (folder / NAME).write_bytes(whole)
    _write_each(folder / FOLDER, run, tables, sections, whole)


def _write_each(folder: Path, run: Outputs, tables: list[list[Panel]], sections: Sections, whole: bytes) -> None:
    """One document per table: all of them share every part but the body, so the library is asked only once."""
    folder.mkdir(exist_ok=True)
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, panels in zip(table_files(run), tables, strict=True):
        body = _body(run, [panels], sections)
        text = re.sub(rb"<w:body>.*</w:body>", lambda _, body=body: f"<w:body>{body}</w:body>".encode(), parts[_MAIN], count=1, flags=re.S)
        (folder / name).write_bytes(_archive(parts | {_MAIN: text}))


def table_files(run: Outputs) -> list[str]:
    """The file names of the single tables, in their order."""
    taken: set[str] = set()
    stems = (f"{table.number} {table.id}" if table.number else table.id for table in run.tables)
    return [f"{file_name(stem, taken)}.docx" for stem in stems]


def _saved(document: Any, body: str) -> bytes:
    """The document with this body in place of its own."""
    from docx.oxml.parser import parse_xml

    document.element.replace(document.element.body, parse_xml(wrapped(document, "body", body)))
    content = io.BytesIO()
    document.save(content)
    return without_times(content.getvalue())


def _body(run: Outputs, tables: list[list[Panel]], sections: Sections) -> str:
    """A section per panel, each with the page that it needs; the last section belongs to the body itself."""
    parts = [(panel, place > 0, panel is every[-1]) for every in tables for place, panel in enumerate(every)]
    pieces = [_banner(run)] if run.template and run.draft.banner else []
    for number, (panel, continued, whole) in enumerate(parts, start=1):
        closing = sections(panel.page, number == 1) if number < len(parts) else ""
        pieces += [caption_xml(panel.table, continued), table_xml(panel), notes_xml(panel.table, whole, closing)]
    return "".join(pieces) + sections(parts[-1][0].page if parts else PORTRAIT, len(parts) < 2)


def _banner(run: Outputs) -> str:
    """A template's own header stays as it is, so a draft says so in the text."""
    face = f'<w:rPr><w:b/><w:color w:val="{_ALARM}"/></w:rPr>'
    return f"<w:p><w:r>{face}<w:t>{xml_text(run.draft.banner)}</w:t></w:r></w:p>"


def wrapped(document: Any, name: str, content: str) -> str:
    """Content as an element of a document, with the prefixes that it uses declared."""
    declared = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in document.element.nsmap.items() if prefix)
    return f"<w:{name} {declared}>{content}</w:{name}>"


def section(page: tuple[float, float], edges: str = "") -> str:
    """The end of a section on pages of this size, in points; `edges` refer to a header and a footer."""
    width, height = (round(side * 20) for side in page)
    orient = ' w:orient="landscape"' if page == LANDSCAPE else ""
    margin = round(MARGIN * 20)
    sides = " ".join(f'w:{side}="{margin}"' for side in ("top", "right", "bottom", "left"))
    beside = 'w:header="500" w:footer="500" w:gutter="0"'
    return f'<w:sectPr>{edges}<w:pgSz w:w="{width}" w:h="{height}"{orient}/><w:pgMar {sides} {beside}/></w:sectPr>'


def _own_sections(document: Any) -> Sections:
    """Sections as we set them; those behind the first inherit its header and footer."""
    edges = "".join(edge.xml for edge in _edges(document.sections[0]._sectPr))
    return lambda page, first: section(page, edges if first else "")


def _template_sections(document: Any) -> Sections:
    """Sections as the template has its first one, turned where a table lies."""
    from copy import deepcopy

    original = document.sections[0]._sectPr

    def made(page: tuple[float, float], first: bool) -> str:
        copy = deepcopy(original)
        for edge in () if first else _edges(copy):
            copy.remove(edge)
        copy.page_width, copy.page_height = (round(side * 12700) for side in page)
        return copy.xml

    return made


def _edges(properties: Any) -> list[Any]:
    return [each for each in properties if each.tag in (_w("headerReference"), _w("footerReference"))]


def _set_language(document: Any, language: str) -> None:
    """The language of spelling, for the whole document."""
    for element in document.styles.element.iter(_w("lang")):
        element.set(_w("val"), language)
    for element in document.settings.element.iter(_w("themeFontLang")):
        element.set(_w("val"), language)


def set_styles(document: Any, own: bool) -> None:
    """Styles for captions, texts and notes, so that a journal's look is a change of a style; a template keeps those that it has."""
    if own:
        _set_fonts(document)
    caption = _style(document, own, CAPTION, "Table caption", 10, after=4)
    if caption is not None:
        caption.element.get_or_add_pPr().append(_element("outlineLvl", "0"))
    _style(document, own, NOTE, "Table note", 8.5, before=1)
    for size in dict.fromkeys(size for _, size in CHOICES):
        _style(document, own, text_style(size), f"Table text {size:g} pt", size, before=1.6, after=1.6)


def _set_fonts(document: Any) -> None:
    from docx.shared import Pt

    for font in document.styles.element.iter(_w("rFonts")):
        font.attrib.clear()
        for script in ("ascii", "hAnsi", "cs", "eastAsia"):
            font.set(_w(script), FONT)
    document.styles["Header"].font.size = document.styles["Footer"].font.size = Pt(8)


def _style(document: Any, own: bool, identifier: str, name: str, size: float, before: float = 0, after: float = 0) -> Any:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt

    there = {style.style_id: style for style in document.styles}
    if identifier in there:
        return None
    names = {style.name: style for style in there.values()}
    style = document.styles.add_style(f"{name} (Cohortium)" if name in names else name, WD_STYLE_TYPE.PARAGRAPH)
    style.element.set(_w("styleId"), identifier)
    # A style of the template by this name, or its own captions, give the look.
    looks = (name, "Caption", "Normal") if identifier == CAPTION and not own else (name, "Normal")
    style.base_style = next((names[each] for each in looks if each in names), None)
    if name in names:
        return style
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
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        return _archive({name: source.read(name) for name in source.namelist()})


def _archive(parts: Mapping[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as target:
        for name, part in parts.items():
            entry = zipfile.ZipInfo(name, _ZIP_TIME)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 0
            target.writestr(entry, part)
    return content.getvalue()
