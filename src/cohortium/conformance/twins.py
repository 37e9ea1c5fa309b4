"""Patients of two centres who may be one person: pairs with a score, told and never merged.

The score counts what agrees in bits: how many times one would have to halve the patients to find as much agreement by
chance (Fellegi and Sunter 1969, J Am Stat Assoc 64:1183-1210, with fixed chances). A pair is told where fewer than one in
twenty would be expected by chance among all pairs of the study. Names are never looked at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from math import log2
from typing import Any

from cohortium.conformance.findings import Conformed, Finding
from cohortium.language import marked, number, tr
from cohortium.protocol.model import Protocol
from cohortium.provenance import place_of

_DAY, _YEAR, _SEX = log2(365), log2(60), 1.0
_LEAST, _CHANCE = 14.0, log2(20)  # a date and nothing else is no likeness
_MOST_SHARED = 500  # patients of one first day and drug; more cannot be told apart by so little
FACTS = {
    "sex": marked("sex"), "birth": marked("year of birth or age"), "first": marked("first dose"), "dose": marked("drug and dose"),
    "swapped": marked("first dose with day and month swapped"), "stop": marked("stop"), "death": marked("death"),
    "characteristics": marked("other characteristics"),
}  # fmt: skip
Key = tuple[str, str]


@dataclass
class Person:
    """What is compared of a patient; `record` is the row that stands for it."""

    record: int = 0
    sex: str | None = None
    birth: int | None = None
    death: date | None = None
    first: date | None = None
    drug: str | None = None
    dose: Any = None
    stop: date | None = None
    facts: dict[str, Any] = field(default_factory=dict)


def twins(conformed: Conformed, protocol: Protocol) -> list[Finding]:
    """A finding for every likely pair, at the first patient's row; it belongs to no centre, so it goes to the study alone."""
    if len(set(conformed.inputs["in_treatments"]["centre"])) < 2:
        return []
    people = _people(conformed)
    arms = max(2, len(protocol.arms))
    pairs = len(people) * (len(people) - 1) / 2
    needed = max(_LEAST, log2(max(pairs, 1)) + _CHANCE)
    found = []
    for one, two in _candidates(people):
        agreed = _agreed(people[one], people[two], arms, protocol)
        score = sum(agreed.values())
        if score >= needed:
            found.append(_finding(conformed, people[one], people[two], agreed, score))
    return found


def _people(conformed: Conformed) -> dict[Key, Person]:
    people: dict[Key, Person] = defaultdict(Person)
    for row in _rows(conformed, "in_treatments", "record", "centre", "code", "drug", "dose", "start", "stop"):
        record, centre, code, drug, dose, start, stop = row
        person = people[centre, code]
        person.record = person.record or record
        if start and (person.first is None or start < person.first):
            person.first, person.drug, person.dose, person.stop = start, drug, dose, stop
    for record, centre, code, sex, year, death in _rows(conformed, "in_patients", "record", "centre", "code", "sex", "birth_year", "death"):
        person = people[centre, code]
        person.record, person.sex, person.birth, person.death = record, sex, year, death
    for centre, code, variable, count, level in _rows(conformed, "in_characteristics", "centre", "code", "variable", "number", "level"):
        people[centre, code].facts[variable] = level if count is None else count
    return people


def _rows(conformed: Conformed, table: str, *columns: str) -> Iterator[tuple[Any, ...]]:
    return zip(*(conformed.inputs[table][column] for column in columns), strict=True)


def _candidates(people: Mapping[Key, Person]) -> list[tuple[Key, Key]]:
    """Pairs of two centres whose first doses are on one day, or on days that are one another's day and month swapped."""
    by_day: dict[date, list[Key]] = defaultdict(list)
    for key, person in people.items():
        for day in {person.first, _swapped(person.first)} if person.first else ():
            by_day[day].append(key) if day else None
    groups = (sorted(keys) for keys in by_day.values() if len(keys) <= _MOST_SHARED)
    return sorted({(one, two) for keys in groups for one, two in combinations(keys, 2) if one[0] != two[0]})


def _swapped(day: date | None) -> date | None:
    return date(day.year, day.day, day.month) if day and day.day <= 12 and day.day != day.month else None


def _agreed(one: Person, two: Person, arms: int, protocol: Protocol) -> dict[str, float]:
    """What agrees, in bits; what contradicts counts against."""
    found = _same("sex", _sex(one), _sex(two), _SEX, -5) | _birth(one, two)
    if one.first == two.first:
        found |= {"first": _DAY} | _same("stop", one.stop, two.stop, _DAY, -2)
    elif one.first and one.first == _swapped(two.first):
        found |= {"swapped": _DAY - 1}
    found |= _same("dose", (one.drug, one.dose), (two.drug, two.dose), log2(arms), -3) | _same("death", one.death, two.death, _DAY, -8)
    names = [name for name, entry in protocol.characteristics.items() if entry.kind != "number" and name != "sex"]
    both = [name for name in names if name in one.facts and name in two.facts]
    worth = {name: log2(max(2, len(protocol.characteristics[name].levels))) / 2 for name in both}
    shares = [worth[name] if one.facts[name] == two.facts[name] else -worth[name] for name in both]
    return found | ({"characteristics": sum(shares)} if both else {})


def _sex(person: Person) -> Any:
    return person.sex or person.facts.get("sex")


def _birth(one: Person, two: Person) -> dict[str, float]:
    """Year of birth, else age: of one another's year at most, because one is asked later."""
    if one.birth and two.birth:
        return {"birth": _YEAR if one.birth == two.birth else -5}
    ages = [person.facts.get("age") for person in (one, two)]
    if any(age is None for age in ages):
        return {}
    return {"birth": _YEAR if ages[0] == ages[1] else -5}


def _same(name: str, one: Any, two: Any, bits: float, against: float) -> dict[str, float]:
    if one is None or two is None:
        return {}
    return {name: bits if one == two else against}


def _finding(conformed: Conformed, one: Person, two: Person, agreed: Mapping[str, float], score: float) -> Finding:
    sheets = {sheet.number: sheet for sheet in conformed.delivery.sheets}
    (sheet_number, row), (other, other_row) = place_of(one.record), place_of(two.record)
    address = sheets[other].address(other_row, 0)
    same = ", ".join(tr(FACTS[name]) for name, bits in agreed.items() if bits > 0)
    said = tr("score {score}: {same}; the other one: {address}", score=number(f"{score:.1f}"), same=same, address=str(address))
    return Finding("likely_twin", sheet_number, row, found=said, variable="patient")
