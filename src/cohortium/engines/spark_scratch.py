"""Where Spark keeps steps: a folder of its own below one that every worker reaches, gone when the engine is closed."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from uuid import uuid4

from cohortium.disk import work_folder


class Scratch:
    """A new folder below `parent`, which is a folder or a URL; by default one of the system, for its owner alone.

    What a killed program left in that of the system is taken away by the next one; elsewhere workers may still write.
    """

    def __init__(self, parent: str | None) -> None:
        place = parent.removeprefix("file://") if parent else None
        self.is_here = place is None or "://" not in place  # whether this machine sees the files that workers write
        self._made, self._own = 0, ExitStack()
        if place is None:
            self.home = str(self._own.enter_context(work_folder(Path(tempfile.gettempdir()))))
        elif self.is_here:
            self.home = str(Path(place).absolute() / _name())
            Path(self.home).mkdir(parents=True)
        else:
            self.home = f"{place.rstrip('/')}/{_name()}"

    def place(self, name: str) -> str:
        """A place that nothing has been written to."""
        self._made += 1
        return f"{self.home}/{self._made:04}-{name}"

    def remove(self, session: Any) -> None:
        """Take everything away, as the session reaches it."""
        there = session._jvm.org.apache.hadoop.fs.Path(self.home)
        there.getFileSystem(session._jsparkSession.sessionState().newHadoopConf()).delete(there, True)
        self._own.close()


def _name() -> str:
    return f"cohortium-{uuid4().hex}"


def rows_in(folder: Path) -> int:
    """The rows of the Parquet files in a folder, as their ends say."""
    from pyarrow.parquet import read_metadata

    return sum(read_metadata(file).num_rows for file in folder.glob("*.parquet"))


def schema_written(path: Path | str) -> tuple[Any, ...]:
    """What the end of a Parquet file says of its columns: equal where Spark finds the same columns and types."""
    from pyarrow.parquet import read_metadata

    found = read_metadata(path)
    columns = (found.schema.column(at) for at in range(len(found.schema)))
    types = ((each.path, each.physical_type, str(each.logical_type), each.length, each.precision, each.scale) for each in columns)
    return (found.metadata or {}).get(b"org.apache.spark.sql.parquet.row.metadata"), *types


def move_parts(folder: Path, path: Path) -> None:
    """Move the parts of a dataset to its place: one file if there is one, else a folder of that name that holds them."""
    parts = sorted(folder.glob("part-*.parquet"))
    if len(parts) == 1:
        shutil.move(parts[0], path)
        return
    path.mkdir()
    for number, part in enumerate(parts):
        shutil.move(part, path / f"part-{number:05}.parquet")
