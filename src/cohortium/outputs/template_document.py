"""A hospital's own Word template: looked at before anything is made with it, and what it says of its pages."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

from cohortium.language import marked, tr
from cohortium.outputs.layout import Paper
from cohortium.problems import Problem

_MAIN = "word/document.xml"
_MOST_FILE, _MOST_ALL, _MOST_PARTS = 20_000_000, 100_000_000, 2000  # bytes packed, bytes unpacked, parts
_LEAST_ROOM = 200.0  # points between the margins
_STRETCH = 1.12  # other fonts than Times, of which Arial is the widest in common use, measured on digits and capitals
_MEASURED = {"Times New Roman", "Times", "Liberation Serif"}
_DECLARATION = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.I)
_OUTSIDE = re.compile(rb"<[^>]*TargetMode\s*=\s*[\"']External[\"'][^>]*>", re.I)
_LINK = re.compile(rb"/hyperlink[\"']")
_ACTIVE = re.compile(r"vbaProject|activeX|embeddings/|oleObject", re.I)
NOT_WORD = marked("it is not a Word document (.docx)")
BROKEN = marked("it is damaged")
TOO_LARGE = marked("it is larger than a template can be")
DECLARES = marked("its XML declares a document type")
ACTIVE = marked("it holds macros or embedded objects")
OUTSIDE = marked("it loads something from outside the file")
NARROW = marked("there is too little room between its margins")


def read_template(path: Path) -> bytes:
    """The bytes of a template that is safe to build on; a Problem that says why another one is not."""
    try:
        content = path.read_bytes() if path.stat().st_size <= _MOST_FILE else b""
    except OSError:
        raise Problem("The template {path} cannot be read. Name a .docx file with --template.", path=path) from None
    fault = _fault(content) if content else TOO_LARGE if path.stat().st_size else NOT_WORD
    if fault:
        text = "The template {path} cannot be used: {reason}. Save it again as a plain .docx document, or leave --template away."
        raise Problem(text, path=path, reason=tr(fault))
    return content


def _fault(content: bytes) -> str:
    """Why these bytes are no template; empty for one that is."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _of_archive(archive) or _of_document(content)
    except Exception:  # whatever the libraries of zip, XML and Word make of a file that was built to break them
        return BROKEN if content[:2] == b"PK" else NOT_WORD


def _of_archive(archive: zipfile.ZipFile) -> str:
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    if _MAIN not in names or len(names) != len(set(names)):
        return NOT_WORD
    if len(names) > _MOST_PARTS or sum(entry.file_size for entry in entries) > _MOST_ALL:
        return TOO_LARGE
    if any(_ACTIVE.search(name) for name in names) or b"macroEnabled" in archive.read("[Content_Types].xml"):
        return ACTIVE
    parts = [archive.read(name) for name in names if name.endswith((".xml", ".rels"))]
    if any(_DECLARATION.search(part) for part in parts):
        return DECLARES
    return OUTSIDE if any(not _LINK.search(found) for part in parts for found in _OUTSIDE.findall(part)) else ""


def _of_document(content: bytes) -> str:
    """What the library and the layout say of it."""
    from docx import Document

    document: Any = Document(io.BytesIO(content))
    if document.part.partname != f"/{_MAIN}":
        return NOT_WORD
    return NARROW if min(paper_of(document).upright) - paper_of(document).sides < _LEAST_ROOM else ""


def paper_of(document: Any) -> Paper:
    """The pages of a template's first section, upright; letters of unmeasured fonts are taken as wider."""
    first = document.sections[0]
    sides = sorted((first.page_width.pt, first.page_height.pt))
    return Paper((sides[0], sides[1]), first.left_margin.pt + first.right_margin.pt, _stretch(document))


def _stretch(document: Any) -> float:
    names = {style.name: style for style in document.styles}
    font = names["Normal"].font.name if "Normal" in names else None
    return 1.0 if font in _MEASURED else _STRETCH
