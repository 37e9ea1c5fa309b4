"""differences.csv and differences.xlsx: what each delivery of a centre changed. They name patients, so they stay with the study."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields
from pathlib import Path

from cohortium.conformance.deliveries import CHANGES, Difference
from cohortium.language import marked, tr
from cohortium.outputs.csv_files import texts_of, write_csv
from cohortium.outputs.run import Outputs
from cohortium.outputs.texts import sheet_name
from cohortium.outputs.workbook import Book, open_book, write_list

COLUMNS = tuple(field.name for field in fields(Difference))
HEADINGS = {
    "centre": marked("Centre"), "delivery": marked("Delivery"), "before": marked("Compared with"), "table": marked("Table"),
    "change": marked("Change"), "patient": marked("Patient"), "file": marked("File"), "sheet": marked("Sheet"), "cell": marked("Cell"),
    "column": marked("Column"), "old": marked("Before"), "new": marked("Now"),
}  # fmt: skip
WORDS = {
    "row_added": marked("row added"), "row_vanished": marked("row vanished"), "cell_added": marked("cell added"),
    "cell_changed": marked("cell changed"), "cell_removed": marked("cell removed"),
}  # fmt: skip


def write_differences(folder: Path, run: Outputs) -> None:
    """Both files, where deliveries were compared."""
    if not run.differences:
        return
    write_csv(folder / "differences.csv", COLUMNS, texts_of(run.differences, COLUMNS))
    book = open_book(folder / "differences.xlsx", tr("Deliveries compared: {title}", title=run.title))
    _add(book, tr("Summary"), [*map(tr, list(HEADINGS.values())[:4]), *(tr(WORDS[change]) for change in CHANGES)], _counted(run))
    _add(book, tr("Differences"), [tr(heading) for heading in HEADINGS.values()], [_row(each) for each in run.differences])
    book.close()


def _add(book: Book, name: str, headings: list[str], rows: list[list[str | int | float]]) -> None:
    sheet = book.workbook.add_worksheet(sheet_name(name, book.taken))
    write_list(book, sheet, headings, rows)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _counted(run: Outputs) -> list[list[str | int | float]]:
    """How many rows and cells differ, by centre, delivery and table."""
    counts = Counter((each.centre, each.delivery, each.before, each.table, each.change) for each in run.differences)
    return [[*place, *(counts[*place, change] for change in CHANGES)] for place in sorted({key[:4] for key in counts})]


def _row(each: Difference) -> list[str | int | float]:
    return [tr(WORDS[each.change]) if name == "change" else getattr(each, name) for name in COLUMNS]
