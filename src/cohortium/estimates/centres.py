"""Results of each centre, of all others without it, and whether centres differ more than chance lets them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import Any

from cohortium.estimates.asked import fixed, method_of, statistic
from cohortium.estimates.cells import ALL, Estimation, label
from cohortium.estimates.efficacy import value_tallies
from cohortium.estimates.margins import Withheld
from cohortium.language import tr
from cohortium.protocol.model import Endpoint
from cohortium.results import Result
from cohortium.statistics import STATISTICS
from cohortium.tallies import ValueTally, add

LEFT_OUT = "left_out"
OUTSIDE = ("not_due", "not_eligible", "eligibility_unknown")
FUNNEL = {"funnel_95": Fraction(95, 100), "funnel_99.8": Fraction(998, 1000)}
Parts = dict[str, Any]


def by_centre(estimation: Estimation) -> Iterator[Result]:
    """Rows of the analysis `efficacy` with group `centre`: each centre, all others, completeness, heterogeneity."""
    asked = estimation.protocol.by_centre
    if asked is None:
        return
    endpoints = estimation.protocol.endpoints
    primary = [name for name, endpoint in endpoints.items() if endpoint.role == "primary"] or list(endpoints)[:1]
    for name in dict.fromkeys(asked.endpoints or primary):
        for at in endpoints[name].at:
            parts: Parts = {"timepoint": at, "arm": ALL, "label": label(endpoints, name)}
            rows = (_shares if endpoints[name].quantity == "responder" else _scores)(estimation, name, endpoints[name], parts)
            yield from (replace(row, group="centre") for row in (*rows, *_completeness(estimation, name, parts)))


def centres(estimation: Estimation) -> tuple[str, ...]:
    """The declared centres, then any other with patients, by code."""
    seen = {centre for (centre,) in estimation.counts("tally_subjects", "centre")}
    return (*estimation.protocol.centres, *sorted(seen - set(estimation.protocol.centres)))


def _of(rows: Iterable[Result], centre: str, variant: str = "") -> Iterator[Result]:
    return (replace(row, group_level=centre, variant=variant) for row in rows)


def _shares(estimation: Estimation, name: str, endpoint: Endpoint, parts: Parts) -> Iterator[Result]:
    found = estimation.counts("tally_responses", "centre", "responder", only={"endpoint": (name,), "timepoint": (parts["timepoint"],)})
    counts = {centre: tuple(found.get((centre, answer), 0) for answer in (True, False)) for centre in centres(estimation)}
    n, total = sum(yes for yes, _ in counts.values()), sum(map(sum, counts.values()))
    for centre, (yes, no) in counts.items():
        yield from _of(estimation.share("efficacy", name, yes, yes + no, interval=True, **parts), centre)
        rest = estimation.share("efficacy", name, n - yes, total - yes - no, interval=True, **parts)
        yield from _of(rest, centre, LEFT_OUT)
        for level, confidence in FUNNEL.items():
            yield from _of(_limits(estimation, name, level, confidence, (n, total, yes + no), parts), centre)
    for test in ("fisher", "chi_squared"):
        # Centres are the columns: the exact test keeps what is left of the two rows, not of all centres.
        table = [[yes for yes, _ in counts.values()], [no for _, no in counts.values()]]
        yield from _differ(estimation, name, test, table, parts)


def _limits(
    estimation: Estimation, name: str, level: str, confidence: Fraction, of: tuple[int, int, int], parts: Parts
) -> Iterator[Result]:
    call = partial(STATISTICS["funnel_limits"].function, *of, confidence)
    said = f"{tr(STATISTICS['funnel_limits'].label)}, {level.removeprefix('funnel_')} %"
    decimals = fixed(estimation.protocol.statistics.percent_decimals)
    yield from statistic(estimation, "funnel_limits", call, decimals, method=said, analysis="efficacy", variable=name, level=level, **parts)


def _differ(estimation: Estimation, name: str, test: str, groups: Any, parts: Parts) -> Iterator[Result]:
    said = method_of(estimation, test, tr("over centres"))
    call = partial(STATISTICS[test].function, groups)
    yield from statistic(estimation, test, call, fixed(2), method=said, analysis="efficacy", variable=name, level=test, **parts)


def _scores(estimation: Estimation, name: str, endpoint: Endpoint, parts: Parts) -> Iterator[Result]:
    measure, values = estimation.measures[endpoint.measure], value_tallies(estimation, name, endpoint, by="centre")
    groups = {centre: values.get((parts["timepoint"], centre), {}) for centre in centres(estimation)}
    for centre, tally in groups.items():
        yield from _of(estimation.summary("efficacy", name, tally, measure.scale, measure.decimals, **parts), centre)
        rest = _together(group for other, group in groups.items() if other != centre)
        yield from _of(estimation.summary("efficacy", name, rest, measure.scale, measure.decimals, **parts), centre, LEFT_OUT)
    yield from _differ(estimation, name, "kruskal_wallis", list(groups.values()), parts)


def _completeness(estimation: Estimation, name: str, parts: Parts) -> Iterator[Result]:
    """Of the patients who were due and eligible, those whose result is known."""
    only = {"endpoint": (name,), "timepoint": (parts["timepoint"],)}
    states = estimation.counts("tally_responses", "centre", "state", only=only)
    words = {**parts, "level": "evaluable", "label": tr("Result known")}
    for centre in centres(estimation):
        due = {state: count for (of, state), count in states.items() if of == centre and state not in OUTSIDE}
        yield from _of(estimation.share("efficacy", name, due.get("evaluable", 0), sum(due.values()), **words), centre)


def _together(groups: Iterable[ValueTally]) -> ValueTally:
    """The values of several centres; where one of them sent none, only how many there are."""
    every = list(groups)
    if any(isinstance(group, Withheld) for group in every):
        return Withheld(sum(group.patients if isinstance(group, Withheld) else sum(group.values()) for group in every))
    return add(every)
