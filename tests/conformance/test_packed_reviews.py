"""Answers of a review ride on a number for each block of twelve terms: taken apart, they are what was written, whichever door they took."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import duckdb
import pytest

from cohortium.protocol.model import ANY_ROWS
from cohortium.protocol.patterns import BITS, TERMS_TO_A_BLOCK, term_places
from cohortium.study import Study, derived, evidence_of, load
from mappings.studies import PROTOCOL, write

TERMS = ("acne", "cpk", *(f"term{number}" for number in range(3, 28)))
DECLARED = PROTOCOL + "".join(f"    {name}: {{}}\n" for name in TERMS[2:])
PATIENTS = [f"P{number}" for number in range(1, 41)]
WORDS = {"yes": "yes", "no": "no", "nd": "not_done", "nk": "unknown"}
Line = tuple[str | None, ...]


def _lines() -> list[Line]:
    """Two reviews of some patients, none of others; blanks, whole rows of them, answers in one block only, in the last place of a block."""
    dice = Random(20)
    width = len(TERMS) + len(ANY_ROWS)
    drawn = [(patient, *dice.choices([None, *WORDS], k=width)) for patient in dice.choices(PATIENTS, k=60)]
    blank: list[str | None] = [None] * width
    edges = [("P1", *blank), *(("P2", *(blank[:at] + ["yes"] + blank[at + 1 :])) for at in (0, 11, 12, 23, 24, width - 1))]
    return [*drawn, *edges]


def _study(folder: Path, form: str, lines: list[Line]) -> Study:
    head = ("patient", *TERMS, *ANY_ROWS)
    people = [("patient", "sex"), *((patient, "F") for patient in PATIENTS)]
    courses = [("patient", "drug", "daily_dose", "start"), *((patient, "upadacitinib", "15 mg", "2021-06-01") for patient in PATIENTS)]
    tables: dict[str, list[Any]] = {"patients": people, "treatments": courses, "event_review": [head, *lines]}
    if form == "xlsx":
        return load(write(folder, {"07.xlsx": tables}, {}, DECLARED))
    write(folder, {}, {}, DECLARED)
    (folder / "data" / "07").mkdir()
    for table, (names, *rows) in tables.items():
        with duckdb.connect() as connection:
            connection.execute("CREATE TABLE t (" + ", ".join(f'"{name}" VARCHAR' for name in names) + ")")
            for row in rows:
                connection.execute(f"INSERT INTO t VALUES ({', '.join('?' * len(names))})", row)
            connection.execute(f"COPY t TO '{folder / 'data' / '07' / table}.parquet' (FORMAT PARQUET)")
    return load(folder)


@pytest.mark.parametrize("form", ["xlsx", "parquet"])
def test_what_was_written_is_what_the_steps_read(form: str, tmp_path: Path) -> None:
    lines = _lines()
    with derived(_study(tmp_path / "s", form, lines)) as found:
        evidence_of(found)
        read = "SELECT k.code, t.term, t.answer, t.record % 4294967296 FROM term_sources t JOIN keys k ON k.patient = t.patient"
        said = found.engine.rows(read)
        first = 2 if form == "xlsx" else 1  # a sheet has a row of headings
        wanted = [
            (patient, term, BITS[WORDS[answer]], row)
            for row, (patient, *answers) in enumerate(lines, start=first)
            for term, answer in zip((*TERMS, *ANY_ROWS), answers, strict=True)
            if answer
        ]
        assert sorted(said) == sorted(wanted)
        strongest: dict[tuple[str, str], int] = {}
        for patient, term, answer, _ in wanted:
            strongest[patient, term] = max(answer, strongest.get((patient, term), 0))
        status = {"yes": 8, "no": 4, "not_done": 2, "unknown": 1}
        counted = found.engine.rows("SELECT k.code, t.term, t.status FROM term_status t JOIN keys k ON k.patient = t.patient")
        assert len(counted) == len(PATIENTS) * len(TERMS)
        assert {(patient, term): status[answer] for patient, term, answer in counted} == {
            (patient, term): strongest.get((patient, term), BITS["unknown"]) for patient in PATIENTS for term in TERMS
        }


def test_places_fill_a_block_before_the_next(tmp_path: Path) -> None:
    places = term_places(_study(tmp_path / "s", "xlsx", []).protocol)
    assert list(places) == [*TERMS, *ANY_ROWS]
    assert [block for block, _ in places.values()] == [number // TERMS_TO_A_BLOCK for number in range(len(places))]
    assert max(unit for _, unit in places.values()) * 31 < 2**63
