"""results.csv, ledger.csv, queries.csv and checks.csv: for programs, with pinned columns, UTF-8 and \\n line ends."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from cohortium.outputs.run import CHECK_COLUMNS, LEDGER_COLUMNS, QUERY_COLUMNS, Outputs
from cohortium.outputs.texts import encodable, harmless
from cohortium.results import COLUMNS

FREE_TEXT = ("label", "method", "warning", "error")


def write_csv_files(folder: Path, run: Outputs) -> None:
    """The tables of a run."""
    free = {COLUMNS.index(name) for name in FREE_TEXT}
    results = ([harmless(cell) if place in free else cell for place, cell in enumerate(row.cells())] for row in run.results)
    _write(folder / "results.csv", COLUMNS, results)
    _write(folder / "ledger.csv", LEDGER_COLUMNS, _texts(run.ledger, LEDGER_COLUMNS))
    _write(folder / "queries.csv", QUERY_COLUMNS, _texts(run.queries, QUERY_COLUMNS))
    _write(folder / "checks.csv", CHECK_COLUMNS, _texts(run.checks, CHECK_COLUMNS))


def _texts(rows: Iterable[object], columns: Sequence[str]) -> Iterable[list[str]]:
    return ([harmless(str(getattr(row, column))) for column in columns] for row in rows)


def _write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    path.write_bytes(encodable(text.getvalue()).encode("utf-8"))
