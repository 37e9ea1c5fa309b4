"""The factor between two units, kept exact."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Any

from pydantic import BeforeValidator

from cohortium.language import tr
from cohortium.protocol.values import parse_decimal


def _factor(value: Any) -> Any:
    """A decimal, or a quotient such as 1/88.4, kept exact."""
    parts = str(value).split("/")
    if len(parts) > 2:
        raise ValueError(tr("write a factor as a number or as a quotient such as 1/88.4"))
    numbers = [Fraction(parse_decimal(part)) for part in parts]
    if any(number <= 0 for number in numbers):
        raise ValueError(tr("a factor is above 0"))
    return numbers[0] / numbers[1] if len(numbers) == 2 else numbers[0]


Factor = Annotated[Fraction, BeforeValidator(_factor)]
