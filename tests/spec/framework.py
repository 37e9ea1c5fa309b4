"""One example of a rule: a piece of protocol and small tables in, small tables out, on any engine."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from cohortium.conformance.conform import conform
from cohortium.conformance.findings import Conformed
from cohortium.derivations import Step, checks, steps
from cohortium.derivations.inputs import INPUTS
from cohortium.engines import Engine
from cohortium.estimates import estimate
from cohortium.measures import Measure, measures_of
from cohortium.protocol.load import protocol_from
from cohortium.protocol.model import Protocol
from cohortium.protocol.tables import protocol_tables
from cohortium.provenance import place_of
from cohortium.results import ANALYSES, KEY, Results, exact_text
from cohortium.sources import Delivery, Sheet
from cohortium.tallies import Tally
from spec.relations import RELATIONS, Relation

BASE = """
study: example
arms:
  upa15: {drug: upadacitinib, daily_dose: 15 mg}
  upa30: {drug: upadacitinib, daily_dose: 30 mg}
  bari4: {drug: baricitinib, daily_dose: 4 mg}
timepoints:
  M3: {from: 2 months, to: 4 months, target: 3 months, pick: worst}
endpoints:
  clear: {measure: IGA, responder: {value_at_most: 1}, at: M3}
"""
"""The protocol of every example; a section that an example writes itself takes the place of this one."""

TALLIES = {
    "participants": ("screening", "subjects", "windows"),
    "baseline": ("characteristics", "baseline_scores"),
    "efficacy": ("responses", "changes", "answers", "subjects"),
    "safety": ("terms", "subterms", "symptoms", "events", "baseline_abnormal"),
    "stops": ("stops", "stop_reasons"),
    "follow_up": ("follow_up", "times"),
    "survival": ("times",),
    "incidence": ("risk",),
    "estimand": ("windows", "events_before"),
    "subgroups": ("responses",),
    "adjusted": ("patients", "covariates"),
    "weighted": ("patients", "covariates"),
    "sensitivity": ("responses", "changes", "variants"),
}
"""Analysis -> the tallies behind its numbers."""

FIRST_DOSE = "2021-03-01"
CENTRE = "01"


@dataclass(frozen=True)
class Table:
    """A small table as it is written in an example: a name, then lines of cells between bars."""

    name: str
    centre: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __iter__(self) -> Iterator[dict[str, str]]:
        return (dict(zip(self.columns, row, strict=True)) for row in self.rows)


@dataclass(frozen=True)
class Spec:
    """An example: `pins` quotes what it shows, `given` are native tables, `then` derived tables or rows of the results."""

    title: str
    pins: str
    given: str
    then: str
    protocol: str = ""
    broken: str = ""  # the rule and how the program differs from it: the example must fail until it is mended

    @property
    def tables(self) -> tuple[Table, ...]:
        """What the centres send."""
        return tuple(tables_of(self.given))

    @property
    def expected(self) -> tuple[Table, ...]:
        """What comes out."""
        return tuple(tables_of(self.then))

    def protocol_text(self) -> str:
        """The whole protocol: the base with the sections of this example."""
        return "".join((sections_of(BASE) | sections_of(self.protocol)).values())


def sections_of(text: str) -> dict[str, str]:
    """The top-level sections of a protocol's text, by name."""
    sections: dict[str, str] = {}
    for part in re.split(r"^(?=\S)", text.strip("\n"), flags=re.MULTILINE):
        if part.strip():
            sections[part.split(":", 1)[0]] = part.rstrip("\n") + "\n"
    return sections


def tables_of(text: str) -> Iterator[Table]:
    """Blocks apart by a blank line: `name` or `name of centre 02`, the headings, the rows."""
    for block in re.split(r"\n\s*\n", text.strip("\n")):
        lines = [line.strip() for line in block.splitlines() if line.strip()]
        if lines:
            name, _, centre = lines[0].partition(" of centre ")
            head, *rows = [tuple(cell.strip() for cell in line.split("|")) for line in lines[1:]]
            faulty = [row for row in rows if len(row) != len(head)]
            if faulty:
                raise ValueError(f"{name}: {faulty[0]} does not have {len(head)} cells")
            yield Table(name, centre or CENTRE, head, tuple(rows))


def delivery_of(tables: tuple[Table, ...]) -> Delivery:
    """The tables as the sheets that a reader of workbooks would give."""
    if not {"treatments", "patients"} & {table.name for table in tables}:
        tables = (*tables, _same_start(tables))
    return Delivery(tuple(_sheet(number, table) for number, table in enumerate(tables, start=1)))


def _same_start(tables: tuple[Table, ...]) -> Table:
    """Where an example tells of no treatment, every patient begins upadacitinib 15 mg on one day and goes on."""
    codes = dict.fromkeys(row["patient"] for table in tables for row in table if "patient" in row)
    rows = tuple((code, "upadacitinib", "15 mg", FIRST_DOSE) for code in codes)
    return Table("treatments", CENTRE, ("patient", "drug", "daily_dose", "start"), rows)


