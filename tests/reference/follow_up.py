"""End of follow-up and the safety period."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from .reading import Person, Study
from .texts import day, duration
from .time import shift

MONTH = Fraction(304375, 10000)


def end_of_follow_up(study: Study, person: Person) -> date:
    """The earliest of data cut, death, and the latest of last contact and any accepted dated record; it goes on after a stop."""
    stops = [row.stop for row in person.rows if row.stop and not (study.cut and row.stop > study.cut)]
    days = [day(person.facts.get("last_contact")), *(row.start for row in person.rows), *stops]
    days += [visit.day for visit in person.visits] + [test.day for test in person.tests]
    days += [event.onset[0] for event in person.events if event.onset] + [event.ended for event in person.events]
    latest = max((found for found in days if found), default=person.index)
    return max(person.index, min(found for found in (study.cut, person.death, latest) if found))


def months(study: Study, person: Person) -> Fraction:
    """days = end - start (`day_one: 1` adds one); a month is 30.4375 days, for results."""
    return ((person.end - person.index).days + int(study.protocol.get("day_one", 0))) / MONTH


def safety_period(study: Study, person: Person) -> tuple[date, date]:
    """`{from: 0 days, to: end of follow-up}` by default (or `stop + 30 days`)."""
    period = (study.protocol.get("safety") or {}).get("period") or {}
    start = shift(person.index, duration(period.get("from", "0 days")))
    to = " ".join(str(period.get("to", "end of follow-up")).lower().split())
    if to == "end of follow-up":
        return start, person.end
    if to.startswith("stop"):
        return start, person.end if person.stop is None else shift(person.stop, duration(to.removeprefix("stop")))
    return start, shift(person.index, duration(to))
