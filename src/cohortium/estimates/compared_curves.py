"""Curves of treatment groups against each other: the log-rank test, and Cox regression."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from cohortium.estimates.asked import contrasts, fixed, statistic
from cohortium.estimates.cells import ALL, Estimation
from cohortium.language import tr
from cohortium.results import Result
from cohortium.statistics.hazards import Covariates, cox
from cohortium.statistics.statistic import Stats
from cohortium.statistics.survival import CENSORED, Times
from cohortium.statistics.survival_tests import log_rank


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


COMPARED = {"log_rank": _log_rank, "cox": _cox}
