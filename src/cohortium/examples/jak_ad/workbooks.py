"""The centres' workbooks of the example: one sheet per table, each centre with habits of its own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path

from xlsxwriter import Workbook

from cohortium.examples.jak_ad.dice import Dice
from cohortium.examples.jak_ad.patients import CENTRES, Patient, patients
from cohortium.examples.jak_ad.safety import LIMITS, REVIEWED, events, laboratory
from cohortium.examples.jak_ad.scores import MEASURES, Cell, Row, visits

SEED = 20220630
HEADINGS = {
    "patients": ("patient", "sex", "age", "asthma", "screened", "last_contact", "comment"),
    "previous_treatments": ("patient", "drug", "taken", "stop_reasons"),
    "treatments": ("patient", "drug", "daily_dose", "start", "stop", "stop_reasons"),
    "visits": ("patient", "date", *MEASURES),
    "laboratory": ("patient", "date", "test", "value", "unit"),
    "laboratory_limits": ("test", "unit", "sex", "valid_from", "lower", "upper"),
    "events": ("patient", "term", "onset", "end", "grade"),
    "event_review": ("patient", *REVIEWED),
}
PREVIOUS = (("ciclosporin", 0.6), ("methotrexate", 0.45), ("dupilumab", 0.55))
Tables = dict[str, list[Row]]


def write_workbooks(folder: Path, seed: int = SEED) -> None:
    """One workbook per centre, named after it; the same seed gives the same bytes."""
    dice = Dice(seed)
    tables: dict[str, Tables] = {centre: {name: [] for name in HEADINGS} for centre in CENTRES}
    for patient in patients(dice):
        _record(dice, patient, tables[patient.centre])
    for centre, its_tables in tables.items():
        its_tables["laboratory_limits"] += LIMITS[centre]
        _write(folder / f"{centre}.xlsx", centre, its_tables)


def _record(dice: Dice, patient: Patient, tables: Tables) -> None:
    """Everything that a centre wrote down about a patient."""
    screened = patient.start - timedelta(days=dice.between(5, 40))
    contact = patient.day(patient.days[-1]) if patient.days else None
    tables["patients"].append([patient.code, patient.sex, patient.age, patient.asthma, screened, contact, None])
    for drug, often in PREVIOUS:
        taken = dice.chance(often)
        if taken or dice.chance(0.8):
            tables["previous_treatments"].append([patient.code, drug, "yes" if taken else "no", "inefficacy" if taken else None])
    for line in patient.lines:
        tables["treatments"].append([patient.code, line.drug, f"{line.dose} mg", line.start, line.stop, line.reasons or None])
    if not patient.lines:
        return
    tables["visits"] += visits(dice, patient)
    tables["laboratory"] += laboratory(dice, patient)
    told, review = events(dice, patient)
    tables["events"] += told
    tables["event_review"].append(review)


def _write(path: Path, centre: str, tables: Tables) -> None:
    with Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        book.set_properties({"title": f"Synthetic patients of centre {centre}", "created": datetime(2022, 7, 1)})
        bold = book.add_format({"bold": True})
        for name, rows in tables.items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 1)
            sheet.set_column(0, len(HEADINGS[name]) - 1, 13)
            sheet.write_row(0, 0, HEADINGS[name], bold)
            for number, row in enumerate(_as_written(centre, name, rows), start=1):
                sheet.write_row(number, 0, row)


def _as_written(centre: str, name: str, rows: Iterable[Row]) -> Iterable[Row]:
    """Centre 02 types dates and decimals as text, in its own way."""
    return ([_typed(cell) for cell in row] for row in rows) if centre == "02" and name == "visits" else rows


def _typed(cell: Cell) -> Cell:
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell).replace(".", ",") if isinstance(cell, float) else cell
