"""How long treatments last and how often events happen: drug survival, follow-up, incidence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import partial
from typing import Any

from cohortium.estimates.asked import adjusted, contrasts, fitting, fixed, method_of, statistic
from cohortium.estimates.cells import ALL, Estimation, label
from cohortium.estimates.margins import WITHHELD, WITHHELD_WORDS, Withheld
from cohortium.estimates.safety import ANY_LABELS, DERIVED_REASONS
from cohortium.language import counted, marked, tr
from cohortium.protocol.analyses import Survival
from cohortium.protocol.model import ANY_ROWS, Protocol
from cohortium.protocol.stops import causes_of, stop_labels
from cohortium.protocol.values import Duration
from cohortium.results import Result
from cohortium.statistics.competing import incidence_at
from cohortium.statistics.hazards import Covariates, cox
from cohortium.statistics.rates import incidence_rate
from cohortium.statistics.statistic import Stats, UndefinedStatistic
from cohortium.statistics.survival import CENSORED, Times, median_follow_up, median_survival, restricted_mean, survival_at
from cohortium.statistics.survival_tests import log_rank

MONTH = Fraction(487, 16)
REVERSE = "reverse_kaplan_meier"
TREATMENT = {"variable": ("survival",)}
NOT_REACHED = marked("not reached")
INTERVALS = {"log_log": marked("log-log interval"), "log": marked("log interval"), "plain": marked("plain interval")}


def days_of(duration: Duration) -> Fraction:
    """A time of a curve in days: a month is 30.4375 days, for results."""
    return duration.months * MONTH + duration.days


def times_asked(protocol: Protocol) -> tuple[Duration, ...]:
    """The times at which shares are given, in their order: those of the protocol, else the targets of its timepoints."""
    declared = protocol.survival.at if protocol.survival else ()
    windows = (window for name, window in protocol.windows.items() if name != "baseline")
    found = declared or (window.target or window.end for window in windows)
    return tuple(sorted({time for time in found if days_of(time) > 0}, key=days_of))


def cause_labels(protocol: Protocol) -> dict[str, str]:
    """What ends a treatment, as people read it."""
    known = {**stop_labels(protocol), **{name: tr(words) for name, words in DERIVED_REASONS.items()}}
    return {cause: known.get(cause) or tr("Death") for cause in causes_of(protocol)}


def times_of(estimation: Estimation, variable: str, censored: tuple[str, ...] = ()) -> dict[str, Times]:
    """Arm -> (days, cause) -> patients, of those whose time is known; causes that the protocol censors are censorings."""
    found: dict[str, dict[tuple[int, str], int]] = {arm: {} for arm in estimation.arms}
    extra, withheld = estimation.protocol.day_one, set()
    for (arm, days, cause), patients in estimation.counts("tally_times", "arm", "days", "cause", only={"variable": (variable,)}).items():
        if days == WITHHELD:
            withheld.add(arm)
        elif days is not None and arm in found:
            key = (days + extra, CENSORED if cause in censored else cause)
            found[arm][key] = found[arm].get(key, 0) + patients
    return {arm: Withheld(0) if arm in withheld else times for arm, times in found.items()}


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
    compared = [row for test in dict.fromkeys(asked.compare) for row in _COMPARED[test](estimation, times)]
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
    yield from statistic(estimation, "median_survival", lambda: _in_months(median()), fitting(0), nothing, said["median_survival"], **parts)
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
        yield from statistic(estimation, "restricted_mean", lambda: _in_months(call()), fixed(1), **place, **parts)


def _months_of(call: Callable[[], Stats]) -> Stats:
    return _in_months(call())


def _in_months(stats: Stats) -> Stats:
    return {name: value if value is None or name in ("N", "n") else value / _like(value) for name, value in stats.items()}


def _like(value: Any) -> Any:
    from decimal import Decimal

    return Decimal(487) / 16 if isinstance(value, Decimal) else MONTH


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


def _log_rank(estimation: Estimation, times: dict[str, Times]) -> Iterator[Result]:
    """Over all arms at once, and of each pair."""
    parts: dict[str, Any] = {"analysis": "survival", "variable": "survival", "level": "log_rank", "label": tr("Time on treatment")}
    groups = [times[arm] for arm in estimation.protocol.arms]
    yield from statistic(estimation, "log_rank", partial(log_rank, groups), fixed(2), arm=ALL, **parts)
    for arm, versus in contrasts(estimation.protocol):
        yield from statistic(
            estimation, "log_rank", partial(log_rank, [times[arm], times[versus]]), fixed(2), arm=arm, versus=versus, **parts
        )


def _cox(estimation: Estimation, times: dict[str, Times]) -> Iterator[Result]:
    """One model for each arm that others are compared with, a term for every other arm."""
    models: dict[tuple[str, ...], Any] = {}
    for arm, versus in contrasts(estimation.protocol):
        call = partial(_hazard, estimation, times, models, arm, versus)
        parts = {"analysis": "survival", "variable": "survival", "level": "cox", "label": tr("Time on treatment"), "arm": arm}
        yield from statistic(estimation, "cox", call, fixed(2), versus=versus, **parts)


def _hazard(estimation: Estimation, times: dict[str, Times], models: dict[tuple[str, ...], Any], arm: str, versus: str) -> Stats:
    # An arm without a patient is no term: it would say nothing that the others do not.
    terms = [name for name in estimation.protocol.arms if name == arm or (name != versus and times[name])]
    model_of = (versus, *terms)
    if model_of not in models:
        model: dict[tuple[int, bool, Covariates], int] = {}
        for group in model_of:
            for (days, cause), patients in times[group].items():
                key = (days, cause != CENSORED, tuple(int(group == term) for term in terms))
                model[key] = model.get(key, 0) + patients
        models[model_of] = cox(model, terms, estimation.protocol.statistics.confidence)
    return models[model_of][arm]


_COMPARED = {"log_rank": _log_rank, "cox": _cox}


def potential_follow_up(estimation: Estimation) -> Iterator[Result]:
    """analysis `follow_up`, reverse Kaplan-Meier: how long patients would have been followed had nobody died."""
    if estimation.protocol.survival is None:
        return
    times, confidence = times_of(estimation, "follow_up"), estimation.protocol.statistics.confidence
    for arm in estimation.arms:
        call = partial(median_follow_up, times[arm], estimation.protocol.survival.interval, confidence)
        parts = {"analysis": "follow_up", "variable": "follow_up", "level": REVERSE, "label": tr("Follow-up (months)"), "arm": arm}
        said = method_of(estimation, "median_follow_up", tr(INTERVALS[estimation.protocol.survival.interval]))
        months = partial(_months_of, call)
        yield from statistic(estimation, "median_follow_up", months, fitting(0), tr(NOT_REACHED), said, **parts)


def incidence(estimation: Estimation) -> Iterator[Result]:
    """analysis `incidence`: first events over time at risk, with the events that have no date counted beside."""
    asked = estimation.protocol.incidence
    if asked is None:
        return
    terms = estimation.protocol.safety.terms
    for name in asked.terms or (*ANY_ROWS, *terms):
        words = tr(ANY_LABELS[name]) if name in ANY_ROWS else label(terms, name)
        for arm in estimation.arms:
            yield from _rate(estimation, name, words, arm, asked.per)


def _rate(estimation: Estimation, name: str, words: str, arm: str, per: int) -> Iterator[Result]:
    patients, events, undated, days = (
        estimation.counts("tally_risk", "term", "arm", of=of).get((name, arm), 0) for of in ("patients", "events", "undated", "days")
    )
    parts: dict[str, Any] = {"label": words, "arm": arm}
    for stat, value in (("N", patients), ("n", events), ("n_undated", undated)):
        yield estimation.row("incidence", name, stat, value, unit="patients", **parts)
    warning = "{n} patient whose event has no date counts as without it."
    many = "{n} patients whose event has no date count as without it."
    said = counted(warning, many, undated) if undated else ""
    call = partial(_rate_of, estimation, events, patients, days, per)
    method = method_of(estimation, "incidence_rate", tr("per {n} patient-years", n=per))
    yield from statistic(
        estimation, "incidence_rate", call, fixed(1), analysis="incidence", variable=name, unit="patient-years",
        stats=("patient_years", "rate", "conf_low", "conf_high"), warning=said, method=method, **parts,
    )  # fmt: skip


def _rate_of(estimation: Estimation, events: int, patients: int, days: Any, per: int) -> Stats:
    if days == WITHHELD:
        raise UndefinedStatistic(WITHHELD_WORDS)
    return incidence_rate(events, days + patients * estimation.protocol.day_one, per, estimation.protocol.statistics.confidence)
