"""Whether a ratio of odds is the same in every subgroup: the common ratio of Mantel and Haenszel, and Breslow and Day's test."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, localcontext
from fractions import Fraction

from cohortium.statistics.statistic import Statistic, Stats, UndefinedStatistic, real
from cohortium.statistics.tails import chi_squared_tail

Shares = tuple[int, int, int, int]
"""n of N in the first group, n of N in the second."""
_DIGITS = 50


def common_odds(tables: Sequence[Shares]) -> Stats:
    """The ratio of odds over all subgroups, by Mantel and Haenszel. Stats: odds_ratio, exact.

    UndefinedStatistic where no subgroup has patients without the outcome in the first group and with it in the second.
    """
    _check(tables)
    top = sum((Fraction(n * (other_total - other_n), total + other_total) for n, total, other_n, other_total in _told(tables)), Fraction(0))
    bottom = sum((Fraction((total - n) * other_n, total + other_total) for n, total, other_n, other_total in _told(tables)), Fraction(0))
    if not bottom:
        raise UndefinedStatistic("the common ratio of odds has no limit: no subgroup speaks against the first group")
    return {"odds_ratio": top / bottom}


def breslow_day(tables: Sequence[Shares], tarone: bool = True) -> Stats:
    """Breslow and Day's test that the ratio of odds is the same in every subgroup. Stats: statistic, df, p_value, smallest_expected.

    tables: one per subgroup; tarone: Tarone's correction, which the ratio of Mantel and Haenszel needs. Subgroups in which
    nobody or everybody has the outcome, or without one of the groups, say nothing and are left out. UndefinedStatistic on
    fewer than two that say something, and where the common ratio is 0 or has no limit.
    """
    ratio = common_odds(tables)["odds_ratio"]
    if not ratio:
        raise UndefinedStatistic("the common ratio of odds is 0: no subgroup speaks for the first group")
    told = _told(tables)
    if len(told) < 2:
        raise UndefinedStatistic("an interaction needs two subgroups with both groups and both outcomes")
    with localcontext() as context:
        context.prec = _DIGITS
        expected = [_expected(table, Fraction(ratio)) for table in told]
        apart = [Decimal(table[0]) - wanted for table, wanted in zip(told, expected, strict=True)]
        spread = [_variance(table, wanted) for table, wanted in zip(told, expected, strict=True)]
        statistic = sum((gap**2 / variance for gap, variance in zip(apart, spread, strict=True)), Decimal(0))
        smallest = min(min(_cells(table, wanted)) for table, wanted in zip(told, expected, strict=True))
        if tarone:
            statistic -= sum(apart, Decimal(0)) ** 2 / sum(spread, Decimal(0))
    df = len(told) - 1
    return {"statistic": statistic, "df": df, "p_value": chi_squared_tail(statistic, df), "smallest_expected": smallest}


def _told(tables: Sequence[Shares]) -> list[Shares]:
    """The subgroups that say something, in a fixed order."""
    return sorted((n, total, on, other) for n, total, on, other in tables if total and other and 0 < n + on < total + other)


def _check(tables: Sequence[Shares]) -> None:
    if any(not (0 <= n <= total and 0 <= other_n <= other_total) for n, total, other_n, other_total in tables):
        raise ValueError("a share needs 0 <= n <= N")


def _expected(table: Shares, ratio: Fraction) -> Decimal:
    """Patients with the outcome in the first group if its ratio of odds were the common one: the root that is a number of patients."""
    _, total, _, other_total = table
    events = table[0] + table[2]
    if ratio == 1:
        return real(Fraction(total * events, total + other_total))
    a, b, c = 1 - ratio, other_total - events + ratio * (total + events), -ratio * total * events
    root = real(b * b - 4 * a * c).sqrt()
    # Of the two roots the one inside the margins; this form of it loses no digits where the ratio is near 1.
    return 2 * real(c) / (-real(b) - root)


def _cells(table: Shares, first: Decimal) -> tuple[Decimal, ...]:
    _, total, _, other_total = table
    events = table[0] + table[2]
    return first, total - first, events - first, other_total - events + first


def _variance(table: Shares, first: Decimal) -> Decimal:
    return 1 / sum((1 / cell for cell in _cells(table, first)), Decimal(0))


ENTRIES = {
    "breslow_day": Statistic(
        breslow_day,
        ("statistic", "df", "p_value"),
        "{p_value}",
        "Breslow & Day 1980, Statistical Methods in Cancer Research I, 4.4; Tarone 1985, Biometrika 72:91-95",
        "DescTools::BreslowDayTest(x, correct = TRUE)",
        "interaction, Breslow-Day test with Tarone's correction",
    ),
}
