"""Which scores the protocol asks for, and the small tables by which the steps choose and compare them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Any

from cohortium.measures import Measure
from cohortium.protocol.model import Condition, Protocol, Responder
from cohortium.protocol.questions import Question, composite_bits, cut_bits, once, questions, windows_of
from cohortium.protocol.scores import Timepoint

Rows = Iterable[tuple[Any, ...]]
Measures = dict[str, Measure]


@dataclass(frozen=True, order=True)
class Slot:
    """One way to choose a score: measure, window, pick, same-day rule, what ends its use (bits), carried forward or not."""

    measure: str
    timepoint: str
    pick: str
    same_day: str
    until_stop: int = 0
    carry: bool = False


def baseline_slot(protocol: Protocol, measure: str, timepoint: str = "baseline") -> Slot:
    """The score of a measure at a timepoint by the timepoint's own pick, untouched by stops and missing rules."""
    window = windows_of(protocol)[timepoint]
    return Slot(measure, timepoint, window.pick, window.same_day or protocol.same_day)


def value_slot(protocol: Protocol, asked: Question) -> Slot:
    """The score of a question, under its stop and missing rules."""
    plainly = baseline_slot(protocol, asked.rule.measure, asked.window)
    carry = asked.rule.missing == "last_observation"
    return Slot(plainly.measure, asked.window, asked.pick, plainly.same_day, cut_bits(protocol, asked.rule), carry)


@once
def question_slots(protocol: Protocol) -> dict[str, tuple[Slot, Slot]]:
    """Question and timepoint -> the slots of its baseline and of its score."""
    return {
        f"{asked.name} {asked.at}": (baseline_slot(protocol, asked.rule.measure, asked.baseline), value_slot(protocol, asked))
        for asked in questions(protocol)
    }


@once
def slots(protocol: Protocol) -> dict[Slot, int]:
    """Every slot that the protocol asks for, numbered in a fixed order."""
    asked = {baseline_slot(protocol, measure) for measure in protocol.used_measures}
    asked |= {baseline_slot(protocol, c.measure, c.at or "baseline") for c in named_conditions(protocol).values() if c.measure}
    asked |= {baseline_slot(protocol, name, at) for name, banded in protocol.severity.items() for at in banded.at}
    asked |= {slot for pair in question_slots(protocol).values() for slot in pair}
    return {slot: number for number, slot in enumerate(sorted(asked), start=1)}


@dataclass(frozen=True, order=True)
class Choice:
    """How scores of a window are chosen, whatever the measure."""

    timepoint: str
    pick: str
    same_day: str
    until_stop: int = 0
    carry: bool = False


@once
def choices(protocol: Protocol) -> dict[Choice, int]:
    """Every choice that a slot makes, and each window's own, numbered in a fixed order."""
    asked = {choice_of(slot) for slot in slots(protocol)}
    asked |= {choice_of(baseline_slot(protocol, "", timepoint)) for timepoint in windows_of(protocol)}
    return {choice: number for number, choice in enumerate(sorted(asked), start=1)}


def choice_of(slot: Slot) -> Choice:
    return Choice(slot.timepoint, slot.pick, slot.same_day, slot.until_stop, slot.carry)


LANES = 4
"""Scores that ride on one row of the steps: one statement serves every study, and a study's few measures cost few rows."""


