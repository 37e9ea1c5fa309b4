"""A Spark for the tests: one session for all of them, made for many tiny tables; none where Java or pyspark is missing."""

from __future__ import annotations

import os
from functools import cache
from typing import Any

import pytest

from cohortium.engines.spark import SMALL, Spark
from cohortium.engines.spark_session import need_spark, open_session
from cohortium.problems import Problem

PARTITIONS = "2" if os.environ.get("COHORTIUM_EXAMPLES") else "1"
"""A soak cuts every table; in a test run only the cluster does, for each part of a table costs a task of every step."""
JVM = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Djdk.lang.Process.launchMechanism=VFORK"
# Compiling a query takes longer than reading a hundred rows; what comes out is the same.
TINY = {
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.shuffle.partitions": PARTITIONS,
    "spark.sql.leafNodeDefaultParallelism": PARTITIONS,
    "spark.sql.constraintPropagation.enabled": "false",
    "spark.sql.adaptive.enabled": "false",
    "spark.driver.extraJavaOptions": JVM,
}
CLUSTER = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.executor.memory": "512m",
    "spark.executor.extraJavaOptions": JVM,
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.leafNodeDefaultParallelism": "2",
}
"""For two workers on loopback, beside TINY."""
NEEDED = "COHORTIUM_SPARK"
"""Set where the tests of Spark must run: what is missing then fails them."""


def need() -> None:
    """Skip, with the reason, where there is no Spark."""
    try:
        need_spark()
    except Problem as reason:
        if os.environ.get(NEEDED):
            raise
        pytest.skip(str(reason))


@cache
def session() -> Any:
    """The session of all tests."""
    need()
    return open_session("local[2]", TINY)


def spark(small: int = SMALL) -> Spark:
    """An engine on the session of all tests."""
    return Spark(session=session(), small=small)
