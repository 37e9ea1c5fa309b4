"""The scores that count, before and after: measure by measure, so that every wanted response, change and value comes out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from cohortium.measures import Measure
from cohortium.protocol.model import Endpoint
from cohortium.simulation.cohort import World, later_windows
from cohortium.simulation.counts import fitting, matched
from cohortium.simulation.dealing import Name, Stratum, Vector, sums, within
from cohortium.simulation.figures import ALL
from cohortium.simulation.quartiles import joint_lists, wanted
from cohortium.simulation.rules import MOST_VALUES, Judge, grid, judge
from cohortium.simulation.seen import Seen, endpoints_at, shares_at
from cohortium.simulation.settle import Fixed, Settling, counted_below

Pair = tuple[int | None, int | None]  # before and after, in steps
Options = dict[Vector, list[Pair]]
Members = Mapping[str, set[int]]
MOST_DEALS = 300
NO_LISTS = "{}: no scores were found with these medians and quartiles in the groups and in all patients together."
OFF_SCALE = "efficacy {} {}: the changes at several timepoints need scores before treatment beyond the scale."
USUALLY_MEASURED = 0.85
COARSE, FINE, MANY_STEPS = (0.4, 0.8), (0.25, 0.7), 500
"""Where scores before treatment lie between the best and the worst value, on scales of few steps and of many (their far end is rare)."""
MOST_WORSENED = 0.1
"""The part of a scale by which a patient may be worse than before, where nothing asks for more."""


@dataclass
class Scores:
    """Measure -> patient -> score before; (measure, timepoint) -> patient -> score after; and what could not be met."""

    before: dict[str, dict[int, int]] = field(default_factory=dict)
    after: dict[tuple[str, str], dict[int, int]] = field(default_factory=dict)
    unmet: list[str] = field(default_factory=list)


def plan_scores(world: World, seen: Seen, raised: Members) -> Scores:
    """The scores of everybody."""
    scores = Scores()
    left = {patient: world.dice.real(0.05, 0.45) if world.dice.chance(0.65) else world.dice.real(0.5, 1.05) for patient in world.patients}
    for name in world.protocol.used_measures:
        _Plan(world, name, seen, raised, left, scores).fill()
    return scores


@dataclass
class _Plan:
    """The work on one measure; `left` is the part of each patient's disease that stays under treatment."""

    world: World
    name: str
    seen: Seen
    raised: Members
    left: Mapping[int, float]
    scores: Scores

    def __post_init__(self) -> None:
        self.measure: Measure = self.world.measures[self.name]
        self.low, self.high = self.measure.units_low, self.measure.units_high
        self.best, self.worst = (self.low, self.high) if self.measure.worse > 0 else (self.high, self.low)
        self.usual = FINE if self.high - self.low > MANY_STEPS else COARSE
        self.coarse = max(1, int(Fraction(1, 10**self.measure.decimals) / self.measure.scale))
        self.cache: dict[tuple[str, Pair], Options] = {}

    def fill(self) -> None:
        """First the lists of changes and values, then who had which score before, then the responses."""
        fixed: Fixed = {}
        for at in later_windows(self.world.protocol):
            listed = self._listed(at, fixed)
            fixed |= {at: listed} if listed else {}
        before = self.scores.before[self.name] = self._before(fixed)
        free = self.name not in self.world.targets.variables("baseline")
        Settling(
            self.world, self.name, self.seen, fixed, before, free, lambda patient: self._usual_before(*self._room(patient, fixed))
        ).settle()
        for at in later_windows(self.world.protocol):
            self.scores.after[self.name, at] = self._after(at, fixed.get(at), before)

    # --- changes and values with wanted quantiles -----------------------------------------------------------------------

    def _listed(self, at: str, fixed: Fixed) -> tuple[str, dict[int, int]] | None:
        """(change or value, patient -> number) of the endpoint that has figures at a timepoint."""
        for name, endpoint in endpoints_at(self.world, at):
            if endpoint.measure == self.name and endpoint.summary and any(shares_at(self.world, name, at).values()):
                return endpoint.quantity, self._lists(name, endpoint, at, fixed)
        return None

    def _lists(self, name: str, endpoint: Endpoint, at: str, fixed: Fixed) -> dict[int, int]:
        targets, scale = self.world.targets, self.measure.scale
        definition = self.world.protocol.statistics.quantiles
        sizes = {arm: share.total or 0 for arm, share in shares_at(self.world, name, at).items()}
        asked = {arm: targets.quantiles("efficacy", name, arm, timepoint=at) for arm in (ALL, *sizes)}
        below = counted_below(self.world, self.measure, at, endpoint.quantity, sizes)
        groups = {arm: wanted(definition, size, asked[arm], scale, below[arm]) for arm, size in sizes.items()}
        pooled = wanted(definition, sum(sizes.values()), asked[ALL], scale)
        texts = [text for each in asked.values() for text in each.values()]
        lists = joint_lists(self.world.dice, groups, pooled, *self._range(endpoint, texts))
        if lists is None:
            self.scores.unmet.append(NO_LISTS.format(f"efficacy {name} {at}"))
            return {}
        found: dict[int, int] = {}
        for arm, numbers in lists.items():
            able = [patient for patient in self.world.groups[arm] if patient in self.seen[at]]
            dealt = (self._dealt(able, numbers) for _ in range(MOST_DEALS))
            fits = (deal for deal in dealt if all(self._on_scale(patient, {**fixed, at: (endpoint.quantity, deal)}) for patient in deal))
            deal = next(fits, None)
            self.scores.unmet += [OFF_SCALE.format(self.name, arm)] if deal is None else []
            found |= deal or {}
        return found

    def _dealt(self, able: list[int], numbers: list[int]) -> dict[int, int]:
        """The numbers dealt to some patients: who has least disease left has the largest fall, at every timepoint."""
        chosen = sorted(self.world.dice.some(able, len(numbers)), key=lambda patient: self.left[patient])
        return dict(zip(chosen, sorted(numbers, reverse=self.measure.worse < 0), strict=False))

    def _on_scale(self, patient: int, fixed: Fixed) -> bool:
        low, high = self._room(patient, fixed)
        return low <= high

    def _range(self, endpoint: Endpoint, texts: Sequence[str]) -> tuple[int, int]:
        """Not much beyond what is asked for, and never beyond what the scale allows."""
        span = self.high - self.low
        low, high = (self.low, self.high) if endpoint.quantity == "value" else (-span, span)
        asked = [Fraction(text) / self.measure.scale for text in texts] or [Fraction(low), Fraction(high)]
        beyond = max(1, int((max(asked) - min(asked)) / 3))
        return max(low, int(min(asked)) - beyond), min(high, int(max(asked)) + beyond)

    # --- before treatment -----------------------------------------------------------------------------------------------

    def _before(self, fixed: Fixed) -> dict[int, int]:
        room = {patient: self._room(patient, fixed) for patient in self.world.patients}
        lists = self._before_lists()
        found: dict[int, int] = {}
        for arm, patients in self.world.groups.items():
            if lists is None:
                found |= {patient: self._usual_before(*room[patient]) for patient in patients}
            else:
                chosen = self._measured_before(patients, len(lists[arm]), fixed)
                found |= within(lists[arm], {patient: room[patient] for patient in chosen})
        return found

    def _measured_before(self, patients: Sequence[int], count: int, fixed: Fixed) -> list[int]:
        """Who has a score before treatment: first who has a change, then who is seen most often after it."""
        changes = [numbers for quantity, numbers in fixed.values() if quantity == "change"]

        def use(patient: int) -> tuple[int, int]:
            return -sum(patient in numbers for numbers in changes), -sum(patient in seen for seen in self.seen.values())

        return sorted(self.world.dice.shuffled(patients), key=use)[:count]

    def _room(self, patient: int, fixed: Fixed) -> tuple[int, int]:
        """Between which scores before treatment every fixed change stays on the scale."""
        changes = [numbers[patient] for quantity, numbers in fixed.values() if quantity == "change" and patient in numbers]
        return max([self.low, *(self.low - change for change in changes)]), min([self.high, *(self.high - change for change in changes)])

    def _usual_before(self, low: int, high: int) -> int:
        part = self.world.dice.real(*self.usual)
        usual = round((self.best + part * (self.worst - self.best)) / self.coarse) * self.coarse
        return min(max(usual, low), max(low, high))

    def _before_lists(self) -> dict[str, list[int]] | None:
        """Baseline scores with wanted quantiles; None where there are none."""
        targets, sizes, definition = self.world.targets, self.world.sizes, self.world.protocol.statistics.quantiles
        asked = {arm: targets.quantiles("baseline", self.name, arm, timepoint="baseline") for arm in (ALL, *sizes)}
        shares = targets.shares(sizes, "baseline", self.name, timepoint="baseline")
        if not any(asked.values()) and not any(shares.values()):
            return None
        known = {arm: size if shares[arm].total is None else shares[arm].total or 0 for arm, size in sizes.items()}
        groups = {arm: wanted(definition, size, asked[arm], self.measure.scale) for arm, size in known.items()}
        pooled = wanted(definition, sum(known.values()), asked[ALL], self.measure.scale)
        texts = [Fraction(text) / self.measure.scale for each in asked.values() for text in each.values()]
        usual = sorted(round(self.best + part * (self.worst - self.best)) for part in self.usual)
        low, high = int(min([*texts, usual[0]])), int(max([*texts, usual[1]]))
        lists = joint_lists(self.world.dice, groups, pooled, max(low, self.low), min(high, self.high))
        if lists is None:
            self.scores.unmet.append(NO_LISTS.format(f"baseline {self.name}"))
        return lists

    # --- after ----------------------------------------------------------------------------------------------------------

    def _after(self, at: str, fixed: tuple[str, dict[int, int]] | None, before: dict[int, int]) -> dict[int, int]:
        asked = {name: endpoint for name, endpoint in endpoints_at(self.world, at)
                 if endpoint.measure == self.name and endpoint.responder and any(shares_at(self.world, name, at).values())}  # fmt: skip
        if not asked:
            return self._freely(at, fixed, before)
        judges = [judge(endpoint, self.measure) for endpoint in asked.values()]
        found: dict[int, int] = {}
        for scope, patients in self._scopes(at, asked).items():
            options = {patient: self._options(at, patient, fixed, before.get(patient), judges) for patient in patients}
            taken = self._fit(at, asked, options)
            if taken is None:
                self.scores.unmet.append(
                    f"efficacy {', '.join(asked)} {at} {scope}: no scores were found that give these responses together."
                )
                continue
            for patient, vector in taken.items():
                pair = self._likely(options[patient][vector])
                if pair[1] is not None:
                    found[patient] = pair[1] if fixed else self._near(pair[0], pair[1], vector, judges)
        return found

    def _scopes(self, at: str, asked: Mapping[str, Endpoint]) -> dict[str, list[int]]:
        """Group by group, which is quick, where each has its own figures; else everybody at once."""
        stats = {
            (f.variable, f.stat, f.arm) for f in self.world.targets.figures if f.timepoint == at and f.variable in asked and not f.group
        }
        pooled_only = any((name, stat, arm) not in stats for name, stat, of in stats if of == ALL for arm in self.world.groups)
        if pooled_only:
            return {ALL: self.world.patients}
        return {arm: list(patients) for arm, patients in self.world.groups.items()}

    def _freely(self, at: str, fixed: tuple[str, dict[int, int]] | None, before: dict[int, int]) -> dict[int, int]:
        """Changes and values as listed, or the usual course of a patient who was seen."""
        if fixed:
            quantity, numbers = fixed
            known = {patient: number for patient, number in numbers.items() if quantity == "value" or patient in before}
            return {patient: number + (before[patient] if quantity == "change" else 0) for patient, number in known.items()}
        able = sorted(self.seen[at])
        return {patient: self._usual_after(patient, before.get(patient)) for patient in able if self.world.dice.chance(USUALLY_MEASURED)}

    def _usual_after(self, patient: int, before: int | None) -> int:
        start = self.best + 0.6 * (self.worst - self.best) if before is None else before
        part = self.left[patient] * self.world.dice.real(0.8, 1.2)
        after = round((self.best + part * (start - self.best)) / self.coarse) * self.coarse
        return min(max(after, self.low), self.high)

    def _options(self, at: str, patient: int, fixed: tuple[str, dict[int, int]] | None, before: int | None, judges: list[Judge]) -> Options:
        """Every way in which a patient can answer the endpoints, with the scores that do."""
        pairs: list[Pair]
        if patient not in self.seen[at] or (fixed and patient not in fixed[1]):
            pairs = [(before, None)]
        elif fixed:
            pairs = [(before, fixed[1][patient] + (before or 0 if fixed[0] == "change" else 0))]
        else:
            pairs = [(before, None), *((before, after) for after in grid(self.measure))]
        key = (at, (before, len(pairs) if len(pairs) > 1 else pairs[0][1]))
        if key not in self.cache:
            found = self.cache[key] = {}
            for pair in pairs:
                found.setdefault(tuple(answer(*pair) for answer in judges), []).append(pair)
        return self.cache[key]

    def _fit(self, at: str, asked: Mapping[str, Endpoint], options: Mapping[int, Options]) -> dict[int, Vector] | None:
        """Which patient answers how, so that every N and n is met, in subsets too."""
        subsets = [name for name in self.raised if any(f.group == name and f.timepoint == at for f in self.world.targets.figures)]
        # Who can only have no score is counted apart: the counts must be such that every patient finds a place.
        stratum: dict[int, Stratum] = {}
        for arm, patients in self.world.groups.items():
            for patient in patients:
                if patient in options:
                    members = tuple(name for name in subsets if patient in self.raised[name])
                    stratum[patient] = (arm, members, len(options[patient]) > 1)
        names = sorted({(vector, stratum[patient]) for patient, mine in options.items() for vector in mine}, key=str)
        wanted_sums: list[tuple[frozenset[Name], int]] = [
            (frozenset(name for name in names if name[1] == each), sum(found == each for found in stratum.values()))
            for each in sorted(set(stratum.values()))
        ]
        present = {arm for arm, _, _ in stratum.values()}
        for place, endpoint in enumerate(asked):
            for arm in [*present, *([ALL] if len(present) == len(self.world.groups) else [])]:
                for subset in ("", *subsets):
                    share = self.world.targets.share("efficacy", endpoint, arm, len(options), timepoint=at, group=subset)
                    mine = [name for name in names if arm in (ALL, name[1][0]) and (not subset or subset in name[1][1])]
                    wanted_sums += sums(mine, place, share)
        counts = fitting(names, wanted_sums)
        if counts is None:
            return None
        choices = {patient: self.world.dice.shuffled((vector, stratum[patient]) for vector in mine) for patient, mine in options.items()}
        order = self.world.dice.shuffled(options)
        taken = matched({patient: choices[patient] for patient in order}, counts)
        return None if taken is None else {patient: name[0] for patient, name in taken.items()}

    def _likely(self, pairs: Sequence[Pair]) -> Pair:
        """One of the pairs, rather not one that is much worse than before."""
        room = MOST_WORSENED * (self.high - self.low)
        good = [pair for pair in pairs if None in pair or self.measure.worse * ((pair[1] or 0) - (pair[0] or 0)) <= room]
        return self.world.dice.one_of(good or list(pairs))

    def _near(self, before: int | None, after: int, vector: Vector, judges: Sequence[Judge]) -> int:
        """A score near this one with the same answers: the scores tried are few, those of real patients are not."""
        width = (self.high - self.low) // (MOST_VALUES * self.coarse)
        near = after + self.world.dice.between(-width, width) * self.coarse
        same = self.low <= near <= self.high and tuple(answer(before, near) for answer in judges) == vector
        return near if same else after
