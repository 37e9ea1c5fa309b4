"""Patients who object to their data being used: left out with all their rows, counted, and never named again."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cohortium.conformance.findings import Finding
from cohortium.conformance.names import clean, plain
from cohortium.language import marked, tr
from cohortium.problems import Problems
from cohortium.sources.formats import SUFFIXES, read_sheets
from cohortium.sources.raw import RawSheet, Unreadable, first_filled_row

NAME = "objections"
_CENTRE, _PATIENT = ("centre", "center"), ("patient",)
_NO_LIST = marked("has no sheet with the columns centre and patient. Give it these two, one row per patient.")
_GAPS = {"centre": marked("{file}, row {row}: does not say the centre. Write it beside the patient."),
         "patient": marked("{file}, row {row}: does not say the patient. Write the code that the centre's files use.")}  # fmt: skip


@dataclass(frozen=True)
class Objections:
    """Who objects, as (centre, patient) -> file and row of the objection, and who of them was met in the centres' files."""

    listed: Mapping[tuple[str, str], tuple[str, int]] = field(default_factory=dict, repr=False)
    files: Mapping[str, str] = field(default_factory=dict)  # name -> SHA-256
    met: set[tuple[str, str]] = field(default_factory=set, repr=False)

    def cover(self, centre: str, code: str) -> bool:
        """Whether a patient is to be left out; who is asked about here was met in a file."""
        if (centre, code) not in self.listed:
            return False
        self.met.add((centre, code))
        return True

    def findings(self) -> Iterator[Finding]:
        """How many patients of each centre were left out, and which objections found nobody; by place, without any code."""
        counts = Counter(centre for centre, _ in self.met)
        for centre, number in sorted(counts.items()):
            file = next(file for (of, _), (file, _) in self.listed.items() if of == centre)
            yield Finding("objection", 0, centre=centre, found=str(number), variable=NAME, file=file)
        for (centre, code), (file, row) in self.listed.items():
            if (centre, code) not in self.met:
                yield Finding("objection_unmatched", 0, row, centre=centre, variable=NAME, file=file)


NOBODY = Objections()


def read_objections(study: Path, code_of: Callable[[str], str]) -> Objections:
    """The list of a study folder, objections.xlsx or .csv; `code_of` gives the code of a centre as it was written.

    Raises Problems where it cannot be read whole: nobody's objection may be passed over.
    """
    listed: dict[tuple[str, str], tuple[str, int]] = {}
    files: dict[str, str] = {}
    wrong: list[str] = []
    for path in sorted(path for path in study.iterdir() if path.stem.lower() == NAME and path.is_file()):
        content = path.read_bytes()
        files[path.name] = hashlib.sha256(content).hexdigest()
        try:
            sheets = [sheet for sheet in _sheets(path, content) if _columns(sheet)]
            if not sheets:
                raise Unreadable(_NO_LIST)
        except Unreadable as error:
            wrong.append(f"{path.name} {error}")
            continue
        for row, centre, code in (line for sheet in sheets for line in _lines(sheet)):
            wrong += [tr(_GAPS[name], file=path.name, row=row) for name, text in (("centre", centre), ("patient", code)) if not text]
            listed.setdefault((code_of(centre), code), (path.name, row))
    if wrong:
        raise Problems("Objections that cannot be read", wrong)
    return Objections(listed, files)


def _sheets(path: Path, content: bytes) -> Iterable[RawSheet]:
    if path.suffix.lower() not in SUFFIXES:
        raise Unreadable("is in a format that is not read ({suffix}). Save it as .xlsx, or as CSV UTF-8.", suffix=path.suffix.lower())
    return read_sheets(content, path.suffix.lower())


def _columns(sheet: RawSheet) -> tuple[int, int] | None:
    """The places of centre and patient; None where a sheet has not both."""
    row = first_filled_row(sheet.columns)
    headings = [plain(clean(column[row - 1])) for column in sheet.columns] if row else []
    found = [next((index for index, text in enumerate(headings) if text in names), -1) for names in (_CENTRE, _PATIENT)]
    return None if -1 in found else (found[0], found[1])


def _lines(sheet: RawSheet) -> Iterator[tuple[int, str, str]]:
    """Row, centre and patient of every line below the heading that says anything."""
    centre, patient = _columns(sheet) or (0, 0)
    first = first_filled_row(sheet.columns)
    for number, texts in enumerate(zip(*sheet.columns, strict=True), start=1):
        if number > first and any(texts):
            yield number, clean(texts[centre]), clean(texts[patient])
