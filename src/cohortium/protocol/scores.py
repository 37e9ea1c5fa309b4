"""What is measured: timepoints, responder rules, endpoints and the study's own measures."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from cohortium.protocol.estimands import Estimand
from cohortium.protocol.part import Part, Summary, Wrong
from cohortium.protocol.values import (
    Duration,
    DurationValue,
    Id,
    Ids,
    Name,
    Number,
    Percent,
    Text,
)

Pick = Literal["worst", "best", "first", "last", "nearest"]
SameDay = Literal["worst", "best", "set_aside"]
Missing = Literal["as_observed", "non_responder", "last_observation", "worst_case", "best_case"]
AfterStop = Literal["keep", "drop", "non_responder"]


class Timepoint(Part):
    """A window around a nominal time, both bounds included, and which of its scores is kept."""

    label: Text = ""
    start: DurationValue = Field(alias="from")
    end: DurationValue = Field(alias="to")
    target: DurationValue | None = None
    pick: Pick = "worst"
    same_day: SameDay | None = None

    @model_validator(mode="after")
    def _target_for_nearest(self) -> Timepoint:
        if self.pick == "nearest" and self.target is None:
            raise Wrong("pick: nearest needs a target")
        if rough_days(self.start) > rough_days(self.end):
            raise Wrong("the window ends before it begins")
        if self.target and not rough_days(self.start) <= rough_days(self.target) <= rough_days(self.end):
            said = "the target ({target}) is outside the window ({start} to {end})"
            raise Wrong(said, target=self.target, start=self.start, end=self.end)
        return self


def rough_days(duration: Duration) -> float:
    """Days of a duration, near enough to put two in order."""
    return duration.months * 30.4375 + duration.days


BASELINE_DEFAULTS = {"label": "Baseline", "from": "-90 days", "to": "0 days", "pick": "last"}
BASELINE = Timepoint.model_validate(BASELINE_DEFAULTS)


class Criterion(Part):
    """One condition of a responder rule; exactly one word of the five."""

    value_at_most: Number | None = None
    value_at_least: Number | None = None
    fall_at_least: Number | None = None
    rise_at_least: Number | None = None
    improvement_at_least: Percent | None = None

    @model_validator(mode="after")
    def _one(self) -> Criterion:
        if len(self.model_fields_set) != 1:
            raise Wrong("a condition holds exactly one word; list several under any: or all:")
        return self

    @property
    def word(self) -> str:
        """The word that is set."""
        return next(iter(self.model_fields_set))


def _rule(value: Any) -> Any:
    if isinstance(value, dict) and not {"any", "all"} & value.keys():
        return {"any": [value]}
    return value


class Responder(Part):
    """A rule of three-valued logic: any or all of its criteria."""

    any: tuple[Criterion, ...] = ()
    all: tuple[Criterion, ...] = ()

    @model_validator(mode="after")
    def _either(self) -> Responder:
        if bool(self.any) == bool(self.all):
            raise Wrong("a responder rule is either any: [...] or all: [...]")
        words = [criterion.word for criterion in self.criteria]
        if len(set(words)) < len(words):
            raise Wrong("the same word stands twice in one rule; keep the one that decides")
        return self

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """The criteria, whichever way they are joined."""
        return self.any or self.all


class EndpointSummary(Part):
    """What of a score is summarised (its change from baseline, or its value) and how it is printed."""

    change: Summary | None = None
    value: Summary | None = None

    @model_validator(mode="after")
    def _one(self) -> EndpointSummary:
        if (self.change is None) == (self.value is None):
            raise Wrong("a summary is either of the change or of the value")
        if "n_percent" in (self.change, self.value):
            raise Wrong("n_percent needs a responder rule; a summary is median_q1_q3, mean_sd or median_min_max")
        return self


class Eligible(Part):
    """Who can show the response at all; nobody else enters its N."""

    baseline_at_least: Number


class Endpoint(Part):
    """What is measured at which timepoints, among whom, and what a missing score or a stop means."""

    label: Text = ""
    role: Literal["primary", "secondary", "exploratory", "post_hoc"] = "secondary"
    measure: Id
    responder: Annotated[Responder, BeforeValidator(_rule, json_schema_input_type=Responder | Criterion)] | None = None
    summary: EndpointSummary | None = None
    eligible: Eligible | None = None
    at: Ids
    missing: Missing = "as_observed"
    after_stop: AfterStop = "keep"
    footnote_subsets: tuple[Id, ...] = ()
    estimand: Estimand | None = None

    @model_validator(mode="after")
    def _coherent(self) -> Endpoint:
        if (self.responder is None) == (self.summary is None):
            raise Wrong("an endpoint has either a responder rule or a summary")
        if not self.at:
            raise Wrong("an endpoint needs at least one timepoint")
        if self.summary and self.missing not in ("as_observed", "last_observation"):
            raise Wrong("missing: {rule} needs a responder rule; a summary knows as_observed and last_observation", rule=self.missing)
        if self.summary and self.after_stop == "non_responder":
            raise Wrong("after_stop: non_responder needs a responder rule; a summary knows keep and drop")
        return self

    @model_validator(mode="after")
    def _strategies(self) -> Endpoint:
        strategies = set(self.estimand.events.values()) if self.estimand else set()
        if "composite" in strategies and self.summary:
            raise Wrong("composite needs a responder rule: an event can be a non-response, not a number")
        if "while_on_treatment" in strategies and self.missing != "last_observation":
            raise Wrong("while_on_treatment uses the last score before the event: write missing: last_observation with it")
        if "hypothetical" in strategies and self.missing not in ("as_observed", "last_observation"):
            raise Wrong("hypothetical asks what would have been without the event; missing: {rule} answers it", rule=self.missing)
        return self

    @property
    def quantity(self) -> str:
        """responder, change or value."""
        return "responder" if self.summary is None else "change" if self.summary.change else "value"


class MeasureEntry(Part):
    """A measure that the study declares itself."""

    label: Text = ""
    low: Number
    high: Number
    step: Number = Decimal(1)
    worse: Literal["high", "low"] = "high"
    decimals: int | None = Field(default=None, ge=0, le=6)
    bands: dict[Name, Number] = Field(default_factory=dict)
    meaningful_change: Number | None = None
    source: Text = ""

    @model_validator(mode="after")
    def _grid(self) -> MeasureEntry:
        if self.step <= 0 or self.low >= self.high:
            raise Wrong("a measure needs low < high and a step above 0")
        if (Fraction(self.low) / Fraction(self.step)).denominator > 1 or (Fraction(self.high) / Fraction(self.step)).denominator > 1:
            raise Wrong("low and high must be whole multiples of the step")
        values = self.bands.values()
        if values and (min(values) < self.low or max(values) != self.high or len(set(values)) < len(values)):
            raise Wrong("bands give the highest value of each band, each its own, the last of them equal to high")
        return self
