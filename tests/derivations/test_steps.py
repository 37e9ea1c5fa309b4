"""The steps keep to the subset of SQL that every engine reads alike, say what they are, and name nothing that is not there."""

from __future__ import annotations

import re
from datetime import date
from importlib import resources

import pytest

from cohortium.conformance.checks import CHECKS
from cohortium.conformance.inputs import empty_inputs
from cohortium.derivations import DATASETS, EVERY, Step, checks, datasets, step, steps, trace, tracking
from cohortium.derivations.inputs import INPUTS
from cohortium.derived import derive
from cohortium.engines import ENGINES
from cohortium.measures import measures_of
from cohortium.protocol.load import protocol_from
from cohortium.protocol.schema import EXAMPLE
from cohortium.protocol.tables import protocol_tables

BANNED = {
    r"/": "division: quotients are made outside the engine, exactly",
    r"\b(round|floor|ceil|trunc)\s*\(": "rounding differs",
    r"\b(double|float|real|decimal|numeric)\b": "binary fractions and products of decimals differ",
    r"\b(greatest|least)\s*\(": "NULLs differ",
    r"\b(group|order) by all\b": "not everywhere",
    r"\b(max_by|min_by|arg_max|arg_min|first|last|first_value|last_value|any_value|mode)\s*\(": "ties and NULLs differ",
    r"\b(median|quantile\w*|percentile\w*|approx_\w+|avg|stddev\w*|var\w*)\s*\(": "statistics are made outside the engine",
    r"\b(qualify|limit|offset|filter|pivot|unpivot|exclude|asof|lateral|sample)\b": "not everywhere",
    r"::|\bdistinct on\b|\bstruct\w*\b|\brow\s*\(|\[|\{": "not everywhere",
    r"\b(string_agg|listagg|list|array_agg|group_concat)\s*\(": "order differs",
    r"\\": "a backslash is a letter, or says something",
    r"\bAS (varchar|hugeint|int64|text)\b": "other names of types; a text is a STRING",
    r"\b(starts_with|suffix|regexp_matches|hash|len|strlen|date_diff|datediff|date_add|make_date|try_cast)\s*\(": "not everywhere",
    r"//|\bdiv\b|\bby name\b": "not everywhere",
    r"\b(nulls first|nulls last|concat|random|now|current_date)\b": "differs, or is not the same twice",
    r";": "one SELECT each",
}
ROW_NUMBER = re.compile(r"row_number\(\) OVER \((?P<window>(?:[^()]|\([^()]*(?:\([^()]*\)[^()]*)*\))*)\)", re.DOTALL)
ALL_STEPS = [*steps(), *checks(), *datasets(), *tracking()]
TRACES = sorted(
    entry.name.removesuffix(".sql")
    for entry in resources.files("cohortium.derivations").joinpath("traces").iterdir()
    if entry.name.endswith(".sql")
)


@pytest.fixture(scope="module")
def engine():
    """An engine in which every step has run on a study without a single row."""
    engine = ENGINES["duckdb"]()
    protocol = protocol_from(EXAMPLE)
    derive(engine, protocol, measures_of(protocol), empty_inputs())
    kinds = {"number": "BIGINT", "first_record": "BIGINT", "last_record": "BIGINT", "file": "VARCHAR", "sheet": "VARCHAR"}
    engine.load_rows("p_sheets", kinds, [])
    engine.load_rows("p_columns", {"number": "BIGINT", "variable": "VARCHAR", "column_number": "BIGINT"}, [])
    yield engine
    engine.close()


@pytest.mark.parametrize("each", ALL_STEPS, ids=lambda each: each.name)
def test_a_step_uses_only_what_every_engine_reads_alike(each):
    text = re.sub(r"'[^']*'", "''", each.sql)
    found = [f"{pattern}: {why}" for pattern, why in BANNED.items() if re.search(pattern, text, re.IGNORECASE)]
    assert not found


@pytest.mark.parametrize("each", ALL_STEPS, ids=lambda each: each.name)
def test_a_step_is_one_short_select_that_says_its_grain(each):
    assert each.grain.startswith("one row")
    assert each.sql.startswith("SELECT")
    assert len(each.sql.splitlines()) <= 22


@pytest.mark.parametrize("each", ALL_STEPS, ids=lambda each: each.name)
def test_picks_have_a_total_order(each):
    """The last key of a ranking tells every two rows apart, so that no engine chooses for us."""
    for found in ROW_NUMBER.finditer(each.sql):
        assert re.search(r"ORDER BY .*\b(record|arm|rank)\b", found["window"], re.DOTALL), found[0]
    assert each.sql.count("row_number()") == len(ROW_NUMBER.findall(each.sql))


