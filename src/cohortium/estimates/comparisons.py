"""Treatment groups against each other, and scores against those before treatment: estimates first, tests where asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from typing import Any

from cohortium.estimates.asked import Text, adjusted, contrasts, fitting, fixed, method_of, statistic
from cohortium.estimates.cells import ALL, Estimation, label
from cohortium.estimates.efficacy import value_tallies
from cohortium.language import marked, tr
from cohortium.protocol.analyses import SIGNED_RANKS
from cohortium.protocol.model import Characteristic, Comparisons, Endpoint
from cohortium.results import DASH, Result
from cohortium.statistics import STATISTICS

Parts = dict[str, Any]
Shares = tuple[int, int]


@dataclass(frozen=True)
class _Contrast:
    """A statistic of the registry, what it is of, which groups it takes, and how it is called with them."""

    statistic: str
    of: str
    groups: tuple[str, ...]
    call: Callable[..., Any]
    text: Text = fixed(2)
    nothing: str = DASH


def _of_shares(name: str) -> Callable[..., Any]:
    return lambda groups, confidence: STATISTICS[name].function(*groups[0], *groups[1], confidence)


def _of_table(name: str) -> Callable[..., Any]:
    return lambda groups, confidence: STATISTICS[name].function([(n, total - n) for n, total in groups])


def _of_two(name: str) -> Callable[..., Any]:
    return lambda groups, confidence: STATISTICS[name].function(*groups)


def _of_differing(name: str) -> Callable[..., Any]:
    return lambda answers, confidence: STATISTICS[name].function(*answers[1:3])


def _of_answers(name: str) -> Callable[..., Any]:
    return lambda answers, confidence: STATISTICS[name].function(*answers, confidence)


def _of_all(name: str) -> Callable[..., Any]:
    return lambda groups, confidence: STATISTICS[name].function(groups)


def _trend(groups: list[Shares], confidence: Fraction) -> Any:
    return STATISTICS["trend"].function([n for n, _ in groups], [total for _, total in groups])


PAIRS, EVERY, WITHIN = "pairs", "every", "within"
CONTRASTS: dict[str, _Contrast] = {
    "difference": _Contrast("difference_newcombe", "shares", (PAIRS,), _of_shares("difference_newcombe"), fixed(1)),
    **{name: _Contrast(name, "shares", (PAIRS,), _of_shares(name)) for name in ("risk_ratio", "odds_ratio")},
    "odds_ratio_exact": _Contrast("odds_ratio_exact", "shares", (PAIRS,), _of_shares("odds_ratio_exact"), nothing="∞"),
    **{name: _Contrast(name, "shares", (PAIRS, EVERY), _of_table(name)) for name in ("fisher", "chi_squared", "chi_squared_corrected")},
    "trend": _Contrast("trend", "shares", (EVERY,), _trend),
    "shift": _Contrast("shift", "scores", (PAIRS,), _of_two("shift")),
    **{name: _Contrast(name, "scores", (PAIRS,), _of_two(name)) for name in ("mann_whitney", "mann_whitney_exact")},
    **{name: _Contrast(name, "scores", (EVERY,), _of_all(name)) for name in ("kruskal_wallis", "analysis_of_variance")},
    "paired_difference": _Contrast("paired_difference", "answers", (WITHIN,), _of_answers("paired_difference"), fixed(1)),
    **{name: _Contrast(name, "answers", (WITHIN,), _of_differing(name)) for name in ("mcnemar", "mcnemar_exact")},
    **{name: _Contrast(name, "changes", (WITHIN,), _of_two(name)) for name in ("pseudomedian", *SIGNED_RANKS)},
}
ZEROS = {
    "wilcox": marked("pairs that do not differ left out before ranking"),
    "pratt": marked("pairs that do not differ ranked, then left out"),
}
STANDARDISED = {"number": "standardised_means", "yes_no": "standardised_shares", "category": "standardised_levels"}


def comparisons(estimation: Estimation) -> Iterator[Result]:
    """Rows of the analyses `efficacy` and `baseline` with `versus`, and tests over all groups and within each of them."""
    asked = estimation.protocol.comparisons
    if asked is None:
        return
    names = asked.endpoints or tuple(estimation.protocol.endpoints)
    rows = [row for name in dict.fromkeys(names) for row in _endpoint(estimation, asked, name, estimation.protocol.endpoints[name])]
    yield from rows
    if asked.adjust:
        yield from adjusted(asked.adjust, rows)
    yield from _baseline(estimation, asked)


def _endpoint(estimation: Estimation, asked: Comparisons, name: str, endpoint: Endpoint) -> Iterator[Result]:
    kinds = ("shares", "answers") if endpoint.quantity == "responder" else ("scores", "changes")
    wanted = [(test, CONTRASTS[test]) for test in dict.fromkeys(asked.by) if CONTRASTS[test].of in kinds]
    for at in endpoint.at:
        for test, contrast in wanted:
            parts: Parts = {"analysis": "efficacy", "variable": name, "timepoint": at, "level": test}
            parts["label"] = label(estimation.protocol.endpoints, name)
            yield from _BY_KIND[contrast.of](estimation, contrast, name, endpoint, parts)


def _between(estimation: Estimation, contrast: _Contrast, groups: Mapping[str, Any], parts: Parts) -> Iterator[Result]:
    """Each pair of groups, then all of them at once; a test over all of two groups would say the same twice."""
    call, confidence = contrast.call, estimation.protocol.statistics.confidence
    arms, kinds = estimation.protocol.arms, contrast.groups
    for arm, versus in contrasts(estimation.protocol) if PAIRS in kinds else ():
        two = partial(call, [groups[arm], groups[versus]], confidence)
        yield from statistic(estimation, contrast.statistic, two, contrast.text, contrast.nothing, arm=arm, versus=versus, **parts)
    if EVERY in kinds and (PAIRS not in kinds or len(arms) > 2):
        every = partial(call, [groups[arm] for arm in arms], confidence)
        yield from statistic(estimation, contrast.statistic, every, contrast.text, arm=ALL, **parts)


def _shares(estimation: Estimation, contrast: _Contrast, name: str, endpoint: Endpoint, parts: Parts) -> Iterator[Result]:
    answers = estimation.counts("tally_responses", "endpoint", "timepoint", "arm", "responder")
    groups: dict[str, Shares] = {}
    for arm in estimation.protocol.arms:
        yes, no = (answers.get((name, parts["timepoint"], arm, answer), 0) for answer in (True, False))
        groups[arm] = (yes, yes + no)
    yield from _between(estimation, _in_percent(estimation, contrast), groups, parts)


def _in_percent(estimation: Estimation, contrast: _Contrast) -> _Contrast:
    in_points = contrast.statistic in ("difference_newcombe", "paired_difference")
    return replace(contrast, text=fixed(estimation.protocol.statistics.percent_decimals)) if in_points else contrast


def _scores(estimation: Estimation, contrast: _Contrast, name: str, endpoint: Endpoint, parts: Parts) -> Iterator[Result]:
    measure, values = estimation.measures[endpoint.measure], value_tallies(estimation, name, endpoint)
    groups = {arm: values.get((parts["timepoint"], arm), {}) for arm in estimation.protocol.arms}
    if contrast.statistic == "shift":
        function = STATISTICS["shift"].function
        scaled = lambda two, confidence: function(*two, measure.scale, confidence)  # noqa: E731
        contrast = replace(contrast, call=scaled, text=fitting(measure.decimals))
    yield from _between(estimation, contrast, groups, parts)


def _answers(estimation: Estimation, contrast: _Contrast, name: str, endpoint: Endpoint, parts: Parts) -> Iterator[Result]:
    """Answers at a later timepoint against those of the same patients at the first one."""
    first, later = endpoint.at[0], parts["timepoint"]
    if later == first:
        return
    columns = ("endpoint", "earlier", "timepoint", "arm", "first_answer", "second_answer")
    pairs = estimation.counts("tally_answers", *columns, only={"endpoint": (name,), "earlier": (first,), "timepoint": (later,)})
    said = method_of(estimation, contrast.statistic, tr("against {timepoint}", timepoint=label(estimation.protocol.windows, first)))
    contrast, confidence = _in_percent(estimation, contrast), estimation.protocol.statistics.confidence
    for arm in estimation.arms:
        answers = [pairs.get((name, first, later, arm, was, now), 0) for was in (True, False) for now in (True, False)]
        call = partial(contrast.call, answers, confidence)
        yield from statistic(estimation, contrast.statistic, call, contrast.text, method=said, arm=arm, **parts)


def _changes(estimation: Estimation, contrast: _Contrast, name: str, endpoint: Endpoint, parts: Parts) -> Iterator[Result]:
    """Scores against those of the same patients before treatment: how far they are, or a test."""
    measure, values = estimation.measures[endpoint.measure], value_tallies(estimation, name, endpoint, "change")
    asked, test = estimation.protocol.comparisons, contrast.statistic in SIGNED_RANKS
    zeros, confidence = asked.zeros if asked else "wilcox", estimation.protocol.statistics.confidence
    more, text = ((zeros,), contrast.text) if test else ((measure.scale, confidence), fitting(measure.decimals))
    said = method_of(estimation, contrast.statistic, tr("against the score before treatment"), *((tr(ZEROS[zeros]),) if test else ()))
    for arm in estimation.arms:
        call = partial(STATISTICS[contrast.statistic].function, values.get((parts["timepoint"], arm), {}), *more)
        yield from statistic(estimation, contrast.statistic, call, text, method=said, arm=arm, **parts)


_BY_KIND = {"shares": _shares, "scores": _scores, "answers": _answers, "changes": _changes}


# Characteristics before treatment


def _baseline(estimation: Estimation, asked: Comparisons) -> Iterator[Result]:
    for name, entry in estimation.protocol.characteristics.items() if asked.baseline else ():
        parts: Parts = {"analysis": "baseline", "variable": name, "label": entry.label or name}
        yield from _characteristic(estimation, asked, entry.kind, _groups_of(estimation, name, entry), parts)
    for name in estimation.protocol.used_measures if asked.baseline else ():
        found = estimation.values("tally_baseline_scores", "value", "measure", "arm")
        groups = {arm: found.get((name, arm), {}) for arm in estimation.protocol.arms}
        parts = {"analysis": "baseline", "variable": name, "label": estimation.measures[name].label, "timepoint": "baseline"}
        yield from _characteristic(estimation, asked, "number", groups, parts)


def _groups_of(estimation: Estimation, name: str, entry: Characteristic) -> dict[str, Any]:
    """Arm -> value tally, (yes, known), or level -> patients."""
    if entry.kind == "number":
        values = estimation.values("tally_characteristics", "number", "arm", only={"variable": (name,)})
        return {arm: values.get((arm,), {}) for arm in estimation.protocol.arms}
    counts = estimation.counts("tally_characteristics", "arm", "level", only={"variable": (name,)})
    levels = list(entry.levels) if entry.kind == "category" else ["yes", "no"]
    return {arm: {level: counts.get((arm, level), 0) for level in levels} for arm in estimation.protocol.arms}


def _characteristic(estimation: Estimation, asked: Comparisons, kind: str, groups: dict[str, Any], parts: Parts) -> Iterator[Result]:
    for test in dict.fromkeys(asked.baseline):
        contrast = _standardised(kind) if test == "standardised" else CONTRASTS[test]
        if test != "standardised" and (contrast.of == "scores") != (kind == "number"):
            continue
        if test != "standardised" and kind != "number":
            contrast = replace(contrast, call=partial(_of_levels, test))
        yield from _between(estimation, contrast, groups, parts | {"level": test})


def _of_levels(test: str, groups: list[Mapping[str, int]], confidence: Fraction) -> Any:
    return STATISTICS[test].function([list(group.values()) for group in groups])


def _standardised(kind: str) -> _Contrast:
    function = STATISTICS[STANDARDISED[kind]].function

    def call(groups: list[Any], confidence: Fraction) -> Any:
        if kind == "yes_no":
            return function(*(count for group in groups for count in (group["yes"], group["yes"] + group["no"])))
        return function(*groups)

    return _Contrast(STANDARDISED[kind], "any", (PAIRS,), call)
