"""A Word document to fill: our own, or one on a hospital's template; its pages, styles and properties, the same bytes on every day."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from cohortium.outputs.layout import A4, LANDSCAPE, MARGIN, Paper
from cohortium.outputs.run import Outputs
from cohortium.outputs.template_document import paper_of
from cohortium.outputs.texts import printable, xml_text
from cohortium.outputs.word_styles import element, set_language, set_styles, w

LANGUAGES = {"en": "en-GB", "fr": "fr-FR"}
Sections = Callable[[tuple[float, float], bool], str]
"""The end of a section, from the size of its pages in points and whether it is the first."""
_CREATED = datetime(2000, 1, 1)
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_ALARM = "B00020"


def new_document(run: Outputs) -> tuple[Any, Paper, Sections]:
    """A document with the styles, properties and edges of a run; its paper, and how its sections end."""
    # Late: reading the library takes longer than writing the tables.
    from docx import Document

    document = Document(io.BytesIO(run.template)) if run.template else Document()
    if not run.template:
        set_language(document, LANGUAGES[run.protocol.language])
    set_styles(document, own=not run.template)
    plain_properties(document, run.title, run.protocol.language)
    if run.template:
        return document, paper_of(document), _template_sections(document)
    _write_edges(document, run)
    return document, A4, _own_sections(document)


def saved(document: Any) -> bytes:
    """The document as a file."""
    content = io.BytesIO()
    document.save(content)
    return without_times(content.getvalue())


def banner_xml(run: Outputs) -> str:
    """A template's own header stays as it is, so a draft says so in the text."""
    if not (run.template and run.draft.banner):
        return ""
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
    return [each for each in properties if each.tag in (w("headerReference"), w("footerReference"))]


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
    field = element("fldSimple")
    field.set(w("instr"), "PAGE")
    footer._p.append(field)


def without_times(content: bytes) -> bytes:
    """The same archive with fixed times: the library writes the time of day."""
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        return archive_of({name: source.read(name) for name in source.namelist()})


def archive_of(parts: Mapping[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as target:
        for name, part in parts.items():
            entry = zipfile.ZipInfo(name, _ZIP_TIME)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 0
            target.writestr(entry, part)
    return content.getvalue()
