"""results.xlsx for reading and counting on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cohortium.conformance.completeness import COLUMNS as FILLED_COLUMNS
from cohortium.language import marked, tr
from cohortium.outputs.queries import SEVERITIES
from cohortium.outputs.run import LEDGER_COLUMNS, Outputs, shareable_sheet
from cohortium.outputs.sheets import write_table_sheet
from cohortium.outputs.texts import cell_text, sheet_name
from cohortium.outputs.workbook import ALARM, Book, open_book, write_list
from cohortium.results import COLUMNS

if TYPE_CHECKING:
    from cohortium.conformance.findings import LedgerRow
    from cohortium.conformance.states import CheckState

_SAID = {
    "results": marked("Every number, one per row"),
    "checks": marked("What became of every check"),
    "ledger": marked("What became of every row and cell"),
    "completeness": marked("What the cells of each column hold, each kind of missing apart"),
}
STATES = {
    "passed": marked("passed"), "failed": marked("failed"), "not_applicable": marked("not applicable"),
    "could_not_run": marked("could not run"),
}  # fmt: skip
CHECK_HEADS = (
    marked("Check"), marked("Importance"), marked("State"), marked("Places, all of them in checks.csv"), marked("What is checked"),
    marked("Why"),
)  # fmt: skip


def write_results_workbook(folder: Path, run: Outputs) -> None:
    """A cover, one sheet per table, every number as a list, and the ledger."""
    book = open_book(folder / "results.xlsx", run.title)
    cover = book.workbook.add_worksheet(sheet_name(tr("Cover"), book.taken))
    by_id = {row.result_id: row for row in run.results}
    names = [(write_table_sheet(book, table, by_id, run.draft.banner), table.title) for table in run.tables]
    for name, columns, rows in _lists(run):
        sheet = book.workbook.add_worksheet(sheet_name(name, book.taken))
        write_list(book, sheet, columns, rows)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        names.append((name, tr(_SAID[name])))
    _write_cover(book, cover, run, names)
    book.close()


def _lists(run: Outputs) -> Iterable[tuple[str, Sequence[str], list[list[str | int | float]]]]:
    value = COLUMNS.index("value")
    results: list[list[str | int | float]] = []
    for row in run.results:
        cells: list[str | int | float] = list(row.cells())
        cells[value] = "" if row.value is None else float(row.value)
        results.append(cells)
    yield "results", COLUMNS, results
    yield "checks", [tr(head) for head in CHECK_HEADS], [_check_row(each) for each in run.checks]
    yield "ledger", LEDGER_COLUMNS, [_ledger_row(row) for row in run.ledger]
    yield "completeness", FILLED_COLUMNS, [[getattr(row, column) for column in FILLED_COLUMNS] for row in run.filled]


def _check_row(each: CheckState) -> list[str | int | float]:
    words = tr(SEVERITIES[each.severity]), tr(STATES[each.state])
    return [each.check, *words, each.failures, tr(each.sentence), tr(each.reason, files=each.files)]


def _ledger_row(row: LedgerRow) -> list[str | int | float]:
    return [shareable_sheet(row) if column == "sheet" else getattr(row, column) for column in LEDGER_COLUMNS]


def _write_cover(book: Book, sheet, run: Outputs, names: list[tuple[str, str]]) -> None:
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 100)
    sheet.write_string(0, 0, cell_text(run.title), book.look(bold=True, font_size=14))
    line = 2
    if run.draft.banner:
        sheet.write_string(1, 0, run.draft.banner, book.look(bold=True, font_color=ALARM))
    facts = [(tr("Study"), run.protocol.study), *run.dates, (run.answer.title, run.answer.text)]
    for name, text in [*facts, *(sorted(run.versions.items()))]:
        sheet.write_string(line, 0, cell_text(name), book.look(bold=True, valign="top"))
        sheet.write_string(line, 1, cell_text(text), book.look(text_wrap=True, valign="top"))
        sheet.set_row(line, 15 * (1 + len(text) // 95))  # not every program grows a row to its wrapped text
        line += 1
    sheet.write_string(line + 1, 0, tr("Sheets"), book.look(bold=True, bottom=1))
    sheet.write_blank(line + 1, 1, None, book.look(bottom=1))
    for place, (name, text) in enumerate(names, start=line + 2):
        # A sheet name in quotes doubles its apostrophes, as Excel's own references do.
        target = "internal:'" + name.replace("'", "''") + "'!A1"
        sheet.write_url(place, 0, target, book.look(font_color="#0B57D0", underline=1), cell_text(name))
        sheet.write_string(place, 1, cell_text(text), book.look())
