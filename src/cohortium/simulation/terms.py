"""What happened to whom: yes, no or unknown for every patient and term, so that each N, n and at-least-one row comes out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cohortium.protocol.events import ASYMPTOMATIC
from cohortium.simulation.cohort import World
from cohortium.simulation.targets import Share

Status = dict[str, dict[int, str]]  # term -> patient -> yes, no or unknown
Members = Mapping[str, set[int]]
KINDS = ("clinical", "biological")
USUALLY_UNKNOWN, MOST_USUAL = 0.05, 0.12


@dataclass
class Events:
    """The status of every patient and term; of those with the term the sub-terms, and who is told to have had no symptoms."""

    status: Status = field(default_factory=dict)
    subterms: dict[tuple[str, int], list[str]] = field(default_factory=dict)
    unfelt: set[tuple[str, int]] = field(default_factory=set)


def plan_events(world: World) -> Events:
    """Group after group."""
    events = Events({term: {} for term in world.protocol.safety.terms})
    named = (*world.protocol.safety.terms, "any", *(f"any_{kind}" for kind in KINDS))
    shares = {name: world.targets.shares(world.sizes, "safety", name) for name in named}
    for arm, patients in world.groups.items():
        plan = _Group(world, patients, {name: by_arm[arm] for name, by_arm in shares.items()})
        for term, answers in plan.answers().items():
            events.status[term] |= answers
    for term in world.protocol.safety.terms:
        events.subterms |= _subterms(world, term, events.status[term])
        events.unfelt |= _unfelt(world, term, events.status[term])
    return events


@dataclass
class _Group:
    """The events of one treatment group."""

    world: World
    patients: tuple[int, ...]
    shares: Mapping[str, Share]

    def answers(self) -> Status:
        """Who has at least one event of each kind comes first, then who has which, then who was never asked."""
        terms = {kind: [name for name, term in self.world.protocol.safety.terms.items() if term.kind == kind] for kind in KINDS}
        counts = {kind: self._counts(kind, names) for kind, names in terms.items()}
        self._reach_any(terms, counts)
        holders, silent = self._holders(counts)
        found: Status = {}
        for kind, names in terms.items():
            yes = _dealt({name: counts[kind][name] for name in names}, holders[kind])
            unknown = self._unknown(kind, names, yes, set(holders[kind]), silent[kind])
            for name in names:
                found[name] = {p: "yes" if p in yes[name] else "unknown" if p in unknown[name] else "no" for p in self.patients}
        return found

    def _counts(self, kind: str, names: list[str]) -> dict[str, int]:
        """n of every term; where none is wanted a few, or what the at-least-one row still needs."""
        size, some = len(self.patients), self.shares[f"any_{kind}"].count
        most = size if some is None else some
        free = [name for name in names if self.shares[name].count is None]
        usual = {name: 0 if some is not None else self.world.dice.between(0, round(size * MOST_USUAL)) for name in free}
        counts = {name: usual[name] if name in usual else min(self.shares[name].count or 0, most) for name in names}
        short = (some or 0) - sum(counts.values())
        for place in range(max(0, short) if free else 0):
            counts[free[place % len(free)]] += 1
        return counts

    def _reach_any(self, terms: Mapping[str, list[str]], counts: Mapping[str, dict[str, int]]) -> None:
        """More of what is free, where the first row needs more patients than the terms have."""
        caps = {kind: self.shares[f"any_{kind}"].count for kind in KINDS}
        free = [(kind, name) for kind, names in terms.items() if caps[kind] is None for name in names if self.shares[name].count is None]
        have = sum(min(sum(counts[kind].values()), caps[kind] or len(self.patients)) for kind in KINDS)
        for place in range(max(0, (self.shares["any"].count or 0) - have) if free else 0):
            kind, name = free[place % len(free)]
            counts[kind][name] += 1

    def _holders(self, counts: Mapping[str, Mapping[str, int]]) -> tuple[dict[str, list[int]], dict[str, set[int]]]:
        """Who has an event of each kind, and of whom nothing of a kind is known."""
        size, some, either = len(self.patients), {}, self.shares["any"].count
        for kind in KINDS:
            each, wanted = list(counts[kind].values()), self.shares[f"any_{kind}"].count
            low, high = max(each, default=0), min(size, sum(each))
            usual = self.world.dice.between(low, min(high, low + (high - low) // 2 + 1)) if either is None else max(low, min(high, either))
            some[kind] = min(high, usual if wanted is None else wanted)
        first, second = (some[kind] for kind in KINDS)
        least, most = max(first, second), min(size, first + second)
        either = self.world.dice.between(least, most) if either is None else min(max(either, least), most)
        order = self.world.dice.shuffled(self.patients)
        both = first + second - either
        holders = {"clinical": order[:first], "biological": [*order[:both], *order[first : first + second - both]]}
        return {kind: self.world.dice.shuffled(members) for kind, members in holders.items()}, self._silent(holders)

    def _silent(self, holders: Mapping[str, list[int]]) -> dict[str, set[int]]:
        """Patients of whom no term of a kind is known: both kinds of as many as the N of the first row lacks."""
        size = len(self.patients)
        lacking = {name: size - (size if self.shares[name].total is None else self.shares[name].total or 0)
                   for name in ("any", *(f"any_{kind}" for kind in KINDS))}  # fmt: skip
        quiet = [patient for patient in reversed(self.patients) if not any(patient in members for members in holders.values())]
        common = set(quiet[: lacking["any"]])
        found: dict[str, set[int]] = {}
        taken = set(common)
        for kind in KINDS:
            able = [p for p in self.world.dice.shuffled(self.patients) if p not in holders[kind] and p not in taken]
            found[kind] = common | set(able[: max(0, lacking[f"any_{kind}"] - len(common))])
            taken |= found[kind]
        return found

    def _unknown(self, kind: str, names: list[str], yes: Members, holders: set[int], silent: set[int]) -> dict[str, set[int]]:
        """Who was not asked for which term: different patients miss different terms, so that most are known for some."""
        missed = dict.fromkeys(self.world.dice.shuffled(p for p in self.patients if p not in silent), 0)
        found: dict[str, set[int]] = {}
        most = len(names) if self.shares[f"any_{kind}"].total is None else len(names) - 1
        for name in names:
            total, size = self.shares[name].total, len(self.patients)
            count = (round(size * USUALLY_UNKNOWN) if total is None else size - total) - len(silent)
            able = [p for p in missed if p not in yes[name] and (p in holders or missed[p] < most)]
            chosen = sorted(able, key=missed.__getitem__)[: max(0, count)]
            for patient in chosen:
                missed[patient] += 1
            found[name] = silent | set(chosen)
        return found


def _dealt(counts: Mapping[str, int], holders: list[int]) -> dict[str, set[int]]:
    """Each term to so many patients, in turn: everybody gets one before anybody gets two, and nobody one twice."""
    found: dict[str, set[int]] = {name: set() for name in counts}
    place = 0
    for name, count in sorted(counts.items(), key=lambda item: -item[1]):
        for _ in range(count if holders else 0):
            found[name].add(holders[place % len(holders)])
            place += 1
    return found


def _subterms(world: World, term: str, answers: Mapping[int, str]) -> dict[tuple[str, int], list[str]]:
    """The sub-terms of the patients with a term, as many of each as wanted, in each group where its own figures ask."""
    names = list(world.protocol.safety.terms[term].subterms)
    have = [patient for patient in world.patients if answers.get(patient) == "yes"]
    if not names or not have:
        return {}
    found: dict[tuple[str, int], list[str]] = {}
    for scope, patients in _scopes(world, term, names, have):
        order, place = world.dice.shuffled(patients), 0
        counts = {name: world.targets.whole("safety", term, "n", scope, level=name) for name in names}
        for name, count in counts.items():
            for _ in range(min(count or 0, len(order))):
                found.setdefault((term, order[place % len(order)]), []).append(name)
                place += 1
        free = [name for name, count in counts.items() if count is None]
        for patient in order:
            if (term, patient) not in found and free:
                found[term, patient] = [world.dice.one_of(free)]
    return found


def _unfelt(world: World, term: str, answers: Mapping[int, str]) -> set[tuple[str, int]]:
    """As many patients without symptoms as wanted; nobody where no figure asks."""
    have = [patient for patient in world.patients if answers.get(patient) == "yes"]
    found: set[tuple[str, int]] = set()
    for scope, patients in _scopes(world, term, [ASYMPTOMATIC], have):
        count = world.targets.whole("safety", term, "n", scope, level=ASYMPTOMATIC) or 0
        found |= {(term, patient) for patient in (world.dice.some(patients, count) if count else ())}
    return found


def _scopes(world: World, term: str, levels: list[str], have: list[int]) -> Iterable[tuple[str, list[int]]]:
    if any(f.variable == term and f.level in levels and f.arm != "all" for f in world.targets.figures):
        return [(arm, [p for p in have if p in set(patients)]) for arm, patients in world.groups.items()]
    return [("all", have)]
