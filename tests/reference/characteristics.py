"""Baseline characteristics, previous treatments, and conditions on a patient."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from .courses import dose_changes
from .reading import Person, Study, drug_name
from .scores import choose
from .texts import blank, listed, number, plain

ORDER = ("yes", "no", "not_done", "unknown")


def kind_of(entry: dict) -> str:
    if entry.get("type"):
        return entry["type"]
    return "number" if listed((entry.get("from") or {}).get("previous_treatments")) == ["count"] else "yes_no"


def previous(study: Study, person: Person, drug: str) -> str:
    """Several rows: yes > no > not_done > unknown. An absent record is previous_treatments.not_reported."""
    answers = person.previous.get(drug_name(study.protocol, drug))
    silent = (study.protocol.get("previous_treatments") or {}).get("not_reported", "unknown")
    return min(answers, key=ORDER.index) if answers else silent


def count_previous(study: Study, person: Person) -> Fraction | None:
    """Number of different drugs taken; unknown for a patient with no yes/no row unless not_reported: no (then 0)."""
    known = [drug for drug in person.previous if previous(study, person, drug) in ("yes", "no")]
    silent = (study.protocol.get("previous_treatments") or {}).get("not_reported", "unknown")
    if not known and silent != "no":
        return None
    return Fraction(sum(previous(study, person, drug) == "yes" for drug in known))


def value_of(study: Study, person: Person, name: str) -> Fraction | str | None:
    """A number, a level, or yes/no; None is missing."""
    entry = study.protocol["characteristics"][name]
    source = listed((entry.get("from") or {}).get("previous_treatments"))
    if source == ["count"]:
        return count_previous(study, person)
    if source:
        answers = [previous(study, person, drug) for drug in source]
        return "yes" if "yes" in answers else "no" if set(answers) == {"no"} else None
    text = person.facts.get(name, "")
    return READERS[kind_of(entry)](study, person, name, entry, text)


def _number(study: Study, person: Person, name: str, entry: dict, text: str) -> Fraction | None:
    """age: column age, else year of index date minus a birth_year that is not after it; a cell that is set aside counts as absent."""
    value = _readable(entry, text)
    if name == "age" and value is None and study.dated and not blank(person.facts.get("birth_year")):
        years = person.index.year - int(person.facts["birth_year"])
        value = _readable(entry, str(years)) if years >= 0 else None
    return value


def _readable(entry: dict, text: str) -> Fraction | None:
    value = None if blank(text) else number(text)
    if value is None or (value / Fraction(str(entry.get("step", "0.01")))).denominator != 1:
        return None
    low, high = entry.get("low"), entry.get("high")
    outside = (low is not None and value < Fraction(str(low))) or (high is not None and value > Fraction(str(high)))
    return None if outside else value


def _category(study: Study, person: Person, name: str, entry: dict, text: str) -> str | None:
    return next((level for level, label in entry["levels"].items() if text and plain(text) in {plain(level), plain(label or level)}), None)


def _yes_no(study: Study, person: Person, name: str, entry: dict, text: str) -> str | None:
    """A blank is not a no."""
    return plain(text) if plain(text) in ("yes", "no") else None


READERS = {"number": _number, "category": _category, "yes_no": _yes_no}


def meets(study: Study, person: Person, condition: dict) -> bool:
    """A condition on a patient; unknown counts as not met."""
    if "dose_change" in condition:
        return condition["dose_change"] in (dose_changes(person) or set())
    if "arm" in condition:
        return person.arm in listed(condition["arm"])
    if "centre" in condition:
        return person.centre in [str(centre) for centre in listed(condition["centre"])]
    if "stopped" in condition:
        return (person.stop is not None) == (condition["stopped"] == "yes")
    if "previous_treatment" in condition:
        return previous(study, person, condition["previous_treatment"]) == "yes"
    if "measure" in condition:
        return _between(choose(study, person, condition["measure"], condition.get("at", "baseline")).value, condition)
    value = value_of(study, person, condition["characteristic"])
    return value in listed(condition["is"]) if "is" in condition else _between(value, condition)


def answer_of(study: Study, person: Person, condition: dict) -> bool | None:
    """The condition in three-valued logic: None where what it asks is not known of the patient."""
    if "dose_change" in condition and dose_changes(person) is None:
        return None
    if "previous_treatment" in condition and previous(study, person, condition["previous_treatment"]) in ("unknown", "not_done"):
        return None
    if "measure" in condition and choose(study, person, condition["measure"], condition.get("at", "baseline")).value is None:
        return None
    if "characteristic" in condition and value_of(study, person, condition["characteristic"]) is None:
        return None
    return meets(study, person, condition)


def members_with(study: Study, by: str, persons: list[Person]) -> dict[str, Callable[[Person], bool]]:
    """Each level of what patients are grouped by, and who belongs to it; who is not known to belong to any is in none."""
    if by == "centre":
        return {code: lambda person, code=code: person.centre == code for code in sorted({person.centre for person in persons})}
    if by in (study.protocol.get("subsets") or {}):
        condition = study.protocol["subsets"][by]
        return {
            level: lambda person, wanted=wanted: answer_of(study, person, condition) is wanted
            for level, wanted in (("yes", True), ("no", False))
        }
    levels = study.protocol["characteristics"][by].get("levels") or {"yes": "", "no": ""}
    return {level: lambda person, level=level: value_of(study, person, by) == level for level in levels}


def _between(value: Fraction | None, condition: dict) -> bool:
    if value is None:
        return False
    low, high = condition.get("at_least"), condition.get("at_most")
    return (low is None or value >= Fraction(str(low))) and (high is None or value <= Fraction(str(high)))


def in_all(study: Study, person: Person, names: object) -> bool:
    """A set is the patients included in whom all its named subsets hold."""
    subsets = study.protocol.get("subsets") or {}
    return person.included and all(meets(study, person, subsets[name]) for name in listed(names))