def _sheet(number: int, table: Table) -> Sheet:
    columns = tuple([heading, *(row[at] for row in table.rows)] for at, heading in enumerate(table.columns))
    return Sheet(number, f"data/{table.centre}.xlsx", table.name, f"{number:064x}", table.name, table.centre, columns, header_row=1)


@dataclass(frozen=True)
class Outcome:
    """An example after its run."""

    engine: Engine
    protocol: Protocol
    measures: dict[str, Measure]
    conformed: Conformed
    results: Results

    def rows(self, table: Table) -> list[tuple[str, ...]]:
        """What the program says where the example has its table, in the example's columns."""
        if table.name in ANALYSES:
            return [_result_row(self.results, table, row) for row in table]
        if table.name == "findings":
            return sorted(tuple(row[name] for name in table.columns) for row in self._findings())
        relation = RELATIONS[table.name]
        keys = [name for name in table.columns if name in relation.keys]
        wanted = {tuple(row[key] for key in keys) for row in table}
        found = (self._shown(relation, row) for row in self.engine.rows(f"SELECT * FROM ({relation.sql}) AS shown"))
        # Rows that the example does not name are not its subject; those that it names must be there, and no others.
        return sorted({tuple(row[name] for name in table.columns) for row in found if tuple(row[key] for key in keys) in wanted})

    def _shown(self, relation: Relation, cells: tuple[Any, ...]) -> dict[str, str]:
        row = dict(zip(relation.columns, cells, strict=True))
        scale = self.measures[row["measure"]].scale if row.get("measure") else Fraction(1)
        return {name: self._cell(name, value, scale) for name, value in row.items()}

    def _cell(self, name: str, value: Any, scale: Fraction) -> str:
        if value is None:
            return ""
        if isinstance(value, bool):
            return "yes" if value else "no"
        if name in ("value", "baseline"):
            return exact_text(value * scale)
        if name == "row":
            number, row = place_of(value)
            return f"{self.conformed.delivery.sheets[number - 1].table} {row}"
        return str(value)

    def _findings(self) -> list[dict[str, str]]:
        found = [(f.rule, f.sheet_number, f.row, f.variable) for f in self.conformed.findings]
        for check in checks():
            found += [(rule, *place_of(record), variable) for rule, record, variable, *_ in self.engine.rows(check.sql)]
        sheets = self.conformed.delivery.sheets
        places = [(rule, f"{sheets[number - 1].table} {row}", variable) for rule, number, row, variable in found]
        return [dict(zip(("rule", "row", "column"), place, strict=True)) for place in places]


def play(spec: Spec, engine: Engine) -> Outcome:
    """Run an example on an engine."""
    protocol = protocol_from(spec.protocol_text())
    measures = measures_of(protocol)
    conformed = conform(delivery_of(spec.tables), protocol, measures)
    for name, table in protocol_tables(protocol, measures).items():
        engine.load_rows(name, table.columns, table.rows)
    for name, columns in INPUTS.items():
        engine.load(name, columns, conformed.inputs[name])
    wanted = needed({table.name for table in spec.expected})
    for step in wanted:
        engine.run(step.name, step.sql, step.kept)
    tallies = {step.name: _tally(engine, step, step in wanted) for step in steps() if step.name.startswith("tally_")}
    return Outcome(engine, protocol, measures, conformed, estimate(protocol, measures, tallies))


def needed(names: set[str]) -> list[Step]:
    """The steps behind the tables that an example shows: running the others would take most of its time."""
    texts = [RELATIONS[name].sql for name in names if name in RELATIONS] + [check.sql for check in checks() if "findings" in names]
    texts += [f"tally_{tally}" for name in names for tally in TALLIES.get(name, ())]
    asked = {word for text in texts for word in re.findall(r"\w+", text)}
    chosen: list[Step] = []
    for step in reversed(steps()):
        if step.name in asked:
            chosen.append(step)
            asked |= set(re.findall(r"\w+", step.sql))
    return chosen[::-1]


def _tally(engine: Engine, step: Step, made: bool) -> Tally:
    columns = engine.columns(step.name) if made else step.columns
    counted = next(column for column in ("patients", "events", "mentions") if column in columns)
    return Tally(columns, tuple(engine.rows(f'SELECT * FROM "{step.name}"')) if made else (), counted)


def _result_row(results: Results, table: Table, row: dict[str, str]) -> tuple[str, ...]:
    """The asked numbers of one line; `percent (text)` is what is printed instead of the value."""
    parts = {"analysis": table.name, "arm": "all"} | {name: text for name, text in row.items() if name in KEY}
    parts.setdefault("variable", table.name)
    return tuple(row[name] if name in KEY else _number(results, parts, name) for name in table.columns)


def _number(results: Results, parts: dict[str, str], heading: str) -> str:
    stat, _, text = heading.partition(" (")
    for unit in (parts["unit"],) if "unit" in parts else ("patients", "", "patient-years"):
        found = results.get(**(parts | {"stat": stat, "unit": unit}))
        if found:
            return {"": found.value_text, "text)": found.text, "method)": found.method, "error)": found.error}[text]
    return "no such number"
