"""A made-up study from the protocol to the centres' tables: who, when, which scores, what happened, what was written down."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from cohortium.measures import measures_of
from cohortium.protocol.model import Protocol, label_of
from cohortium.simulation import slips
from cohortium.simulation.cohort import Course, World
from cohortium.simulation.courses import ENROLMENT, plan_courses
from cohortium.simulation.dice import Dice
from cohortium.simulation.figures import ALL, Figure
from cohortium.simulation.laboratory import rules_by_test, values
from cohortium.simulation.limits import OWN_ON_RECORD, Limit, limits_of
from cohortium.simulation.people import centre_names, plan_people, sex_levels
from cohortium.simulation.records import (
    Person,
    Tables,
    event_rows,
    laboratory_rows,
    limit_rows,
    patient_row,
    previous_rows,
    review_row,
    treatment_rows,
    visit_rows,
)
from cohortium.simulation.scores import Scores, plan_scores
from cohortium.simulation.seen import raised_doses, seen_patients
from cohortium.simulation.targets import Targets, apportioned
from cohortium.simulation.terms import Events, plan_events
from cohortium.simulation.visits import loosen, visits

TABLES = ("patients", "previous_treatments", "treatments", "visits", "laboratory", "laboratory_limits", "events", "event_review")
USUAL_PATIENTS = 60
NOMINAL_EVERY, NOMINAL_PLACE = 9, 7
"""One centre of so many notes months since the first dose where others note dates."""


def group_sizes(protocol: Protocol, targets: Targets, patients: int | None) -> dict[str, int]:
    """Patients of each group: as the figures say, else even shares of the rest, and no fewer than any figure of a group needs."""
    said = {arm: targets.whole("participants", "included", "n", arm) for arm in protocol.arms}
    sizes = {arm: _least(targets, arm) if size is None else size for arm, size in said.items()}
    for figure, own in _with_all(targets):
        others = {arm: 1 for arm, size in said.items() if size is None and arm not in own}
        rest = figure - sum(own.values()) - sum(sizes[arm] for arm in sizes if arm not in own)
        sizes |= {arm: sizes[arm] + more for arm, more in apportioned(max(0, rest), others).items()}
    known = sum(sizes.values())
    whole = targets.whole("participants", "included", "n") or patients or known or USUAL_PATIENTS
    unsaid = [arm for arm, size in said.items() if size is None]
    free = dict.fromkeys([arm for arm in unsaid if not sizes[arm]] or unsaid, 1)
    return sizes | {arm: sizes[arm] + more for arm, more in apportioned(max(0, whole - known), free).items()}


def _least(targets: Targets, arm: str) -> int:
    """How many patients a group has at least: N of a figure are those with a known answer."""
    return max(
        (int(Decimal(f.holds)) for f in targets.figures if f.arm == arm and f.stat in ("N", "n") and f.unit == "patients"), default=0
    )


def _with_all(targets: Targets) -> Iterator[tuple[int, dict[str, int]]]:
    """Each N of all patients, and the N of the groups that have their own in the same place."""
    places: dict[Figure, dict[str, int]] = {}
    for each in targets.figures:
        if each.stat == "N" and each.unit == "patients":
            place = replace(each, arm="", printed="", holds="", because="")
            places.setdefault(place, {})[each.arm] = int(Decimal(each.holds))
    for own in places.values():
        whole = own.pop(ALL, None)
        if whole is not None:
            yield whole, own


def make_study(protocol: Protocol, targets: Targets, seed: int, patients: int | None = None) -> tuple[dict[str, Tables], list[str]]:
    """Centre -> its tables, and one sentence for each wanted figure that no data were found for."""
    groups, start = {}, 0
    for arm, size in group_sizes(protocol, targets, patients).items():
        groups[arm], start = tuple(range(start, start + size)), start + size
    world = World(protocol, measures_of(protocol), targets, Dice(seed), groups)
    raised = raised_doses(world)
    seen = seen_patients(world, raised)
    scores = plan_scores(world, seen, raised)
    courses, unmet_courses = plan_courses(world, seen, raised)
    events = plan_events(world)
    people, unmet_people = plan_people(world)
    loosen(world, scores, seen)
    return _Centres(world, people, courses, scores, events).tables(), [*scores.unmet, *unmet_courses, *unmet_people]


class _Centres:
    """Writes down what each centre knows."""

    def __init__(self, world: World, people: Mapping[int, Person], courses: Mapping[int, Course], scores: Scores, events: Events) -> None:
        self.world, self.people, self.courses, self.scores, self.events = world, people, courses, scores, events
        self.names = centre_names(world)
        self.nominal = set(self.names[NOMINAL_PLACE::NOMINAL_EVERY])
        first, last = world.protocol.enrolment.first_dose if world.protocol.enrolment else ENROLMENT
        middle: date = first + (last - first) / 2
        self.limits = {name: limits_of(world.dice, rules_by_test(world), sex_levels(world), middle) for name in self.names}
        self.own = {name for name in self.names if world.dice.chance(OWN_ON_RECORD)}
        self.spans = {name: (m.units_low, m.units_high) for name, m in world.measures.items() if name in world.protocol.used_measures}

    def tables(self) -> dict[str, Tables]:
        """Every patient in the order of their codes, then the limits of the laboratory."""
        found: dict[str, Tables] = {name: {table: [] for table in TABLES} for name in self.names}
        for person in sorted(self.people.values(), key=lambda person: (person.centre, person.code)):
            self._write(found[person.centre], person)
        for name, tables in found.items():
            tables["laboratory_limits"] += [] if name in self.own else limit_rows(self.limits[name])
        return found

    def _write(self, tables: Tables, person: Person) -> None:
        world, course = self.world, self.courses[person.number]
        row = patient_row(world, person, course)
        if world.dice.chance(slips.COMMENT) and int(person.number) % 5 == 0:
            row["comment"] = world.dice.one_of(slips.REMARKS)
        tables["patients"].append(row)
        tables["previous_treatments"] += previous_rows(world, person)
        tables["treatments"] += slips.in_treatments(world, treatment_rows(world, person, course), course, person.code)
        self._visits(tables, person, course)
        answers = {term: statuses.get(person.number, "unknown") for term, statuses in self.events.status.items()}
        limits: list[Limit] = self.limits[person.centre]
        results = values(world, course, person.sex, answers, limits)
        rows = laboratory_rows(person, course, results, person.centre in self.own)
        tables["laboratory"] += slips.in_laboratory(world, rows)
        self._events(tables, person, course)

    def _visits(self, tables: Tables, person: Person, course: Course) -> None:
        seen = visits(self.world, person.number, course, self.scores, person.centre in self.nominal)
        rows = visit_rows(self.world, person, course, seen)
        for visit, row in zip(seen, rows, strict=True):
            if visit.stray:
                slips.in_stray_visit(self.world.dice, row, self.spans)
        tables["visits"] += slips.in_visits(self.world, rows, course, person.code)

    def _events(self, tables: Tables, person: Person, course: Course) -> None:
        world, terms = self.world, self.world.protocol.safety.terms
        told = event_rows(world, person, course, self.events)
        tables["events"] += slips.in_events(world, told, course, person.code)
        said = {str(row["term"]) for row in told}
        reported = {name for name, term in terms.items() if said & {label_of(term, name), *term.subterms.values()}}
        if terms:
            tables["event_review"].append(slips.in_review(world, review_row(world, person, self.events, told), reported))
