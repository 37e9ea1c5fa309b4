"""What can be trusted: cells are typed, checked and accounted for, and every doubt becomes a question."""

from cohortium.conformance.checks import CHECKS, Check
from cohortium.conformance.conform import conform
from cohortium.conformance.findings import Conformed, Finding, LedgerRow, Query
from cohortium.conformance.ledger import LEDGER_COLUMNS, balance, ledger_rows, settle
from cohortium.conformance.queries import QUERY_COLUMNS, quarantined_cells, queries_of, record_findings

__all__ = [
    "CHECKS",
    "LEDGER_COLUMNS",
    "QUERY_COLUMNS",
    "Check",
    "Conformed",
    "Finding",
    "LedgerRow",
    "Query",
    "balance",
    "conform",
    "ledger_rows",
    "quarantined_cells",
    "queries_of",
    "record_findings",
    "settle",
]
