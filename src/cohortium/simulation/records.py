"""What a centre writes down about a patient: the rows of every native table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cohortium.protocol.model import Protocol, label_of
from cohortium.protocol.stops import stop_reasons_of
from cohortium.simulation.cohort import Course, World
from cohortium.simulation.laboratory import Value, safety_end, safety_start
from cohortium.simulation.limits import Limit
from cohortium.simulation.terms import Events
from cohortium.simulation.visits import Visit

Cell = str | int | float | date | None
Row = dict[str, Cell]
Tables = dict[str, list[Row]]
PARTIAL_ONSET, NO_ONSET, SECOND_EVENT, REPORTED_VALUE, SILENT_REVIEW = 0.12, 0.05, 0.15, 0.5, 0.15
UNASKED = ("not done", "unknown", None, None)


@dataclass(frozen=True)
class Person:
    """A patient as the centre knows them."""

    number: int
    centre: str
    code: str
    sex: str
    facts: Mapping[str, Cell]
    previous: Mapping[str, str]


def treatment_rows(world: World, person: Person, course: Course) -> list[Row]:
    """One line, or two where the dose was raised; a drug that the study does not name stands in where an arm has none."""
    arm = world.protocol.arms[course.arm]
    others = (other.drug for other in world.protocol.arms.values() if other.drug)
    drug = arm.drug or next(others, "study drug")
    dose = str(arm.daily_dose) if arm.daily_dose else None
    known = stop_reasons_of(world.protocol)
    end = None if course.stop is None else course.day(course.stop)
    reasons = "; ".join(label_of(known[name], name) for name in course.reasons) or None
    row: Row = {"patient": person.code, "drug": drug, "daily_dose": dose, "start": course.index, "stop": end, "stop_reasons": reasons}
    if course.raised is None or arm.daily_dose is None or (course.stop is not None and course.stop <= course.raised):
        return [row]
    higher = _doubled(str(arm.daily_dose))
    first = row | {"stop": course.day(course.raised - 1), "stop_reasons": None}
    return [first, row | {"daily_dose": higher, "start": course.day(course.raised)}]


def _doubled(dose: str) -> str:
    number, _, unit = dose.partition(" ")
    return f"{2 * Decimal(number):f} {unit}"


def patient_row(world: World, person: Person, course: Course) -> Row:
    """Who they are, when first and last seen."""
    row: Row = {"patient": person.code, "sex": person.sex, **person.facts}
    row["screened"] = course.day(-world.dice.between(3, 40))
    row["last_contact"] = course.day(course.followed)
    return row | ({"arm": course.arm} if _needs_arm(world.protocol) else {})


def _needs_arm(protocol: Protocol) -> bool:
    """Whether drug and dose do not tell the treatment groups apart."""
    arms = list(protocol.arms.values())
    drugs = [arm.drug for arm in arms]
    loose = any(arm.drug is None or (arm.daily_dose is None and drugs.count(arm.drug) > 1) for arm in arms)
    return loose or len({(arm.drug, arm.daily_dose) for arm in arms}) < len(arms)


def previous_rows(world: World, person: Person) -> list[Row]:
    """The systemic drugs that were asked for."""
    why = ("inefficacy", "inefficacy", "poor tolerance", "contraindication")
    return [
        {"patient": person.code, "drug": drug, "taken": state, "stop_reasons": world.dice.one_of(why) if state == "yes" else None}
        for drug, state in person.previous.items()
    ]


def visit_rows(world: World, person: Person, course: Course, seen: Sequence[Visit]) -> list[Row]:
    """The visits, every score in points; a blank where it was not done."""
    rows: list[Row] = []
    for visit in seen:
        row: Row = {"patient": person.code, "date": None if visit.month is not None else course.day(visit.day)}
        row |= {} if visit.month is None else {"month": visit.month}
        for measure in world.protocol.used_measures:
            steps = visit.scores.get(measure)
            row[measure] = None if steps is None else number(world.measures[measure].value_of(steps))
        rows.append(row)
    return rows


def number(value: Decimal) -> int | float:
    """A number as a spreadsheet holds it."""
    return int(value) if value == value.to_integral_value() else float(value)


def laboratory_rows(person: Person, course: Course, results: Sequence[Value], own: bool) -> list[Row]:
    """The results; `own`: this laboratory prints its limits beside each of them."""
    rows: list[Row] = []
    for result in sorted(results, key=lambda value: value.day):
        unit = result.limit.unit if result.limit else None
        row: Row = {"patient": person.code, "date": course.day(result.day), "test": result.test}
        row |= {"value": number(result.value), "unit": unit}
        if own and result.limit:
            row |= {side: None if bound is None else number(bound) for side, bound in _sides(result.limit)}
        rows.append(row)
    return rows


def limit_rows(limits: Sequence[Limit]) -> list[Row]:
    """The sheet laboratory_limits of a centre."""
    return [
        {"test": limit.test, "unit": limit.unit, "sex": limit.sex or None, "valid_from": limit.valid_from}
        | {side: None if bound is None else number(bound) for side, bound in _sides(limit)}
        for limit in limits
    ]


def _sides(limit: Limit) -> tuple[tuple[str, Decimal | None], ...]:
    return ("lower", limit.lower), ("upper", limit.upper)


def event_rows(world: World, person: Person, course: Course, events: Events) -> list[Row]:
    """What was told of each event: terms without laboratory rules always, values beyond a limit at times."""
    rows: list[Row] = []
    for name, term in world.protocol.safety.terms.items():
        if events.status[name].get(person.number) != "yes":
            continue
        subterms = events.subterms.get((name, person.number), [])
        unfelt = (name, person.number) in events.unfelt
        if term.source and not subterms and not world.dice.chance(REPORTED_VALUE) and not unfelt:
            continue
        said = [term.subterms[sub] for sub in subterms] or [label_of(term, name)]
        for text in said * (2 if world.dice.chance(SECOND_EVENT) else 1):
            rows.append(_event(world, person, course, text, "no" if unfelt else "yes" if term.kind == "clinical" else None))
    return rows


def _event(world: World, person: Person, course: Course, text: str, felt: str | None) -> Row:
    first, last = safety_start(world, course), safety_end(world, course)
    day = course.day(world.dice.between(min(first + 2, last), last))
    partial = world.dice.chance(PARTIAL_ONSET)
    missing = world.dice.chance(NO_ONSET) and world.protocol.safety.onset_missing == "count"
    onset: Cell = None if missing else f"{day:%Y-%m}" if partial else day
    return {
        "patient": person.code, "term": text, "onset": onset, "end": None, "grade": world.dice.between(1, 2),
        "serious": "no", "symptomatic": felt,
    }  # fmt: skip


def review_row(world: World, person: Person, events: Events, told: Sequence[Row]) -> Row:
    """The answer to each term that was asked for; a yes may be left to the event itself, an unasked term is blank or said so."""
    row: Row = {"patient": person.code}
    labels = {str(event["term"]) for event in told}
    for name, term in world.protocol.safety.terms.items():
        answer = events.status[name].get(person.number, "unknown")
        silence = term.not_reported or world.protocol.safety.not_reported
        if term.source:
            if silence == "no":
                row[name] = "not done" if answer == "unknown" else None
            continue
        reported = labels & {label_of(term, name), *term.subterms.values()}
        if answer == "unknown":
            row[name] = world.dice.one_of(UNASKED if silence == "unknown" else UNASKED[:2])
        else:
            row[name] = None if answer == "yes" and reported and world.dice.chance(SILENT_REVIEW) else answer
    return row
