"""Every check has a state in every run, with all its addresses; one that could not be answered is no passed one."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from cohortium import study
from cohortium.conformance import CHECKS
from cohortium.conformance.states import states_of
from cohortium.engines.duckdb import DuckDB
from cohortium.problems import InternalError
from mappings.studies import read, write
from sources.other_formats import xls

VISITS = [["patient", "month", "IGA"], *([f"P{n}", 0, f"{n}?"] for n in range(40))]


def states(folder: Path) -> dict[str, tuple[str, int, str]]:
    with read(folder) as found:
        return {each.check: (each.state, each.failures, each.reason) for each in states_of(found.delivery, found.queries, found.broken)}


def test_every_check_has_a_state(tmp_path: Path) -> None:
    found = states(write(tmp_path / "s", {"07.xlsx": {"visits": VISITS}}, {}))
    assert list(found) == list(CHECKS)
    assert found["not_a_number"] == ("failed", 40, "")
    assert found["formula"] == found["off_step"] == ("passed", 0, "")
    assert found["stop_before_start"] == ("not_applicable", 0, "no file holds the table that it looks at")
    assert found["nul_bytes"] == ("not_applicable", 0, "no file is of a format that can have this")


def test_what_a_reader_does_not_tell_is_not_passed(tmp_path: Path) -> None:
    found = states(write(tmp_path / "s", {"07.xls": xls(VISITS[:2])}, {}))
    assert found["formula"] == ("could_not_run", 0, "the reader of some formats does not tell this: {files}")


def test_a_check_that_the_engine_cannot_answer_is_told_and_the_others_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = DuckDB.rows

    def rows(engine: DuckDB, sql: str, parameters: object = ()) -> list[tuple[object, ...]]:
        if "'two_scores_one_day'" in sql:
            raise InternalError("no")
        return answer(engine, sql, parameters)  # type: ignore[arg-type]

    monkeypatch.setattr(DuckDB, "rows", rows)
    found = states(write(tmp_path / "s", {"07.xlsx": {"visits": VISITS}}, {}))
    assert found["two_scores_one_day"] == ("could_not_run", 0, "the engine could not answer it; please report that")
    assert found["visit_without_time"][0] == "passed"


def test_checks_csv_holds_every_address(tmp_path: Path) -> None:
    folder = write(tmp_path / "s", {"07.xlsx": {"visits": VISITS}}, {})
    study.run(folder, figures="none")
    with read(folder) as found:
        queries = [query for query in found.queries if query.rule == "not_a_number"]
    assert len(queries) == 40
    with (folder / "results" / "001" / "checks.csv").open(encoding="utf-8-sig", newline="") as file:
        row = next(row for row in csv.DictReader(file) if row["check"] == "not_a_number")
    assert row["addresses"].split("; ") == [query.file + "!visits!" + query.cell for query in queries]
