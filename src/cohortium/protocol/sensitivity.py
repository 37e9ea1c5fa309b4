"""What else could reasonably have been chosen for an endpoint: alternatives that are all computed, in every combination."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field, model_validator

from cohortium.protocol.estimands import Strategy
from cohortium.protocol.part import Part, Wrong
from cohortium.protocol.scores import AfterStop, Eligible, Missing, Pick
from cohortium.protocol.values import DurationValue, Id, Ids, listed_value

MOST_COMBINATIONS = 2000
Picks = Annotated[tuple[Pick, ...], BeforeValidator(listed_value, json_schema_input_type=Pick | tuple[Pick, ...])]
Rules = Annotated[tuple[Missing, ...], BeforeValidator(listed_value, json_schema_input_type=Missing | tuple[Missing, ...])]
Stops = Annotated[tuple[AfterStop, ...], BeforeValidator(listed_value, json_schema_input_type=AfterStop | tuple[AfterStop, ...])]
Strategies = Annotated[tuple[Strategy, ...], BeforeValidator(listed_value, json_schema_input_type=Strategy | tuple[Strategy, ...])]


class OtherWindow(Part):
    """Other bounds of a window; what is not said is as in the protocol."""

    start: DurationValue | None = Field(default=None, alias="from")
    end: DurationValue | None = Field(default=None, alias="to")
    target: DurationValue | None = None


class OtherBaseline(Part):
    """Another baseline; what is not said is as in the protocol."""

    start: DurationValue | None = Field(default=None, alias="from")
    end: DurationValue | None = Field(default=None, alias="to")
    target: DurationValue | None = None
    pick: Pick | None = None


class OtherPatients(Part):
    """Patients who are left out: the members of these subsets, and who is not known to be one or not."""

    without: Ids = Field(min_length=1)


class Alternatives(Part):
    """The alternatives of one endpoint at one timepoint, beside the protocol's own choice."""

    at: Id | None = None
    windows: dict[Id, OtherWindow] = Field(default_factory=dict)
    pick: Picks = ()
    baseline: dict[Id, OtherBaseline] = Field(default_factory=dict)
    missing: Rules = ()
    after_stop: Stops = ()
    events: dict[Id, Strategies] = Field(default_factory=dict)
    evaluable: dict[Id, Eligible] = Field(default_factory=dict)
    arms: dict[Id, OtherPatients] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _several(self) -> Alternatives:
        if not any(len(choices) > 1 for choices in self.dimensions.values()):
            raise Wrong("sensitivity needs at least one alternative: windows, pick, baseline, missing, after_stop, ...")
        if self.combinations > MOST_COMBINATIONS:
            said = "these alternatives make {many} combinations; at most {most} are computed"
            raise Wrong(said, many=self.combinations, most=MOST_COMBINATIONS)
        return self

    @property
    def dimensions(self) -> dict[str, tuple[str, ...]]:
        """What is varied -> the names of its choices; the empty one, the protocol's own, comes first."""
        named = {"window": self.windows, "pick": self.pick, "baseline": self.baseline, "missing": self.missing}
        named |= {"after_stop": self.after_stop, "evaluable": self.evaluable, "arms": self.arms}
        named |= {f"event {event}": strategies for event, strategies in self.events.items()}
        return {word: ("", *choices) for word, choices in named.items()}

    @property
    def combinations(self) -> int:
        """How many combinations there are, coherent or not, the protocol's own included."""
        total = 1
        for choices in self.dimensions.values():
            total *= len(choices)
        return total
