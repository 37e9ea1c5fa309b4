"""How long treatments last: drug survival with its causes, and how long patients would have been followed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from cohortium.estimates.asked import adjusted, fitting, fixed, method_of, statistic
from cohortium.estimates.cells import Estimation
from cohortium.estimates.compared_curves import COMPARED
from cohortium.estimates.times import INTERVALS, NOT_REACHED, cause_labels, days_of, in_months, times_asked, times_of
from cohortium.language import tr
from cohortium.protocol.analyses import Survival
from cohortium.results import Result
from cohortium.statistics.competing import incidence_at
from cohortium.statistics.statistic import Stats
from cohortium.statistics.survival import CENSORED, Times, median_follow_up, median_survival, restricted_mean, survival_at

REVERSE = "reverse_kaplan_meier"
TREATMENT = {"variable": ("survival",)}


def survival(estimation: Estimation) -> Iterator[Result]:
    """analysis `survival`: time on treatment by Kaplan-Meier, its causes by Aalen-Johansen, groups against each other."""
    asked = estimation.protocol.survival
    if asked is None:
        return
    times = times_of(estimation, "survival", asked.censored)
    for arm in estimation.arms:
        yield from _patients(estimation, arm, asked.censored)
        yield from _curve(estimation, asked, times[arm], arm)
        yield from _causes(estimation, asked, times[arm], arm)
    compared = [row for test in dict.fromkeys(asked.compare) for row in COMPARED[test](estimation, times)]
    yield from compared
    how = estimation.protocol.curves_adjusted
    yield from adjusted(how, [row for row in compared if row.versus]) if how else ()


def _row(estimation: Estimation, stat: str, value: int, **parts: Any) -> Result:
    return estimation.row("survival", "survival", stat, value, unit="patients", **parts)


def _patients(estimation: Estimation, arm: str, censored: tuple[str, ...]) -> Iterator[Result]:
    """N, n (events), who has no known time, who has several reasons; then the events of each cause."""
    words, ended = tr("Time on treatment"), _ended(estimation, arm)
    yield _row(estimation, "N", sum(ended.values()), label=words, arm=arm)
    causes = {cause: patients for cause, patients in ended.items() if cause not in (CENSORED, *censored)}
    yield _row(estimation, "n", sum(causes.values()), label=words, arm=arm)
    counts = estimation.counts("tally_times", "arm", "days", "cause", only=TREATMENT)
    unknown = sum(patients for (group, days, _), patients in counts.items() if group == arm and days is None)
    yield _row(estimation, "n_unknown", unknown, label=words, arm=arm)
    reasons = estimation.counts("tally_times", "arm", "reasons", only=TREATMENT)
    several = sum(patients for (group, number), patients in reasons.items() if group == arm and number > 1)
    yield _row(estimation, "n_several", several, label=words, arm=arm)
    for cause, text in cause_labels(estimation.protocol).items():
        yield _row(estimation, "n", causes.get(cause, 0), level=cause, label=text, arm=arm)


def _ended(estimation: Estimation, arm: str) -> dict[str, int]:
    """Cause (none for a censoring) -> patients whose time is known; how long it was is another question."""
    found: dict[str, int] = {}
    for (group, days, cause), patients in estimation.counts("tally_times", "arm", "days", "cause", only=TREATMENT).items():
        if group == arm and days is not None:
            found[cause] = found.get(cause, 0) + patients
    return found


def _curve(estimation: Estimation, asked: Survival, times: Times, arm: str) -> Iterator[Result]:
    confidence, interval = estimation.protocol.statistics.confidence, asked.interval
    parts: dict[str, Any] = {"analysis": "survival", "variable": "survival", "label": tr("Time on treatment"), "arm": arm}
    said = {name: method_of(estimation, name, tr(INTERVALS[interval])) for name in ("median_survival", "survival_at")}
    median = partial(median_survival, times, None, interval, confidence, asked.flat_step)
    nothing = tr(NOT_REACHED)
    yield from statistic(estimation, "median_survival", lambda: in_months(median()), fitting(0), nothing, said["median_survival"], **parts)
    percent = fixed(estimation.protocol.statistics.percent_decimals)
    for time in times_asked(estimation.protocol):
        call = partial(survival_at, times, days_of(time), None, interval, confidence)
        yield from statistic(
            estimation, "survival_at", lambda call=call: _at_risk(call()), percent, method=said["survival_at"],
            timepoint=str(time), stats=("percent", "conf_low", "conf_high", "n_at_risk"), **parts,
        )  # fmt: skip
    if asked.until:
        call = partial(restricted_mean, times, days_of(asked.until), None, confidence)
        place = {"level": "restricted_mean", "timepoint": str(asked.until)}
        yield from statistic(estimation, "restricted_mean", lambda: in_months(call()), fixed(1), **place, **parts)


def _at_risk(stats: Stats) -> Stats:
    return {"n_at_risk" if name == "at_risk" else name: value for name, value in stats.items()}


def _causes(estimation: Estimation, asked: Survival, times: Times, arm: str) -> Iterator[Result]:
    """The share that each cause has ended by then, the other causes competing with it."""
    percent, confidence = fixed(estimation.protocol.statistics.percent_decimals), estimation.protocol.statistics.confidence
    for cause, words in cause_labels(estimation.protocol).items():
        if cause in asked.censored:
            continue
        for time in times_asked(estimation.protocol):
            call = partial(incidence_at, times, cause, days_of(time), confidence)
            parts = {"level": cause, "label": words, "timepoint": str(time), "arm": arm}
            yield from statistic(estimation, "incidence_at", call, percent, analysis="survival", variable="survival", **parts)


def potential_follow_up(estimation: Estimation) -> Iterator[Result]:
    """analysis `follow_up`, reverse Kaplan-Meier: how long patients would have been followed had nobody died."""
    if estimation.protocol.survival is None:
        return
    times, confidence = times_of(estimation, "follow_up"), estimation.protocol.statistics.confidence
    for arm in estimation.arms:
        call = partial(median_follow_up, times[arm], estimation.protocol.survival.interval, confidence)
        parts = {"analysis": "follow_up", "variable": "follow_up", "level": REVERSE, "label": tr("Follow-up (months)"), "arm": arm}
        said = method_of(estimation, "median_follow_up", tr(INTERVALS[estimation.protocol.survival.interval]))
        months = lambda call=call: in_months(call())  # noqa: E731
        yield from statistic(estimation, "median_follow_up", months, fitting(0), tr(NOT_REACHED), said, **parts)
