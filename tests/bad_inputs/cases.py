"""Number -> what is sent, and what must become of it. A case without a part that does it says which part is missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cohortium.protocol.load import protocol_from
from mappings.studies import PROTOCOL
from mappings.studies import scores as scores_of
from sources.other_formats import xls

Asked = Mapping[str, int]


@dataclass(frozen=True)
class Case:
    """Files, what is asked or noted (rule: how often), what is refused, what is read, or why nothing of it is there yet."""

    title: str
    files: Mapping[str, Any] = field(default_factory=dict)
    asked: Asked = field(default_factory=dict)
    refused: str = ""
    read: Callable[[Any], object] | None = None  # from what was conformed to something that must equal `gives`
    gives: object = None
    mapping: str = ""
    records: bool = False  # the checks of records are needed, so the engine runs
    protocol: str = PROTOCOL
    objections: str = ""  # the list beside the data
    gap: str = ""


def visits(*cells: object, column: str = "IGA") -> dict[str, Any]:
    """A workbook of centre 07 whose patients P1, P2 ... have these cells in one column of visits."""
    return {"07.xlsx": {"visits": [["patient", "month", column], *([f"P{n}", 0, cell] for n, cell in enumerate(cells, 1))]}}


def csv(column: str, *cells: str, table: str = "patients") -> dict[str, Any]:
    """A text file of centre 07, a row per cell; tabs between fields, so that a cell may hold commas."""
    rows = [f"patient\t{column}", *(f"P{n}\t{cell}" for n, cell in enumerate(cells, 1))]
    return {f"07_{table}.csv": ("\n".join(rows) + "\n").encode()}


def facts(found: Any) -> list[object]:
    """The values of the characteristics, in order."""
    inputs = found.inputs["in_characteristics"]
    return [number if level is None else level for number, level in zip(inputs["number"], inputs["level"], strict=True)]


def days(found: Any) -> list[str | None]:
    """The days of visits."""
    return [day and day.isoformat() for day in found.inputs["in_visits"]["day"]]


def scores(found: Any) -> list[int | None]:
    """Scores as whole steps."""
    return [score for _, _, score in scores_of(found.inputs, protocol_from(PROTOCOL))]


def codes(found: Any) -> list[str]:
    """Patients' codes."""
    return list(found.inputs["in_patients"]["code"])


def dated(*cells: str, **more: Any) -> dict[str, Any]:
    return {"files": csv("date", *cells, table="visits"), "read": days, **more}


def number(*cells: str, **more: Any) -> dict[str, Any]:
    return {"files": csv("weight", *cells), "read": facts, **more}


def tests_of(test: str, *values: float | str) -> dict[str, Any]:
    """Results of one test, a patient each."""
    rows = "".join(f"P{n},2021-03-01,{test},{value}\n" for n, value in enumerate(values, 1))
    return {"07_laboratory.csv": f"patient,date,test,value\n{rows}".encode()}


def results(found: Any) -> list[int | None]:
    """Laboratory values in millionths."""
    return found.inputs["in_laboratory"]["value"]


def measured(found: Any) -> list[tuple[int | None, str]]:
    """Laboratory values in millionths, and how the true ones lie to them."""
    inputs = found.inputs["in_laboratory"]
    return list(zip(inputs["value"], inputs["sign"], strict=True))


MAP = "readings:\n  - table: patients\n    columns: {patient: id, weight: w}\n"
ONE = [["patient", "IGA", "month"], ["P1", 3, 0]]
LINE = [["patient", "drug", "daily_dose", "start", "stop"], ["P1", "upadacitinib", "15", "2021-03-01", ""]]

