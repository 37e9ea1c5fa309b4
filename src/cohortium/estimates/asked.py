"""Rows of a statistic that a study asks for: its stats with their texts and its method, or its error in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import combinations
from typing import Any

from cohortium.estimates.cells import Estimation, percent_text
from cohortium.language import counted, number, tr
from cohortium.protocol.model import Protocol
from cohortium.results import DASH, Result, Value
from cohortium.statistics import STATISTICS, UndefinedStatistic, p_text, printed, round_half_away

Text = Callable[[Any], str]


def fixed(decimals: int) -> Text:
    """So many decimals, always."""
    return lambda value: round_half_away(value, decimals)


def fitting(decimals: int) -> Text:
    """So many decimals, one more where the number needs it."""
    return lambda value: printed(value, decimals)


OWN_TEXT: dict[str, Text] = {
    "p_value": p_text,
    "ph_p_value": p_text,
    "p_adjusted": p_text,
    "df": fixed(0),
    "df_between": fixed(0),
    "df_within": fixed(0),
    "statistic": fixed(2),
    "f": fixed(2),
    "n": fixed(0),
    "n_at_risk": fixed(0),
    "patient_years": fixed(1),
}
"""Stats that print alike wherever they stand; an estimate and its limits print as its unit wants."""


def statistic(
    estimation: Estimation, name: str, call: Callable[[], Any], text: Text, nothing: str = DASH, method: str = "", **parts: Any
) -> Iterator[Result]:
    """The stats of one statistic by name; where the data cannot give it, each of them as a row with the reason."""
    entry = STATISTICS[name]
    stats, error = tried(call)
    said = method or method_of(estimation, name)
    warning = parts.pop("warning", "") or _warning(stats)
    for stat in parts.pop("stats", entry.stats):
        value: Value = stats.get(stat)
        shown = nothing if value is None else OWN_TEXT.get(stat, text)(value)
        yield Result(stat=stat, value=value, text=DASH if error else number(shown), method=said, warning=warning, error=error, **parts)


def _warning(stats: dict[str, Any]) -> str:
    """A large-sample test of small numbers: Cochran's rule of thumb."""
    expected = stats.get("smallest_expected")
    return tr("An expected number is below 5: an exact test is safer.") if expected is not None and expected < 5 else ""


def tried(call: Callable[[], Any]) -> tuple[dict[str, Any], str]:
    """(what was computed, why it was not): a statistic that fails is a row with its error, and the run goes on."""
    try:
        return dict(call()), ""
    except UndefinedStatistic as reason:
        return {}, str(reason)


def method_of(estimation: Estimation, name: str, *more: str) -> str:
    """The statistic by name, with the confidence of its limits where it has any: `log-rank test`, `Kaplan-Meier, 95 %`."""
    entry = STATISTICS[name]
    limits = (
        [tr("{percent} %", percent=number(percent_text(estimation.protocol.statistics.confidence)))] if "conf_low" in entry.stats else []
    )
    return ", ".join([tr(entry.label), *more, *limits])


def contrasts(protocol: Protocol) -> tuple[tuple[str, str], ...]:
    """(arm, the arm that it is compared with): each other arm against the one named, else every pair as they are declared."""
    versus = protocol.comparisons.versus if protocol.comparisons else None
    if versus is None:
        return tuple(combinations(protocol.arms, 2))
    return tuple((arm, versus) for arm in protocol.arms if arm != versus)


def adjusted(name: str, rows: Iterable[Result]) -> Iterator[Result]:
    """p-values adjusted for their number; a family is one statistic, over pairs of groups or over all groups at once."""
    families: dict[tuple[str, bool], list[Result]] = {}
    for row in rows:
        if row.stat == "p_value" and row.value is not None:
            families.setdefault((row.level, bool(row.versus)), []).append(row)
    for family in families.values():
        values = STATISTICS[name].function([row.value for row in family])
        said = counted("{adjustment}, {n} p-value", "{adjustment}, {n} p-values", len(family), adjustment=tr(STATISTICS[name].label))
        for row, value in zip(family, values, strict=True):
            yield replace(row, stat="p_adjusted", value=value, text=number(p_text(value)), method=tr("; ").join((row.method, said)))
