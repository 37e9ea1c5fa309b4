"""Clean deliveries of one centre: made-up patients, written in one of several forms, every cell known by what it holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random
from typing import Any

PROTOCOL = """\
study: campaign
enrolment: {first_dose: [2021-01-01, 2021-12-31]}
data_cut: 2022-12-31
arms:
  upa: {label: Upadacitinib 15 mg, drug: upadacitinib, daily_dose: 15 mg}
  bari: {label: Baricitinib 4 mg, drug: baricitinib, daily_dose: 4 mg}
characteristics:
  weight: {type: number, unit: kg, step: 0.1, low: 20, high: 300}
  sex: {type: category, levels: {F: Women, M: Men}}
  asthma: {type: yes_no}
  pregnant: {type: yes_no, only_sex: F}
timepoints:
  M3: {from: 2 months, to: 4 months}
endpoints:
  clear: {measure: IGA, responder: {value_at_most: 1}, at: [M3]}
  easi: {measure: EASI, summary: {change: median_q1_q3}, at: [M3]}
safety:
  terms:
    acne: {label: Acne}
    cpk: {label: CPK, kind: biological, from: {any: [{test: CPK, above: local_upper}]}}
"""
Rows = list[list[Any]]

TABLES: dict[str, tuple[str, ...]] = {
    "patients": ("patient", "sex", "birth_year", "weight", "asthma", "pregnant"),
    "treatments": ("patient", "drug", "daily_dose", "start", "stop"),
    "visits": ("patient", "date", "IGA", "EASI"),
    "laboratory": ("patient", "date", "test", "value", "unit", "upper"),
    "events": ("patient", "term", "onset"),
}
FRENCH = {
    "patient": "N° patient", "sex": "Sexe", "birth_year": "Année", "weight": "Poids", "asthma": "Asthme", "pregnant": "Grossesse",
    "drug": "Traitement", "daily_dose": "Dose", "start": "Début", "stop": "Fin", "date": "Date", "IGA": "Score IGA", "EASI": "Score EASI",
    "test": "Analyse", "value": "Résultat", "unit": "Unité", "upper": "Norme haute", "term": "Événement", "onset": "Survenue",
}  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """One cell with a value: file, sheet, row and column from 1, its table, variable and patient."""

    file: str
    sheet: str
    row: int
    column: int
    table: str
    variable: str
    patient: str


@dataclass
class Made:
    """A delivery: sheets of rows by file, a mapping where the centre has its own form, and what each cell is."""

    form: str
    files: dict[str, dict[str, Rows]]
    mapping: str
    cells: list[Cell]
    headings: dict[tuple[str, str], int]  # (file, sheet) -> row of the heading
    turned: bool = False
    special: list[tuple[str, str, str, Any]] = field(default_factory=list)  # file, sheet, what a workbook shows beside values, where
    taken: set[tuple[str, str, int, int]] = field(default_factory=set)  # cells of records that are damaged: file, sheet, row, column
    raw: dict[str, bytes] = field(default_factory=dict)  # files that are no tables

    def put(self, cell: Cell, value: Any) -> None:
        self.files[cell.file][cell.sheet][cell.row - 1][cell.column - 1] = value

    def get(self, cell: Cell) -> Any:
        return self.files[cell.file][cell.sheet][cell.row - 1][cell.column - 1]


def made(dice: Random) -> Made:
    """A clean delivery; every form is as likely."""
    records = _records(dice)
    form = dice.choice(sorted(FORMS))
    return FORMS[form](records, dice)


def _records(dice: Random) -> dict[str, Rows]:
    """The rows of every table, without headings."""
    rows: dict[str, Rows] = {table: [] for table in TABLES}
    for number in range(1, dice.randrange(5, 14)):
        code, start = f"P{number:03d}", date(2021, 1, 4) + timedelta(dice.randrange(300))
        sex = dice.choice("FM")
        answers = [dice.choice(["yes", "no"]), "no" if sex == "M" else dice.choice(["yes", "no"])]
        rows["patients"].append([code, sex, dice.randrange(1950, 2000), round(dice.uniform(50, 90), 1), *answers])
        drug, dose = dice.choice([("upadacitinib", "15 mg"), ("baricitinib", "4 mg")])
        stop = (start + timedelta(dice.randrange(100, 300))).isoformat() if dice.random() < 0.3 else None
        rows["treatments"].append([code, drug, dose, start.isoformat(), stop])
        for days in (0, 91):
            visit = [code, (start + timedelta(days)).isoformat(), dice.randrange(5), round(dice.uniform(1, 60), 1)]
            rows["visits"].append(visit)
        rows["laboratory"].append([code, (start + timedelta(30)).isoformat(), "CPK", dice.randrange(60, 400), "U/L", 200])
        if dice.random() < 0.5:
            rows["events"].append([code, "acne", (start + timedelta(dice.randrange(1, 90))).isoformat()])
    rows["events"] = rows["events"] or [["P001", "acne", "2021-12-30"]]
    return rows


def _cells(file: str, sheet: str, table: str, rows: Rows, first: int) -> Iterator[Cell]:
    for at, row in enumerate(rows):
        for column, (variable, value) in enumerate(zip(TABLES[table], row, strict=True), start=1):
            if value is not None:
                yield Cell(file, sheet, first + at, column, table, variable, row[0])


def _native(records: dict[str, Rows], dice: Random) -> Made:
    """A workbook with a sheet for each table."""
    sheets = {table: [list(TABLES[table]), *rows] for table, rows in records.items()}
    cells = [cell for table, rows in records.items() for cell in _cells("07.xlsx", table, table, rows, 2)]
    return Made("native", {"07.xlsx": sheets}, "", cells, {("07.xlsx", table): 1 for table in records})


def _texts(records: dict[str, Rows], dice: Random) -> Made:
    """A text file for each table; numbers with decimal points."""
    files = {f"07_{table}.csv": {"": [list(TABLES[table]), *rows]} for table, rows in records.items()}
    cells = [cell for table, rows in records.items() for cell in _cells(f"07_{table}.csv", "", table, rows, 2)]
    return Made("texts", files, "", cells, {(file, ""): 1 for file in files})


def _foreign(records: dict[str, Rows], dice: Random) -> Made:
    """A workbook in French: titles above the headings, day first, decimal commas, codes."""
    sheets, cells, readings = {}, [], []
    for table, rows in records.items():
        name = f"Feuille {table}"
        written = [[_in_french(variable, value) for variable, value in zip(TABLES[table], row, strict=True)] for row in rows]
        sheets[name] = [["Cohorte"], [], [FRENCH[variable] for variable in TABLES[table]], *written]
        sheets[name] = [row + [None] * (len(TABLES[table]) - len(row)) for row in sheets[name]]
        cells += _cells("07.xlsx", name, table, rows, 4)
        columns = ", ".join(f"{variable}: {_column(variable)}" for variable in TABLES[table])
        readings.append(f"  - table: {table}\n    sheet: {name}\n    heading: 3\n    columns: {{{columns}}}\n")
    mapping = 'dates: day_first\ndecimal: ","\nreadings:\n' + "".join(readings)
    return Made("foreign", {"07.xlsx": sheets}, mapping, cells, {("07.xlsx", name): 3 for name in sheets})


def _column(variable: str) -> str:
    return f'{{column: {FRENCH[variable]}, codes: {{"1": M, "2": F}}}}' if variable == "sex" else FRENCH[variable]


def _in_french(variable: str, value: Any) -> Any:
    if variable in ("date", "start", "stop", "onset") and value:
        return f"{value[8:]}/{value[5:7]}/{value[:4]}"
    if variable in ("weight", "EASI"):
        return str(value).replace(".", ",")
    return {"F": "2", "M": "1", "yes": "oui", "no": "non"}.get(value, value) if isinstance(value, str) else value


_WIDE = ("patient", "sex", "birth_year", "weight", "asthma", "pregnant")


def _wide(records: dict[str, Rows], dice: Random) -> Made:
    """A row per patient, each visit a block of columns; treatments in a sheet of their own."""
    heads = [*_WIDE, *(f"{name} M{month}" for month in (0, 3) for name in ("Date", "IGA", "EASI"))]
    rows, cells = [], []
    for at, patient in enumerate(records["patients"], start=2):
        visits = [visit[1:] for visit in records["visits"] if visit[0] == patient[0]]
        rows.append([*patient, *(value for visit in visits for value in visit)])
        cells += [Cell("07.xlsx", "Suivi", at, column, "patients", name, patient[0]) for column, name in enumerate(_WIDE, start=1)]
        names = ("date", "IGA", "EASI") * 2
        cells += [Cell("07.xlsx", "Suivi", at, 7 + column, "visits", name, patient[0]) for column, name in enumerate(names)]
    sheets = {"Suivi": [heads, *rows], "Lignes": [list(TABLES["treatments"]), *records["treatments"]]}
    cells += _cells("07.xlsx", "Lignes", "treatments", records["treatments"], 2)
    return Made("wide", {"07.xlsx": sheets}, _wide_mapping(""), cells, {("07.xlsx", "Suivi"): 1, ("07.xlsx", "Lignes"): 1})


def _wide_mapping(turned: str) -> str:
    blocks = "".join(f"      - {{date: Date M{month}, IGA: IGA M{month}, EASI: EASI M{month}}}\n" for month in (0, 3))
    own, key = ", ".join(f"{name}: {name}" for name in _WIDE), "patient: patient"
    lines = ", ".join(f"{name}: {name}" for name in TABLES["treatments"])
    return (
        f"readings:\n  - table: patients\n    sheet: Suivi\n{turned}    columns: {{{own}}}\n"
        f"  - table: visits\n    sheet: Suivi\n{turned}    columns: {{{key}}}\n    blocks:\n{blocks}"
        f"  - table: treatments\n    sheet: Lignes\n    columns: {{{lines}}}\n"
    )


def _turned(records: dict[str, Rows], dice: Random) -> Made:
    """The same with patients in columns."""
    wide = _wide(records, dice)
    sheets = dict(wide.files["07.xlsx"])
    sheets["Suivi"] = [list(row) for row in zip(*sheets["Suivi"], strict=True)]
    cells = [replace(cell, row=cell.column, column=cell.row) if cell.sheet == "Suivi" else cell for cell in wide.cells]
    return Made("turned", {"07.xlsx": sheets}, _wide_mapping("    turned: true\n"), cells, wide.headings, turned=True)


FORMS = {"native": _native, "texts": _texts, "foreign": _foreign, "wide": _wide, "turned": _turned}
