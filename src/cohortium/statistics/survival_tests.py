"""Are curves of several groups alike? The log-rank test, exact up to its p-value."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from fractions import Fraction

from cohortium.language import marked
from cohortium.statistics.linear_equations import solve
from cohortium.statistics.statistic import Statistic, Stats, UndefinedStatistic
from cohortium.statistics.survival import CENSORED, Times, at_risk
from cohortium.statistics.tails import chi_squared_tail


def log_rank(groups: Sequence[Times], causes: Collection[str] | None = None) -> Stats:
    """The log-rank test of k groups. Stats: statistic, df, p_value; expected_1... as observed_1..., the events of each group.

    UndefinedStatistic without events or with fewer than two groups at risk.
    """
    filled = [group for group in groups if sum(group.values())]
    tables = [{day: (left, _events(happened, causes)) for day, left, happened in at_risk(group)} for group in filled]
    days = sorted({day for table in tables for day, (_, events) in table.items() if events})
    if len(filled) < 2 or not days:
        raise UndefinedStatistic("a comparison of curves needs two groups with patients, and at least one event")
    lefts = [_left(group, days) for group in filled]
    k = len(filled)
    gaps = [[Fraction(0)] * k for _ in range(k)]
    expected, observed = [Fraction(0)] * k, [0] * k
    for place, day in enumerate(days):
        risk = [left[place] for left in lefts]
        events = [table.get(day, (0, 0))[1] for table in tables]
        n, d = sum(risk), sum(events)
        for i in range(k):
            observed[i] += events[i]
            expected[i] += Fraction(d * risk[i], n)
            for j in range(k if n > 1 else 0):
                gaps[i][j] += Fraction(d * (n - d) * risk[i] * ((i == j) * n - risk[j]), n * n * (n - 1))
    # The distances add up to 0, so the last group says nothing that the others do not.
    apart = [observed[i] - expected[i] for i in range(k - 1)]
    statistic = sum((a * b for a, b in zip(apart, solve([line[:-1] for line in gaps[:-1]], apart), strict=True)), Fraction(0))
    stats: Stats = {"statistic": statistic, "df": k - 1, "p_value": chi_squared_tail(statistic, k - 1)}
    for i in range(k):
        stats |= {f"observed_{i + 1}": observed[i], f"expected_{i + 1}": expected[i]}
    return stats


def _events(happened: dict[str, int], causes: Collection[str] | None) -> int:
    return sum(count for cause, count in happened.items() if cause != CENSORED and (causes is None or cause in causes))


def _left(group: Times, days: Sequence[int]) -> list[int]:
    """How many patients of a group are at risk just before each day."""
    return [sum(patients for (day, _), patients in group.items() if day >= start) for start in days]


ENTRIES = {
    "log_rank": Statistic(
        log_rank,
        ("statistic", "df", "p_value"),
        "{p_value}",
        "Mantel 1966, Cancer Chemother Rep 50:163-170; Peto & Peto 1972",
        "survdiff(Surv(days, event) ~ group)",
        marked("log-rank test"),
    ),
}
