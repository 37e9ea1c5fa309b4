"""Which Parquet files are read as one, their columns, and what keeps a file from being used at all."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from cohortium.conformance.items import item_columns
from cohortium.conformance.layout import CENTRE, PATIENT, REQUIRED, Columns
from cohortium.conformance.mapped import drawn_on
from cohortium.conformance.names import clean, plain
from cohortium.conformance.parquet_columns import TEXTS, Column, base_type, expected_types, scale_of
from cohortium.conformance.parquet_inputs import Source
from cohortium.conformance.parquet_mapped import mapped_columns, reading_for
from cohortium.conformance.rows import Centres
from cohortium.engines import Engine, UnreadableFile
from cohortium.language import marked, tr
from cohortium.measures import Measure
from cohortium.problems import Problem
from cohortium.protocol.model import Protocol
from cohortium.sources import Delivery, ParquetFile

_OF_READERS = {"file_row_number", "file_index", "file_number", "file_centre", "file_place", "file_listed", "_metadata"}
"""Names under which engines tell of a row's place: who has such a column is read alone, where none but the first is needed."""

_KEY_TYPES = (*TEXTS, "UUID", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT")

Schema = Mapping[str, str]


def sources_of(
    engine: Engine,
    delivery: Delivery,
    known: Mapping[str, Columns],
    protocol: Protocol,
    measures: Mapping[str, Measure],
    centres: Centres,
) -> tuple[list[Source], list[str]]:
    """The files that can be read, as few times as their columns allow, and what is wrong with any of them."""
    sources, wrong = [], []
    for schema, parts in _together(engine, delivery, centres, wrong):
        file = parts[0]
        columns = mapped_columns(file, schema, known[file.table], wrong) or _mapped(schema, known[file.table])
        source = Source.of(engine, parts, [centres.code(part.centre) for part in parts], schema, columns)
        sources.append(source)
        for column in columns:
            column.is_blank = bool(_types_missed(source, column, protocol, measures)) and _says_nothing(engine, source, column)
        wrong += _mistakes(source, protocol, measures)
        for column in columns:
            wrong += [tr(_ZONED, place=each.file, name=column.name) for each in _with_hours(engine, source, column)]
    return sources, wrong


def _together(engine: Engine, delivery: Delivery, centres: Centres, wrong: list[str]) -> list[tuple[Schema, list[ParquetFile]]]:
    """The files that are read as one: of the same columns under the same mapping, and of a centre those of one table alone.

    Of two tables of one centre each keeps its rows, even those that are the same. Broken files go to `wrong`.
    """
    found: dict[Any, tuple[Schema, list[ParquetFile]]] = {}
    tables: dict[tuple[str, str], list[PurePosixPath]] = {}
    for file in delivery.parquet:
        if not file.table:
            continue
        try:
            schema = engine.parquet_columns(file.path)
        except Problem:
            wrong.append(tr("{place}: is not a Parquet file that can be read; export it again", place=file.file))
            continue
        own = tables.setdefault((file.table, centres.code(file.centre)), [])
        own += [file.table_place] if file.table_place not in own else []
        mapped = id(file.written), reading_for(file, schema), drawn_on(file), kept_headings(delivery, file)
        alone = set(map(str.lower, schema)) & _OF_READERS
        key = file.number if alone else (file.table, own.index(file.table_place), *mapped, *schema.items())
        found.setdefault(key, (schema, []))[1].append(file)
    return list(found.values())


def kept_headings(delivery: Delivery, file: ParquetFile) -> frozenset[str]:
    """Headings that the mapping of a file's centre calls no direct identifiers."""
    own = [each for each in delivery.mappings if each.centre == file.centre or each is file.written]
    keep = (heading for each in own for heading in each.mapping.keep)
    return frozenset(plain(clean(heading)) for heading in keep)


def _mapped(schema: Mapping[str, str], known: Columns) -> list[Column]:
    found = []
    for index, (name, engine_type) in enumerate(schema.items(), start=1):
        variable, kind = known.get(plain(clean(name)), ("", None))
        if kind:
            found.append(Column(name, index, variable, kind, engine_type))
    return found


def _mistakes(source: Source, protocol: Protocol, measures: Mapping[str, Measure]) -> list[str]:
    """Columns that are needed and absent, stand twice, or are of another type than what they hold."""
    heads = set(source.heads().values())
    return [said for file in source.parts if file.number in heads for said in _mistakes_in(file, source, protocol, measures)]


def _mistakes_in(file: ParquetFile, source: Source, protocol: Protocol, measures: Mapping[str, Measure]) -> list[str]:
    have = [column.variable for column in source.columns]
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


def _with_hours(engine: Engine, source: Source, column: Column) -> list[ParquetFile]:
    """Of each centre the first file in which a moment is another than midnight in UTC, as which a plain day is written."""
    if not column.has_zone:
        return []
    moment = f"CAST({column.sql} AS TIMESTAMP)"
    other = f"{moment} <> CAST(CAST({column.sql} AS DATE) AS TIMESTAMP)"
    sql = f"SELECT {source.place}, min({source.number}) FROM {source.relation} s WHERE {other} GROUP BY 1"
    try:
        first = {number for _, number in engine.rows(sql)}
    except UnreadableFile:
        return []
    return [file for file in source.parts if file.number in first]


def _says_nothing(engine: Engine, source: Source, column: Column) -> bool:
    """Whether there are rows and none has a value: who guesses types writes such a column as numbers, or as one of no type at all."""
    try:
        rows, values = engine.rows(f"SELECT count(*), count({column.sql}) FROM {source.relation} s")[0]
        return rows > values == 0
    except UnreadableFile:
        return False
