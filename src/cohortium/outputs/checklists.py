"""checklists.html and checklists.docx: STROBE and RECORD, filled with where a run answers each item; the rest is for the authors."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from cohortium.displays import Table
from cohortium.language import tr
from cohortium.outputs.checklist_items import ITEMS, SOURCES, Item
from cohortium.outputs.plain import Part, write_plain_page, write_plain_word
from cohortium.outputs.run import Outputs
from cohortium.protocol.model import label_of

NAME = "checklists"
_WIDTHS = (900, 5900, 7600)


def write_checklists(folder: Path, run: Outputs) -> None:
    """Both files."""
    title, parts = tr("Checklists: {title}", title=run.title), [_part(name, run) for name in SOURCES]
    write_plain_page(folder / f"{NAME}.html", title, parts, run.protocol.language)
    write_plain_word(folder / f"{NAME}.docx", title, parts, run.protocol.language, run)


def _part(name: str, run: Outputs) -> Part:
    heading, source = SOURCES[name]
    items = [item for item in ITEMS if item.checklist == name]
    places = [answered(item, run) for item in items]
    texts = (
        tr("The items are given briefly in other words; the list itself: {source}.", source=tr(source)),
        tr("Answered by this run: {answered} of {total} items.", answered=sum(map(bool, places)), total=len(items)),
    )
    rows = tuple((item.number, tr(item.text), place or tr("not covered")) for item, place in zip(items, places, strict=True))
    return Part(heading, texts, (tr("Item"), tr("What is asked"), tr("Where it is answered")), rows, _WIDTHS)


def answered(item: Item, run: Outputs) -> str:
    """Where the run answers an item; empty where it does not."""
    own = ANSWERS[item.answer](run)
    tables = tr("; ").join(_named(table) for table in run.tables if item.checklist == "strobe" and item.number in table.strobe)
    return tr("; ").join(filter(None, (own, tables)))


def _named(table: Table) -> str:
    return table.name or table.title


def _methods(run: Outputs) -> str:
    return tr("Methods (report.html, results.md)") if run.methods else ""


def _dates(run: Outputs) -> str:
    dates = tr("; ").join(f"{name} {text}" for name, text in run.dates)
    return tr("Methods and head of the report: {dates}", dates=dates) if dates else ""


def _primary(run: Outputs) -> str:
    named = [label_of(endpoint, name) for name, endpoint in run.protocol.endpoints.items() if endpoint.role == "primary"]
    return tr("Methods: primary endpoint {endpoint}", endpoint=", ".join(named)) if named else ""


def _selection(run: Outputs) -> str:
    """Whom the protocol lets in, and how many left at which of its conditions."""
    flow = next((_named(table) for table in run.tables if table.id == "participants"), "")
    return tr("; ").join(filter(None, (_methods(run), flow, tr("Protocol (report.html)"))))


def _definitions(run: Outputs) -> str:
    """What the protocol defines, and the files that say what the texts of centres mean."""
    files = [name for name in sorted(run.inputs) if name.startswith(("mappings/", "coding"))]
    codes = tr("codes and texts of the centres: {files}", files=", ".join(files)) if files else ""
    return tr("; ").join(filter(None, (_methods(run), tr("Protocol (report.html)"), codes)))


def _differences(run: Outputs) -> str:
    """Differences of shares are absolute risks."""
    shown = [table for table in run.tables if table.id == "comparisons"]
    return _named(shown[0]) if shown and any(row.stat == "difference" and row.value is not None for row in run.results) else ""


ANSWERS: dict[str, Callable[[Outputs], str]] = {
    "none": lambda run: "",
    "tables": lambda run: "",
    "methods": _methods,
    "dates": _dates,
    "primary": _primary,
    "answer": lambda run: tr("{title} (report.html)", title=run.answer.title),
    "sensitivity": lambda run: _methods(run) if run.protocol.sensitivity else "",
    "subgroups": lambda run: _methods(run) if run.protocol.subgroups else "",
    "differences": _differences,
    "selection": _selection,
    "definitions": _definitions,
    "cleaning": lambda run: tr("What became of the data (report.html); checks.csv, ledger.csv"),
    "ledger": lambda run: tr("What became of the data (report.html); checks.csv, ledger.csv"),
    "programs": lambda run: tr("Protocol (report.html); versions and digests in manifest.json"),
}
"""What of a run answers an item, beside the tables that name the item themselves."""