def places(protocol: Protocol, measures: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Measure -> its part (from 0) and its lane in it (from 1); the measures that the protocol uses come first."""
    return {name: (at // LANES, at % LANES + 1) for at, name in enumerate(dict.fromkeys((*protocol.used_measures, *measures)))}


def _parts(protocol: Protocol, measures: Measures) -> dict[int, list[Measure | None]]:
    """Part -> the measure of each of its lanes."""
    parts: dict[int, list[Measure | None]] = {}
    for name, (part, lane) in places(protocol, measures).items():
        parts.setdefault(part, [None] * LANES)[lane - 1] = measures[name]
    return parts


def named_conditions(protocol: Protocol) -> dict[str, Condition]:
    """The conditions of the population, then the subsets and the levels that subgroups are made of: one family of names."""
    return {**protocol.population.include, **subsets_of(protocol)}


def subsets_of(protocol: Protocol) -> dict[str, Condition]:
    """The declared subsets, then one for each level of a characteristic that subgroups are made by (`sex F`)."""
    asked = dict.fromkeys(name for groups in protocol.subgroups.values() for name in groups.by if name in protocol.characteristics)
    return protocol.subsets | {
        f"{name} {level}": Condition.model_validate({"characteristic": name, "is": [level]})
        for name in asked
        for level in levels_of(protocol, name)
    }


def levels_of(protocol: Protocol, characteristic: str) -> dict[str, str]:
    """The levels of a category or of a yes_no, with their labels."""
    return protocol.characteristics[characteristic].levels or {"yes": "", "no": ""}


def measure_rows(protocol: Protocol, measures: Measures) -> Rows:
    """Where each measure rides, and its range."""
    for name, place in places(protocol, measures).items():
        yield name, *place, *_range(measures[name])


def _range(measure: Measure) -> tuple[int, ...]:
    """worse, low, high, the least badness, the number of steps: badness - least runs from 0 (the best possible) to steps - 1."""
    low, high, worse = measure.units_low, measure.units_high, measure.worse
    return worse, low, high, min(worse * low, worse * high), high - low + 1


_NO_MEASURE = (1, 1, 0, 0, 1)  # nothing lies from 1 to 0


def lane_rows(protocol: Protocol, measures: Measures) -> Rows:
    """The ranges of the four measures of each part."""
    for part, lanes in _parts(protocol, measures).items():
        yield part, *(number for measure in lanes for number in (_range(measure) if measure else _NO_MEASURE))


def reach_of(window: Timepoint) -> int:
    """No day of a window is further than this many days from the index date, nor is a day carried into it."""
    bounds = (window.start, window.end, window.target or window.end)
    return max(31 * abs(bound.months) + abs(bound.days) for bound in bounds) + 1


def has_room(window: Timepoint, measure: Measure) -> bool:
    """Whether the place of each day and the badness of each score fit one whole number (window_keys)."""
    return (3 * reach_of(window) + 2) * _range(measure)[-1] < 2**63


def choice_rows(protocol: Protocol, measures: Measures) -> Rows:
    """One row per choice and part that a slot asks of it; part 0 always, because it also says who was seen."""
    where = places(protocol, measures)
    asked = {(number, 0): choice for choice, number in choices(protocol).items()}
    asked |= {(choices(protocol)[choice_of(slot)], where[slot.measure][0]): choice_of(slot) for slot in slots(protocol)}
    for (number, part), choice in sorted(asked.items()):
        own = (choice.timepoint, choice.same_day, choice.until_stop, int(choice.carry))
        width = max((_range(measures[name])[-1] for name in protocol.used_measures if where[name][0] == part), default=1)
        direction = (-1, width - 1) if choice.pick == "best" else (1, 0)
        yield number, part, *own, *_ahead(choice.pick, reach_of(windows_of(protocol)[choice.timepoint])), width, *direction


def _ahead(pick: str, reach: int) -> tuple[int, int, int]:
    """The place of a day among those of its window: a start, plus its days after the index date and its days to the target times these."""
    places = {"first": (2 * reach + 1, -1, 0), "last": (2 * reach + 1, 1, 0), "nearest": (3 * reach + 1, 0, -1)}
    return places.get(pick, (3 * reach + 1, 0, 0))


def slot_rows(protocol: Protocol, measures: Measures) -> Rows:
    """Every slot with its choice, part and lane."""
    where, numbers = places(protocol, measures), choices(protocol)
    for slot, number in slots(protocol).items():
        own = (slot.measure, slot.timepoint, slot.pick, slot.same_day, slot.until_stop, int(slot.carry))
        yield number, *own, numbers[choice_of(slot)], *where[slot.measure]


def same_day_rows(protocol: Protocol, measures: Measures) -> Rows:
    """The same-day rules that are asked for, by a score or for who was seen in a window."""
    return ((rule,) for rule in sorted({choice.same_day for choice in choices(protocol)}))


def baseline_slot_rows(protocol: Protocol, measures: Measures) -> Rows:
    """Each measure's slot at baseline."""
    where, numbers = places(protocol, measures), slots(protocol)
    for measure in protocol.used_measures:
        slot = baseline_slot(protocol, measure)
        yield measure, numbers[slot], choices(protocol)[choice_of(slot)], *where[measure]


def severity_rows(protocol: Protocol, measures: Measures) -> Rows:
    """The slot of every measure and timepoint whose bands are counted; the baseline has its own."""
    numbers = slots(protocol)
    for name, banded in protocol.severity.items():
        yield from ((name, at, numbers[baseline_slot(protocol, name, at)]) for at in banded.at)


def pair_rows(protocol: Protocol, measures: Measures) -> Rows:
    """The two slots of every comparison."""
    numbers = slots(protocol)
    asked = sorted({(slot, before) for before, slot in question_slots(protocol).values()})
    for number, (slot, before) in enumerate(asked, start=1):
        ends = (numbers[before], numbers[slot], choices(protocol)[choice_of(before)], choices(protocol)[choice_of(slot)])
        yield number, *ends, slot.timepoint, slot.measure, slot.same_day, *places(protocol, measures)[slot.measure]


def endpoint_rows(protocol: Protocol, measures: Measures) -> Rows:
    """Every question, numbered, with its slots, rules, thresholds and the events that count as failures."""
    numbers = slots(protocol)
    for number, (asked, (before, slot)) in enumerate(zip(questions(protocol), question_slots(protocol).values(), strict=True), start=1):
        endpoint, measure = asked.rule, measures[asked.rule.measure]
        eligible = endpoint.eligible and at_least(endpoint.eligible.baseline_at_least, measure.scale)
        rule = "any" if endpoint.responder and endpoint.responder.any else "all" if endpoint.responder else endpoint.quantity
        yield (
            number, asked.name, asked.at, endpoint.quantity, numbers[before], numbers[slot], endpoint.missing, endpoint.after_stop, rule,
            measure.worse, eligible, *_thresholds(endpoint.responder, measure), composite_bits(protocol, endpoint),
        )  # fmt: skip


def _thresholds(rule: Responder | None, measure: Measure) -> tuple[int | None, ...]:
    """value_at_most, value_at_least, fall_at_least, rise_at_least in whole steps, and the improvement as parts of a whole."""
    found: dict[str, Any] = {criterion.word: getattr(criterion, criterion.word) for criterion in rule.criteria} if rule else {}
    improvement: Fraction | None = found.get("improvement_at_least")
    most = found.get("value_at_most")
    least = (found.get(word) for word in ("value_at_least", "fall_at_least", "rise_at_least"))
    return (
        None if most is None else floor(Fraction(most) / measure.scale),
        *(None if bound is None else at_least(bound, measure.scale) for bound in least),
        None if improvement is None else improvement.numerator,
        None if improvement is None else improvement.denominator,
    )


def at_least(bound: Decimal, scale: Fraction) -> int:
    # A bound between two steps is reached at the next whole one.
    return ceil(Fraction(bound) / scale)
