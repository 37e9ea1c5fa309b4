"""Tables of a web page: some hospital systems export one and call it .xls."""

from __future__ import annotations

from html.parser import HTMLParser

from cohortium.sources.cells import plain_text, trimmed
from cohortium.sources.csv_text import decoded
from cohortium.sources.raw import AS_IS, How, RawSheet, Unreadable, refuse_too_large


def read_html(content: bytes, how: How = AS_IS) -> list[RawSheet]:
    """The outermost tables of the page, in their order; nothing in it is fetched or run."""
    scan = _Scan()
    scan.feed(decoded(content, how.encoding))
    scan.close()
    if not any(any(map(any, rows)) for rows in scan.tables):
        raise Unreadable("is a web page or XML text with the ending of a workbook. Open it in Excel and save it as .xlsx.")
    if len(scan.tables) == 1:  # like a CSV file: what it holds, the name of the file says
        return [_sheet("", scan.tables[0])]
    return [_sheet(f"Table {number}", rows) for number, rows in enumerate(scan.tables, start=1)]


def _sheet(name: str, rows: list[list[str]]) -> RawSheet:
    width = max(map(len, rows), default=0)
    refuse_too_large(len(rows), width)
    padded = [[*map(plain_text, row), *[""] * (width - len(row))] for row in rows]
    return RawSheet(name, trimmed([list(column) for column in zip(*padded, strict=True)]))


class _Scan(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self._depth = 0
        self._cell: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._depth += 1
            if self._depth == 1:
                self.tables.append([])
        elif self._depth == 1 and tag == "tr":
            self._close()
            self.tables[-1].append([])
        elif self._depth == 1 and tag in ("td", "th"):
            self._close()
            self._cell = []

    def handle_endtag(self, tag: str) -> None:
        if self._depth == 1 and tag in ("td", "th", "tr", "table"):
            self._close()
        if tag == "table":
            self._depth = max(0, self._depth - 1)

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def _close(self) -> None:
        if self._cell is not None:
            rows = self.tables[-1]
            if not rows:  # a cell before the first row
                rows.append([])
            rows[-1].append(" ".join("".join(self._cell).split()))
            self._cell = None