CASES: dict[int, Case] = {
    1: Case("xls called xlsx", {"07.xlsx": xls([["patient", "month", "IGA"], ["P1", 0, 3]])}, {"other_format": 1}, read=scores, gives=[3]),
    2: Case("HTML called xls", {"07_visits.xls": b"<table><tr><th>patient<th>month<th>IGA<tr><td>P1<td>0<td>3</table>"}, {"other_format": 1},
            read=scores, gives=[3]),
    3: Case("password", {"07.xlsx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")}, refused="remove the password"),
    4: Case("cut off", {"07.xlsx": b"PK\x03\x04 and no more"}, refused="is damaged or cut off. Ask the centre to send it again."),
    5: Case("too many columns", {"07_visits.csv": b",".join([b"x"] * 5001)}, refused="has a sheet of 5,001 columns; the limit is 5,000."),
    6: Case("empty file", {"07_visits.csv": b""}, refused="is empty (0 bytes)."),
    7: Case("lock file", {"~$07.xlsx": b"x", "Thumbs.db": b"x", **visits(3)}, {"file_skipped": 2}, read=scores, gives=[3]),
    8: Case("same file twice", {"07_visits.csv": b"patient,month,IGA\nP1,0,3\n", "07/visits.csv": b"patient,month,IGA\nP1,0,3\n"},
            {"duplicate_file": 1}, read=scores, gives=[3]),
    9: Case("second version of a file", {"07/2022-01-01/visits.csv": b"patient,month,IGA\nP1,0,3\n", "07/2022-02-01/visits.csv":
            b"patient,month,IGA\nP1,0,2\n"}, {"delivery_undeclared": 1}, read=scores, gives=[3], records=True),
    10: Case("xlsm", {"07.xlsm": visits(3)["07.xlsx"]}, read=scores, gives=[3]),
    11: Case("byte order marks", {"07_patients.csv": "patient,weight\nHélène,70\n".encode("utf-16")}, read=codes, gives=["Hélène"]),
    12: Case("latin-1", {"07_patients.csv": b"patient,weight\nH\xe9l\xe8ne,70\n"}, refused="Say which it is with encoding in the mapping"),
    13: Case("mojibake", {"07_patients.csv": "patient,weight\nHÃ©lÃ¨ne,70\nÉté…,71\n«là»,72\n".encode()}, {"mojibake": 1}, gives=["probably Hélène"],
             read=lambda found: [str(each.expected) for each in found.findings if each.rule == "mojibake"]),
    14: Case("mixed line ends", {"07_patients.csv": b"patient,weight\r\nP1,70\rP2,71\n"}, read=facts, gives=[700, 710]),
    15: Case("semicolons, decimal commas", {"07_patients.csv": b"patient;weight\nP1;70,5\n"}, read=facts, gives=[705]),
    16: Case("open quote", {"07_patients.csv": b'patient,weight\n"P1,70\n'}, refused='has a quote (") in line 2 that is never closed.'),
    17: Case("quoted line break", {"07_patients.csv": b'patient,weight,remark\nP1,70,"a\nb"\n'}, {"unmapped_column": 1}, read=facts, gives=[700]),
    18: Case("ragged rows", {"07_patients.csv": b"patient,weight\nP1,70,5\nP2,71\n"}, {"ragged_row": 1, "empty_header": 1}, read=facts, gives=[710]),
    19: Case("NUL", {"07_patients.csv": b"patient,weight\nP\0001,70\n"}, {"nul_bytes": 1}, read=codes, gives=["P1"]),
    20: Case("sep= line", {"07_patients.csv": b"sep=;\npatient;weight\nP1;70\n"}, read=facts, gives=[700]),
    21: Case("title rows", {"07.xlsx": {"x": [["Study"], [], ["id", "w"], ["P1", 70]]}}, read=facts, gives=[700],
             mapping=MAP.replace("    columns", "    heading: 3\n    columns")),
    22: Case("two rows of headings", {"07.xlsx": {"x": [["", "Start"], ["id", "weight"], ["P1", 70]]}}, read=facts, gives=[700],
             mapping=MAP.replace("    columns", "    heading: [1, 2]\n    columns").replace(": w}", ": Start weight}").replace(": id", ": {at: A}")),
    23: Case("merged cells", {"07.xlsx": ("merged", [["patient", "month", "IGA"], ["P1", 0, 3], ["P2", 0, None]], "C2:C3")},
             {"merged_cells": 1}, read=scores, gives=[3]),
    24: Case("hidden rows", {"07.xlsx": ("hidden row", ONE, 2)}, {"hidden_rows": 1}, read=scores, gives=[3]),
    25: Case("hidden columns", {"07.xlsx": ("hidden column", ONE, "B")}, {"hidden_column": 1}, read=scores, gives=[3]),
    26: Case("active filter", {"07.xlsx": ("filter", ONE, "A1:B2")}, {"filter_active": 1}, read=scores, gives=[3]),
    27: Case("total row", {"07.xlsx": {"patients": [["patient", "weight"], ["P1", 70], ["Total", 70], ["Moyenne", 70]]}}, {"total_row": 2},
             read=codes, gives=["P1"]),
    28: Case("blank rows inside", {"07.xlsx": {"patients": [["patient", "weight"], ["P1", 70], [], ["P2", 71]]}}, read=codes, gives=["P1", "P2"]),
    29: Case("second table at the right", {"07.xlsx": {"visits": [["patient", "month", "", "patient"], ["P1", 0, "", "P9"]]}},
             refused="columns A and D have the same heading; say in a mapping which one counts (at)"),
    30: Case("patients in columns", {"07.xlsx": {"patients": [["patient", "P1", "P2"], ["sex", "F", "M"], ["weight", 70, "71 kg"]], **visits(3)["07.xlsx"]}},
             {"turned_sheet": 1}, read=codes, gives=[]),
    31: Case("legend sheet", {"07.xlsx": {**visits(3)["07.xlsx"], "legend": [["x"]]}}, {"unused_sheet": 1}, read=scores, gives=[3]),
    32: Case("two columns of one name", {"07.xlsx": {"x": [["id", "w", "w"], ["P1", 1, 70]]}}, read=facts, gives=[700],
             mapping=MAP.replace(": w}", ": {at: C}}"), asked={"unmapped_column": 1}),
    33: Case("no heading", {"07.xlsx": {"patients": [["patient", ""], ["P1", 3]]}}, {"empty_header": 1}, read=codes, gives=["P1"]),
    34: Case("heading with a slip", {"07.xlsx": {"patients": [["patient", "wieght"], ["P1", 70]]}}, {"close_heading": 1}, read=facts, gives=[]),
    35: Case("swapped columns", {"07.xlsx": {"patients": [["weight", "patient"], [70, "P1"]]}}, read=facts, gives=[700]),
    36: Case("extra column", {"07.xlsx": {"patients": [["patient", "shoes"], ["P1", 44]]}}, {"unmapped_column": 1}, read=codes, gives=["P1"]),
    37: Case("missing column", {"07_patients.csv": b"patient,sex,weight,asthma,age\nP1,F,,,30\n", "08_patients.csv": b"patient,sex,age\nP1,F,40\nP2,F,41\n"},
             {"not_collected": 8}, gives=[("asthma", "not_collected", 2), ("weight", "not_collected", 2)],
             read=lambda found: sorted((what, kind, rows) for _, what, kind, rows in found.missing if what in ("asthma", "weight"))),
    38: Case("formatted empty rows", {"07.xlsx": ("far format", ONE, "A500000")}, read=scores, gives=[3]),
    39: Case("colour as data", {"07.xlsx": ("colours", [["patient", "IGA", "month"], *([f"P{n}", 3, 0] for n in range(1, 8))], ["B4", "B6"])},
             {"coloured_cells": 1}, gives=[(4, 2, "4, 6")],
             read=lambda found: [(each.row, each.column, each.found) for each in found.findings if each.rule == "coloured_cells"]),
    40: Case("comments", {"07.xlsx": ("comment", ONE, "B2")}, {"comments": 1}, read=scores, gives=[3]),
    41: Case("formula", {"07.xlsx": ("formula", ONE, "=1+2")}, {"formula": 1}, read=lambda found: [(each.row, each.column, each.found) for each in
             found.findings if each.rule == "formula"], gives=[(2, 2, "2")]),
    42: Case("formula never calculated", visits("=1+2"), {"excel_error": 1}, read=scores, gives=[None]),
    43: Case("error cells", visits("#N/A", "#REF!", "#DIV/0!", "#VALUE!"), {"excel_error": 4}, read=scores, gives=[None] * 4),
    44: Case("formula into another file", {"07.xlsx": ("formula", ONE, "='[1]x'!A1")}, {"external_formula": 1, "formula": 1}),
    45: Case("number as text", visits("3"), read=scores, gives=[3]),
    46: Case("odd spaces", **number(" 70", "7\u200b0", "\u00a070\u2009"), gives=[700] * 3),
    47: Case("decimal comma", **number("70,5", "1,234"), asked={"decimal_mark": 1}, gives=[705]),
    48: Case("thousands", {"07_laboratory.csv": b"patient,month,test,value\nP1,0,CPK,1 234\nP2,0,CPK,1'234\n"}, asked={"unmapped_column": 1},
             read=lambda found: found.inputs["in_laboratory"]["value"], gives=[1_234_000_000] * 2),
    49: Case("below a limit", tests_of("CRP", "<5", ">100", "≤ 5", "5"), read=measured, gives=[(5_000_000, "<"), (100_000_000, ">"), (5_000_000, "<="), (5_000_000, "")]),
    50: Case("3/4", **number("3/4"), asked={"not_a_number": 1}, gives=[]),
    51: Case("range", **number("12-15"), asked={"not_a_number": 1}, gives=[]),
    52: Case("about", **number("~5", "5?", "5*", "approx 5"), asked={"not_a_number": 4}, gives=[]),
    53: Case("number with unit", **number("70kg", "1m75"), asked={"not_a_number": 1, "unit_in_cell": 1}, gives=[]),
    54: Case("kinds of missing", csv("weight", "NA", "ND", "NK", ".", "-", "non fait", "not asked", "70"),
             gives=[("blank", 2), ("not_applicable", 1), ("not_asked", 1), ("not_done", 2), ("unknown", 1)],
             read=lambda found: sorted((kind, n) for _, name, kind, n in found.missing if name == "weight")),
    55: Case("codes for missing", **number("-9", "999"), asked={"missing_code": 2}, gives=[]),
    56: Case("zero for missing", csv("weight_g", *["0"] * 3, *map(str, range(2500, 3500, 100))), {"zero_spike": 1}, gives=["2-4"],
             read=lambda found: [each.found for each in found.findings if each.rule == "zero_spike"]),
    57: Case("yes and no", csv("asthma", "O", "oui", "VRAI", "N", "1"), {"unknown_code": 1}, read=facts, gives=["yes"] * 3 + ["no"]),
    58: Case("sex", csv("sex", "F", "H", "1"), {"unknown_code": 2}, read=facts, gives=["F"]),
    59: Case("several values", **number("70; 71"), asked={"not_a_number": 1}, gives=[]),
    60: Case("plus signs", csv("asthma", "+", "++"), {"unknown_code": 2}, read=facts, gives=[]),
    61: Case("patients' codes", {"07_patients.csv": b"patient,weight\n007,70\n1E5,70\n12345678901234567890,70\n5.0,70\n"}, read=codes,
             gives=["007", "1E5", "12345678901234567890", "5.0"]),
    62: Case("words turned to dates", {"07.xlsx": {"patients": [["patient", "weight"], ["SEPT2", 70], [date(2021, 9, 2), 70], ["1-Mar", 70]]}},
             {"became_a_date": 2}, read=codes, gives=["SEPT2", "2021-09-02", "1-Mar"]),
    63: Case("other digits", **number("\uff15", "7O", "\u0665"), asked={"not_a_number": 3}, gives=[]),
    64: Case("inf and nan", **number("inf", "nan", "1e400", "-0"), asked={"not_a_number": 4}, gives=[]),
    65: Case("thirty digits", tests_of("CRP", "0.123456789012345678901234567890", "5.000000000000000000000000000000"), read=measured,
             gives=[(123_456, "+"), (5_000_000, "")]),
    66: Case("percent", csv("surface", "0.5", "0.3", "0.45", "0.6", "50", "35", "40", "60"), {"units_mixed": 1, "unit_in_doubt": 8}, read=facts, gives=[]),
    67: Case("emoji", {"07_patients.csv": "patient,weight\n\U0001f600,70\n".encode()}, read=codes, gives=["\U0001f600"]),
    68: Case("text that looks like a formula", {"07_patients.csv": b"patient,weight\n=cmd|' /C calc'!A0,70\n"}, read=codes, gives=["=cmd|' /C calc'!A0"]),
    69: Case("dates", **dated("2021-03-25", "25/03/2021", "31.12.2020", "12-Dec-2020", "3 mars 2021"),
             gives=["2021-03-25", "2021-03-25", "2020-12-31", "2020-12-12", "2021-03-03"]),
    70: Case("day or month first", **dated("03/04/2020"), asked={"date_order": 1}, gives=[None]),
    71: Case("both orders", **dated("25/03/2020", "03/25/2020", "03/04/2020"), asked={"ambiguous_date": 1, "not_a_date": 1},
             gives=["2020-03-25", None, None]),
    72: Case("number of a day", {"07_visits.csv": b"patient,date\nP1,43831\n", "07_events.csv": b"patient,term,onset,end\nP1,acne,43831,43832\n"},
             {"serial_date": 3}, read=lambda found: [*days(found), found.inputs["in_events"]["onset_to"][0].isoformat()], gives=["2020-01-01"] * 2),
    73: Case("days from 1904", {"07.xlsx": ("1904", [["patient", "date"], ["P1", 42369]], "")}, {"serial_date": 1}, read=days, gives=["2020-01-01"]),
    74: Case("day 60 and 0", **dated("60", "0"), asked={"not_a_date": 2}, gives=[None, None]),
    75: Case("years of two digits", **dated("25/03/54"), asked={"two_digit_years": 1}, gives=[None]),
    76: Case("partial dates", {"07_events.csv": b"patient,term,onset\nP1,acne,2019\nP1,acne,03/2019\nP1,acne,UN-MAR-2019\n"}, gives=["2019-12-31"] + ["2019-03-31"] * 2,
             read=lambda found: [day.isoformat() for day in found.inputs["in_events"]["onset_to"]]),
    77: Case("no such day", **dated("29/02/2021", "31/04/2021"), asked={"not_a_date": 2}, gives=[None, None]),
    78: Case("future dates", {"07/2021-05-01/visits.csv": b"patient,date,IGA\nP1,2021-05-01,3\nP2,2021-05-02,3\n", "07_events.csv":
             b"patient,term,onset\nP1,acne,2021-04\nP2,acne,2021-05\n"}, {"future_date": 2}, read=days, gives=["2021-05-01", None],
             mapping="files: 07_events.csv\nextracted: 2021-04-30\n"),
    79: Case("placeholders", **dated("1900-01-01", "01/01/1970", "9999-12-31"), asked={"placeholder_date": 3}, gives=[None] * 3),
    80: Case("time of day", **dated("2021-03-25T23:30:00+02:00"), gives=["2021-03-25"]),
    81: Case("interval", **dated("1:30"), asked={"not_a_date": 1}, gives=[None]),
    82: Case("stop before start", {"07.xlsx": {"treatments": [LINE[0], [*LINE[1][:4], "2021-02-01"]]}}, {"stop_before_start": 2}, records=True),
    83: Case("death before a visit", {"07.xlsx": {"patients": [["patient", "death"], ["P1", "2021-03-02"]], "treatments": LINE,
             "visits": [["patient", "date", "IGA"], ["P1", "2021-06-01", 3]]}}, {"death_before_record": 1}, records=True),
    84: Case("weight 1500, ages that the years of birth belie", {"07.xlsx": {"patients": [["patient", "weight", "age", "birth_year"],
             ["P1", 1500, 30, 1950], ["P2", 70, 40, 1980], ["P3", 70, "", 2022]],
             "treatments": [LINE[0], *([f"P{n}", *LINE[1][1:]] for n in (1, 2, 3))]}},
             {"out_of_range": 1, "age_contradicts": 1, "birth_after_first_dose": 1}, records=True),
    85: Case("overlapping lines", {"07.xlsx": {"treatments": [*LINE, ["P1", "upadacitinib", "15", "2021-06-01", ""],
             ["P2", "upadacitinib", "15", "2021-03-01", "2021-06-30"], ["P2", "upadacitinib", "30", "2021-06-29", "2021-09-30"],
             ["P3", "upadacitinib", "15", "2021-03-01", "2021-06-30"], ["P3", "upadacitinib", "30", "2021-06-30", "2021-09-30"]]}},
             {"open_line_followed": 1, "overlapping_lines": 1}, records=True),
    86: Case("dead without a date", csv("death", "yes"), {"not_a_date": 1}),
    87: Case("follow-up ends before an event", {"07.xlsx": {"patients": [["patient", "last_contact"], ["P1", "2021-06-01"]], "treatments": LINE,
             "events": [["patient", "term", "onset"], ["P1", "acne", "2021-07-01"]]}}, {"contact_before_event": 1}, records=True),
    88: Case("score above its range", visits(9, 2.5), {"out_of_range": 1, "off_step": 1}, records=True),
    89: Case("men and pregnancies", {"07.xlsx": {"patients": [["patient", "sex", "pregnant"], ["P1", "M", "yes"], ["P2", "F", "yes"], ["P3", "M", "no"],
             ["P4", "", "yes"]], "events": [["patient", "term"], ["P1", "pregnancy"], ["P2", "pregnancy"], ["P1", "acne"]],
             "event_review": [["patient", "pregnancy"], ["P3", "yes"], ["P1", "no"]]}}, {"sex_contradicts": 3}, records=True,
             protocol=PROTOCOL.replace("  asthma:", "  pregnant: {type: yes_no, only_sex: F}\n  asthma:") + "    pregnancy: {only_sex: F}\n"),
    90: Case("height in two units", csv("height", "1.75", "1.62", "1.80"), {"unit_differs": 1, "out_of_range": 1, "off_step": 2}, gives=["times: 100 and written_in: m, if that is so"],
             read=lambda found: [str(each.expected) for each in found.findings if each.rule == "unit_differs"]),
    91: Case("units mixed in a column", tests_of("glucose", 5.1, 4.8, 6.0, 5.5, 92, 101, 88, 110), {"units_mixed": 1, "unit_in_doubt": 8}, read=results, gives=[None] * 8),
    92: Case("creatinine in two units", tests_of("Creatinine", 0.8, 1.1, 0.9, 75, 88, 70, 95), {"units_mixed": 1, "unit_in_doubt": 7}, read=results, gives=[None] * 7),
    93: Case("below the limit of quantification", tests_of("CRP", "<LLOQ", "< LOQ", "BLQ", "<0.01"), read=measured,
             gives=[(None, "<")] * 3 + [(10_000, "<")]),
    94: Case("impossible BMI", {"07_patients.csv": b"patient,weight,height\nP1,70,175\nP2,250,120\n"}, {"body_mass": 2}, read=facts, gives=[700, 1750]),
    95: Case("equal rows", {"07_patients.csv": b"patient,weight\nP1,70\nP1,70\n"}, {"duplicate_row": 1}, read=facts, gives=[700]),
    96: Case("one code, two values", {"07.xlsx": {"patients": [["patient", "weight"], ["P1", 70], ["P1", 71]], "treatments": LINE}},
             {"conflicting_patient": 2}, records=True),
    97: Case("one patient in two centres", {
        "07.xlsx": {"patients": [["patient", "sex", "birth_year"], ["P1", "F", 1975]], "treatments": [LINE[0], ["P1", *LINE[1][1:3], "2021-04-03", ""]]},
        "08.xlsx": {"patients": [["patient", "sex", "birth_year"], ["1", "F", 1975]], "treatments": [LINE[0], ["1", *LINE[1][1:3], "2021-03-04", ""]]}},
        {"likely_twin": 1}, read=codes, gives=["P1", "1"]),
    98: Case("one code in two centres", {"07_patients.csv": b"patient,weight\n1,70\n", "08_patients.csv": b"patient,weight\n1,71\n"},
             read=lambda found: list(zip(found.inputs["in_patients"]["centre"], codes(found), strict=True)), gives=[("07", "1"), ("08", "1")]),
    99: Case("no code", {"07_patients.csv": b"patient,weight\n,70\n"}, {"missing_key": 1}, read=codes, gives=[]),
    100: Case("visit before inclusion", {"07.xlsx": {"treatments": LINE, "visits": [["patient", "date", "IGA"], ["P1", "2021-02-01", 3]]}}, records=True,
              read=scores, gives=[3]),
    101: Case("wide and long", {"07.xlsx": {"x": [["id", "IGA M0", "IGA M3"], ["P1", 3, 1]]}, "08_visits.csv": b"patient,month,IGA\nP1,0,4\n"},
              mapping="readings:\n  - table: visits\n    columns: {patient: id}\n    blocks:\n"
              "      - {month: {value: 0}, IGA: IGA M0}\n      - {month: {value: 3}, IGA: IGA M3}\n", read=scores, gives=[3, 1, 4]),
    102: Case("centre against file", {"07_patients.csv": b"patient,centre\nP1,07\nP2,08\nP3,08\n"}, {"centre_contradicts": 1}, gives=["07", "08", "08"],
              read=lambda found: found.inputs["in_patients"]["centre"]),
    103: Case("direct identifiers", {"07.xlsx": {"patients": [["patient", "nom", "mail", "NIR", "nhs", "tel", "date de naissance", "weight"],
              ["P1", "Martin", "a.martin@example.org", "255081416802538", "943 476 5919", "0612345678", "12/03/1975", 70]]}},
              {"identifier_column": 6}, read=facts, gives=[700]),
    104: Case("withdrawn patients", {"07_patients.csv": b"patient,weight\nP1,70\nP2,71\n"}, {"objection": 1}, read=codes, gives=["P2"],
              objections="centre,patient\n07,P1\n", records=True),
}  # fmt: skip
"""Number -> case, as the list of bad inputs numbers them."""
