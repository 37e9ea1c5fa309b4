"""A study derived on DuckDB and on Spark."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from cohortium.derivations import counting, steps
from cohortium.derived import Derived, derived, load, run_steps
from engines.sparks import spark
from generated import Generated

SHEETS = {"number": "BIGINT", "first_record": "BIGINT", "last_record": "BIGINT", "file": "VARCHAR", "sheet": "VARCHAR"}
VARIABLES = {"number": "BIGINT", "variable": "VARCHAR", "column_number": "BIGINT"}


class Both:
    """A study derived on both engines, all its steps run; Spark takes every table for a long one, as at a registry."""

    def __init__(self, folder: Path, stack: ExitStack, generated: Generated | None = None) -> None:
        study = load(folder)
        self.folder, self.generated = folder, generated
        engines = ("duckdb", partial(spark, small=-1))
        self.duckdb, self.spark = (stack.enter_context(derived(study, opened, keep_all=True)) for opened in engines)
        for found in (self.duckdb, self.spark):
            run_steps(found.engine, [each for each in steps() if each.name not in run_already(found)])
            found.engine.load_rows("p_sheets", SHEETS, [(1, 2**32, 2**33 - 1, "data/01/visits.csv", "")])
            found.engine.load_rows("p_columns", VARIABLES, [(1, "IGA", 3), (1, "date", 2)])

    def rows(self, sql: str, parameters: tuple = ()) -> tuple[Counter, Counter]:
        """The rows of a query on either engine."""
        return Counter(self.duckdb.engine.rows(sql, parameters)), Counter(self.spark.engine.rows(sql, parameters))


def run_already(found: Derived) -> set[str]:
    """The steps that a run of the study has made."""
    return {each.name for each in counting(found.study.protocol.asked)}


DerivedTwice = Callable[..., Both]
"""Takes what `pooled` takes."""
