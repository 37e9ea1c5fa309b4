"""Every kind of cell: what a text is read as, and what is set aside under which rule."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from cohortium.conformance import Conformed, choices, dates, numbers
from cohortium.conformance.measured import RESULT
from cohortium.conformance.reading import ACCEPTED, EMPTY, NORMALISED, QUARANTINED, Kind, read_cell
from cohortium.measures import measures_of
from cohortium.protocol.model import Protocol
from cohortium.protocol.slots import places
from cohortium.protocol.values import Dose
from conformance.conftest import PROTOCOL, sheet

SMALL = Protocol.model_validate(PROTOCOL)
_SODIUM = {"kind": "biological", "from": {"any": [{"test": "Na", "above": "local_upper"}, {"test": "NK", "below": "local_lower"}]}}
SALTS = Protocol.model_validate(PROTOCOL | {"safety": {"terms": {"sodium": _SODIUM}}, "ctcae": {"hypernatremia": "ND"}})
EASI = numbers.stepped(Decimal("0.05"), "EASI")
STUDIED = numbers.characteristic_number(SMALL, "age")
LEVELS = choices.choice({"1": ("Light",), "unknown": ("Not seen",)}, "unknown_level", "skin")
WORDS = {"A": ACCEPTED, "N": NORMALISED, "E": EMPTY}


def day(year: int, month: int, number: int) -> date:
    return date(year, month, number)


TABLE: list[tuple[Kind, str, str, Any]] = [
    # Numbers: whole steps of the scale.
    (EASI, "12.5", "A", 250),
    (EASI, "0", "A", 0),
    (EASI, "72.00", "A", 1440),
    (EASI, " 12.5 ", "N", 250),
    (EASI, "12\u00a0", "N", 240),
    (EASI, "12,5", "N", 250),
    (EASI, "0,125", "off_step", None),
    (EASI, "1,234", "ambiguous_number", None),
    (EASI, "12,345,678", "not_a_number", None),
    (EASI, "1234,5", "N", 24690),
    (EASI, "1 234", "N", 24680),
    (EASI, "1'234.5", "N", 24690),
    (EASI, "+5", "N", 100),
    (EASI, ".5", "N", 10),
    (EASI, "1e1", "N", 200),
    (EASI, "12.51", "off_step", None),
    (EASI, "-5", "A", -100),  # the range is a check of records
    (EASI, "-0", "not_a_number", None),
    *((EASI, text, "not_a_number", None) for text in ("<5", ">100", "5?", "12-15", "~5", "inf", "nan", "1e400")),
    *((EASI, text, "not_a_number", None) for text in ("５", "5 mg", "x", "TRUE", "1e99")),
    *((EASI, text, "N", None) for text in ("NA", "n/a", "ND", "NK", "-", ".", "?", "non fait", "Missing", "Non réalisé")),
    (EASI, "", "E", None),
    (EASI, "  ", "E", None),
    *((EASI, text, "excel_error", None) for text in ("#N/A", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#NO_VALUE")),
    (STUDIED, "54", "A", 54),
    (STUDIED, "150", "out_of_range", None),
    (STUDIED, "54.5", "off_step", None),
    (numbers.BIRTH_YEAR, "1980", "A", 1980),
    (numbers.BIRTH_YEAR, "1880", "out_of_range", None),
    (numbers.BIRTH_YEAR, "1980.5", "not_a_whole_number", None),
    (numbers.BIRTH_YEAR, "1980-03-01", "not_a_number", None),
    (numbers.MONTH, "-3", "A", -3),
    (numbers.MONTH, "601", "out_of_range", None),
    (numbers.MONTH, "M3", "not_a_number", None),
    (numbers.LIMIT, "3.25", "A", 3_250_000),
    (numbers.LIMIT, "0.0000005", "off_step", None),
    (numbers.LIMIT, "999999999", "A", 999_999_999_000_000),
    (numbers.LIMIT, "1000000000", "out_of_range", None),
    (numbers.LIMIT, "1000000000000", "not_a_number", None),
    (numbers.LIMIT, "<5", "not_a_number", None),
    # Laboratory results: the number, or what it is below or above.
    (RESULT, "3.25", "A", (3_250_000, "")),
    (RESULT, "0.0000005", "A", (0, "+")),
    (RESULT, "-0.0000005", "A", (-1, "+")),
    (RESULT, "5.123456000000000000000000000000", "A", (5_123_456, "")),
    (RESULT, "5.123456000000000000000000000001", "A", (5_123_456, "+")),
    (RESULT, "1000000000", "out_of_range", None),
    (RESULT, "<0.01", "A", (10_000, "<")),
    (RESULT, "< 0,01", "N", (10_000, "<")),
    (RESULT, ">1000", "A", (1_000_000_000, ">")),
    (RESULT, "≤ 5", "N", (5_000_000, "<=")),
    (RESULT, "=>5", "N", (5_000_000, ">=")),
    (RESULT, "inf à 5", "N", (5_000_000, "<")),
    (RESULT, "Supérieur à 5", "N", (5_000_000, ">")),
    (RESULT, "<0.0000001", "A", (1, "<")),
    (RESULT, "<=0.0000001", "A", (1, "<")),
    (RESULT, ">0.0000001", "A", (0, ">")),
    (RESULT, "<LLOQ", "N", (None, "<")),
    (RESULT, "BLQ", "N", (None, "<")),
    (RESULT, ">ULOQ", "N", (None, ">")),
    (RESULT, "<1,234", "ambiguous_number", None),
    (RESULT, "<", "not_a_number", None),
    (RESULT, "<5 mg", "not_a_number", None),
    (RESULT, "inf", "not_a_number", None),
    # Doses.
    (numbers.DOSE, "15 mg", "A", Dose(15_000)),
    (numbers.DOSE, "15", "A", Dose(15_000)),
    (numbers.DOSE, "0,5 g", "A", Dose(500_000)),
    (numbers.DOSE, "15mg/j", "N", Dose(15_000)),
    (numbers.DOSE, "15 mg per day", "N", Dose(15_000)),
    (numbers.DOSE, "1,500 mg", "ambiguous_number", None),
    (numbers.DOSE, "300 UI", "A", Dose(300_000_000, "ui")),
    (numbers.DOSE, "high", "not_a_dose", None),
    (numbers.DOSE, "15 or 30", "not_a_dose", None),
    (numbers.DOSE, "15 puis 30 mg", "not_a_dose", None),
    (numbers.DOSE, "15 mg ou 30 mg", "not_a_dose", None),
    (numbers.DOSE, "15-30 mg", "not_a_dose", None),
    (numbers.DOSE, "15 ?", "not_a_dose", None),
    (numbers.DOSE, "30 mg BID", "not_a_dose", None),
    (numbers.DOSE, "30 bid", "not_a_dose", None),
    (numbers.DOSE, "300 mg q4w", "not_a_dose", None),
    (numbers.DOSE, "30 mg x2", "not_a_dose", None),
    (numbers.DOSE, "15/30mg", "not_a_dose", None),
    (numbers.DOSE, " 15 µg ", "N", Dose(15)),
    (numbers.DOSE, "20 mg/week", "A", Dose(20_000_000, "mg/week")),
    (numbers.DOSE, "300 mg/m2", "A", Dose(300_000_000, "mg/m2")),
    # Dates.
    (dates.DAY, "2021-03-25", "A", day(2021, 3, 25)),
    (dates.DAY, "2021-03-25 14:30:00", "N", day(2021, 3, 25)),
    (dates.DAY, "2021-03-25T23:30:00+02:00", "N", day(2021, 3, 25)),
    (dates.DAY, "25/03/2021", "N", day(2021, 3, 25)),
    (dates.DAY, "25.3.2021", "N", day(2021, 3, 25)),
    (dates.DAY, "03/03/2021", "N", day(2021, 3, 3)),
    (dates.DAY, "2021/03/25", "N", day(2021, 3, 25)),
    (dates.DAY, "12-Dec-2020", "N", day(2020, 12, 12)),
    (dates.DAY, "1er août 2021", "N", day(2021, 8, 1)),
    (dates.DAY, "03/04/2021", "ambiguous_date", None),
    (dates.DAY, "25/03/21", "ambiguous_date", None),
    (dates.DAY, "03/25/2021", "not_a_date", None),
    (dates.DAY, "29/02/2021", "not_a_date", None),
    (dates.DAY, "2021-02-29", "not_a_date", None),
    (dates.DAY, "44197", "N", date(2021, 1, 1)),
    (dates.DAY, "1:30", "not_a_date", None),
    (dates.DAY, "12 brumaire 2020", "not_a_date", None),
    *((dates.DAY, text, "placeholder_date", None) for text in ("1900-01-01", "01/01/1970", "9999-12-31", "1899-12-31", "1850-05-05")),
    *((dates.DAY, text, "partial_date", None) for text in ("2021-03", "03/2021", "2021", "mars 2021")),
    (dates.ONSET, "2021-03-25", "A", (day(2021, 3, 25), day(2021, 3, 25))),
    (dates.ONSET, "2021-02", "A", (day(2021, 2, 1), day(2021, 2, 28))),
    (dates.ONSET, "12/2021", "N", (day(2021, 12, 1), day(2021, 12, 31))),
    (dates.ONSET, "2021", "A", (day(2021, 1, 1), day(2021, 12, 31))),
    (dates.ONSET, "UN-MAR-2019", "N", (day(2019, 3, 1), day(2019, 3, 31))),
    (dates.ONSET, "44197", "N", (day(2021, 1, 1), day(2021, 1, 1))),
    (dates.ONSET, "2021-13", "not_a_date", None),
    (dates.ONSET, "0000", "not_a_date", None),
    (dates.ONSET, "9999", "placeholder_date", None),
    (dates.STOP, "en cours", "N", None),
    (dates.STOP, "NA", "N", None),
    (dates.STOP, "unknown", "not_a_date", None),  # stopped, nobody knows when: not the same as going on
    (dates.DEATH, "no", "N", None),
    (dates.DEATH, "yes", "not_a_date", None),
    (dates.SCREENED, "2021-03-25", "A", True),
    (dates.SCREENED, "oui", "A", True),
    (dates.SCREENED, "no", "A", False),
    (dates.SCREENED, "perhaps", "not_a_date", None),
    # States.
    *((choices.STATE, text, "A", state) for text, state in (("yes", "yes"), ("No", "no"), ("not done", "not_done"))),
    (choices.STATE, "unknown", "A", "unknown"),
    *((choices.STATE, text, "N", "yes") for text in ("Y", "OUI", "o", "TRUE", "Vrai")),
    *((choices.STATE, text, "N", "no") for text in ("n", "non")),
    *((choices.STATE, text, "N", "not_done") for text in ("ND", "Non fait", "not-done", "non réalisé")),
    *((choices.STATE, text, "N", "unknown") for text in ("NK", "inconnu", "NSP", "?")),
    *((choices.STATE, text, "N", None) for text in ("NA", "-", ".", "N/A", "FALSE", "faux")),
    *((choices.STATE, text, "not_yes_or_no", None) for text in ("0", "1", "2", "x", "+", "yes?")),
    # Names.
    (LEVELS, "1", "A", "1"),
    (LEVELS, "light", "N", "1"),
    (LEVELS, "Unknown", "N", "unknown"),
    (LEVELS, "NA", "N", None),
    (LEVELS, "2", "unknown_level", None),
    (choices.sex(SMALL), "F", "A", "F"),
    (choices.sex(SMALL), "men", "N", "M"),
    (choices.sex(SMALL), "H", "unknown_level", None),
    (choices.drug(SMALL), "RINVOQ", "A", "upadacitinib"),
    (choices.drug(SMALL), "Methotrexate-SC", "A", "methotrexate sc"),
    (choices.drug(SMALL), "?", "N", None),
    (choices.event_term(SMALL), "papular eruption", "A", ("papular", None)),
    (choices.event_term(SMALL), "ACNÉ", "A", ("papular", "acne")),
    (choices.event_term(SMALL), "headache", "unknown_term", None),
    (choices.stop_reasons(SMALL), "adverse_event", "A", ("adverse_event",)),
    (choices.stop_reasons(SMALL), "AE; doctor and patient / ae", "A", ("adverse_event", "choice")),
    (choices.stop_reasons(SMALL), "Doctor and patient", "A", ("choice",)),
    (choices.stop_reasons(SMALL), "AE et choice", "A", ("adverse_event", "choice")),
    (choices.stop_reasons(SMALL), "AE and bored", "unknown_stop_reason", None),
    (choices.UNIT, "µmol / L", "A", "μmol/l"),
    (choices.laboratory_test(SMALL), "Créatine-kinase", "A", "creatine kinase"),
    (choices.laboratory_test(SMALL), "Na", "N", None),
    *((choices.laboratory_test(SALTS), text, "A", plain) for text, plain in (("Na", "na"), ("NK", "nk"), ("nd", "nd"))),
    (choices.laboratory_test(SALTS), "unknown", "N", None),
    (choices.TEXT, "NA", "A", "NA"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text", "outcome", "value"), TABLE, ids=[f"{n}-{row[1]}" for n, row in enumerate(TABLE)])
def test_a_text_is_read_or_set_aside(kind: Kind, text: str, outcome: str, value: Any) -> None:
    cell = read_cell(kind, text)
    if outcome in WORDS:
        assert (cell.status, cell.value, cell.rule) == (WORDS[outcome], value, "")
    else:
        assert (cell.status, cell.value, cell.rule) == (QUARANTINED, None, outcome)


def test_a_bad_cell_is_set_aside_alone(read: Callable[..., Conformed]) -> None:
    rows = [["P1", "2021-03-25", "hight", "12.51"], ["P1", "03/04/2021", "NA", "5"]]
    found = read(sheet(1, "visits", [["patient", "date", "IGA", "EASI"], *rows]))
    assert found.inputs["in_visits"]["day"] == [date(2021, 3, 25), None]
    where = places(SMALL, measures_of(SMALL))
    assert found.inputs["in_visits"]["part"] == [where["IGA"][0], where["IGA"][0]]
    assert [found.inputs["in_visits"][f"score{where[name][1]}"] for name in ("IGA", "EASI")] == [[None, None], [None, 100]]
    columns = found.inputs["in_faults"]
    listed = zip(columns["record"], columns["measure"], columns["fault"], strict=True)
    assert [(record % 2**32, *rest) for record, *rest in listed] == [(2, "IGA", "not_a_number"), (2, "EASI", "off_step")]
    assert [(f.rule, f.row, f.column, f.centre, f.code, f.found, str(f.expected)) for f in found.findings] == [
        ("date_order", 3, 2, "07", "P1", "03/04/2021", "a date as year-month-day, for example 2021-03-25"),
        ("not_a_number", 2, 3, "07", "P1", "hight", "IGA: a number from 0 to 4 in steps of 1"),
        ("off_step", 2, 4, "07", "P1", "12.51", "EASI: a number from 0 to 72 in steps of 0.05"),
    ]
