"""One-way analysis of variance from value tallies, every sum of squares exact."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from cohortium.language import marked
from cohortium.statistics.statistic import Statistic, Stats, UndefinedStatistic
from cohortium.statistics.summaries import root
from cohortium.statistics.tails import f_tail
from cohortium.tallies import ValueTally


def analysis_of_variance(groups: Sequence[ValueTally], scale: Fraction = Fraction(1)) -> Stats:
    """Between and within groups. Stats: df_between, df_within, ss_*, ms_*, f, p_value, r_squared, residual_sd.

    Values count in units of scale, so that 1000000000000.4 loses none of its digits. UndefinedStatistic without two
    groups with patients, or without any spread within them.
    """
    sums = [_sums(group) for group in groups if sum(group.values())]
    n, total = sum(size for size, _, _ in sums), sum(values for _, values, _ in sums)
    if len(sums) < 2 or n == len(sums):
        raise UndefinedStatistic("an analysis of variance needs two groups, and more patients than groups")
    between_groups = sum(Fraction(values**2, size) for size, values, _ in sums)
    within = scale**2 * (sum(squares for *_, squares in sums) - between_groups)
    between = scale**2 * (between_groups - Fraction(total**2, n))
    if not within:
        raise UndefinedStatistic("all patients of a group have the same value: there is no spread within groups to compare with")
    df, df_within = len(sums) - 1, n - len(sums)
    f = (between / df) / (within / df_within)
    return {
        "df_between": df,
        "df_within": df_within,
        "ss_between": between,
        "ss_within": within,
        "ms_between": between / df,
        "ms_within": within / df_within,
        "f": f,
        "p_value": f_tail(f, df, df_within),
        "r_squared": between / (between + within),
        "residual_sd": root(within / df_within),
    }


def _sums(group: ValueTally) -> tuple[int, int, int]:
    return (
        sum(group.values()),
        sum(value * patients for value, patients in group.items()),
        sum(value * value * patients for value, patients in group.items()),
    )


ENTRIES = {
    "analysis_of_variance": Statistic(
        analysis_of_variance,
        ("f", "df_between", "df_within", "p_value"),
        "F({df_between}, {df_within}) = {f}",
        "Fisher 1925, Statistical Methods for Research Workers",
        "summary(aov(y ~ group))",
        marked("one-way analysis of variance"),
    ),
}
