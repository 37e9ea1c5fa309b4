"""Names that would be mistaken for others: reserved words, and two things called alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import reduce
from typing import Any

from cohortium.language import marked, tr
from cohortium.protocol.events import ASYMPTOMATIC
from cohortium.protocol.model import ANY_ROWS, Protocol
from cohortium.protocol.values import plain, shown

Path = tuple[Any, ...]
Clash = tuple[Path, str]

PATIENT_COLUMNS = ("centre", "patient", "arm", "screened", "last_contact", "death", "birth_year")
VISIT_COLUMNS = ("centre", "patient", "date", "month", "week")
LEAVING = ("no_index", "two_arms", "prior_use", "included", "screened", "recorded")
REVIEW_STATES = ("not_done", "unknown", "excluded", "yes", "no", ASYMPTOMATIC)


def name_mistakes(protocol: Protocol, built_in: Iterable[str]) -> Iterator[Clash]:
    """Every id that is taken, and every two things that a centre's cell could not tell apart."""
    yield from _taken(protocol, frozenset(built_in))
    for path, names in _families(protocol):
        yield from _alike(path, names)
    yield from _terms_alike(protocol)
    yield from _characteristic_kinds(protocol)


_Reserved = Callable[[Protocol, frozenset[str]], Iterable[str]]
_MEASURE = marked('"{name}" is a measure that every study knows; give yours another id')
_VISITS = marked('"{name}" is a column of the visits with a meaning of its own; choose another id')
_ALL = marked('"{name}" means all arms together; choose another id')
_PATIENTS = marked('"{name}" is a column of the patients with a meaning of its own')
_BASELINE = marked('"{name}" is a measure; its baseline is described without declaring it')
_GROUP = marked('"{name}" already names a group of patients; choose another id')
_CONDITION = marked('"{name}" is also a condition of the population; choose another id')
_FLOW = marked('"{name}" is a step of the participant flow; choose another id')
_AT_LEAST = marked('"{name}" is a row of "at least one"; choose another id')
_COUNTED = marked('"{name}" is counted without being declared; remove it')
_STATE = marked('"{name}" is a state; choose another id')
_TAKEN: tuple[tuple[Path, _Reserved, str], ...] = (
    (("measures",), lambda _, built_in: built_in, _MEASURE),
    (("measures",), lambda *_: VISIT_COLUMNS, _VISITS),
    (("arms",), lambda *_: ("all",), _ALL),
    (("characteristics",), lambda *_: PATIENT_COLUMNS, _PATIENTS),
    (("characteristics",), lambda protocol, built_in: {*built_in, *protocol.measures}, _BASELINE),
    (("subsets",), lambda protocol, _: ("centre", *protocol.characteristics), _GROUP),
    (("subsets",), lambda protocol, _: protocol.population.include, _CONDITION),
    (("population", "include"), lambda *_: LEAVING, _FLOW),
    (("safety", "terms"), lambda *_: ANY_ROWS, _AT_LEAST),
    (("stop_reasons",), lambda *_: ("switch", "not_recorded"), _COUNTED),
)
"""Where names stand -> those that are taken there, and what is said of one."""


def _taken(protocol: Protocol, built_in: frozenset[str]) -> Iterator[Clash]:
    for path, reserved, said in _TAKEN:
        names, taken = reduce(getattr, path, protocol), frozenset(reserved(protocol, built_in))
        yield from (((*path, name), tr(said, name=name)) for name in names if name in taken)
    for term, entry in protocol.safety.terms.items():
        path = ("safety", "terms", term, "subterms")
        yield from (((*path, name), tr(_STATE, name=name)) for name in entry.subterms if name in REVIEW_STATES)


def _families(protocol: Protocol) -> Iterator[tuple[Path, dict[str, Iterable[str]]]]:
    """Things that a cell names by id, by label or by another spelling."""
    named: dict[str, dict[str, Any]] = {"drugs": protocol.drugs, "stop_reasons": protocol.stop_reasons}
    for section, things in named.items():
        yield (section,), {name: (thing.label, *thing.synonyms) for name, thing in things.items()}
    yield ("arms",), {name: (arm.label,) for name, arm in protocol.arms.items()}
    for name, characteristic in protocol.characteristics.items():
        yield ("characteristics", name, "levels"), {level: (label,) for level, label in characteristic.levels.items()}
    for section in ("centres", "characteristics", "measures", "timepoints", "endpoints", "intercurrent_events", "subsets"):
        yield (section,), dict.fromkeys(getattr(protocol, section), ())


def _alike(path: Path, names: dict[str, Iterable[str]]) -> Iterator[Clash]:
    taken: dict[str, str] = {}
    for name, spellings in names.items():
        for spelling in (name, *filter(None, spellings)):
            other = taken.setdefault(plain(spelling), name)
            if other != name:
                said = '"{word}" already stands for "{other}" (case, accents, spaces, _ and - do not tell them apart)'
                yield (*path, name), tr(said, word=shown(spelling), other=other)


def _terms_alike(protocol: Protocol) -> Iterator[Clash]:
    """An event is reported by term or by sub-term, so all of them share one family."""
    taken: dict[str, tuple[str, str]] = {}
    for name, term in protocol.safety.terms.items():
        own: list[tuple[str, str, Path]] = [(spelling, name, ()) for spelling in (name, term.label)]
        own += [(spelling, sub, ("subterms", sub)) for sub, label in term.subterms.items() for spelling in (sub, label)]
        for spelling, meant, below in own:
            if not spelling:
                continue
            other, of = taken.setdefault(plain(spelling), (meant, name))
            if (other, of) != (meant, name) or (below and other == name == of):
                said = '"{word}" already stands for "{other}"; an event could not be told apart'
                yield ("safety", "terms", name, *below), tr(said, word=shown(spelling), other=other)


def _characteristic_kinds(protocol: Protocol) -> Iterator[Clash]:
    kinds: tuple[tuple[str, Callable[[str], bool], str], ...] = (
        ("age", lambda kind: kind == "number", marked("age is a number, in years")),
        ("sex", lambda kind: kind == "category", marked("sex is a category; declare its levels, for example {F: Women, M: Men}")),
    )
    for name, fits, said in kinds:
        declared = protocol.characteristics.get(name)
        if declared and not fits(declared.kind):
            yield ("characteristics", name), tr(said)
    age = protocol.characteristics.get("age")
    if age and age.kind == "number" and 1 % age.step:
        yield ("characteristics", "age"), tr("age is also worked out in whole years: 1 must be a whole number of its steps")
