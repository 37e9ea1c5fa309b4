"""Results within groups of patients, and whether a difference between treatments is the same in all of them."""

from __future__ import annotations

from pydantic import Field

from cohortium.protocol.part import Part
from cohortium.protocol.values import Id, Ids

CENTRE = "centre"


class Subgroups(Part):
    """The groups within which an endpoint is given, and the treatment group that the others are compared with."""

    by: Ids = Field(min_length=1)
    at: Id | None = None
    versus: Id | None = None
