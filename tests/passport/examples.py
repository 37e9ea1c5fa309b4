"""One case of each statistic, the shortest that the passport holds: what the manual shows."""

from __future__ import annotations

from functools import cache
from itertools import groupby

from passport.references import Value, values

_CASES = {
    "median_q1_q3": ("quantile", {"type": "sas"}, {"quantile"}),
    "mean_sd": ("summary", {}, {"mean", "sd"}),
    "median_min_max": ("summary", {}, {"median", "min", "max"}),
    "n_percent": ("proportion", {}, {"percent"}),
    "interval_wilson": ("proportion", {"interval": "wilson"}, {"conf_low", "conf_high"}),
    "interval_clopper_pearson": ("proportion", {"interval": "clopper_pearson"}, {"conf_low", "conf_high"}),
}
"""Summaries by the call of their cases, what is given to it and the stats that are theirs; the others are called by their name."""


def example_of(name: str) -> list[Value]:
    """The numbers of the shortest case of a statistic, with the outside value of each; empty where the passport has none."""
    call, given, stats = _CASES.get(name, (name, {}, set()))
    fitting = [case for case in _cases() if case[0].case.call == call and given.items() <= dict(case[0].case.given).items()]
    told = [case for case in fitting if stats <= {value.stat for value in case} and all(value.expected != "none" for value in case)]
    shortest = min(told, key=lambda case: (case[0].kind == "second", len(str(case[0].case.given))), default=[])
    return [value for value in shortest if not stats or value.stat in stats]


@cache
def _cases() -> list[list[Value]]:
    return [list(members) for _, members in groupby(values(), key=lambda value: id(value.case))]
