"""The cell balance of a Parquet file, counted by the engine in one scan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from cohortium.conformance.checks import CHECKS
from cohortium.conformance.findings import Finding, LedgerRow
from cohortium.conformance.layout import CENTRE, PATIENT
from cohortium.conformance.parquet_columns import Column
from cohortium.conformance.parquet_inputs import ROW, Source, count_of
from cohortium.engines import Engine, Row

Counts = list[tuple[int, ...]]
Fault = tuple[str, int, str, str, str, str]  # rule, row, variable, centre, patient, text


class ParquetAccount:
    """What became of every row and cell of a file; checks of records set cells and rows aside later, as in a sheet's account."""

    def __init__(self, engine: Engine, source: Source, is_read: bool = True) -> None:
        self._engine, self._source = engine, source
        self._cells: set[tuple[int, int]] = set()
        self._typed: set[tuple[int, int]] = set()  # cells that were set aside when they were read, and are counted as such
        self._rows: set[int] = set()
        if not is_read:  # all of it is excluded
            self.height = self._no_key = engine.rows(f"SELECT count(*) FROM {source.relation} s")[0][0]
            self._counts, self.faulty = (0, []), {"": self._no_key}
            return
        blanks = source.blanks
        self.height, self._no_key, odd, *numbers = self._scan(f"count(*), {count_of(source.no_key)}, {count_of(blanks)}")
        if odd:  # rows need not be trimmed where no patient has blanks around
            source.trim()
            self._no_key = self._scan(count_of(source.no_key))[0]
        usual = not (odd or self._no_key or source.twice)
        self._counts = (self.height, _by_column(numbers)) if usual else self._count("")
        self.faulty = {"": self._no_key} | {
            column.variable: counts[2] for column, counts in zip(source.columns, self._counts[1], strict=True)
        }

    def _count(self, among: str) -> tuple[int, Counts]:
        """Rows used, and the counts of each known column."""
        used, *numbers = self._scan("count(*)", f" WHERE {self._source.used(self._no_key)}{among}")
        return used, _by_column(numbers)

    def _scan(self, counts: str, where: str = "") -> Row:
        """Some counts, then those of each known column: filled, normalised, quarantined, saying nothing."""
        parts = [sql for column in self._source.columns for sql in _counters(column)]
        return self._engine.rows(f"SELECT {', '.join([counts, *parts])} FROM {self._source.all_joined}{where}")[0]

    def quarantine(self, row: int, column: int) -> None:
        """Set aside a cell that had been accepted."""
        if (row, column) not in self._typed:
            self._cells.add((row, column))

    def exclude(self, row: int) -> None:
        """Set aside a row that had been used, with all its cells."""
        self._rows.add(row)

    def row(self) -> LedgerRow:
        """The counts as ledger.csv has them."""
        file, width = self._source.file, len(self._source.names)
        used, columns = self._counts
        out, less = self._excluded()
        columns = [tuple(a - b for a, b in zip(counts, gone, strict=True)) for counts, gone in zip(columns, less, strict=True)]
        later, rewritten = self._later()
        filled, normalised, quarantined, nothing = (sum(counts[at] for counts in columns) for at in range(4))
        twice = self.height - used - self._no_key
        used -= out
        known = used * len(columns)
        return LedgerRow(
            file.file, "", file.sha256, self.height, used, self._no_key + out, twice, 0, self.height * width,
            filled - normalised - quarantined - nothing - later + rewritten, normalised - rewritten, quarantined + later,
            known - filled + nothing,
            self.height * width - known,
        )  # fmt: skip

    def _later(self) -> tuple[int, int]:
        """Cells of used rows that checks of records set aside, and how many of them were counted as normalised before."""
        cells, rewritten = {cell for cell in self._cells if cell[0] not in self._rows}, 0
        for column in self._source.columns:
            rows = {row for row, index in cells if index == column.index}
            if rows and column.normalised:
                where = f"{column.normalised} AND {ROW} IN (SELECT row FROM {self._listed(rows)})"
                rewritten += self._engine.rows(f"SELECT count(*) FROM {self._source.all_joined} WHERE {where}")[0][0]
        return len(cells), rewritten

    def _excluded(self) -> tuple[int, Counts]:
        if not self._rows:
            return 0, [(0, 0, 0, 0)] * len(self._source.columns)
        listed = self._listed(self._rows)
        return self._count(f" AND {ROW} IN (SELECT row FROM {listed})")

    def _listed(self, rows: Iterable[int]) -> str:
        self._engine.forget("listed_rows")
        self._engine.load_rows("listed_rows", {"row": "BIGINT"}, [(row,) for row in sorted(set(rows))])
        return "listed_rows"

    def faults(self) -> Iterator[Fault]:
        """Rows that are not used, cells that were set aside, treatment lines without a drug."""
        source = self._source
        whose = f"{source.centre}, {source.code}"
        if self._no_key:
            column = PATIENT if source.column(PATIENT) else CENTRE
            wanted = f"SELECT 'missing_key', {ROW}, '{column}', {whose}, '' FROM {source.all_joined} WHERE {source.without_key}"
            yield from self._engine.rows(wanted)
        if source.twice:
            again = f's."file_row_number" IN ({source.repeated_rows})'
            yield from self._engine.rows(f"SELECT 'duplicate_row', {ROW}, '', {whose}, '' FROM {source.all_joined} WHERE {again}")
        for column in source.columns:
            if column.rule and self.faulty[column.variable]:
                found = self._cells_with(column.rule, column)
                self._typed |= {(row, column.index) for _, row, *_ in found}
                yield from found
        drug = source.column("drug") if source.file.table == "treatments" else None
        if drug:
            where = f"{source.used(self._no_key)} AND {drug.value()} IS NULL"
            yield from self._engine.rows(
                f"SELECT 'drug_missing', {ROW}, 'drug', {whose}, '' FROM {source.all_joined} WHERE {where} ORDER BY 2"
            )

    def notes(self) -> Iterator[Fault]:
        """Cells that are read, and of which something is told all the same."""
        return (each for column in self._source.columns if column.note for each in self._cells_with(column.note, column))

    def _cells_with(self, rule: str, column: Column) -> list[Fault]:
        source = self._source
        shown = f"{rule}, {ROW}, '{column.variable}', {source.centre}, {source.code}, CAST({column.sql} AS STRING)"
        where = f"{source.used(self._no_key)} AND {rule} IS NOT NULL"
        return self._engine.rows(f"SELECT {shown} FROM {source.all_joined} WHERE {where} ORDER BY 2")

    def objecting(self) -> list[tuple[str, str]]:
        """Centre and patient of those with rows here who object."""
        source = self._source
        if not source.objecting:
            return []
        return self._engine.rows(f"SELECT DISTINCT {source.centre}, {source.code} FROM {source.joined()} WHERE {source.objects}")

    def centres(self) -> list[tuple[str, int]]:
        """Every centre and the first row that names it."""
        source = self._source
        where = source.used(self._no_key)
        return self._engine.rows(f"SELECT {source.centre}, min({ROW}) FROM {source.joined()} WHERE {where} GROUP BY 1 ORDER BY 1")

    def completed(self, findings: list[Finding]) -> Iterator[Finding]:
        """Findings of checks with column, centre, patient and text."""
        source = self._source
        listed = self._listed(finding.row for finding in findings)
        shown = ", ".join([ROW, source.centre, source.code, *(f"CAST({column.sql} AS STRING)" for column in source.columns)])
        found = self._engine.rows(f"SELECT {shown} FROM {source.all_joined} WHERE s.file_row_number IN (SELECT row - 1 FROM {listed})")
        by_row = {row[0]: row[1:] for row in found}
        places = {column.variable: (at, column.index) for at, column in enumerate(source.columns, start=2)}
        for finding in findings:
            row, (at, index) = by_row[finding.row], places.get(finding.variable, (0, 0))
            text = (row[at] or "") if index else ""
            sets_aside = CHECKS[finding.rule].quarantines and index > 0
            yield replace(finding, column=index, centre=row[0] or "", code=row[1] or "", found=text, quarantines=sets_aside)


def _by_column(numbers: list[int]) -> Counts:
    return [tuple(numbers[at : at + 4]) for at in range(0, len(numbers), 4)]


def _counters(column: Column) -> tuple[str, str, str, str]:
    """SQL: how many cells are filled, normalised, quarantined, and say nothing although they are filled."""
    tests = (column.normalised, f"({column.rule}) IS NOT NULL" if column.rule else "", column.empty)
    counted = tuple(count_of(test) if test else "0" for test in tests)
    return (f"count({column.sql})", *counted)  # type: ignore[return-value]
