"""A finished run to write: the published study, two sheets, three questions, one of them blocking."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from cohortium.conformance.findings import LedgerRow, Query
from cohortium.displays import build_tables
from cohortium.measures import measures_of
from cohortium.outputs import Outputs
from displays import study

LEDGER = (
    LedgerRow("data/01.xlsx", "visits", "ab" * 32, 60, 55, 2, 1, 2, 600, 500, 20, 3, 60, 17),
    LedgerRow("data/02.xlsx", "treatments", "cd" * 32, 40, 40, 0, 0, 0, 200, 190, 0, 0, 10, 0),
)
PATIENT = "DUPONT-17"
QUERIES = (
    Query("q-2", "query", "open", "01", PATIENT, "data/01.xlsx", "visits", "D14", "off_step", "2.03", "a multiple of 0.05"),
    Query("q-1", "blocking", "open", "01", PATIENT, "data/01.xlsx", "visits", "row 9", "two_arms", "two drugs", "one drug"),
    Query("q-3", "note", "open", "02", "", "data/02.xlsx", "treatments", "column F", "unmapped_column", "comment", ""),
)


def run(**changes: Any) -> Outputs:
    """The run, with some of its parts changed."""
    protocol, results = changes.get("protocol") or study.protocol(), study.results()
    outputs = Outputs(
        protocol=protocol,
        protocol_text="study: jak-ad\narms: {}\n",
        results=results,
        tables=build_tables(protocol, results),
        ledger=LEDGER,
        queries=QUERIES,
        methods=("Scores were taken as the worst value in each window.",),
        versions={"cohortium": "0.1.0", "duckdb": "2.0.0", "python": "3.11.2"},
        inputs={"data/01.xlsx": "ab" * 32},
        steps={"subjects": 100},
        measures=measures_of(protocol),
    )
    return replace(outputs, **changes)
