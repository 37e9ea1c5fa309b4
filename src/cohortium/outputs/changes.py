"""changes.html, changes.docx and changes.xlsx: what changed between two runs. Aggregates, and addresses of cells; no value of a patient."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

from cohortium.language import marked, tr
from cohortium.outputs.manifest import write_plain_manifest
from cohortium.outputs.texts import encodable, typeset, xml_text
from cohortium.outputs.workbook import open_book, write_list

HEADINGS = (
    marked("Result"), marked("Label"), marked("Before"), marked("Now"), marked("Why"), marked("Cells to look at"),
)  # fmt: skip
_WIDTHS = (3100, 2000, 1200, 1200, 3100, 4000)  # twentieths of a point, on a lying page
_TEMPLATE = "changes.html.j2"


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
    _write_page(folder, found)
    _write_word(folder, found)
    _write_book(folder, found)
    write_plain_manifest(folder, compared=[found.before, found.now], study=found.study)


def _write_page(folder: Path, found: Changes) -> None:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    here = FileSystemLoader(Path(__file__).parent)
    environment = Environment(loader=here, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["typeset"] = typeset
    page = environment.get_template(_TEMPLATE).render(found=found, headings=[tr(heading) for heading in HEADINGS])
    (folder / "changes.html").write_bytes(encodable(page).encode("utf-8"))


def _write_book(folder: Path, found: Changes) -> None:
    book = open_book(folder / "changes.xlsx", found.title)
    sheet = book.workbook.add_worksheet(tr("Changes"))
    write_list(book, sheet, [tr(heading) for heading in HEADINGS], [row.texts for row in found.rows])
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    book.close()


def _write_word(folder: Path, found: Changes) -> None:
    """A plain table: the look of a journal is for what is published."""
    from docx import Document
    from docx.oxml.parser import parse_xml

    from cohortium.outputs.layout import LANDSCAPE
    from cohortium.outputs.word import plain_properties, section, without_times, wrapped

    document = Document()
    plain_properties(document, found.title, found.language)
    paragraphs = [_paragraph(found.title, "<w:b/>"), *map(_paragraph, found.summary)]
    rows = [[tr(heading) for heading in HEADINGS], *(row.texts for row in found.rows)]
    body = document.element.body
    for element in list(parse_xml(wrapped(document, "body", "".join([*paragraphs, _table(rows), _paragraph("")])))):
        body.sectPr.addprevious(element)
    body.replace(body.sectPr, parse_xml(wrapped(document, "body", section(LANDSCAPE)))[0])
    content = io.BytesIO()
    document.save(content)
    (folder / "changes.docx").write_bytes(without_times(content.getvalue()))


def _table(rows: list[list[str] | tuple[str, ...]]) -> str:
    side = '<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
    rules = "".join(side.format(side=each) for each in ("top", "bottom", "insideH"))
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in _WIDTHS)
    head = (
        f'<w:tblPr><w:tblW w:w="{sum(_WIDTHS)}" w:type="dxa"/><w:tblBorders>{rules}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr>'
    )
    return f"<w:tbl>{head}<w:tblGrid>{grid}</w:tblGrid>{''.join(_row(row, place == 0) for place, row in enumerate(rows))}</w:tbl>"


def _row(texts: list[str] | tuple[str, ...], heads: bool) -> str:
    properties = f"<w:trPr><w:cantSplit/>{'<w:tblHeader/>' if heads else ''}</w:trPr>"
    cells = (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{_paragraph(text, "<w:b/>" if heads else "", 15)}</w:tc>'
        for text, width in zip(texts, _WIDTHS, strict=True)
    )
    return f"<w:tr>{properties}{''.join(cells)}</w:tr>"


def _paragraph(text: str, face: str = "", half_points: int = 20) -> str:
    run = f'<w:r><w:rPr>{face}<w:sz w:val="{half_points}"/></w:rPr><w:t xml:space="preserve">{xml_text(typeset(text))}</w:t></w:r>'
    return f'<w:p><w:pPr><w:spacing w:before="0" w:after="40"/></w:pPr>{run}</w:p>'
