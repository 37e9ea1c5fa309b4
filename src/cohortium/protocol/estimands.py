"""What may happen to a patient between the first dose and the answer, and what an endpoint makes of it (ICH E9(R1))."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from cohortium.protocol.part import Part, Wrong
from cohortium.protocol.values import Id, Text, Texts

Strategy = Literal["treatment_policy", "composite", "while_on_treatment", "hypothetical"]
CUTTING = ("while_on_treatment", "hypothetical")
"""Strategies under which scores dated after the event are not used."""
EVENT_WORDS = ("stopped", "dose_change", "treatment")
MOST_EVENTS = 12
FIRST_BIT = 16
"""Each event is one bit of a patient's profile; the bits below say what is known of the window itself."""


class IntercurrentEvent(Part):
    """Something after the first dose that changes what a later score means; exactly one of its three words."""

    label: Text = ""
    stopped: Texts | None = None
    dose_change: Literal["increase", "decrease", "any"] | None = None
    treatment: Texts | None = None

    @model_validator(mode="after")
    def _one(self) -> IntercurrentEvent:
        if sum(getattr(self, word) is not None for word in EVENT_WORDS) != 1:
            raise Wrong("an intercurrent event holds exactly one of {words}", words=", ".join(EVENT_WORDS))
        if not (self.dose_change or self.stopped or self.treatment):
            raise Wrong("{word} needs at least one name", word=self.word)
        return self

    @property
    def word(self) -> str:
        """Which of the three words it holds."""
        return next(word for word in EVENT_WORDS if getattr(self, word) is not None)


class Estimand(Part):
    """What an endpoint does about each intercurrent event; an event that is not named is treatment policy."""

    events: dict[Id, Strategy] = Field(default_factory=dict)
