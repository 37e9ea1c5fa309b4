"""Workbooks: values as Excel last calculated them, with the error codes that calamine leaves blank put back."""

from __future__ import annotations

import posixpath
import re
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any

from cohortium.language import marked
from cohortium.sources.archive import open_archive, packed
from cohortium.sources.cells import column_texts, put, trimmed
from cohortium.sources.colours import coloured, looks_of
from cohortium.sources.raw import AS_IS, How, Note, RawSheet, Unreadable, refuse_too_large
from cohortium.sources.second_look import Look, look_at, notes_of, spans
from cohortium.sources.sheet_xml import LARGE, Cells, cells_of, parse, refuse_misread, refuse_strange, surely_within_limits

_DATE1904 = re.compile(rb"date1904\s*=\s*[\"'](?:1|true)")
_YES_NO = (b't="b"', b"t='b'")
_NEEDED = ("worksheet", "sharedStrings", "styles")
_NOT_READ = marked("cannot be read as a workbook. Open it in Excel and save it as .xlsx.")


def read_xlsx(content: bytes, how: How = AS_IS) -> list[RawSheet]:
    """Every worksheet, hidden ones included, in the order of the tabs."""
    parts = open_archive(content)
    for path, xml in parts.items():
        if not path.endswith(".bin"):
            refuse_strange(xml)
    tabs = _tabs(parts)
    sheets = {path: parts[path] for _, path in tabs if path}
    early = {path: cells_of(xml) for path, xml in sheets.items() if not surely_within_limits(xml)}
    for each in early.values():
        refuse_too_large(each.last_row, each.last_column)
    with ThreadPoolExecutor(1) as other:  # calamine leaves room for a second thread while it reads
        reading = other.submit(copy_context().run, _values, parts, tabs)
        cells = {path: early.get(path) or cells_of(xml) for path, xml in sheets.items()}
        for xml in sheets.values():
            refuse_misread(xml)
        looks = {path: look_at(xml) for path, xml in sheets.items()}
        values = reading.result()
    old_dates = b"date1904=" in (book := _book(parts)) and _DATE1904.search(book) is not None
    tabs_read = zip(tabs, values, _hidden(parts), strict=True)
    styles = looks_of(next((xml for path, xml in sorted(parts.items()) if posixpath.basename(path).lower() == "styles.xml"), b""))
    return [
        RawSheet(name, _columns(rows, parts[path], cells[path]), notes=notes, merged=looks[path][2], date1904=old_dates)
        for (name, path), rows, hidden in tabs_read
        if path
        for notes in [(*_notes(looks[path], cells[path], hidden, path in _commented(parts)), *coloured(parts[path], styles, cells[path]))]
    ]


def _book(parts: dict[str, bytes]) -> bytes:
    return parts[next(_resolve("", target) for kind, _, target in _relations(parts, "_rels/.rels") if kind == "officeDocument")]


def _hidden(parts: dict[str, bytes]) -> list[bool]:
    """Which tabs are hidden, in their order."""
    found: list[bool] = []

    def collect(tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "sheet":
            found.append(attributes.get("state", "visible") != "visible")

    parse(_book(parts), collect)
    return found


def _commented(parts: dict[str, bytes]) -> set[str]:
    """The sheets that have comments."""
    found: set[str] = set()
    for path in parts:
        folder, name = posixpath.split(path)
        if name.endswith(".xml") and folder.endswith("worksheets"):
            kinds = {kind for kind, _, _ in _relations(parts, f"{folder}/_rels/{name}.rels")}
            found |= {path} if kinds & {"comments", "threadedComment"} else set()
    return found


def _values(parts: dict[str, bytes], tabs: list[tuple[str, str]]) -> list[list[list[Any]]]:
    """The values of each tab; none where the tab is no worksheet. A tab that the two readers see differently is refused."""
    import python_calamine  # late: only who reads a workbook waits for it

    try:
        with python_calamine.CalamineWorkbook.from_filelike(packed(parts)) as book:
            seen = [sheet.typ == python_calamine.SheetTypeEnum.WorkSheet for sheet in book.sheets_metadata]
            if seen != [bool(path) for _, path in tabs]:
                raise Unreadable(_NOT_READ)
            return [book.get_sheet_by_index(index).to_python(skip_empty_area=False) if real else [] for index, real in enumerate(seen)]
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException:  # a panic in the library is no Exception, and its text may quote a cell
        raise Unreadable(_NOT_READ) from None


def binary_tabs(parts: dict[str, bytes]) -> list[str]:
    """The parts of a binary workbook's sheets in the order of their numbers, which is that of the tabs."""
    found = [path for path in parts if posixpath.dirname(path) == "xl/worksheets" and path.endswith(".bin")]
    return sorted(found, key=lambda path: int("".join(filter(str.isdigit, posixpath.basename(path))) or 0))


def _columns(values: list[list[Any]], xml: bytes, cells: Cells) -> tuple[list[str], ...]:
    """The texts of a sheet, column by column, with the error codes put back."""
    yes_no = any(mark[-1:] in xml and mark in xml for mark in _YES_NO)
    columns = [column_texts(column, yes_no) for column in zip(*values, strict=True)]
    for (row, column), code in cells.odd.items():
        put(columns, row, column, code)
    return trimmed(columns)


def _notes(seen: Look, cells: Cells, hidden: bool, commented: bool) -> tuple[Note, ...]:
    rows, columns, merged, more = seen
    calculated = (Note("formula", listed[0], column, spans(listed)) for column, listed in sorted(cells.formulas.items()))
    return (*notes_of(rows, columns, merged, hidden), *more, *calculated, *((Note("comments"),) if commented else ()))


def _tabs(parts: dict[str, bytes]) -> list[tuple[str, str]]:
    """Name and XML part of each tab; no part where it is no worksheet. What the workbook names must be there, whole."""
    book = next((_resolve("", target) for kind, _, target in _relations(parts, "_rels/.rels") if kind == "officeDocument"), "")
    if book not in parts:
        raise Unreadable("is no Excel workbook, though it has the ending of one. Open it in its own program and save it as .xlsx.")
    folder, name = posixpath.split(book)
    by_name = {part.lower(): part for part in parts}
    targets: dict[str, str] = {}
    for kind, identity, target in _relations(parts, f"{folder}/_rels/{name}.rels"):
        if kind in _NEEDED:
            path = by_name.get(_resolve(folder, target).lower(), "")
            if kind != "worksheet" or len(parts.get(path, b"")) < LARGE:  # a large sheet is parsed where it is looked at
                parse(parts.get(path, b""))
            if kind == "worksheet":
                targets[identity] = path
    return _named(parts[book], targets)


def _named(book: bytes, targets: dict[str, str]) -> list[tuple[str, str]]:
    """The tabs of a workbook in their order."""
    tabs: list[tuple[str, str]] = []

    def collect(tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "sheet":
            identity = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            tabs.append((attributes.get("name", ""), targets.get(identity, "")))

    parse(book, collect)
    return tabs


def _relations(parts: dict[str, bytes], path: str) -> list[tuple[str, str, str]]:
    found: list[tuple[str, str, str]] = []

    def collect(tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "Relationship":
            kind = attributes.get("Type", "").rpartition("/")[2]
            found.append((kind, attributes.get("Id", ""), attributes.get("Target", "")))

    parse(parts.get(path, b"<none/>"), collect)
    return found


def _resolve(folder: str, target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
