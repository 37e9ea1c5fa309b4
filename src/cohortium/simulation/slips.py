"""Honest mistakes and oddities, as centres make them: each becomes a question or a note, none changes a result."""

from __future__ import annotations

from datetime import timedelta

from cohortium.simulation.cohort import Course, World
from cohortium.simulation.dice import Dice
from cohortium.simulation.records import Row

OUT_OF_RANGE, UNREADABLE, TWICE, AFTER_CUT, FORGOTTEN_STOP = 0.02, 0.015, 0.008, 0.03, 0.25
CONTRADICTION, UNKNOWN_TERM, OTHER_DRUG, NO_UNIT, COMMENT = 0.04, 0.015, 0.03, 0.02, 0.25
REMARKS = ("à revoir", "see letter", "phone call", "moved house")


def in_stray_visit(dice: Dice, row: Row, measures: dict[str, tuple[int, int]]) -> None:
    """A score outside its scale or with a question mark, on a day that is in no window."""
    filled = [name for name in measures if isinstance(row.get(name), int | float)]
    if filled and dice.chance(OUT_OF_RANGE * 4):
        name = dice.one_of(filled)
        row[name] = measures[name][1] + 2
    elif filled and dice.chance(UNREADABLE * 4):
        row[dice.one_of(filled)] = dice.one_of(("?7", "see file", "#N/A"))


def in_visits(world: World, rows: list[Row], course: Course, patient: str) -> list[Row]:
    """A line copied twice, and a visit after the data cut."""
    found = [copy for row in rows for copy in ([row, dict(row)] if world.dice.chance(TWICE) else [row])]
    cut = world.protocol.data_cut
    if cut and rows and world.dice.chance(AFTER_CUT):
        late = dict.fromkeys(rows[-1]) | {"patient": patient, "date": cut + timedelta(days=world.dice.between(3, 40))}
        found.append(late | {name: rows[-1].get(name) for name in world.protocol.used_measures})
    return found


def in_treatments(world: World, rows: list[Row], course: Course, patient: str) -> list[Row]:
    """A forgotten stop of the lower dose, and a drug that the study does not compare."""
    if len(rows) == 2 and course.stop is None and world.dice.chance(FORGOTTEN_STOP):
        rows = [rows[0] | {"stop": None}, rows[1]]
    if any(arm.drug for arm in world.protocol.arms.values()) and world.dice.chance(OTHER_DRUG):
        rows = [*rows, rows[0] | {"drug": "hydroxyzine", "daily_dose": "25 mg", "stop": None, "stop_reasons": None}]
    return rows


def in_events(world: World, rows: list[Row], course: Course, patient: str) -> list[Row]:
    """An event that nobody asked about."""
    if world.dice.chance(UNKNOWN_TERM):
        empty = dict.fromkeys(("patient", "term", "onset", "end", "grade", "serious", "symptomatic"))
        return [*rows, empty | {"patient": patient, "term": "nosebleed", "onset": course.day(5), "grade": 1}]
    return rows


def in_review(world: World, row: Row, reported: set[str]) -> Row:
    """A no for something that was told as an event."""
    told = [name for name, answer in row.items() if answer == "yes" and name in reported]
    return row | {world.dice.one_of(told): "no"} if told and world.dice.chance(CONTRADICTION) else row


def in_laboratory(world: World, rows: list[Row]) -> list[Row]:
    """A result without its unit, which no limit judges, beside one in the usual unit."""
    if rows and "upper" not in rows[0] and world.dice.chance(NO_UNIT):
        return [*rows, rows[-1] | {"unit": ""}]
    return rows
