"""Columns whose numbers look as if they were written in two units, or in another one than declared: asked about, never converted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from cohortium.protocol.values import plain

LEAST, SHARE, GAP, NEAR = 3, 0.15, 2.0, 1.5
"""Each of two groups of numbers has at least so many, and that share of all; they lie so far apart; the ratio is that near a factor."""

# How many of the other unit make one of the usual one: by definition (the pound is 0.45359237 kg, the inch 2.54 cm, both since 1959).
BY_UNIT: Mapping[str, Mapping[str, float]] = {
    "cm": {"m": 100, "in": 2.54, "mm": 10},
    "m": {"cm": 100},
    "kg": {"g": 1000, "lb": 1 / 0.45359237},
    "%": {"fraction": 100},
    "years": {"months": 12},
}
# Abridged standard atomic weights (IUPAC, Commission on Isotopic Abundances and Atomic Weights, 2021), in g/mol.
ATOMS = {"H": 1.008, "C": 12.011, "N": 14.007, "O": 15.999, "Ca": 40.078, "Fe": 55.845}
# What is weighed in one unit and counted in the other. Triglycerides differ; they are counted as triolein, as laboratories do.
_GRAMS = {
    "glucose": "C6H12O6", "glycemie": "C6H12O6", "cholesterol": "C27H46O", "ldl": "C27H46O", "hdl": "C27H46O", "triglycerides": "C57H104O6",
    "calcium": "Ca", "iron": "Fe", "fer": "Fe",
}  # fmt: skip
_MICROMOLES = {
    "creatinine": "C4H7N3O", "creatininemie": "C4H7N3O", "bilirubin": "C33H36N4O6", "bilirubine": "C33H36N4O6", "urate": "C5H4N4O3",
}  # fmt: skip
_PER_LITRE = dict.fromkeys(("haemoglobin", "hemoglobin", "hemoglobine", "albumin", "albumine"), 10.0)  # g/L of a g/dL


def molar_mass(formula: str) -> float:
    """Grams of a mole, from the atoms of a formula such as C6H12O6."""
    return sum(ATOMS[atom] * int(number or 1) for atom, number in re.findall(r"([A-Z][a-z]?)([0-9]*)", formula))


def _rounded(factor: float) -> float:
    return float(f"{factor:.4g}")


# 1 mmol/L is M / 10 mg/dL (of iron, 1 µmol/L is M / 10 µg/dL); 1 mg/dL is 10,000 / M µmol/L.
BY_TEST: Mapping[str, float] = (
    {test: _rounded(molar_mass(formula) / 10) for test, formula in _GRAMS.items()}
    | {test: _rounded(10_000 / molar_mass(formula)) for test, formula in _MICROMOLES.items()}
    | _PER_LITRE
)
_ANY_TEST = (1000.0,)


@dataclass(frozen=True)
class Mixed:
    """Two groups of numbers: the largest of the low ones, the smallest of the high ones, about how many times as high."""

    low: float
    high: float
    factor: float


def factors_of_unit(unit: str) -> tuple[float, ...]:
    """By how much numbers of a declared unit differ from those of units that people also use."""
    return tuple(BY_UNIT.get(unit, {}).values())


def factors_of_test(test: str) -> tuple[float, ...]:
    """By how much results of a test differ between usual units."""
    known = BY_TEST.get(plain(test))
    return (known, *_ANY_TEST) if known else _ANY_TEST


def lie_apart(values: Iterable[float]) -> bool:
    """Whether any two neighbours among different numbers, in order, lie so far apart that they may be in two units."""
    return any(high >= GAP * low for low, high in pairwise(value for value in values if value > 0))


def mixed_units(numbers: Iterable[float], factors: Sequence[float]) -> Mixed | None:
    """Two groups, far apart, whose medians have the ratio of two units; None where the numbers are one group, or skewed."""
    listed = sorted(number for number in numbers if number > 0)
    least = max(LEAST, round(len(listed) * SHARE))
    places = range(least, len(listed) - least + 1)
    cut = max(places, key=lambda place: listed[place] / listed[place - 1], default=0)
    if not cut or listed[cut] < GAP * listed[cut - 1]:
        return None
    ratio = median(listed[cut:]) / median(listed[:cut])
    near = [factor for factor in factors if factor / NEAR <= ratio <= factor * NEAR]
    return Mixed(listed[cut - 1], listed[cut], near[0]) if near else None


def other_unit(numbers: Sequence[float], unit: str, low: float | None, high: float | None) -> tuple[str, float] | None:
    """(unit, factor) by which numbers that lie outside their declared range would all lie within it."""
    inside = [number for number in numbers if (low is None or number >= low) and (high is None or number <= high)]
    if len(numbers) < LEAST or len(inside) * 2 > len(numbers) or (low is None and high is None):
        return None
    for name, factor in BY_UNIT.get(unit, {}).items():
        for times in (factor, 1 / factor):
            moved = [number * times for number in numbers]
            if all((low is None or number >= low) and (high is None or number <= high) for number in moved):
                return name, times
    return None


def spike_of_zero(numbers: Sequence[float]) -> bool:
    """Whether zeros stand apart from all other numbers, as where 0 was written for missing."""
    others = [number for number in numbers if number]
    zeros = len(numbers) - len(others)
    return zeros >= 2 and zeros * 20 >= len(numbers) and len(others) >= LEAST and min(others) * 4 >= median(others) > 0


def body_mass_faults(weights: Iterable[float | None], heights: Iterable[float | None]) -> Iterator[int]:
    """Places where weight in kg and height in cm give a body mass index below 10 or above 100, which nobody has."""
    for place, (weight, height) in enumerate(zip(weights, heights, strict=True)):
        if weight and height and not 10 <= weight * 10_000 / (height * height) <= 100:
            yield place
