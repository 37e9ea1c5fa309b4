"""How old patients are on a day, as far as their sheets say so: which weights of a score apply depends on it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from cohortium.conformance.inputs import Inputs
from cohortium.protocol.model import Protocol


@dataclass
class Ages:
    """What says how old a patient is: years of birth, and ages in years at the first dose; a set with two of them says nothing."""

    births: dict[tuple[str, str], set[int]] = field(default_factory=dict)
    ages: dict[tuple[str, str], set[int]] = field(default_factory=dict)

    def at(self, key: tuple[str, str], day: date | None) -> int | None:
        """The age that a patient reaches in the year of a day; without a year of birth up to it or a day, the age at the first dose."""
        birth, age = (_only(known.get(key, ())) for known in (self.births, self.ages))
        return day.year - birth if day and birth is not None and birth <= day.year else age


def _only(known: Collection[int]) -> int | None:
    return next(iter(known)) if len(known) == 1 else None


def ages_of(inputs: Inputs, protocol: Protocol) -> Ages:
    """The ages that the patients' sheets give, which are read before those of visits."""
    found, entry = Ages(), protocol.characteristics.get("age")
    if "EASI" not in protocol.items:
        return found
    patients = inputs["in_patients"]
    for *key, birth in zip(*(patients[name] for name in ("centre", "code", "birth_year")), strict=True):
        found.births.setdefault((key[0], key[1]), set()).update(() if birth is None else (birth,))
    facts = inputs["in_characteristics"]
    for centre, code, name, number in zip(*(facts[each] for each in ("centre", "code", "variable", "number")), strict=True):
        if name == "age" and entry and number is not None:
            found.ages.setdefault((centre, code), set()).add(int(number * entry.step))
    return found
