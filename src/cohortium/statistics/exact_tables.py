"""Exact tests of tables of counts, in whole numbers: no random draws, no tolerance, a stated limit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from fractions import Fraction
from math import comb, prod

from cohortium.language import marked
from cohortium.statistics.statistic import Statistic, Stats, UndefinedStatistic

Table = Sequence[Sequence[int]]
Rows = tuple[int, ...]
LIMIT = 600_000
"""How many columns an exact test may try, and how many partial tables it may keep."""
_MOST_WEIGHED, _MOST_DIGITS, _MOST_PATIENTS, _MOST_ODDS = 2_000_000, 10**11, 20_000, 5_000
"""How often it may weigh a partial table, and columns tried x patients squared (what multinomials of many patients cost): seconds."""
_DIGITS = 30
_HALVINGS = 110


def trimmed(table: Table) -> list[list[int]]:
    """A table without its empty rows and columns; UndefinedStatistic unless 2 x 2 or more is left."""
    if any(cell < 0 for row in table for cell in row) or len({len(row) for row in table}) != 1:
        raise ValueError("a table needs rows of one length and counts of 0 or more")
    rows = [row for row in table if any(row)]
    kept = [at for at in range(len(table[0])) if any(row[at] for row in rows)]
    if len(rows) < 2 or len(kept) < 2:
        raise UndefinedStatistic("a table of counts needs two groups with patients and two different outcomes")
    return [[row[at] for at in kept] for row in rows]


def fisher(table: Table) -> Stats:
    """Fisher's exact test (Freeman and Halton beyond 2 x 2), two-sided. Stats: p_value, an exact fraction.

    The tables no more probable than the one seen, compared as whole numbers. R counts as equal what differs by less than
    1e-7 of itself, which can matter only where two tables are that close without being equal. UndefinedStatistic beyond
    LIMIT steps: chi_squared is then the test to ask for.
    """
    cells = trimmed(table)
    rows, columns = [sum(row) for row in cells], [list(column) for column in zip(*cells, strict=True)]
    _within_limit(sum(rows), _MOST_PATIENTS)
    seen, every = prod(_ways(column) for column in columns), _ways(rows)
    return {"p_value": Fraction(_no_more_probable(rows, [sum(column) for column in columns], seen), every)}


def _no_more_probable(rows: list[int], totals: list[int], seen: int) -> int:
    """The summed weights of all tables with these margins whose weight (product of their columns' multinomials) is at most `seen`.

    Mehta and Patel's network: column by column, and a partial table whose completions all lie on one side of `seen` is
    settled at once, since the weights of all its completions add up to a multinomial.
    """
    columns = _Columns(tuple(sorted(totals, reverse=True)))
    partial: dict[Rows, Counter[int]] = {tuple(sorted(rows)): Counter({1: 1})}
    settled = weighed = 0
    for place in range(len(totals)):
        following: dict[Rows, Counter[int]] = {}
        for left, weights in partial.items():
            for (rest, ways), alike in columns.fillings(left, place).items():
                weighed += len(weights)
                _within_limit(weighed, _MOST_WEIGHED)
                (least, most), whole, target = columns.bounds(rest, place + 1), _ways(rest), following.setdefault(rest, Counter())
                for weight, count in weights.items():
                    if weight * ways * most <= seen:
                        settled += weight * ways * count * alike * whole
                    elif weight * ways * least <= seen:
                        target[weight * ways] += count * alike
            _within_limit(sum(map(len, following.values())))
        partial = following
    return settled


@dataclass
class _Columns:
    """The columns of the tables with given margins, and what they can do to rows of which so much is left."""

    totals: tuple[int, ...]
    tried: int = 0
    filled: dict[tuple[Rows, int], Counter[tuple[Rows, int]]] = field(default_factory=dict)
    bounded: dict[tuple[Rows, int], tuple[int, int]] = field(default_factory=dict)

    def fillings(self, left: Rows, place: int) -> Counter[tuple[Rows, int]]:
        """(What is left after a column, the column's multinomial) -> how many columns do that."""
        if (left, place) not in self.filled:
            found: Counter[tuple[Rows, int]] = Counter()
            for column in _fillings(left, self.totals[place]):
                # Rows are alike to what follows, so their order is forgotten and equal remainders meet.
                found[tuple(sorted(have - used for have, used in zip(left, column, strict=True))), _ways(column)] += 1
                self.tried += 1
                _within_limit(self.tried)
                _within_limit(self.tried * sum(self.totals) ** 2, _MOST_DIGITS)
            self.filled[left, place] = found
        return self.filled[left, place]

    def bounds(self, left: Rows, place: int) -> tuple[int, int]:
        """The least and the most that the columns from a place on can multiply a weight by."""
        if place == len(self.totals):
            return 1, 1
        if (left, place) not in self.bounded:
            ends = [(ways, self.bounds(rest, place + 1)) for rest, ways in self.fillings(left, place)]
            self.bounded[left, place] = min(ways * low for ways, (low, _) in ends), max(ways * high for ways, (_, high) in ends)
        return self.bounded[left, place]


def _within_limit(count: int, limit: int = LIMIT) -> None:
    if count > limit:
        raise UndefinedStatistic("the exact test of this table needs too many steps; ask for chi_squared")


def _fillings(left: tuple[int, ...], total: int) -> Iterator[tuple[int, ...]]:
    """Every way to take a column's total from what is left of the rows."""
    if len(left) == 1:
        if total <= left[0]:
            yield (total,)
        return
    rest = sum(left[1:])
    for used in range(max(0, total - rest), min(left[0], total) + 1):
        for others in _fillings(left[1:], total - used):
            yield (used, *others)


def _ways(column: Sequence[int]) -> int:
    total, ways = 0, 1
    for count in column:
        total += count
        ways *= comb(total, count)
    return ways


def mcnemar_exact(first_only: int, second_only: int) -> Stats:
    """McNemar's exact test of the pairs that differ, two-sided. Stats: p_value, an exact fraction.

    first_only, second_only: pairs with the outcome only on the first, only on the second occasion.
    """
    pairs = first_only + second_only
    if not pairs:
        raise UndefinedStatistic("no pair differs between the two occasions, so there is nothing to test")
    tail = sum(comb(pairs, k) for k in range(min(first_only, second_only) + 1))
    return {"p_value": min(Fraction(1), Fraction(2 * tail, 2**pairs))}


def conditional_odds(
    n: int, total: int, other_n: int, other_total: int, confidence: Fraction
) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """Estimate and limits of the ratio of odds given all margins; None stands for infinity."""
    events = n + other_n
    if total + other_total > _MOST_ODDS:
        raise UndefinedStatistic("an exact interval of odds is made for at most {limit} patients; ask for odds_ratio", limit=_MOST_ODDS)
    low, high = max(0, events - other_total), min(events, total)
    weights = [comb(total, k) * comb(other_total, events - k) for k in range(low, high + 1)]
    at, tail = n - low, (1 - confidence) / 2
    if len(weights) == 1:
        raise UndefinedStatistic("a ratio of odds needs patients with and without the outcome")
    with localcontext() as context:
        context.prec = _DIGITS
        powers, limit = range(len(weights)), Decimal(tail.numerator) / Decimal(tail.denominator)
        mean = _share(weights, [Decimal(k) for k in powers])
        below = _share(weights, [Decimal(k <= at) for k in powers])
        above = _share(weights, [Decimal(k >= at) for k in powers])
        top = len(weights) - 1
        estimate = Decimal(0) if at == 0 else None if at == top else _solve(lambda odds: mean(odds) - at)
        return (
            estimate,
            Decimal(0) if at == 0 else _solve(lambda odds: above(odds) - limit),
            None if at == top else _solve(lambda odds: limit - below(odds)),
        )


def _share(weights: list[int], values: list[Decimal]) -> Callable[[Decimal], Decimal]:
    def share(odds: Decimal) -> Decimal:
        top = bottom = Decimal(0)
        for weight, value in zip(reversed(weights), reversed(values), strict=True):
            top, bottom = top * odds + weight * value, bottom * odds + weight
        return top / bottom

    return share


def _solve(rising: Callable[[Decimal], Decimal]) -> Decimal:
    """The zero of a rising function of the odds, by halving on the log scale."""
    low, high = Decimal(-60), Decimal(60)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if rising(middle.exp()) > 0 else (middle, high)
    return ((low + high) / 2).exp()


ENTRIES = {
    "fisher": Statistic(
        fisher,
        ("p_value",),
        "{p_value}",
        "Fisher 1934; Freeman & Halton 1951, Biometrika 38:141-149",
        "fisher.test(x)$p.value",
        marked("Fisher's exact test"),
    ),
    "mcnemar_exact": Statistic(
        mcnemar_exact,
        ("p_value",),
        "{p_value}",
        "McNemar 1947, Psychometrika 12:153-157; exact binomial",
        "binom.test(first_only, first_only + second_only)$p.value",
        marked("McNemar's exact test"),
    ),
}
