"""Treatments compared after adjustment or weighting: models with one row per patient, off unless they are asked for."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from cohortium.protocol.part import Part, Wrong
from cohortium.protocol.values import Id, Ids

BASELINE = "baseline"
"""The covariate that is the endpoint's own score before treatment."""


class Imputation(Part):
    """How often what is missing is imputed, from which seed, in how many rounds."""

    times: int = Field(ge=2, le=200)
    seed: int = Field(ge=0)
    rounds: int = Field(default=10, ge=1, le=100)
    auxiliary: Ids = Field(default=(), alias="with")


class Adjustment(Part):
    """The model of one endpoint: what it is adjusted for, against which treatment group, with which errors."""

    at: Id | None = None
    versus: Id
    arms: Ids = ()
    covariates: Ids = Field(default=(), alias="for")
    errors: Literal["model", "centre", "gee"] = "model"
    correlation: Literal["exchangeable", "independence"] | None = None
    model: Literal["regression", "firth"] = "regression"
    impute: Imputation | None = None

    @property
    def auxiliary(self) -> Ids:
        """What only tells of what is missing."""
        return self.impute.auxiliary if self.impute else ()

    @model_validator(mode="after")
    def _coherent(self) -> Adjustment:
        if twice := sorted({*self.covariates} & {*self.auxiliary}):
            said = "{names} stands under for and under impute: with; what the model is adjusted for is used anyway"
            raise Wrong(said, names=", ".join(twice))
        if self.model == "firth" and self.errors != "model":
            raise Wrong("firth has no errors by centre; write errors: model with it")
        if self.correlation and self.errors != "gee":
            raise Wrong("correlation is of patients within a centre under errors: gee; leave it out")
        return self


class Weighting(Part):
    """Propensity weights of one endpoint: alike in what, for which population, with which weights and errors."""

    at: Id | None = None
    versus: Id
    arms: Ids = ()
    covariates: Ids = Field(alias="for", min_length=1)
    estimand: Literal["ate", "att", "overlap"] = "ate"
    treated: Id | None = None
    stabilised: bool = False
    truncate: Literal["p1_p99", "p5_p95"] | None = None
    errors: Literal["model", "centre"] = "model"

    @model_validator(mode="after")
    def _coherent(self) -> Weighting:
        if (self.estimand == "att") != (self.treated is not None):
            raise Wrong("treated names the group whose patients att asks about; write it with estimand: att, and only there")
        if self.stabilised and self.estimand != "ate":
            raise Wrong("only the weights of estimand: ate are stabilised; leave stabilised out")
        if self.truncate and self.estimand == "overlap":
            raise Wrong("overlap weights have no extremes; leave truncate out")
        return self
