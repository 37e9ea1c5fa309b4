"""What can be entered for a study: the columns of every native table, each with its heading, its answers and its bounds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from cohortium.language import marked, tr
from cohortium.measures import Measure
from cohortium.measures.items import Item, items_of
from cohortium.measures.items import label_of as label_of_item
from cohortium.measures.questionnaires import NOT_RELEVANT
from cohortium.protocol.model import ANY_ROWS, Protocol, label_of
from cohortium.protocol.stops import stop_labels
from cohortium.protocol.values import format_decimal, plain
from cohortium.sources.names import TABLES

Kind = Literal["patient", "text", "number", "date", "choice", "suggestion"]
YES, NO, NOT_DONE, UNKNOWN, ONGOING = marked("yes"), marked("no"), marked("not done"), marked("unknown"), marked("ongoing")
MISSING = (NOT_DONE, UNKNOWN, marked("not applicable"))
"""What may stand in a cell in place of a value."""

TITLES: Mapping[str, str] = {
    "patients": marked("Patients"),
    "previous_treatments": marked("Previous treatments"),
    "treatments": marked("Treatments"),
    "visits": marked("Visits"),
    "laboratory": marked("Laboratory"),
    "laboratory_limits": marked("Laboratory limits"),
    "events": marked("Events"),
    "event_review": marked("Event review"),
}
"""Native table -> the name of its sheet."""


@dataclass(frozen=True)
class Field:
    """One column of a native table: how it is headed, what may stand in it, and when it is missed.

    `choices` are (id, what is shown); a suggestion takes other texts too. Numbers have bounds and a step where they are
    known. `words` may stand in place of a value. `instead` are columns one of which is enough.
    """

    table: str
    variable: str
    label: str
    kind: Kind
    choices: tuple[tuple[str, str], ...] = ()
    low: Decimal | None = None
    high: Decimal | None = None
    step: Decimal | None = None
    words: tuple[str, ...] = ()
    wanted: bool = True
    instead: tuple[str, ...] = ()
    several: bool = False  # several answers in one cell, separated by ";"
    signed: bool = False  # a number may also be said to be below or above one: <0.01
    partial: bool = False  # a date whose day or month is unknown is used, not only kept

    @property
    def answers(self) -> str:
        """What may be answered, in ids and figures: alike in every language, so that two forms can be compared."""
        if self.choices and self.kind == "choice":
            return " | ".join(name for name, _ in self.choices)
        if self.kind != "number" or (self.low, self.high, self.step) == (None, None, None):
            return self.kind
        low, high, step = (format_decimal(bound) if bound is not None else "" for bound in (self.low, self.high, self.step))
        return f"{low}…{high} ({step})"


def fields_of(protocol: Protocol, measures: Mapping[str, Measure]) -> dict[str, tuple[Field, ...]]:
    """The fields of every native table that the study has a use for, in the language spoken; the centre is in the stamp."""
    made = {
        "patients": _patients(protocol),
        "previous_treatments": _previous(protocol),
        "treatments": _treatments(protocol),
        "visits": _visits(protocol, measures),
        "laboratory": _laboratory(protocol),
        "laboratory_limits": _limits(protocol),
        "events": _events(protocol),
        "event_review": _review(protocol),
    }
    judged = bool(protocol.ctcae) or any(term.source for term in protocol.safety.terms.values())
    needed = {"laboratory": judged, "laboratory_limits": judged, "events": protocol.safety.terms, "event_review": protocol.safety.terms}
    return {table: tuple(made[table]) for table in TABLES if needed.get(table, True)}


def _patients(protocol: Protocol) -> Iterator[Field]:
    table = "patients"
    fixed = {
        "age": Field(table, "age", tr("Age (years)"), "number", (), Decimal(0), Decimal(120), Decimal("0.01"), _said(MISSING), True,
                     ("birth_year",)),
        "birth_year": Field(table, "birth_year", tr("Year of birth"), "number", (), Decimal(1900), Decimal(2100), Decimal(1),
                            _said(MISSING), False),
        "sex": _sex(protocol, table),
        "arm": Field(table, "arm", tr("Treatment group"), "choice", _labelled(protocol.arms), wanted=_arms_are_given(protocol)),
        "screened": Field(table, "screened", tr("Date of screening"), "date", words=_said((YES, NO)), wanted=False),
        "last_contact": Field(table, "last_contact", tr("Last contact"), "date", words=_said(MISSING)),
        "death": Field(table, "death", tr("Date of death"), "date", words=_said((NO, UNKNOWN)), wanted=False),
    }  # fmt: skip
    own = {
        name: _characteristic(protocol, name) for name, entry in protocol.characteristics.items() if entry.source is None and name != "sex"
    }
    yield _patient(table)
    yield from (fixed | own).values()


def _arms_are_given(protocol: Protocol) -> bool:
    """Where drug and dose do not say the group, somebody has to."""
    return any(arm.drug is None for arm in protocol.arms.values())


def _characteristic(protocol: Protocol, name: str) -> Field:
    entry = protocol.characteristics[name]
    label = label_of(entry, name)
    if entry.kind == "number":
        label = f"{label} ({entry.unit})" if entry.unit else label
        instead = ("birth_year",) if name == "age" else ()
        return Field("patients", name, label, "number", (), entry.low, entry.high, entry.step, _said(MISSING), True, instead)
    if entry.kind == "yes_no":
        return Field("patients", name, label, "choice", _states())
    return Field("patients", name, label, "choice", _shown(entry.levels), words=_said(MISSING))


def _sex(protocol: Protocol, table: str) -> Field:
    entry = protocol.characteristics.get("sex")
    if entry and entry.levels:
        return Field(table, "sex", label_of(entry, tr("Sex")), "choice", _shown(entry.levels), words=_said(MISSING))
    return Field(table, "sex", tr("Sex"), "suggestion", (("F", "F"), ("M", "M")), words=_said(MISSING))


def _previous(protocol: Protocol) -> Iterator[Field]:
    table = "previous_treatments"
    yield _patient(table)
    yield Field(table, "drug", tr("Drug"), "suggestion", _drugs(protocol))
    yield Field(table, "taken", tr("Taken"), "choice", _states())
    yield Field(table, "stop_reasons", tr("Reasons for the stop"), "text", wanted=False)


def _treatments(protocol: Protocol) -> Iterator[Field]:
    table = "treatments"
    doses = dict.fromkeys(str(arm.daily_dose) for arm in protocol.arms.values() if arm.daily_dose)
    yield _patient(table)
    yield Field(table, "drug", tr("Drug"), "suggestion", _drugs(protocol))
    yield Field(table, "daily_dose", tr("Daily dose"), "suggestion", tuple((dose, dose) for dose in doses))
    yield Field(table, "start", tr("Start"), "date")
    yield Field(table, "stop", tr("Stop"), "date", words=_said((ONGOING,)), wanted=False)
    reasons = _shown(stop_labels(protocol))
    yield Field(table, "stop_reasons", tr("Reasons for the stop"), "suggestion", reasons, wanted=False, several=True)


def _visits(protocol: Protocol, measures: Mapping[str, Measure]) -> Iterator[Field]:
    table = "visits"
    yield _patient(table)
    yield Field(table, "date", tr("Date of the visit"), "date", instead=("month", "week"))
    yield Field(table, "month", tr("Month after the first dose"), "number", (), Decimal(-120), Decimal(600), Decimal(1), wanted=False)
    yield Field(table, "week", tr("Week after the first dose"), "number", (), Decimal(-520), Decimal(2600), Decimal(1), wanted=False)
    asked: set[str] = set()
    for name in dict.fromkeys((*protocol.used_measures, *protocol.measures)):
        measure, items = measures[name], items_of(protocol, name)
        yield Field(table, name, name, "number", (), measure.low, measure.high, measure.step, _said(MISSING), not items)
        yield from (_item(table, item) for item in items if item.id not in asked)
        asked |= {item.id for item in items}


def _item(table: str, item: Item) -> Field:
    """An item by its name; a total that it gives need not be written."""
    if item.words:
        return Field(table, item.id, label_of_item(item), "choice", tuple((word, tr(word)) for word in item.words), wanted=False)
    words = (*MISSING, NOT_RELEVANT) if item.not_relevant else MISSING
    return Field(table, item.id, label_of_item(item), "number", (), Decimal(0), item.high, item.step, _said(words))


def _laboratory(protocol: Protocol) -> Iterator[Field]:
    table = "laboratory"
    yield _patient(table)
    yield Field(table, "date", tr("Date of the test"), "date")
    yield Field(table, "test", tr("Test"), "suggestion", _tests(protocol))
    yield Field(table, "value", tr("Value"), "number", words=_said(MISSING), signed=True)
    yield from _judged_by(table)


def _limits(protocol: Protocol) -> Iterator[Field]:
    table = "laboratory_limits"
    yield Field(table, "test", tr("Test"), "suggestion", _tests(protocol))
    yield Field(table, "sex", tr("Sex"), *_sex_only(protocol), wanted=False)
    yield Field(table, "valid_from", tr("Valid from"), "date", wanted=False)
    yield from _judged_by(table)


def _sex_only(protocol: Protocol) -> tuple[Kind, tuple[tuple[str, str], ...]]:
    sex = _sex(protocol, "patients")
    return sex.kind, sex.choices


def _judged_by(table: str) -> Iterator[Field]:
    """A limit on one side is enough, and a value may be judged by the limits of its laboratory."""
    own = table == "laboratory_limits"
    yield Field(table, "unit", tr("Unit"), "text")
    yield Field(table, "lower", tr("Lower limit"), "number", wanted=own, instead=("upper",))
    yield Field(table, "upper", tr("Upper limit"), "number", wanted=False)


def _events(protocol: Protocol) -> Iterator[Field]:
    table, terms = "events", protocol.safety.terms
    subterms = {f"{name}/{sub}": label for name, term in terms.items() for sub, label in term.subterms.items()}
    yield _patient(table)
    yield Field(table, "term", tr("Event"), "choice", _shown({name: label_of(term, name) for name, term in terms.items()} | subterms))
    yield Field(table, "onset", tr("Onset"), "date", words=_said(MISSING), partial=True)
    yield Field(table, "end", tr("End"), "date", words=_said(MISSING), wanted=False)
    yield Field(table, "grade", tr("Grade"), "suggestion", tuple((grade, grade) for grade in "12345"), wanted=False)
    yield Field(table, "serious", tr("Serious"), "suggestion", _states(), wanted=False)
    yield Field(table, "symptomatic", tr("Felt by the patient"), "choice", _states(), wanted=False)
    yield Field(table, "detail", tr("Detail"), "text", wanted=False)


ANY_LABELS = {
    "any": marked("At least one event"),
    "any_clinical": marked("At least one clinical event"),
    "any_biological": marked("At least one biological event"),
}


def _review(protocol: Protocol) -> Iterator[Field]:
    table = "event_review"
    yield _patient(table)
    for name, term in protocol.safety.terms.items():
        yield Field(table, name, label_of(term, name), "choice", _states())
    for name in ANY_ROWS:
        yield Field(table, name, tr(ANY_LABELS[name]), "choice", _states(), wanted=False)


def _patient(table: str) -> Field:
    return Field(table, "patient", tr("Patient"), "patient")


def _said(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(tr(word) for word in words)


def _states() -> tuple[tuple[str, str], ...]:
    return tuple((word, tr(word)) for word in (YES, NO, NOT_DONE, UNKNOWN))


def _tests(protocol: Protocol) -> tuple[tuple[str, str], ...]:
    judged = (rule.test for term in protocol.safety.terms.values() if term.source for rule in term.source.any)
    tests = dict.fromkeys((*judged, *protocol.ctcae.values()))
    return tuple((test, test) for test in tests)


def _drugs(protocol: Protocol) -> tuple[tuple[str, str], ...]:
    """The drugs of the groups, then those that the protocol names, each once."""
    known = {plain(name): name for name in protocol.drugs}
    of_arms = {known.get(plain(arm.drug), arm.drug): "" for arm in protocol.arms.values() if arm.drug}
    return _shown({name: label_of(protocol.drugs.get(name), name) for name in of_arms | dict.fromkeys(protocol.drugs, "")})


def _labelled(entries: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    return _shown({name: label_of(entry, name) for name, entry in entries.items()})


def _shown(labels: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """(id, what is shown): the label, where it means nothing else; else the id, which always means itself."""
    counted = Counter(plain(label) for label in labels.values())
    ids = {plain(name): name for name in labels}
    clear = {name: label and counted[plain(label)] == 1 and ids.get(plain(label), name) == name for name, label in labels.items()}
    return tuple((name, label if clear[name] else name.rpartition("/")[2]) for name, label in labels.items())
