"""results.csv, ledger.csv, queries.csv, completeness.csv and checks.csv: for programs, with pinned columns, UTF-8 and \\n line ends."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from cohortium.conformance.completeness import COLUMNS as FILLED_COLUMNS
from cohortium.outputs.run import CHECK_COLUMNS, LEDGER_COLUMNS, QUERY_COLUMNS, Outputs
from cohortium.outputs.texts import encodable, harmless
from cohortium.results import COLUMNS

FREE_TEXT = ("label", "group_level", "method", "warning", "error")  # a group may be a centre, whose code is its own


def write_csv_files(folder: Path, run: Outputs) -> None:
    """The tables of a run."""
    free = {COLUMNS.index(name) for name in FREE_TEXT}
    results = ([harmless(cell) if place in free else cell for place, cell in enumerate(row.cells())] for row in run.results)
    write_csv(folder / "results.csv", COLUMNS, results)
    write_csv(folder / "ledger.csv", LEDGER_COLUMNS, texts_of(run.ledger, LEDGER_COLUMNS))
    write_csv(folder / "queries.csv", QUERY_COLUMNS, texts_of(run.queries, QUERY_COLUMNS))
    write_csv(folder / "completeness.csv", FILLED_COLUMNS, texts_of(run.filled, FILLED_COLUMNS))
    write_csv(folder / "checks.csv", CHECK_COLUMNS, texts_of(run.checks, CHECK_COLUMNS))


def texts_of(rows: Iterable[object], columns: Sequence[str]) -> Iterable[list[str]]:
    """The columns of values, each as a text that no spreadsheet runs."""
    return ([harmless(str(getattr(row, column))) for column in columns] for row in rows)


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table for programs, in UTF-8 and with \\n line ends."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    path.write_bytes(encodable(text.getvalue()).encode("utf-8"))
