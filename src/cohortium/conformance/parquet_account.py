"""The cell balance of Parquet files, counted by the engine in one scan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cohortium.conformance.checks import CHECKS
from cohortium.conformance.findings import Finding, LedgerRow
from cohortium.conformance.layout import CENTRE, PATIENT
from cohortium.conformance.parquet_columns import Column
from cohortium.conformance.parquet_inputs import Source, count_of
from cohortium.engines import Engine, Row
from cohortium.provenance import record_of
from cohortium.sources import ParquetFile

Counts = list[tuple[int, ...]]
Fault = tuple[str, int, str, str, str, str]  # rule, record, variable, centre, patient, text


class ParquetAccount:
    """What became of the rows and cells of a file, or of the parts of a table: each of these has an account of its own in `parts`."""

    def __init__(self, engine: Engine, source: Source, is_read: bool = True) -> None:
        self.engine, self.source = engine, source
        self.typed: set[tuple[int, int]] = set()  # record and column of cells set aside when they were read, which are counted as such
        self.parts = {file.number: PartAccount(self, file) for file in source.parts}
        if not is_read:  # all of it is excluded
            source.columns = []
            self.heights = self.no_key = {number: row[0] for number, row in self._scan(["count(*)"]).items()}
            self.counts: dict[int, tuple[int, Counts]] = {number: (0, []) for number in self.parts}
            self.faulty = {"": sum(self.no_key.values())}
            return
        found = self._scan(["count(*)", count_of(source.no_key), count_of(source.blanks)])
        self.heights, self.no_key = ({number: row[at] for number, row in found.items()} for at in (0, 1))
        odd = any(row[2] for row in found.values())
        if odd:  # rows need not be trimmed where no patient has blanks around
            source.trim()
            self.no_key = {number: row[0] for number, row in self._scan([count_of(source.no_key)]).items()}
        self._missing = sum(self.no_key.values())
        usual = not (odd or self._missing or source.twice)
        self.counts = {number: (row[0], _by_column(row[3:])) for number, row in found.items()} if usual else self.count("")
        self.faulty = {"": self._missing} | {
            column.variable: sum(columns[at][2] for _, columns in self.counts.values()) for at, column in enumerate(source.columns)
        }

    def count(self, among: str) -> dict[int, tuple[int, Counts]]:
        """Rows used, and the counts of each known column, by file."""
        found = self._scan(["count(*)"], f" WHERE {self.source.used(self._missing)}{among}")
        return {number: (row[0], _by_column(row[1:])) for number, row in found.items()}

    def _scan(self, counts: list[str], where: str = "") -> dict[int, Row]:
        """By file some counts, then those of each known column: filled, normalised, quarantined, saying nothing."""
        parts = [*counts, *(sql for column in self.source.columns for sql in _counters(column))]
        asked = f"SELECT {self.source.number}, {', '.join(parts)} FROM {self.source.all_joined}{where}{self.source.by_file}"
        found = {number: tuple(row) for number, *row in self.engine.rows(asked)}
        return {number: found.get(number, (0,) * len(parts)) for number in self.parts}  # a part without a row is in no group

    def listed(self, records: Iterable[int]) -> str:
        """A table of records."""
        self.engine.forget("listed_rows")
        self.engine.load_rows("listed_rows", {"record": "BIGINT"}, [(record,) for record in sorted(set(records))])
        return "listed_rows"

    def faults(self) -> Iterator[Fault]:
        """Rows that are not used, cells that were set aside, treatment lines without a drug."""
        source = self.source
        whose = f"{source.centre}, {source.code}"
        if self._missing:
            column = PATIENT if source.column(PATIENT) else CENTRE
            wanted = f"SELECT 'missing_key', {source.record}, '{column}', {whose}, '' FROM {source.all_joined} WHERE {source.without_key}"
            yield from self.engine.rows(wanted)
        if source.twice:
            again = f"{source.record} IN ({source.repeated_rows})"
            yield from self.engine.rows(f"SELECT 'duplicate_row', {source.record}, '', {whose}, '' FROM {source.all_joined} WHERE {again}")
        for column in source.columns:
            if column.rule and self.faulty[column.variable]:
                found = self._cells_with(column.rule, column)
                self.typed |= {(record, column.index) for _, record, *_ in found}
                yield from found
        drug = source.column("drug") if source.file.table == "treatments" else None
        if drug:
            where = f"{source.used(self._missing)} AND {drug.value()} IS NULL"
            yield from self.engine.rows(
                f"SELECT 'drug_missing', {source.record}, 'drug', {whose}, '' FROM {source.all_joined} WHERE {where} ORDER BY 2"
            )

    def notes(self) -> Iterator[Fault]:
        """Cells that are read, and of which something is told all the same."""
        return (each for column in self.source.columns if column.note for each in self._cells_with(column.note, column))

    def _cells_with(self, rule: str, column: Column) -> list[Fault]:
        source = self.source
        shown = f"{rule}, {source.record}, '{column.variable}', {source.centre}, {source.code}, CAST({column.sql} AS STRING)"
        where = f"{source.used(self._missing)} AND {rule} IS NOT NULL"
        return self.engine.rows(f"SELECT {shown} FROM {source.all_joined} WHERE {where} ORDER BY 2")

    def objecting(self) -> list[tuple[str, str]]:
        """Centre and patient of those with rows here who object."""
        source = self.source
        if not source.objecting:
            return []
        return self.engine.rows(f"SELECT DISTINCT {source.centre}, {source.code} FROM {source.joined()} WHERE {source.objects}")

    def centres(self) -> list[tuple[str, int]]:
        """Every centre and the first record that names it."""
        source = self.source
        where = source.used(self._missing)
        return self.engine.rows(f"SELECT {source.centre}, min({source.record}) FROM {source.joined()} WHERE {where} GROUP BY 1 ORDER BY 1")

    def completed(self, findings: list[Finding]) -> Iterator[Finding]:
        """Findings of checks with column, centre, patient and text."""
        source = self.source
        listed = self.listed(record_of(finding.sheet_number, finding.row) for finding in findings)
        shown = ", ".join([source.record, source.centre, source.code, *(f"CAST({column.sql} AS STRING)" for column in source.columns)])
        found = self.engine.rows(f"SELECT {shown} FROM {source.all_joined} WHERE {source.record} IN (SELECT record FROM {listed})")
        by_record = {row[0]: row[1:] for row in found}
        places = {column.variable: (at, column.index) for at, column in enumerate(source.columns, start=2)}
        for finding in findings:
            row, (at, index) = by_record[record_of(finding.sheet_number, finding.row)], places.get(finding.variable, (0, 0))
            text = (row[at] or "") if index else ""
            sets_aside = CHECKS[finding.rule].quarantines and index > 0
            # A registry has tens of thousands: named one by one they are made three times as fast as by `replace`.
            found_at = (finding.rule, finding.sheet_number, finding.row, index, row[0] or "", row[1] or "", text)
            yield Finding(*found_at, finding.expected, finding.variable, sets_aside, finding.file)


class PartAccount:
    """The cell balance of one file; checks of records set cells and rows aside later, as in a sheet's account."""

    def __init__(self, whole: ParquetAccount, file: ParquetFile) -> None:
        self.whole, self._file = whole, file
        self._cells: set[tuple[int, int]] = set()  # record and column
        self._rows: set[int] = set()  # records

    def quarantine(self, row: int, column: int) -> None:
        """Set aside a cell that had been accepted."""
        cell = record_of(self._file.number, row), column
        if cell not in self.whole.typed:
            self._cells.add(cell)

    def exclude(self, row: int) -> None:
        """Set aside a row that had been used, with all its cells."""
        self._rows.add(record_of(self._file.number, row))

    def row(self) -> LedgerRow:
        """The counts as ledger.csv has them."""
        file, width = self._file, len(self.whole.source.names)
        height, no_key = self.whole.heights[file.number], self.whole.no_key[file.number]
        used, columns = self.whole.counts[file.number]
        out, less = self._excluded()
        columns = [tuple(a - b for a, b in zip(counts, gone, strict=True)) for counts, gone in zip(columns, less, strict=True)]
        later, rewritten = self._later()
        filled, normalised, quarantined, nothing = (sum(counts[at] for counts in columns) for at in range(4))
        twice = height - used - no_key
        used -= out
        known = used * len(columns)
        return LedgerRow(
            file.file, "", file.sha256, height, used, no_key + out, twice, 0, height * width,
            filled - normalised - quarantined - nothing - later + rewritten, normalised - rewritten, quarantined + later,
            known - filled + nothing,
            height * width - known,
        )  # fmt: skip

    def _later(self) -> tuple[int, int]:
        """Cells of used rows that checks of records set aside, and how many of them were counted as normalised before."""
        cells, rewritten, whole = {cell for cell in self._cells if cell[0] not in self._rows}, 0, self.whole
        for column in whole.source.columns:
            records = {record for record, index in cells if index == column.index}
            if records and column.normalised:
                where = f"{column.normalised} AND {whole.source.record} IN (SELECT record FROM {whole.listed(records)})"
                rewritten += whole.engine.rows(f"SELECT count(*) FROM {whole.source.all_joined} WHERE {where}")[0][0]
        return len(cells), rewritten

    def _excluded(self) -> tuple[int, Counts]:
        if not self._rows:
            return 0, [(0, 0, 0, 0)] * len(self.whole.source.columns)
        among = f" AND {self.whole.source.record} IN (SELECT record FROM {self.whole.listed(self._rows)})"
        return self.whole.count(among)[self._file.number]


def _by_column(numbers: Row) -> Counts:
    return [tuple(numbers[at : at + 4]) for at in range(0, len(numbers), 4)]


def _counters(column: Column) -> tuple[str, str, str, str]:
    """SQL: how many cells are filled, normalised, quarantined, and say nothing although they are filled."""
    tests = (column.normalised, f"({column.rule}) IS NOT NULL" if column.rule else "", column.empty)
    counted = tuple(count_of(test) if test else "0" for test in tests)
    return (f"count({column.sql})", *counted)  # type: ignore[return-value]
