"""A small study on disk: a protocol, workbooks or texts below data/, and mappings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import openpyxl

from cohortium import study
from cohortium.conformance.findings import LedgerRow, Query
from cohortium.conformance.inputs import Inputs
from cohortium.derived import Derived
from cohortium.measures import measures_of
from cohortium.protocol.model import Protocol
from cohortium.protocol.slots import places

PROTOCOL = """\
study: small
enrolment: {first_dose: [2021-01-01, 2021-12-31]}
data_cut: 2022-06-30
arms:
  upa: {label: Upadacitinib 15 mg, drug: upadacitinib, daily_dose: 15 mg}
  bari: {label: Baricitinib, drug: baricitinib, daily_dose: 4 mg}
characteristics:
  age: {type: number, unit: years}
  weight: {type: number, unit: kg, step: 0.1, low: 20, high: 300}
  weight_g: {type: number, unit: g}
  height: {type: number, unit: cm, step: 0.1, low: 100, high: 230}
  surface: {type: number, unit: "%"}
  sex: {type: category, levels: {F: Women, M: Men}}
  asthma: {type: yes_no}
timepoints:
  M3: {from: 2 months, to: 4 months}
endpoints:
  clear: {measure: IGA, responder: {value_at_most: 1}, at: [M3]}
  easi: {measure: EASI, summary: {change: median_q1_q3}, at: [M3]}
safety:
  terms:
    acne: {label: Acne}
    cpk: {label: CPK}
"""
Sheets = Mapping[str, Sequence[Sequence[Any]]]


def write(folder: Path, files: Mapping[str, Sheets | bytes], mappings: Mapping[str, str], protocol: str = PROTOCOL) -> Path:
    """A study folder; a file is the sheets of a workbook, or bytes."""
    (folder / "data").mkdir(parents=True)
    (folder / "protocol.yaml").write_text(protocol, "utf-8")
    for name, content in files.items():
        path = folder / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            _workbook(path, content)
    for name, text in mappings.items():
        (folder / "mappings").mkdir(exist_ok=True)
        (folder / "mappings" / name).write_text(text, "utf-8")
    return folder


def _workbook(path: Path, sheets: Sheets) -> None:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)


@contextmanager
def read(folder: Path) -> Iterator[Derived]:
    """The study as its checks need it: what was read, the questions, the ledger; `counted` has its results, too."""
    with study.derived(study.load(folder), only_checks=True) as found:
        yield found


@contextmanager
def counted(folder: Path) -> Iterator[Derived]:
    """The study with every step derived."""
    with study.derived(study.load(folder)) as found:
        yield found


def typed(found: Derived, table: str) -> list[tuple[Any, ...]]:
    """The rows of a typed input, the record as (sheet number, row)."""
    columns = found.conformed.inputs[table]
    return [(divmod(record, 2**32), *rest) for record, *rest in zip(*columns.values(), strict=True)]


def scores(inputs: Inputs, protocol: Protocol) -> list[tuple[int, str, int | None]]:
    """(record, measure, score in whole steps) of every score cell that holds something, by sheet, measure and row; None: set aside."""
    visits, faults = inputs["in_visits"], inputs["in_faults"]
    found: list[tuple[int, str, int | None]] = [(*each, None) for each in zip(faults["record"], faults["measure"], strict=True)]
    where = places(protocol, measures_of(protocol))
    for measure, (part, lane) in where.items():
        cells = zip(visits["record"], visits["part"], visits[f"score{lane}"], strict=True)
        found += [(record, measure, score) for record, of, score in cells if of == part and score is not None]
    return sorted(found, key=lambda each: (each[0] // 2**32, where[each[1]], each[2] is None, each[0]))


def scored(found: Derived) -> list[tuple[tuple[int, int], str, int | None]]:
    """The scores of a study, the record as (sheet number, row)."""
    return [(divmod(record, 2**32), *rest) for record, *rest in scores(found.conformed.inputs, found.study.protocol)]


def asked(found: Derived) -> list[tuple[str, str, str]]:
    """(rule, cell, text) of every query."""
    return [(query.rule, query.cell, query.found) for query in found.queries]


def ledger(found: Derived) -> LedgerRow:
    """The only line of the ledger."""
    (row,) = found.ledger
    return row


def queries(found: Derived, rule: str) -> list[Query]:
    """The queries of one rule."""
    return [query for query in found.queries if query.rule == rule]
