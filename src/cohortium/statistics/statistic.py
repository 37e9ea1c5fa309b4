"""What a statistic is: its function, the stats it gives, how its cell reads, its source and its R call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from cohortium.language import tr

Number = int | Fraction | Decimal
Stats = dict[str, Number | None]


class UndefinedStatistic(ValueError):
    """These data cannot give the statistic; the text says why, and is what a row of the results shows as its error."""

    def __init__(self, text: str, **values: Any) -> None:
        super().__init__(text)
        self.text, self.values = text, values

    def __str__(self) -> str:
        return tr(self.text, **self.values)


@dataclass(frozen=True)
class Statistic:
    """One way to summarise or compare: its function, the stats its text needs, the text, where it comes from, what R says."""

    function: Callable[..., Any]
    stats: tuple[str, ...]
    template: str
    source: str
    r_call: str
    label: str = ""


def real(value: Number) -> Decimal:
    """A whole number, fraction or decimal as a Decimal of the current precision."""
    return Decimal(value.numerator) / Decimal(value.denominator) if isinstance(value, Fraction) else Decimal(value)
