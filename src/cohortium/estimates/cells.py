"""What every estimator shares: counts by arm with `all`, subgroups, and rows of statistics."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from cohortium.estimates.margins import WITHHELD_WORDS, YES, Margin, Part, Withheld, added, counted, derived_from
from cohortium.language import number, tr
from cohortium.measures import Measure
from cohortium.protocol.model import Protocol, label_of
from cohortium.results import Result
from cohortium.statistics import DEFINITIONS, INTERVALS, SUMMARY, describe, proportion, stat_text
from cohortium.tallies import Tally, ValueTally

COUNTS = ("n", "N", "percent")
ALL = "all"
Counts = dict[tuple[Any, ...], int]
Only = Mapping[str, Iterable[str]]
"""Column -> the texts that a row may hold there."""
ALL_ROWS: Only = {}


@dataclass(frozen=True)
class Estimation:
    """What an estimator reads: the protocol, its measures, and counts of tallies; `group` where only a subset counts.

    Whatever is counted is asked of `counts` and stays in `margins`: what was asked there is all that a centre has to send. Pooled,
    there are no tallies, only the margins of all centres added up, and which variants gave every patient the same answer (`alike`).
    """

    protocol: Protocol
    measures: Mapping[str, Measure]
    tallies: Mapping[str, Tally]
    group: str = ""
    part: Part = ()
    margins: dict[Margin, Counts] = field(default_factory=dict)
    alike: dict[str, dict[str, Any]] = field(default_factory=dict)
    _counted: dict[Margin, Counts] = field(default_factory=dict)

    @property
    def arms(self) -> tuple[str, ...]:
        """All patients, then each declared arm."""
        return (ALL, *self.protocol.arms)

    def counts(self, name: str, *by: str, of: str = "patients", only: Only = ALL_ROWS) -> Counts:
        """The counts of a tally (of its column `of`) by columns, in rows whose columns hold one of the texts of `only`.

        By arm, every patient of an arm counts twice, in the arm and in `all`; a patient without an arm only in `all`.
        """
        margin = Margin(name, by, of, self.part, tuple((column, tuple(texts)) for column, texts in only.items()))
        if margin not in self._counted:
            self._counted[margin] = with_all(self._margin(margin), by)
        return self._counted[margin]

    def _margin(self, margin: Margin) -> Counts:
        if margin not in self.margins:
            tally = self.tallies.get(margin.tally)
            self.margins[margin] = counted(tally, margin, self) if tally else derived_from(self.margins, margin)
        return self.margins[margin]

    def values(self, name: str, value: str, *by: str, only: Only = ALL_ROWS) -> dict[tuple[Any, ...], ValueTally]:
        """Group -> value tally. Rows without a value are no part of it; count them apart."""
        found: dict[tuple[Any, ...], dict[int, int]] = {}
        for (*group, each), patients in self.counts(name, *by, value, only=only).items():
            if each is not None:
                found.setdefault(tuple(group), {})[each] = patients
        return {group: Withheld.over(tally) for group, tally in found.items()}

    def within(self, group: str, part: Part = ()) -> Estimation:
        """The same, among the members of a subset (whose rows then say so), or in any part of the patients."""
        return replace(self, group=group, part=part or ((group, YES),))

    def row(self, analysis: str, variable: str, stat: str, value: Any, decimals: int = 0, **parts: str) -> Result:
        """One result with its printed text."""
        text = number(stat_text(stat, value, decimals, self.protocol.statistics.percent_decimals))
        level = "yes" if self.group else ""
        return Result(analysis=analysis, variable=variable, stat=stat, value=value, text=text, group=self.group, group_level=level, **parts)

    def share(self, analysis: str, variable: str, n: int, total: int, interval: bool = False, **parts: Any) -> Iterator[Result]:
        """N, n and percent of patients (or mentions); the interval where it is asked for."""
        choice = self.protocol.statistics
        stats = proportion(n, total, choice.interval, choice.confidence)
        parts.setdefault("unit", "patients")
        for stat in ("N", "n", "percent", *(("conf_low", "conf_high") if interval else ())):
            yield self.row(analysis, variable, stat, stats[stat], method=self.method_of(stat), **parts)

    def method_of(self, stat: str) -> str:
        """The interval behind a limit, the definition behind a quartile; nothing else of a share or a summary has a choice."""
        choice = self.protocol.statistics
        if stat in ("median", "q1", "q3"):
            return tr(DEFINITIONS[choice.quantiles].label)
        if stat not in ("conf_low", "conf_high"):
            return ""
        name, level = tr(INTERVALS[choice.interval].label), number(percent_text(choice.confidence))
        return tr("{interval}, {confidence} %", interval=name, confidence=level)

    def summary(self, analysis: str, variable: str, tally: ValueTally, scale: Fraction, decimals: int, **parts: Any) -> Iterator[Result]:
        """N, median, quartiles, mean, SD, minimum and maximum of a value tally in units of `scale`."""
        definition = self.protocol.statistics.quantiles
        stats, error = summarised(tally, scale, definition)
        for stat, value in stats.items():
            own: dict[str, Any] = {"unit": "patients"} if stat == "N" else {"error": error}
            yield self.row(analysis, variable, stat, value, decimals, method=self.method_of(stat), **parts, **own)


def summarised(tally: ValueTally, scale: Fraction, definition: str) -> tuple[dict[str, Any], str]:
    """The statistics of SUMMARY; of values that did not travel only N, and why there is no more."""
    if isinstance(tally, Withheld):
        return {"N": tally.patients} | dict.fromkeys(SUMMARY[1:]), tr(WITHHELD_WORDS)
    return describe(tally, scale, definition), ""


def with_all(counts: Counts, by: tuple[str, ...]) -> Counts:
    """Counts by arm with those of `all`; counts by other columns as they are."""
    if "arm" not in by:
        return counts
    at, doubled = by.index("arm"), {group: count for group, count in counts.items() if group[by.index("arm")] is not None}
    for group, count in counts.items():
        key = (*group[:at], ALL, *group[at + 1 :])
        doubled[key] = added(doubled.get(key, 0), count)
    return doubled


def percent_text(confidence: Fraction) -> str:
    """The confidence of an interval: `95`, `97.5`."""
    return stat_text("percent", 100 * confidence, percent_decimals=0 if (100 * confidence).denominator == 1 else 1)


def label(parts: Mapping[str, Any], name: str) -> str:
    """The label of a declared thing; its id without one."""
    return label_of(parts[name], name) if name in parts else name
