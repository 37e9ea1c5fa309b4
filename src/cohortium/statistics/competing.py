"""Several causes that compete: the cumulative incidence of each (Aalen and Johansen), never 1 - Kaplan-Meier.

1 - Kaplan-Meier of one cause, the others censored, would count patients as still able to have it who no longer are.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction

from cohortium.language import marked
from cohortium.statistics.proportions import normal_quantile
from cohortium.statistics.statistic import Statistic, Stats, UndefinedStatistic, real
from cohortium.statistics.survival import CENSORED, Times, at_risk

CONFIDENCE = Fraction(95, 100)
_DIGITS = 50


@dataclass(frozen=True)
class CauseStep:
    """A day with events of any cause: at risk, events of the cause and of all, S before and the incidence after."""

    days: int
    at_risk: int
    of_cause: int
    events: int
    before: Fraction
    incidence: Fraction


def cumulative_incidence(times: Times, cause: str) -> list[CauseStep]:
    """The share that had this cause first, at each day with an event. Equals survfit(Surv(days, factor(cause)) ~ 1) in R."""
    survival, incidence, steps = Fraction(1), Fraction(0), list[CauseStep]()
    for day, left, happened in at_risk(times):
        events = sum(count for name, count in happened.items() if name != CENSORED)
        if events:
            incidence += survival * Fraction(happened.get(cause, 0), left)
            steps.append(CauseStep(day, left, happened.get(cause, 0), events, survival, incidence))
            survival *= Fraction(left - events, left)
    return steps


def incidence_at(times: Times, cause: str, days: int | Fraction, confidence: Fraction = CONFIDENCE) -> Stats:
    """The share with this cause by a day. Stats: percent, se, conf_low, conf_high (0 to 100).

    Variance by the delta method (Choudhury 2002), limits by the log-log transformation. Without an event of the cause the
    share is 0 and has no limits. UndefinedStatistic beyond the last time.
    """
    if days > at_risk(times)[-1][0]:
        raise UndefinedStatistic("nobody was followed for that long")
    steps = [step for step in cumulative_incidence(times, cause) if step.days <= days]
    share = steps[-1].incidence if steps else Fraction(0)
    with localcontext() as context:
        context.prec = _DIGITS
        se = real(_variance(steps, share)).sqrt()
        low, high = _limits(real(share), se, confidence) if 0 < share < 1 else (None, None)
        return {
            "percent": 100 * share,
            "se": 100 * se,
            "conf_low": None if low is None else 100 * low,
            "conf_high": None if high is None else 100 * high,
        }


def _variance(steps: list[CauseStep], share: Fraction) -> Fraction:
    variance = Fraction(0)
    for step in steps:
        r, d, of_cause, apart = step.at_risk, step.events, step.of_cause, share - step.incidence
        if apart:
            variance += apart**2 * Fraction(d, r * (r - d))
        variance += step.before**2 * Fraction(of_cause * (r - of_cause), r**3) - 2 * apart * step.before * Fraction(of_cause, r**2)
    return variance


def _limits(share: Decimal, se: Decimal, confidence: Fraction) -> tuple[Decimal, Decimal]:
    z, rest = normal_quantile((1 + confidence) / 2), (-share.ln())
    spread = (z * se / (share * rest)).exp()
    return (-rest * spread).exp(), (-rest / spread).exp()


ENTRIES = {
    "incidence_at": Statistic(
        incidence_at,
        ("percent", "conf_low", "conf_high"),
        "{percent} % ({conf_low} to {conf_high})",
        "Aalen & Johansen 1978, Scand J Stat 5:141-150; variance: Choudhury 2002, Stat Med 21:1129-1144",
        "survfit(Surv(days, factor(cause)) ~ 1)$pstate",
        marked("cumulative incidence (Aalen-Johansen)"),
    ),
}
