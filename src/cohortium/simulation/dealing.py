"""Small steps of dealing scores to patients: sums over the ways to answer, numbers to whoever has room."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cohortium.simulation.rules import Answer
from cohortium.simulation.targets import Share

Vector = tuple[Answer, ...]
Stratum = tuple[str, tuple[str, ...], bool]  # group, subsets, and whether there is a choice at all
Name = tuple[Vector, Stratum]  # how a patient answers, and among whom


def sums(names: Sequence[Name], place: int, share: Share) -> Iterator[tuple[frozenset[Name], int]]:
    """N and n of one endpoint as sums over the ways to answer."""
    if share.total is not None:
        yield frozenset(name for name in names if name[0][place] is not None), share.total
    if share.count is not None:
        yield frozenset(name for name in names if name[0][place]), share.count


def within(numbers: Sequence[int], room: Mapping[int, tuple[int, int]]) -> dict[int, int]:
    """Each number to a patient who has room for it, the narrowest room first."""
    waiting = dict(room)
    found: dict[int, int] = {}
    for number in sorted(numbers):
        able = [patient for patient, (low, high) in waiting.items() if low <= number <= high] or list(waiting)
        patient = min(able, key=lambda name: (waiting[name][1], -waiting[name][0], name))
        found[patient] = number
        del waiting[patient]
    return found
