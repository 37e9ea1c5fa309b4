"""The tables and paragraphs of report.html, read back as a browser shows them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

from cohortium.outputs.release.read_back import Read, line, marks, plain

_BLOCKS = {"p", "li", "caption"}
_CELLS = {"td", "th"}


@dataclass
class Page:
    """The tables for a journal by id, and every paragraph and item outside of them."""

    tables: dict[str, Read] = field(default_factory=dict)
    paragraphs: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page = Page()
        self.read: Read | None = None
        self.text, self.raised = "", ""
        self.inside: list[str] = []
        self.cells: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
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

    def handle_data(self, data: str) -> None:
        if "sup" in self.inside[-2:]:
            self.raised += data
        else:
            self.text += data

    def handle_endtag(self, tag: str) -> None:
        while self.inside and self.inside.pop() != tag:
            pass
        self.text += " " if tag == "span" and self.read else ""
        if tag == "sup" and self.read:
            (self.read.used if "table" in self.inside else self.read.defined).update(marks(self.raised))
        elif tag in _CELLS:
            self.cells.append(plain(self.text))
        elif tag == "tr" and self.read:
            self._row(self.read)
        elif tag in _BLOCKS:
            self._block(tag)

    def _row(self, read: Read) -> None:
        if "thead" in self.inside:
            read.heads += self.cells
        else:
            read.rows.append(line(self.cells))

    def _block(self, tag: str) -> None:
        if self.read and tag == "caption":
            self.read.caption = plain(self.text)
        elif self.read:
            self.read.notes.append(plain(self.text))
        else:
            self.page.paragraphs.append(plain(self.text))


def read_page(path: Path) -> Page:
    """The report as text."""
    reader = _Reader()
    # The accounts of the data, which follow, show no result.
    reader.feed(path.read_text(encoding="utf-8").partition('<section id="ledger">')[0])
    return reader.page
