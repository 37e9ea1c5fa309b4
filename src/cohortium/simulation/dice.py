"""Repeatable chance, from one method of the standard generator whose numbers are promised never to change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
        """A whole number, both ends included; the low end where the high one is below it."""
        return low + int(self._random() * (max(high, low) - low + 1))

    def real(self, low: float, high: float) -> float:
        """A number in between."""
        return low + self._random() * (high - low)

    def one_of(self, items: Sequence[Item]) -> Item:
        """One of several."""
        return items[self.between(0, len(items) - 1)]

    def shuffled(self, items: Iterable[Item]) -> list[Item]:
        """The same things in another order."""
        return [item for _, item in sorted(((self._random(), item) for item in items), key=lambda pair: pair[0])]

    def some(self, items: Iterable[Item], count: int) -> list[Item]:
        """So many of them, in their own order."""
        listed = list(items)
        chosen = set(self.shuffled(range(len(listed)))[: max(0, count)])
        return [item for place, item in enumerate(listed) if place in chosen]
