"""How lists become Spark's tables, by Arrow and without a pickled object, and how its types and faults are told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from cohortium.engines.base import Columns, UnreadableFile
from cohortium.language import marked
from cohortium.problems import InternalError, Problem

SQL_TYPES = {"BIGINT": "BIGINT", "INTEGER": "INTEGER", "VARCHAR": "STRING", "DATE": "DATE", "BOOLEAN": "BOOLEAN"}
_ARROW = {"BIGINT": "int64", "INTEGER": "int32", "VARCHAR": "string", "DATE": "date32", "BOOLEAN": "bool_"}
_NAMES = {
    "string": "VARCHAR",
    "byte": "TINYINT",
    "tinyint": "TINYINT",
    "smallint": "SMALLINT",
    "int": "INTEGER",
    "bigint": "BIGINT",
    "float": "FLOAT",
    "double": "DOUBLE",
    "date": "DATE",
    "boolean": "BOOLEAN",
    "timestamp": "TIMESTAMP WITH TIME ZONE",
    "timestamp_ntz": "TIMESTAMP",
    "binary": "BLOB",
}

_MEMORY = ("OutOfMemory", "Not enough memory to build and broadcast", "UNABLE_TO_ACQUIRE_MEMORY")
NO_MEMORY = marked(
    "Spark has too little memory for the step {step}. Give it more: spark.driver.memory where it was started, and spark.executor.memory "
    "on a cluster (docs/spark.md says where)."
)
"""Also where Spark ended without a word, which is how a machine that has no memory left ends it."""
_READING = ("FAILED_READ_FILE", "ParquetDecodingException", "org.apache.parquet.io")
"""What a fault of a file holds somewhere: it may be told as one of the job that met it."""


def arrow_table(columns: Columns, data: dict[str, list[Any]]) -> Any:
    """A table from lists of equal length, one per column."""
    import pyarrow

    arrays = [pyarrow.array(data[name], type=getattr(pyarrow, _ARROW[kind])()) for name, kind in columns.items()]
    return pyarrow.Table.from_arrays(arrays, names=list(columns))


def engine_types(schema: Any) -> Columns:
    """The columns of a file with their types in the words of every engine."""
    return {field.name: _name(field.dataType.simpleString()) for field in schema}


def _name(kind: str) -> str:
    return _NAMES.get(kind, kind.upper())


def write_parts(frame: Any, parts: int, keys: Sequence[str], order: Sequence[str], place: str) -> None:
    """Write rows as so many Parquet files, cut by some columns and sorted by others."""
    # Who comes into which part follows from the rows alone, so the same rows give the same files.
    cut = frame.repartition(max(parts, 1), *map(_quoted, keys)).sortWithinPartitions(*map(_quoted, order))
    cut.write.option("compression", "zstd").parquet(place)


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


@contextmanager
def told(name: str) -> Iterator[None]:
    """A fault of Spark as one of ours: its own message quotes values of patients, so only its kind is told."""
    from py4j.protocol import Py4JError, Py4JNetworkError
    from pyspark.errors import PySparkException

    try:
        yield
    except (PySparkException, Py4JError) as error:
        if isinstance(error, Py4JNetworkError) or any(word in str(error) for word in _MEMORY):
            raise Problem(NO_MEMORY, step=name) from None
        condition = (error.getCondition() if isinstance(error, PySparkException) else "") or type(error).__name__
        reading = any(word in str(error) for word in _READING)
        raise (UnreadableFile if reading else InternalError)(f"Spark could not run the step {name} ({condition}).") from None
