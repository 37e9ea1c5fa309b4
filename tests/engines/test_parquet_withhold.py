"""What identifies people is found in Parquet files too, before anything is kept, and its columns are not read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from cohortium.derived import Derived, derived, load
from mappings.studies import write

ROWS = [
    ("1000000001", 70.0, "a.martin@example.org", 255081416802538, "06 12 34 56 78", "1975-03-12", "Martin", "943 476 5919", "ward 3"),
    ("1000000002", 71.0, None, None, "+33 6 12 34 56 79", "1980-01-02", "Dupont", "987 654 3210", "ward 4"),
    ("1000000003", 72.0, None, None, "0612345670", "1981-01-02", "Durand", "401 023 2137", "12345678901"),
]
COLUMNS = (
    'patient VARCHAR, weight DOUBLE, mail VARCHAR, nir BIGINT, tel VARCHAR, "date de naissance" DATE, nom VARCHAR, nhs VARCHAR, '
    "remark VARCHAR"
)


def _study(folder: Path, columns: str, rows: list[tuple[Any, ...]], mapping: str = "") -> Path:
    write(folder, {}, {"07.yaml": mapping} if mapping else {})
    (folder / "data" / "07").mkdir()
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE t ({columns})")
        connection.executemany(f"INSERT INTO t VALUES ({', '.join('?' * len(rows[0]))})", rows)
        connection.execute(f"COPY t TO '{folder / 'data' / '07' / 'patients.parquet'}' (FORMAT PARQUET)")
    return folder


def _told(found: Derived) -> dict[str, str]:
    return {query.cell: f"{query.rule}: {query.found}" for query in found.queries if query.rule.startswith("identifier")}


def _balanced(found: Derived) -> bool:
    (row,) = found.ledger
    cells = row.cells_accepted + row.cells_normalised + row.cells_quarantined + row.cells_empty + row.cells_unused
    return cells == row.cells and row.rows == row.rows_used + row.rows_excluded + row.rows_duplicate + row.rows_not_data


def test_every_kind_is_found_by_column_and_never_printed(tmp_path: Path) -> None:
    with derived(load(_study(tmp_path / "s", COLUMNS, ROWS)), only_checks=True) as found:
        assert _told(found) == {
            "C": "identifier_column: e-mail addresses, in 1 cell",
            "D": "identifier_column: French social security numbers, in 1 cell",
            "E": "identifier_column: telephone numbers, in 3 cells",
            "F": "identifier_column: full dates of birth, in 3 cells",
            "G": "identifier_column: names, in 3 cells",
            "H": "identifier_column: NHS numbers, in 3 cells",
        }
        assert found.engine.rows("SELECT code, number FROM in_characteristics ORDER BY 1") == [
            ("1000000001", 700), ("1000000002", 710), ("1000000003", 720),
        ]  # fmt: skip
        assert _balanced(found) and found.ledger[0].cells_unused == 21


def test_a_file_whose_codes_identify_people_is_not_read(tmp_path: Path) -> None:
    rows = [("255081416802538", 70.0), ("2 55 08 14 168 025 38", 71.0)]
    with derived(load(_study(tmp_path / "s", "patient VARCHAR, weight DOUBLE", rows)), only_checks=True) as found:
        assert _told(found) == {"A": "identifier_key: French social security numbers, in 2 cells"}
        assert found.engine.rows("SELECT count(*) FROM in_patients") == [(0,)]
        assert _balanced(found) and (found.ledger[0].rows_used, found.ledger[0].cells_unused) == (0, 4)


def test_what_a_mapping_keeps_is_read(tmp_path: Path) -> None:
    rows = [("255081416802538", 70.0)]
    folder = _study(tmp_path / "s", "patient VARCHAR, weight DOUBLE", rows, "keep: [patient]\n")
    with derived(load(folder), only_checks=True) as found:
        assert _told(found) == {}
        assert found.engine.rows("SELECT code FROM in_patients") == [("255081416802538",)]
