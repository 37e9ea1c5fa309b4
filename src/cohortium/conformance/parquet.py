"""The second door: typed Parquet columns become inputs by their schema, without passing through rows of Python."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from cohortium.conformance.choices import NOT_CODED, TEXT
from cohortium.conformance.coding import Coding, FreeText, Key
from cohortium.conformance.doubts import mended
from cohortium.conformance.findings import Finding
from cohortium.conformance.free_texts import declared_by
from cohortium.conformance.layout import CENTRE, PATIENT, known_columns
from cohortium.conformance.mapped import declared
from cohortium.conformance.names import clean
from cohortium.conformance.objections import NOBODY, Objections
from cohortium.conformance.parquet_account import ParquetAccount, PartAccount
from cohortium.conformance.parquet_columns import (
    DATES,
    TEXTS,
    Column,
    as_written,
    base_type,
    leave_out,
    number_in,
    parts_of,
    read_date,
    read_dose,
    read_flag,
    read_number,
    scale_of,
)
from cohortium.conformance.parquet_files import kept_headings, sources_of
from cohortium.conformance.parquet_free_texts import count_free
from cohortium.conformance.parquet_inputs import Source, selects_of
from cohortium.conformance.parquet_mixed import mixed_columns
from cohortium.conformance.parquet_withhold import withhold_columns
from cohortium.conformance.reading import EMPTY, NORMALISED, Cell, Several, read_cell
from cohortium.conformance.rows import Centres
from cohortium.derivations.inputs import INPUTS
from cohortium.engines import Engine, UnreadableFile
from cohortium.language import later
from cohortium.measures import Measure
from cohortium.problems import Problem, Problems
from cohortium.protocol.model import Protocol
from cohortium.provenance import place_of
from cohortium.sources import Delivery, ParquetFile
from cohortium.sources.names import MISSING_WORDS

_NUMBER = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,6})?")
_CELL = {"text": "VARCHAR", "rule": "VARCHAR", "note": "VARCHAR", "normalised": "BOOLEAN", "empty": "BOOLEAN"}
_TWO_WAYS = ("ambiguous_date", "ambiguous_number")


@dataclass(frozen=True)
class ParquetReport:
    """What came of the Parquet files: an account of each for the ledger, findings, and where each variable stands."""

    accounts: dict[int, Any] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    columns: list[tuple[int, str, int]] = field(default_factory=list)  # sheet number, variable, column from 1
    free: dict[Key, FreeText] = field(default_factory=dict)  # texts that are no declared term
    texts: dict[tuple[int, int], frozenset[str]] = field(default_factory=dict)  # file and column -> what it holds, where that is in doubt


def load_parquet_inputs(
    engine: Engine,
    delivery: Delivery,
    protocol: Protocol,
    measures: Mapping[str, Measure],
    objections: Objections = NOBODY,
    coding: Coding = NOT_CODED,
) -> ParquetReport:
    """Add the rows of Parquet files to the inputs that were loaded from lists; files that cannot be used are told all at once."""
    report = ParquetReport()
    centres, terms = Centres(protocol), declared_by(protocol)
    sources, wrong = sources_of(engine, delivery, known_columns(protocol, measures, coding), protocol, measures, centres)
    if wrong:
        raise Problems("Parquet files that cannot be used", wrong)
    selects: dict[str, list[str]] = {}
    held: set[str] = set()  # reading a file again costs less than holding it, but for one of which repeated rows are left out
    for source in _without_identifiers(engine, sources, delivery, report):
        with _damage_told(engine, source):
            _prepare(engine, source, centres, protocol, measures)
            report.findings.extend(mixed_columns(engine, source, protocol))
            source.objecting = tuple(sorted(objections.listed)) if source.column(PATIENT) else ()
            account = ParquetAccount(engine, source)
        for centre, code in account.objecting():
            objections.cover(centre, code)
        report.accounts.update(account.parts)
        for part, centre in zip(source.parts, source.centres, strict=True):
            report.columns.extend((part.number, column.variable, column.index) for column in source.columns)
            doubtful = {(part.number, column.index): column.doubtful.get(centre) for column in source.columns}
            report.texts.update((place, texts) for place, texts in doubtful.items() if texts)
        report.findings.extend(_findings(account, source, protocol))
        count_free(report.free, engine, source, account.faulty[""], terms)
        for name, select in selects_of(source, protocol, measures, account.faulty):
            selects.setdefault(name, []).append(select)
            held |= {name} if source.twice else set()
    for name, parts in selects.items():
        engine.load_parquet(name, INPUTS[name], parts, kept=name in held)
    return report


@contextmanager
def _damage_told(engine: Engine, source: Source) -> Iterator[None]:
    try:
        yield
    except UnreadableFile:
        text = "{file} is damaged, or was cut on its way: its rows cannot be read. Send it again."
        raise Problem(text, file=_damaged(engine, source).file) from None


def _without_identifiers(engine: Engine, sources: Iterable[Source], delivery: Delivery, report: ParquetReport) -> Iterator[Source]:
    """The files without the columns that identify people; one of which the codes do is told, and not read."""
    for whole in sources:
        with _damage_told(engine, whole):
            withheld = withhold_columns(engine, whole, kept_headings(delivery, whole.file))
        report.findings.extend(withheld)
        unread = {finding.sheet_number for finding in withheld if finding.rule == "identifier_key"}
        taken: dict[str, frozenset[int]] = {}
        for finding in withheld:
            taken[finding.centre] = taken.get(finding.centre, frozenset()) | {finding.column}
        for source in whole.apart(engine, taken):
            if unread & set(source.heads().values()):
                report.accounts.update(ParquetAccount(engine, source, is_read=False).parts)
            else:
                yield source


def _damaged(engine: Engine, source: Source) -> ParquetFile:
    """Which of several parts cannot be read."""
    for part in source.parts[:-1]:
        try:
            engine.rows(Source((part,), ("",), engine.parquet_source(part.path), source.types, []).repeated_sql())
        except UnreadableFile:
            return part
    return source.parts[-1]


def _prepare(engine: Engine, source: Source, centres: Centres, protocol: Protocol, measures: Mapping[str, Measure]) -> None:
    """Say of every column how it is read; texts are read here, once per distinct text."""
    table = source.file.table
    for column in source.columns:
        scale = scale_of(table, column.variable, column.kind, protocol, measures)
        text = base_type(column.type) in TEXTS or column.is_blank
        if column.variable == PATIENT:
            column.values[""] = column.sql if column.type == "VARCHAR" else f"CAST({column.sql} AS STRING)"
        elif column.variable == CENTRE:
            _map(engine, source, column, {text: Cell(1, centres.code(text)) for text in source.texts(engine, column)})
        elif column.kind is TEXT and not column.is_changed:
            column.values[""] = f"CAST({column.sql} AS STRING)"
        elif column.kind.family == "number" and not text and (column.is_changed or column.is_short):
            kind = declared(column.kind, column.how, source.file, column.variable)
            _map(engine, source, column, {text: read_cell(kind, number_in(text, column.type)) for text in source.texts(engine, column)})
        elif scale and not text:
            read_number(column, scale)
            leave_out(column, _codes_for_nothing(source.file, column.variable))
        elif column.variable == "daily_dose" and not text:
            read_dose(column)
        elif base_type(column.type) in DATES and not text:
            read_date(column)
        elif column.variable == "screened" and column.type == "BOOLEAN" and not text:
            read_flag(column)
        else:
            kind = declared(column.kind, column.how, source.file, column.variable)
            cells = {text: read_cell(kind, text) for text in source.texts(engine, column)}
            if any(cell.rule in _TWO_WAYS for cell in cells.values()):
                column.doubtful = source.texts_by_centre(engine, column)
            _map(engine, source, column, cells)
    source.twice = engine.rows(source.repeated_sql())[0][0] if table in ("treatments", "events") else 0


def _codes_for_nothing(file: ParquetFile, variable: str) -> list[Decimal]:
    """The numbers of a column that stand for no value, as somebody has answered."""
    answers = file.written.mapping.about("code", variable) if file.written else {}
    found = (text for text, answer in answers.items() if answer.means.replace(" ", "_") in MISSING_WORDS and _NUMBER.fullmatch(text))
    return [Decimal(text) for text in found]


def _map(engine: Engine, source: Source, column: Column, cells: Mapping[str, Cell]) -> None:
    """Join the values of the distinct texts; no join where every text is its own value."""
    kinds, apart = parts_of(column)
    text = column.sql if column.type == "VARCHAR" else f"CAST({column.sql} AS STRING)"
    if as_written(cells, column) and column.variable != "stop_reasons":
        column.values[""] = text
        return
    name = f"texts_{source.file.number}_{column.index}"
    several = column.variable == "stop_reasons"
    parts = {f"part_{part}": kind for part, kind in kinds.items()}
    rows = [
        (text, cell.rule or None, cell.note or None, cell.status == NORMALISED, cell.status == EMPTY, *_taken_apart(cell, apart, several))
        for text, cell in cells.items()
    ]
    engine.load_rows(name, _CELL | parts, rows)
    if several:
        reasons = [(text, reason) for text, cell in cells.items() for reason in cell.value or ()]
        engine.load_rows(f"{name}_several", {"text": "VARCHAR", "reason": "VARCHAR"}, reasons)
    alias = f"m{column.index}"
    column.join = f'LEFT JOIN "{name}" {alias} ON {alias}.text = {text}'
    column.values = {part: f'{alias}."part_{part}"' for part in kinds}
    column.normalised = f"{alias}.normalised" if any(cell.status == NORMALISED for cell in cells.values()) else ""
    column.rule = f"{alias}.rule" if any(cell.rule for cell in cells.values()) else ""
    column.note = f"{alias}.note" if any(cell.note for cell in cells.values()) else ""
    if any(isinstance(cell.value, Several) for cell in cells.values()):
        _map_each(engine, name, column, cells, text)
    column.empty = f"{alias}.empty" if any(cell.status == EMPTY for cell in cells.values()) else ""


def _map_each(engine: Engine, name: str, column: Column, cells: Mapping[str, Cell], text: str) -> None:
    """Texts that were coded as several things: a row for each of them, which the inputs alone are joined with."""
    kinds, apart = parts_of(column)
    rows = [(text, *apart(meant)) for text, cell in cells.items() for meant in _meant(cell.value)]
    engine.load_rows(f"{name}_each", {"text": "VARCHAR"} | {f"part_{part}": kind for part, kind in kinds.items()}, rows)
    alias = f"v{column.index}"
    column.each_join = f'LEFT JOIN "{name}_each" {alias} ON {alias}.text = {text}'
    column.each = {part: f'{alias}."part_{part}"' for part in kinds}


def _meant(value: Any) -> tuple[Any, ...]:
    """What one text stands for; a text that was coded as none of the declared terms is one thing without a name."""
    return (tuple(value) or (None,)) if isinstance(value, Several) else (value,)


def _taken_apart(cell: Cell, apart: Any, several: bool) -> tuple[Any, ...]:
    return apart(None if several or isinstance(cell.value, Several) else cell.value)


def _findings(account: ParquetAccount, source: Source, protocol: Protocol) -> list[Finding]:
    """Rows without a key, rows that stand twice, cells that were set aside, columns that are not known, new centres."""
    by_column = {column.variable: column for column in source.columns}
    found = [
        Finding("unmapped_column", number, 0, index, found=name, variable=name)
        for number in source.heads().values()
        for index, name in enumerate(source.names, start=1)
        if index not in {column.index for column in source.columns}
    ]
    for rule, record, variable, centre, code, text in account.faults():
        column = by_column.get(variable)
        expected = column.kind.expected if column and rule not in ("missing_key", "duplicate_row", "drug_missing") else ""
        place = column.index if column else 0
        found.append(Finding(rule, *place_of(record), place, centre or "", code or "", text or "", expected, variable, bool(expected)))
    for rule, record, variable, centre, code, text in account.notes():
        probably = later("probably {text}", text=mended(clean(text))) if rule == "mojibake" else ""
        found.append(Finding(rule, *place_of(record), by_column[variable].index, centre or "", code or "", text, probably, variable))
    if protocol.centres:
        seen = account.centres()
        found += [
            Finding(
                "unknown_centre",
                *place_of(record),
                by_column[CENTRE].index if CENTRE in by_column else 0,
                centre,
                found=centre,
                variable=CENTRE,
            )
            for centre, record in seen
            if centre not in protocol.centres
        ]
    return found


def complete(accounts: Mapping[int, Any], findings: Iterable[Finding]) -> list[Finding]:
    """Findings of checks with what only the file knows: column, centre, patient, text. Others stay as they are."""
    findings = list(findings)
    wanted: dict[ParquetAccount, list[Finding]] = {}
    for finding in findings:
        account = accounts.get(finding.sheet_number)
        if isinstance(account, PartAccount) and finding.row and not finding.code:
            wanted.setdefault(account.whole, []).append(finding)
    places: dict[tuple[int, int, str], Finding] = {}
    for whole, some in wanted.items():
        for finding in whole.completed(some):
            places[finding.sheet_number, finding.row, finding.rule + "\0" + finding.variable] = finding
    return [places.get((f.sheet_number, f.row, f.rule + "\0" + f.variable), f) for f in findings]
