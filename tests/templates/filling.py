"""Made-up entries for every column of a study, written into its template and, beside it, into sheets of the native form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import openpyxl

from cohortium import study
from cohortium.language import speaking
from cohortium.sources.template.fields import Field, fields_of
from cohortium.sources.template.form import form_of

PROTOCOL = """\
study: entries
language: en
enrolment: {first_dose: [2021-01-01, 2021-12-31]}
data_cut: 2022-06-30
centres:
  "01": {label: Nantes, language: fr}
  "02": {label: Leeds, language: en}
arms:
  upa: {label: Upadacitinib 15 mg, drug: upadacitinib, daily_dose: 15 mg}
  bari: {label: Baricitinib, drug: baricitinib, daily_dose: 4 mg}
drugs:
  upadacitinib: {label: Upadacitinib}
  baricitinib: {label: Baricitinib}
  methotrexate: {label: Méthotrexate}
characteristics:
  age: {label: Age, type: number, unit: years}
  weight: {label: Weight, type: number, unit: kg, step: 0.1, low: 20, high: 300}
  sex: {label: Sex, type: category, levels: {F: Women, M: Men}}
  smoking: {label: Smoking, type: category, levels: {never: Never, past: Stopped, now: "Yes, today"}}
  asthma: {label: Asthma, type: yes_no}
  prior: {label: Methotrexate, from: {previous_treatments: methotrexate}}
timepoints:
  M3: {from: 2 months, to: 4 months}
  M6: {from: 5 months, to: 7 months}
endpoints:
  clear: {measure: IGA, role: primary, responder: {value_at_most: 1}, at: [M3, M6]}
  easi: {measure: EASI, summary: {change: median_q1_q3}, at: [M3]}
safety:
  terms:
    acne: {label: Acne, subterms: [comedones, papules]}
    cpk: {label: Increased CPK, kind: biological, from: {any: [{test: CPK, above: local_upper}]}}
"""
ROWS = {"patients": 5, "event_review": 5, "laboratory_limits": 2}
Entry = tuple[Any, str]  # as it is entered, as the native form has it
Records = dict[str, list[dict[str, Entry]]]


def make_study(folder: Path, protocol: str = PROTOCOL) -> Path:
    """A study folder without data."""
    (folder / "data").mkdir(parents=True)
    (folder / "protocol.yaml").write_text(protocol, "utf-8")
    return folder


def fields(folder: Path, language: str) -> dict[str, tuple[Field, ...]]:
    """The fields of a study as its template in a language has them."""
    with speaking(language):
        loaded = study.load(folder)
        return fields_of(loaded.protocol, loaded.measures)


def records(folder: Path, language: str, seed: int, without: Iterable[str] = ()) -> Records:
    """Rows for every table with an answer in every column but some; the same for every language."""
    rng = Random(seed)
    return {
        table: [
            {each.variable: _answer(each, row, rng) for each in own if each.variable not in without} for row in range(ROWS.get(table, 8))
        ]
        for table, own in fields(folder, language).items()
    }


def _answer(field: Field, row: int, rng: Random) -> Entry:
    if field.kind == "patient":
        return f"{row % 5 + 1:03d}", f"{row % 5 + 1:03d}"
    if field.choices:
        name, shown = rng.choice(field.choices)
        return shown, name.rpartition("/")[2]
    if field.kind == "date":
        day = date(2021, 1, 1) + timedelta(days=rng.randrange(500))
        return day, day.isoformat()
    if field.kind == "number":
        low, high, step = field.low or Decimal(1), field.high or Decimal(90), field.step or Decimal(1)
        number = low + step * rng.randrange(int((high - low) / step) + 1)
        return float(number), str(number)
    text = f"text {row} {rng.randrange(100)}"
    return text, text


def fill(template: Path, target: Path, folder: Path, layout: str, language: str, filled: Records) -> int:
    """Enter the records into a template and save it; how many cells were filled in."""
    book = openpyxl.load_workbook(template)
    with speaking(language):
        loaded = study.load(folder)
        pages = form_of(loaded.protocol, loaded.measures, layout).pages
    count = 0
    for page in pages:
        sheet = book[page.name]
        for number, column in enumerate(page.columns, start=1):
            for row, entry in _entries(column.field.table, column.field.variable, column.block, filled):
                sheet.cell(page.depth + row, number).value = entry
                count += 1
    book.save(target)
    return count


def _entries(table: str, variable: str, block: int, filled: Records) -> Iterable[tuple[int, Any]]:
    """(row from 1, what is entered): on a wide sheet the visits of a patient stand beside each other, in the first blocks."""
    rows = filled.get(table, [])
    if block < 0:
        return [(row, each[variable][0]) for row, each in enumerate(rows, start=1) if variable in each]
    patients = [each["patient"][0] for each in filled["patients"]]
    found = []
    for row, patient in enumerate(patients, start=1):
        own = [each for each in rows if each["patient"][0] == patient]
        found += [(row, own[block][variable][0])] if block < len(own) and variable in own[block] else []
    return found


def native(target: Path, filled: Records) -> None:
    """The same records as a workbook of the native form: ids for answers, ISO for dates."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for table, rows in filled.items():
        sheet = book.create_sheet(table)
        sheet.append(list(rows[0]))
        for each in rows:
            sheet.append([text for _, text in each.values()])
    book.save(target)


def cells(path: Path, sheet: str | int) -> list[list[Any]]:
    """The values of a sheet."""
    book = openpyxl.load_workbook(path)
    return [list(row) for row in (book.worksheets[sheet] if isinstance(sheet, int) else book[sheet]).iter_rows(values_only=True)]


def put(path: Path, changes: Mapping[tuple[str, str], Any]) -> None:
    """Change cells of a workbook: (sheet, address) -> value."""
    book = openpyxl.load_workbook(path)
    for (sheet, address), value in changes.items():
        book[sheet][address].value = value
    book.save(path)
