"""Names that would be mistaken for others: reserved words, and two things called alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
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


def _taken(protocol: Protocol, built_in: frozenset[str]) -> Iterator[Clash]:
    terms = protocol.safety.terms
    measured = built_in | set(protocol.measures)
    groups: tuple[tuple[Path, Iterable[str], Iterable[str], str], ...] = (
        (("measures",), protocol.measures, built_in, marked('"{name}" is a measure that every study knows; give yours another id')),
        (
            ("measures",),
            protocol.measures,
            VISIT_COLUMNS,
            marked('"{name}" is a column of the visits with a meaning of its own; choose another id'),
        ),
        (("arms",), protocol.arms, ("all",), marked('"{name}" means all arms together; choose another id')),
        (
            ("characteristics",),
            protocol.characteristics,
            PATIENT_COLUMNS,
            marked('"{name}" is a column of the patients with a meaning of its own'),
        ),
        (
            ("characteristics",),
            protocol.characteristics,
            measured,
            marked('"{name}" is a measure; its baseline is described without declaring it'),
        ),
        (
            ("subsets",),
            protocol.subsets,
            ("centre", *protocol.characteristics),
            marked('"{name}" already names a group of patients; choose another id'),
        ),
        (
            ("subsets",),
            protocol.subsets,
            protocol.population.include,
            marked('"{name}" is also a condition of the population; choose another id'),
        ),
        (
            ("population", "include"),
            protocol.population.include,
            LEAVING,
            marked('"{name}" is a step of the participant flow; choose another id'),
        ),
        (("safety", "terms"), terms, ANY_ROWS, marked('"{name}" is a row of "at least one"; choose another id')),
        (
            ("stop_reasons",),
            protocol.stop_reasons,
            ("switch", "not_recorded"),
            marked('"{name}" is counted without being declared; remove it'),
        ),
        *(
            (("safety", "terms", name, "subterms"), term.subterms, REVIEW_STATES, marked('"{name}" is a state; choose another id'))
            for name, term in terms.items()
        ),
    )
    for path, names, reserved, said in groups:
        yield from (((*path, name), tr(said, name=name)) for name in names if name in frozenset(reserved))


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
