"""No factor between units rests on a citation: each follows from molar masses or from what the units are by definition."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohortium.conformance.mixed_units import _GRAMS, _MICROMOLES, ATOMS, BY_TEST, BY_UNIT, lie_apart, mixed_units, molar_mass
from cohortium.conformance.units import _FACTORS

# Grams of a mole, worked out by hand from carbon 12.011, hydrogen 1.008, nitrogen 14.007, oxygen 15.999.
BY_HAND = {
    "C6H12O6": 6 * 12.011 + 12 * 1.008 + 6 * 15.999,
    "C27H46O": 27 * 12.011 + 46 * 1.008 + 15.999,
    "C57H104O6": 57 * 12.011 + 104 * 1.008 + 6 * 15.999,
    "C4H7N3O": 4 * 12.011 + 7 * 1.008 + 3 * 14.007 + 15.999,
    "C33H36N4O6": 33 * 12.011 + 36 * 1.008 + 4 * 14.007 + 6 * 15.999,
    "C5H4N4O3": 5 * 12.011 + 4 * 1.008 + 4 * 14.007 + 3 * 15.999,
    "Ca": 40.078,
    "Fe": 55.845,
}
BASE = {
    "mg": Fraction(1, 1000), "g": Fraction(1), "kg": Fraction(1000), "lb": Fraction("453.59237"),
    "mm": Fraction(1, 1000), "cm": Fraction(1, 100), "m": Fraction(1), "in": Fraction("0.0254"),
    "months": Fraction(1), "years": Fraction(12), "fraction": Fraction(100), "%": Fraction(1),
    "g/l": Fraction(1), "mg/l": Fraction(1, 1000), "g/dl": Fraction(10), "mg/dl": Fraction(1, 100),
}  # fmt: skip
"""Every unit in a common one of its kind: gram, metre, month, per cent, gram per litre."""


@pytest.mark.parametrize("formula", sorted({*_GRAMS.values(), *_MICROMOLES.values()}))
def test_molar_masses_are_the_sum_of_their_atoms(formula: str) -> None:
    assert molar_mass(formula) == pytest.approx(BY_HAND[formula], rel=1e-12)


@pytest.mark.parametrize("test", sorted(BY_TEST))
def test_laboratory_factors_follow_from_molar_masses(test: str) -> None:
    """A solution of one millimole (or micromole) in a litre, weighed."""
    if test in _GRAMS:
        milligrams_per_litre = BY_HAND[_GRAMS[test]]
        expected = milligrams_per_litre / 10  # in a decilitre
    elif test in _MICROMOLES:
        grams_per_litre = 0.01  # of 1 mg/dL
        expected = grams_per_litre / BY_HAND[_MICROMOLES[test]] * 1e6
    else:
        expected = 10  # decilitres in a litre
    assert BY_TEST[test] == pytest.approx(expected, rel=5e-4)


def test_the_usual_factors_of_handbooks_come_out() -> None:
    usual = {"creatinine": 88.4, "glucose": 18.0, "cholesterol": 38.67, "triglycerides": 88.57, "bilirubin": 17.1, "urate": 59.48}
    assert all(BY_TEST[test] == pytest.approx(factor, rel=2e-3) for test, factor in usual.items())


@pytest.mark.parametrize(("unit", "wanted"), sorted(_FACTORS))
def test_factors_of_units_are_their_definitions(unit: str, wanted: str) -> None:
    assert _FACTORS[unit, wanted] == BASE[unit] / BASE[wanted]


@pytest.mark.parametrize(("usual", "other"), [(usual, other) for usual, others in BY_UNIT.items() for other in others])
def test_factors_that_a_column_is_looked_over_with(usual: str, other: str) -> None:
    """Numbers in the smaller unit are so many times as large."""
    ratio = BASE[usual] / BASE[other]
    assert BY_UNIT[usual][other] == pytest.approx(float(max(ratio, 1 / ratio)), rel=1e-12)


def test_every_atom_is_used() -> None:
    assert {atom for atom in ATOMS if any(atom in formula for formula in BY_HAND)} == set(ATOMS)


@given(st.lists(st.integers(0, 40), min_size=1, max_size=60))
def test_numbers_that_do_not_lie_apart_are_never_in_two_units(numbers: list[int]):
    """So that those of a registry need not be looked at one by one."""
    if not lie_apart(sorted(set(numbers))):
        assert mixed_units(numbers, [2.0, 10.0, 1000.0]) is None


def test_neighbours_lie_apart_by_what_parts_two_units():
    assert [lie_apart(values) for values in ([3, 5, 9], [3, 6], [-5, 0, 4, 7], [], [0, 0])] == [False, True, False, False, False]
