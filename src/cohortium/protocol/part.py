"""What every piece of a protocol has in common."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from cohortium.language import tr

NotReported = Literal["no", "unknown"]
Summary = Literal["median_q1_q3", "mean_sd", "median_min_max", "n_percent"]


class Wrong(ValueError):
    """What a part refuses in itself, said in the language of whoever reads the protocol."""

    def __init__(self, text: str, /, **values: Any) -> None:
        super().__init__(tr(text, **values))


class Part(BaseModel):
    """A piece of a protocol: frozen, and no word that is not known."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True, defer_build=True)
