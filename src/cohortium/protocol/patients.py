"""Who is studied: enrolment, arms, characteristics and the conditions that make populations."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import Field, model_validator

from cohortium.protocol.part import NotReported, Part, Summary, Wrong
from cohortium.protocol.values import (
    DailyDose,
    Day,
    Id,
    Ids,
    Name,
    Number,
    Text,
    Texts,
)


class Enrolment(Part):
    """The period, both days included, in which the first dose of the index course falls."""

    first_dose: tuple[Day, Day]

    @model_validator(mode="after")
    def _ordered(self) -> Enrolment:
        if self.first_dose[0] > self.first_dose[1]:
            raise Wrong("the first day of enrolment is after the last")
        return self


class Centre(Part):
    """A centre: its label and the language its questions are written in."""

    label: Text = ""
    language: Literal["en", "fr"] | None = None


class Arm(Part):
    """A treatment group: drug and daily dose of the first dose; without them only `patients.arm` assigns it."""

    label: Text = ""
    drug: Name | None = None
    daily_dose: DailyDose | None = None

    @model_validator(mode="after")
    def _dose_of_a_drug(self) -> Arm:
        if self.daily_dose is not None and self.drug is None:
            raise Wrong("a daily_dose needs its drug; add it, or remove the dose")
        return self


class CharacteristicSource(Part):
    """Where a characteristic comes from when it has no column of its own: drugs taken before, or how many."""

    previous_treatments: Texts

    @property
    def counts(self) -> bool:
        """`previous_treatments: count` is the number of different drugs taken."""
        return self.previous_treatments == ("count",)


class Characteristic(Part):
    """A baseline characteristic: a number, a category with declared levels, or yes/no."""

    label: Text = ""
    type: Literal["number", "category", "yes_no"] | None = None
    unit: Text = ""
    levels: dict[Id, Text] = Field(default_factory=dict)
    step: Number = Decimal("0.01")
    low: Number | None = None
    high: Number | None = None
    decimals: int | None = Field(default=None, ge=0, le=6)
    summary: Summary | None = None
    only_sex: Text = ""
    source: CharacteristicSource | None = Field(default=None, alias="from")

    @model_validator(mode="after")
    def _complete(self) -> Characteristic:
        implied = None if self.source is None else "number" if self.source.counts else "yes_no"
        if self.type is None and implied is None:
            raise Wrong("a characteristic needs a type: number, category or yes_no")
        if self.type and implied and self.type != implied:
            raise Wrong("what comes from previous treatments here is {implied}, not {type}", implied=implied, type=self.type)
        if (self.kind == "category") != bool(self.levels):
            raise Wrong("levels belong to a category, and a category needs its levels")
        if self.only_sex and (self.kind != "yes_no" or self.source):
            raise Wrong("only_sex belongs to a yes_no characteristic with a column of its own")
        if self.step <= 0:
            raise Wrong("the step must be above 0")
        if self.low is not None and self.high is not None and self.low >= self.high:
            raise Wrong("low must be below high")
        if self.summary and (self.kind == "number") == (self.summary == "n_percent"):
            raise Wrong("n_percent summarises categories and yes_no; the other summaries are for a number")
        return self

    @property
    def kind(self) -> str:
        """number, category or yes_no."""
        return self.type or ("number" if self.source and self.source.counts else "yes_no")


class Condition(Part):
    """A named condition on a patient: exactly one of the first seven words, with its bounds or levels."""

    label: Text = ""
    dose_change: Literal["increase", "decrease", "any"] | None = None
    characteristic: Id | None = None
    measure: Id | None = None
    previous_treatment: Text | None = None
    arm: Ids | None = None
    centre: Texts | None = None
    stopped: Literal["yes", "no"] | None = None
    at_least: Number | None = None
    at_most: Number | None = None
    levels: Texts | None = Field(default=None, alias="is")
    at: Id | None = None

    @model_validator(mode="after")
    def _one(self) -> Condition:
        words = [word for word in CONDITION_WORDS if getattr(self, word) is not None]
        if len(words) != 1:
            raise Wrong("a condition holds exactly one of {words}", words=", ".join(CONDITION_WORDS))
        bounded = self.at_least is not None or self.at_most is not None
        if self.measure and (not bounded or self.levels):
            raise Wrong("a condition on a measure needs at_least or at_most")
        if self.characteristic and bounded == (self.levels is not None):
            raise Wrong("a condition on a characteristic needs at_least or at_most, or is")
        if words[0] not in ("measure", "characteristic") and (bounded or self.levels):
            raise Wrong("at_least, at_most and is do not belong to {word}", word=words[0])
        if self.at and not self.measure:
            raise Wrong("at belongs to a measure")
        if self.at_least is not None and self.at_most is not None and self.at_least > self.at_most:
            raise Wrong("at_least is above at_most: no patient can meet this")
        return self

    @property
    def word(self) -> str:
        """Which of the seven words it holds."""
        return next(word for word in CONDITION_WORDS if getattr(self, word) is not None)


CONDITION_WORDS = ("dose_change", "characteristic", "measure", "previous_treatment", "arm", "centre", "stopped")


class Sets(Part):
    """The population of each kind of table, as names of subsets that must all hold; empty is everybody included."""

    efficacy: Ids = ()
    safety: Ids = ()


class Population(Part):
    """Who is in: conditions in order, each counted apart, and the sets of the tables."""

    include: dict[Id, Condition] = Field(default_factory=dict)
    sets: Sets = Sets()


class PreviousTreatments(Part):
    """What an absent record of a previous treatment means."""

    not_reported: NotReported = "unknown"
