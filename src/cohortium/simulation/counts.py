"""Whole numbers that fit several sums at once: how many patients answer each rule in each way."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

Name = TypeVar("Name", bound=Hashable)
Sums = Sequence[tuple[frozenset[Name], int]]


def fitting(names: Sequence[Name], sums: Sums[Name]) -> dict[Name, int] | None:
    """A count for each name so that every set of names has its sum; None if there is none.

    The names in most sums come first, so that few are left to choose.
    """
    order = sorted(names, key=lambda name: -sum(name in members for members, _ in sums))
    member_of = [[place for place, (members, _) in enumerate(sums) if name in members] for name in order]
    last = [max((at for at, name in enumerate(order) if name in members), default=-1) for members, _ in sums]
    if any(total < 0 or (end < 0 and total) for (_, total), end in zip(sums, last, strict=True)):
        return None
    left = [total for _, total in sums]
    chosen: list[int] = []

    def go(at: int) -> bool:
        if at == len(order):
            return not any(left)
        mine = member_of[at]
        most = min((left[place] for place in mine), default=0)
        forced = {left[place] for place in mine if last[place] == at}
        if len(forced) > 1 or any(value > most for value in forced):
            return False
        for value in forced or range(most, -1, -1):
            for place in mine:
                left[place] -= value
            chosen.append(value)
            if go(at + 1):
                return True
            chosen.pop()
            for place in mine:
                left[place] += value
        return False

    return dict(zip(order, chosen, strict=True)) if go(0) else None


def matched(choices: Mapping[int, Sequence[Name]], room: Mapping[Name, int]) -> dict[int, Name] | None:
    """Each patient one of their choices, each choice taken as often as there is room; None if that cannot be."""
    taken: dict[int, Name] = {}
    holders: dict[Name, list[int]] = {name: [] for name in room}

    def place(patient: int, tried: set[Name]) -> bool:
        for name in choices[patient]:
            if name in tried or name not in room:
                continue
            tried.add(name)
            if len(holders[name]) < room[name]:
                holders[name].append(patient)
                taken[patient] = name
                return True
            for other in list(holders[name]):
                if place(other, tried):
                    holders[name].remove(other)
                    holders[name].append(patient)
                    taken[patient] = name
                    return True
        return False

    return taken if all(place(patient, set()) for patient in choices) else None
