"""How names are compared, which tables a study has, and what a file's place says about its centre and table."""

from __future__ import annotations

import re
from datetime import date
from pathlib import PurePosixPath
from typing import Literal, get_args
from urllib.parse import unquote

from cohortium.protocol.values import plain

Table = Literal[
    "patients",
    "previous_treatments",
    "treatments",
    "visits",
    "laboratory",
    "laboratory_limits",
    "events",
    "event_review",
]
TABLES: tuple[Table, ...] = get_args(Table)
MISSING_WORDS = {"not_done": "not done", "not_asked": "not asked", "unknown": "unknown", "not_applicable": "not applicable", "blank": ""}
"""Kind of missing -> the word that stands for it in a cell."""
PARQUET = ".parquet"
CENTRES = ("centre", "center")
"""How a partition that holds a centre is named: `centre=07`."""
_NO_VALUE = "__HIVE_DEFAULT_PARTITION__"
_LIKE_A_DATE = re.compile(r"[0-9]{1,4}[-_. ][0-9]{1,2}[-_. ][0-9]{1,4}|[0-9]{8}")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))


def clean(text: str) -> str:
    """A text without invisible characters and with single plain spaces: NBSP and thin spaces are spaces."""
    return " ".join((text if text.isascii() else text.translate(_INVISIBLE)).split())


_BY_PLAIN = {plain(table): table for table in TABLES}


def table_of(name: str) -> str:
    """The native table that a sheet or file is named after, else empty."""
    return _BY_PLAIN.get(plain(clean(name)), "")


def place_of_table(relative: PurePosixPath) -> PurePosixPath:
    """What names the table of a file below data/: the folder `07/visits.parquet` that its parts lie in, else the file itself."""
    return next((each for each in reversed(relative.parents) if each.suffix.lower() == PARQUET), relative)


def partition_of(relative: PurePosixPath) -> str:
    """The centre that a folder of partitions says, `visits.parquet/centre=07/part-0.parquet`; empty where there is none."""
    keys = (each.name.partition("=") for each in relative.parents)
    return next((_centre(unquote(value)) for key, _, value in keys if key.lower() in CENTRES and value not in ("", _NO_VALUE)), "")


def place_in_data(relative: PurePosixPath) -> tuple[str, str]:
    """(centre, table) by a path below data/: `07/visits.csv`, `07_visits.csv`, `centre-07.xlsx`; empty where it does not say.

    A workbook's tables are its sheets, so its own name is only the centre's. A folder of Parquet parts stands for a file of its name.
    """
    named = place_of_table(relative)
    stem = named.stem
    prefix, table = _split_stem(stem)
    centre = _centre(named.parts[0]) if len(named.parts) > 1 else _centre(prefix) if table else _centre(stem)
    return (centre or partition_of(relative) if named != relative else centre), table


def delivered_on(relative: PurePosixPath) -> str:
    """The date of a delivery by a path below data/, `07/2022-01-15/visits.csv`; empty where there is none.

    Raises ValueError where the folder looks like a date and is none, or is written in another order.
    """
    name = relative.parts[1] if len(relative.parts) > 2 else ""
    if not _LIKE_A_DATE.fullmatch(name):
        return ""
    if date.fromisoformat(name).isoformat() != name:
        raise ValueError(name)
    return name


def _split_stem(stem: str) -> tuple[str, str]:
    """`07_visits` is (07, visits); a stem that is no table and ends in none is (stem, empty)."""
    if table_of(stem):
        return "", table_of(stem)
    for position in (index for index, letter in enumerate(stem) if letter in "_-"):
        # The first joint that leaves a table's name: 07_event_review is the review of 07, not a table of "07_event".
        if position and table_of(stem[position + 1 :]):
            return stem[:position], table_of(stem[position + 1 :])
    return stem, ""


def _centre(name: str) -> str:
    """`centre-07` and `Center 07` are 07."""
    bare = clean(name)
    if bare.lower().startswith(("centre", "center")):
        return bare[6:].strip(" _-") or bare
    return bare
