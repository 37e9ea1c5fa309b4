"""Who is seen at each timepoint, and whose dose was raised."""

from __future__ import annotations

from collections.abc import Iterator

from cohortium.protocol.model import Endpoint
from cohortium.simulation.cohort import World, later_windows
from cohortium.simulation.targets import Share

Seen = dict[str, set[int]]
USUALLY_SEEN, FALL_PER_WINDOW = 0.85, 0.15
USUALLY_RAISED = 0.1


def endpoints_at(world: World, timepoint: str) -> Iterator[tuple[str, Endpoint]]:
    """The endpoints read at a timepoint."""
    return ((name, endpoint) for name, endpoint in world.protocol.endpoints.items() if timepoint in endpoint.at)


def shares_at(world: World, name: str, timepoint: str, group: str = "") -> dict[str, Share]:
    """The wanted N and n of an endpoint in each treatment group."""
    return world.targets.shares(world.sizes, "efficacy", name, timepoint=timepoint, group=group)


def raised_doses(world: World) -> dict[str, set[int]]:
    """Subset id -> its members, for subsets of raised doses: as many as a figure needs, else some."""
    found: dict[str, set[int]] = {}
    for name, condition in world.protocol.subsets.items():
        if condition.dose_change not in ("increase", "any"):
            continue
        members: set[int] = set()
        named = any(figure.group == name for figure in world.targets.figures)
        for arm, patients in world.groups.items():
            totals = [shares_at(world, e, at, name)[arm].total for e, endpoint in world.protocol.endpoints.items() for at in endpoint.at]
            count = max((total or 0 for total in totals), default=0) if named else round(len(patients) * USUALLY_RAISED)
            members |= set(world.dice.some(patients, count))
        found[name] = members
        break  # one raised dose makes a patient a member of every such subset
    return found


def seen_patients(world: World, raised: dict[str, set[int]]) -> Seen:
    """Timepoint -> patients with a visit in its window: as many as the largest N, else fewer from one to the next."""
    found: Seen = {}
    often = USUALLY_SEEN
    for timepoint in later_windows(world.protocol):
        found[timepoint] = set()
        for arm, patients in world.groups.items():
            found[timepoint] |= _seen(world, timepoint, arm, patients, raised, often)
        often = max(0.2, often - FALL_PER_WINDOW)
    return found


def _seen(world: World, timepoint: str, arm: str, patients: tuple[int, ...], raised: dict[str, set[int]], often: float) -> set[int]:
    totals = [shares_at(world, name, timepoint)[arm].total for name, endpoint in endpoints_at(world, timepoint)
              if endpoint.missing == "as_observed"]  # fmt: skip
    wanted = [total for total in totals if total is not None]
    if not wanted:
        return {patient for patient in patients if world.dice.chance(often)}
    first = [patient for patient in patients if any(patient in members for members in raised.values()) and _subset_wanted(world, timepoint)]
    rest = [patient for patient in patients if patient not in first]
    count = max(wanted)
    return {*world.dice.some(first, count), *world.dice.some(rest, count - len(first))}


def _subset_wanted(world: World, timepoint: str) -> bool:
    return any(figure.group and figure.timepoint == timepoint for figure in world.targets.figures)
