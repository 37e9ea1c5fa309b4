"""A table as plain text: for the terminal, and for tests that compare displays by eye."""

from __future__ import annotations

from cohortium.displays.table import Cell, Heading, Row, Table

GAP = "  "


def render(table: Table) -> str:
    """Title, headings with rules under their spans, rows, footnotes; fixed width, no trailing spaces."""
    widths = _widths(table)
    stub = max([len(table.stub), *(len(_label(row)) for row in table.rows if row.kind != "group")])
    total = stub + sum(len(GAP) + width for width in widths)
    lines = [table.caption, "=" * total]
    for level in table.spanners:
        lines += [_spanner(level, widths, stub, _text), _spanner(level, widths, stub, lambda heading: "-" * len(heading.text and "-"))]
    heads = [Cell((heading.text,), (), heading.marks) for heading in table.heads]
    lines += [_line(table.stub, heads, widths, stub), "-" * total]
    for row in table.rows:
        lines.append(_label(row) if row.kind == "group" else _line(_label(row), list(row.cells), widths, stub))
    lines.append("=" * total)
    lines += [f"{note.mark} {note.text}".strip() for note in table.footnotes]
    lines += [table.short] if table.short else []
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _text(heading: Heading) -> str:
    return heading.text + "".join(f"^{mark}" for mark in heading.marks)


def _marked(cell: Cell) -> str:
    return cell.text + "".join(f"^{mark}" for mark in cell.marks)


def _label(row: Row) -> str:
    marks = "".join(f"^{mark}" for mark in row.marks)
    return f"{'  ' * row.indent}{row.label}{marks}"


def _widths(table: Table) -> list[int]:
    """As wide as the widest cell, then widened until every spanner fits over its columns."""
    widths = [
        max([len(heading.text), *(len(_marked(row.cells[place])) for row in table.rows if row.cells)])
        for place, heading in enumerate(table.heads)
    ]
    for level in reversed(table.spanners):
        start = 0
        for heading in level:
            room = sum(widths[start : start + heading.span]) + len(GAP) * (heading.span - 1)
            widths[start + heading.span - 1] += max(0, len(_text(heading)) - room)
            start += heading.span
    return widths


def _spanner(level: tuple[Heading, ...], widths: list[int], stub: int, shown) -> str:
    line, start = " " * stub, 0
    for heading in level:
        room = sum(widths[start : start + heading.span]) + len(GAP) * (heading.span - 1)
        text = shown(heading)
        line += GAP + (text * room if text == "-" else text.center(room))
        start += heading.span
    return line


def _line(label: str, cells: list[Cell], widths: list[int], stub: int) -> str:
    return label.ljust(stub) + "".join(GAP + _marked(cell).rjust(width) for cell, width in zip(cells, widths, strict=True))