@pytest.mark.parametrize("each", ALL_STEPS, ids=lambda each: each.name)
def test_a_row_number_that_is_more_than_a_rank_is_made_wide(each):
    """Spark numbers rows in 32 bits: what is computed from such a number would overflow."""
    for found in ROW_NUMBER.finditer(each.sql):
        assert each.sql[found.end() :].startswith(" AS rank") or each.sql[: found.start()].endswith("CAST("), found[0]


def test_headers_name_the_columns_that_are_there(engine):
    wrong = {each.name: engine.columns(each.name) for each in steps() if each.columns != engine.columns(each.name)}
    assert not wrong
    for each in (*checks(), *datasets(), *tracking(), *map(trace, TRACES)):
        assert each.columns == _columns(engine, each.sql), each.name


def _columns(engine, sql: str) -> tuple[str, ...]:
    engine.rows('DROP VIEW IF EXISTS "asked"')
    engine.run("asked", re.sub(r"\?", "''", sql), kept=False)
    return engine.columns("asked")


def test_a_step_reads_only_what_stands_before_it():
    known = {*INPUTS, *protocol_tables(protocol_from(EXAMPLE), measures_of(protocol_from(EXAMPLE)))}
    for each in steps():
        assert _read_by(each) <= known, f"{each.name} reads {_read_by(each) - known}"
        known.add(each.name)


def _read_by(each: Step) -> set[str]:
    return set(re.findall(r"\b(?:FROM|JOIN)\s+([a-z_]+)\b(?!\.)", each.sql))


def test_a_step_that_is_given_back_is_read_by_nothing_later():
    """Its last reader is the one that it names: no later step, check, dataset or explanation reads it, not through a view either."""
    read, views = {each.name: _read_by(each) for each in steps()}, {each.name for each in steps() if not each.kept}

    def tables(names: set[str]) -> set[str]:
        return names | {below for name in names & views for below in tables(read[name])}

    outside = {name for each in (*checks(), *datasets(), *tracking(), *map(trace, TRACES)) for name in tables(_read_by(each))}
    given_back = {each.name: each.until for each in steps() if each.until}
    assert len(given_back) == 3
    for name, until in given_back.items():
        readers = [each for each in EVERY if each not in views and name in tables(read[each])]
        assert readers[-1] == until and name not in outside, name


def test_every_file_is_a_step_and_every_kept_step_is_read():
    folder = resources.files("cohortium.derivations").joinpath("steps")
    files = {entry.name.removesuffix(".sql") for entry in folder.iterdir() if entry.name.endswith(".sql")}
    assert files == set(EVERY)
    texts = " ".join(each.sql for each in (*ALL_STEPS, *map(trace, TRACES)))
    unread = [each.name for each in steps() if not each.name.startswith("tally_") and not re.search(rf"\b{each.name}\b", texts)]
    assert not unread
    assert {each.name for each in datasets()} == set(DATASETS)


def test_every_check_of_records_is_declared():
    for each in checks():
        for rule in set(re.findall(r"SELECT (?:DISTINCT )?'([a-z_]+)' AS rule", each.sql)):
            assert rule in CHECKS, each.name


@pytest.mark.parametrize(
    ("day", "months", "days", "expected"),
    [
        (date(2021, 1, 31), 1, 0, date(2021, 2, 28)),
        (date(2020, 1, 31), 1, 0, date(2020, 2, 29)),
        (date(2021, 1, 31), 1, 1, date(2021, 3, 1)),
        (date(2021, 3, 31), -1, 0, date(2021, 2, 28)),
        (date(2020, 2, 29), 12, 0, date(2021, 2, 28)),
        (date(2021, 12, 15), 2, -15, date(2022, 1, 31)),
        (date(2021, 5, 1), 0, -90, date(2021, 1, 31)),
    ],
)
def test_the_prelude_shifts_months_first(day, months, days, expected):
    engine = ENGINES["duckdb"]()
    asked = f"SELECT shift(DATE '{day}', {months}, {days}), days_between(DATE '{day}', shift(DATE '{day}', {months}, {days}))"
    assert engine.rows(asked) == [(expected, (expected - day).days)]
    engine.close()


def test_the_engine_never_shows_its_own_message():
    engine = ENGINES["duckdb"]()
    with pytest.raises(Exception) as caught:
        engine.rows("SELECT CAST('Zyxwvutia' AS BIGINT)")
    assert "Zyxwvutia" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert step("study").why
    engine.close()
