"""What a measure is: a grid of possible values, a direction, and the facts needed to read it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property


@dataclass(frozen=True)
class BandScheme:
    """Named bands that cover the whole range, lowest first: (label, highest value that still belongs to it)."""

    name: str
    bands: tuple[tuple[str, Decimal], ...]
    source: str
    confirmed: bool = True

    def band(self, value: Decimal) -> str:
        """The label of the band that holds a value; ValueError above the last one."""
        for label, at_most in self.bands:
            if value <= at_most:
                return label
        raise ValueError(f"the bands {self.name} end at {self.bands[-1][1]}")


@dataclass(frozen=True)
class Fact:
    """Something known about a measure: a number in points where there is one, the sentence, where it was read."""

    text: str
    source: str
    value: Decimal | None = None
    confirmed: bool = True


@dataclass(frozen=True)
class Measure:
    """A score: every value is a whole multiple of the step, from low to high.

    worse is +1 where high is worse, -1 where low is; decimals are those of printed values; confirmed says whether the
    range and the step were read in the source or are still to be.
    """

    id: str
    label: str
    low: Decimal
    high: Decimal
    step: Decimal
    source: str
    worse: int = 1
    decimals: int = 0
    bands: tuple[BandScheme, ...] = ()
    meaningful_change: tuple[Fact, ...] = ()
    notes: tuple[Fact, ...] = ()
    confirmed: bool = True

    @cached_property
    def scale(self) -> Fraction:
        """One unit of a tally in points: the step."""
        return Fraction(self.step)

    @property
    def units_low(self) -> int:
        """The lowest value in whole steps."""
        return int(self.low / self.step)

    @property
    def units_high(self) -> int:
        """The highest value in whole steps."""
        return int(self.high / self.step)

    def value_of(self, units: int) -> Decimal:
        """The value in points of a number of whole steps."""
        return units * self.step


def units(measure: Measure, value: Decimal) -> int | None:
    """The value in whole steps of the measure, in or out of its range; None between two steps."""
    steps = Fraction(value) / measure.scale
    return steps.numerator if steps.denominator == 1 else None
