"""What was measured at a visit: five scores that follow one course of the disease, with gaps."""

from __future__ import annotations

from datetime import date
from math import exp

from cohortium.examples.jak_ad.dice import Dice
from cohortium.examples.jak_ad.patients import DATA_CUT, Patient

Cell = str | int | float | date | None
Row = list[Cell]

MEASURES = ("IGA", "EASI", "SCORAD", "PNRS", "DLQI")
OFTEN = {"IGA": 0.95, "EASI": 0.9, "SCORAD": 0.6, "PNRS": 0.8, "DLQI": 0.75}
"""Measure -> the share of visits at which it was done; before treatment nearly everything is."""
BEFORE_TREATMENT = 0.95
IGA_ABOVE = (0.4, 3.0, 8.0, 21.0)
"""EASI from which the global assessment is 1, 2, 3, 4."""


def visits(dice: Dice, patient: Patient) -> list[Row]:
    """The rows of the sheet visits: patient, date, scores; nothing after the data cut but one stray visit."""
    days = [day for day in patient.days if patient.day(day) <= DATA_CUT or day == patient.days[-1]]
    rows: list[Row] = []
    for day in days:
        scores = _scores(dice, patient, day)
        done = [dice.chance(max(OFTEN[measure], BEFORE_TREATMENT if day <= 0 else 0)) for measure in MEASURES]
        cells = (scores[measure] if it_was else None for measure, it_was in zip(MEASURES, done, strict=True))
        rows.append([patient.code, patient.day(day), *cells])
    return _odd(patient, rows)


def _scores(dice: Dice, patient: Patient, day: int) -> dict[str, Cell]:
    rest = 1.0 if day <= 0 else patient.left + (1 - patient.left) * exp(-day / 28)
    easi = round(_within(patient.severity * rest + dice.spread(0.6), 0, 72), 1)
    return {
        "IGA": sum(easi >= limit for limit in IGA_ABOVE),
        "EASI": easi,
        "SCORAD": round(_within(18 * rest + 1.4 * easi + dice.spread(2), 0, 103), 1),
        "PNRS": round(_within(7.5 * rest + dice.spread(0.9), 0, 10)),
        "DLQI": round(_within(15 * rest + dice.spread(1.8), 0, 30)),
    }


def _within(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)


def _odd(patient: Patient, rows: list[Row]) -> list[Row]:
    """The slips that are told about a patient."""
    column = {measure: MEASURES.index(measure) + 2 for measure in MEASURES}
    if patient.oddity == "score out of range":
        rows[1][column["PNRS"]] = 12
    elif patient.oddity == "mild at baseline":
        rows[0][column["DLQI"]] = 2
    elif patient.oddity == "two scores on one day":
        again = list(rows[2])
        rows[2][column["EASI"]], again[column["EASI"]] = 6.4, 7.1
        rows.insert(3, again)
    return rows
