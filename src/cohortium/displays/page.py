"""What the rows of a table are made from."""

from __future__ import annotations

from dataclasses import dataclass

from cohortium.displays import words
from cohortium.displays.lookup import Lookup
from cohortium.displays.table import Notes
from cohortium.protocol.model import Protocol


@dataclass(frozen=True)
class Page:
    """The protocol, its results, and the notes of the table under way."""

    protocol: Protocol
    lookup: Lookup
    notes: Notes

    @property
    def arms(self) -> tuple[str, ...]:
        """All patients, then each arm: the columns of the table."""
        return tuple(arm for arm, _ in words.columns(self.protocol))
