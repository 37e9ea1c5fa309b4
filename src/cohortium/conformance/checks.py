"""Every rule that a delivery can break, declared once: how serious it is and the words for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["blocking", "query", "note"]


@dataclass(frozen=True)
class Check:
    """A rule: `sentence` says what is wrong, `expected` what would be right, for the person who answers."""

    id: str
    severity: Severity
    sentence: str
    expected: str
    quarantines: bool = False  # the cell it names is set aside
