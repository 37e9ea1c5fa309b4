"""Tables of a catalogue become folders of Parquet parts in a study, written by the workers: there each record is the row of a file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cohortium.disk import flush, replace_folder, work_folder
from cohortium.engines.spark_scratch import rows_in
from cohortium.engines.spark_session import LOCAL, is_local, need_spark, open_session
from cohortium.engines.spark_tables import write_parts
from cohortium.language import marked
from cohortium.problems import Problem
from cohortium.protocol.mistakes import not_a
from cohortium.protocol.values import plain
from cohortium.sources.names import CENTRES, PARQUET, TABLES
from cohortium.sources.parts import ORIGIN

ROWS_PER_PART = 1_000_000
_NAME = re.compile(r"[\w-]+(?:\.[\w-]+)*")
_ABSENT = ("TABLE_OR_VIEW_NOT_FOUND", "SCHEMA_NOT_FOUND", "CATALOG_NOT_FOUND", "NoSuchTable", "NoSuchNamespace", "NoSuchDatabase")
_REFUSED = ("AccessControl", "AccessDenied", "Permission denied", "PERMISSION", "not authorized", "Forbidden")
"""What Spark, a metastore or a file system says somewhere in its fault; what else it says may quote values and is not told."""
_UNREACHED = marked(
    "{folder} is not where every worker of Spark reaches it: what they wrote there is not seen here. Put the study on a mount that all "
    "of them share, under the same path."
)
_UNSORTED = ("array", "map", "struct", "variant", "interval")


@dataclass(frozen=True)
class Snapshot:
    """A table of the study as it was written: which of the catalogue it is, its folder, its rows and parts."""

    table: str
    source: str
    folder: Path
    rows: int
    parts: int


def snapshot(folder: Path, tables: Mapping[str, str], session: Any = None, master: str = LOCAL, replace: bool = False) -> list[Snapshot]:
    """Write tables of the catalogue (table of the study -> `database.table`) into the data folder of a study, each whole or not at all.

    `session`: a SparkSession that is there already, whose catalogue and time zone count; otherwise Spark's own settings say which
    catalogue there is. Raises Problem where a name is none, a table is not there or may not be read, or earlier ones would be replaced.
    """
    data = folder / "data"
    for table, source in tables.items():
        _check(table, source)
        if (data / f"{table}{PARQUET}").exists() and not replace:
            text = "{folder} is there already. Add --replace to put the new snapshot in its place."
            raise Problem(text, folder=data / f"{table}{PARQUET}")
    need_spark()
    session = session or open_session(master, catalogue=True)
    session.sparkContext.setLogLevel("OFF")  # what a failing task says quotes values
    data.mkdir(exist_ok=True)
    with work_folder(data) as work:
        work.chmod(data.stat().st_mode)  # workers may be another user, as they are for the rest of the study
        frames = {table: _frame(session, source) for table, source in tables.items()}
        if not is_local(session.sparkContext.master):
            _probe(session, work / "probe", data)
        found = [_written(frames[table], table, source, work, data) for table, source in tables.items()]
        flush(work)
        for each in found:
            replace_folder(work / each.folder.name, each.folder)
    return found


def _check(table: str, source: str) -> None:
    if table not in TABLES:
        raise Problem(not_a(marked("a table of a study"), table, TABLES))
    if not _NAME.fullmatch(source):
        text = '"{name}" is no name of a table. Write it as database.table or catalogue.database.table, in letters, digits, _ and -.'
        raise Problem(text, name=source)


def _frame(session: Any, source: str) -> Any:
    """The rows of a table; a moment is the day and hour that the session shows, because in another zone it may be another day."""
    with _refused(source, session.conf.get("spark.sql.catalogImplementation", "")):
        frame = session.table(".".join(f"`{part}`" for part in source.split(".")))
        moments = [name for name, kind in frame.dtypes if kind == "timestamp"]
        return frame.withColumns({name: frame[f"`{name}`"].cast("timestamp_ntz") for name in moments}) if moments else frame


def _probe(session: Any, place: Path, data: Path) -> None:
    """Whether this machine sees what workers write here; asked with numbers, so that no row is left on the disk of a worker."""
    tasks = 2 * session.sparkContext.defaultParallelism
    with _refused(str(data)):
        session.range(0, tasks, 1, tasks).write.parquet(_url(place))
    if rows_in(place) != tasks:
        raise Problem(_UNREACHED, folder=data)


def _written(frame: Any, table: str, source: str, work: Path, data: Path) -> Snapshot:
    final = data / f"{table}{PARQUET}"
    place = work / final.name
    names = [name for name, kind in frame.dtypes if not kind.startswith(_UNSORTED)]
    keys = [name for name in names if plain(name) in (*CENTRES, "patient")]
    with _refused(source):
        rows = frame.count()
        write_parts(frame, -(-rows // ROWS_PER_PART), keys or names, names, _url(place))
    parts = _renamed(place)
    if rows_in(place) != rows:
        text = "{source} held {rows} rows when they were counted, and others were written. Nobody may write to it meanwhile: try again."
        raise Problem(text if parts or not rows else _UNREACHED, source=source, rows=rows, folder=data)
    (place / ORIGIN).write_text(_origin(frame, source, rows, parts), "utf-8")
    return Snapshot(table, source, final, rows, parts)


def _origin(frame: Any, source: str, rows: int, parts: int) -> str:
    """Where the rows are from, for whoever asks later: parts of a table say nothing of it."""
    session = frame.sparkSession
    content = {
        "source": source,
        "taken": datetime.now(UTC).isoformat(timespec="seconds"),
        "time_zone": session.conf.get("spark.sql.session.timeZone"),
        "spark": session.version,
        "rows": rows,
        "parts": parts,
        "columns": dict(frame.dtypes),
    }
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def _renamed(place: Path) -> int:
    """Give the parts names that are the same each time, and take away what lies beside them; how many there are."""
    parts = sorted(place.glob(f"part-*{PARQUET}"))
    for path in set(place.iterdir()) - {*parts}:
        path.unlink()  # _SUCCESS, and sums that belong to the names of before
    for number, part in enumerate(parts):
        part.rename(place / f"part-{number:05}{PARQUET}")
    return len(parts)


def _url(place: Path) -> str:
    return f"file://{place.absolute()}"


@contextmanager
def _refused(name: str, implementation: str = "") -> Iterator[None]:
    """A fault of Spark that somebody can put right, as a Problem; others go on."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except (PySparkException, Py4JError) as error:
        condition = (error.getCondition() if isinstance(error, PySparkException) else "") or type(error).__name__
        said = f"{condition} {error}"
        if any(word in said for word in _ABSENT):
            text = "The catalogue of Spark holds no table {name}."
            if implementation == "in-memory":
                text = (
                    "The catalogue of Spark holds no table {name}. It is one in memory: conf/spark-defaults.conf says where yours is "
                    "(spark.sql.catalogImplementation hive, or spark.sql.catalog.NAME)."
                )
            raise Problem(text, name=name) from None
        if any(word in said for word in _REFUSED):
            raise Problem("{name} may not be read, or its snapshot not be written. Ask who gives the rights.", name=name) from None
        raise Problem("Spark could not take {name} ({condition}).", name=name, condition=condition) from None
