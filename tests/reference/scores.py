"""Scores: the day's value, the pick in a window, last observation, baseline."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from .measures import Measure
from .reading import Person, Study
from .texts import duration
from .time import inside, shift, window


@dataclass
class Days:
    """The values of one measure by day, and the days on which a score was set aside."""

    values: dict[date, Fraction] = field(default_factory=dict)
    set_aside: set[date] = field(default_factory=set)


def days_of(person: Person, name: str, measure: Measure, same_day: str) -> Days:
    """Day: of two different scores on one day the worst stands (`same_day: worst | best | set_aside`)."""
    found, seen = Days(), {}
    for visit in person.visits:
        if visit.day is None or name not in visit.scores:
            continue
        if visit.scores[name] is None:
            found.set_aside.add(visit.day)
        else:
            seen.setdefault(visit.day, set()).add(visit.scores[name])
    for day, values in seen.items():
        if len(values) > 1:
            person.notes.add(f"same_day_{same_day}")
        if len(values) > 1 and same_day == "set_aside":
            found.set_aside.add(day)
            continue
        found.values[day] = (min if same_day == "best" else max)(values, key=measure.badness)
    return found


def pick(values: dict[date, Fraction], how: str, target: date | None, measure: Measure, notes: set[str]) -> tuple[date, Fraction] | None:
    """worst, best, first, last, nearest to `target` (equally near: the worst); among equal candidates the earliest date."""
    if not values:
        return None
    orders = {
        "worst": lambda day: (-measure.badness(values[day]), day),
        "best": lambda day: (measure.badness(values[day]), day),
        "first": lambda day: day,
        "last": lambda day: -day.toordinal(),
        "nearest": lambda day: (abs((day - target).days), -measure.badness(values[day]), day),
    }
    chosen = min(values, key=orders[how])
    if how == "nearest" and sum(abs((day - target).days) == abs((chosen - target).days) for day in values) > 1:
        notes.add("nearest_tie")
    notes.add(f"pick_{how}")
    return chosen, values[chosen]


@dataclass
class Choice:
    """What a window gives one patient for one measure."""

    bounds: tuple[date, date]
    day: date | None = None
    value: Fraction | None = None
    visited: bool = False
    set_aside: bool = False
    carried: bool = False


def choose(
    study: Study, person: Person, name: str, timepoint: str, after_stop: str = "keep", carry: bool = False, until: date | None = None
) -> Choice:
    """The value of a measure at a timepoint, after the stop rule, up to the day `until`, and carried forward where asked."""
    spec, measure = study.timepoints[timepoint], study.measures[name]
    bounds = window(person.index, spec)
    found = days_of(person, name, measure, spec.get("same_day") or study.protocol.get("same_day", "worst"))
    choice = Choice(bounds, visited=any(inside(visit.day, bounds) for visit in person.visits))
    choice.set_aside = any(inside(day, bounds) for day in found.set_aside)
    values = _before_stop(person, found.values) if after_stop in ("drop", "non_responder") else found.values
    if until is not None:  # scores after it are set aside, whether there are any or not
        values = {day: value for day, value in values.items() if day <= until}
        choice.set_aside |= until < bounds[1]
    target = shift(person.index, duration(spec["target"])) if spec.get("target") is not None else None
    in_window = {day: value for day, value in values.items() if inside(day, bounds)}
    picked = pick(in_window, spec.get("pick", "worst"), target, measure, person.notes)
    if picked is None and carry:
        picked = _last_after_index(person, values, bounds[1])
        choice.carried = picked is not None
    if picked:
        choice.day, choice.value = picked
    return choice


def _before_stop(person: Person, values: dict[date, Fraction]) -> dict[date, Fraction]:
    """drop: values dated after the stop are removed before the pick (the stop day is kept)."""
    return {day: value for day, value in values.items() if person.stop is None or day <= person.stop}


def _last_after_index(person: Person, values: dict[date, Fraction], last: date) -> tuple[date, Fraction] | None:
    """last_observation: the last accepted value after the index date up to the window's last day, never the baseline."""
    after = {day: value for day, value in values.items() if person.index < day <= last}
    return (max(after), after[max(after)]) if after else None
