"""The job written by hand: Parquet files in, a CSV file of the same numbers out."""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

from bench.generate import TABLES

HERE = Path(__file__).parent


def run_by_hand(data: Path, out: Path) -> None:
    """Run by_hand.sql on the files of a data folder."""
    with duckdb.connect(":memory:") as connection:
        for name in TABLES:
            connection.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{data / name}.parquet')")
        connection.execute((HERE / "by_hand.sql").read_text("utf-8"))
        connection.execute(f"COPY results TO '{out}' (HEADER)")


if __name__ == "__main__":
    run_by_hand(Path(sys.argv[1]), Path(sys.argv[2]))
