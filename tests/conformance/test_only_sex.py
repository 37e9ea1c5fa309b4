"""What only one sex can have: the answer of another patient is set aside before any rule reads it, in sheets and in Parquet files."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from cohortium.protocol.patterns import BITS
from cohortium.study import derived, load
from mappings.studies import PROTOCOL, write

DECLARED = PROTOCOL.replace("  asthma:", "  pregnant: {type: yes_no, only_sex: F}\n  asthma:") + "    pregnancy: {only_sex: F}\n"
TABLES = {
    "patients": [("patient", "sex", "pregnant"), ("P1", "M", "yes"), ("P2", "F", "yes"), ("P3", None, "yes")],
    "events": [("patient", "term"), ("P1", "pregnancy"), ("P1", "acne"), ("P2", "pregnancy"), ("P3", "pregnancy")],
    "event_review": [("patient", "pregnancy"), ("P1", "yes"), ("P2", "no")],
}


def _study(folder: Path, form: str) -> Path:
    if form == "xlsx":
        return write(folder, {"07.xlsx": TABLES}, {}, DECLARED)
    write(folder, {}, {}, DECLARED)
    (folder / "data" / "07").mkdir()
    for table, (head, *rows) in TABLES.items():
        with duckdb.connect() as connection:
            connection.execute(f"CREATE TABLE t ({', '.join(f'{name} VARCHAR' for name in head)})")
            connection.executemany(f"INSERT INTO t VALUES ({', '.join('?' * len(head))})", rows)
            connection.execute(f"COPY t TO '{folder / 'data' / '07' / table}.parquet' (FORMAT PARQUET)")
    return folder


@pytest.mark.parametrize("form", ["xlsx", "parquet"])
def test_the_answer_counts_nowhere_and_its_cell_is_set_aside(form: str, tmp_path: Path) -> None:
    with derived(load(_study(tmp_path / "s", form))) as found:
        asked = [(query.patient, query.found, query.cell) for query in found.queries if query.rule == "sex_contradicts"]
        row = {"xlsx": 2, "parquet": 1}[form]  # a Parquet file has no row of headings
        assert sorted(asked) == [("P1", "pregnancy", f"B{row}"), ("P1", "yes", f"B{row}"), ("P1", "yes", f"C{row}")]
        events = found.engine.rows("SELECT code, term FROM in_events ORDER BY 1, 2")
        assert events == [("P1", "acne"), ("P1", None), ("P2", "pregnancy"), ("P3", "pregnancy")]
        unit = "(SELECT unit FROM p_places WHERE term = 'pregnancy')"
        said = f"SELECT code, whole_parts(pattern, {unit}) FROM in_reviews ORDER BY 1"
        assert found.engine.rows(said) == [("P1", BITS["unknown"]), ("P2", BITS["no"])]
        known = "SELECT code FROM in_characteristics WHERE variable = 'pregnant' AND level = 'yes' ORDER BY 1"
        assert found.engine.rows(known) == [("P2",), ("P3",)]
        assert sum(row.cells_quarantined for row in found.ledger) == 3
        assert all(
            row.cells == row.cells_accepted + row.cells_normalised + row.cells_quarantined + row.cells_empty + row.cells_unused
            for row in found.ledger
        )
