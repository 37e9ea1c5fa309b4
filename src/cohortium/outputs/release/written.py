"""A results folder read again: its numbers from results.csv, what it shows from every file that people open."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from cohortium.outputs.markdown import plain_of
from cohortium.outputs.release.binding import NAME, Pieces
from cohortium.outputs.release.read_back import Read, plain, pointed
from cohortium.outputs.release.read_excel import read_excel
from cohortium.outputs.release.read_latex import read_latex
from cohortium.outputs.release.read_latex import shown as in_latex
from cohortium.outputs.release.read_page import Page, read_page
from cohortium.outputs.release.read_word import read_word
from cohortium.outputs.texts import unguarded
from cohortium.results import KEY


class Number(NamedTuple):
    """A row of results.csv, by the parts of its key."""

    result_id: str
    key: tuple[str, ...]
    value: Fraction | None
    text: str

    @property
    def stat(self) -> str:
        return self.key[-1]


Cell = dict[str, Number]
"""The numbers that share everything but the stat."""


@dataclass(frozen=True)
class Shown:
    """A table in one file: as it was read there, and as the results say that it should stand."""

    file: str
    table: dict[str, Any]
    read: Read

    @property
    def place(self) -> str:
        return f"{self.file}: {self.table['caption']}"


@dataclass(frozen=True)
class Written:
    """The folder; everything else is read when a check asks for it, once."""

    folder: Path

    @cached_property
    def binding(self) -> dict[str, Any]:
        return json.loads((self.folder / NAME).read_bytes())

    @cached_property
    def numbers(self) -> dict[str, Number]:
        """Every result by its id."""
        with open(self.folder / "results.csv", encoding="utf-8", newline="") as file:
            found = (
                Number(row["result_id"], tuple(unguarded(row[part]) for part in KEY), _value(row["value"]), row["text"])
                for row in csv.DictReader(file)
            )
            return {number.result_id: number for number in found}

    @cached_property
    def numbers_by_key(self) -> dict[tuple[str, ...], Number]:
        """Every result by its key."""
        return {number.key: number for number in self.numbers.values()}

    @cached_property
    def by_cell(self) -> dict[tuple[str, ...], Cell]:
        """Results by their key without the stat."""
        found: dict[tuple[str, ...], Cell] = {}
        for number in self.numbers.values():
            found.setdefault(number.key[:-1], {})[number.stat] = number
        return found

    @cached_property
    def page(self) -> Page:
        return read_page(self.folder / "report.html")

    @cached_property
    def excel(self) -> tuple[str, list[Read]]:
        return read_excel(self.folder / "results.xlsx", len(self.binding["tables"]))

    @cached_property
    def text(self) -> list[str]:
        """The paragraphs of results.md."""
        return [plain(plain_of(block)) for block in (self.folder / "results.md").read_text(encoding="utf-8").split("\n\n")]

    @cached_property
    def shown(self) -> tuple[Shown, ...]:
        """Every table in every file that has it."""
        return tuple(self._shown())

    def _shown(self) -> Iterator[Shown]:
        tables = self.binding["tables"]
        in_order = {
            "tables.docx": read_word(self.folder / "tables.docx"),
            "tables.tex": read_latex(self.folder / "tables.tex"),
            "results.xlsx": self.excel[1],
            "report.html": [self.page.tables.get(table["id"], Read()) for table in tables],
        }
        for file, read in in_order.items():
            found = [*read, *(Read() for _ in tables[len(read) :])]
            yield from (Shown(file, table, one) for table, one in zip(tables, found, strict=False))
        for table in tables:
            yield Shown(table["file"], table, next(iter(read_word(self.folder / table["file"])), Read()))

    def said(self, pieces: Pieces) -> str:
        """The text that the results make of pieces; a result that is not there leaves its id, which no file shows."""
        return plain("".join(self._piece(piece) for piece in pieces))

    def _piece(self, piece: str | list[str]) -> str:
        if isinstance(piece, str):
            return piece
        number = self.numbers.get(piece[0])
        return number.text if number else piece[0]


LETTERS = {"tables.tex": in_latex, "results.xlsx": pointed}
"""How a format prints a text, where not every letter is there."""


@lru_cache(maxsize=4096)
def _value(text: str) -> Fraction | None:
    return Fraction(text) if text else None
