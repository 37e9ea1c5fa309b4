"""CDISC Dataset-JSON 1.0 and 1.1, and its NDJSON form: one dataset is one sheet, its names the heading."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from cohortium.language import marked
from cohortium.sources.cells import plain_text, trimmed
from cohortium.sources.raw import AS_IS, How, RawSheet, Unreadable, refuse_too_large

_NO_DATASET = marked("is not a CDISC Dataset-JSON file. Send the data as Dataset-JSON, a workbook (.xlsx) or CSV.")
_CUT = marked("says that it has another number of rows than the {n} that it holds: it may be cut off. Export it again.")


def read_json(content: bytes, how: How = AS_IS) -> list[RawSheet]:
    """Every dataset of the file; numbers keep the digits in which they were written."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable("is not UTF-8, as JSON must be. Export it again.") from None
    try:
        found = [_sheet(*each) for each in _datasets(text)]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Unreadable(_NO_DATASET) from None
    if not found:
        raise Unreadable(_NO_DATASET)
    return found


def _datasets(text: str) -> Iterator[tuple[str, list[str], list[list[Any]], Any]]:
    """Name, column names, rows, and how many rows it says that it has (None where it does not say)."""
    first, _, rest = text.partition("\n")
    try:
        document = _loads(text)
    except ValueError:
        document = _loads(first)
        document["rows"] = [_loads(line) for line in rest.splitlines() if line.strip()]
    if "columns" in document:
        names = [column["name"] for column in document["columns"]]
        yield document.get("name", ""), names, document.get("rows") or [], document.get("records")
        return
    for part in ("clinicalData", "referenceData"):
        for group in document.get(part, {}).get("itemGroupData", {}).values():
            yield group["name"], [item["name"] for item in group["items"]], group["itemData"], group.get("records")


def _loads(text: str) -> Any:
    return json.loads(text, parse_float=str, parse_int=str, parse_constant=str)


def _sheet(name: str, names: list[str], rows: list[list[Any]], said: Any) -> RawSheet:
    refuse_too_large(len(rows) + 1, len(names))
    if said is not None and str(said) != str(len(rows)):  # lines at the end of a file may be lost without a trace
        raise Unreadable(_CUT, n=len(rows))
    if any(len(row) != len(names) for row in rows):
        raise Unreadable("has rows with more or fewer values than its {columns} columns. Export it again.", columns=len(names))
    columns = [[heading, *map(_text, column)] for heading, column in zip(names, zip(*rows, strict=True), strict=False)]
    return RawSheet(str(name), trimmed(columns or [[heading] for heading in names]))


def _text(value: Any) -> str:
    if value is None:
        return ""
    return ("TRUE" if value else "FALSE") if isinstance(value, bool) else plain_text(str(value))
