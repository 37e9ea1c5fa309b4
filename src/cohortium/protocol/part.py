"""What every piece of a protocol has in common."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

NotReported = Literal["no", "unknown"]
Summary = Literal["median_q1_q3", "mean_sd", "median_min_max", "n_percent"]


class Part(BaseModel):
    """A piece of a protocol: frozen, and no word that is not known."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True, defer_build=True)
