"""One table as native Word: WordprocessingML text, written whole, because going through a table cell by cell takes far longer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from cohortium.displays import Cell, Footnote, Heading, Row, Table, spans
from cohortium.language import tr
from cohortium.outputs.layout import INDENT, Panel, Slot, broken, marks_wide
from cohortium.outputs.texts import typeset, xml_text

CAPTION, NOTE = "TableCaption", "TableNote"
THICK, THIN = 8, 4  # eighths of a point
_BORDER = '<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="auto"/>'


@dataclass(frozen=True)
class _Look:
    """What a cell has beside its text: rules above and below in eighths of a point, and whether it heads rows or columns."""

    top: int = 0
    bottom: int = 0
    bold: bool = False
    italic: bool = False


def caption_xml(table: Table, continued: bool) -> str:
    """Number and title, kept with the table below."""
    number = f"{table.name}. " if table.number else ""
    more = tr(" (continued)") if continued else ""
    return _paragraph(CAPTION, _run(number, "<w:b/>") + _run(table.title + more), keep=True)


def notes_xml(table: Table, whole: bool, section: str) -> str:
    """A paragraph per note, then the abbreviations; the last one closes the section. Under a part that goes on there is none."""
    runs = [(_marks((note.mark,)) + _run(" ") if note.mark else "") + _run(note.text) for note in journal_notes(table)]
    runs = [*runs, *([_run(table.short)] if table.short else [])] if whole else []
    *others, last = runs or [""]
    return "".join(_paragraph(NOTE, each) for each in others) + _paragraph(NOTE, last, section)


def text_style(size: float) -> str:
    """The id of the style of a table's texts in this size."""
    return f"TableText{round(size * 2)}"


def journal_notes(table: Table) -> list[Footnote]:
    """What is for the reader of a journal."""
    return [note for note in table.footnotes if not note.internal]


def table_xml(panel: Panel) -> str:
    """The table itself: a fixed grid, repeated heading rows, rows that stay whole."""
    table = panel.table
    grid = "".join(f'<w:gridCol w:w="{_twips(width)}"/>' for width in panel.widths)
    rules = _borders(THICK, THICK)
    look = '<w:tblLook w:val="00A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
    margins = "".join(f'<w:{side} w:w="{_twips(panel.pad)}" w:type="dxa"/>' for side in ("left", "right"))
    properties = (
        f'<w:tblPr><w:tblW w:w="{sum(map(_twips, panel.widths))}" w:type="dxa"/><w:tblBorders>{rules}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar>{look}'
        f'<w:tblCaption w:val="{xml_text(table.caption)}"/><w:tblDescription w:val="{xml_text(_description(table))}"/></w:tblPr>'
    )
    rows = [*_head_rows(panel), *_body_rows(panel)]
    return f"<w:tbl>{properties}<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def _description(table: Table) -> str:
    """For who cannot see the table."""
    columns = tr("; ").join(heading.text for heading in (table.spanners[-1] if table.spanners else table.heads))
    return tr("Rows: {stub}. Columns: {columns}.", stub=table.stub, columns=columns)


def _head_rows(panel: Panel) -> Iterator[str]:
    """Spanners with a rule of their own, which ends before the next one begins; the first column is one cell from top to bottom."""
    table, last = panel.table, len(panel.table.spanners)
    for depth, level in enumerate(table.levels):
        top, bottom = THICK if depth == 0 else 0, THIN if depth == last else 0
        merge = ("restart" if depth == 0 else "continue") if last else ""
        stub = _run(table.stub, "<w:b/>") if depth == 0 else ""
        cells = [_cell(panel, range(0, 1), _aligned(panel, stub, "left", keep=True), _Look(top, bottom), merge)]
        texts = broken(panel, (heading.text for heading in level)) if depth == last else [heading.text for heading in level]
        for heading, text, span in zip(level, texts, spans(level), strict=True):
            look = _Look(top, bottom, bold=depth == 0 and last > 0, italic=depth == last and last > 0)
            cells.append(_heading_cell(panel, replace(heading, text=text), span, look, ruled=depth < last))
        yield _row(cells, header=True)


def _heading_cell(panel: Panel, heading: Heading, span: range, look: _Look, ruled: bool) -> str:
    # The rule is a border of the paragraph, not of the cell: it leaves the margins of the cell free.
    rule = f"<w:pBdr>{_BORDER.format(side='bottom', size=THIN)}</w:pBdr>" if ruled and heading.text else ""
    content = _run(heading.text, _face(look)) + _marks(heading.marks)
    return _cell(panel, range(span.start + 1, span.stop + 1), _aligned(panel, content, "center", rule, keep=True), look)


