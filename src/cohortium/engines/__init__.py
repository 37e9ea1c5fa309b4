"""Who counts: engines by name. Only this room imports an engine's own library."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from cohortium.engines.base import Engine, Part, Row, UnreadableFile
from cohortium.problems import Problem

Opener = Callable[[], Engine]


def _duckdb(**limits: Any) -> Engine:
    """`threads`, `memory`, `spill`: see engines.duckdb.DuckDB."""
    from cohortium.engines.duckdb import DuckDB

    return DuckDB(**limits)


def _spark(**where: Any) -> Engine:
    """`master`, `scratch`, `session`: see engines.spark.Spark."""
    from cohortium.engines.spark import Spark

    return Spark(**where)


ENGINES: dict[str, Callable[..., Engine]] = {"duckdb": _duckdb, "spark": _spark}


def opener(name: str, master: str = "", scratch: str = "") -> str | Opener:
    """What opens an engine, with where it counts. Raises Problem where a place is given to an engine that has none."""
    where = {word: place for word, place in (("master", master), ("scratch", scratch)) if place}
    if where and name != "spark":
        raise Problem("--master and --scratch say where Spark counts. Add --engine spark, or leave them out.")
    if name != "spark":
        return name
    from cohortium.engines.spark_session import need_spark

    need_spark()  # said before anything is read
    return partial(ENGINES[name], **where)


def limited(engine: str | Opener, memory: str, spill: Path) -> str | Opener:
    """What opens an engine that keeps to so much memory (`1GiB`), the rest in a folder. Raises Problem where that is no amount."""
    if not memory:
        return partial(_duckdb, spill=spill) if engine == "duckdb" else engine
    if not re.fullmatch(r"[1-9][0-9]*(\.[0-9]+)? ?[KMGT]i?B", memory):
        raise Problem('"{given}" is no amount of memory. Write it like 1GiB or 800MB.', given=memory)
    if engine != "duckdb":
        raise Problem("--memory-limit is for counting on this machine. Leave it out, or leave --engine out.")
    return partial(_duckdb, memory=memory, spill=spill)


__all__ = ["ENGINES", "Engine", "Opener", "Part", "Row", "UnreadableFile", "limited", "opener"]
