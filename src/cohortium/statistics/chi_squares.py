"""Large-sample tests of counts: chi-squared, McNemar, trend. Statistics are exact fractions, probabilities scipy's."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from cohortium.language import marked
from cohortium.statistics.exact_tables import Table, trimmed
from cohortium.statistics.statistic import Statistic, Stats, UndefinedStatistic
from cohortium.statistics.tails import chi_squared_tail

HALF = Fraction(1, 2)


def chi_squared(table: Table, correct: bool = False) -> Stats:
    """Pearson's test of independence. Stats: statistic, df, p_value, smallest_expected.

    correct: Yates' continuity correction, of 2 x 2 tables only; as in R never more than the distance itself.
    """
    cells = trimmed(table)
    rows, columns = [sum(row) for row in cells], [sum(column) for column in zip(*cells, strict=True)]
    expected = [[Fraction(row * column, sum(rows)) for column in columns] for row in rows]
    pairs = [(seen, wanted) for line, wants in zip(cells, expected, strict=True) for seen, wanted in zip(line, wants, strict=True)]
    two_by_two = len(rows) == len(columns) == 2
    less = min(HALF, *(abs(seen - wanted) for seen, wanted in pairs)) if correct and two_by_two else Fraction(0)
    statistic = sum(((abs(seen - wanted) - less) ** 2 / wanted for seen, wanted in pairs), Fraction(0))
    return _tested(statistic, (len(rows) - 1) * (len(columns) - 1)) | {"smallest_expected": min(wanted for _, wanted in pairs)}


def chi_squared_corrected(table: Table) -> Stats:
    """chi_squared with Yates' continuity correction."""
    return chi_squared(table, correct=True)


def mcnemar(first_only: int, second_only: int, correct: bool = True) -> Stats:
    """McNemar's large-sample test of the pairs that differ. Stats: statistic, df, p_value."""
    pairs, apart = first_only + second_only, abs(first_only - second_only)
    if not pairs:
        raise UndefinedStatistic("no pair differs between the two occasions, so there is nothing to test")
    return _tested(Fraction((apart - (correct and apart > 0)) ** 2, pairs), 1)


def trend(events: Sequence[int], totals: Sequence[int], scores: Sequence[int] | None = None) -> Stats:
    """Cochran and Armitage's test of a trend of shares over ordered groups. Stats: statistic, df, p_value.

    scores: the place of each group, by default 1, 2, 3...
    """
    places = list(scores or range(1, len(events) + 1))
    groups = [group for group in zip(events, totals, places, strict=True) if group[1]]
    n, total = sum(n for n, _, _ in groups), sum(of for _, of, _ in groups)
    if len({place for *_, place in groups}) < 2 or n in (0, total):
        raise UndefinedStatistic("a trend needs two groups with patients, and patients with and without the outcome")
    share = Fraction(n, total)
    slope = sum((place * (n - of * share) for n, of, place in groups), Fraction(0))
    spread = sum(of * place**2 for _, of, place in groups) - Fraction(sum(of * place for _, of, place in groups) ** 2, total)
    return _tested(slope**2 / (share * (1 - share) * spread), 1)


def _tested(statistic: Fraction, df: int) -> Stats:
    return {"statistic": statistic, "df": df, "p_value": chi_squared_tail(statistic, df)}


_P = ("statistic", "df", "p_value")
ENTRIES = {
    "chi_squared": Statistic(
        chi_squared,
        _P,
        "{p_value}",
        "Pearson 1900, Phil Mag 50:157-175",
        "chisq.test(x, correct = FALSE)",
        marked("chi-squared test"),
    ),
    "chi_squared_corrected": Statistic(
        chi_squared_corrected,
        _P,
        "{p_value}",
        "Yates 1934, J R Stat Soc Suppl 1:217-235",
        "chisq.test(x)",
        marked("chi-squared test with continuity correction"),
    ),
    "mcnemar": Statistic(mcnemar, _P, "{p_value}", "McNemar 1947, Psychometrika 12:153-157", "mcnemar.test(x)", marked("McNemar's test")),
    "trend": Statistic(
        trend,
        _P,
        "{p_value}",
        "Armitage 1955, Biometrics 11:375-386",
        "prop.trend.test(events, totals)",
        marked("Cochran-Armitage test for trend"),
    ),
}
