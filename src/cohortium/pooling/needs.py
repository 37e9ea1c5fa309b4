"""What a study's results need of a centre: the protocol alone says it."""

from __future__ import annotations

from collections.abc import Mapping

from cohortium.derivations import counting
from cohortium.estimates import rows_of
from cohortium.estimates.cells import Estimation
from cohortium.estimates.margins import Margin
from cohortium.measures import Measure
from cohortium.pooling.document import widest
from cohortium.protocol.model import Protocol
from cohortium.tallies import Tally

NOT_SENT = ("tally_variants", "tally_patients", "tally_covariates")
"""Sums and rows that lead back to single patients."""


def needed(protocol: Protocol, measures: Mapping[str, Measure]) -> tuple[Margin, ...]:
    """The margins that the estimators ask for when they have no patient to count, in their order."""
    names = {step.name: step.columns for step in counting(protocol.asked) if step.name.startswith("tally_") and step.name not in NOT_SENT}
    estimation = Estimation(protocol, measures, {name: _empty(columns) for name, columns in names.items()})
    rows_of(estimation)
    return to_send(estimation)


def to_send(estimation: Estimation) -> tuple[Margin, ...]:
    """What was asked, without what is added up from the rest of it."""
    return tuple(widest({margin: rows for margin, rows in estimation.margins.items() if margin.tally not in NOT_SENT}))


def _empty(columns: tuple[str, ...]) -> Tally:
    return Tally(columns, (), next(column for column in ("patients", "events", "mentions") if column in columns))
