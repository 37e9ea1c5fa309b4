"""What the items of a row give: the measure with its items on one sheet, and each row of answers scored."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from cohortium.conformance.ages import Ages
from cohortium.conformance.findings import Finding
from cohortium.conformance.reading import TypedColumn
from cohortium.conformance.rows import Selection
from cohortium.language import Message
from cohortium.measures import Measure
from cohortium.measures.items import INSTRUMENTS, Item, Scored, Scoring, scoring_of, weights_age
from cohortium.protocol.model import Protocol
from cohortium.sources import Sheet

Columns = dict[str, TypedColumn]


@dataclass
class Total:
    """One measure on the rows of one sheet."""

    sheet: Sheet
    selection: Selection
    columns: Columns
    protocol: Protocol
    measure: Measure
    items: tuple[Item, ...]
    ages: Ages

    @property
    def rule(self) -> Scoring:
        return scoring_of(self.protocol, self.measure.id)

    @property
    def present(self) -> tuple[Item, ...]:
        """The items that the sheet has a column for."""
        return tuple(item for item in self.items if item.id in self.columns)

    def row(self, position: int) -> int:
        """The row of the sheet where a selected one stands."""
        return self.selection.rows[position]

    def finding(self, rule: str, position: int, found: str = "", expected: str | Message = "") -> Finding:
        """At the cell of the total, or of the first item where the sheet has no column for it."""
        named = (self.measure.id, *(item.id for item in self.present))
        column = next(self.columns[name].index for name in named if name in self.columns and self.columns[name].index)
        whose = self.selection.centres[position], self.selection.codes[position]
        return Finding(rule, self.sheet.number, self.row(position), column, *whose, found, expected, self.measure.id)


def scored_rows(total: Total) -> Iterator[tuple[int, Scored | None]]:
    """(row, score) of every row with an answer, each distinct set of answers once; None where one of them was set aside."""
    present = total.present
    faulty = {position for item in present for position in total.columns[item.id].faults}
    score, memo = _scorer(total), dict[Any, Scored]()
    for position, row in enumerate(zip(*(total.columns[item.id].values for item in present), strict=True)):
        if position in faulty:
            yield position, None
        elif any(answer is not None for answer in row):
            key = row, _age(total, position)
            memo[key] = memo.get(key) or score(*key)
            yield position, memo[key]


def _age(total: Total, position: int) -> int | None:
    """The age that decides the weights; 0 where they do not depend on it."""
    if "weights" not in INSTRUMENTS[total.measure.id].choices:
        return 0
    days = total.columns["date"].values if "date" in total.columns else None
    key = total.selection.centres[position], total.selection.codes[position]
    return weights_age(total.rule, total.ages.at(key, days[position] if days else None))


def _scorer(total: Total) -> Callable[[tuple[Any, ...], int | None], Scored]:
    """How a row of answers is scored; where the age is not known, only if it makes no difference."""
    instrument, rule, present = INSTRUMENTS[total.measure.id], total.rule, total.present

    def score(row: tuple[Any, ...], age: int | None) -> Scored:
        answers = {item.id: _answer(item, value) for item, value in zip(present, row, strict=True)}
        if age is not None:
            return instrument.score(answers, rule, age)
        young, old = (instrument.score(answers, rule, weights_age(Scoring(weights=who), None) or 0) for who in ("child", "adult"))
        return young if young == old else Scored(None)

    return score


def _answer(item: Item, value: Any) -> Any:
    return value if value is None or item.words else value * item.step
