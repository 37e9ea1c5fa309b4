"""Tables as they stand in the files of a run, whatever the format: what was written is read again, not remembered."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

MINUS = "\N{MINUS SIGN}"
_MARK = re.compile(r"(?<=\d)[,·](?=\d)")
_SPACE = re.compile(r"\s+")


@dataclass
class Read:
    """One table read back: texts of its headings, its rows as one text each, notes; marks that hang, and marks that are explained.

    `parts`: of a document the rows as cells, the label first, of each part of a table that takes several pages.
    """

    caption: str = ""
    heads: list[str] = field(default_factory=list)
    rows: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    defined: set[str] = field(default_factory=set)
    parts: list[list[list[str]]] = field(default_factory=list)

    def beside(self, labels: list[str], expected: list[str]) -> list[str]:
        """The rows with the columns of all parts beside each other, in the order of these labels; an empty text for one that is in no part.

        A part leaves out what says something in the columns of the others only. Of rows with one label the one is meant that its cells fit.
        """
        if len(self.parts) < 2:
            return [line(cells) for part in self.parts for cells in part]
        rows: list[list[str]] = [[] for _ in labels]
        beyond: list[list[str]] = []
        for part in self.parts:
            place = 0
            for cells in part:
                same = [at for at in range(place, len(labels)) if labels[at] == plain(cells[0])]
                fitting = (at for at in same if expected[at].startswith(line([*(rows[at] or cells[:1]), *cells[1:]])))
                at = next(fitting, same[0] if same else None)
                if at is None:
                    beyond.append(cells)
                    continue
                rows[at] = [*(rows[at] or cells[:1]), *cells[1:]]
                place = at + 1
        return [line(cells) for cells in (*rows, *beyond)]


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
