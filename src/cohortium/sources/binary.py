"""Workbooks that are not .xlsx: values by python-calamine, and a second look at what it leaves out."""

from __future__ import annotations

import io
from typing import Any

from cohortium.language import marked
from cohortium.sources import biff, xlsb
from cohortium.sources.archive import open_archive, packed
from cohortium.sources.biff import Look
from cohortium.sources.cells import column_texts, put, trimmed
from cohortium.sources.ods_xml import look_at as look_at_ods
from cohortium.sources.raw import AS_IS, How, RawSheet, Unreadable, refuse_too_large
from cohortium.sources.second_look import notes_of

_NOT_READ = marked("cannot be read as a workbook. Open it in its own program and save it as .xlsx.")


def read_xls(content: bytes, how: How = AS_IS) -> list[RawSheet]:
    """Every worksheet of an old workbook."""
    looks = biff.look_at(content)
    return _sheets(io.BytesIO(content), looks)


def read_xlsb(content: bytes, how: How = AS_IS) -> list[RawSheet]:
    """Every worksheet of a binary workbook."""
    from cohortium.sources.xlsx import binary_tabs

    parts = open_archive(content)
    return _sheets(packed(parts), [xlsb.look_at(parts[path]) for path in binary_tabs(parts)])


def read_ods(content: bytes, how: How = AS_IS) -> list[RawSheet]:
    """Every sheet of an OpenDocument spreadsheet."""
    parts = open_archive(content)
    return _sheets(packed(parts), look_at_ods(parts["content.xml"]))


def _sheets(stream: io.BytesIO, looks: list[Look]) -> list[RawSheet]:
    import python_calamine  # late: only who reads a workbook waits for it

    try:
        with python_calamine.CalamineWorkbook.from_filelike(stream) as book:
            tabs = [(number, tab) for number, tab in enumerate(book.sheets_metadata) if tab.typ == python_calamine.SheetTypeEnum.WorkSheet]
            found = [(tab, book.get_sheet_by_index(number)) for number, tab in tabs]
            for _, sheet in found:
                refuse_too_large(sheet.total_height + 1, sheet.total_width + 1)
            read = [(tab, sheet.to_python(skip_empty_area=False), sheet.merged_cell_ranges or []) for tab, sheet in found]
    except (KeyboardInterrupt, SystemExit, MemoryError, Unreadable):
        raise
    except BaseException:  # a panic in the library is no Exception, and its text may quote a cell
        raise Unreadable(_NOT_READ) from None
    if len(read) != len(looks):
        raise Unreadable(_NOT_READ)
    visible = python_calamine.SheetVisibleEnum.Visible
    return [_sheet(tab.name, values, look, merged, tab.visible != visible) for (tab, values, merged), look in zip(read, looks, strict=True)]


def _sheet(name: str, values: list[list[Any]], look: Look, merged: list[Any], hidden: bool) -> RawSheet:
    columns = [column_texts(column) for column in zip(*values, strict=True)]
    for (row, column), code in look.errors.items():
        if row <= 5_000_000 and column <= 16_384:
            put(columns, row, column, code)
    spans = (*((top + 1, left + 1, bottom + 1, right + 1) for (top, left), (bottom, right) in merged), *look.merged)
    return RawSheet(name, trimmed(columns), notes=notes_of(look.rows, look.columns, spans, hidden), merged=spans)
