"""Times as results count them: when each patient's treatment or follow-up ended and why, the times asked for, months."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from cohortium.estimates.cells import Estimation
from cohortium.estimates.margins import WITHHELD, Withheld
from cohortium.estimates.safety import DERIVED_REASONS
from cohortium.language import marked, tr
from cohortium.protocol.model import Protocol
from cohortium.protocol.stops import causes_of, stop_labels
from cohortium.protocol.values import Duration
from cohortium.statistics.statistic import Stats
from cohortium.statistics.survival import CENSORED, Times

MONTH = Fraction(487, 16)
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


def in_months(stats: Stats) -> Stats:
    return {name: value if value is None or name in ("N", "n") else value / _like(value) for name, value in stats.items()}


def _like(value: Any) -> Any:
    from decimal import Decimal

    return Decimal(487) / 16 if isinstance(value, Decimal) else MONTH
