"""The whole reference: from a protocol and native tables to every row of the results."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from .characteristics import meets
from .courses import assign
from .endpoints import outcome
from .events import safety_of, term_status
from .follow_up import end_of_follow_up
from .reading import Person, Study, read, resolve_visits
from .rows import Rows, rows_of

Key = tuple[str, ...]


@dataclass
class Answer:
    """Results by the parts of their key (analysis, variable, level ... unit, stat), and the persons behind them."""

    results: dict[Key, Fraction | int | Decimal | None]
    study: Study

    @property
    def persons(self) -> list[Person]:
        return self.study.persons


def compute(protocol: dict, tables: dict[str, list[dict]]) -> Answer:
    study = read(protocol, tables)
    for person in study.persons:
        assign(study, person)
        resolve_visits(study, person)
        if person.index:
            person.end = end_of_follow_up(study, person)
        if not person.left:
            _include(study, person)
    for person in study.persons:
        if person.included:
            _judge(study, person)
    rows: Rows = rows_of(study)
    return Answer(rows.found, study)


def _include(study: Study, person: Person) -> None:
    """A patient leaves at the first condition not met or unknown, counted apart."""
    for name, condition in ((study.protocol.get("population") or {}).get("include") or {}).items():
        if not meets(study, person, condition):
            person.left = f"condition:{name}"
            return


def _judge(study: Study, person: Person) -> None:
    for name, endpoint in study.protocol["endpoints"].items():
        for timepoint in endpoint["at"] if isinstance(endpoint["at"], list) else [endpoint["at"]]:
            person.outcomes[name, timepoint] = outcome(study, person, endpoint, timepoint)
    for name in safety_of(study).get("terms", {}):
        person.statuses[name] = term_status(study, person, name)
