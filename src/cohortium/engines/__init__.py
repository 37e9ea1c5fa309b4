"""Who counts: engines by name. Only this room imports an engine's own library."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from cohortium.engines.base import Engine, Row, UnreadableFile
from cohortium.problems import Problem

Opener = Callable[[], Engine]


def _duckdb() -> Engine:
    from cohortium.engines.duckdb import DuckDB

    return DuckDB()


def _spark(**where: Any) -> Engine:
    """`master`, `scratch`, `session`: see engines.spark.Spark."""
    from cohortium.engines.spark import Spark

    return Spark(**where)


ENGINES: dict[str, Callable[..., Engine]] = {"duckdb": _duckdb, "spark": _spark}


def opener(name: str, master: str = "", scratch: str = "") -> Opener:
    """What opens an engine, with where it counts. Raises Problem where a place is given to an engine that has none."""
    where = {word: place for word, place in (("master", master), ("scratch", scratch)) if place}
    if where and name != "spark":
        raise Problem("--master and --scratch say where Spark counts. Add --engine spark, or leave them out.")
    if name == "spark":
        from cohortium.engines.spark_session import need_spark

        need_spark()  # said before anything is read
    return partial(ENGINES[name], **where)


__all__ = ["ENGINES", "Engine", "Opener", "Row", "UnreadableFile", "opener"]
