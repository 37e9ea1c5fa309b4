"""Which columns each native table has, how each is read, and where a sheet holds them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cohortium.conformance import choices, dates, numbers
from cohortium.conformance.items import item_columns
from cohortium.conformance.mapped import as_declared, left_out, mapped_columns, unsure
from cohortium.conformance.measured import RESULT
from cohortium.conformance.names import clean, plain
from cohortium.conformance.reading import Kind
from cohortium.language import Message, later, marked, tr
from cohortium.measures import Measure
from cohortium.protocol.model import ANY_ROWS, Protocol
from cohortium.provenance import column_letters
from cohortium.sources import Sheet
from cohortium.sources.mapping.views import View

CENTRE, PATIENT = "centre", "patient"
Columns = dict[str, tuple[str, Kind]]  # plain heading -> variable and how it is read

REQUIRED: dict[str, tuple[tuple[str, ...], ...]] = {
    "patients": ((PATIENT,),),
    "previous_treatments": ((PATIENT,), ("drug",)),
    "treatments": ((PATIENT,), ("drug",), ("daily_dose",), ("start",)),
    "visits": ((PATIENT,), ("date", "month", "week")),
    "laboratory": ((PATIENT,), ("test",)),
    "laboratory_limits": (("test",),),
    "events": ((PATIENT,), ("term",)),
    "event_review": ((PATIENT,),),
}
"""Of each group a table needs at least one column."""


@dataclass(frozen=True)
class Layout:
    """Where a sheet holds the variables of its table: variable -> column from 1 and kind; and the columns it does not know."""

    columns: Mapping[str, tuple[int, Kind]]  # column 0: one value for every row, from a mapping
    unmapped: tuple[int, ...]
    unnamed: tuple[int, ...]


def known_columns(protocol: Protocol, measures: Mapping[str, Measure], coding: choices.Coding = choices.NOT_CODED) -> dict[str, Columns]:
    """The columns of every table of a study, by plain heading; free texts as they were coded."""
    drug, sex, text = choices.drug(protocol, coding), choices.sex(protocol), choices.TEXT
    limits = {"test": choices.laboratory_test(protocol), "lower": numbers.LIMIT, "upper": numbers.LIMIT, "unit": choices.UNIT}
    tables: dict[str, dict[str, Kind]] = {
        "patients": _patients(protocol) | {"sex": sex},
        "previous_treatments": {"drug": choices.drug(protocol, coding, several=True), "taken": choices.STATE, "stop_reasons": text},
        "treatments": {
            "drug": drug,
            "daily_dose": numbers.DOSE,
            "start": dates.DAY,
            "stop": dates.STOP,
            "stop_reasons": choices.stop_reasons(protocol, coding),
        },
        "visits": {"date": dates.DAY, "month": numbers.MONTH, "week": numbers.WEEK} | _scores(measures) | item_columns(protocol),
        "laboratory": {"date": dates.DAY, "value": RESULT} | limits,
        "laboratory_limits": {"sex": sex, "valid_from": dates.DAY} | limits,
        "events": {
            "term": choices.event_term(protocol, coding),
            "onset": dates.ONSET,
            "end": dates.DAY,
            "symptomatic": choices.STATE,
            **dict.fromkeys(("grade", "serious", "detail"), text),
        },
        "event_review": dict.fromkeys((*protocol.safety.terms, *ANY_ROWS), choices.STATE),
    }
    columns = {table: {plain(name): (name, kind) for name, kind in kinds.items()} for table, kinds in tables.items()}
    for name, term in protocol.safety.terms.items():
        if term.label:
            columns["event_review"].setdefault(plain(term.label), (name, choices.STATE))
    return {table: _with_key(table, known) for table, known in columns.items()}


def _with_key(table: str, known: Columns) -> Columns:
    keys = {CENTRE: CENTRE, "center": CENTRE} | ({} if table == "laboratory_limits" else {PATIENT: PATIENT})
    return {heading: (variable, choices.TEXT) for heading, variable in keys.items()} | known


def _patients(protocol: Protocol) -> dict[str, Kind]:
    arms = choices.choice({name: (arm.label,) for name, arm in protocol.arms.items()}, "unknown_arm", later("the treatment group"))
    fixed = {
        "age": numbers.AGE,
        "birth_year": numbers.BIRTH_YEAR,
        "arm": arms,
        "screened": dates.SCREENED,
        "last_contact": dates.DAY,
        "death": dates.DEATH,
    }
    # What comes from the previous treatments has no column of its own; a second answer beside it would count twice.
    own = (name for name, entry in protocol.characteristics.items() if entry.source is None)
    return fixed | {name: _characteristic(protocol, name) for name in own}


def _characteristic(protocol: Protocol, name: str) -> Kind:
    entry = protocol.characteristics[name]
    if entry.kind == "number":
        return numbers.characteristic_number(protocol, name)
    if entry.kind == "yes_no":
        return choices.STATE
    return choices.choice({level: (label,) for level, label in entry.levels.items()}, "unknown_level", name)


def score_range(measure: Measure) -> Message:
    """What a score can be, in words."""
    text = "{measure}: a number from {low} to {high} in steps of {step}"
    return later(text, measure=measure.id, low=measure.low, high=measure.high, step=measure.step)


def _scores(measures: Mapping[str, Measure]) -> dict[str, Kind]:
    return {name: numbers.stepped(measure.step, score_range(measure)) for name, measure in measures.items()}


def lay_out(sheet: Sheet, known: Columns) -> tuple[Layout, list[str]]:
    """Match a sheet's headings with the columns of its table; what is wrong with them, in words."""
    if sheet.view:
        return _lay_out_mapped(sheet, sheet.view, known)
    found: dict[str, tuple[int, Kind]] = {}
    headings: dict[str, int] = {}
    unmapped: list[int] = []
    unnamed: list[int] = []
    wrong: list[str] = []
    for index, heading in enumerate(sheet.headers, start=1):
        name = plain(clean(heading))
        if index in sheet.withheld:
            continue
        if not name:
            unnamed.append(index)
            continue
        variable, kind = known.get(_meant(sheet, name), ("", None))
        first = headings.setdefault(variable or name, index)
        if not kind:  # nobody reads it, however often it stands there
            unmapped.append(index)
        elif first != index:
            same = {"place": _at(sheet), "first": column_letters(first), "second": column_letters(index)}
            wrong.append(tr("{place}: columns {first} and {second} have the same heading; say in a mapping which one counts (at)", **same))
        else:
            found[variable] = (index, kind)
    found = {name: (index, as_declared(kind, sheet, name)) for name, (index, kind) in found.items() if not left_out(sheet, index)}
    return Layout(found, tuple(unmapped), tuple(unnamed)), wrong + missing_columns(sheet, found)


