"""The typed tables that the derivations read, filled sheet by sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import repeat
from typing import Any

from cohortium.conformance.measured import Measured
from cohortium.conformance.names import plain, spellings
from cohortium.conformance.reading import Several, TypedColumn
from cohortium.measures import measures_of
from cohortium.protocol.model import Protocol
from cohortium.protocol.patterns import BITS, blocks_of
from cohortium.protocol.slots import LANES, places

_KEY = ("record", "centre", "code")
INPUTS: dict[str, tuple[str, ...]] = {
    "in_patients": (*_KEY, "sex", "arm", "birth_year", "screened", "last_contact", "death"),
    "in_characteristics": (*_KEY, "variable", "number", "level"),
    "in_previous": (*_KEY, "drug", "taken"),
    "in_treatments": (*_KEY, "drug", "dose", "dose_unit", "start", "stop", "stop_unreadable"),
    "in_stop_reasons": ("record", "reason"),
    "in_visits": (*_KEY, "day", "month", "week", "part", "score1", "score2", "score3", "score4"),
    "in_faults": ("record", "measure", "fault"),
    "in_laboratory": (*_KEY, "day", "test", "value", "sign", "unit", "lower", "upper"),
    "in_limits": ("record", "centre", "test", "unit", "sex", "valid_from", "lower", "upper"),
    "in_events": (*_KEY, "term", "subterm", "onset_from", "onset_to", "ended", "symptomatic"),
    "in_reviews": (*_KEY, "block", "pattern"),
}
"""Input table -> its columns. Scores are whole steps of their measure, laboratory values millionths, doses micrograms."""

Inputs = dict[str, dict[str, list[Any]]]
_TIMES = ("date", "month", "week")


@dataclass(frozen=True)
class Frame:
    """The rows of a sheet that are used: their records and keys, and the typed columns by variable."""

    records: list[int]
    centres: list[str]
    codes: list[str]
    columns: dict[str, TypedColumn]

    def values(self, variable: str) -> list[Any]:
        """The values of a variable; all None where the sheet has no such column."""
        column = self.columns.get(variable)
        return column.values if column else [None] * len(self.records)

    def faulty(self, variable: str) -> list[bool]:
        """Where a cell of a variable was set aside."""
        faults = self.columns[variable].faults if variable in self.columns else {}
        return [position in faults for position in range(len(self.records))] if faults else [False] * len(self.records)

    def keys(self) -> tuple[list[int], list[str], list[str]]:
        """Record, centre and patient of every row."""
        return self.records, self.centres, self.codes


def empty_inputs() -> Inputs:
    """All input tables, without rows."""
    return {table: {column: [] for column in columns} for table, columns in INPUTS.items()}


def fill(inputs: Inputs, table: str, frame: Frame, protocol: Protocol) -> None:
    """Add the rows of a sheet of a native table to the inputs that it feeds."""
    _BUILDERS[table](inputs, frame, protocol)


def _add(inputs: Inputs, table: str, *columns: Iterable[Any]) -> None:
    for name, values in zip(INPUTS[table], columns, strict=True):
        inputs[table][name].extend(values)


def _add_rows(inputs: Inputs, table: str, rows: list[tuple[Any, ...]]) -> None:
    if rows:
        _add(inputs, table, *zip(*rows, strict=True))


def _patients(inputs: Inputs, frame: Frame, protocol: Protocol) -> None:
    fixed = INPUTS["in_patients"][len(_KEY) :]
    _add(inputs, "in_patients", *frame.keys(), *(frame.values(variable) for variable in fixed))
    for name, entry in protocol.characteristics.items():
        number = entry.kind == "number"
        _add_rows(
            inputs,
            "in_characteristics",
            [
                (*key, name, value if number else None, None if number else value)
                for *key, value in zip(*frame.keys(), frame.values(name), strict=True)
                if value is not None
            ],
        )


def _previous(inputs: Inputs, frame: Frame, protocol: Protocol) -> None:
    """Without a column `taken` what is listed was taken; a blank in that column is no record."""
    taken = _answers(frame.columns["taken"]) if "taken" in frame.columns else ["yes"] * len(frame.records)
    rows = zip(*frame.keys(), frame.values("drug"), taken, strict=True)
    named = [row for row in rows if row[-1] is not None and row[-2] is not None]
    _add_rows(inputs, "in_previous", [(*key, each, state) for *key, drug, state in named for each in _each(drug)])


def _each(value: Any) -> tuple[Any, ...]:
    """What one text stands for: itself, or several things where it was coded so."""
    return value if isinstance(value, Several) else (value,)


def _answers(column: TypedColumn) -> list[str | None]:
    """Yes, no, not done, unknown. An answer that cannot be read is unknown: somebody wrote something, so it is not silence."""
    if not column.faults:
        return column.values
    return ["unknown" if position in column.faults else value for position, value in enumerate(column.values)]


def _treatments(inputs: Inputs, frame: Frame, protocol: Protocol) -> None:
    doses = frame.values("daily_dose")
    _add(
        inputs,
        "in_treatments",
        *frame.keys(),
        frame.values("drug"),
        [dose and dose.amount for dose in doses],
        [dose and dose.unit for dose in doses],
        frame.values("start"),
        frame.values("stop"),
        frame.faulty("stop"),
    )
    reasons = zip(frame.records, frame.values("stop_reasons"), strict=True)
    _add_rows(inputs, "in_stop_reasons", [(record, reason) for record, several in reasons for reason in several or ()])


def _visits(inputs: Inputs, frame: Frame, protocol: Protocol) -> None:
    """A row for each part whose measures the sheet has, and always one of part 0."""
    times = [frame.values(variable) for variable in _TIMES]
    where = places(protocol, measures_of(protocol))
    scores = {where[name]: column.values for name, column in frame.columns.items() if name in where}
    blank = [None] * len(frame.records)
    for part in sorted({0, *(part for part, _ in scores)}):
        lanes = (scores.get((part, lane), blank) for lane in range(1, LANES + 1))
        _add(inputs, "in_visits", *frame.keys(), *times, repeat(part, len(blank)), *lanes)
    for measure in where:
        faults = frame.columns[measure].faults if measure in frame.columns else {}
        listed = [(frame.records[at], measure, "off_step" if rule == "off_step" else "not_a_number") for at, rule in faults.items()]
        _add_rows(inputs, "in_faults", listed)


def _laboratory(inputs: Inputs, frame: Frame, protocol: Protocol) -> None:
    """A value whose unit or own limit cannot be read cannot be judged."""
    doubtful = [any(faults) for faults in zip(*map(frame.faulty, ("unit", "lower", "upper")), strict=True)]
    measured = [_NOT_MEASURED if doubt or not value else value for value, doubt in zip(frame.values("value"), doubtful, strict=True)]
    days, tests, *others = map(frame.values, ("date", "test", "unit", "lower", "upper"))
    amounts, signs = [value.amount for value in measured], [value.sign for value in measured]
    _add(inputs, "in_laboratory", *frame.keys(), days, tests, amounts, signs, *others)


_NOT_MEASURED = Measured(None)


def _limits(inputs: Inputs, frame: Frame, protocol: Protocol) -> None:
    """A limit whose unit, sex or first day cannot be read is no limit: for whom it holds is unknown."""
    columns = map(frame.values, ("test", "unit", "sex", "valid_from", "lower", "upper"))
    doubtful = [any(faults) for faults in zip(*map(frame.faulty, ("unit", "sex", "valid_from")), strict=True)]
    rows = zip(frame.records, frame.centres, *columns, strict=True)
    _add_rows(inputs, "in_limits", [row for row, doubt in zip(rows, doubtful, strict=True) if not doubt])


def _events(inputs: Inputs, frame: Frame, protocol: Protocol) -> None:
    """A line for each term that its text means; a text that was coded as none of them is an event of no term."""
    details = frame.values("detail")
    onsets = [onset or (None, None) for onset in frame.values("onset")]
    symptoms = _answers(frame.columns["symptomatic"]) if "symptomatic" in frame.columns else [None] * len(frame.records)
    rows = zip(*frame.keys(), frame.values("term"), details, onsets, frame.values("end"), symptoms, strict=True)
    _add_rows(
        inputs,
        "in_events",
        [
            (*key, term, subterm or _subterm(protocol, term, detail), *onset, end, symptom)
            for *key, terms, detail, onset, end, symptom in rows
            for term, subterm in _each(terms or (None, None))
        ],
    )


def _subterm(protocol: Protocol, term: str | None, detail: str | None) -> str | None:
    """The sub-term that a detail names, where the event was reported by its term."""
    if not term or not detail:
        return None
    declared = protocol.safety.terms[term].subterms
    return spellings({name: (label,) for name, label in declared.items()}).get(plain(detail)) if declared else None


def _reviews(inputs: Inputs, frame: Frame, protocol: Protocol) -> None:
    for block, units in blocks_of(protocol, frame.columns).items():
        bits = ([unit * BITS[answer] if answer else 0 for answer in _answers(frame.columns[term])] for term, unit in units.items())
        rows = zip(*frame.keys(), map(sum, zip(*bits, strict=True)), strict=True)
        _add_rows(inputs, "in_reviews", [(*key, block, pattern) for *key, pattern in rows if pattern])


_BUILDERS: dict[str, Callable[[Inputs, Frame, Protocol], None]] = {
    "patients": _patients,
    "previous_treatments": _previous,
    "treatments": _treatments,
    "visits": _visits,
    "laboratory": _laboratory,
    "laboratory_limits": _limits,
    "events": _events,
    "event_review": _reviews,
}
