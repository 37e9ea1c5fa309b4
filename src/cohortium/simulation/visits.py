"""The visits behind the scores that count: several in a window, some outside every window, some days written twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from cohortium.protocol.model import Timepoint
from cohortium.protocol.values import Duration
from cohortium.simulation.cohort import Course, World, later_windows
from cohortium.simulation.rules import judge
from cohortium.simulation.scores import Scores
from cohortium.simulation.seen import Seen, endpoints_at

OFTEN_SEVERAL = (1, 2, 2, 3)
DECOYS, OUTSIDE, BLANK_VISIT, REPEATED, UNMEASURED_BEFORE = 0.8, 0.55, 0.08, 0.014, 0.35
ORPHANS = 3
"""Scores without a score before treatment, at most, of each measure: each is a question to a centre."""


@dataclass
class Visit:
    """What was measured on a day after (or before) the first dose, in steps; `month` where only that was written, `stray` in no window."""

    day: int
    scores: dict[str, int] = field(default_factory=dict)
    month: int | None = None
    stray: bool = False


def loosen(world: World, scores: Scores, seen: Seen) -> None:
    """Forget scores before treatment that nothing needs, and give a few of those patients a score after it all the same."""
    figured = world.targets.variables("baseline")
    conditions = [*world.protocol.subsets.values(), *world.protocol.population.include.values()]
    for name in world.protocol.used_measures:
        if name in figured or any(condition.measure == name for condition in conditions):
            continue
        windows = later_windows(world.protocol)
        unused = [p for p in world.patients if p in scores.before[name] and not any(p in scores.after[name, at] for at in windows)]
        gone = [patient for patient in unused if world.dice.chance(UNMEASURED_BEFORE)]
        at = next((at for at in windows if _needs_before(world, name, at)), None)
        for number, patient in enumerate(gone):
            before = scores.before[name].pop(patient)
            if at and number < ORPHANS and patient in seen[at]:
                scores.after[name, at][patient] = before


def _needs_before(world: World, name: str, timepoint: str) -> bool:
    """Whether no endpoint of a measure can be judged without the score before treatment."""
    measure = world.measures[name]
    mine = [endpoint for _, endpoint in endpoints_at(world, timepoint) if endpoint.measure == name]
    values = range(measure.units_low, measure.units_high + 1, max(1, (measure.units_high - measure.units_low) // 20))
    return bool(mine) and all(judge(endpoint, measure)(None, value) is None for endpoint in mine for value in values)


def visits(world: World, patient: int, course: Course, scores: Scores, nominal: bool) -> list[Visit]:
    """All visits of a patient, by day."""
    return sorted(_Diary(world, patient, course, scores, nominal).visits(), key=lambda visit: visit.day)


@dataclass
class _Diary:
    """The visits of one patient; a nominal diary knows whole months only."""

    world: World
    patient: int
    course: Course
    scores: Scores
    nominal: bool

    def __post_init__(self) -> None:
        windows = self.world.protocol.windows
        self.spans = {name: (self.course.days_to(w.start), self.course.days_to(w.end)) for name, w in windows.items()}
        self.dice = self.world.dice
        months = {_months_to(self.course, month): month for month in range(0, 25)}
        self.months = {day: month for day, month in months.items() if day <= self.course.followed} if self.nominal else {}

    def visits(self) -> Iterator[Visit]:
        """Window after window, then what lies between and after them."""
        for name, window in self.world.protocol.windows.items():
            yield from self._inside(name, window)
        for day in self._outside():
            scores = {name: self._stray(name) for name in self.world.protocol.used_measures if self.dice.chance(0.7)}
            yield self._visit(day, scores, stray=True)

    def _visit(self, day: int, scores: dict[str, int], stray: bool = False) -> Visit:
        return Visit(day, scores, self.months.get(day), stray)

    def _value(self, measure: str, timepoint: str) -> int | None:
        found = self.scores.before[measure] if timepoint == "baseline" else self.scores.after[measure, timepoint]
        return found.get(self.patient)

    def _inside(self, name: str, window: Timepoint) -> Iterator[Visit]:
        """The visits of a window: one holds the score that counts, by the window's own pick, the others do not."""
        measured = {m: value for m in self.world.protocol.used_measures if (value := self._value(m, name)) is not None}
        able = self._days(name)
        if not able or not (measured or self.dice.chance(BLANK_VISIT)):
            return
        days = self._chosen(able, name, window)
        held: list[dict[str, int]] = [{} for _ in days]
        for measure, value in measured.items():
            place = self._place(days, window)
            for number, scores in enumerate(held):
                other = value if number == place else self._decoy(measure, value, window, before=name == "baseline")
                if other is not None and (number == place or self.dice.chance(DECOYS)):
                    scores[measure] = other
        for day, scores in zip(days, held, strict=True):
            yield self._visit(day, scores)
            if scores and self.dice.chance(REPEATED):
                yield self._visit(day, self._again(scores, window))

    def _days(self, name: str) -> list[int]:
        """The days of a window that are in no other window, if there are any, up to the end of follow-up."""
        first, last = self.spans[name]
        days = [day for day in range(first, min(last, self.course.followed) + 1) if name == "baseline" or day > 0]
        alone = [day for day in days if not any(a <= day <= b for other, (a, b) in self.spans.items() if other != name)]
        return [day for day in alone or days if not self.nominal or day in self.months]

    def _chosen(self, able: list[int], name: str, window: Timepoint) -> list[int]:
        """One to three days, never two as near to the target as each other; before treatment the last one is recent."""
        if name == "baseline" and len(able) > 20:
            recent = self.dice.one_of(able[-15:])
            earlier = [day for day in able if day < recent - 7]
            return sorted({recent, *self.dice.some(earlier, self.dice.one_of((0, 1, 1, 2)))})
        for _ in range(20):
            days = self.dice.some(able, self.dice.one_of(OFTEN_SEVERAL))
            if len({abs(day - self._target(window)) for day in days}) == len(days):
                return days
        return [self.dice.one_of(able)]

    def _target(self, window: Timepoint) -> int:
        return self.course.days_to(window.target or window.end)

    def _place(self, days: list[int], window: Timepoint) -> int:
        """Which of the days holds the score that counts."""
        places = {"first": 0, "last": len(days) - 1}
        if window.pick == "nearest":
            return min(range(len(days)), key=lambda number: abs(days[number] - self._target(window)))
        return places.get(window.pick, self.dice.between(0, len(days) - 1))

    def _decoy(self, measure: str, value: int, window: Timepoint, before: bool) -> int | None:
        """Another score that the pick passes over; None where the scale has none."""
        scale = self.world.measures[measure]
        towards = {"worst": -scale.worse, "best": scale.worse}.get(window.pick, -1 if self.dice.chance(0.7) else 1)
        room = scale.units_high - value if towards > 0 else value - scale.units_low
        coarse = max(1, int(10**-scale.decimals / float(scale.scale)))
        span = scale.units_high - scale.units_low
        most = min(room, max(coarse, span // 8 if before else span * 3 // 10)) // coarse
        return value + towards * coarse * self.dice.between(1, most) if most else None

    def _again(self, scores: dict[str, int], window: Timepoint) -> dict[str, int]:
        """The same day once more, as another hand wrote it: one score differs as the rule for such days allows."""
        rule = window.same_day or self.world.protocol.same_day
        again = dict(scores)
        measure = self.dice.one_of(sorted(again))
        scale = self.world.measures[measure]
        towards = {"worst": -scale.worse, "best": scale.worse}.get(rule, 0)
        moved = again[measure] + towards * max(1, int(10**-scale.decimals / float(scale.scale)))
        again[measure] = moved if scale.units_low <= moved <= scale.units_high else again[measure]
        return again

    def _outside(self) -> list[int]:
        """Days after the first dose in no window."""
        covered = [span for span in self.spans.values()]
        free = [day for day in range(1, self.course.followed + 1) if not any(a <= day <= b for a, b in covered)]
        free = [day for day in free if not self.nominal or day in self.months]
        gaps: dict[int, list[int]] = {}
        for day in free:
            gaps.setdefault(sum(b < day for _, b in covered), []).append(day)
        return [self.dice.one_of(days) for days in gaps.values() if self.dice.chance(OUTSIDE)]

    def _stray(self, measure: str) -> int:
        """A score outside every window, rather worse than those that count: it shows where a window is wrong."""
        scale = self.world.measures[measure]
        known = [v for name in self.world.protocol.windows if (v := self._value(measure, name)) is not None]
        span = scale.units_high - scale.units_low
        start = max(known, key=lambda value: scale.worse * value) if known else scale.units_low + span // 2
        coarse = max(1, int(10**-scale.decimals / float(scale.scale)))
        moved = start + scale.worse * coarse * self.dice.between(-(span // (10 * coarse)), span // (8 * coarse))
        return min(max(moved, scale.units_low), scale.units_high)


def _months_to(course: Course, months: int) -> int:
    return course.days_to(Duration(months))
