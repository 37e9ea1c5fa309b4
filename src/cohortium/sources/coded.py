"""Rows of coding.xlsx and of copies that other coders filled in (coding-*.xlsx), as they stand in the study folder."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cohortium.language import tr
from cohortium.sources.answered import rows_of, workbook_sheets
from cohortium.sources.raw import RawSheet

FILE = "coding.xlsx"
MOST_TERMS = 3
_KEY = re.compile(r"C[0-9a-f]{12}")


@dataclass(frozen=True)
class CodedRow:
    """One row: its text, the terms chosen, by whom and when, and the key that it was written with."""

    place: str
    key: str
    text: str
    chosen: tuple[str, ...]
    coder: str
    date: str


def coding_files(study: Path) -> list[Path]:
    """The workbooks with choices, that of the study first."""
    return sorted(study.glob("coding*.xlsx"), key=lambda path: (path.name != FILE, path.name))


def read_coding(study: Path) -> list[CodedRow]:
    """Every row of every workbook; Problem where one cannot be read."""
    return [row for path in coding_files(study) for sheet in workbook_sheets(path) for row in _rows(path.name, sheet)]


def _rows(file: str, sheet: RawSheet) -> Iterator[CodedRow]:
    """Before the key stand date, coder, the terms, and further left the text: see outputs/coding."""
    for number, row in enumerate(rows_of(sheet), start=1):
        place = next((place for place, text in enumerate(row) if _KEY.fullmatch(text)), 0)
        first = place - 2 - MOST_TERMS
        if first < 4:
            continue
        chosen = tuple(filter(None, row[first : first + MOST_TERMS]))
        row_place = tr("{file}, row {row}", file=file, row=number)
        yield CodedRow(row_place, row[place], row[first - 4], chosen, row[place - 2], row[place - 1][:10])
