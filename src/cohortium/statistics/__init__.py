"""From tallies to statistics: pure functions, whole-number, Fraction or Decimal arithmetic, no engine.

STATISTICS names what a protocol can ask for: which function makes it, which stats it needs, how its cell reads.
"""

from __future__ import annotations

from cohortium.statistics import (
    chi_squares,
    clustered,
    competing,
    differences,
    exact_tables,
    funnel,
    gee,
    hazards,
    homogeneity,
    imputation,
    multiplicity,
    paired_shares,
    propensity,
    ranks,
    rates,
    regressions,
    shifts,
    signed_ranks,
    standardised,
    survival,
    survival_tests,
    variance,
    weighting,
)
from cohortium.statistics.proportions import INTERVALS, SHARE, percent, proportion
from cohortium.statistics.quantiles import DEFINITIONS, quantile
from cohortium.statistics.rounding import p_text, printed, round_half_away, stat_text
from cohortium.statistics.statistic import Number, Statistic, Stats, UndefinedStatistic
from cohortium.statistics.summaries import SUMMARY, describe

_QUARTILES = "Hyndman & Fan 1996, Am Stat 50:361-365"

STATISTICS = {
    "median_q1_q3": Statistic(
        describe,
        ("median", "q1", "q3"),
        "{median} ({q1};{q3})",
        _QUARTILES,
        "quantile(x, c(0.5, 0.25, 0.75), type = 2)",
    ),
    "mean_sd": Statistic(describe, ("mean", "sd"), "{mean} ± {sd}", "Altman & Bland 2005, BMJ 331:903", "c(mean(x), sd(x))"),
    "median_min_max": Statistic(describe, ("median", "min", "max"), "{median} ({min};{max})", _QUARTILES, "c(median(x), min(x), max(x))"),
    "n_percent": Statistic(
        proportion,
        ("n", "N", "percent"),
        "{n}/{N} ({percent} %)",
        "STROBE statement, items 14 to 16",
        "100 * n / N",
    ),
    "interval_wilson": Statistic(
        proportion,
        ("conf_low", "conf_high"),
        "{conf_low} to {conf_high}",
        INTERVALS["wilson"].source,
        INTERVALS["wilson"].r_call,
    ),
    "interval_clopper_pearson": Statistic(
        proportion,
        ("conf_low", "conf_high"),
        "{conf_low} to {conf_high}",
        INTERVALS["clopper_pearson"].source,
        INTERVALS["clopper_pearson"].r_call,
    ),
    **differences.ENTRIES,
    **exact_tables.ENTRIES,
    **chi_squares.ENTRIES,
    **paired_shares.ENTRIES,
    **ranks.ENTRIES,
    **shifts.ENTRIES,
    **signed_ranks.ENTRIES,
    **standardised.ENTRIES,
    **multiplicity.ENTRIES,
    **variance.ENTRIES,
    **survival.ENTRIES,
    **survival_tests.ENTRIES,
    **competing.ENTRIES,
    **rates.ENTRIES,
    **hazards.ENTRIES,
    **funnel.ENTRIES,
    **regressions.ENTRIES,
    **homogeneity.ENTRIES,
    **clustered.ENTRIES,
    **gee.ENTRIES,
    **imputation.ENTRIES,
    **propensity.ENTRIES,
    **weighting.ENTRIES,
}

__all__ = [
    "DEFINITIONS",
    "INTERVALS",
    "SHARE",
    "STATISTICS",
    "SUMMARY",
    "Number",
    "Statistic",
    "Stats",
    "UndefinedStatistic",
    "describe",
    "p_text",
    "percent",
    "printed",
    "proportion",
    "quantile",
    "round_half_away",
    "stat_text",
]
