"""Quantiles by named definition, exact, from a value tally and never from expanded values."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from math import floor

from cohortium.language import marked
from cohortium.tallies import ValueTally

HALF = Fraction(1, 2)


@dataclass(frozen=True)
class Definition:
    """Where the quantile p of n values lies: after the j-th value, a share g of the way to the next."""

    place: Callable[[int, Fraction], tuple[int, Fraction]]
    label: str
    source: str
    r_call: str


def _averaged(n: int, p: Fraction) -> tuple[int, Fraction]:
    position = n * p
    j = floor(position)
    return j, HALF if position == j else Fraction(1)


def _linear(position: Fraction) -> tuple[int, Fraction]:
    j = floor(position)
    return j, position - j


_HYNDMAN_FAN = "Hyndman & Fan 1996, Am Stat 50:361-365, definition"

DEFINITIONS = {
    "sas": Definition(_averaged, marked("quantiles as in SAS (QNTLDEF=5)"), f"{_HYNDMAN_FAN} 2; SAS QNTLDEF=5", "quantile(x, p, type = 2)"),
    "spss": Definition(
        lambda n, p: _linear((n + 1) * p),
        marked("quantiles as in SPSS (HAVERAGE)"),
        f"{_HYNDMAN_FAN} 6; SPSS HAVERAGE",
        "quantile(x, p, type = 6)",
    ),
    "r": Definition(
        lambda n, p: _linear((n - 1) * p + 1),
        marked("quantiles as in R (type 7)"),
        f"{_HYNDMAN_FAN} 7; R default",
        "quantile(x, p, type = 7)",
    ),
}


@dataclass(frozen=True)
class Ranks:
    """The values of a tally in order, with the rank of the last patient at each."""

    values: tuple[int, ...]
    last: tuple[int, ...]

    @classmethod
    def of(cls, tally: ValueTally) -> Ranks:
        """Sort a tally; values of nobody are left out."""
        if any(patients < 0 for patients in tally.values()):
            raise ValueError("a tally counts patients: none of its counts is below 0")
        values = tuple(sorted(value for value, patients in tally.items() if patients))
        return cls(values, tuple(accumulate(tally[value] for value in values)))

    @property
    def n(self) -> int:
        """How many patients."""
        return self.last[-1] if self.last else 0

    def value(self, rank: int) -> int:
        """The value of the patient of that rank, from 1; ranks outside are the ends."""
        return self.values[bisect_left(self.last, min(max(rank, 1), self.n))]

    def quantile(self, p: Fraction, definition: str) -> Fraction:
        """The quantile p; ValueError when there are no values."""
        if not self.n or not 0 <= p <= 1:
            raise ValueError("a quantile needs at least one value and p from 0 to 1")
        j, share = DEFINITIONS[definition].place(self.n, p)
        below = self.value(j)
        return below + share * (self.value(j + 1) - below)


def quantile(tally: ValueTally, p: Fraction, definition: str = "sas") -> Fraction:
    """The quantile p of a value tally, in the tally's units, by the definition `sas`, `spss` or `r`."""
    return Ranks.of(tally).quantile(p, definition)
