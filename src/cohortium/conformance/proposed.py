"""Where a proposed mapping goes: into a file of its own, or its readings to the end of the one that the centre has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from cohortium.conformance.propose import Proposed, propose
from cohortium.language import tr
from cohortium.measures import Measure
from cohortium.problems import Problem
from cohortium.protocol.model import Protocol
from cohortium.sources import Sheet
from cohortium.sources.mapping import Written, load_mappings
from cohortium.sources.mapping.append import with_readings, write_mapping
from cohortium.sources.mapping.claims import mapping_of
from cohortium.sources.mapping.model import Mapping as Settings
from cohortium.sources.mapping.views import fits, meant
from cohortium.sources.names import place_in_data
from cohortium.sources.raw import How, Unreadable
from cohortium.sources.read import read_file

_UTF_8 = "utf-8"


@dataclass(frozen=True)
class ProposedMapping:
    """What `map` says: where the mapping is, and how many columns it is certain or unsure of, or does not use."""

    path: Path
    study: Path
    language: str
    sure: int
    unsure: int
    unused: int
    added: bool = False  # to a mapping that was there


def write_proposal(study: Path, inside: str, protocol: Protocol, measures: Mapping[str, Measure], encoding: str) -> ProposedMapping:
    """Propose how a file (its path below data/) is read; Problem where a mapping reads it already. What a mapping says stays as it is."""
    place = PurePosixPath(inside)
    there = _there(study, place)
    encoding = _encoding(there, encoding)
    sheets, centre = read_file(study / "data", inside, How(encoding or _UTF_8))
    path = study / (there.file if there else f"mappings/{centre or place.stem}.yaml")
    if there and _is_read(there, sheets, inside):
        raise Problem("{path} is there already. Correct it by hand, or move it away to have a new one proposed.", path=path)
    if there is None and path.exists():
        text = "{path} is there already and names its files. Let it name {file} too, or take its line files away; then map again."
        raise Problem(text, path=path, file=inside)
    made = propose(sheets, inside, centre, protocol, measures, encoding, there.mapping if there else None)
    if not made.sure + made.unsure:
        headings = ", ".join(dict.fromkeys(heading for sheet in sheets for heading in sheet.headers if heading))
        text = (
            "No table is recognised in {file}: it needs a column of patients whose heading is known. It has: {headings}. "
            "Write the mapping by hand (docs/intake.md), or rename the headings."
        )
        raise Problem(text, file=inside, headings=headings or tr("nothing"))
    path.parent.mkdir(exist_ok=True)
    write_mapping(path, f"mappings/{path.name}", _added(path, there.mapping, made, encoding) if there else made.text)
    return ProposedMapping(path, study, protocol.language, made.sure, made.unsure, made.unused, there is not None)


def _there(study: Path, place: PurePosixPath) -> Written | None:
    try:
        return mapping_of(load_mappings(study), place, place_in_data(place)[0])
    except Unreadable as claimed:
        raise Problem(f"data/{place} {tr(str(claimed))}") from None


def _encoding(there: Written | None, encoding: str) -> str:
    """The encoding that somebody has said; Problem where the mapping says another one."""
    said = there.mapping.encoding if there and there.mapping.encoding != _UTF_8 else ""
    if encoding and said not in ("", Settings(encoding=encoding).encoding):
        text = "{path} says another encoding, which holds for all its files. Save the file as CSV UTF-8, and map it without --encoding."
        raise Problem(text, path=there.file if there else "")
    return encoding or said


def _is_read(there: Written, sheets: Sequence[Sheet], inside: str) -> bool:
    alone = len(sheets) == 1
    readings = there.mapping.readings
    return any(meant(each, sheet, inside, alone) and (each.file or fits(each, sheet)) for each in readings for sheet in sheets)


def _added(path: Path, there: Settings, made: Proposed, encoding: str) -> str:
    """The text of the mapping that is there with the readings at the end of its list."""
    text = with_readings(path.read_bytes().decode("utf-8"), f"mappings/{path.name}", made.readings)
    return text if not encoding or there.encoding != _UTF_8 else f"{text.rstrip()}\nencoding: {encoding}\n"
