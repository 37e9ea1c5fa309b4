"""Which templates a study gets: one per declared centre, each in its centre's language, and never over an earlier file."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from cohortium import __version__
from cohortium.disk import replaced
from cohortium.language import speaking, spoken, tr
from cohortium.measures import Measure, measures_of
from cohortium.outputs.template.workbook import write_template
from cohortium.outputs.texts import file_name
from cohortium.problems import Problem
from cohortium.protocol.model import Protocol
from cohortium.sources.raw import MAX_COLUMNS
from cohortium.sources.template.form import form_of
from cohortium.sources.template.stamp import Stamp, places_of

FOLDER = "templates"


def write_templates(
    study: Path,
    protocol: Protocol,
    digest: str,
    centre: str | None = None,
    layout: str = "wide",
    language: str | None = None,
    out: Path | None = None,
) -> list[Path]:
    """Write the template of one centre, or of every declared one; without declared centres, one that names none.

    `digest` is the SHA-256 of the protocol's file. Problem where a file is there already, or the centre is not declared.
    """
    if centre is not None and protocol.centres and centre not in protocol.centres:
        raise Problem('The protocol declares no centre "{centre}". Its centres are: {all}.', centre=centre, all=", ".join(protocol.centres))
    paths = _paths(study, [centre] if centre is not None else list(protocol.centres) or [""], out, one=centre is not None)
    for path in paths.values():
        if path.exists():
            raise Problem("{path} is there already and may hold entries. Move it away, or name another place with --out.", path=path)
    with ExitStack() as together:  # all of them or none: a piece of one would stand in the way of the next try
        for code, path in paths.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            place = together.enter_context(replaced(path))
            declared = protocol.centres.get(code)
            with speaking(language or (declared and declared.language) or protocol.language):
                _write(place, protocol, digest, code, layout)
    return list(paths.values())


def _paths(study: Path, centres: list[str], out: Path | None, one: bool) -> dict[str, Path]:
    """Where each template goes; `out` is the file of a single one, and the folder of several."""
    if out is not None and len(centres) == 1 and (one or out.suffix.lower() == ".xlsx"):
        if out.suffix.lower() != ".xlsx":
            raise Problem("{path} does not end in .xlsx. Name the workbook with this ending.", path=out)
        return {centres[0]: out}
    if out is not None and out.suffix.lower() == ".xlsx":
        raise Problem("{n} centres have a template each. Name a folder with --out, or one centre with --centre.", n=len(centres))
    taken: set[str] = set()
    return {code: (out or study / FOLDER) / f"{file_name(code or 'template', taken)}.xlsx" for code in centres}


def _write(path: Path, protocol: Protocol, digest: str, centre: str, layout: str) -> None:
    measures: Mapping[str, Measure] = measures_of(protocol)
    form = form_of(protocol, measures, layout)
    widest = max(len(page.columns) for page in form.pages)
    if widest > MAX_COLUMNS:
        text = "The workbook would have {columns:,} columns; the limit is {max_columns:,}. Write it with --layout long."
        raise Problem(text, columns=widest, max_columns=MAX_COLUMNS)
    stamp = Stamp(digest, protocol.study, __version__, centre, layout, spoken(), form.windows, places_of(form))
    write_template(path, _title(protocol, centre), form, stamp, protocol, measures)


def _title(protocol: Protocol, centre: str) -> str:
    declared = protocol.centres.get(centre)
    name = f"{centre} ({declared.label})" if declared and declared.label and declared.label != centre else centre
    title = protocol.title or protocol.study
    return tr("{title}: entries of centre {centre}", title=title, centre=name) if centre else tr("{title}: entries", title=title)
