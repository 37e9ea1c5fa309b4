"""What must hold between the numbers of results.csv and the figures that draw them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from cohortium.outputs.figures.page import on_page
from cohortium.outputs.release.read_figure import DrawnMark, read_figure, stands
from cohortium.outputs.release.written import Written

Faults = Iterator[tuple[str, bool]]


def figures_show_results(written: Written) -> Faults:
    """Every mark and every number of each SVG: it says its results as results.csv does, and stands where their values are.

    The report holds the same drawings, and a document of figures their pictures.
    """
    page, pictures = (written.folder / "report.html").read_text(encoding="utf-8"), _pictures(written.folder / "figures.docx")
    for figure in written.binding["figures"]:
        marks, bound = read_figure(written.folder / figure["file"]), figure["marks"]
        for mark, asked in zip_longest(marks, bound):
            yield f"{figure['file']}: {asked['ids'][0] if asked else mark.results[0]}", _sound(written, mark, asked)
        if figure["in_report"]:
            yield f"report.html: {figure['file']}", on_page((written.folder / figure["file"]).read_text(encoding="utf-8")) in page
        if figure["in_report"] and pictures:
            yield f"figures.docx: {figure['file']}", (written.folder / figure["file"]).with_suffix(".png").read_bytes() in pictures


def _pictures(path: Path) -> set[bytes]:
    """The pictures of a document; none where it was not asked for."""
    if not path.is_file():
        return set()
    with ZipFile(path) as archive:
        return {archive.read(name) for name in archive.namelist() if name.startswith("word/media/")}


def _sound(written: Written, mark: DrawnMark | None, asked: dict[str, Any] | None) -> bool:
    if not mark or not asked:
        return False
    ids = asked["ids"]
    said = written.said([[ids[piece]] if isinstance(piece, int) else piece for piece in asked["says"]])
    return list(mark.results) == ids and mark.said == said and (not mark.along or stands(mark, list(_values(written, ids))))


def _values(written: Written, ids: Iterable[str]) -> Iterator[float]:
    """Of a result that is not there, no number: it stands nowhere."""
    for identifier in ids:
        number = written.numbers.get(identifier)
        yield float("nan") if number is None or number.value is None else float(number.value)
