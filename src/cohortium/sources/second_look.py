"""What a worksheet hides or says beside its values: hidden rows and columns, merged cells, filters, formulas of other files, colours."""

from __future__ import annotations

import re
from collections.abc import Iterable

from cohortium.provenance import column_number
from cohortium.sources.raw import MAX_COLUMNS, Note

Span = tuple[int, int, int, int]
Look = tuple[set[int], set[int], tuple[Span, ...], tuple[Note, ...]]
_HIDDEN = rb"<(?:\w{1,20}:)?%s\s[^<>]{0,400}?hidden=[\"'](?:1|true)[\"'][^<>]{0,400}>"
_ROW, _COLUMN = re.compile(_HIDDEN % b"row"), re.compile(_HIDDEN % b"col")
_ROW_NUMBER = re.compile(rb"\br=[\"']([0-9]{1,7})[\"']")
_SPAN = (re.compile(rb"\bmin=[\"']([0-9]{1,5})[\"']"), re.compile(rb"\bmax=[\"']([0-9]{1,5})[\"']"))
_MERGED = re.compile(rb"mergeCell\s[^<>]{0,100}?ref=[\"']([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})[\"']")
_OTHER_FILE = re.compile(rb"<(?:\w{1,20}:)?f(?:\s[^<>]{0,200})?>[^<]{0,500}\[[0-9]{1,4}\]")
_FILTERED = re.compile(rb"<(?:\w{1,20}:)?filterColumn[\s>]")


def look_at(xml: bytes) -> Look:
    """Hidden rows, hidden columns, merged ranges, and notes about filters and formulas that point into other files."""
    rows = {int(number[1]) for row in _ROW.findall(xml) if (number := _ROW_NUMBER.search(row))} if b"hidden" in xml else set()
    notes = [Note("filter_active")] if b"filterColumn" in xml and _FILTERED.search(xml) else []
    notes += [Note("external_formula")] if b"[" in xml and _OTHER_FILE.search(xml) else []
    return rows, _hidden_columns(xml), _merged(xml), tuple(notes)


def _hidden_columns(xml: bytes) -> set[int]:
    found: set[int] = set()
    for column in _COLUMN.findall(xml) if b"hidden" in xml else ():
        first, last = (int(bound[1]) if (bound := pattern.search(column)) else 0 for pattern in _SPAN)
        found |= set(range(max(first, 1), min(last, MAX_COLUMNS) + 1))
    return found


def _merged(xml: bytes) -> tuple[Span, ...]:
    found = _MERGED.findall(xml) if b"mergeCell" in xml else []
    return tuple((int(top), column_number(left.decode()), int(bottom), column_number(right.decode())) for left, top, right, bottom in found)


def notes_of(rows: set[int], columns: set[int], merged: tuple[Span, ...], hidden: bool) -> tuple[Note, ...]:
    """What is hidden or merged, as notes with places; rows and columns counted from 1."""
    notes = [Note("hidden_sheet")] if hidden else []
    notes += [Note("hidden_rows", row=min(rows), found=f"{len(rows)}")] if rows else []
    notes += [Note("hidden_column", column=column) for column in sorted(columns)]
    return (*notes, *(Note("merged_cells", top, left, f"{bottom - top + 1} x {right - left + 1}") for top, left, bottom, right in merged))


def rows_of(listed: str) -> list[int]:
    """The rows that a text of `spans` lists."""
    ends = (part.split("-") for part in listed.split(", ") if part)
    return [row for each in ends for row in range(int(each[0]), int(each[-1]) + 1)]


def spans(rows: Iterable[int]) -> str:
    """Every one of some rows, in their order: 2-14, 17, 20-21."""
    found: list[list[int]] = []
    for row in sorted(rows):
        if found and row == found[-1][1] + 1:
            found[-1][1] = row
        else:
            found.append([row, row])
    return ", ".join(f"{first}-{last}" if last > first else f"{first}" for first, last in found)
