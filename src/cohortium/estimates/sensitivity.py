"""What other reasonable choices would have given: every combination, how many are different, and how far the answers range."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from cohortium.estimates.cells import ALL, Counts, Estimation, label, summarised
from cohortium.estimates.margins import NO, Withheld
from cohortium.language import marked, number, tr
from cohortium.protocol.questions import REASONS, Question, estimand_of, questions, refused, timepoint_of
from cohortium.results import Result, Value
from cohortium.statistics import SUMMARY, proportion, stat_text

COUNTS = {
    "n_combinations": marked("Combinations of choices"),
    "n_refused": marked("Refused, because they make no sense"),
    "n_identical": marked("With the same answer for every patient as another one"),
    "n_distinct": marked("Different choices, the protocol's own included"),
}
RANGES = {"percent": marked("Range of the percentage"), "N": marked("Range of N"), "median": marked("Range of the median")}
SUMS = ("first_sum", "second_sum", "patients")


def sensitivity(estimation: Estimation) -> Iterator[Result]:
    """analysis `sensitivity`: per endpoint its own choice (empty variant), every other, and their ranges per estimand and in all."""
    for name in estimation.protocol.sensitivity:
        yield from _endpoint(_Curve(estimation, name))


@dataclass(frozen=True)
class _Curve:
    """The questions of one endpoint at one timepoint, and the answers of each by arm."""

    estimation: Estimation
    endpoint: str

    @property
    def at(self) -> str:
        return timepoint_of(self.estimation.protocol, self.endpoint)

    @cached_property
    def asked(self) -> tuple[Question, ...]:
        """The protocol's own question, then its coherent variants."""
        return tuple(each for each in questions(self.estimation.protocol) if (each.endpoint, each.at) == (self.endpoint, self.at))

    @property
    def quantity(self) -> str:
        return self.asked[0].rule.quantity

    @cached_property
    def classes(self) -> dict[str, str]:
        """Variant -> the first one with the same answer for every patient."""
        known, first = self.estimation.alike, {}
        if self.endpoint not in known:
            known[self.endpoint] = {each.variant: self._fingerprint(each) for each in self.asked}
        return {each.variant: first.setdefault(known[self.endpoint][each.variant], each.variant) for each in self.asked}

    def _fingerprint(self, asked: Question) -> tuple[int, ...]:
        """Two weighted sums and a count: patients of another weight never give the same two."""
        return tuple(self._among(asked, "tally_variants", of=of).get((asked.name, asked.at), {}).get((), 0) for of in SUMS)

    def _among(self, asked: Question, tally: str, *by: str, of: str = "patients") -> dict[tuple[str, str], Counts]:
        """(endpoint, timepoint) -> counts by columns, among those whom the question does not leave out."""
        without = tuple((subset, NO) for subset in asked.without)
        key = (tally, by, of, without)
        if key not in self._sorted:
            names = tuple(dict.fromkeys(each.name for each in self.asked if each.without == asked.without))
            counted = self.estimation.within("", without) if without else self.estimation
            only = {"endpoint": names} if without else {}
            found = self._sorted.setdefault(key, {})
            for (name, at, *group), count in counted.counts(tally, "endpoint", "timepoint", *by, of=of, only=only).items():
                found.setdefault((name, at), {})[tuple(group)] = count
        return self._sorted[key]

    @cached_property
    def _sorted(self) -> dict[Any, dict[tuple[str, str], Counts]]:
        return {}

    def answers(self, asked: Question) -> dict[str, Mapping[str, Any]]:
        """Arm -> the statistics of a question: N, n, percent and its interval, or N, median and quartiles ..."""
        protocol, arms = self.estimation.protocol, self.estimation.arms
        if self.quantity == "responder":
            counts = self._among(asked, "tally_responses", "arm", "responder").get((asked.name, asked.at), {})
            choice = protocol.statistics
            shares = {arm: (counts.get((arm, True), 0), counts.get((arm, False), 0)) for arm in arms}
            return {arm: proportion(yes, yes + no, choice.interval, choice.confidence) for arm, (yes, no) in shares.items()}
        found: dict[str, dict[Any, int]] = {arm: {} for arm in arms}
        of = "change" if self.quantity == "change" else "value"
        for (arm, value), patients in self._among(asked, "tally_changes", "arm", of).get((asked.name, asked.at), {}).items():
            found.setdefault(arm, {})[value] = patients
        scale, definition = self.estimation.measures[asked.rule.measure].scale, protocol.statistics.quantiles
        described = {arm: summarised(Withheld.over(tally), scale, definition) for arm, tally in found.items()}
        return {arm: stats | ({"error": error} if error else {}) for arm, (stats, error) in described.items()}


