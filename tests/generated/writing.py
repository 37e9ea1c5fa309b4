"""Writes a generated study as a folder: protocol.yaml and, per centre, CSV files or workbooks."""

from __future__ import annotations

import csv
import re
from datetime import date
from pathlib import Path

import xlsxwriter
import yaml

FORMS = ("csv", "xlsx", "split")


def write_study(folder: Path, protocol: dict, tables: dict[str, list[dict]], form: str = "csv") -> Path:
    """protocol.yaml, and data/<centre>/<table>.csv, data/<centre>.xlsx, or data/<centre>/a.xlsx and b.xlsx with half of the rows each."""
    (folder / "data").mkdir(parents=True)
    (folder / "protocol.yaml").write_text(yaml.safe_dump(protocol, sort_keys=False, allow_unicode=True), encoding="utf-8")
    for centre in sorted({row["_centre"] for rows in tables.values() for row in rows}):
        mine = {name: [row for row in rows if row["_centre"] == centre] for name, rows in tables.items()}
        WRITERS[form](folder / "data", centre, {name: rows for name, rows in mine.items() if rows})
    return folder


def _columns(rows: list[dict]) -> list[str]:
    """Every column that a row has, in order of appearance."""
    return [name for name in dict.fromkeys(name for row in rows for name in row) if not name.startswith("_")]


def _write_csv(data: Path, centre: str, tables: dict[str, list[dict]]) -> None:
    (data / centre).mkdir()
    for name, rows in tables.items():
        with (data / centre / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, _columns(rows), extrasaction="ignore", restval="")
            writer.writeheader()
            writer.writerows(rows)


def _write_xlsx(data: Path, centre: str, tables: dict[str, list[dict]]) -> None:
    _workbook(data / f"{centre}.xlsx", tables)


def _write_split(data: Path, centre: str, tables: dict[str, list[dict]]) -> None:
    """Both halves keep all columns of the table."""
    (data / centre).mkdir()
    halves: tuple[dict, dict] = ({}, {})
    for name, rows in tables.items():
        whole = [dict.fromkeys(_columns(rows), "") | row for row in rows]
        middle = (len(rows) + 1) // 2
        halves[0][name], halves[1][name] = whole[:middle], whole[middle:]
    for letter, half in zip("ab", halves, strict=True):
        filled = {name: rows for name, rows in half.items() if rows}
        if filled:
            _workbook(data / centre / f"{letter}.xlsx", filled)


WRITERS = {"csv": _write_csv, "xlsx": _write_xlsx, "split": _write_split}


def _workbook(path: Path, tables: dict[str, list[dict]]) -> None:
    """Numbers as numbers, full dates as dates, the rest as text."""
    with xlsxwriter.Workbook(path) as book:
        dates = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in tables.items():
            sheet, columns = book.add_worksheet(name), _columns(rows)
            sheet.write_row(0, 0, columns)
            for number, row in enumerate(rows, 1):
                for place, column in enumerate(columns):
                    _cell(sheet, number, place, column, row.get(column, ""), dates)


def _cell(sheet: xlsxwriter.worksheet.Worksheet, number: int, place: int, column: str, text: str, dates: object) -> None:
    if not text:
        return
    if column != "patient" and re.fullmatch(r"-?\d+(\.\d+)?", text) and column not in ("onset", "arm"):
        sheet.write_number(number, place, float(text))
    elif re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        sheet.write_datetime(number, place, date.fromisoformat(text), dates)
    else:
        sheet.write_string(number, place, text)
