"""Questions beyond the tables that every study has: time to a stop, incidence, groups against each other, centres."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, field_validator, model_validator

from cohortium.protocol.part import Part, Wrong
from cohortium.protocol.values import Durations, DurationValue, Id, Ids, listed_value

DEATH = "death"
"""The cause of a treatment that a death ended, beside the reasons for a stop."""

Curves = Literal["log_rank", "cox"]
Adjustment = Literal["holm", "benjamini_hochberg"]
Contrast = Literal[
    "difference", "risk_ratio", "odds_ratio", "odds_ratio_exact", "fisher", "chi_squared", "chi_squared_corrected", "trend",
    "shift", "mann_whitney", "mann_whitney_exact", "kruskal_wallis", "analysis_of_variance",
    "paired_difference", "mcnemar", "mcnemar_exact", "pseudomedian", "signed_rank", "signed_rank_exact",
]  # fmt: skip
SIGNED_RANKS = ("signed_rank", "signed_rank_exact")
"""Tests of changes by their ranks."""
ESTIMATES = {"paired_difference": ("mcnemar", "mcnemar_exact"), "pseudomedian": SIGNED_RANKS}
"""Estimate within a group -> the tests that bring it: a p-value does not say how large a change is."""
WITHIN = ("paired_difference", "mcnemar", "mcnemar_exact", "pseudomedian", *SIGNED_RANKS)
"""Pairs of answers or scores of one patient: these need no second treatment group."""
Baseline = Literal["standardised", "fisher", "chi_squared", "mann_whitney", "mann_whitney_exact", "kruskal_wallis"]

EveryCurve = Annotated[tuple[Curves, ...], BeforeValidator(listed_value, json_schema_input_type=Curves | tuple[Curves, ...])]
EveryContrast = Annotated[tuple[Contrast, ...], BeforeValidator(listed_value, json_schema_input_type=Contrast | tuple[Contrast, ...])]
EveryBaseline = Annotated[tuple[Baseline, ...], BeforeValidator(listed_value, json_schema_input_type=Baseline | tuple[Baseline, ...])]


class Survival(Part):
    """How long the treatment of the index date lasts: an event is a stop, a switch or a death, by its cause."""

    at: Durations = ()
    until: DurationValue | None = None
    interval: Literal["log_log", "log", "plain"] = "log_log"
    flat_step: Literal["first", "midpoint"] = "first"
    censored: Ids = ()
    compare: EveryCurve = ()
    adjust: Adjustment | None = None

    @model_validator(mode="after")
    def _compared(self) -> Survival:
        if self.adjust and not self.compare:
            raise Wrong("adjust needs p-values of curves: write compare: log_rank beside it, or leave adjust out")
        return self

    @model_validator(mode="after")
    def _later(self) -> Survival:
        if any(time.months * 30 + time.days <= 0 for time in (*self.at, *filter(None, [self.until]))):
            raise Wrong("at and until are times after the first dose, such as 3 months or 84 days")
        return self


class Incidence(Part):
    """First events over time at risk."""

    terms: Ids = ()
    per: int = Field(default=100, ge=1, le=1_000_000)


class Comparisons(Part):
    """Treatment groups against each other, and scores against those before treatment."""

    versus: Id | None = None
    endpoints: Ids = ()
    by: EveryContrast = ("difference", "shift")
    zeros: Literal["wilcox", "pratt"] = "wilcox"
    adjust: Adjustment | None = None
    baseline: EveryBaseline = ()

    @field_validator("by")
    @classmethod
    def _estimate_first(cls, by: tuple[str, ...]) -> tuple[str, ...]:
        for estimate, tests in ESTIMATES.items():
            first = next((place for place, name in enumerate(by) if name in tests), None)
            by = by if first is None or estimate in by else (*by[:first], estimate, *by[first:])
        return by


class ByCentre(Part):
    """The results of each centre, and those of all the others without it."""

    endpoints: Ids = ()
