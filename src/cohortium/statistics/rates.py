"""Events over time at risk, per 100 patient-years, with the exact Poisson interval."""

from __future__ import annotations

from fractions import Fraction

from cohortium.language import marked
from cohortium.statistics.statistic import Statistic, Stats, UndefinedStatistic, real
from cohortium.statistics.tails import gamma_quantile

DAYS_A_YEAR = Fraction(1461, 4)


def incidence_rate(events: int, days: int, per: int = 100, confidence: Fraction = Fraction(95, 100)) -> Stats:
    """Stats: n (events), patient_years, rate, conf_low, conf_high, each rate per `per` patient-years of 365.25 days.

    Garwood's limits; the lower limit of no event is exactly 0. UndefinedStatistic without time at risk.
    """
    if events < 0 or days < 0:
        raise ValueError("events and days are 0 or more")
    if not days:
        raise UndefinedStatistic("nobody was at risk for a day")
    years, tail = days / DAYS_A_YEAR, (1 - confidence) / 2
    low = gamma_quantile(events, tail) if events else None
    high = gamma_quantile(events + 1, 1 - tail)
    return {
        "n": events,
        "patient_years": years,
        "rate": per * events / years,
        "conf_low": 0 if low is None else per * low / real(years),
        "conf_high": per * high / real(years),
    }


ENTRIES = {
    "incidence_rate": Statistic(
        incidence_rate,
        ("rate", "conf_low", "conf_high"),
        "{rate} ({conf_low} to {conf_high})",
        "Garwood 1936, Biometrika 28:437-442",
        "poisson.test(events, days / 36525)",
        marked("incidence rate, exact Poisson interval"),
    ),
}
