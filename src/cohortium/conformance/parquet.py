"""The second door: typed Parquet columns become inputs by their schema, without passing through rows of Python."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from cohortium.conformance.choices import NOT_CODED, TEXT
from cohortium.conformance.coding import Coding, FreeText, Key
from cohortium.conformance.doubts import mended
from cohortium.conformance.findings import Finding
from cohortium.conformance.free_texts import declared_by
from cohortium.conformance.items import item_columns
from cohortium.conformance.layout import CENTRE, PATIENT, REQUIRED, Columns, known_columns
from cohortium.conformance.mapped import declared
from cohortium.conformance.names import clean, plain
from cohortium.conformance.objections import NOBODY, Objections
from cohortium.conformance.parquet_account import ParquetAccount, PartAccount
from cohortium.conformance.parquet_columns import (
    DATES,
    TEXTS,
    Column,
    as_written,
    base_type,
    expected_types,
    leave_out,
    number_in,
    parts_of,
    read_date,
    read_dose,
    read_flag,
    read_number,
    scale_of,
)
from cohortium.conformance.parquet_free_texts import count_free
from cohortium.conformance.parquet_inputs import Source, selects_of
from cohortium.conformance.parquet_mapped import mapped_columns
from cohortium.conformance.parquet_mixed import mixed_columns
from cohortium.conformance.parquet_withhold import withhold_columns
from cohortium.conformance.reading import EMPTY, NORMALISED, Cell, Several, read_cell
from cohortium.conformance.rows import Centres
from cohortium.derivations.inputs import INPUTS
from cohortium.engines import Engine, UnreadableFile
from cohortium.language import later, marked, tr
from cohortium.measures import Measure
from cohortium.problems import Problem, Problems
from cohortium.protocol.model import Protocol
from cohortium.provenance import place_of
from cohortium.sources import Delivery, ParquetFile
from cohortium.sources.names import MISSING_WORDS

_NUMBER = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,6})?")
_CELL = {"text": "VARCHAR", "rule": "VARCHAR", "note": "VARCHAR", "normalised": "BOOLEAN", "empty": "BOOLEAN"}
_TWO_WAYS = ("ambiguous_date", "ambiguous_number")
_OF_READERS = {"file_row_number", "file_index", "file_number", "_metadata"}
"""Names under which engines tell of a row's place: who has such a column is read alone, where none but the first is needed."""
_KEY_TYPES = (*TEXTS, "UUID", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT")


Schema = Mapping[str, str]


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
    sources, wrong = _sources(engine, delivery.parquet, known_columns(protocol, measures, coding), protocol, measures)
    if wrong:
        raise Problems("Parquet files that cannot be used", wrong)
    selects: dict[str, list[str]] = {}
    held: set[str] = set()  # reading a file again costs less than holding it, but for one of which repeated rows are left out
    centres, terms = Centres(protocol), declared_by(protocol)
    for source in sources:
        try:
            withheld = withhold_columns(engine, source, _kept(delivery, source.file))
            report.findings.extend(withheld)
            if any(finding.rule == "identifier_key" for finding in withheld):
                report.accounts.update(ParquetAccount(engine, source, is_read=False).parts)
                continue
            _prepare(engine, source, centres, protocol, measures)
            report.findings.extend(mixed_columns(engine, source, protocol))
            source.objecting = tuple(sorted(objections.listed)) if source.column(PATIENT) else ()
            account = ParquetAccount(engine, source)
        except UnreadableFile:
            text = "{file} is damaged, or was cut on its way: its rows cannot be read. Send it again."
            raise Problem(text, file=_damaged(engine, source).file) from None
        for centre, code in account.objecting():
            objections.cover(centre, code)
        report.accounts.update(account.parts)
        every = [(number, column) for number in account.parts for column in source.columns]
        report.texts.update(((number, column.index), column.doubtful) for number, column in every if column.doubtful)
        report.columns.extend((number, column.variable, column.index) for number, column in every)
        report.findings.extend(_findings(account, source, protocol))
        count_free(report.free, engine, source, account.faulty[""], terms)
        for name, select in selects_of(source, protocol, measures, account.faulty):
            selects.setdefault(name, []).append(select)
            held |= {name} if source.twice else set()
    for name, parts in selects.items():
        engine.load_parquet(name, INPUTS[name], parts, kept=name in held)
    return report


def _kept(delivery: Delivery, file: ParquetFile) -> frozenset[str]:
    """Headings that the mapping of a file's centre calls no direct identifiers."""
    own = [each for each in delivery.mappings if each.centre == file.centre or each is file.written]
    keep = (heading for each in own for heading in each.mapping.keep)
    return frozenset(plain(clean(heading)) for heading in keep)


def _sources(
    engine: Engine, files: Iterable[ParquetFile], known: Mapping[str, Columns], protocol: Protocol, measures: Mapping[str, Measure]
) -> tuple[list[Source], list[str]]:
    sources, wrong = [], []
    for schema, parts in _together(engine, [file for file in files if file.table], wrong):
        file, paths = parts[0], {part.number: part.path for part in parts}
        columns = mapped_columns(file, schema, known[file.table], wrong) or _mapped(schema, known[file.table])
        relation = engine.parquet_parts(paths) if len(parts) > 1 else engine.parquet_source(file.path)
        source = Source(tuple(parts), relation, schema, columns)
        sources.append(source)
        for column in columns:
            column.is_blank = bool(_types_missed(source, column, protocol, measures)) and _says_nothing(engine, source, column)
        wrong += _mistakes(source, protocol, measures)
        wrong += [
            tr(_ZONED, place=file.file, name=column.name) for column in columns if column.has_zone and _tells_hours(engine, source, column)
        ]
    return sources, wrong


def _together(engine: Engine, files: Iterable[ParquetFile], wrong: list[str]) -> list[tuple[Schema, list[ParquetFile]]]:
    """The files by their columns: the parts of a table are read as one, as long as they have the same. Broken ones go to `wrong`."""
    found: dict[Any, tuple[Schema, list[ParquetFile]]] = {}
    for file in files:
        try:
            schema = engine.parquet_columns(file.path)
        except Problem:
            wrong.append(tr("{place}: is not a Parquet file that can be read; export it again", place=file.file))
            continue
        alone = file.folder is None or set(map(str.lower, schema)) & _OF_READERS
        key = file.number if alone else (file.folder, *schema.items())
        found.setdefault(key, (schema, []))[1].append(file)
    return list(found.values())


def _damaged(engine: Engine, source: Source) -> ParquetFile:
    """Which of several parts cannot be read."""
    for part in source.parts[:-1]:
        try:
            engine.rows(Source((part,), engine.parquet_source(part.path), source.types, []).repeated_sql())
        except UnreadableFile:
            return part
    return source.parts[-1]


def _mapped(schema: Mapping[str, str], known: Columns) -> list[Column]:
    found = []
    for index, (name, engine_type) in enumerate(schema.items(), start=1):
        variable, kind = known.get(plain(clean(name)), ("", None))
        if kind:
            found.append(Column(name, index, variable, kind, engine_type))
    return found


def _mistakes(source: Source, protocol: Protocol, measures: Mapping[str, Measure]) -> list[str]:
    """Columns that are needed and absent, stand twice, or are of another type than what they hold."""
    file, have = source.file, [column.variable for column in source.columns]
    needed = [tr(" or ").join(group) for group in REQUIRED[file.table] if not set(have) & set(group)]
    wrong = [tr("{place}: has no column {name}", place=file.file, name=name) for name in needed]
    if not file.centre and CENTRE not in have:
        text = "{place}: does not say the centre: add a column centre, or put the file into a folder named after it"
        wrong.append(tr(text, place=file.file))
    twice = [variable for variable in dict.fromkeys(have) if have.count(variable) > 1]
    wrong += [tr("{place}: two columns stand for {variable}; leave one", place=file.file, variable=variable) for variable in twice]
    items = item_columns(protocol) if file.table == "visits" else {}
    text = "{place}, column {name}: holds an item, and totals are computed from workbooks and text files only; give the total here"
    wrong += [tr(text, place=file.file, name=column.name) for column in source.columns if column.variable in items]
    for column in source.columns:
        types = _types_missed(source, column, protocol, measures)
        if column.variable in (CENTRE, PATIENT) and base_type(column.type) not in _KEY_TYPES:
            text = "{place}, column {name}: has the type {type}; a centre or patient is a text or a whole number"
            wrong.append(tr(text, place=file.file, name=column.name, type=column.type))
        if types and not column.is_blank:
            text = "{place}, column {name}: has the type {type}; it must be one of {types}"
            wrong.append(tr(text, place=file.file, name=column.name, type=column.type, types=", ".join(types)))
    return wrong


def _types_missed(source: Source, column: Column, protocol: Protocol, measures: Mapping[str, Measure]) -> tuple[str, ...]:
    """The types of which a column should have one, and has none; empty where its type fits."""
    scale = scale_of(source.file.table, column.variable, column.kind, protocol, measures)
    types = expected_types(scale, column.kind)
    return () if column.variable in (CENTRE, PATIENT) or base_type(column.type) in types else types


_ZONED = marked(
    "{place}, column {name}: holds moments with a time zone, and their day depends on it; write days (DATE), or times without a zone"
)
"""Midnight in Paris is the day before in UTC, and a Parquet file does not say which zone was meant."""


def _tells_hours(engine: Engine, source: Source, column: Column) -> bool:
    """Whether a moment is another than midnight in UTC, as which a plain day is written."""
    moment = f"CAST({column.sql} AS TIMESTAMP)"
    sql = f"SELECT count(*) FROM {source.relation} s WHERE {moment} <> CAST(CAST({column.sql} AS DATE) AS TIMESTAMP)"
    try:
        return engine.rows(sql)[0][0] > 0
    except UnreadableFile:
        return False


def _says_nothing(engine: Engine, source: Source, column: Column) -> bool:
    """Whether there are rows and none has a value: who guesses types writes such a column as numbers, or as one of no type at all."""
    try:
        rows, values = engine.rows(f"SELECT count(*), count({column.sql}) FROM {source.relation} s")[0]
        return rows > values == 0
    except UnreadableFile:
        return False


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
            column.doubtful = frozenset(cells if any(cell.rule in _TWO_WAYS for cell in cells.values()) else ())
            _map(engine, source, column, cells)
    source.centre = next((column.value() for column in source.columns if column.variable == CENTRE), "") or _quoted(
        centres.code(source.file.centre)
    )
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


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _findings(account: ParquetAccount, source: Source, protocol: Protocol) -> list[Finding]:
    """Rows without a key, rows that stand twice, cells that were set aside, columns that are not known, new centres."""
    number, by_column = source.file.number, {column.variable: column for column in source.columns}
    found = [
        Finding("unmapped_column", number, 0, index, found=name, variable=name)
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