def _meant(sheet: Sheet, name: str) -> str:
    """The heading that a plain heading stands for: itself, or what an answer in the mapping of its centre says."""
    answers = sheet.written.mapping.about("heading", sheet.table) if sheet.written and sheet.written.mapping.answers else {}
    return plain(answers[name].means) if name in answers else name


def _lay_out_mapped(sheet: Sheet, view: View, known: Columns) -> tuple[Layout, list[str]]:
    """Where the mapping of a centre says that the columns are; headings that it does not name are looked at elsewhere."""
    wrong: list[str] = []
    found = mapped_columns(sheet, view, known, wrong)
    have = {*found, *(name for name, _, _ in unsure(sheet, view)), *((CENTRE,) if sheet.centre else ())}
    needed = [tr(" or ").join(group) for group in REQUIRED[sheet.table] if not have & set(group)]
    path = ("readings", view.reading)
    said = [tr("{table} needs the column {name}", table=sheet.table, name=name) for name in needed]
    wrong += [view.written.mistake((*path, "table"), each) for each in said]
    return Layout(found, (), ()), wrong


def missing_columns(sheet: Sheet, found: Iterable[str]) -> list[str]:
    """What a sheet lacks beside the columns that were found, in words."""
    have, withheld = set(found), {plain(clean(sheet.headers[index - 1])) for index in sheet.withheld}
    absent = marked("{place}: has no column {name} in its heading, row {row}; say in a mapping where it stands (map FILE proposes one)")
    kept = marked(
        "{place}: the column {name} holds what identifies people directly, so it was not read; take that out, or name the heading under "
        "keep in the mapping of the centre if it was taken wrongly"
    )
    wrong = []
    for group in REQUIRED[sheet.table]:
        if not have & set(group):
            text = kept if withheld & {plain(name) for name in group} else absent
            wrong.append(tr(text, place=_at(sheet), name=tr(" or ").join(group), row=sheet.header_row))
    if not sheet.centre and CENTRE not in have:
        text = "{place}: does not say the centre: add a column centre, or put the file into a folder named after it"
        wrong.append(tr(text, place=_at(sheet)))
    return wrong


def _at(sheet: Sheet) -> str:
    return tr("{file}, sheet {sheet}", file=sheet.file, sheet=sheet.sheet) if sheet.sheet else sheet.file
