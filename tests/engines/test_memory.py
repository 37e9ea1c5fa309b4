"""Memory is limited where that is asked for, and what does not fit leaves nothing behind."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from cohortium.engines import ENGINES
from cohortium.engines.duckdb import MEMORY
from cohortium.problems import Problem

LONG = "SELECT i, hash(i) AS number FROM range(4000000) r(i)"  # 64 MB, twice what it may take


@pytest.fixture(autouse=True)
def folder(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_what_does_not_fit_is_written_beside_and_taken_away(monkeypatch, folder: Path):
    monkeypatch.setenv(MEMORY, "40MB")
    engine = ENGINES["duckdb"]()
    engine.run("long", LONG, kept=True)
    [(spilled,)] = engine.rows("SELECT sum(size) FROM duckdb_temporary_files()")
    assert spilled > 0
    assert [path.stat().st_mode & 0o077 for path in folder.iterdir()] == [0]  # nobody else reads it
    assert engine.rows("SELECT count(*), count(DISTINCT number) FROM long") == [(4_000_000, 4_000_000)]
    engine.close()
    assert not list(folder.iterdir())


@pytest.mark.parametrize("asked", ["much", "0GB", "-1GB", "1", "1TB; SELECT 1"])
def test_a_size_that_is_none_is_refused(monkeypatch, asked: str):
    monkeypatch.setenv(MEMORY, asked)
    with pytest.raises(Problem, match="COHORTIUM_MEMORY is not a size of memory. Write for example 2GB."):
        ENGINES["duckdb"]()
