"""results.xlsx for reading and counting on, queries.xlsx and one workbook per centre for answering."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cohortium.language import marked, speaking, tr
from cohortium.outputs.run import LEDGER_COLUMNS, Outputs, shareable_sheet
from cohortium.outputs.sheets import write_table_sheet
from cohortium.outputs.texts import cell_text, file_name, sheet_name
from cohortium.outputs.workbook import ALARM, Book, open_book, write_list
from cohortium.results import COLUMNS

if TYPE_CHECKING:
    from cohortium.conformance.findings import LedgerRow, Query
    from cohortium.conformance.states import CheckState

SEVERITIES = {"blocking": marked("Blocking"), "query": marked("Question"), "note": marked("For information")}
SHEETS = {
    "results": marked("Every number, one per row"), "checks": marked("What became of every check"),
    "ledger": marked("What became of every row and cell"),
}  # fmt: skip
STATES = {
    "passed": marked("passed"), "failed": marked("failed"), "not_applicable": marked("not applicable"),
    "could_not_run": marked("could not run"),
}  # fmt: skip
CHECK_HEADS = (
    marked("Check"), marked("Importance"), marked("State"), marked("Places, all of them in checks.csv"), marked("What is checked"),
    marked("Why"),
)  # fmt: skip
ANSWERS = (marked("corrected to"), marked("confirmed"), marked("not available"))
ADDRESS = (
    marked("Centre"), marked("Patient"), marked("File"), marked("Sheet"), marked("Cell"), marked("Question"), marked("What was found"),
    marked("What is expected"), marked("Importance"),
)  # fmt: skip
ANSWER = (marked("Answer"), marked("Corrected value"))
LAST = marked("Question id")
HOW = marked("Please choose an answer for each question (yellow columns), and give the right value if it is corrected.")


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
        names.append((name, tr(SHEETS[name])))
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
    facts = [(tr("Study"), run.protocol.study), *run.dates, (tr("Primary outcome"), run.answer.text)]
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


def write_query_workbooks(folder: Path, run: Outputs) -> None:
    """All questions in one workbook, and one workbook per centre with its own rows only."""
    _write_queries(folder / "queries.xlsx", tr("Questions: {title}", title=run.title), run, run.queries)
    centres = sorted({query.centre for query in run.queries if query.centre})
    if centres:
        (folder / "queries").mkdir(exist_ok=True)
    taken: set[str] = set()
    for centre in centres:
        own = [query for query in run.queries if query.centre == centre]
        path = folder / "queries" / f"{file_name(centre, taken)}.xlsx"
        with speaking(_language(run, centre)):
            _write_queries(path, tr("Questions to centre {centre}", centre=_centre(run, centre)), run, own)


def _language(run: Outputs, centre: str) -> str:
    """A centre reads its questions in its own language."""
    declared = run.protocol.centres.get(centre)
    return (declared.language if declared else None) or run.protocol.language


def _centre(run: Outputs, centre: str) -> str:
    declared = run.protocol.centres.get(centre)
    return f"{centre} ({declared.label})" if declared and declared.label else centre


def _write_queries(path: Path, title: str, run: Outputs, queries: Iterable[Query]) -> None:
    book = open_book(path, title)
    sheet = book.workbook.add_worksheet(sheet_name(tr("questions"), book.taken))
    order = {severity: place for place, severity in enumerate(SEVERITIES)}
    rows = [_query_row(query, run.rules) for query in sorted(queries, key=lambda query: order.get(query.severity, len(order)))]
    sheet.write_string(0, 0, cell_text(title), book.look(bold=True, font_size=12))
    sheet.write_string(
        1,
        0,
        tr(HOW),
        book.look(),
    )
    write_list(book, sheet, [tr(heading) for heading in (*ADDRESS, *ANSWER, LAST)], rows, first=3)
    answer = len(ADDRESS)
    sheet.set_column(answer, answer + 1, 18)
    for line in range(4, 4 + len(rows)):
        for place in (answer, answer + 1):
            sheet.write_blank(line, place, None, book.look(bg_color="#FFF8E1", bottom=1, bottom_color="#C9B98A"))
    if rows:
        choices = {"validate": "list", "source": [tr(answer) for answer in ANSWERS], "ignore_blank": True}
        sheet.data_validation(4, answer, 3 + len(rows), answer, choices)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(3)
    book.close()


def _query_row(query: Query, rules: Mapping[str, str]) -> list[str]:
    severity = tr(SEVERITIES.get(query.severity, query.severity))
    address = [query.centre, query.patient, query.file, query.sheet, query.cell]
    question = tr(rules.get(query.rule) or query.rule.replace("_", " "))
    return [*address, question, query.found, str(query.expected), severity, "", "", query.query_id]
