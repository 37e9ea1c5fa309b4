"""What a protocol may set of its figures; nothing is needed."""

from __future__ import annotations

from typing import Literal, get_args

from pydantic import Field

from cohortium.protocol.part import Part
from cohortium.protocol.values import Name

PatientFigure = Literal["points", "waterfall", "swimmer"]
FigureName = Literal[
    "response", "flow", "change", "points", "waterfall", "choices", "subgroups", "balance", "safety", "swimmer", "comparisons",
    "survival", "funnel", "completeness",
]  # fmt: skip
"""In the order in which a reader of the report meets them: the answer, who took part, then beside the tables in their order."""


class Figures(Part):
    """The figures of a study. Their rows and labels are those of the tables that print the same numbers."""

    show: tuple[FigureName, ...] = ()
    in_report: tuple[PatientFigure, ...] = ()
    titles: dict[FigureName, Name] = Field(default_factory=dict)

    @property
    def shown(self) -> tuple[FigureName, ...]:
        """Which figures are drawn, each once, in this order; all of them where none is named."""
        return tuple(dict.fromkeys(self.show)) or get_args(FigureName)
