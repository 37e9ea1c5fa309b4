"""Treatments compared after adjustment: a model with one row per patient, off unless it is asked for."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from cohortium.protocol.part import Part
from cohortium.protocol.values import Id, Ids

BASELINE = "baseline"
"""The covariate that is the endpoint's own score before treatment."""


class Adjustment(Part):
    """The model of one endpoint: what it is adjusted for, against which treatment group, with which errors."""

    at: Id | None = None
    versus: Id
    covariates: Ids = Field(default=(), alias="for")
    errors: Literal["model", "centre"] = "model"
    model: Literal["regression", "firth"] = "regression"

    @model_validator(mode="after")
    def _coherent(self) -> Adjustment:
        if self.model == "firth" and self.errors == "centre":
            raise ValueError("firth has no errors by centre; write errors: model with it")
        return self
