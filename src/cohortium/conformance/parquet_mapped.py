"""The columns of a Parquet file by a reading of its mapping: their names, codes and units; everything else of it is named by the study."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase

from cohortium.conformance.layout import Columns
from cohortium.conformance.names import clean, plain
from cohortium.conformance.parquet_columns import Column
from cohortium.language import tr
from cohortium.protocol.mistakes import suggestion
from cohortium.sources import ParquetFile
from cohortium.sources.mapping.model import Reading
from cohortium.sources.mapping.views import has_most, path_of

_OF_SHEETS = ("sheet", "heading", "rows", "skip_rows", "where", "blocks", "turned")
_OF_CELLS = ("at", "value", "part", "box", "shown_if", "unsure")


def mapped_columns(file: ParquetFile, schema: Mapping[str, str], known: Columns, wrong: list[str]) -> list[Column]:
    """The columns that the reading for a file names; empty where its mapping has none for it. Mistakes go to `wrong`."""
    index = reading_for(file, schema)
    if file.written is None or index is None:
        return []
    reading, found = file.written.mapping.readings[index], []
    places = {plain(clean(name)): place for place, name in enumerate(schema, start=1)}
    for name, how in reading.columns.items():
        variable, kind = known.get(plain(name), ("", None))
        place = places.get(plain(clean(how.column)), 0)
        for said in _mistakes(file, reading, name, variable, place, places, known):
            wrong.append(file.written.mistake(path_of(reading, index, -1, name), said))
        if kind and place:
            heading = list(schema)[place - 1]
            found.append(Column(heading, place, variable, kind, schema[heading], how))
    return found


def reading_for(file: ParquetFile, schema: Mapping[str, str]) -> int | None:
    """The first reading of the table that has most of the columns and uses no word of sheets."""
    readings = enumerate(file.written.mapping.readings if file.written else ())
    inside = file.table_place.as_posix()
    return next((index for index, each in readings if _is_for(each, file, inside) and has_most(each, tuple(schema))), None)


def _is_for(reading: Reading, file: ParquetFile, inside: str) -> bool:
    named = not reading.file or fnmatchcase(inside, reading.file)
    return reading.table == file.table and named and not any(getattr(reading, word) for word in _OF_SHEETS)


def _mistakes(
    file: ParquetFile, reading: Reading, name: str, variable: str, place: int, places: Mapping[str, int], known: Columns
) -> Iterator[str]:
    how = reading.columns[name]
    words = [word for word in _OF_CELLS if getattr(how, word) not in ("", None)]
    if words:
        text = "{word} is for workbooks and text files; name a column of a Parquet file by its heading"
        yield tr(text, word=words[0])
    elif not place:
        yield tr('{place} has no column "{name}"{suggestion}', place=file.file, name=how.column, suggestion=suggestion(how.column, places))
    if not variable:
        near = suggestion(name, (each for each, _ in known.values()))
        yield tr('{place} has no column "{name}"{suggestion}', place=reading.table, name=name, suggestion=near)
