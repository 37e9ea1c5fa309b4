"""Events as they were told, the review that asked for each, and the laboratory."""

from __future__ import annotations

from datetime import date

from cohortium.examples.jak_ad.dice import Dice
from cohortium.examples.jak_ad.patients import DATA_CUT, Patient
from cohortium.examples.jak_ad.scores import Cell, Row

REVIEWED = ("papular", "herpes", "headache", "thromboembolism")
HAPPENS = {"papular": 0.32, "herpes": 0.15, "headache": 0.1, "thromboembolism": 0.0}
DETAILS = {"papular": ("acne", "acne", "papulopustular eruption"), "herpes": ("herpes simplex", "zoster"), "headache": ("headache",)}

TESTS: dict[str, tuple[str, float, float]] = {
    "CPK": ("U/L", 115, 55), "ALT": ("U/L", 24, 9), "LDL": ("g/L", 1.25, 0.25), "triglycerides": ("g/L", 1.05, 0.3),
    "neutrophils": ("G/L", 3.4, 0.9), "lymphocytes": ("G/L", 1.7, 0.35),
}  # fmt: skip
"""Test -> unit, usual value, standard deviation."""
LABORATORY_DAYS = ((-14, 0.85), (31, 0.8), (92, 0.75), (183, 0.6))

LIMITS: dict[str, tuple[Row, ...]] = {
    "01": (
        ["CPK", "U/L", "F", None, None, 170], ["CPK", "U/L", "M", None, None, 190],
        ["CPK", "U/L", "F", date(2021, 10, 1), None, 180], ["ALT", "U/L", None, None, None, 40],
        ["LDL", "g/L", None, None, None, 1.6], ["triglycerides", "g/L", None, None, None, 1.5],
        ["neutrophils", "G/L", None, None, 1.8, 7.5], ["lymphocytes", "G/L", None, None, 1.0, 4.0],
    ),
    "02": (
        ["CPK", "U/L", None, None, None, 200], ["ALT", "U/L", "F", None, None, 35], ["ALT", "U/L", "M", None, None, 45],
        ["LDL", "g/L", None, None, None, 1.6], ["triglycerides", "g/L", None, None, None, 1.5],
        ["neutrophils", "G/L", None, None, 1.7, 7.0], ["lymphocytes", "G/L", None, None, 1.2, 4.0],
    ),
    "03": (
        ["CPK", "U/L", "F", None, None, 165], ["CPK", "U/L", "M", None, None, 195], ["ALT", "U/L", None, None, None, 41],
        ["LDL", "g/L", None, None, None, 1.7], ["neutrophils", "G/L", None, None, 1.8, 7.5],
        ["lymphocytes", "G/L", None, None, 1.0, 4.0],
    ),
}  # fmt: skip
"""Centre -> rows of laboratory_limits; centre 03 has none for triglycerides, so those stay unknown there."""


def events(dice: Dice, patient: Patient) -> tuple[list[Row], Row]:
    """The rows of the sheet events (patient, term, onset, end, grade) and the patient's row of the review."""
    rows: list[Row] = []
    answers: Row = []
    for term in REVIEWED:
        happened = dice.chance(HAPPENS[term])
        if happened:
            rows += _told(dice, patient, term)
        answers.append(_answer(dice, happened))
    if patient.oddity == "event against the review":
        rows.append([patient.code, "acne", patient.day(40), None, 1])
        answers[0] = "no"
    return rows, [patient.code, *answers]


def _told(dice: Dice, patient: Patient, term: str) -> list[Row]:
    """One event, at times two; an onset may be a month only, or missing."""
    rows: list[Row] = []
    for _ in range(2 if dice.chance(0.2) else 1):
        day = patient.day(dice.between(7, 160))
        onset: Cell = day if dice.chance(0.75) else f"{day:%Y-%m}" if dice.chance(0.6) else None
        rows.append([patient.code, dice.one_of(DETAILS[term]), onset, None, dice.between(1, 2)])
    return rows


def _answer(dice: Dice, happened: bool) -> Cell:
    if happened:
        return "yes" if dice.chance(0.8) else None
    return "no" if dice.chance(0.85) else "not done" if dice.chance(0.5) else None


def laboratory(dice: Dice, patient: Patient) -> list[Row]:
    """The rows of the sheet laboratory: patient, date, test, value, unit."""
    rows: list[Row] = []
    for day, kept in LABORATORY_DAYS:
        date_of = patient.day(day + dice.between(-6, 6))
        if not dice.chance(kept) or date_of > DATA_CUT:
            continue
        for test, (unit, usual, width) in TESTS.items():
            if dice.chance(0.85):
                raised = 1.25 if test == "CPK" and day > 0 else 1.0
                rows.append([patient.code, date_of, test, round(max(usual * raised + dice.spread(width), 0.1), 2), unit])
    return rows
