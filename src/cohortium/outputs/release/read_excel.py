"""The sheets of tables of results.xlsx, read back as a spreadsheet shows them: typed numbers in the format of their cells."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from cohortium.outputs.release.read_back import Read, line, marks, plain, pointed
from cohortium.results import fixed_text

_X = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_BUILT_IN = {0: "General", 1: "0", 2: "0.00"}  # of the formats that every workbook knows, those that are used
_FORMAT = re.compile(r'"([^"]*)"|(0?\.0+|0)')
_LETTERS = str.maketrans("ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ", "abcdefghijklmnoprstuvwxyz")
_SIGNIFICANT = ".15g"  # what a spreadsheet keeps of a number


def read_excel(path: Path, tables: int) -> tuple[str, list[Read]]:
    """The text of the cover, and the sheets of the first tables behind it."""
    with zipfile.ZipFile(path) as archive:
        strings = list(ElementTree.fromstring(archive.read("xl/sharedStrings.xml")))
        formats = _formats(ElementTree.fromstring(archive.read("xl/styles.xml")))
        sheets = [ElementTree.fromstring(archive.read(f"xl/worksheets/sheet{place}.xml")) for place in range(1, tables + 2)]
    cover, *others = ([_line(row, strings, formats) for row in sheet.iter(f"{_X}row")] for sheet in sheets)
    return "\n".join(line([text for text, _ in cells]) for cells in cover), [_read(rows) for rows in others]


def _read(rows: list[list[tuple[str, str]]]) -> Read:
    """Every line is a row: which of them are headings, rows or notes, the binding knows."""
    texts = [pointed(line([text for text, _ in cells])) for cells in rows]
    read = Read(texts[0], [pointed(text) for cells in rows[1:] for text, _ in cells], [text for text in texts[1:] if text])
    for cells in rows[1:]:
        for _, raised in cells:
            # A note begins with its mark, which hangs before it.
            (read.defined if raised.endswith(" ") else read.used).update(marks(raised))
    return read


def _formats(styles: Any) -> list[str]:
    own = {int(each.get("numFmtId")): each.get("formatCode") for each in styles.iter(f"{_X}numFmt")}
    return [(_BUILT_IN | own).get(int(each.get("numFmtId")), "") for each in styles.find(f"{_X}cellXfs")]


def _line(row: Any, strings: list[Any], formats: list[str]) -> list[tuple[str, str]]:
    return [shown for cell in row if (shown := _shown(cell, strings, formats))[0]]


def _shown(cell: Any, strings: list[Any], formats: list[str]) -> tuple[str, str]:
    """(text, raised text) of a cell."""
    value = cell.find(f"{_X}v")
    if value is None:
        return "", ""
    if cell.get("t") == "s":
        return _rich(strings[int(value.text)])
    return _number(value.text, formats[int(cell.get("s", 0))])


def _number(value: str, code: str) -> tuple[str, str]:
    shown, raised = "", ""
    for literal, places in _FORMAT.findall(code):
        letters = literal.strip().translate(_LETTERS) if literal.startswith(" ") else ""
        raised += letters
        decimals = len(places.partition(".")[2])
        shown += _shown_number(value, places, decimals) if places else "" if letters else literal
    return shown or value, raised


def _shown_number(value: str, places: str, decimals: int) -> str:
    """With a zero before the decimals only where the format has one."""
    text = fixed_text(Decimal(format(float(value), _SIGNIFICANT)), decimals)
    return text if places[0] == "0" else text.replace("0.", ".", 1)


def _rich(item: Any) -> tuple[str, str]:
    """A text, and what of it is raised."""
    raised = list(_runs(item, True))
    return plain("".join(_runs(item, False))), "".join(raised)


def _runs(item: Any, raised: bool) -> Iterator[str]:
    for part in item:
        text = part.text if part.tag == f"{_X}t" else part.findtext(f"{_X}t")
        if (part.find(f"{_X}rPr/{_X}vertAlign") is not None) is raised:
            yield text or ""