def _body_rows(panel: Panel) -> Iterator[str]:
    last = panel.table.rows[-1] if panel.table.rows else None
    for row, slots in zip(panel.table.rows, panel.slots, strict=True):
        yield _body_row(panel, row, slots, _Look(bottom=THICK if row is last else 0))


def _body_row(panel: Panel, row: Row, slots: tuple[Slot, ...], look: _Look) -> str:
    heads = row.kind == "heads"
    look = _Look(THIN, THIN) if heads else look
    face = "<w:b/>" if row.kind != "row" else ""
    indent = row.indent * INDENT * panel.size
    # A second line of a label stands a little to the right, so that it is not read as a row.
    hanging = f'<w:ind w:left="{_twips(indent + 0.8 * panel.size)}" w:hanging="{_twips(0.8 * panel.size)}"/>'
    keep = row.kind != "row"
    label = _aligned(panel, _run(row.label, face) + _marks(row.marks), "left", hanging, keep)
    if row.kind == "group":
        return _row([_cell(panel, range(0, len(panel.widths)), label, look)])
    cells = [_cell(panel, range(0, 1), label, look, vertical="bottom" if heads else "top")]
    texts = broken(panel, (cell.text for cell in row.cells)) if heads else ()
    for place, cell in enumerate(row.cells):
        text = _aligned(panel, _run(texts[place], "<w:i/>"), "center", keep=True) if heads else _number(panel, cell, place, slots[place])
        cells.append(_cell(panel, range(place + 1, place + 2), text, look, vertical="bottom" if heads else "top"))
    return _row(cells)


def _number(panel: Panel, cell: Cell, place: int, slot: Slot) -> str:
    """Numbers under each other: a pair on two tabs, a single one against the right edge of the first of a pair."""
    marks = marks_wide(cell.marks, panel.size)
    if len(cell.parts) < 2:
        room = panel.widths[place + 1] - 2 * panel.pad
        right = f'<w:ind w:right="{_twips(max(0.0, room - slot.first - marks))}"/>'
        return _aligned(panel, _run(cell.text) + _marks(cell.marks), "right", right)
    second = ("right", slot.end + marks) if cell.is_share else ("left", slot.second)
    tabs = "".join(f'<w:tab w:val="{kind}" w:pos="{_twips(at)}"/>' for kind, at in (("right", slot.first), second))
    runs = "".join("<w:r><w:tab/></w:r>" + _run(part) for part in cell.parts)
    return _aligned(panel, runs + _marks(cell.marks), "left", f"<w:tabs>{tabs}</w:tabs>")


def _row(cells: Iterable[str], header: bool = False) -> str:
    return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if header else ''}</w:trPr>{''.join(cells)}</w:tr>"


def _cell(panel: Panel, columns: range, paragraph: str, look: _Look, merge: str = "", vertical: str = "bottom") -> str:
    width = sum(_twips(panel.widths[column]) for column in columns)
    span = f'<w:gridSpan w:val="{len(columns)}"/>' if len(columns) > 1 else ""
    merged = f'<w:vMerge w:val="{merge}"/>' if merge else ""
    rules = f"<w:tcBorders>{_borders(look.top, look.bottom)}</w:tcBorders>" if look.top or look.bottom else ""
    place = f'<w:vAlign w:val="{vertical}"/>'
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merged}{rules}{place}</w:tcPr>{paragraph}</w:tc>'


def _borders(top: int, bottom: int) -> str:
    return "".join(_BORDER.format(side=side, size=size) for side, size in (("top", top), ("bottom", bottom)) if size)


def _face(look: _Look) -> str:
    return ("<w:b/>" if look.bold else "") + ("<w:i/>" if look.italic else "")


def _aligned(panel: Panel, runs: str, align: str, more: str = "", keep: bool = False) -> str:
    return _paragraph(text_style(panel.size), runs, f'{more}<w:jc w:val="{align}"/>', keep)


def _paragraph(style: str, runs: str, more: str = "", keep: bool = False) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{"<w:keepNext/>" if keep else ""}{more}</w:pPr>{runs}</w:p>'


def _run(text: str, face: str = "") -> str:
    properties = f"<w:rPr>{face}</w:rPr>" if face else ""
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{xml_text(line)}</w:t>' for line in typeset(text).split("\n"))
    return f"<w:r>{properties}{lines}</w:r>" if text else ""


def _marks(marks: tuple[str, ...]) -> str:
    return _run(",".join(marks), '<w:vertAlign w:val="superscript"/>') if marks else ""


def _twips(points: float) -> int:
    return round(points * 20)
