"""Repeatable chance, from one method of the standard generator whose numbers are promised never to change."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

Item = TypeVar("Item")


class Dice:
    """Draws from a seed; the same seed gives the same study on every version of Python."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed).random

    def chance(self, probability: float) -> bool:
        """True as often as said."""
        return self._random() < probability

    def between(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return low + int(self._random() * (high - low + 1))

    def real(self, low: float, high: float) -> float:
        """A number in between."""
        return low + self._random() * (high - low)

    def spread(self, width: float) -> float:
        """About normal around 0 with this standard deviation: the sum of twelve draws."""
        return (sum(self._random() for _ in range(12)) - 6) * width

    def one_of(self, items: Sequence[Item]) -> Item:
        """One of several."""
        return items[self.between(0, len(items) - 1)]
