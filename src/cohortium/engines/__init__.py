"""Who counts: engines by name. Only this room imports an engine's own library."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cohortium.engines.base import Engine, Row, UnreadableFile

Opener = Callable[[], Engine]


def _duckdb() -> Engine:
    from cohortium.engines.duckdb import DuckDB

    return DuckDB()


def _spark(**where: Any) -> Engine:
    """`master`, `scratch`, `session`: see engines.spark.Spark."""
    from cohortium.engines.spark import Spark

    return Spark(**where)


ENGINES: dict[str, Callable[..., Engine]] = {"duckdb": _duckdb, "spark": _spark}

__all__ = ["ENGINES", "Engine", "Opener", "Row", "UnreadableFile"]
