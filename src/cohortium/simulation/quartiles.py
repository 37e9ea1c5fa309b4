"""Lists of whole numbers with given quantiles, in each group and in all of them together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import permutations, product
from math import prod

from cohortium.simulation.dice import Dice
from cohortium.simulation.figures import ALL, agrees
from cohortium.statistics import DEFINITIONS

Ranks = tuple[tuple[int, int], ...]  # (rank from 1, the value that stands there)
Asked = tuple[str, Ranks]
Question = tuple[str, list[Ranks]]
Below = tuple[int, int, int]  # a value, and how many at least and at most are at or below it
HALF = Fraction(1, 2)
MOST_ROUNDED = 4
"""By how much numbers that print alike may differ."""
MOST_SPREADS, MOST_STATES = 400, 20_000
EASY_TRIES, MOST_TRIES = 300, 12_000


@dataclass(frozen=True)
class Wanted:
    """A list of `size` numbers: for each quantile the ranks that would give it, and how many may be at or below a value."""

    size: int
    quantiles: tuple[tuple[Ranks, ...], ...] = ()
    below: tuple[Below, ...] = ()


def wanted(definition: str, size: int, quantiles: Mapping[Fraction, str], scale: Fraction, below: Sequence[Below] = ()) -> Wanted:
    """The quantiles as they are printed, for numbers in units of `scale`."""
    asked = tuple(tuple(_ranks(definition, size, p, text, scale)) for p, text in quantiles.items()) if size else ()
    return Wanted(size, asked, tuple(below))


def _ranks(definition: str, size: int, p: Fraction, text: str, scale: Fraction) -> list[Ranks]:
    """The pairs of neighbours that give a quantile, the nearest to each other first; exact ones go before rounded ones."""
    after, share = DEFINITIONS[definition].place(size, p)
    low, high = (min(max(rank, 1), size) for rank in (after, after + 1))
    middle = Fraction(Decimal(text)) / scale
    if low == high or share in (0, 1):
        rank = low if share == 0 or low == high else high
        near = [round(middle) + step for step in range(-MOST_ROUNDED, MOST_ROUNDED + 1)]
        found = [value for value in near if agrees(value * scale, text)]
        # Where several numbers print alike, equal quartiles lie apart all the same: patients differ.
        found.sort(key=lambda value: abs(value - middle) if p > HALF else value if p < HALF else -value)
        return [((rank, value),) for value in ([int(middle)] if middle.denominator == 1 else found)]
    firsts = [(middle - share * spread, spread) for spread in range(MOST_SPREADS)]
    exact = [((low, int(a)), (high, int(a) + spread)) for a, spread in firsts if a.denominator == 1]
    return exact or _rounded(low, high, share, p, text, scale)


def _rounded(low: int, high: int, share: Fraction, p: Fraction, text: str, scale: Fraction) -> list[Ranks]:
    """Pairs of neighbours whose quantile is printed alike: those close to each other first, equal quartiles rather apart."""
    middle = Fraction(Decimal(text)) / scale
    # Wide gaps are rare and need not be tried day by day.
    spreads = [*range(MOST_ROUNDED * 3), *range(MOST_ROUNDED * 3, MOST_SPREADS, MOST_ROUNDED + 1)]
    places = [(round(middle - share * spread), spread) for spread in spreads]
    around = range(-MOST_ROUNDED, MOST_ROUNDED + 1)
    pairs = [(a + step, a + step + spread) for a, spread in places for step in (around if spread <= MOST_ROUNDED * 3 else (0, -1, 1))]
    near = [(a, b) for a, b in pairs if agrees(((1 - share) * a + share * b) * scale, text)]
    near.sort(key=lambda pair: (max(MOST_ROUNDED, pair[1] - pair[0]), pair[1] if p < HALF else -pair[0] if p == HALF else 0))
    return [((low, a), (high, b)) for a, b in near]


def joint_lists(dice: Dice, groups: Mapping[str, Wanted], pooled: Wanted | None, low: int, high: int) -> dict[str, list[int]] | None:
    """A list for each group so that their union is as wanted too; None if no such lists were found."""
    everybody = {**groups, **({ALL: pooled} if pooled else {})}
    asked = [(name, _inside(choices, low, high)) for name, want in everybody.items() for choices in want.quantiles]
    return _Search(dice, everybody, low, high).go((), sorted(asked, key=lambda question: len(question[1])))


def _inside(choices: Sequence[Ranks], low: int, high: int) -> list[Ranks]:
    return [ranks for ranks in choices if all(low <= value <= high for _, value in ranks)]


@dataclass
class _Search:
    """Chooses the neighbours behind each quantile, one quantile after the other."""

    dice: Dice
    lists: Mapping[str, Wanted]
    low: int
    high: int
    tries: int = 0

    def go(self, ranks: tuple[Asked, ...], questions: list[Question]) -> dict[str, list[int]] | None:
        """The lists, with these neighbours chosen and these quantiles still open."""
        self.tries += 1
        table = _Table(self.lists, ranks, self.low, self.high)
        if self.tries > MOST_TRIES or not table.possible():
            return None
        if not questions:
            return table.lists(self.dice)
        if self.tries > EASY_TRIES:
            # It is not one of the easy ones: look ahead, and settle first what has the fewest ways left.
            questions = [(name, [choice for choice in choices if self._possible(ranks, name, choice)]) for name, choices in questions]
            questions.sort(key=lambda question: len(question[1]))
        (name, choices), *rest = questions
        return next((found for choice in choices if (found := self.go((*ranks, (name, choice)), rest))), None)

    def _possible(self, ranks: tuple[Asked, ...], name: str, choice: Ranks) -> bool:
        self.tries += 1
        return self.tries <= MOST_TRIES and _Table(self.lists, (*ranks, (name, choice)), self.low, self.high).possible()


class _Table:
    """How many numbers of each list are at or below each value that matters: lower and upper bounds, then a choice."""

    def __init__(self, lists: Mapping[str, Wanted], ranks: Sequence[tuple[str, Ranks]], low: int, high: int) -> None:
        self.names = [name for name in lists if name != ALL]
        self.sizes = {name: want.size for name, want in lists.items()}
        self.sizes.setdefault(ALL, sum(self.sizes[name] for name in self.names))
        bounds = [(name, value, rank, self.sizes[name]) for name, pairs in ranks for rank, value in pairs]
        bounds += [(name, value - 1, 0, rank - 1) for name, pairs in ranks for rank, value in pairs]
        bounds += [(name, value, least, most) for name, want in lists.items() for value, least, most in want.below]
        self.outside = any(not low <= value <= high for _, pairs in ranks for _, value in pairs)
        inside = {value for _, value, _, _ in bounds if low - 1 <= value <= high}
        self.values = sorted({*inside, low - 1, high})
        self.least = {name: [0] * len(self.values) for name in self.sizes}
        self.most = {name: [size] * len(self.values) for name, size in self.sizes.items()}
        for name, size in self.sizes.items():
            self.most[name][0], self.least[name][-1] = 0, size
        for name, value, least, most in bounds:
            if low - 1 <= value <= high:
                at = self.values.index(value)
                self.least[name][at] = max(self.least[name][at], least)
                self.most[name][at] = min(self.most[name][at], most)
        for name in self.sizes:
            self._tighten(name)

    def _tighten(self, name: str) -> None:
        """A count never falls from one value to the next."""
        least, most = self.least[name], self.most[name]
        for at in range(1, len(least)):
            least[at] = max(least[at], least[at - 1])
        for at in range(len(most) - 2, -1, -1):
            most[at] = min(most[at], most[at + 1])

    def possible(self) -> bool:
        """Whether no bound contradicts another, each value taken by itself."""
        if self.outside or any(a > b for name in self.sizes for a, b in zip(self.least[name], self.most[name], strict=True)):
            return False
        return all(
            sum(self.least[name][at] for name in self.names) <= self.most[ALL][at]
            and sum(self.most[name][at] for name in self.names) >= self.least[ALL][at]
            for at in range(len(self.values))
        )

    def lists(self, dice: Dice) -> dict[str, list[int]] | None:
        """Numbers drawn between the values that matter, as many as a path through the bounds says."""
        path = self._path(dice, 0, (0,) * len(self.names), set())
        if path is None:
            return None
        found: dict[str, list[int]] = {name: [] for name in self.names}
        for at in range(1, len(self.values)):
            for name, before, now in zip(self.names, path[at - 1], path[at], strict=True):
                found[name] += [dice.between(self.values[at - 1] + 1, self.values[at]) for _ in range(now - before)]
        return found

    def _path(self, dice: Dice, at: int, state: tuple[int, ...], dead: set[tuple[int, tuple[int, ...]]]) -> list[tuple[int, ...]] | None:
        if at == len(self.values) - 1:
            return [state]
        if (at, state) in dead or len(dead) > MOST_STATES:
            return None
        for after in self._next(dice, at + 1, state):
            rest = self._path(dice, at + 1, after, dead)
            if rest is not None:
                return [state, *rest]
        dead.add((at, state))
        return None

    def _next(self, dice: Dice, at: int, state: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        """The counts at the next value: a natural choice first, then every other one where there are few enough."""
        least = [max(now, self.least[name][at]) for name, now in zip(self.names, state, strict=True)]
        most = [self.most[name][at] for name in self.names]
        if any(a > b for a, b in zip(least, most, strict=True)):
            return
        drawn = [dice.between(a, b) for a, b in zip(least, most, strict=True)]
        seen: set[tuple[int, ...]] = set()
        for order in permutations(range(len(self.names))):
            candidate = self._summed(at, drawn, least, most, order)
            if candidate not in seen and self._sums(at, candidate):
                seen.add(candidate)
                yield candidate
        if prod(b - a + 1 for a, b in zip(least, most, strict=True)) <= MOST_STATES:
            ranges = [range(a, b + 1) for a, b in zip(least, most, strict=True)]
            yield from (found for found in product(*ranges) if found not in seen and self._sums(at, found))

    def _summed(self, at: int, drawn: list[int], least: list[int], most: list[int], order: Sequence[int]) -> tuple[int, ...]:
        """The counts drawn, moved one group after the other until their sum fits."""
        counts = list(drawn)
        for place in order:
            short, over = self.least[ALL][at] - sum(counts), sum(counts) - self.most[ALL][at]
            counts[place] = min(most[place], max(least[place], counts[place] + max(0, short) - max(0, over)))
        return tuple(counts)

    def _sums(self, at: int, counts: Sequence[int]) -> bool:
        return self.least[ALL][at] <= sum(counts) <= self.most[ALL][at]
