"""What a soak tries whole, and a test run by a sample."""

from __future__ import annotations

import os
from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")
SOAK = bool(os.environ.get("COHORTIUM_EXAMPLES"))


def sample(cases: Sequence[T], number: int) -> list[T]:
    """All cases in a soak; else so many of them, the same each time, in their order."""
    chosen = range(len(cases)) if SOAK else sorted(Random(0).sample(range(len(cases)), number))
    return [cases[place] for place in chosen]
