"""Who is in the example: patients drawn by chance, and some written by hand for what happens in real cohorts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from cohortium.examples.jak_ad.dice import Dice

CENTRES = {"01": 13, "02": 11, "03": 10}
"""Centre -> number of patients who signed."""

DRUGS = (("upadacitinib", 15), ("upadacitinib", 15), ("upadacitinib", 30), ("baricitinib", 4))
FIRST_DAY, DATA_CUT = date(2021, 3, 1), date(2022, 6, 30)


@dataclass(frozen=True)
class Line:
    """A line of treatment as a centre writes it; a stop of None is an empty cell."""

    drug: str
    dose: int
    start: date
    stop: date | None = None
    reasons: str = ""


@dataclass(frozen=True)
class Patient:
    """One patient; `left` is the share of the disease that stays under treatment, `severity` the EASI before it."""

    centre: str
    code: str
    sex: str
    age: int
    asthma: str
    start: date
    lines: tuple[Line, ...]
    severity: float
    left: float
    days: tuple[int, ...]  # of the visits, from the first dose
    oddity: str = ""

    def day(self, number: int) -> date:
        """The date so many days after the first dose."""
        return self.start + timedelta(days=number)


def patients(dice: Dice) -> list[Patient]:
    """Every patient of the study, by centre."""
    drawn = [_drawn(dice, centre, number) for centre, count in CENTRES.items() for number in range(1, count + 1)]
    return [_by_hand(patient) for patient in drawn]


def _drawn(dice: Dice, centre: str, number: int) -> Patient:
    start = FIRST_DAY + timedelta(days=dice.between(0, 330))
    drug, dose = dice.one_of(DRUGS)
    responds = dice.chance(0.72)
    stop, reasons = None, ""
    if not responds and dice.chance(0.45):
        stop = start + timedelta(days=dice.between(70, 200))
        reasons = dice.one_of(("inefficacy", "side effect", "wish", "inefficacy"))
    return Patient(
        centre=centre,
        code=f"P{number:02d}",
        sex="M" if dice.chance(0.55) else "F",
        age=dice.between(18, 71),
        asthma=dice.one_of(("yes", "no", "no", "not done")),
        start=start,
        lines=(Line(drug, dose, start, stop, reasons),),
        severity=dice.real(13, 42),
        left=dice.real(0.02, 0.28) if responds else dice.real(0.45, 1.05),
        days=_visit_days(dice),
    )


def _visit_days(dice: Dice) -> tuple[int, ...]:
    """Real visits are early, late, missed, or in between: the last but one stands outside both windows."""
    planned = ((0, 0.9, 0), (30, 0.6, 9), (91, 0.85, 24), (136, 0.3, 6), (182, 0.8, 26), (300, 0.3, 30))
    before = -dice.between(0, 45)
    return tuple(sorted({before if not day else day + dice.between(-loose, loose) for day, kept, loose in planned if dice.chance(kept)}))


def _by_hand(patient: Patient) -> Patient:
    """The patient as drawn, or with what is told about them below."""
    change = _STORIES.get((patient.centre, patient.code))
    return change(patient) if change else patient


def _moved(patient: Patient, start: date, **changes: object) -> Patient:
    line = replace(patient.lines[0], start=start, stop=None, reasons="")
    return replace(patient, start=start, lines=(line,), **changes)  # pyright: ignore[reportArgumentType]


def _escalated(patient: Patient, day: int, pause: int) -> Patient:
    """From 15 to 30 mg after a pause of some days: one course, two doses."""
    first = Line("upadacitinib", 15, patient.start, patient.day(day))
    return replace(patient, lines=(first, Line("upadacitinib", 30, patient.day(day + pause + 1))), days=(-5, 33, 88, 178), left=0.4)


def _switched(patient: Patient) -> Patient:
    """Another drug of the study follows, and nobody wrote a stop for the first: it ended the day before."""
    lines = (Line("upadacitinib", 15, patient.start), Line("baricitinib", 4, patient.day(121)))
    return replace(patient, lines=lines, days=(0, 29, 93, 180))


def _stopped(patient: Patient, day: int, reasons: str) -> Patient:
    return replace(patient, lines=(replace(patient.lines[0], stop=patient.day(day), reasons=reasons),), days=(-12, 41, 96, 185))


def _earlier(patient: Patient) -> Patient:
    """A course of a drug of the study, years ago."""
    return replace(patient, lines=(Line("baricitinib", 4, date(2019, 5, 6), date(2019, 9, 30), "inefficacy"), *patient.lines))


def _told(patient: Patient, oddity: str, days: tuple[int, ...]) -> Patient:
    return replace(patient, oddity=oddity, days=days)


_STORIES = {
    ("01", "P03"): lambda p: _escalated(p, day=98, pause=0),
    ("01", "P05"): lambda p: _told(p, "two scores on one day", (-8, 35, 90, 176)),
    ("01", "P07"): lambda p: _told(p, "score out of range", (0, 92, 181)),
    ("01", "P09"): lambda p: replace(p, age=17),
    ("01", "P10"): lambda p: replace(p, lines=(), days=()),
    ("01", "P12"): lambda p: _told(p, "mild at baseline", (-3, 31, 85, 190)),
    ("02", "P02"): lambda p: _stopped(p, 110, "inefficacy; side effect"),
    ("02", "P04"): _earlier,
    ("02", "P06"): lambda p: _escalated(p, day=64, pause=3),
    ("02", "P08"): _switched,
    ("02", "P09"): lambda p: _told(p, "event against the review", p.days),
    ("03", "P01"): lambda p: _moved(p, date(2022, 1, 25), days=(-4, 36, 95, 150)),
    ("03", "P05"): lambda p: _moved(p, date(2021, 2, 10)),
    ("03", "P06"): lambda p: _stopped(p, 75, "effet indésirable"),
    ("03", "P08"): lambda p: replace(p, days=(29, 94, 184)),
    ("03", "P09"): lambda p: _stopped(p, 210, "remission"),
}
