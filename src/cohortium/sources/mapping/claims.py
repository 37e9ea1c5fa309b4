"""Which mapping a file comes under, which readings of it fit, and what no reading fits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from cohortium.language import tr
from cohortium.protocol.values import plain
from cohortium.sources.delivery import Sheet
from cohortium.sources.mapping.load import Written
from cohortium.sources.names import clean, place_in_data
from cohortium.sources.raw import Unreadable


def mapping_of(mappings: Iterable[Written], inside: PurePosixPath, centre: str) -> Written | None:
    """The mapping that names a file (its path below data/), else the one of the centre that the file's place says."""
    several = tuple(mappings)
    named = [each for each in several if _names(each.mapping.files, inside)]
    by_centre = [each for each in several if not each.mapping.files and each.centre == centre]
    if len(named) > 1:
        raise Unreadable("is claimed by {first} and {second}. Let one of them name it.", first=named[0].file, second=named[1].file)
    return next(iter((*named, *by_centre)), None)


def _names(patterns: Iterable[str], inside: PurePosixPath) -> bool:
    return any(fnmatchcase(inside.as_posix(), pattern) for pattern in patterns)


def is_left_out(written: Written, inside: PurePosixPath) -> bool:
    """Whether a mapping says that a file holds no data."""
    return _names(written.mapping.unread, inside)


def by_shape(written: Written, inside: PurePosixPath, files: Mapping[str, int]) -> bool:
    """Whether a mapping is for all files of its centre, of which there are several: each is then read by what fits it.

    Of one file alone every reading must fit, so that a heading written wrongly is a mistake with its line. `files`: centre -> files.
    """
    own = written.by_hand and written.mapping.readings and not written.mapping.files
    return bool(own) and files.get(place_in_data(inside)[0], 0) > 1


def unmet(written: Written, sheets: Iterable[Sheet], file: str) -> list[str]:
    """Readings that name a tab that their file does not have."""
    tabs = {(sheet.file, plain(clean(sheet.sheet))) for sheet in sheets}
    wanted = [(index, each) for index, each in enumerate(written.mapping.readings) if each.sheet and "*" not in each.sheet]
    return [
        written.mistake(("readings", index, "sheet"), tr('{file} has no sheet "{sheet}"', file=file, sheet=each.sheet))
        for index, each in wanted
        if not each.file and len(written.mapping.files) < 2 and (file, plain(clean(each.sheet))) not in tabs
    ]


def unmet_by_all(sheets: Sequence[Sheet], files: Mapping[str, int]) -> list[str]:
    """Readings, of mappings for several files, that none of the files fits."""
    met = {(sheet.view.written.file, sheet.view.reading) for sheet in sheets if sheet.view}
    named = ((sheet.written, PurePosixPath(sheet.file.partition("/")[2])) for sheet in sheets if sheet.written)
    found = {written.file: written for written, inside in named if by_shape(written, inside, files)}
    text = "no file of centre {centre} has most of the headings of this reading where it looks for them"
    return [
        written.mistake(("readings", index, "table"), tr(text, centre=written.centre))
        for file, written in found.items()
        for index in range(len(written.mapping.readings))
        if (file, index) not in met
    ]


def with_unfit(sheets: Sequence[Sheet]) -> list[Sheet]:
    """The sheets of a file; where nothing of it is read, its first sheet says so, whatever it is called."""
    if any(sheet.table or sheet.unfit or sheet.duplicate_of for sheet in sheets):
        return [*sheets]
    first = next((sheet for sheet in sheets if sheet.header_row), None)
    return [replace(sheet, unfit=True) if sheet is first else sheet for sheet in sheets]
