"""What conforming leaves behind: typed inputs, findings with their places, and the accounts of every sheet."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cohortium.language import Message

if TYPE_CHECKING:
    from cohortium.conformance.coding import FreeText, Key
    from cohortium.conformance.completeness import Filled
    from cohortium.conformance.ledger import Account
    from cohortium.sources import Delivery


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that does not hold at one place. Row and column are counted from 1; 0 where they do not apply.

    `found` is the cell's text: it goes into queries and nowhere else, never into a message or a log.
    """

    rule: str
    sheet_number: int
    row: int = 0
    column: int = 0
    centre: str = ""
    code: str = ""
    found: str = ""
    expected: str | Message = ""  # empty: the words of the check
    variable: str = ""
    quarantines: bool = False
    file: str = ""  # only where there is no sheet, such as a file that was skipped


@dataclass(frozen=True, slots=True)
class Query:
    """One row of queries.csv."""

    query_id: str
    severity: str
    status: str
    centre: str
    patient: str
    file: str
    sheet: str
    cell: str
    rule: str
    found: str
    expected: Message  # each centre reads it in its own language

    @property
    def is_open(self) -> bool:
        """Whether it still waits for somebody: an answer that does not settle it leaves it so."""
        return self.status != "closed"


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One row of ledger.csv: what became of every row and every cell of a sheet."""

    file: str
    sheet: str
    sha256: str
    rows: int
    rows_used: int
    rows_excluded: int
    rows_duplicate: int
    rows_not_data: int
    cells: int
    cells_accepted: int
    cells_normalised: int
    cells_quarantined: int
    cells_empty: int
    cells_unused: int


@dataclass(frozen=True)
class Conformed:
    """Typed inputs by table and column (lists of equal length), and the account of what was read."""

    delivery: Delivery
    inputs: dict[str, dict[str, list[Any]]]
    findings: list[Finding]
    accounts: dict[int, Account] = field(default_factory=dict)  # by sheet number
    columns: list[tuple[int, str, int]] = field(default_factory=list)  # sheet number, variable, column from 1
    missing: list[tuple[int, str, str, int]] = field(default_factory=list)  # sheet number, variable, kind of missing, cells
    filled: list[Filled] = field(default_factory=list)  # what the cells of each column hold, by sheet
    centres: dict[str, str] = field(default_factory=dict)  # a centre as it was written -> its code
    # (centre, test) -> unit -> its spelling, of limits in Parquet files
    limit_units: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    # (number of a Parquet file, column) -> its texts, where one of them can be read in two ways
    texts: dict[tuple[int, int], frozenset[str]] = field(default_factory=dict)
    free: dict[Key, FreeText] = field(default_factory=dict)  # texts that are no declared term, coded or not
