"""Deliveries as a study folder, with what workbooks show beside their values."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter

from .deliveries import PROTOCOL, Made, Rows


def write_study(folder: Path, delivery: Made, delimiter: str = ",") -> Path:
    """The folder with its protocol, data and mapping."""
    (folder / "data").mkdir(parents=True)
    (folder / "protocol.yaml").write_text(PROTOCOL, "utf-8")
    if delivery.mapping:
        (folder / "mappings").mkdir()
        (folder / "mappings" / "07.yaml").write_text(delivery.mapping, "utf-8")
    for name, sheets in delivery.files.items():
        path = folder / "data" / name
        if name.endswith(".csv"):
            path.write_text(_csv(sheets[""], delimiter), "utf-8")
        else:
            _workbook(sheets, [each[1:] for each in delivery.special if each[0] == name]).save(path)
    for name, content in delivery.raw.items():
        (folder / "data" / name).write_bytes(content)
    return folder


def _csv(rows: Rows, delimiter: str) -> str:
    return "".join(delimiter.join(_field(value, delimiter) for value in row) + "\n" for row in rows)


def _field(value: Any, delimiter: str) -> str:
    text = "" if value is None else str(value)
    return f'"{text}"' if delimiter in text or '"' in text else text


def _workbook(sheets: dict[str, Rows], special: list[tuple[str, str, Any]]) -> Workbook:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([_value(value) for value in row])
    for name, what, row in special:
        _SPECIAL[what](book[name], row)
    return book


def _value(value: Any) -> Any:
    return value if not isinstance(value, str) or not value.startswith("=") else "'" + value


def _hide_row(sheet: Any, row: int) -> None:
    sheet.row_dimensions[row].hidden = True


def _hide_column(sheet: Any, row: int) -> None:
    sheet.column_dimensions[get_column_letter(2)].hidden = True


def _comment(sheet: Any, row: int) -> None:
    sheet.cell(row, 2).comment = Comment("see the letter", "x")


def _colour(sheet: Any, row: int) -> None:
    sheet.cell(row, 2).fill = PatternFill("solid", fgColor="FFFF00")


def _merge(sheet: Any, row: int) -> None:
    sheet.merge_cells(start_row=row - 1, end_row=row, start_column=2, end_column=2)


def _hide_sheet(sheet: Any, row: int) -> None:
    sheet.sheet_state = "hidden"


def _formula(sheet: Any, row: int) -> None:
    sheet.cell(row, 2).value = "=1+1"  # never calculated: there is no value that was read


_SPECIAL = {
    "hidden row": _hide_row, "hidden column": _hide_column, "comment": _comment, "colour": _colour, "merged": _merge,
    "hidden sheet": _hide_sheet, "formula": _formula,
}  # fmt: skip
