"""Time to an event from tallies of (days, cause): Kaplan-Meier in exact fractions, its intervals, medians and means.

Events come before censorings of the same day. A cause that is empty is a censoring.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction

from cohortium.language import marked
from cohortium.statistics.proportions import normal_quantile
from cohortium.statistics.statistic import Number, Statistic, Stats, UndefinedStatistic, real

Times = Mapping[tuple[int, str], int]
"""(days, cause) -> patients; cause is empty where the patient was censored."""
CENSORED = ""
CONFIDENCE = Fraction(95, 100)
HALF = Fraction(1, 2)
_DIGITS = 50


@dataclass(frozen=True)
class Step:
    """A day with events: how many were at risk just before, how many had an event, and the curve after it."""

    days: int
    at_risk: int
    events: int
    survival: Fraction
    greenwood: Fraction | None
    """Sum of d / (r (r - d)): the variance of log S; None once nobody is left."""


def at_risk(times: Times) -> list[tuple[int, int, dict[str, int]]]:
    """(days, patients at risk just before, cause -> patients) of every day on which something happens."""
    days: dict[int, dict[str, int]] = {}
    for (day, cause), patients in times.items():
        if patients < 0 or day < 0:
            raise ValueError("a tally of times has no negative days or patients")
        if patients:
            days.setdefault(day, {})[cause] = days.get(day, {}).get(cause, 0) + patients
    left, table = sum(sum(causes.values()) for causes in days.values()), []
    for day in sorted(days):
        table.append((day, left, days[day]))
        left -= sum(days[day].values())
    if not table:
        raise UndefinedStatistic("no patient has a time")
    return table


def kaplan_meier(times: Times, causes: Collection[str] | None = None) -> list[Step]:
    """The curve at each day with an event (of these causes; by default any). Equals survfit(Surv(days, event) ~ 1) in R."""
    survival, variance = Fraction(1), Fraction(0)
    steps: list[Step] = []
    for day, left, happened in at_risk(times):
        events = sum(count for cause, count in happened.items() if cause != CENSORED and (causes is None or cause in causes))
        if events:
            survival *= Fraction(left - events, left)
            variance += Fraction(events, left * (left - events)) if events < left else 0
            steps.append(Step(day, left, events, survival, variance if events < left else None))
    return steps


def reversed_times(times: Times) -> dict[tuple[int, str], int]:
    """Censoring as the event, for follow-up. A day counts twice, events at 2 x days and censorings half a day later.

    So who had an event on a day has left the risk set before who was censored on it.
    """
    turned: dict[tuple[int, str], int] = {}
    for (day, cause), patients in times.items():
        key = (2 * day, CENSORED) if cause != CENSORED else (2 * day + 1, "censored")
        turned[key] = turned.get(key, 0) + patients
    return turned


def at(steps: Sequence[Step], days: int | Fraction) -> Step:
    """The curve at a day: the last step up to it; before any, everybody is there."""
    before = [step for step in steps if step.days <= days]
    return before[-1] if before else Step(0, 0, 0, Fraction(1), Fraction(0))


Limits = tuple[Number | None, Number | None]


def _plain(survival: Decimal, spread: Decimal) -> tuple[Decimal, Decimal]:
    return survival - survival * spread, survival + survival * spread


def _log(survival: Decimal, spread: Decimal) -> tuple[Decimal, Decimal]:
    return (survival.ln() - spread).exp(), (survival.ln() + spread).exp()


def _log_log(survival: Decimal, spread: Decimal) -> tuple[Decimal, Decimal]:
    middle, reach = (-survival.ln()).ln(), spread / -survival.ln()
    return (-(middle + reach).exp()).exp(), (-(middle - reach).exp()).exp()


INTERVALS: dict[str, Callable[[Decimal, Decimal], tuple[Decimal, Decimal]]] = {"log_log": _log_log, "log": _log, "plain": _plain}
"""R's conf.type "log-log", "log" and "plain"."""


def limits(step: Step, interval: str = "log_log", confidence: Fraction = CONFIDENCE) -> Limits:
    """The limits of S after a step, within 0 and 1; None before the first event, and once nobody is left."""
    if not 0 < step.survival < 1 or step.greenwood is None:
        return None, None
    with localcontext() as context:
        context.prec = _DIGITS
        spread = normal_quantile((1 + confidence) / 2) * real(step.greenwood).sqrt()
        low, high = INTERVALS[interval](real(step.survival), spread)
        return max(low, Decimal(0)), min(high, Decimal(1))


def survival_at(
    times: Times, days: int | Fraction, causes: Collection[str] | None = None, interval: str = "log_log", confidence: Fraction = CONFIDENCE
) -> Stats:
    """The share without the event at a day. Stats: percent, conf_low, conf_high (0 to 100), at_risk.

    at_risk: patients whose time is that day or longer. UndefinedStatistic beyond the last time while S is above 0.
    """
    table, step = at_risk(times), at(kaplan_meier(times, causes), days)
    if days > table[-1][0] and step.survival:
        raise UndefinedStatistic("nobody was followed for that long")
    low, high = (None if limit is None else 100 * limit for limit in limits(step, interval, confidence))
    left = sum(patients for (day, _), patients in times.items() if day >= days)
    return {"percent": 100 * step.survival, "conf_low": low, "conf_high": high, "at_risk": left}


