"""Columns of Parquet files that identify people directly: counted by the engine, judged as in sheets, and not read."""

from __future__ import annotations

from collections.abc import Collection

from cohortium.conformance.findings import Finding
from cohortium.conformance.identifiers import KINDS, kind_of, names_people
from cohortium.conformance.layout import PATIENT
from cohortium.conformance.names import clean, plain
from cohortium.conformance.parquet_columns import TEXTS, WHOLE, base_type
from cohortium.conformance.parquet_inputs import Source, count_of
from cohortium.engines import Engine
from cohortium.language import counted, tr

BIRTH = "birth_year"
# Wider than what is looked for in the end, because the engine only chooses which texts are looked at.
_LONG = r"@|[0-9](?:[ .\-]?[0-9ABab]){8}"
_CERTAIN = r"@|[1-478]\s?[0-9]{2}\s?[0-9]{2}\s?[0-9][0-9ABab]\s?[0-9]{3}\s?[0-9]{3}\s?[-/]?\s?[0-9]{2}"
_BY_CHANCE = r"^\s*(?:[0-9]{3}[ \-]?[0-9]{3}[ \-]?[0-9]{4}|[+0][0-9 .()\-]{8,20})\s*$"


def withhold_columns(engine: Engine, source: Source, kept: Collection[str] = ()) -> list[Finding]:
    """Take what identifies people out of the columns that are read; a finding for each, by its heading, never a text.

    One scan counts the long texts of all columns; only where there are some, or where a heading speaks for it, one is looked at closely.
    """
    listed = [(at, name) for at, name in enumerate(source.names, start=1) if _may_hold(source, name) and plain(clean(name)) not in kept]
    counts = _long_texts(engine, source, [name for _, name in listed])
    found = []
    for (at, name), long in zip(listed, counts, strict=True):
        variable = next((column.variable for column in source.columns if column.index == at), "")
        kind = _kind(engine, source, name, variable) if long or names_people(name) or variable == BIRTH else ""
        if kind:
            found.append(_finding(engine, source, at, name, variable, kind))
    taken = {finding.column for finding in found}
    source.columns = [column for column in source.columns if column.index not in taken]
    return found


def _may_hold(source: Source, name: str) -> bool:
    return base_type(source.types[name]) in (*TEXTS, *WHOLE, "DATE")


def _sql(name: str) -> str:
    return f'CAST(s."{name.replace(chr(34), chr(34) * 2)}" AS STRING)'


def _long_texts(engine: Engine, source: Source, names: list[str]) -> tuple[int, ...]:
    """How many texts of each column are long enough to identify somebody."""
    if not names:
        return ()
    tests = (f"CASE WHEN length({_sql(name)}) > 5 THEN matches({_sql(name)}, '{_LONG}') END" for name in names)
    return engine.rows(f"SELECT {', '.join(map(count_of, tests))} FROM {source.relation} s")[0]


def _kind(engine: Engine, source: Source, name: str, variable: str) -> str:
    """What a column identifies people by: of all its different texts, or of those alone that are certain one by one."""
    texts = f"(SELECT DISTINCT {_sql(name)} AS text FROM {source.relation} s) AS texts"
    tests = (count_of(f"matches(text, '{pattern}')") for pattern in (_CERTAIN, _BY_CHANCE))
    filled, certain, by_chance = engine.rows(f"SELECT {', '.join(['count(text)', *tests])} FROM {texts}")[0]
    whole = names_people(name) or variable == BIRTH or by_chance * 5 >= filled * 4 > 0
    if not (whole or certain):
        return ""
    where = "text IS NOT NULL" if whole else f"matches(text, '{_CERTAIN}')"
    rows = engine.rows(f"SELECT text FROM {texts} WHERE {where}")
    return kind_of(name, [text for (text,) in rows], variable == PATIENT, variable == BIRTH)


def _finding(engine: Engine, source: Source, at: int, name: str, variable: str, kind: str) -> Finding:
    cells = engine.rows(f"SELECT count({_sql(name)}) FROM {source.relation} s")[0][0]
    said = counted("{kind}, in {n} cell", "{kind}, in {n} cells", cells, kind=tr(KINDS[kind]))
    rule = "identifier_key" if variable == PATIENT else "identifier_column"
    return Finding(rule, source.file.number, 0, at, source.file.centre, found=said, variable=clean(name))
