"""What must hold between the numbers of results.csv and every place that prints them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from cohortium.outputs.release.read_back import plain
from cohortium.outputs.release.written import LETTERS, Shown, Written

Faults = Iterator[tuple[str, bool]]
JOURNAL = (".docx", ".tex")
"""Files without the notes that speak of other files."""


def tables_show_results(written: Written) -> Faults:
    """Headings, rows and notes of every table in every file, against the same made again of results.csv."""
    for shown in written.shown:
        said = _sayer(written, shown.file)
        rows = [said(row) for row in _rows(shown.table)]
        yield from _compared(shown, rows) if shown.file != "results.xlsx" else _within(shown, rows)
        for text in [*map(said, shown.table["heads"]), *_notes(shown, said)]:
            yield f"{shown.place}: {text[:60]}", text in {*shown.read.heads, *shown.read.notes, *shown.read.rows}


def _compared(shown: Shown, rows: list[str]) -> Faults:
    """Row by row; a row too many or too few is the fault of its place."""
    read = shown.read.rows
    for place in range(max(len(rows), len(read))):
        yield _row_place(shown, place), rows[place : place + 1] == read[place : place + 1]


def _within(shown: Shown, rows: list[str]) -> Faults:
    """The rows of a sheet follow each other behind its headings."""
    read = shown.read.rows
    first = next((place for place in range(len(read)) if read[place : place + len(rows)] == rows), None)
    missing = [place for place, row in enumerate(rows) if row not in read]
    yield _row_place(shown, missing[0] if missing else 0), first is not None


def _row_place(shown: Shown, place: int) -> str:
    label = shown.table["rows"][place]["label"] if place < len(shown.table["rows"]) else ""
    return f"{shown.place}: {place + 1}, {label}"


def _rows(table: dict[str, Any]) -> Iterable[list[Any]]:
    for row in table["rows"]:
        cells = [piece for cell in row["cells"] for piece in (*cell, " ")]
        yield [row["label"], " ", *cells]


def _notes(shown: Shown, said: Callable[[Any], str]) -> list[str]:
    notes = [note for note in shown.table["notes"] if not (note["internal"] and shown.file.endswith(JOURNAL))]
    # A workbook writes the mark into the same text.
    return [said(note["text"]) for note in notes if note["text"]]


def _sayer(written: Written, file: str) -> Callable[[Any], str]:
    letters = LETTERS.get(file, plain)
    return lambda pieces: letters(written.said(pieces))


def footnotes_hang(written: Written) -> Faults:
    """Each mark that hangs in a table is explained under it, and the other way round, in every file."""
    for shown in written.shown:
        for mark in sorted(shown.read.used | shown.read.defined | {note["mark"] for note in shown.table["notes"]} - {""}):
            yield f"{shown.place}: {mark}", mark in shown.read.used and mark in shown.read.defined


def numbers_have_results(written: Written) -> Faults:
    """No digit stands in a cell without a result behind it."""
    for table in written.binding["tables"]:
        for row in table["rows"]:
            for cell in row["cells"] if row["kind"] == "row" else ():
                loose = [piece for piece in cell if isinstance(piece, str) and re.search(r"\d", piece)]
                yield f"{table['caption']}: {row['label']}", not loose


def texts_show_results(written: Written) -> Faults:
    """The primary answer and the paragraphs in the report, in results.md and on the cover of the workbook."""
    binding, page, text = written.binding, written.page.paragraphs, " ".join(written.text)
    for line in map(written.said, binding["answer"]):
        yield f"report.html: {line[:60]}", line in page
        yield f"results.xlsx: {line[:60]}", line in plain(written.excel[0])
    for line in map(written.said, binding["robustness"]):
        yield f"report.html: {line[:60]}", line in page
    for line in map(written.said, binding["paragraphs"]):
        yield f"report.html: {line[:60]}", line in page
        yield f"results.md: {line[:60]}", line in text
