"""Units of laboratory values in Parquet files that no limit of their test has: asked about once per centre, test and unit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from cohortium.conformance.findings import Conformed, Finding
from cohortium.conformance.names import clean
from cohortium.conformance.parquet import complete
from cohortium.conformance.parquet_inputs import quoted
from cohortium.conformance.recognise import declared_for
from cohortium.conformance.unit_names import judged_tests
from cohortium.engines import Engine
from cohortium.protocol.model import Protocol
from cohortium.provenance import ROWS_PER_SHEET, place_of

_SAME_TEST = "SELECT 1 FROM in_limits m WHERE m.centre = l.centre AND m.test = l.test AND m.unit IS NOT NULL"


def strange_units_of_files(engine: Engine, conformed: Conformed, protocol: Protocol) -> list[Finding]:
    """A finding at the first row of each; a unit that somebody explained is none."""
    files = {each.number: each for each in conformed.delivery.parquet if each.table == "laboratory"}
    tests = judged_tests(protocol)
    if not files or not tests:
        return []
    for centre, test, unit in engine.rows("SELECT DISTINCT centre, test, unit FROM in_limits WHERE unit IS NOT NULL ORDER BY 1, 2, 3"):
        conformed.limit_units.setdefault((centre, test), {})[unit] = unit
    found = [Finding("unit_of_no_limit", *place_of(record), variable="unit") for (record,) in engine.rows(_asked(files, tests))]
    return [
        each
        for each in complete(conformed.accounts, found)
        if clean(each.found) not in declared_for(files[each.sheet_number]).about("code", "unit")
    ]


def _runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Numbers that follow each other, as the first of them and the first after them."""
    for _, run in groupby(enumerate(sorted(numbers)), lambda each: each[1] - each[0]):
        own = [number for _, number in run]
        yield own[0], own[-1] + 1


def _asked(files: Iterable[int], tests: Iterable[str]) -> str:
    inside = " OR ".join(f"l.record BETWEEN {first * ROWS_PER_SHEET} AND {after * ROWS_PER_SHEET - 1}" for first, after in _runs(files))
    named = ", ".join(map(quoted, sorted(tests)))
    return f"""SELECT min(l.record) FROM in_laboratory l
        WHERE ({inside}) AND l.value IS NOT NULL AND l.lower IS NULL AND l.upper IS NULL AND l.unit <> '' AND l.test IN ({named})
          AND EXISTS ({_SAME_TEST}) AND NOT EXISTS ({_SAME_TEST} AND m.unit = l.unit)
        GROUP BY l.centre, l.test, l.unit ORDER BY 1"""
