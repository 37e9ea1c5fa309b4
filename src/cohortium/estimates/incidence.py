"""How often events happen: first events over time at risk."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from cohortium.estimates.asked import fixed, method_of, statistic
from cohortium.estimates.cells import Estimation, label
from cohortium.estimates.margins import WITHHELD, WITHHELD_WORDS
from cohortium.estimates.safety import ANY_LABELS
from cohortium.language import counted, tr
from cohortium.protocol.model import ANY_ROWS
from cohortium.results import Result
from cohortium.statistics.rates import incidence_rate
from cohortium.statistics.statistic import Stats, UndefinedStatistic


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
