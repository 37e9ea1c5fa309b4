"""A table as a folder of parts, `07/visits.parquet/part-00000.parquet`, as Spark, DuckDB and Polars write it: which files are its parts."""

from __future__ import annotations

from pathlib import PurePosixPath

from cohortium.language import marked, tr
from cohortium.sources.names import CENTRES, PARQUET, partition_of, place_in_data, place_of_table

ORIGIN = "_origin.json"
"""Beside the parts that `snapshot` has written: which table they are from, when they were taken, and by which Spark."""
NO_DATA = ("thumbs.db", "desktop.ini")
_LOGS = ("_delta_log", ".hoodie")
_UNFINISHED = "_temporary"
_CHANGED = marked(
    "is a table of Delta Lake or Hudi: its files also hold rows that were deleted since. Take its rows with cohortium snapshot, or write "
    "them out as Parquet."
)
_CUT = marked("was not written to its end: it holds a folder _temporary. Write it again.")
EMPTY = marked("is a folder without a Parquet file: its table was not written, or lost its files. Write it again, or take the folder away.")


def hidden(inside: PurePosixPath) -> bool:
    """Whether a path below data/, or a folder on it, is hidden."""
    return any(part.startswith(".") for part in inside.parts)


def is_table(inside: PurePosixPath) -> bool:
    """Whether a folder below data/ has the name of a file, and so holds the parts of a table."""
    return inside.suffix.lower() == PARQUET and not hidden(inside) and place_of_table(inside) == inside


def is_part(inside: PurePosixPath) -> bool:
    """Whether a path below data/ lies in such a folder."""
    return place_of_table(inside) != inside and not hidden(place_of_table(inside))


def of_the_system(inside: PurePosixPath) -> bool:
    """Whether a file there is one that readers of Parquet pass over: `_SUCCESS`, `_metadata`, `_origin.json`, `.part-00000.parquet.crc`."""
    return inside.name.lower() in NO_DATA or any(name.startswith((".", "_")) and "=" not in name for name in _below(inside))


def wrong_with(inside: PurePosixPath) -> str:
    """Why the folder cannot be read, by one file in it: its parts are not all of the table, or hold more than its rows."""
    *folders, name = _below(inside)
    if any(folder in _LOGS for folder in folders):
        return tr(_CHANGED)
    if _UNFINISHED in folders:
        return tr(_CUT)
    if of_the_system(inside):
        return ""
    for folder in folders:
        key, _, _ = folder.partition("=")
        if "=" not in folder:
            return tr('holds a folder "{name}", which is no partition such as centre=07. Write its parts directly into it.', name=folder)
        if key.lower() not in CENTRES:
            text = "is cut into partitions by {key}, and only partitions by centre are read. Write {key} as a column of the parts."
            return tr(text, key=key)
    if not name.lower().endswith(PARQUET):
        return tr('holds "{name}", which does not end in .parquet. Name it so if it is a part, else take it away.', name=name)
    return _two_centres(inside)


def _two_centres(inside: PurePosixPath) -> str:
    folder, own = place_in_data(place_of_table(inside))[0], partition_of(inside)
    text = "is of centre {one} by its place, and of centre {other} by a partition in it. Put it directly into data."
    return tr(text, one=folder, other=own) if folder and own and folder != own else ""


def _below(inside: PurePosixPath) -> tuple[str, ...]:
    return inside.relative_to(place_of_table(inside)).parts
