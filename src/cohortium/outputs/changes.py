"""changes.html, changes.docx and changes.xlsx: what changed between two runs. Aggregates, and addresses of cells; no value of a patient."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cohortium.language import marked, tr
from cohortium.outputs.manifest import write_plain_manifest
from cohortium.outputs.plain import Part, write_plain_page, write_plain_word
from cohortium.outputs.workbook import open_book, wrapped_height, write_list

HEADINGS = (
    marked("Result"), marked("Label"), marked("Before"), marked("Now"), marked("Why"), marked("Cells to look at"),
)  # fmt: skip
_WIDTHS = (3100, 2000, 1200, 1200, 3100, 4000)  # twentieths of a point, on a lying page


@dataclass(frozen=True)
class Change:
    """A number that changed: its printed texts, the kinds of what could have changed it, that in words, and cells behind it."""

    result_id: str
    label: str
    before: str
    now: str
    kinds: tuple[str, ...]
    cause: str
    addresses: tuple[str, ...] = ()
    more: int = 0  # addresses beyond those named

    @property
    def cells(self) -> str:
        """The addresses as one text."""
        more = (tr("and {n} more", n=self.more),) if self.more else ()
        return tr("; ").join((*self.addresses, *more))

    @property
    def texts(self) -> tuple[str, ...]:
        """In the order of HEADINGS."""
        return self.result_id, self.label, self.before, self.now, self.cause, self.cells


@dataclass(frozen=True)
class Changes:
    """Two runs compared: their names, what differs in their inputs and programs, every changed number of `total`."""

    before: str
    now: str
    study: str
    total: int
    rows: tuple[Change, ...]
    inputs: tuple[str, ...]
    versions: tuple[str, ...]
    language: str = "en"

    @property
    def title(self) -> str:
        """What the pages are headed with."""
        return tr("{study}: what changed from {before} to {now}", study=self.study, before=self.before, now=self.now)

    @property
    def summary(self) -> list[str]:
        """What differs, and how much changed."""
        differing = ", ".join((*self.inputs, *self.versions)) or tr("nothing")
        counts = tr("Numbers that changed: {n} of {total}.", n=len(self.rows), total=self.total)
        return [tr("Differs between the runs: {listed}.", listed=differing), counts]


def write_changes(folder: Path, found: Changes) -> None:
    """The three files and their manifest; the same two runs give the same bytes."""
    parts = [Part("", tuple(found.summary), tuple(map(tr, HEADINGS)), tuple(row.texts for row in found.rows), _WIDTHS)]
    write_plain_page(folder / "changes.html", found.title, parts, found.language)
    write_plain_word(folder / "changes.docx", found.title, parts, found.language)
    _write_book(folder, found)
    write_plain_manifest(folder, compared=[found.before, found.now], study=found.study)


def _write_book(folder: Path, found: Changes) -> None:
    book = open_book(folder / "changes.xlsx", found.title)
    sheet = book.workbook.add_worksheet(tr("Changes"))
    write_list(book, sheet, [tr(heading) for heading in HEADINGS], [row.texts for row in found.rows])
    wrapped, widths = book.look(text_wrap=True, valign="top"), [width // 100 for width in _WIDTHS]
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width, wrapped)
    for line, row in enumerate(found.rows, start=1):
        sheet.set_row(line, wrapped_height(zip(row.texts, widths, strict=True)))
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    book.close()
