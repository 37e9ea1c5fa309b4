"""The tables and paragraphs of report.html, read back as a browser shows them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cohortium.outputs.release.read_back import Read, marks, plain

_BLOCKS = {"p", "li", "caption"}
_CELLS = {"td", "th"}
# What opens on demand repeats numbers in its own words; the accounts of the data, which follow, show no result.
_BEHIND, _ACCOUNTS = re.compile(r'<section class="behind">.*?</section>', re.DOTALL), '<section id="ledger">'


@dataclass
class Page:
    """The tables for a journal by id, and every paragraph and item outside of them."""

    tables: dict[str, Read] = field(default_factory=dict)
    paragraphs: list[str] = field(default_factory=list)


class _Reader:
    """What the parser calls for each tag and text."""

    def __init__(self) -> None:
        self.page = Page()
        self.read: Read | None = None
        self.text, self.raised = "", ""
        self.inside: list[str] = []
        self.cells: list[str] = []
        self.body: list[list[str]] = []

    def start(self, tag: str, found: Mapping[str, str]) -> None:
        if tag == "section":
            self.read = Read() if found.get("class") == "table" else None
            if self.read:
                self.page.tables[found.get("id") or ""] = self.read
        if tag in _BLOCKS | _CELLS:
            self.text = ""
        if tag == "tr":
            self.cells = []
        self.text += " " if tag == "span" and self.read else ""
        self.raised = "" if tag == "sup" else self.raised
        self.inside.append(tag)

    def data(self, data: str) -> None:
        if "sup" in self.inside[-2:]:
            self.raised += data
        else:
            self.text += data

    def end(self, tag: str) -> None:
        while self.inside and self.inside.pop() != tag:
            pass
        self.text += " " if tag == "span" and self.read else ""
        if tag == "sup" and self.read:
            (self.read.used if "table" in self.inside else self.read.defined).update(marks(self.raised))
        elif tag in _CELLS:
            self.cells.append(plain(self.text))
        elif tag == "tr" and self.read:
            self._row(self.read)
        elif tag == "table" and self.read:
            self.read.add(self.body)
            self.body = []
        elif tag in _BLOCKS:
            self._block(tag)
        elif tag == "section":
            self.read = None

    def close(self) -> Page:
        return self.page

    def _row(self, read: Read) -> None:
        if "thead" in self.inside:
            read.heads += self.cells
        else:
            self.body.append(self.cells)

    def _block(self, tag: str) -> None:
        if self.read and tag == "caption":
            self.read.caption = self.read.caption or plain(self.text)  # the next parts say that they go on
        elif self.read:
            self.read.notes.append(plain(self.text))
        else:
            self.page.paragraphs.append(plain(self.text))


def read_page(path: Path) -> Page:
    """The report as text."""
    from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]  # it ships no types

    shown = _BEHIND.sub("", path.read_text(encoding="utf-8").partition(_ACCOUNTS)[0])
    return etree.fromstring(shown, etree.HTMLParser(target=_Reader(), huge_tree=True))
