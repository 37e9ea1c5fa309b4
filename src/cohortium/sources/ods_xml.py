"""What python-calamine does not tell of an OpenDocument spreadsheet: error cells, yes/no cells, formulas that were never calculated,
hidden rows and columns, merged ranges."""

from __future__ import annotations

from cohortium.sources.biff import Look
from cohortium.sources.raw import MAX_COLUMNS
from cohortium.sources.sheet_xml import NO_VALUE, parse

_MOST_ROWS = 1_048_576
_VALUES = ("value", "date-value", "time-value", "boolean-value")


def look_at(content: bytes) -> list[Look]:
    """A look at every table of content.xml, in their order."""
    scan = _Scan()
    parse(content, scan.start, scan.end, scan.data)
    return scan.looks


class _Scan:
    """One pass over the XML; a row or cell may stand for many (repeated)."""

    def __init__(self) -> None:
        self.looks: list[Look] = []
        self._row = self._column = self._rows = self._cells = 0
        self._text: list[str] | None = None
        self._code = ""  # of a cell whose text is no code itself

    def start(self, name: str, attributes: dict[str, str]) -> None:
        bare = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        hidden = bare.get("visibility") in ("collapse", "filter")
        match name.rpartition(":")[2]:
            case "table":
                self.looks.append(Look())
                self._row = self._column = self._rows = self._cells = 0
            case "table-column":
                first, self._column = self._column + 1, self._column + _repeats(bare, "number-columns-repeated")
                if hidden:
                    self.looks[-1].columns |= set(range(first, min(self._column, MAX_COLUMNS) + 1))
            case "table-row":
                self._row += max(self._rows, 1) if self._row else 1
                self._rows, self._column, self._cells = _repeats(bare, "number-rows-repeated"), 0, 0
                if hidden and self._rows < 10_000:  # the empty rest of a sheet is one row, repeated
                    self.looks[-1].rows |= set(range(self._row, self._row + self._rows))
            case "table-cell" | "covered-table-cell":
                self._column += max(self._cells, 1) if self._column else 1
                self._cells = _repeats(bare, "number-columns-repeated")
                self._mark(attributes, bare)

    def _mark(self, attributes: dict[str, str], bare: dict[str, str]) -> None:
        place = (self._row, self._column)
        self._text = None
        down, right = (_repeats(bare, f"number-{what}-spanned") for what in ("rows", "columns"))
        if down > 1 or right > 1:
            self.looks[-1].merged.append((*place, self._row + down - 1, self._column + right - 1))
        if attributes.get("office:value-type") == "boolean":
            self.looks[-1].errors[place] = "TRUE" if bare.get("boolean-value") == "true" else "FALSE"
        elif attributes.get("calcext:value-type") == "error":
            self._text, self._code = [], "#VALUE!"
        elif "formula" in bare and bare.get("value-type") != "string" and not any(bare.get(name) for name in _VALUES):
            self._text, self._code = [], NO_VALUE

    def data(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def end(self, name: str) -> None:
        if self._text is not None and name.rpartition(":")[2] == "table-cell":
            said = "".join(self._text).strip()
            self.looks[-1].errors[self._row, self._column] = said if said.startswith("#") else self._code
            self._text = None


def _repeats(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(name, "1")
    return min(int(text), _MOST_ROWS) if text.isdecimal() else 1