def _endpoint(curve: _Curve) -> Iterator[Result]:
    answers = {each.variant: curve.answers(each) for each in curve.asked}
    same = {variant: sum(first == variant for first in curve.classes.values()) for variant in curve.classes}
    for asked in curve.asked:
        # A single other choice is shown even where it changes nobody's answer; of other combinations each answer stands once.
        if same[asked.variant] or asked.variant.count("=") == 1:
            yield from _variant(curve, asked.variant, answers[asked.variant], same[asked.variant])
    yield from _numbers(curve)
    yield from _ranges(curve, list(answers.values()))
    for estimand in dict.fromkeys(map(estimand_of, curve.asked)):
        # An answer that another estimand gives too belongs to the range of both.
        within = [each.variant for each in curve.asked if estimand_of(each) == estimand]
        parts = {"group": "estimand", "group_level": estimand or "protocol"}
        yield _count(curve, "n_distinct", len({curve.classes[variant] for variant in within}), **parts)
        yield from _ranges(curve, [answers[variant] for variant in within], **parts)


def _variant(curve: _Curve, variant: str, answers: dict[str, Mapping[str, Any]], same: int) -> Iterator[Result]:
    estimation, own = curve.estimation, curve.asked[0].rule
    parts: dict[str, Any] = {"timepoint": curve.at, "variant": variant, "label": label(estimation.protocol.endpoints, curve.endpoint)}
    decimals = estimation.measures[own.measure].decimals
    for arm, stats in answers.items():
        shown = {stat: stats[stat] for stat in SUMMARY} if curve.quantity != "responder" else _share(stats, arm)
        for stat, value in shown.items():
            unit = "patients" if curve.quantity == "responder" or stat == "N" else ""
            said = {"error": "" if stat == "N" else stats.get("error", ""), "method": estimation.method_of(stat)}
            yield estimation.row("sensitivity", curve.endpoint, stat, value, decimals, arm=arm, unit=unit, **said, **parts)
    yield estimation.row("sensitivity", curve.endpoint, "n_same", same, arm=ALL, **parts)


def _share(stats: Mapping[str, Any], arm: str) -> dict[str, Any]:
    """The interval is for the curve, which is of all patients."""
    return {stat: stats[stat] for stat in ("N", "n", "percent", *(("conf_low", "conf_high") if arm == ALL else ()))}


def _numbers(curve: _Curve) -> Iterator[Result]:
    against = [each for each in refused(curve.estimation.protocol) if each.endpoint == curve.endpoint]
    distinct = len(set(curve.classes.values()))
    counts = (len(curve.asked) + len(against), len(against), len(curve.asked) - distinct, distinct)
    for stat, count in zip(COUNTS, counts, strict=True):
        yield _count(curve, stat, count, label=tr(COUNTS[stat]))
    for reason in dict.fromkeys(each.reason for each in against):
        yield _count(curve, "n_refused", sum(each.reason == reason for each in against), level=reason, label=tr(REASONS[reason]))


def _count(curve: _Curve, stat: str, count: int, **parts: str) -> Result:
    parts = {"label": label(curve.estimation.protocol.endpoints, curve.endpoint), **parts}
    at = {"variable": curve.endpoint, "timepoint": curve.at, "arm": ALL}
    return Result(analysis="sensitivity", stat=stat, value=count, text=number(str(count)), **at, **parts)


def _ranges(curve: _Curve, answers: list[dict[str, Mapping[str, Any]]], **parts: str) -> Iterator[Result]:
    for arm in curve.estimation.arms:
        for of in ("percent", "N") if curve.quantity == "responder" else ("median", "N"):
            values = [stats[arm][of] for stats in answers if stats[arm][of] is not None]
            error = next((stats[arm]["error"] for stats in answers if "error" in stats[arm]), "") if of == "median" else ""
            for stat, extreme in (("min", min), ("max", max)):
                yield _extreme(curve, of, stat, extreme(values) if values and not error else None, arm, parts | {"error": error})


def _extreme(curve: _Curve, of: str, stat: str, value: Value, arm: str, parts: dict[str, str]) -> Result:
    estimation = curve.estimation
    decimals = estimation.measures[curve.asked[0].rule.measure].decimals
    text = number(stat_text(of, value, decimals, estimation.protocol.statistics.percent_decimals))
    return Result(
        analysis="sensitivity", variable=curve.endpoint, stat=stat, level=of, label=tr(RANGES[of]), timepoint=curve.at, arm=arm,
        value=value, text=text, **parts,
    )  # fmt: skip
