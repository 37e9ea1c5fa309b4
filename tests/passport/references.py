"""Reference values as small typed data: where each comes from, what goes in, what must come out to which digits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from cohortium.statistics import UndefinedStatistic
from passport.calls import CALLS

DATA = Path(__file__).resolve().parent / "data"
KINDS = {
    "certified": "Certified values of the US National Institute of Standards and Technology (StRD)",
    "published": "Printed in the paper, book or manual named",
    "R": "Computed outside the project with R, by the call shown",
    "second": "Second implementation: worked out by an independent route, not published",
}


@dataclass(frozen=True)
class Case:
    """What goes in: a call and its arguments; worked out once for all its numbers."""

    call: str
    given: Mapping[str, Any]

    @cached_property
    def found(self) -> Mapping[str, Any]:
        """The stats; none of them where the project refuses."""
        try:
            return CALLS[self.call](**self.given)
        except UndefinedStatistic:
            return {}


@dataclass(frozen=True)
class Value:
    """One number of one case: what the source says, as text, so that its digits count."""

    kind: str
    family: str
    title: str
    source: str
    stat: str
    expected: str
    case: Case

    @property
    def got(self) -> Decimal | None:
        """What the project computes; None where it has no number."""
        value = self.case.found.get(self.stat)
        return None if value is None else decimal(value)

    @property
    def digits(self) -> int:
        """How many significant digits the source gives."""
        return max(1, len(Decimal(self.expected).as_tuple().digits)) if self.expected != "none" else 1


def decimal(value: int | Fraction | Decimal) -> Decimal:
    """Any number as a Decimal."""
    number = Fraction(value)
    return Decimal(number.numerator) / Decimal(number.denominator)


def agreed(value: Value, got: Decimal | None) -> int:
    """To how many significant digits a number agrees with the source: all of them, or fewer, or 0.

    The rounding of the number at a digit may differ from the source's by half a unit of that digit, no more. "none" says
    that the source has no number there.
    """
    if got is None or value.expected == "none":
        return int(got is None and value.expected == "none")
    expected = Decimal(value.expected)
    if not expected:
        last = expected.as_tuple().exponent
        return value.digits if abs(got) <= Decimal("0.5") * Decimal(10) ** int(last) else 0
    for digits in range(value.digits, 0, -1):
        unit = Decimal(10) ** (expected.adjusted() - digits + 1)
        if abs(got - expected) <= unit / 2:
            return digits
    return 0


def values() -> Iterator[Value]:
    """Every reference value, file by file."""
    for path in sorted(DATA.glob("*.yaml")):
        yield from _values_of(yaml.safe_load(path.read_text(encoding="utf-8")))


def r_versions() -> str:
    """Which R and which of its packages gave the answers."""
    return yaml.safe_load((DATA / "r.yaml").read_text(encoding="utf-8"))["source"]


def _values_of(document: dict[str, Any]) -> Iterator[Value]:
    for case in document["cases"]:
        given = {name: document.get("data", {}).get(part, part) if isinstance(part, str) else part for name, part in case["given"].items()}
        question = Case(case["call"], given)
        for stat, expected in case["expected"].items():
            call = case.get("r", {}).get(stat)
            source = f"`{'; '.join([*case.get('setup', []), call])}`" if call else case["source"]
            yield Value(document["kind"], case["family"], case["case"], source, stat, str(expected), question)
