"""What may happen to a patient: the safety period, terms and laboratory rules."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from cohortium.protocol.part import NotReported, Part, Wrong
from cohortium.protocol.values import (
    Duration,
    DurationValue,
    Id,
    LowerLimit,
    Name,
    Number,
    Text,
    UpperLimit,
    parse_duration,
)

Kind = Literal["clinical", "biological"]
ANY_ROWS = ("any", "any_clinical", "any_biological")
ASYMPTOMATIC = "asymptomatic"
"""The level under which results count the patients with a term of whom it is known that they did not feel it."""


class Period(Part):
    """The safety period: from a time after the index date to the end of follow-up, a stop plus a time, or a time."""

    start: DurationValue = Field(default=Duration(), alias="from")
    end: Text = Field(default="end of follow-up", alias="to")

    @model_validator(mode="after")
    def _readable(self) -> Period:
        _ = self.bound
        return self

    @property
    def bound(self) -> tuple[str, Duration]:
        """(`follow_up`, `stop` or `index`, the time added to it)."""
        text = " ".join(self.end.split()).lower()
        if text == "end of follow-up":
            return "follow_up", Duration()
        if text.startswith("stop"):
            rest = text.removeprefix("stop").strip()
            return "stop", parse_duration(rest.removeprefix("+").strip()) if rest else Duration()
        return "index", parse_duration(self.end)


class LaboratoryRule(Part):
    """A test beyond a limit: the laboratory's own (`local_upper`, `local_lower`), some times that, or a fixed value."""

    test: Name
    above: UpperLimit = None
    below: LowerLimit = None
    times: Number = Decimal(1)
    unit: Text | None = None

    @model_validator(mode="after")
    def _one(self) -> LaboratoryRule:
        if (self.above is None) == (self.below is None):
            raise Wrong("a laboratory rule is either above or below a limit")
        if self.times <= 0 or (self.times != 1 and not self.is_local):
            raise Wrong("times is a positive multiple of a local limit")
        if self.times > 50 or self.times * 100 % 1:
            raise Wrong("times is at most 50, with at most two decimals")
        if any(isinstance(fixed, Decimal) and fixed * 1_000_000 % 1 for fixed in (self.above, self.below)):
            raise Wrong("a fixed limit has at most six decimals")
        if self.is_local == (self.unit is not None):
            raise Wrong("a fixed limit needs its unit; a local limit brings its own")
        return self

    @property
    def is_local(self) -> bool:
        """Whether the limit is each laboratory's own."""
        return isinstance(self.below if self.above is None else self.above, str)


class TermSource(Part):
    """The laboratory rules of a term: it is met when any of them is."""

    any: tuple[LaboratoryRule, ...] = Field(min_length=1)


class Term(Part):
    """An event that is looked for in every patient."""

    label: Text = ""
    kind: Kind = "clinical"
    subterms: Annotated[
        dict[Id, Text], BeforeValidator(lambda value: _subterms(value), json_schema_input_type=dict[Id, Text] | tuple[Text, ...])
    ] = Field(default_factory=dict)
    source: TermSource | None = Field(default=None, alias="from")
    not_reported: NotReported | None = None
    baseline_abnormal: Literal["count", "exclude"] | None = None
    show_zero: bool = False
    only_sex: Text = ""

    @model_validator(mode="after")
    def _coherent(self) -> Term:
        if self.baseline_abnormal and self.source is None:
            raise Wrong("baseline_abnormal belongs to a laboratory term (from: {any: [...]})")
        return self


def _subterms(value: Any) -> Any:
    """A list of names is a mapping from ids made of them: `papulopustular eruption` is papulopustular_eruption."""
    if isinstance(value, list | tuple):
        return {"_".join(str(name).lower().split()): str(name) for name in value}
    return value


class Safety(Part):
    """What events are looked for, when, and what silence means."""

    period: Period = Period.model_validate({})
    not_reported: NotReported = "unknown"
    onset_missing: Literal["count", "leave_out"] = "count"
    baseline_abnormal: Literal["count", "exclude"] = "count"
    terms: dict[Id, Term] = Field(default_factory=dict)