def median_survival(
    times: Times,
    causes: Collection[str] | None = None,
    interval: str = "log_log",
    confidence: Fraction = CONFIDENCE,
    flat_step: str = "first",
) -> Stats:
    """The first day with S <= 0.5, and where the limits of S reach it. Stats: N, n, median, conf_low, conf_high in days.

    flat_step: `midpoint` is R's way where S is exactly 0.5 for a while: halfway to the next event. None: not reached.
    """
    at_risk(times)
    steps = kaplan_meier(times, causes)
    both = [limits(step, interval, confidence) for step in steps]
    curves = [[step.survival for step in steps], [low for low, _ in both], [high for _, high in both]]
    median, low, high = (_crossing(steps, curve, flat_step) for curve in curves)
    return {"N": sum(times.values()), "n": sum(step.events for step in steps), "median": median, "conf_low": low, "conf_high": high}


def _crossing(steps: Sequence[Step], curve: Sequence[Number | None], flat_step: str) -> Fraction | int | None:
    for place, (step, value) in enumerate(zip(steps, curve, strict=True)):
        if value is not None and value <= HALF:
            if value == HALF and flat_step == "midpoint" and place + 1 < len(steps):
                return Fraction(step.days + steps[place + 1].days, 2)
            return step.days
    return None


def median_follow_up(times: Times, interval: str = "log_log", confidence: Fraction = CONFIDENCE) -> Stats:
    """Follow-up by reverse Kaplan-Meier: the median if nobody had had the event. Stats as median_survival."""
    found = median_survival(reversed_times(times), None, interval, confidence)
    # Back from half days: an odd number is a censoring of the day before the half.
    return {name: value if name in ("N", "n") or value is None else Fraction(int(value) // 2) for name, value in found.items()}


def restricted_mean(times: Times, tau: int | Fraction, causes: Collection[str] | None = None, confidence: Fraction = CONFIDENCE) -> Stats:
    """Mean days without the event up to day tau: the area under the curve. Stats: mean, se, conf_low, conf_high.

    No limits where nobody had the event before tau, or all at once: such a curve does not vary, and limits without width would say that
    it is known for certain. UndefinedStatistic where nobody was followed to tau and S is above 0 there.
    """
    last, steps = at_risk(times)[-1][0], [step for step in kaplan_meier(times, causes) if step.days < tau]
    if last < tau and (not steps or steps[-1].survival):
        raise UndefinedStatistic("nobody was followed up to the end of the period; choose a shorter one")
    edges = [0, *(step.days for step in steps), tau]
    heights = [Fraction(1), *(step.survival for step in steps)]
    areas = [height * (edges[place + 1] - edges[place]) for place, height in enumerate(heights)]
    variance = Fraction(0)
    for place, step in enumerate(steps, start=1):
        if step.events < step.at_risk:
            variance += sum(areas[place:]) ** 2 * Fraction(step.events, step.at_risk * (step.at_risk - step.events))
    mean = sum(areas, Fraction(0))
    with localcontext() as context:
        context.prec = _DIGITS
        se = real(variance).sqrt()
        half = normal_quantile((1 + confidence) / 2) * se
        limits = (real(mean) - half, real(mean) + half) if variance else (None, None)
        return {"mean": mean, "se": se, "conf_low": limits[0], "conf_high": limits[1]}


_KM = "Kaplan & Meier 1958, J Am Stat Assoc 53:457-481"
ENTRIES = {
    "survival_at": Statistic(
        survival_at,
        ("percent", "conf_low", "conf_high"),
        "{percent} % ({conf_low} to {conf_high})",
        f"{_KM}; Greenwood's variance; Kalbfleisch & Prentice (log-log)",
        'summary(survfit(Surv(days, event) ~ 1, conf.type = "log-log"), times = t)',
        marked("Kaplan-Meier"),
    ),
    "median_survival": Statistic(
        median_survival,
        ("median", "conf_low", "conf_high"),
        "{median} ({conf_low} to {conf_high})",
        f"{_KM}; Brookmeyer & Crowley 1982, Biometrics 38:29-41",
        'quantile(survfit(Surv(days, event) ~ 1, conf.type = "log-log"), 0.5)',
        marked("Kaplan-Meier median"),
    ),
    "median_follow_up": Statistic(
        median_follow_up,
        ("median", "conf_low", "conf_high"),
        "{median} ({conf_low} to {conf_high})",
        "Schemper & Smith 1996, Control Clin Trials 17:343-346",
        "quantile(survfit(Surv(ifelse(event, days, days + 0.5), !event) ~ 1), 0.5)",
        marked("median follow-up, reverse Kaplan-Meier"),
    ),
    "restricted_mean": Statistic(
        restricted_mean,
        ("mean", "conf_low", "conf_high"),
        "{mean} ({conf_low} to {conf_high})",
        "Irwin 1949; Royston & Parmar 2013, BMC Med Res Methodol 13:152",
        "print(survfit(Surv(days, event) ~ 1), rmean = tau)",
        marked("restricted mean survival time"),
    ),
}
