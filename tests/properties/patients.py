"""Made-up patients with all that any statistic asks of one, drawn for each property."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from hypothesis import strategies as st


class Patient(NamedTuple):
    """One made-up patient: scores at two times, time to an event and its cause (empty: censored), a group of three and an age."""

    centre: str
    arm: int
    value: int
    before: int
    days: int
    cause: str
    term: int
    age: int


Patients = list[Patient]
CAUSES = ("", "stop", "switch")
CENTRES = "abcdefghijkl"


def _few(seed: int) -> Patients:
    """2 to 14 patients of 3 centres, many of them alike: the smallest counts, and what cannot be told from them."""
    dice = Random(seed)
    draw = dice.randrange
    return [
        Patient(dice.choice("abc"), draw(2), draw(5), draw(5), draw(1, 13), dice.choice(CAUSES), draw(3), draw(10))
        for _ in range(draw(2, 15))
    ]


def _many(seed: int) -> Patients:
    """96 patients of 12 centres whose scores lean on arm, age and centre: enough for a model."""
    dice = Random(seed)
    return [_leaning(dice, at) for at in range(96)]


def _leaning(dice: Random, at: int) -> Patient:
    arm, age, centre = dice.randrange(2), dice.randrange(10), CENTRES[at % 12]
    value = min(4, max(0, dice.randrange(-1, 5) + arm - (age > 6) + (at % 12 > 8)))
    return Patient(centre, arm, value, dice.randrange(5), dice.randrange(1, 13), dice.choice(CAUSES), dice.randrange(3), age)


few, many = (st.integers(0, 10**6).map(made) for made in (_few, _many))


def good(one: Patient) -> bool:
    """A made-up response."""
    return one.value <= 1
