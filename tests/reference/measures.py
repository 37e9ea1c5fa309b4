"""What the built-in measures are, typed again from their publications, and the study's own."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from .texts import blank, number

BUILT_IN = {  # low, high, step; in all of them high is worse
    "IGA": (0, 4, "1"), "IGA_0_5": (0, 5, "1"), "EASI": (0, 72, "0.05"), "SCORAD": (0, 103, "0.1"), "OSCORAD": (0, 83, "0.1"),
    "PNRS": (0, 10, "1"), "DLQI": (0, 30, "1"), "CDLQI": (0, 30, "1"), "POEM": (0, 28, "1"), "ADCT": (0, 24, "1"),
    "RECAP": (0, 28, "1"), "PASI": (0, 72, "0.1"), "BSA": (0, 100, "0.1"),
}  # fmt: skip


@dataclass(frozen=True)
class Measure:
    low: Fraction
    high: Fraction
    step: Fraction
    worse: int  # +1: high is worse, -1: low is worse

    def badness(self, value: Fraction) -> Fraction:
        return value * self.worse

    def read(self, text: object) -> Fraction | None:
        """The score, or None: not a number, off the step or out of range is set aside."""
        value = None if blank(text) else number(text)
        if value is None or not self.low <= value <= self.high or (value / self.step).denominator != 1:
            return None
        return value


def measures_of(protocol: dict) -> dict[str, Measure]:
    """Built-in measures and the study's own; worst and best follow the measure's direction."""
    known = {name: Measure(Fraction(low), Fraction(high), Fraction(step), 1) for name, (low, high, step) in BUILT_IN.items()}
    for name, entry in (protocol.get("measures") or {}).items():
        low, high, step = (Fraction(str(entry.get(word, 1))) for word in ("low", "high", "step"))
        known[name] = Measure(low, high, step, -1 if entry.get("worse") == "low" else 1)
    return known
