"""The bare scan: every column that the numbers need is read once and added up, and nothing else is done. No job can be faster."""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

from bench.generate import TABLES


def scan(data: Path) -> None:
    """Read the files of a data folder."""
    with duckdb.connect(":memory:") as connection:
        for name in TABLES:
            file = f"read_parquet('{data / name}.parquet')"
            columns = [row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM {file}").fetchall()]
            wanted = ", ".join(f'max("{column}")' for column in columns)
            connection.execute(f"SELECT {wanted} FROM {file}").fetchall()


if __name__ == "__main__":
    scan(Path(sys.argv[1]))
