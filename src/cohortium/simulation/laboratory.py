"""Laboratory values: beyond the laboratory's own limit in whoever has the term, within it in whoever has not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from cohortium.protocol.model import LaboratoryRule
from cohortium.simulation.cohort import Course, World
from cohortium.simulation.limits import Limit, limit_on, thresholds, usual

Rules = dict[str, list[LaboratoryRule]]  # test -> its rules, of all terms
PLANNED = ((30, 12), (91, 20), (182, 20), (274, 25))
"""Days after the first dose on which blood is taken, and by how much real ones differ."""
MEASURED, BEFORE = 0.9, 0.8


@dataclass(frozen=True)
class Value:
    """One result of a test."""

    day: int
    test: str
    value: Decimal
    limit: Limit | None


def rules_by_test(world: World) -> Rules:
    """The rules of every laboratory term, by test."""
    found: Rules = {}
    for term in world.protocol.safety.terms.values():
        for rule in term.source.any if term.source else ():
            found.setdefault(rule.test, []).append(rule)
    return found


def safety_end(world: World, course: Course) -> int:
    """The last day on which something counts as an event."""
    kind, added = world.protocol.safety.period.bound
    if kind == "index":
        return min(course.days_to(added), course.followed)
    if kind == "stop" and course.stop is not None:
        return min(course.stop + added.days + 28 * added.months, course.followed)
    return course.followed


def safety_start(world: World, course: Course) -> int:
    """The first day after the first dose on which something counts as an event."""
    return max(1, course.days_to(world.protocol.safety.period.start))


def values(world: World, course: Course, sex: str, answers: Mapping[str, str], limits: list[Limit]) -> list[Value]:
    """Every result of a patient: before treatment all within the limits; after it as the answers say."""
    return _Blood(world, course, sex, answers, limits).values()


@dataclass
class _Blood:
    """The laboratory results of one patient."""

    world: World
    course: Course
    sex: str
    answers: Mapping[str, str]
    limits: list[Limit]

    def __post_init__(self) -> None:
        self.dice = self.world.dice
        terms = {name: term.source.any for name, term in self.world.protocol.safety.terms.items() if term.source}
        self.rules = rules_by_test(self.world)
        self.free = {rule.test for name, rules in terms.items() if self.answers.get(name) != "no" for rule in rules}
        self.asked = {rule.test for name, rules in terms.items() if self.answers.get(name) != "unknown" for rule in rules}
        self.high = [self._culprit(rules) for name, rules in terms.items() if self.answers.get(name) == "yes"]

    def _culprit(self, rules: tuple[LaboratoryRule, ...]) -> LaboratoryRule:
        """The rule that is met: of a test that no other term needs within its limits, where there is one."""
        alone = [rule for rule in rules if len(self.rules[rule.test]) == sum(other.test == rule.test for other in rules)]
        return self.dice.one_of(alone or list(rules))

    def values(self) -> list[Value]:
        """Before treatment, then on some days after it; each term that is met is met on one of them."""
        before = -self.dice.between(1, 30)
        found = [self._normal(test, before) for test in self.rules if self.dice.chance(BEFORE)]
        days = self._days()
        when = [self.dice.one_of(days) for _ in self.high]
        for number, day in enumerate(days):
            for test in self.rules:
                met = next((rule for rule, on in zip(self.high, when, strict=True) if rule.test == test and on == day), None)
                if met is not None:
                    found.append(self._beyond(met, day))
                elif test in self.asked and (number == 0 or self.dice.chance(MEASURED)):
                    found.append(self._normal(test, day))
        return [value for value in found if value is not None]

    def _days(self) -> list[int]:
        first, last = safety_start(self.world, self.course), safety_end(self.world, self.course)
        near = [day + self.dice.between(-loose, loose) for day, loose in PLANNED]
        return sorted({day for day in near if first <= day <= last}) or [min(max(first, (first + last) // 2), max(first, last))]

    def _limit(self, test: str, day: int) -> Limit | None:
        return limit_on(self.limits, test, self.sex, self.course.day(day))

    def _normal(self, test: str, day: int) -> Value | None:
        """Within every limit of the test, at times close to one."""
        limit = self._limit(test, day)
        bounds = list(thresholds(limit, self.rules[test]))
        upper = min((bound for rule, bound in bounds if rule.above is not None), default=limit.upper if limit else None)
        lower = max((bound for rule, bound in bounds if rule.below is not None), default=limit.lower if limit else None)
        part = Decimal(f"{self.dice.real(0.9, 0.99) if self.dice.chance(0.2) else self.dice.real(0.15, 0.85):.3f}")
        floor = lower if lower is not None else (upper or Decimal(10)) * Decimal("0.3")
        ceiling = upper if upper is not None else floor * 3
        drawn = self._written(test, floor + (ceiling - floor) * part)
        return Value(day, test, min(max(drawn, floor), ceiling), limit)

    def _beyond(self, rule: LaboratoryRule, day: int) -> Value | None:
        """Beyond the limit of a rule, and within those rules of the same test that other terms do not meet."""
        limit = self._limit(rule.test, day)
        mine = next((bound for other, bound in thresholds(limit, [rule])), None)
        if mine is None:
            return None
        upwards = rule.above is not None
        factor = self.dice.real(1.03, 1.5) if upwards else self.dice.real(0.6, 0.96)
        digit = Decimal(1).scaleb(-usual(rule.test).decimals)
        drawn = self._written(rule.test, mine * Decimal(f"{factor:.3f}"))
        further = [bound for other, bound in thresholds(limit, self.rules[rule.test])
                   if (other.above is not None) == upwards and (bound > mine if upwards else bound < mine)]  # fmt: skip
        drawn = max(drawn, self._written(rule.test, mine) + digit) if upwards else min(drawn, self._written(rule.test, mine) - digit)
        drawn = min([drawn, *further]) if upwards else max([drawn, *further])
        return Value(day, rule.test, drawn, limit)

    def _written(self, test: str, value: Decimal) -> Decimal:
        return value.quantize(Decimal(1).scaleb(-usual(test).decimals))
