"""Who is in a made-up study, and what the later layers read of it."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from cohortium.measures import Measure
from cohortium.protocol.model import Protocol
from cohortium.protocol.values import Duration
from cohortium.simulation.dice import Dice
from cohortium.simulation.targets import Targets

ROUGH_MONTH = 31
"""Days that no month exceeds: whoever is followed so many has passed it."""


@dataclass(frozen=True)
class World:
    """What every layer reads: the study, its measures, the wanted figures, chance, and the groups with their patients."""

    protocol: Protocol
    measures: Mapping[str, Measure]
    targets: Targets
    dice: Dice
    groups: Mapping[str, tuple[int, ...]]

    @property
    def sizes(self) -> dict[str, int]:
        """Patients of each group."""
        return {arm: len(members) for arm, members in self.groups.items()}

    @property
    def patients(self) -> list[int]:
        """Everybody, group after group."""
        return [patient for members in self.groups.values() for patient in members]


@dataclass(frozen=True)
class Course:
    """A patient's treatment: days are counted from the first dose; None is never."""

    arm: str
    index: date
    followed: int
    stop: int | None = None
    reasons: tuple[str, ...] = ()
    raised: int | None = None

    def day(self, number: int) -> date:
        """The date so many days after the first dose."""
        return self.index + timedelta(days=number)

    def days_to(self, duration: Duration) -> int:
        """How many days after the first dose a duration ends: months first, then days."""
        month = self.index.month - 1 + duration.months
        year, month = self.index.year + month // 12, month % 12 + 1
        moved = date(year, month, min(self.index.day, monthrange(year, month)[1]))
        return (moved - self.index).days + duration.days


def at_least_days(duration: Duration) -> int:
    """A number of days that is surely not before a duration's end."""
    return duration.months * (ROUGH_MONTH if duration.months > 0 else 28) + duration.days


def later_windows(protocol: Protocol) -> list[str]:
    """The timepoints after the first dose, the earliest first."""
    names = [name for name in protocol.windows if name != "baseline"]
    return sorted(names, key=lambda name: at_least_days(protocol.windows[name].end))
