"""The tables of a .docx, read back; a table that goes on is one table again."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from cohortium.language import tr
from cohortium.outputs.release.read_back import Read, marks, plain
from cohortium.outputs.word_table import CAPTION, NOTE

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SPACES = {f"{_W}tab", f"{_W}br"}


def read_word(path: Path) -> list[Read]:
    """The tables in their order, the columns of one that takes several pages beside each other."""
    with zipfile.ZipFile(path) as archive:
        body = ElementTree.fromstring(archive.read("word/document.xml"))[0]
    found: list[Read] = []
    for element in body:
        if element.tag == f"{_W}tbl":
            _add_rows(found[-1], element)
        elif _style(element) == CAPTION:
            found = _captioned(found, _text(element))
        elif _style(element) == NOTE and _text(element):
            _add_note(found[-1], element)
    return found


def _captioned(found: list[Read], caption: str) -> list[Read]:
    """A caption begins a table, unless it only says that the last one goes on."""
    goes_on = found and caption == plain(found[-1].caption + tr(" (continued)"))
    return found if goes_on else [*found, Read(caption)]


def _add_rows(read: Read, table: Any) -> None:
    body = []
    for row in table.iter(f"{_W}tr"):
        cells = [_text(cell) for cell in row.iter(f"{_W}tc")]
        if row.find(f"{_W}trPr/{_W}tblHeader") is None:
            body.append(cells)
        else:
            read.heads += map(plain, cells)
    read.add(body)
    read.used |= {mark for run in _raised(table) for mark in marks(run)}


def _add_note(read: Read, paragraph: Any) -> None:
    read.notes.append(_text(paragraph))
    read.defined |= {mark for run in _raised(paragraph) for mark in marks(run)}


def _style(element: Any) -> str:
    style = element.find(f"{_W}pPr/{_W}pStyle")
    return "" if style is None else style.get(f"{_W}val", "")


def _text(element: Any) -> str:
    """Without what is raised."""
    runs = (run for run in element.iter(f"{_W}r") if not _is_raised(run))
    return plain("".join(piece for run in runs for piece in _pieces(run)))


def _raised(element: Any) -> Iterator[str]:
    return ("".join(_pieces(run)) for run in element.iter(f"{_W}r") if _is_raised(run))


def _is_raised(run: Any) -> bool:
    return run.find(f"{_W}rPr/{_W}vertAlign") is not None


def _pieces(run: Any) -> Iterator[str]:
    return (" " if piece.tag in _SPACES else piece.text or "" for piece in run if piece.tag in _SPACES or piece.tag == f"{_W}t")
