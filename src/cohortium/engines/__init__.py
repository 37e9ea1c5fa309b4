"""Who counts: engines by name. Only this room imports an engine's own library."""

from __future__ import annotations

from collections.abc import Callable

from cohortium.engines.base import Engine, Row, UnreadableFile


def _duckdb() -> Engine:
    from cohortium.engines.duckdb import DuckDB

    return DuckDB()


ENGINES: dict[str, Callable[[], Engine]] = {"duckdb": _duckdb}

__all__ = ["ENGINES", "Engine", "Row", "UnreadableFile"]
