"""Stops: patients stopped of N; each reason as patients and as mentions."""

from __future__ import annotations

from .reading import Person


def mentions(person: Person) -> list[str]:
    """Reasons written on index-course rows whose stop is the course's last day."""
    if person.stop is None:
        return []
    return [reason for row in person.course.rows if row.stop == person.stop for reason in row.reasons]


def reasons(person: Person) -> set[str]:
    """Per patient: the written ones, `switch` when another arm's start ended the course, `not_recorded` when there is none."""
    if person.stop is None:
        return set()
    found = set(mentions(person)) | ({"switch"} if person.switched else set())
    return found or {"not_recorded"}
