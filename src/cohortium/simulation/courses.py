"""When each patient began, how long they were followed, who stopped and why, whose dose was raised."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction

from cohortium.protocol.stops import stop_reasons_of
from cohortium.simulation.cohort import Course, World, at_least_days, later_windows
from cohortium.simulation.figures import ALL
from cohortium.simulation.quartiles import joint_lists, wanted
from cohortium.simulation.rules import IMPUTED
from cohortium.simulation.seen import Seen, endpoints_at

MONTHS_PER_DAY = Fraction(16, 487)  # 1 / 30.4375
ROOM = 8
"""Days inside a window that a patient who is seen in it is followed at least."""
LONGEST_AFTER, USUALLY_LONGER = 45, 40
USUALLY_STOP = 0.15
ENROLMENT = (date(2021, 1, 4), date(2021, 12, 31))


def plan_courses(world: World, seen: Seen, raised: Mapping[str, set[int]]) -> tuple[dict[int, Course], list[str]]:
    """The treatment of everybody, and what could not be met."""
    followed, unmet = _follow_up(world, seen)
    stopped = _stopped(world, set().union(*raised.values()))
    reasons = _reasons(world, stopped)
    late = any(endpoint.after_stop != "keep" for endpoint in world.protocol.endpoints.values())
    courses: dict[int, Course] = {}
    for arm, patients in world.groups.items():
        for patient in patients:
            days = followed[patient]
            stop = None if patient not in stopped else days if late else world.dice.between(min(days, 35), days)
            mine = tuple(reasons.get(patient, ()))
            index = _index(world, days, [at for at in seen if patient in seen[at] or _imputes(world, at)])
            up = _raised(world, days) if any(patient in members for members in raised.values()) else None
            courses[patient] = Course(arm, index, days, stop, mine, up)
    return courses, unmet


def _imputes(world: World, timepoint: str) -> bool:
    """Whether everybody must be due, so that an imputed N is everybody."""
    return any(endpoint.missing in IMPUTED for _, endpoint in endpoints_at(world, timepoint))


def _index(world: World, followed: int, timepoints: list[str]) -> date:
    """A first dose in the enrolment period, early enough for follow-up and windows to end before the data cut."""
    protocol = world.protocol
    first, last = protocol.enrolment.first_dose if protocol.enrolment else ENROLMENT
    if protocol.data_cut:
        needed = max([followed, *(at_least_days(protocol.windows[at].end) + 1 for at in timepoints)])
        last = min(last, protocol.data_cut - timedelta(days=needed))
    return first + timedelta(days=world.dice.between(0, (last - first).days))


def _raised(world: World, followed: int) -> int:
    """The day of the higher dose: after the first timepoint."""
    window = world.protocol.windows[later_windows(world.protocol)[0]]
    first = at_least_days(window.target or window.start) + 1
    return world.dice.between(first, min(followed - 1, first + 50))


# --- follow-up --------------------------------------------------------------------------------------------------------


def _follow_up(world: World, seen: Seen) -> tuple[dict[int, int], list[str]]:
    """Patient -> days followed."""
    needed = {patient: _needed(world, seen, patient) for patient in world.patients}
    asked = {arm: _as_printed(world.targets.quantiles("follow_up", "follow_up", arm)) for arm in (ALL, *world.groups)}
    if not any(asked.values()):
        return {patient: days + world.dice.between(0, USUALLY_LONGER) for patient, days in needed.items()}, []
    definition = world.protocol.statistics.quantiles
    groups, extra = {}, world.protocol.day_one
    for arm, patients in world.groups.items():
        # So many at most have less than what a visit needs.
        limits = {needed[patient] for patient in patients}
        below = [(days - 1 + extra, 0, sum(needed[patient] < days for patient in patients)) for days in sorted(limits)]
        groups[arm] = wanted(definition, len(patients), asked[arm], MONTHS_PER_DAY, below)
    pooled = wanted(definition, len(world.patients), asked[ALL], MONTHS_PER_DAY)
    most = (
        max([*needed.values(), *(round(Fraction(text) / MONTHS_PER_DAY) for each in asked.values() for text in each.values())])
        + LONGEST_AFTER
    )
    lists = joint_lists(world.dice, groups, pooled, min(needed.values()) + extra, most)
    if lists is None:
        unmet = "follow_up: no lengths of follow-up have these quartiles and reach the windows in which patients are seen."
        return needed, [unmet]
    found: dict[int, int] = {}
    for arm, patients in world.groups.items():
        order = sorted(world.dice.shuffled(patients), key=needed.__getitem__)
        found |= dict(zip(order, sorted(lists[arm]), strict=True))
    return {patient: days - extra for patient, days in found.items()}, []


def _needed(world: World, seen: Seen, patient: int) -> int:
    """The days that a patient is followed at least: into the last window in which they are seen."""
    starts = [at_least_days(world.protocol.windows[at].start) for at, patients in seen.items() if patient in patients]
    return max([ROOM, *(start + ROOM for start in starts)])


def _as_printed(quantiles: Mapping[Fraction, str]) -> dict[Fraction, str]:
    """Months with one decimal, as results print them."""
    return {p: text if "." in text else f"{text}.0" for p, text in quantiles.items()}


# --- stops ------------------------------------------------------------------------------------------------------------


def _stopped(world: World, raised: set[int]) -> list[int]:
    """Who stopped: as many of each group as is wanted; rather not who had the dose raised."""
    shares = world.targets.shares(world.sizes, "stops", "stops")
    found: list[int] = []
    for arm, patients in world.groups.items():
        wanted_count = shares[arm].count
        count = round(len(patients) * USUALLY_STOP) if wanted_count is None else wanted_count
        others = [patient for patient in patients if patient not in raised]
        found += world.dice.some(others, count)
        found += world.dice.some([patient for patient in patients if patient in raised], count - len(others))
    return found


def _reasons(world: World, stopped: list[int]) -> dict[int, list[str]]:
    """Reasons dealt in turn, so that nobody has the same reason twice: in each group where its own figures ask, else to all."""
    grouped = any(f.analysis == "stops" and f.level and f.arm != ALL for f in world.targets.figures)
    scopes = {arm: [p for p in stopped if p in set(patients)] for arm, patients in world.groups.items()} if grouped else {ALL: stopped}
    found: dict[int, list[str]] = {}
    for arm, patients in scopes.items():
        order = world.dice.shuffled(patients)
        for place, reason in enumerate(_mentions(world, arm, len(patients)) if patients else []):
            found.setdefault(order[place % len(order)], []).append(reason)
    return found


def _mentions(world: World, arm: str, stopped: int) -> list[str]:
    """Every mention of a reason, the same ones together."""
    counts: dict[str, int | None] = {}
    total = None
    for reason in stop_reasons_of(world.protocol):
        if reason == "death":
            continue
        parts = {"level": reason, "unit": "mentions"}
        total = total or world.targets.whole("stops", "stops", "N", arm, **parts)
        patients = world.targets.whole("stops", "stops", "n", arm, level=reason)
        counts[reason] = world.targets.whole("stops", "stops", "n", arm, **parts) if patients is None else patients
    rest = max(0, (total or stopped) - sum(count or 0 for count in counts.values()))
    free = [reason for reason, count in counts.items() if count is None]
    drawn = [free[place % len(free)] for place in range(rest)] if free else []
    return [reason for reason, count in counts.items() for _ in range((count or 0) + drawn.count(reason))]
