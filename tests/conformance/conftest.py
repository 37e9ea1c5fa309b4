"""A small study whose sheets are given as lists of texts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cohortium.conformance import Conformed, conform
from cohortium.measures import measures_of
from cohortium.protocol.model import Protocol
from cohortium.sources import Delivery, Sheet

PROTOCOL: dict[str, Any] = {
    "study": "small",
    "arms": {
        "upa15": {"label": "Upadacitinib 15 mg", "drug": "upadacitinib", "daily_dose": "15 mg"},
        "bari4": {"label": "Baricitinib 4 mg", "drug": "baricitinib", "daily_dose": "4 mg"},
    },
    "drugs": {"upadacitinib": {"label": "Upadacitinib", "synonyms": ["Rinvoq"]}},
    "characteristics": {
        "age": {"type": "number", "step": "1", "low": 0, "high": 120},
        "sex": {"type": "category", "levels": {"F": "Women", "M": "Men"}},
        "skin": {"type": "category", "levels": {"1": "Light", "unknown": "Not seen"}},
        "asthma": {"type": "yes_no"},
    },
    "timepoints": {"M3": {"from": "2 months", "to": "4 months"}},
    "endpoints": {"iga": {"measure": "IGA", "responder": {"value_at_most": 1}, "at": "M3"}},
    "stop_reasons": {"adverse_event": {"label": "Adverse event", "synonyms": ["AE"]}, "choice": "Doctor and patient"},
    "safety": {
        "terms": {
            "papular": {"label": "Papular eruption", "subterms": {"acne": "Acne", "pustular": "Pustular"}},
            "cpk": {"label": "CPK"},
        }
    },
}  # fmt: skip

Rows = list[list[str]]


def sheet(number: int, table: str, rows: Rows, file: str = "data/07.xlsx", centre: str = "07", **changes: Any) -> Sheet:
    """A sheet as a reader gives it, its heading in the first row."""
    columns = tuple(list(column) for column in zip(*rows, strict=True))
    name = "" if file.endswith(".csv") else table
    return Sheet(**{"number": number, "file": file, "sheet": name, "sha256": "0" * 64, "table": table, "centre": centre,
                    "columns": columns, "header_row": 1 if rows else 0} | changes)  # fmt: skip


@pytest.fixture
def read() -> Callable[..., Conformed]:
    """Conform sheets with the small protocol, changed by keywords."""

    def conformed(*sheets: Sheet, **changes: Any) -> Conformed:
        protocol = Protocol.model_validate(PROTOCOL | changes)
        return conform(Delivery(sheets), protocol, measures_of(protocol))

    return conformed
