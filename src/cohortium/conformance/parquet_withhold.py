"""Columns of Parquet files that identify people directly: counted by the engine, judged as in sheets, and not read."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from cohortium.conformance.findings import Finding
from cohortium.conformance.identifiers import KINDS, kind_of, names_people
from cohortium.conformance.layout import PATIENT
from cohortium.conformance.names import clean, plain
from cohortium.conformance.parquet_columns import TEXTS, WHOLE, base_type
from cohortium.conformance.parquet_inputs import Source, count_of, quoted
from cohortium.engines import Engine
from cohortium.language import counted, tr

BIRTH = "birth_year"
_WIDE = ("INTEGER", "BIGINT", "UINTEGER", "UBIGINT", "HUGEINT")  # have room for nine digits
# Wider than what is looked for in the end, because the engine only chooses which texts are looked at: an @, or nine digits.
_LONG = r"@|[0-9](?:[ .\-]?[0-9ABab]){8}"
_LEAST = 9
_CERTAIN = r"@|[1-478]\s?[0-9]{2}\s?[0-9]{2}\s?[0-9][0-9ABab]\s?[0-9]{3}\s?[0-9]{3}\s?[-/]?\s?[0-9]{2}"
_BY_CHANCE = r"^\s*(?:[0-9]{3}[ \-]?[0-9]{3}[ \-]?[0-9]{4}|[+0][0-9 .()\-]{8,20})\s*$"


def withhold_columns(engine: Engine, source: Source, kept: Collection[str] = ()) -> list[Finding]:
    """The columns that identify people, a finding for each and for each centre that has them: by its heading, never a text.

    One scan counts the long texts of all columns; only where there are some, or where a heading speaks for it, one is looked at closely.
    """
    listed = [(at, name) for at, name in enumerate(source.names, start=1) if _may_hold(source, name) and plain(clean(name)) not in kept]
    counts = _long_texts(engine, source, [name for _, name in listed])
    found: list[Finding] = []
    for (at, name), long in zip(listed, counts, strict=True):
        variable = next((column.variable for column in source.columns if column.index == at), "")
        kinds = _kinds(engine, source, name, variable) if long or names_people(name) or variable == BIRTH else {}
        if any(kinds.values()):
            found += _findings(engine, source, at, name, variable, kinds)
    return found


def _may_hold(source: Source, name: str) -> bool:
    return base_type(source.types[name]) in (*TEXTS, *WHOLE, "DATE")


def _column(name: str) -> str:
    return f's."{name.replace(chr(34), chr(34) * 2)}"'


def _sql(name: str) -> str:
    return f"CAST({_column(name)} AS STRING)"


def _long_texts(engine: Engine, source: Source, names: list[str]) -> tuple[int, ...]:
    """How many texts of each column are long enough to identify somebody; 1 for numbers and days of which one is."""
    found = dict.fromkeys(names, 0)
    # Asked apart, because files say themselves what their greatest number and day are: nothing needs to be read.
    for kinds, test in ((TEXTS, _are_long), ((*_WIDE, "DATE"), _reach_far)):
        listed = [name for name in names if base_type(source.types[name]) in kinds]
        if listed:
            [row] = engine.rows(f"SELECT {', '.join(test(source, name) for name in listed)} FROM {source.relation} s")
            found |= dict(zip(listed, row, strict=True))
    return tuple(found.values())


def _are_long(source: Source, name: str) -> str:
    """SQL: how many texts of a column may be such texts."""
    text = _sql(name)
    # Nine characters that do not begin with a digit hold fewer than nine digits.
    sure = f"length({text}) > {_LEAST} OR length({text}) = {_LEAST} AND {text} >= '0' AND {text} < ':'"
    return count_of(f"CASE WHEN {sure} THEN matches({text}, '{_LONG}') WHEN length({text}) > 5 THEN contains({text}, '@') END")


def _reach_far(source: Source, name: str) -> str:
    """SQL: 1 if a number of a column has nine digits, or a day a year of five."""
    column, least = _column(name), 10 ** (_LEAST - 1)
    is_day = base_type(source.types[name]) == "DATE"
    far = f"max({column}) >= DATE '10000-01-01'" if is_day else f"max({column}) >= {least} OR min({column}) <= -{least}"
    return f"CASE WHEN {far} THEN 1 ELSE 0 END"


def _kinds(engine: Engine, source: Source, name: str, variable: str) -> dict[str, str]:
    """What a centre's column identifies people by: by all its different texts, or by those alone that are certain one by one."""
    texts = f"(SELECT DISTINCT {source.place} AS centre, {_sql(name)} AS text FROM {source.relation} s) AS texts"
    tests = (count_of(f"matches(text, '{pattern}')") for pattern in (_CERTAIN, _BY_CHANCE))
    looked_at: dict[str, list[str]] = {}
    wanted = []
    for centre, filled, certain, by_chance in engine.rows(f"SELECT centre, count(text), {', '.join(tests)} FROM {texts} GROUP BY 1"):
        whole = names_people(name) or variable == BIRTH or by_chance * 5 >= filled * 4 > 0
        if whole or certain:
            looked_at[centre] = []
            wanted.append(f"centre = {quoted(centre)}" + ("" if whole else f" AND matches(text, '{_CERTAIN}')"))
    if wanted:
        for centre, text in engine.rows(f"SELECT centre, text FROM {texts} WHERE text IS NOT NULL AND ({' OR '.join(wanted)})"):
            looked_at[centre].append(text)
    return {centre: kind_of(name, some, variable == PATIENT, variable == BIRTH) for centre, some in looked_at.items()}


def _findings(engine: Engine, source: Source, at: int, name: str, variable: str, kinds: Mapping[str, str]) -> Iterator[Finding]:
    cells = dict(engine.rows(f"SELECT {source.number}, count({_sql(name)}) FROM {source.relation} s{source.by_file}"))
    rule = "identifier_key" if variable == PATIENT else "identifier_column"
    for centre, number in source.heads().items():
        if not kinds.get(centre):
            continue
        own = sum(cells.get(part.number, 0) for part, whose in zip(source.parts, source.centres, strict=True) if whose == centre)
        said = counted("{kind}, in {n} cell", "{kind}, in {n} cells", own, kind=tr(KINDS[kinds[centre]]))
        yield Finding(rule, number, 0, at, centre, found=said, variable=clean(name))
