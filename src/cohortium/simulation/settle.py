"""Scores before treatment and listed changes dealt again and again, until the responses that hang on both come out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from cohortium.measures import Measure
from cohortium.protocol.model import Endpoint
from cohortium.simulation.cohort import World
from cohortium.simulation.rules import Judge, judge
from cohortium.simulation.seen import Seen, endpoints_at, shares_at
from cohortium.simulation.targets import Share

Fixed = dict[str, tuple[str, dict[int, int]]]  # timepoint -> change or value, and the number of each patient
MOST_MOVES = 4_000
Undo = Callable[[], None]


@dataclass
class Settling:
    """The scores of one measure; `free`: scores before treatment are not listed and may be drawn again."""

    world: World
    name: str
    seen: Seen
    fixed: Fixed
    before: dict[int, int]
    free: bool
    draw: Callable[[int], int]

    def __post_init__(self) -> None:
        self.measure: Measure = self.world.measures[self.name]
        self.asked = {at: list(self._asked(at)) for at in self.seen}

    def _asked(self, at: str) -> Iterator[tuple[Endpoint, Judge, dict[str, Share]]]:
        """The endpoints of the measure with figures at a timepoint."""
        for name, endpoint in endpoints_at(self.world, at):
            shares = shares_at(self.world, name, at)
            if endpoint.measure == self.name and any(shares.values()):
                yield endpoint, judge(endpoint, self.measure), shares

    def settle(self) -> None:
        """Move by move, keeping what comes no further from the figures; group by group."""
        for arm, patients in self.world.groups.items():
            far = self._far(arm, patients)
            for _ in range(MOST_MOVES):
                if not far:
                    break
                undo = self._move(patients)
                now = self._far(arm, patients)
                if now > far or not all(self._on_scale(patient) for patient in patients):
                    undo()
                else:
                    far = now

    def _far(self, arm: str, patients: Sequence[int]) -> int:
        """By how many patients the counts differ from the figures."""
        return sum(
            self._listed_far(at, share[arm], answer, patients)
            if at in self.fixed
            else self._eligible_far(at, share[arm], endpoint, patients)
            for at, asked in self.asked.items()
            for endpoint, answer, share in asked
        )

    def _listed_far(self, at: str, share: Share, answer: Judge, patients: Sequence[int]) -> int:
        answers = [answer(self.before.get(patient), self._after(at, patient)) for patient in patients]
        known, yes = sum(said is not None for said in answers), sum(said is True for said in answers)
        counted = share.count is not None
        return (0 if share.total is None else abs(known - share.total)) + (abs(yes - (share.count or 0)) if counted else 0)

    def _after(self, at: str, patient: int) -> int | None:
        quantity, numbers = self.fixed[at]
        if patient not in numbers:
            return None
        return numbers[patient] + (self.before.get(patient, 0) if quantity == "change" else 0)

    def _eligible_far(self, at: str, share: Share, endpoint: Endpoint, patients: Sequence[int]) -> int:
        """Where scores after are still free: enough patients who are eligible, and no more than must be."""
        if endpoint.eligible is None or share.total is None:
            return 0
        least = ceil(Fraction(endpoint.eligible.baseline_at_least) / self.measure.scale)
        able = [patient for patient in patients if patient in self.seen[at]]
        eligible = sum(self.before.get(patient, least - 1) >= least for patient in able)
        most = max(other.total or 0 for other in (shares[self._arm_of(patients)] for _, _, shares in self.asked[at]))
        return max(0, share.total - eligible) + max(0, most - share.total - (len(able) - eligible))

    def _arm_of(self, patients: Sequence[int]) -> str:
        return next(arm for arm, members in self.world.groups.items() if members is patients)

    def _on_scale(self, patient: int) -> bool:
        afters = [value for at in self.fixed if (value := self._after(at, patient)) is not None]
        return all(self.measure.units_low <= value <= self.measure.units_high for value in afters)

    def _move(self, patients: Sequence[int]) -> Undo:
        """Two patients exchange a score or a change, or one gets another score before treatment."""
        one, other = self.world.dice.one_of(patients), self.world.dice.one_of(patients)
        kind = self.world.dice.between(0, len(self.fixed))
        if kind == 0 and self.free:
            old = self.before.get(one)
            self.before[one] = self.draw(one)
            return lambda: _put(self.before, one, old)
        numbers = self.before if kind == 0 else list(self.fixed.items())[kind - 1][1][1]
        at = None if kind == 0 else list(self.fixed)[kind - 1]
        if at is not None and not {one, other} <= self.seen[at]:
            return lambda: None
        _exchange(numbers, one, other)
        return lambda: _exchange(numbers, one, other)


def _exchange(numbers: dict[int, int], one: int, other: int) -> None:
    first, second = numbers.get(one), numbers.get(other)
    _put(numbers, one, second)
    _put(numbers, other, first)


def _put(numbers: dict[int, int], patient: int, value: int | None) -> None:
    if value is None:
        numbers.pop(patient, None)
    else:
        numbers[patient] = value


def counted_below(
    world: World, measure: Measure, at: str, quantity: str, sizes: Mapping[str, int]
) -> dict[str, list[tuple[int, int, int]]]:
    """What responder rules on the listed quantity alone say of its list: so many numbers at or below a bound."""
    found: dict[str, list[tuple[int, int, int]]] = {arm: [] for arm in sizes}
    for name, endpoint in endpoints_at(world, at):
        criteria = endpoint.responder.criteria if endpoint.responder else ()
        if endpoint.measure != measure.id or endpoint.eligible or len(criteria) != 1:
            continue
        word = criteria[0].word
        if word not in (("fall_at_least", "rise_at_least") if quantity == "change" else ("value_at_most", "value_at_least")):
            continue
        bound = Fraction(getattr(criteria[0], word)) / measure.scale
        for arm, share in shares_at(world, name, at).items():
            if share.count is not None and share.total in (None, sizes[arm]):
                n = share.count if word in ("fall_at_least", "value_at_most") else sizes[arm] - share.count
                value = {"fall_at_least": -ceil(bound), "value_at_most": bound.__floor__()}.get(word, ceil(bound) - 1)
                found[arm].append((value, n, n))
    return found
