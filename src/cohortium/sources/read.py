"""From a study's data folder to a delivery: every file read, skipped with a reason, or named as unreadable."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from cohortium.language import marked, tr
from cohortium.problems import NothingReceived, Problem, Problems
from cohortium.sources.delivery import Delivery, ParquetFile, Sheet, Skipped
from cohortium.sources.formats import SUFFIXES, read_sheets
from cohortium.sources.mapping import Written
from cohortium.sources.mapping.claims import by_shape, is_left_out, mapping_of, unmet, unmet_by_all, with_unfit
from cohortium.sources.mapping.views import meant, views_of
from cohortium.sources.names import PARQUET, delivered_on, place_in_data, place_of_table, table_of
from cohortium.sources.parts import EMPTY, NO_DATA, hidden, is_part, is_table, of_the_system, wrong_with
from cohortium.sources.raw import AS_IS, How, Unreadable, filled, first_filled_row
from cohortium.sources.template.reading import stamped

# Deliveries in a form that is not read: skipping them would lose patients without a word.
OTHER_DATA = (".numbers", ".rds", ".rdata", ".mdb", ".accdb", ".zip", ".7z", ".rar", ".docx", ".pdf", ".por", ".xml")
_OWN = PurePosixPath("README.txt")  # what `new` puts there: nobody sent it
_CLOSED = marked("cannot be opened. Close it in other programs and check that you may read it.")


@dataclass
class _Reading:
    """What has been read so far."""

    root: Path
    mappings: tuple[Written, ...] = ()
    wrong: list[str] = field(default_factory=list)  # what in the mappings does not fit the files
    sheets: list[Sheet] = field(default_factory=list)
    parquet: list[ParquetFile] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    seen: dict[tuple[str, str], str] = field(default_factory=dict)
    number: int = 0
    tables: set[Path] = field(default_factory=set)  # folders of Parquet parts of which nothing is said yet
    files: Counter[str] = field(default_factory=Counter)  # centre -> how many files may come under its mapping

    def inside(self, path: Path) -> PurePosixPath:
        """The place of a file below the data folder."""
        return PurePosixPath(path.relative_to(self.root).as_posix())

    def table(self, inside: PurePosixPath) -> Path:
        """The folder that a part lies in, which is named like a file."""
        return self.root / place_of_table(inside)

    def refuse(self, path: Path, reason: str) -> None:
        """Remember what cannot be read: all of it is named at once."""
        self.tables.discard(path)
        said = f"{PurePosixPath(self.root.name) / self.inside(path)} {tr(reason)}"
        self.unreadable += [said] if said not in self.unreadable else []  # a folder of parts is named once

    def next_number(self) -> int:
        """Sheets and Parquet files are numbered in one row, so that records of both sort by place."""
        self.number += 1
        return self.number


def read_delivery(data: Path, mappings: tuple[Written, ...] = ()) -> Delivery:
    """Read every file below a data folder, in the order of their paths; all that cannot be read are named at once.

    Raises Problems also where a mapping names a sheet or column that its file does not have.
    """
    if not data.is_dir():
        if data.exists():
            text = '"{data}" is a file, not a folder. Make a folder of that name and put the files of the centres into it.'
            raise Problem(text, data=data)
        text = 'There is no folder "{name}" in "{parent}". Make it and put the files of the centres into it.'
        raise NothingReceived(text, name=data.name, parent=data.parent)
    reading = _Reading(data, mappings)
    paths = _files(reading)
    reading.files.update(place_in_data(reading.inside(path))[0] for path in paths if path.suffix.lower() in SUFFIXES)
    for path in paths:
        _read_file(reading, path)
    for path in sorted(reading.tables):
        reading.refuse(path, EMPTY)
    reading.wrong += unmet_by_all(reading.sheets, reading.files)
    if reading.unreadable:
        raise Problems('Files in "{name}" that cannot be read', sorted(reading.unreadable), name=data.name)
    if reading.wrong:
        raise Problems("Mappings that do not fit the files", list(dict.fromkeys(reading.wrong)))
    if not reading.sheets and not reading.parquet:
        text = 'The folder "{data}" holds no data. Put the workbooks (.xlsx) or CSV files of the centres into it.'
        raise NothingReceived(text, data=data)
    return Delivery(tuple(reading.sheets), tuple(reading.parquet), tuple(reading.skipped), mappings)


def read_file(data: Path, inside: str, how: How = AS_IS) -> tuple[list[Sheet], str]:
    """The sheets of one file below a data folder, as they are, and the centre that its place says."""
    path, place = data / inside, PurePosixPath(inside)
    centre, stem_table = place_in_data(place)
    if path.suffix.lower() not in SUFFIXES:
        text = "{name} is in a format that is not read. Formats that are: {formats}."
        raise Problem(text, name=path.name, formats=", ".join(SUFFIXES))
    content = path.read_bytes()
    try:
        raws = read_sheets(content, path.suffix.lower(), how)
    except Unreadable as error:
        raise Problem(f"{data.name}/{inside} {error}") from None
    digest = hashlib.sha256(content).hexdigest()
    return [
        Sheet(number, f"{data.name}/{inside}", raw.name, digest, table_of(raw.name) if raw.name else stem_table, centre,
              raw.columns, first_filled_row(raw.columns), raw.ragged)
        for number, raw in enumerate(raws, start=1)
    ], centre  # fmt: skip


def _files(reading: _Reading) -> list[Path]:
    """Every file, and every link to a folder; a folder that cannot be looked into may hold a centre, so it is refused."""

    def refuse(error: OSError) -> None:
        path = Path(error.filename)
        if not hidden(reading.inside(path)):
            reading.refuse(path, marked("is a folder that cannot be opened. Check that you may read it."))

    paths: list[Path] = []
    for folder, folders, files in os.walk(reading.root, onerror=refuse):
        inside = map(Path(folder).joinpath, (*folders, *files))
        paths += [path for path in inside if path.name in files or path.is_symlink()]
        reading.tables |= {Path(folder)} if is_table(reading.inside(Path(folder))) else set()
    return sorted(paths, key=lambda path: reading.inside(path).as_posix())


def _read_file(reading: _Reading, path: Path) -> None:
    inside = reading.inside(path)
    file = f"{reading.root.name}/{inside}"
    suffix = path.suffix.lower()
    try:
        _refuse_strange(path, inside)
        if is_part(inside) and (wrong := wrong_with(inside)):
            reading.refuse(reading.table(inside), wrong)
            return
        reason = _reason_to_skip(inside, suffix)
        if reason:
            if inside != _OWN:
                reading.skipped.append(Skipped(file, reason))
            return
        if suffix in OTHER_DATA:
            raise Unreadable("is in a format that is not read ({suffix}). Save it as .xlsx, or as CSV UTF-8.", suffix=suffix)
        if not path.is_file():  # a link to nowhere, or a pipe that would be waited for without end
            raise Unreadable(_CLOSED)
        if suffix == PARQUET:
            _list_parquet(reading, path, file, inside)
        else:
            _read_sheets(reading, path, file, inside)
    except Unreadable as error:
        reading.refuse(path, str(error))
    except OSError:
        reading.refuse(path, _CLOSED)


def _refuse_strange(path: Path, inside: PurePosixPath) -> None:
    """Refuse what would be lost without a word: a linked folder is not walked through, a broken name cannot be written."""
    try:
        str(inside).encode()
    except UnicodeEncodeError:
        raise Unreadable("has a name that is not UTF-8. Rename it.") from None
    if path.is_dir() and not hidden(inside):
        raise Unreadable("is a link to a folder, which is not followed. Put the folder itself there.")


def _reason_to_skip(inside: PurePosixPath, suffix: str) -> str:
    if inside.name.startswith("~$"):
        return marked("a lock file of an open workbook")
    if hidden(inside) or inside.name.lower() in NO_DATA or is_part(inside) and of_the_system(inside):
        return marked("a hidden file of the system")
    if suffix not in SUFFIXES and suffix != PARQUET and suffix not in OTHER_DATA:
        return marked("not a format that holds data")
    return ""


def _list_parquet(reading: _Reading, path: Path, file: str, inside: PurePosixPath) -> None:
    place = place_of_table(inside)
    centre, table = place_in_data(inside)
    try:
        _refuse_place(place, table)
    except Unreadable as error:  # of a folder of parts, once for all of them
        reading.refuse(reading.table(inside), str(error))
        return
    reading.tables.discard(reading.table(inside))
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    if not is_part(inside) and _is_twin(reading, digest, table, centre):
        reading.skipped.append(Skipped(file, marked("the same bytes as another file of its table, which count once")))
        return
    written = mapping_of(reading.mappings, place, centre)
    reading.parquet.append(ParquetFile(reading.next_number(), file, str(path), digest, table, centre, written))


def _is_twin(reading: _Reading, digest: str, table: str, centre: str) -> bool:
    """Whether the same bytes were listed before; two centres may well have equal files, such as empty ones, and so may parts."""
    anywhere, here, whole = ((digest, f"{PARQUET}/{table}/{whose}") for whose in ("*", centre, ""))
    found = bool({here, whole} & reading.seen.keys()) or not centre and anywhere in reading.seen
    reading.seen |= dict.fromkeys((anywhere, here), table)
    return found


def _refuse_place(place: PurePosixPath, table: str) -> None:
    if _delivered(place):
        text = "lies in a dated delivery, and Parquet files are not compared. Put the newest one directly into the centre's folder."
        raise Unreadable(text)
    if not table:
        raise Unreadable("is not named after a table. Name it for example visits.parquet, or 07_visits.parquet for one centre.")


def _delivered(inside: PurePosixPath) -> str:
    try:
        return delivered_on(inside)
    except ValueError:
        raise Unreadable("lies in a folder that is no date. Name a delivery's folder by its day, as 2022-01-15.") from None


def _read_sheets(reading: _Reading, path: Path, file: str, inside: PurePosixPath) -> None:
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    centre, stem_table = place_in_data(inside)
    delivered = _delivered(inside)
    written = mapping_of(reading.mappings, inside, centre)
    if written and is_left_out(written, inside):
        reading.skipped.append(Skipped(file, marked("left out by the mapping of its centre (unread)")))
        return
    # Two centres may well share one laboratory: equal lists of limits are not one file sent twice.
    # A table that did not change comes again with every delivery.
    twin = (digest, f"{centre}/{delivered}" if stem_table == "laboratory_limits" or delivered else "")
    duplicate_of = reading.seen.get(twin, "")
    raws = read_sheets(content, path.suffix.lower(), _how(written))
    if written is None or not (written.mapping.files and written.mapping.readings):  # who reads it by name knows better than its stamp
        template, raws = stamped(raws, file, centre, digest)
        written = template.with_answers(mapping_of(reading.mappings, inside, template.centre)) if template else written
    shape = written is not None and by_shape(written, inside, reading.files)
    own: list[Sheet] = []
    for raw in raws:
        sheet = Sheet(
            number=reading.next_number(),
            file=file,
            sheet=raw.name,
            sha256=digest,
            table=table_of(raw.name) if raw.name else stem_table,
            centre=written.centre if written else centre,
            columns=filled(raw) if written and written.mapping.merged == "fill" else raw.columns,
            header_row=first_filled_row(raw.columns),
            ragged=raw.ragged,
            duplicate_of=duplicate_of,
            notes=raw.notes,
            date1904=raw.date1904,
            written=written,
            delivered=delivered,
        )
        if written and written.mapping.hidden == "leave_out" and any(note.rule == "hidden_sheet" for note in raw.notes):
            sheet = replace(sheet, table="")
        own += _readings(reading, sheet, written, inside, len(raws) == 1, shape)
    reading.sheets += with_unfit(own) if shape else own
    if written and not shape:
        reading.wrong += unmet(written, reading.sheets, file)
    reading.seen.setdefault(twin, file)


def _how(written: Written | None) -> How:
    return How(written.mapping.encoding, written.mapping.delimiter) if written else AS_IS


def _readings(reading: _Reading, sheet: Sheet, written: Written | None, inside: PurePosixPath, alone: bool, shape: bool) -> list[Sheet]:
    """A sheet as it is, or once for every way in which a mapping reads it; each has a number of its own."""
    if written is None or sheet.duplicate_of or not sheet.height:
        return [sheet]
    views = views_of(sheet, written, inside.as_posix(), alone, reading.wrong, shape)
    numbers = [sheet.number, *(reading.next_number() for _ in views[1:])]
    found = [replace(view, number=number, source=sheet.number) for number, view in zip(numbers, views, strict=False)]
    wanted = shape and not sheet.table and any(meant(each, sheet, inside.as_posix(), alone) for each in written.mapping.readings)
    return found or [replace(sheet, unfit=wanted)]
