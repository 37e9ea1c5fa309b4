"""The curve of drug survival, step by step, and the patients at risk under it: what a figure of it shows."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from cohortium.estimates.cells import Estimation
from cohortium.estimates.margins import Withheld
from cohortium.estimates.times import MONTH, times_of
from cohortium.language import tr
from cohortium.protocol.values import Duration
from cohortium.results import Result
from cohortium.statistics import STATISTICS
from cohortium.statistics.survival import Times, kaplan_meier

MOST = 8
MONTHS = (1, 2, 3, 6, 12, 24, 60, 120)
"""Marks of the lower axis of a curve are so many months apart: the fewest that give at most MOST of them."""


def survival_curve(estimation: Estimation) -> Iterator[Result]:
    """analysis `survival`, variable `survival_curve`: percent after each day with an event, n_at_risk by month and on the last day."""
    asked = estimation.protocol.survival
    if asked is None:
        return
    times = times_of(estimation, "survival", asked.censored)
    if any(isinstance(each, Withheld) for each in times.values()):
        return  # days that did not travel have no curve: the median and the shares say why
    marks = _marks(max((day for day, _ in times["all"]), default=0))
    for arm in estimation.arms:
        yield from _curve(estimation, times[arm], arm, marks) if times[arm] else ()


def _marks(last: int) -> list[int]:
    whole = int(last // MONTH)
    apart = next((step for step in MONTHS if whole // step <= MOST), MONTHS[-1])
    return list(range(0, whole + 1, apart))


def _curve(estimation: Estimation, times: Times, arm: str, marks: list[int]) -> Iterator[Result]:
    last = max(day for day, _ in times)
    for step in kaplan_meier(times):
        yield _row(estimation, "percent", 100 * step.survival, arm, Duration(0, step.days))
    for month in marks:
        yield _row(estimation, "n_at_risk", _left(times, month * MONTH), arm, Duration(month, 0))
    yield _row(estimation, "n_at_risk", _left(times, last), arm, Duration(0, last), level="last")


def _left(times: Times, days: int | Fraction) -> int:
    """Patients whose time is that day or longer."""
    return sum(patients for (day, _), patients in times.items() if day >= days)


def _row(estimation: Estimation, stat: str, value: Any, arm: str, time: Duration, **parts: str) -> Result:
    words, method = tr("Time on treatment"), tr(STATISTICS["survival_at"].label)
    parts |= {"timepoint": str(time), "arm": arm, "label": words, "method": method}
    return estimation.row("survival", "survival_curve", stat, value, 0, **parts)
