"""The centres' workbooks: one sheet per table, each centre with habits of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path

from xlsxwriter import Workbook

from cohortium.simulation.records import Cell, Row, Tables

MADE = datetime(2022, 7, 1)
MONTHS = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre")
FRENCH = {"yes": "oui", "no": "non", "not done": "non fait", "unknown": "inconnu"}
SHORT = {"yes": "Y", "no": "N", "not done": "ND", "unknown": "NK"}
FIRST_COLUMNS = {
    "patients": ("patient", "sex", "age"),
    "previous_treatments": ("patient", "drug", "taken", "stop_reasons"),
    "treatments": ("patient", "drug", "daily_dose", "start", "stop", "stop_reasons"),
    "visits": ("patient", "date"),
    "laboratory": ("patient", "date", "test", "value", "unit"),
    "laboratory_limits": ("test", "unit", "sex", "valid_from", "lower", "upper"),
    "events": ("patient", "term", "onset", "end", "grade"),
    "event_review": ("patient",),
}
"""Table -> its first columns, which stand in its sheet even where it has no row."""
ANSWERS = ("event_review", "previous_treatments")
Habit = Callable[[str, Cell], Cell]


def _plain(table: str, cell: Cell) -> Cell:
    return cell


def _french(table: str, cell: Cell) -> Cell:
    """Words and dates in French."""
    if isinstance(cell, date) and table in ("visits", "laboratory"):
        return f"{cell.day} {MONTHS[cell.month - 1]} {cell.year}"
    return FRENCH.get(str(cell), cell) if table in ANSWERS else cell


def _typed(table: str, cell: Cell) -> Cell:
    """Dates and decimals as text, with a decimal comma."""
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell).replace(".", ",") if isinstance(cell, float) and not _thousands(cell) else cell


def _thousands(cell: float) -> bool:
    return len(str(cell).partition(".")[2]) == 3


def _short(table: str, cell: Cell) -> Cell:
    """Answers in one or two letters."""
    return SHORT.get(str(cell), cell) if table in ANSWERS else cell


HABITS: tuple[Habit, ...] = (_plain, _french, _plain, _short, _typed, _french, _plain)


def write_workbooks(folder: Path, centres: Mapping[str, Tables]) -> None:
    """One workbook per centre, named after it; the same tables give the same bytes."""
    for place, (centre, tables) in enumerate(sorted(centres.items())):
        _write(folder / f"{centre}.xlsx", centre, tables, HABITS[place % len(HABITS)])


def _write(path: Path, centre: str, tables: Tables, habit: Habit) -> None:
    with Workbook(path, {"default_date_format": "yyyy-mm-dd", "strings_to_numbers": False}) as book:
        book.set_properties({"title": f"Made-up patients of centre {centre}", "created": MADE})
        bold = book.add_format({"bold": True})
        for name, rows in tables.items():
            sheet, columns = book.add_worksheet(name), _columns(name, rows)
            sheet.freeze_panes(1, 1)
            sheet.set_column(0, len(columns) - 1, 14)
            sheet.write_row(0, 0, columns, bold)
            for number, row in enumerate(rows, start=1):
                sheet.write_row(number, 0, [habit(name, row.get(column)) for column in columns])


def _columns(name: str, rows: list[Row]) -> list[str]:
    """Every column that a row fills, in order of appearance."""
    return list(dict.fromkeys([*FIRST_COLUMNS[name], *(column for row in rows for column in row)]))
