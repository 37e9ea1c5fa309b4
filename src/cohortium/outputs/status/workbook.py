"""tracking.xlsx: a line per centre, the rows of every table, and the scores by measure and window."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from cohortium.language import joined, marked, tr
from cohortium.outputs.status.state import Tracking, share
from cohortium.outputs.texts import cell_text, sheet_name
from cohortium.outputs.workbook import Book, open_book, write_list
from cohortium.sources.template.fields import TITLES

Value = str | int | float
CENTRES = (
    marked("Centre"), marked("Name"), marked("Expected"), marked("Received"), marked("Files"), marked("Patients"),
    marked("Patients with a first dose"), marked("Tables still missing"), marked("Scores due"), marked("Scores received"),
    marked("Complete"), marked("Blocking questions"), marked("Other questions"), marked("Notes"),
)  # fmt: skip
SCORES = (
    marked("Centre"), marked("Time"), marked("Measure"), marked("Patients due"), marked("With a score"), marked("Missing"),
    marked("Complete"),
)  # fmt: skip
NOTE = marked(
    "Due: patients with a first dose, alive, whose window had ended by the data cut. Complete: an accepted score within the window."
)


def write_tracking(path: Path, tracking: Tracking) -> None:
    """Write the workbook in the language spoken."""
    book = open_book(path, tr("{title}: tracking", title=tracking.title))
    lists: tuple[tuple[str, Sequence[str], Iterable[Sequence[Value]]], ...] = (
        (tr("Centres"), [tr(heading) for heading in CENTRES], _centres(tracking)),
        (tr("Tables"), [tr("Centre"), *(tr(title) for title in TITLES.values())], _tables(tracking)),
        (tr("Scores"), [tr(heading) for heading in SCORES], _scores(tracking)),
    )
    for name, columns, rows in lists:
        _write(book, name, tracking, columns, list(rows))
    book.close()


def _write(book: Book, name: str, tracking: Tracking, columns: Sequence[str], rows: Sequence[Sequence[Value]]) -> None:
    sheet = book.workbook.add_worksheet(sheet_name(name, book.taken))
    sheet.write_string(0, 0, cell_text(tr("{title}: tracking", title=tracking.title)), book.look(bold=True, font_size=12))
    sheet.write_string(1, 0, tr(NOTE), book.look(font_size=9))
    write_list(book, sheet, columns, rows, first=3, share=tr("Complete"))
    for place, column in enumerate(columns):
        longest = max((len(str(row[place])) for row in rows if isinstance(row[place], str)), default=0)
        sheet.set_column(place, place, min(60, max(11, len(column) // 2 + 3, longest + 2)))
    sheet.set_row(3, 28)  # headings on two lines
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(3)


def _centres(tracking: Tracking) -> Iterable[Sequence[Value]]:
    for centre in tracking.centres:
        yield [
            centre.code,
            centre.label,
            tr("yes") if centre.declared else tr("not declared"),
            tr("yes") if centre.received else tr("no"),
            *(centre.files, centre.patients, centre.included),
            ", ".join(table_names(group) for group in tracking.lacking(centre)),
            *(centre.due, centre.complete, _percent(centre.complete, centre.due)),
            *(centre.questions.get(severity, 0) for severity in ("blocking", "query", "note")),
        ]


def table_names(group: Sequence[str]) -> str:
    """The tables of a group, one of which is enough."""
    return joined([tr(TITLES[table]) for table in group], tr("or"))


def _percent(part: int, whole: int) -> Value:
    """A cell that shows a percentage; empty where nothing is due."""
    found = share(part, whole)
    return "" if found is None else float(found)


def _tables(tracking: Tracking) -> Iterable[Sequence[Value]]:
    for centre in tracking.centres:
        yield [centre.code, *(centre.rows.get(table, 0) for table in TITLES)]


def _scores(tracking: Tracking) -> Iterable[Sequence[Value]]:
    for centre in tracking.centres:
        for timepoint, measure in tracking.scores:
            due, there = centre.scores.get((timepoint, measure), (0, 0))
            yield [centre.code, tracking.time(timepoint), measure, due, there, due - there, _percent(there, due)]
