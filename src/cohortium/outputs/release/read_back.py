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


def plain(text: str) -> str:
    """The text without what only its typography brings: kinds of spaces and of minus signs."""
    return _SPACE.sub(" ", text.replace(MINUS, "-")).strip()


def pointed(text: str) -> str:
    """The text with a point before decimals: which sign a typed number of a workbook has is its reader's choice."""
    return _MARK.sub(".", plain(text))


def line(texts: list[str]) -> str:
    """The texts of a row's cells as one."""
    return " ".join(filter(None, map(plain, texts)))


def beside(rows: list[str], body: list[list[str]]) -> list[str]:
    """Rows with the cells of more columns behind them, whose labels are repeated; rows of another number follow below."""
    if len(rows) != len(body):
        return [*rows, *map(line, body)]
    return [line([row, *cells[1:]]) for row, cells in zip(rows, body, strict=True)]


def marks(text: str) -> set[str]:
    """The single marks of a raised text such as `a,b`."""
    return {mark.strip() for mark in text.split(",") if mark.strip()}
