"""Every statistic is shown where a study asks for it: an example of the manual goes from centre tables to its numbers."""

from __future__ import annotations

import pytest

from cohortium.estimates.comparisons import CONTRASTS
from cohortium.statistics import STATISTICS
from spec.framework import Spec, Table
from spec.manual import FILES

SPECS = [spec for specs in FILES.values() for spec in specs]
_MEAN = {"analysis": "weighted", "stat": "percent"}
SHOWN: dict[str, dict[str, str]] = {
    "median_q1_q3": {"analysis": "baseline", "stat": "q1"},
    "mean_sd": {"analysis": "baseline", "stat": "sd"},
    "median_min_max": {"analysis": "efficacy", "stat": "max"},
    "n_percent": {"analysis": "efficacy", "stat": "percent"},
    "interval_wilson": {"analysis": "efficacy", "stat": "conf_low", "without": "clopper_pearson"},
    "interval_clopper_pearson": {"analysis": "efficacy", "stat": "conf_low", "asked": "interval: clopper_pearson"},
    **{each.statistic: {"analysis": "efficacy", "level": level, "stat": ""} for level, each in CONTRASTS.items()},
    **dict.fromkeys(
        ("standardised_means", "standardised_shares", "standardised_levels"), {"analysis": "baseline", "level": "standardised"}
    ),
    "holm": {"stat": "p_adjusted", "asked": "adjust: holm"},
    "benjamini_hochberg": {"stat": "p_adjusted", "asked": "adjust: benjamini_hochberg"},
    "survival_at": {"analysis": "survival", "stat": "percent", "asked": "at:"},
    "median_survival": {"analysis": "survival", "stat": "median"},
    "median_follow_up": {"analysis": "follow_up", "level": "reverse_kaplan_meier", "stat": "median"},
    "restricted_mean": {"analysis": "survival", "level": "restricted_mean", "stat": "mean"},
    "log_rank": {"analysis": "survival", "level": "log_rank", "stat": "p_value"},
    "incidence_at": {"analysis": "survival", "level": "inefficacy", "stat": "percent"},
    "incidence_rate": {"analysis": "incidence", "stat": "rate"},
    "cox": {"analysis": "survival", "level": "cox", "stat": "hazard_ratio"},
    "funnel_limits": {"analysis": "efficacy", "level": "funnel_95", "stat": "conf_low"},
    "logistic": {"analysis": "adjusted", "stat": "odds_ratio", "without": "errors:"},
    "firth": {"analysis": "adjusted", "stat": "odds_ratio", "asked": "model: firth"},
    "breslow_day": {"analysis": "subgroups", "stat": "p_interaction"},
    "linear": {"analysis": "adjusted", "stat": "difference", "asked": "errors: model"},
    "logistic_by_centre": {"analysis": "adjusted", "stat": "odds_ratio", "asked": "errors: centre"},
    "gee_linear": {"analysis": "adjusted", "stat": "difference", "asked": "errors: gee"},
    "gee_logistic": {"analysis": "adjusted", "stat": "odds_ratio", "asked": "errors: gee"},
    "pooled": {"analysis": "adjusted", "stat": "odds_ratio", "asked": "impute:"},
    "treatment_model": {"analysis": "weighted", "stat": "effective"},
    "weighted_mean": _MEAN,
    "weighted_difference": {"analysis": "weighted", "stat": "difference"},
    "weighted_balance": {"analysis": "weighted", "stat": "standardised_after"},
}
"""Statistic -> the rows that it makes: their analysis, level and stat, and what the protocol says (or does not) to get them."""


def _shows(spec: Spec, table: Table, how: dict[str, str]) -> bool:
    protocol = spec.protocol_text()
    stats = {column.split(" ")[0] for column in table.columns}
    rows = [row for row in table if how.get("level", "") in ("", row.get("level", ""))]
    return (
        table.name == how.get("analysis", table.name)
        and bool(rows)
        and how.get("stat", "") in {"", *stats}
        and how.get("asked", "") in protocol
        and not ("without" in how and how["without"] in protocol)
    )


@pytest.mark.parametrize("name", STATISTICS)
def test_a_statistic_has_an_example_at_protocol_level(name: str) -> None:
    assert [spec.title for spec in SPECS for table in spec.expected if _shows(spec, table, SHOWN[name])], name


def test_only_what_is_a_statistic_is_looked_for() -> None:
    assert set(SHOWN) == set(STATISTICS)
