"""The values that readers make: sheets of texts with their addresses, and what was left aside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Literal

from cohortium.provenance import Address
from cohortium.sources.names import place_of_table
from cohortium.sources.raw import Note

if TYPE_CHECKING:
    from cohortium.sources.mapping.load import Written
    from cohortium.sources.mapping.views import View


AnswerKind = Literal["corrected", "confirmed", "not_available"]


@dataclass(frozen=True)
class Amendment:
    """What a centre answered about one cell. The file stays as it came: `old` is what it holds, `new` what is read in its place."""

    answer: AnswerKind
    old: str
    new: str
    who: str
    when: str  # ISO
    place: str  # of the answer: answers/07.xlsx, row 5


LINES = ("treatments", "previous_treatments", "events", "laboratory")
"""Tables of which a patient has as many lines as there is something to tell, none among them."""


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook, or one CSV file, as columns of texts from cell A1 to the last cell in use.

    Every column is equally long and holds the heading too; an empty text is an empty cell. Dates are ISO, numbers have
    at most 15 significant digits, error cells hold their code (`#N/A`).
    """

    number: int  # from 1, in file, then sheet order, Parquet files included
    file: str  # relative to the study folder, with slashes: data/07.xlsx
    sheet: str  # empty for a CSV file
    sha256: str  # of the file
    table: str  # native table, empty where the name is none
    centre: str  # by the folder or the file's name; empty where neither gives it
    columns: tuple[list[str], ...]
    header_row: int = 0  # counted from 1; 0 where the sheet is empty
    ragged: frozenset[int] = frozenset()  # rows of a CSV file with more or fewer fields than its heading
    duplicate_of: str = ""  # the file, read before, whose bytes are the same
    notes: tuple[Note, ...] = ()
    date1904: bool = False
    written: Written | None = None  # the mapping that its file comes under
    turned: bool = False  # rows here are columns of the file: its patients stand side by side
    view: View | None = None  # how a mapping reads it; a sheet read in several ways is listed once for each
    source: int = 0  # the number of the first reading of the same sheet, which holds its account; 0: this one
    headings: tuple[str, ...] = field(default=(), repr=False)  # where several rows together are the heading
    mapped_rows: Sequence[int] | None = field(default=None, repr=False)  # the rows that a mapping reads here
    delivered: str = ""  # ISO date of the delivery, from its folder
    superseded: bool = False  # a later delivery stands in its place, or nobody has said yet what this one is
    replaced: frozenset[int] = field(default=frozenset(), repr=False)  # rows that do not count for that reason
    # (row, column) -> the answer about a cell, whose new text stands in `columns`
    amended: Mapping[tuple[int, int], Amendment] = field(default_factory=dict, repr=False)
    unfit: bool = False  # the mapping of its centre is for such files, but no reading of it fits this sheet
    # columns that identify people, emptied: by what, and in how many cells
    withheld: Mapping[int, tuple[str, int]] = field(default_factory=dict)

    @property
    def height(self) -> int:
        """Rows, heading included."""
        return len(self.columns[0]) if self.columns else 0

    @property
    def width(self) -> int:
        """Columns."""
        return len(self.columns)

    @property
    def headers(self) -> list[str]:
        """The heading of each column."""
        if self.headings:
            return list(self.headings)
        return [column[self.header_row - 1] for column in self.columns] if self.header_row else []

    @property
    def account(self) -> int:
        """The number under which the rows and cells are accounted for, once however often they are read."""
        return self.source or self.number

    @property
    def is_block(self) -> bool:
        """Whether these are the columns of one visit in a wide sheet."""
        return self.view is not None and self.view.block >= 0

    @property
    def may_say_nothing(self) -> bool:
        """Whether a row that holds only its patient is no line: in a block of a wide sheet, in those of a second treatment or an event."""
        return self.is_block or (self.source > 0 and self.table in LINES)

    @property
    def data_rows(self) -> Sequence[int]:
        """The rows that may hold data, counted from 1: all below the heading, or those that a mapping names."""
        return range(self.header_row + 1, self.height + 1) if self.mapped_rows is None else self.mapped_rows

    def address(self, row: int, column: int) -> Address:
        """Where a cell stands in the file, whichever way the sheet is read."""
        place = (column, row) if self.turned else (row, column)
        return Address(self.file, self.sheet, *place)

    def text(self, row: int, column: int) -> str:
        """The text of a cell, both counted from 1; empty outside."""
        inside = 1 <= column <= self.width and 1 <= row <= self.height
        return self.columns[column - 1][row - 1] if inside else ""

    def source_text(self, row: int, column: int) -> str:
        """The text of a cell as it came, whatever was answered since."""
        amendment = self.amended.get((row, column))
        return amendment.old if amendment else self.text(row, column)


@dataclass(frozen=True)
class ParquetFile:
    """A large delivery, or a part of one, listed here and read by the engine."""

    number: int
    file: str
    path: str
    sha256: str
    table: str
    centre: str  # empty: the file needs a centre column
    written: Written | None = None  # the mapping whose answers hold for it
    sheet = ""
    date1904 = False
    view = None  # its columns have the names of the study

    @property
    def table_place(self) -> PurePosixPath:
        """What names its table below data/: itself, or the folder of the parts of which it is one."""
        return place_of_table(PurePosixPath(self.file.partition("/")[2]))

    @property
    def folder(self) -> str | None:
        """The folder in which the parts of its table lie beside it; none where it is the whole table."""
        inside = PurePosixPath(self.file.partition("/")[2])
        return str(inside.parent) if inside != self.table_place else None

    @property
    def account(self) -> int:
        """The number under which its rows and cells are accounted for."""
        return self.number

    @property
    def amended(self) -> Mapping[tuple[int, int], Amendment]:
        """No answer lies on top of a single cell: the engine reads the file from its place."""
        return {}

    def address(self, row: int, column: int) -> Address:
        """Where a cell stands in the file."""
        return Address(self.file, "", row, column)


@dataclass(frozen=True)
class Skipped:
    """A file that is no delivery, and why."""

    file: str
    reason: str


@dataclass(frozen=True)
class Delivery:
    """Everything below a study's data folder, in a fixed order."""

    sheets: tuple[Sheet, ...] = ()
    parquet: tuple[ParquetFile, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    mappings: tuple[Written, ...] = ()
    searched: bool = False  # for columns that identify people
