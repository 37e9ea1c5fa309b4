"""The table that the other rooms of the generator write on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from random import Random

Table = dict[str, list[dict]]


@dataclass
class Maker:
    r: Random
    protocol: dict
    tables: Table = field(default_factory=dict)
    cut: date | None = None
    flags: set[str] = field(default_factory=set)

    def add(self, table: str, who: tuple[str, str], **cells: object) -> None:
        texts = {name: "" if value is None else str(value) for name, value in cells.items()}
        self.tables.setdefault(table, []).append({"_centre": who[0], "patient": who[1], **texts})

    def one_in(self, number: int) -> bool:
        return self.r.randrange(number) == 0
