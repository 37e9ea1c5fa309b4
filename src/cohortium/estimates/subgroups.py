"""Responses within groups of patients, the treatments compared in each, and whether the comparison is the same in all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from cohortium.estimates.cells import ALL, Estimation, label
from cohortium.estimates.margins import NO, YES
from cohortium.language import marked, number, tr
from cohortium.protocol.slots import levels_of
from cohortium.protocol.subgroups import CENTRE
from cohortium.results import DASH, Result, Value, fixed_text
from cohortium.statistics import STATISTICS, UndefinedStatistic

Answers = dict[tuple[str, bool], int]
METHODS = {
    "odds_ratio": marked("odds ratio, Woolf (Wald) interval"),
    "p_interaction": marked("interaction, Breslow-Day test with Tarone's correction"),
}
LEAST_EXPECTED, FEW = 5, marked("fewer than 5 patients expected in a cell: the p-value is rough")
"""Below this the distribution of the test is far from chi-squared."""
YES_NO = {"yes": marked("yes"), "no": marked("no")}


@dataclass(frozen=True)
class _Group:
    """One level of what patients are grouped by: its name, its words, who belongs to it."""

    level: str
    words: str
    answers: Answers

    def share(self, arm: str) -> tuple[int, int]:
        """n of N."""
        yes = self.answers.get((arm, True), 0)
        return yes, yes + self.answers.get((arm, False), 0)


def subgroups(estimation: Estimation) -> Iterator[Result]:
    """analysis `subgroups`: N, n, percent in each group; odds_ratio against `versus` in each, p_interaction over all of them."""
    for endpoint, asked in estimation.protocol.subgroups.items():
        at = asked.at or estimation.protocol.endpoints[endpoint].at[0]
        for by in asked.by:
            groups = list(_groups(estimation, endpoint, at, by))
            parts = {"variable": endpoint, "timepoint": at, "group": by}
            yield from _shares(estimation, groups, parts)
            for arm in estimation.protocol.arms if asked.versus else ():
                if arm != asked.versus:
                    yield from _compared(estimation, groups, parts | {"arm": arm, "versus": asked.versus or ""})


def _groups(estimation: Estimation, endpoint: str, at: str, by: str) -> Iterator[_Group]:
    only = {"endpoint": (endpoint,), "timepoint": (at,)}
    if by == CENTRE:
        counts = estimation.counts("tally_responses", "centre", "arm", "responder", only=only)
        for code in sorted({centre for centre, *_ in counts}):
            answers = {(arm, answer): patients for (centre, arm, answer), patients in counts.items() if centre == code}
            yield _Group(code, label(estimation.protocol.centres, code), answers)
    for level, words, part in _levels(estimation, by):
        counts = estimation.within("", (part,)).counts("tally_responses", "arm", "responder", only=only)
        yield _Group(level, words, {(arm, answer): patients for (arm, answer), patients in counts.items()})


def _levels(estimation: Estimation, by: str) -> Iterator[tuple[str, str, tuple[str, int]]]:
    """Each level with its words and the digit of who belongs to it; who is not known to belong to any is in none."""
    protocol = estimation.protocol
    if by in protocol.characteristics:
        for level, words in levels_of(protocol, by).items():
            yield level, words or tr(YES_NO.get(level, level)), (f"{by} {level}", YES)
    elif by != CENTRE:
        for level, digit in (("yes", YES), ("no", NO)):
            yield level, tr(YES_NO[level]), (by, digit)


def _shares(estimation: Estimation, groups: list[_Group], parts: dict[str, str]) -> Iterator[Result]:
    for group in groups:
        for arm in estimation.arms:
            more = {"label": group.words, "timepoint": parts["timepoint"], "arm": arm}
            for row in estimation.share("subgroups", parts["variable"], *group.share(arm), interval=arm == ALL, **more):
                yield replace(row, group=parts["group"], group_level=group.level)


def _compared(estimation: Estimation, groups: list[_Group], parts: dict[str, str]) -> Iterator[Result]:
    pairs = [(*group.share(parts["arm"]), *group.share(parts["versus"])) for group in groups]
    confidence = estimation.protocol.statistics.confidence
    for group, pair in zip(groups, pairs, strict=True):
        found = _tried(lambda pair=pair: STATISTICS["odds_ratio"].function(*pair, confidence))
        for stat in ("odds_ratio", "conf_low", "conf_high"):
            yield _row(stat, found, METHODS["odds_ratio"], parts | {"group_level": group.level, "label": group.words})
    found = _tried(lambda: STATISTICS["breslow_day"].function(pairs))
    few = tr(FEW) if found.get("smallest_expected", LEAST_EXPECTED) < LEAST_EXPECTED else ""
    renamed = {"p_interaction": found.get("p_value"), "error": found.get("error", ""), "warning": few}
    yield _row("p_interaction", renamed, METHODS["p_interaction"], parts)


def _tried(work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """The stats, or why these data do not give them."""
    try:
        return work()
    except UndefinedStatistic as refused:
        return {"error": str(refused)}


def _row(stat: str, found: dict[str, Any], method: str, parts: dict[str, str]) -> Result:
    value, error = found.get(stat), str(found.get("error", ""))
    text = number(_text(stat, value)) if value is not None else DASH
    warning, words = str(found.get("warning", "")), tr(method)
    return Result(analysis="subgroups", stat=stat, value=value, text=text, method=words, warning=warning, error=error, **parts)


def _text(stat: str, value: Value) -> str:
    """Ratios with two decimals; a p-value with three, and never 0."""
    if stat == "p_interaction":
        return "< 0.001" if Decimal(str(value)) < Decimal("0.001") else fixed_text(value or 0, 3)
    return fixed_text(value or 0, 2)
