"""Courses of treatment: index date, arm, prior use, stop, switch, dose changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from .reading import Person, Row, Study
from .texts import day, dose, duration, plain
from .time import DAY_ZERO, inside


@dataclass
class Course:
    drug: str
    rows: list[Row]

    @property
    def start(self) -> date:
        return self.rows[0].start

    @property
    def last_written(self) -> date | None:
        """None: an empty stop is ongoing, one open row keeps the course open."""
        stops = [row.stop for row in self.rows]
        return None if None in stops else max(stops)


def courses_of(person: Person, gap: int) -> list[Course]:
    """Course: rows of one drug, at any dose, at most `gap` days apart (next start - previous stop - 1)."""
    courses: list[Course] = []
    for drug in sorted({row.drug for row in person.rows}):
        rows = sorted((row for row in person.rows if row.drug == drug), key=lambda row: (row.start, row.order))
        current = Course(drug, [rows[0]])
        for row in rows[1:]:
            last = current.last_written
            if last is None or (row.start - last).days - 1 <= gap:
                current.rows.append(row)
            else:
                courses.append(current)
                current = Course(drug, [row])
        courses.append(current)
    return sorted(courses, key=lambda course: (course.start, course.rows[0].order))


def declared_drugs(protocol: dict) -> set[str]:
    """The arms' drugs: only these can be used before, or switched to."""
    return {plain(arm["drug"]) for arm in protocol["arms"].values() if arm.get("drug")}


def arm_drugs(protocol: dict, everything: list[Course]) -> set[str]:
    """The drugs whose first dose may be the index date: the arms' drugs; if no arm declares one, any drug."""
    return declared_drugs(protocol) or {course.drug for course in everything}


def written_arm(protocol: dict, text: str) -> str | None:
    """patients.arm matches an arm's id or label (spaces, case and accents apart)."""
    for name, arm in protocol["arms"].items():
        if text and plain(text) in {plain(name), plain(arm.get("label") or name)}:
            return name
    return None


def arms_on_first_day(protocol: dict, course: Course) -> set[str]:
    """Arm: drug and daily dose on that day."""
    return _arms(protocol, [(row.drug, row.dose) for row in course.rows if row.start == course.start])


def _arms(protocol: dict, taken: list[tuple]) -> set[str]:
    return {name for name, arm in protocol["arms"].items() for each in taken if _matches(arm, *each)}


def _matches(arm: dict, drug: str, amount: tuple | None) -> bool:
    if not arm.get("drug") or plain(arm["drug"]) != drug:
        return False
    return arm.get("daily_dose") is None or dose(arm["daily_dose"]) == amount


def assign(study: Study, person: Person) -> None:
    """Index date: start of the first course whose first dose falls in the enrolment period and matches an arm."""
    written = written_arm(study.protocol, person.facts.get("arm", ""))
    if not study.dated:
        arms = {written} if written else _arms(study.protocol, person.undated)
        person.left = "" if len(arms) == 1 else "two_arms" if arms else "no_index"
        person.arm, person.index = (next(iter(arms)), DAY_ZERO) if len(arms) == 1 else (None, None)
        return
    everything = courses_of(person, _gap(study.protocol))
    drugs = arm_drugs(study.protocol, everything)
    if written and not study.protocol["arms"][written].get("drug"):
        drugs = {course.drug for course in everything}  # usual care: the first dose of whatever was given
    candidates = [course for course in everything if _candidate(study.protocol, course, written, drugs)]
    if not candidates:
        person.left = "no_index"
        return
    start = min(course.start for course in candidates)
    first = [course for course in candidates if course.start == start]
    arms = {written} if written else set().union(*(arms_on_first_day(study.protocol, course) for course in first))
    if len(arms) > 1:
        person.left = "two_arms"
        return
    person.arm, person.index = next(iter(arms)), start
    _follow_course(study, person, _own(study.protocol, first, person.arm), everything)
    if study.protocol.get("prior_use", "exclude") == "exclude" and _prior(study.protocol, everything, start):
        person.left = "prior_use"


def _gap(protocol: dict) -> int:
    return duration(protocol.get("gap", 0))[1]


def _candidate(protocol: dict, course: Course, written: str | None, drugs: set[str]) -> bool:
    if course.drug not in drugs:
        return False
    enrolment = (protocol.get("enrolment") or {}).get("first_dose")
    if enrolment and not inside(course.start, (day(enrolment[0]), day(enrolment[1]))):
        return False
    return bool(written or arms_on_first_day(protocol, course))


def _prior(protocol: dict, everything: list[Course], index: date) -> bool:
    """`prior_use: exclude` (default) leaves out who had an earlier course of any arm's drug."""
    return any(course.drug in declared_drugs(protocol) and course.start < index for course in everything)


def _own(protocol: dict, first: list[Course], arm: str) -> Course:
    """Of two courses that start on the index date (arm by patients.arm), the one of the arm's drug."""
    drug = plain(protocol["arms"][arm].get("drug") or "")
    return next((course for course in first if course.drug == drug), first[0])


def _follow_course(study: Study, person: Person, course: Course, everything: list[Course]) -> None:
    """An empty stop is ongoing, but ends the day before a course of another arm's drug starts; a written stop always stands."""
    person.course = course
    stop = course.last_written
    if stop is None:
        others = declared_drugs(study.protocol) - {course.drug}
        later = [other.start for other in everything if other.drug in others and other.start > course.start]
        person.switched = bool(later)
        stop = min(later) - timedelta(days=1) if later else None
    person.stop = stop if stop and not (study.cut and stop > study.cut) else None


def dose_changes(person: Person) -> set[str] | None:
    """increase: in the index course by (start, record), some row has a higher dose than the row before; None: no dose at all."""
    doses = [row.dose for row in person.course.rows] if person.course else []
    if not any(doses):
        return None
    pairs = [(one, two) for one, two in zip(doses, doses[1:], strict=False) if one and two and one[1] == two[1]]
    found = {"increase" for one, two in pairs if two[0] > one[0]} | {"decrease" for one, two in pairs if two[0] < one[0]}
    return found | ({"any"} if found else set())
