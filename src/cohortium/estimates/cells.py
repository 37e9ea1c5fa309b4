"""What every estimator shares: tallies by arm with `all`, subgroups, and rows of statistics."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from cohortium.language import number, tr
from cohortium.measures import Measure
from cohortium.protocol.model import Protocol, label_of
from cohortium.protocol.tables import subset_weights
from cohortium.results import Result
from cohortium.statistics import DEFINITIONS, INTERVALS, describe, proportion, stat_text
from cohortium.tallies import Tally, ValueTally

COUNTS = ("n", "N", "percent")
ALL = "all"


@dataclass(frozen=True)
class Estimation:
    """What an estimator reads: the protocol, its measures, the tallies by name; `group` where only a subset counts."""

    protocol: Protocol
    measures: Mapping[str, Measure]
    tallies: Mapping[str, Tally]
    group: str = ""
    _counted: dict[tuple[str, ...], dict[tuple[Any, ...], int]] = field(default_factory=dict)

    @property
    def arms(self) -> tuple[str, ...]:
        """All patients, then each declared arm."""
        return (ALL, *self.protocol.arms)

    def tally(self, name: str) -> Tally:
        """A tally by arm and for `all` (see `by_arm`), of the group's members where a group is set."""
        tally = self.tallies[name]
        if not self.group:
            return tally
        weight, at = subset_weights(self.protocol)[self.group], tally.columns.index("strata")
        return Tally(tally.columns, tuple(row for row in tally.rows if row[at] // weight % 3 == 2), tally.counted)

    def counts(self, name: str, *by: str, of: str = "") -> dict[tuple[Any, ...], int]:
        """The counts of a tally (of its column `of`, where it counts several things) by columns, added up only once."""
        key = (self.group, name, of, *by)
        if key not in self._counted:
            tally = self.tally(name)
            self._counted[key] = replace(tally, counted=of or tally.counted).counts(*by)
        return self._counted[key]

    def within(self, group: str) -> Estimation:
        """The same, among the members of a subset."""
        return replace(self, group=group)

    def row(self, analysis: str, variable: str, stat: str, value: Any, decimals: int = 0, **parts: str) -> Result:
        """One result with its printed text."""
        text = number(stat_text(stat, value, decimals, self.protocol.statistics.percent_decimals))
        level = "yes" if self.group else ""
        return Result(analysis=analysis, variable=variable, stat=stat, value=value, text=text, group=self.group, group_level=level, **parts)

    def share(self, analysis: str, variable: str, n: int, total: int, interval: bool = False, **parts: Any) -> Iterator[Result]:
        """N, n and percent of patients (or mentions); the interval where it is asked for."""
        choice = self.protocol.statistics
        name, level = tr(INTERVALS[choice.interval].label), number(percent_text(choice.confidence))
        method = tr("{interval}, {confidence} %", interval=name, confidence=level)
        stats = proportion(n, total, choice.interval, choice.confidence)
        parts.setdefault("unit", "patients")
        for stat in ("N", "n", "percent", *(("conf_low", "conf_high") if interval else ())):
            yield self.row(analysis, variable, stat, stats[stat], method=method if stat.startswith("conf") else "", **parts)

    def summary(self, analysis: str, variable: str, tally: ValueTally, scale: Fraction, decimals: int, **parts: Any) -> Iterator[Result]:
        """N, median, quartiles, mean, SD, minimum and maximum of a value tally in units of `scale`."""
        definition = self.protocol.statistics.quantiles
        for stat, value in describe(tally, scale, definition).items():
            own: dict[str, Any] = {"unit": "patients"} if stat == "N" else {}
            if stat in ("median", "q1", "q3"):
                own["method"] = tr(DEFINITIONS[definition].label)
            yield self.row(analysis, variable, stat, value, decimals, **parts, **own)


def by_arm(tally: Tally) -> Tally:
    """Every patient of an arm stands twice, in the arm and in `all`; a patient without an arm only in `all`."""
    if "arm" not in tally.columns:
        return tally
    at = tally.columns.index("arm")
    pooled = ((*row[:at], ALL, *row[at + 1 :]) for row in tally.rows)
    return Tally(tally.columns, (*pooled, *(row for row in tally.rows if row[at] is not None)), tally.counted)


def percent_text(confidence: Fraction) -> str:
    """The confidence of an interval: `95`, `97.5`."""
    return stat_text("percent", 100 * confidence, percent_decimals=0 if (100 * confidence).denominator == 1 else 1)


def label(parts: Mapping[str, Any], name: str) -> str:
    """The label of a declared thing; its id without one."""
    return label_of(parts[name], name) if name in parts else name
