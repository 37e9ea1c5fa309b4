"""Totals that a study computes from items: which measures, and by which rules."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator

from cohortium.protocol.part import Part
from cohortium.protocol.values import Id

PUBLISHED = "published"


class ItemRule(Part):
    """How the total of a measure is made of its items; what is not said is as published."""

    missing: Id = PUBLISHED
    weights: Literal["by_age", "adult", "child"] = "by_age"
    signs: Literal["halves", "whole"] = "halves"
    areas: Literal["score", "percent"] = "score"
    differ: Literal["given", "items", "set_aside"] = "given"
    agrees_with: Id | None = None


def _as_published(value: Any) -> Any:
    return {} if value == PUBLISHED else value


ItemRuleValue = Annotated[ItemRule, BeforeValidator(_as_published, json_schema_input_type=Literal["published"] | ItemRule)]
