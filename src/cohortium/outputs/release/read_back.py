"""Tables as they stand in the files of a run, whatever the format: what was written is read again, not remembered."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

MINUS = "\N{MINUS SIGN}"
_MARK = re.compile(r"(?<=\d)[,·](?=\d)")
_SPACE = re.compile(r"\s+")


@dataclass
class Read:
    """One table read back: texts of its headings, its rows as one text each, notes; marks that hang, and marks that are explained."""

    caption: str = ""
    heads: list[str] = field(default_factory=list)
    rows: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    defined: set[str] = field(default_factory=set)
    labels: list[str] = field(default_factory=list)

    def add(self, body: list[list[str]]) -> None:
        """Rows as cells, the label first. More columns of the rows that are there repeat every label; any other rows follow below."""
        labels = [plain(cells[0]) for cells in body]
        if labels == self.labels:
            self.rows = [line([row, *cells[1:]]) for row, cells in zip(self.rows, body, strict=True)]
        else:
            self.rows += map(line, body)
            self.labels += labels


def plain(text: str) -> str:
    """The text without what only its typography brings: kinds of spaces and of minus signs."""
    return _SPACE.sub(" ", text.replace(MINUS, "-")).strip()


def pointed(text: str) -> str:
    """The text with a point before decimals: which sign a typed number of a workbook has is its reader's choice."""
    return _MARK.sub(".", plain(text))


def line(texts: list[str]) -> str:
    """The texts of a row's cells as one."""
    return " ".join(filter(None, map(plain, texts)))


def marks(text: str) -> set[str]:
    """The single marks of a raised text such as `a,b`."""
    return {mark.strip() for mark in text.split(",") if mark.strip()}
