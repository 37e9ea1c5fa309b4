"""Laboratory values with the grade that each has: every limit from both sides, bounds, unknown where limit, unit or baseline is.

The limits are those of CTCAE v5.0 as pharmaverse/admiral copies them (data-raw/adlb_grading/ncictcaev5.json). All data are made up.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from cohortium.conformance.inputs import empty_inputs
from cohortium.derivations import counting
from cohortium.derived import load_inputs, run_steps
from cohortium.engines import Engine
from cohortium.measures import measures_of
from cohortium.measures.ctcae import TERMS
from cohortium.protocol.laboratory import unit_of
from cohortium.protocol.load import protocol_from

PROTOCOL = """\
study: grades
enrolment: {first_dose: [2021-01-01, 2021-12-31]}
data_cut: 2022-06-30
arms: {upa: {drug: upadacitinib, daily_dose: 15 mg}}
timepoints: {M3: {from: 2 months, to: 4 months}}
endpoints: {clear: {measure: IGA, responder: {value_at_most: 1}, at: M3}}
ctcae: {CTCAE}
"""
START = date(2021, 3, 1)
# (term, unit, lower, upper, value before treatment, value after it, grade after it): None is unknown.
CASES: list[tuple[Any, ...]] = [
    ("cpk_increased", "U/L", None, 200, None, 200, 0), ("cpk_increased", "U/L", None, 200, None, "200.1", 1),
    ("cpk_increased", "U/L", None, 200, None, 500, 1), ("cpk_increased", "U/L", None, 200, None, "500.1", 2),
    ("cpk_increased", "U/L", None, 200, None, 1000, 2), ("cpk_increased", "U/L", None, 200, None, 2000, 3),
    ("cpk_increased", "U/L", None, 200, None, 2001, 4), ("cpk_increased", "U/L", None, None, None, 5000, None),
    # Normal before: times the upper limit. Abnormal before: times the baseline, from 1.5 on. Not known: 0 up to the limit.
    ("alt_increased", "U/L", None, 40, 30, 120, 1), ("alt_increased", "U/L", None, 40, 30, 121, 2),
    ("alt_increased", "U/L", None, 40, 80, 119, 0), ("alt_increased", "U/L", None, 40, 80, 120, 1),
    ("alt_increased", "U/L", None, 40, 80, 240, 1), ("alt_increased", "U/L", None, 40, 80, 241, 2),
    ("alt_increased", "U/L", None, 40, 80, 1601, 4), ("ast_increased", "U/L", None, 40, 30, 801, 4),
    ("alt_increased", "U/L", None, 40, None, 41, None), ("alt_increased", "U/L", None, 40, None, 40, 0),
    ("ggt_increased", "U/L", None, 50, None, 50, 0), ("ggt_increased", "U/L", None, 50, None, 5000, None),
    ("bilirubin_increased", "µmol/L", None, 20, None, 20, 0), ("alt_increased", "U/L", None, None, None, 20, None),
    ("alt_increased", "U/L", None, 40, None, "<40", 0), ("alt_increased", "U/L", None, 40, None, "<41", None),
    ("creatinine_increased", "µmol/L", None, 100, None, 90, None), ("creatinine_increased", "µmol/L", None, 100, None, 301, 3),
    ("ggt_increased", "U/L", None, 50, 60, 119, 0), ("ggt_increased", "U/L", None, 50, 60, 120, 1),
    ("ggt_increased", "U/L", None, 50, 40, 126, 2),
    ("creatinine_increased", "µmol/L", None, 100, 60, 91, 2), ("creatinine_increased", "µmol/L", None, 100, 60, 90, 0),
    ("creatinine_increased", "µmol/L", None, 100, 60, 181, 3), ("creatinine_increased", "µmol/L", None, 100, None, 120, None),
    ("creatinine_increased", "µmol/L", None, 100, None, 601, 4),
    ("cholesterol_high", "mg/dL", None, 200, None, 300, 1), ("cholesterol_high", "mg/dL", None, 200, None, 301, 2),
    ("cholesterol_high", "mmol/L", None, "5.2", None, "10.35", 3), ("cholesterol_high", "mmol/L", None, "5.2", None, 13, 4),
    ("cholesterol_high", "g/L", None, 2, None, "1.9", None), ("cholesterol_high", "mmol/L", None, None, None, 8, 2),
    ("hypertriglyceridemia", "mg/dL", None, None, None, 149, 0), ("hypertriglyceridemia", "mg/dL", None, None, None, 150, 1),
    ("hypertriglyceridemia", "mmol/L", None, None, None, "3.42", 1), ("hypertriglyceridemia", "mmol/L", None, None, None, "11.5", 4),
    ("neutrophils_decreased", "G/L", "1.8", None, None, "1.8", 0), ("neutrophils_decreased", "G/L", "1.8", None, None, "1.5", 1),
    ("neutrophils_decreased", "10^9/L", "1.8", None, None, "1.0", 2), ("neutrophils_decreased", "/mm3", 1800, None, None, 999, 3),
    ("neutrophils_decreased", "G/L", None, None, None, "0.49", 4), ("neutrophils_decreased", "G/L", None, None, None, "1.6", None),
    ("lymphocytes_decreased", "G/L", 1, None, None, "0.79", 2), ("lymphocytes_decreased", "G/L", 1, None, None, "0.19", 4),
    ("lymphocytes_increased", "G/L", None, None, None, 4, 0), ("lymphocytes_increased", "G/L", None, None, None, "4.1", 2),
    ("lymphocytes_increased", "/mm3", None, None, None, 20001, 3),
    ("white_cells_decreased", "G/L", 4, None, None, "2.9", 2), ("white_cells_decreased", "G/L", 4, None, None, "0.9", 4),
    ("platelets_decreased", "G/L", 150, None, None, 75, 1), ("platelets_decreased", "G/L", 150, None, None, 74, 2),
    ("platelets_decreased", "G/L", 150, None, None, 24, 4),
    ("anemia", "g/dL", 12, None, None, "9.9", 2), ("anemia", "g/L", 120, None, None, 79, 3),
    ("anemia", "mmol/L", "7.4", None, None, "6.2", 1),
    ("alp_increased", "U/L", None, 120, 100, 300, 1), ("alp_increased", "U/L", None, 120, 100, 301, 2),
    ("alp_increased", "U/L", None, 120, 130, 259, 0), ("alp_increased", "U/L", None, 120, 130, 260, 1),
    ("alp_increased", "U/L", None, 120, 130, 2601, 4), ("bilirubin_increased", "µmol/L", None, 20, 10, "20.1", 1),
    ("bilirubin_increased", "µmol/L", None, 20, 10, 30, 1), ("bilirubin_increased", "µmol/L", None, 20, 10, 31, 2),
    ("bilirubin_increased", "µmol/L", None, 20, 40, 40, 0), ("bilirubin_increased", "µmol/L", None, 20, 40, 41, 1),
    ("bilirubin_increased", "µmol/L", None, 20, 40, 401, 4), ("bilirubin_increased", "µmol/L", None, 20, None, 21, None),
    ("haemoglobin_increased", "g/dL", None, 16, None, 16, 0), ("haemoglobin_increased", "g/dL", None, 16, None, 18, 1),
    ("haemoglobin_increased", "g/dL", None, 16, None, "18.1", 2), ("haemoglobin_increased", "g/L", None, 160, None, 200, 2),
    ("haemoglobin_increased", "g/L", None, 160, None, 201, 3), ("haemoglobin_increased", "mmol/L", None, 10, None, 11, None),
    ("haemoglobin_increased", "mmol/L", None, 10, None, 10, None), ("haemoglobin_increased", "g/dL", None, None, None, 25, None),
    # What is only known to be below or above a number has a grade where no true value would change it.
    ("cpk_increased", "U/L", None, 200, None, "<200", 0), ("cpk_increased", "U/L", None, 200, None, "<=200", 0),
    ("cpk_increased", "U/L", None, 200, None, "<201", None), ("cpk_increased", "U/L", None, 200, None, ">2000", 4),
    ("cpk_increased", "U/L", None, 200, None, ">=2000", None), ("cpk_increased", "U/L", None, 200, None, ">1000", None),
    # So has a baseline: normal or abnormal where every value within it is, and a multiple of it where both ends say the same.
    ("alt_increased", "U/L", None, 40, "<30", 41, 1), ("alt_increased", "U/L", None, 40, "<30", 20, 0),
    ("alt_increased", "U/L", None, 40, "<=40", 121, 2), ("alt_increased", "U/L", None, 40, "<41", 121, None),
    ("alt_increased", "U/L", None, 40, "<=41", 40, 0), ("alt_increased", "U/L", None, 40, "<41", 123, 2),
    ("alt_increased", "U/L", None, 40, "<=41", 123, None), ("alt_increased", "U/L", None, 40, "<=41", "123.1", 2),
    ("alt_increased", "U/L", None, 40, "<100", 41, None), ("alt_increased", "U/L", None, 40, "<100", 500, 3),
    ("alt_increased", "U/L", None, 40, "<=100", 500, None),
    ("alt_increased", "U/L", None, 40, ">=40", 30, 0),
    ("alt_increased", "U/L", None, 40, ">40", 59, 0), ("alt_increased", "U/L", None, 40, ">40", 60, 0),
    ("alt_increased", "U/L", None, 40, ">=41", 61, 0), ("alt_increased", "U/L", None, 40, ">40", 61, None),
    ("alt_increased", "U/L", None, 40, ">=80", 120, None), ("alt_increased", "U/L", None, 40, ">80", 120, 0),
    ("bilirubin_increased", "µmol/L", None, 20, ">=40", 40, 0), ("bilirubin_increased", "µmol/L", None, 20, ">=40", 41, None),
    ("creatinine_increased", "µmol/L", None, 100, "<20", 60, 3), ("creatinine_increased", "µmol/L", None, 100, "<=20", 60, None),
    ("creatinine_increased", "µmol/L", None, 100, "<60", 90, None), ("creatinine_increased", "µmol/L", None, 100, "<60", 180, 3),
    ("creatinine_increased", "µmol/L", None, 100, "<=60", "180.1", 3), ("creatinine_increased", "µmol/L", None, 100, ">=60", 90, 0),
    ("creatinine_increased", "µmol/L", None, 100, ">60", 80, 0), ("creatinine_increased", "µmol/L", None, 100, ">59", 90, None),
    ("creatinine_increased", "µmol/L", None, 100, "<40", "<30", None), ("creatinine_increased", "µmol/L", None, 100, ">=60", "<80", 0),
    ("creatinine_increased", "µmol/L", None, 100, ">=60", "<=90", 0), ("creatinine_increased", "µmol/L", None, 100, "<20", ">=60", None),
    # A little above: digits beyond the sixth that no limit of a laboratory has.
    ("creatinine_increased", "µmol/L", None, 100, "+60", 90, 0), ("creatinine_increased", "µmol/L", None, 100, "+60", 180, 2),
    ("creatinine_increased", "µmol/L", None, 100, "+60", 181, 3), ("alt_increased", "U/L", None, 40, "+40", 60, 0),
    ("alt_increased", "U/L", None, 40, 80, ">1600", 4), ("alt_increased", "U/L", None, 40, 80, "<120", 0),
    ("alt_increased", "U/L", None, 40, 80, "<=120", None), ("hypertriglyceridemia", "mg/dL", None, None, None, "<150", 0),
    ("hypertriglyceridemia", "mg/dL", None, None, None, "<=150", None), ("hypertriglyceridemia", "mg/dL", None, None, None, ">=1000", None),
    ("hypertriglyceridemia", "mg/dL", None, None, None, ">1000", 4), ("platelets_decreased", "G/L", 150, None, None, "<25", 4),
    ("platelets_decreased", "G/L", 150, None, None, "<=25", None), ("platelets_decreased", "G/L", 150, None, None, ">=150", 0),
    ("platelets_decreased", "G/L", 150, None, None, ">80", None), ("platelets_decreased", "G/L", 150, None, None, "<", None),
]  # fmt: skip

# A baseline with a limit or a unit of its own, or without a limit: (term, unit, upper, value after it, (unit, upper, value before), grade).
_OTHERS: list[tuple[Any, ...]] = [
    # Nobody can say whether it was abnormal: a grade where it would be the same either way.
    ("alt_increased", "U/L", 40, 40, ("U/L", None, 20), 0), ("alt_increased", "U/L", 40, 35, ("U/L", None, 20), 0),
    ("alt_increased", "U/L", 40, 41, ("U/L", None, 20), None), ("alt_increased", "U/L", 40, 500, ("U/L", None, 100), None),
    ("alt_increased", "U/L", 40, 501, ("U/L", None, 100), 3), ("alt_increased", "U/L", 40, 801, ("U/L", None, 100), None),
    ("alt_increased", "U/L", None, 30, ("U/L", None, 20), None),
    # Known to be abnormal, in a unit that no multiple can be held against: 0 within the limit, above it unknown.
    ("alt_increased", "U/L", 40, 40, ("µkat/L", "0.67", 2), 0), ("alt_increased", "U/L", 40, 60, ("µkat/L", "0.67", 2), 0),
    ("alt_increased", "U/L", 40, 61, ("µkat/L", "0.67", 2), None), ("alt_increased", "U/L", 40, 121, ("µkat/L", "0.67", "0.5"), 2),
    # Another laboratory's limit: of an abnormal baseline every multiple counts, within the limit of the value too, as printed.
    ("alt_increased", "U/L", 100, 60, ("U/L", 40, 41), 0), ("alt_increased", "U/L", 100, 62, ("U/L", 40, 41), 1),
    ("alt_increased", "U/L", 100, 60, ("U/L", 40, "<=50"), 0), ("alt_increased", "U/L", 100, 61, ("U/L", 40, "<=50"), None),
    ("alt_increased", "U/L", 30, 40, ("U/L", 40, "<=50"), None), ("alt_increased", "U/L", 130, 390, ("U/L", 100, "<130"), None),
]  # fmt: skip
OTHERS = [(term, unit, None, upper, before, after, grade) for term, unit, upper, after, before, grade in _OTHERS]

# (term, unit, lower, upper, value before treatment, its grade): of a bound where all values within it have the same.
_BEFORE: list[tuple[Any, ...]] = [
    ("cpk_increased", "U/L", None, 200, 200, 0), ("cpk_increased", "U/L", None, 200, "200.1", 1),
    ("cpk_increased", "U/L", None, 200, "<200", 0), ("cpk_increased", "U/L", None, 200, "<=200", 0),
    ("cpk_increased", "U/L", None, 200, "<200.1", None), ("cpk_increased", "U/L", None, 200, ">200", None),
    ("cpk_increased", "U/L", None, 200, ">=2000", None), ("cpk_increased", "U/L", None, 200, ">2000", 4),
    ("cpk_increased", "U/L", None, 200, "+200", 1), ("cpk_increased", "U/L", None, 200, "<", None),
    ("cpk_increased", "U/L", None, None, "<5", None), ("cpk_increased", "U/L", None, None, None, None),
    ("alt_increased", "U/L", None, 40, "<=40", 0), ("alt_increased", "U/L", None, 40, ">800", 4),
    ("hypertriglyceridemia", "mg/dL", None, None, "<150", 0), ("hypertriglyceridemia", "mg/dL", None, None, "<=150", None),
    ("hypertriglyceridemia", "g/L", None, None, "<1", None), ("hypertriglyceridemia", "mg/dL", None, None, ">=1000", None),
    ("platelets_decreased", "G/L", 150, None, ">=150", 0), ("platelets_decreased", "G/L", 150, None, ">149", None),
    ("platelets_decreased", "G/L", 150, None, "<25", 4), ("platelets_decreased", "G/L", 150, None, "<=25", None),
]  # fmt: skip
BEFORE = [(*case[:5], None, case[5]) for case in _BEFORE]


def measured(number: Any) -> tuple[int | None, str]:
    """Millionths and the sign before the number."""
    digits = "" if number is None else str(number).lstrip("<>=+")
    sign = "" if number is None else str(number).removesuffix(digits)
    return (int(Decimal(digits) * 1_000_000) if digits else None), sign


def grades_of(engine: Engine, cases: list[tuple[Any, ...]], column: str) -> list[int | None]:
    """The `worst` grade of each case, or that of its `baseline`; every case is a patient of its own."""
    protocol = protocol_from(PROTOCOL.replace("{CTCAE}", "{" + ", ".join(f"{name}: {name}" for name in TERMS) + "}"))
    inputs = empty_inputs()
    for number, (term, unit, lower, upper, before, after, *_) in enumerate(cases):
        code = f"{number:03d}"
        key = {"centre": "01", "code": code}
        dose = {"record": 1000 + number, "drug": "upadacitinib", "dose": 15000, "dose_unit": "µg", "start": START}
        add(inputs["in_treatments"], key | dose)
        for day, value in ((START, before), (date(2021, 6, 1), after)):
            row = key | {"record": 5000 + 2 * number + (day > START), "day": day, "test": term.replace("_", " ")}
            of_unit, limit, value = value if isinstance(value, tuple) else (unit, upper, value)
            amount, sign = measured(value)
            row |= {"unit": unit_of(of_unit), "value": amount, "sign": sign, "lower": measured(lower)[0], "upper": measured(limit)[0]}
            if value is not None:
                add(inputs["in_laboratory"], row)
    measures = measures_of(protocol)
    load_inputs(engine, protocol, measures, inputs)
    run_steps(engine, counting(protocol.asked))
    found = engine.rows(f"SELECT s.code, c.entry, c.{column} FROM ctcae_patients c JOIN subjects s ON s.patient = c.patient")
    of_patient = {(code, entry): grade for code, entry, grade in found}
    return [of_patient[f"{number:03d}", case[0]] for number, case in enumerate(cases)]


def add(columns: dict[str, list[Any]], row: dict[str, Any]) -> None:
    for name, values in columns.items():
        values.append(row.get(name))
