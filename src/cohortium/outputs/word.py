"""tables.docx: every table as a native Word table on a page of its own, ready for a journal; tables/: each in a file of its own."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

from cohortium.outputs.layout import PORTRAIT, Panel, panels_on
from cohortium.outputs.run import Outputs
from cohortium.outputs.texts import file_name
from cohortium.outputs.word_document import Sections, archive_of, banner_xml, new_document, saved, wrapped
from cohortium.outputs.word_table import caption_xml, notes_xml, table_xml

NAME = "tables.docx"
FOLDER = "tables"
_MAIN = "word/document.xml"


def write_word(folder: Path, run: Outputs) -> None:
    """The tables of a run as a document, and each as one of its own in tables/; the same run gives the same bytes."""
    from docx.oxml.parser import parse_xml

    document, paper, sections = new_document(run)
    tables = [panels_on(table, paper) for table in run.tables]
    document.element.replace(document.element.body, parse_xml(wrapped(document, "body", _body(run, tables, sections))))
    whole = saved(document)
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
        (folder / name).write_bytes(archive_of(parts | {_MAIN: text}))


def table_files(run: Outputs) -> list[str]:
    """The file names of the single tables, in their order."""
    taken: set[str] = set()
    stems = (f"{table.number} {table.id}" if table.number else table.id for table in run.tables)
    return [f"{file_name(stem, taken)}.docx" for stem in stems]


def _body(run: Outputs, tables: list[list[Panel]], sections: Sections) -> str:
    """A section per panel, each with the page that it needs; the last section belongs to the body itself."""
    parts = [(panel, place > 0, panel is every[-1]) for every in tables for place, panel in enumerate(every)]
    pieces = [banner_xml(run)]
    for number, (panel, continued, whole) in enumerate(parts, start=1):
        closing = sections(panel.page, number == 1) if number < len(parts) else ""
        pieces += [caption_xml(panel.table, continued), table_xml(panel), notes_xml(panel.table, whole, closing)]
    return "".join(pieces) + sections(parts[-1][0].page if parts else PORTRAIT, len(parts) < 2)
