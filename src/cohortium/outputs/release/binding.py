"""release.json: which result stands at which printed place, and the scale of every score, so that written results can be checked again."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from cohortium.displays import Cell, Figure, Paragraph, Row, Table
from cohortium.outputs.figures.canvas import Mark
from cohortium.outputs.figures.files import place_of
from cohortium.outputs.run import Outputs
from cohortium.outputs.texts import encodable, printable
from cohortium.outputs.word import FOLDER, table_files
from cohortium.protocol.model import Protocol
from cohortium.results import Result

NAME = "release.json"
OWN_PARTS = ("endpoints", "sensitivity", "adjusted", "weighted", "subgroups", "characteristics")
"""Parts of a protocol whose entries each belong to one endpoint or characteristic."""
Pieces = list[str | list[str]]
"""A text in pieces: literals, and ids of results, each in a list of its own."""


def write_binding(folder: Path, run: Outputs) -> None:
    """The binding of a run; the same run gives the same bytes."""
    content = {
        "arms": list(run.protocol.arms),
        "protocol": parts_of(run.protocol),
        "endpoints": {name: endpoint.measure for name, endpoint in run.protocol.endpoints.items()},
        "language": run.protocol.language,
        "scales": scales_of(run),
        "tables": [_table(table, file, run.by_id) for table, file in zip(run.tables, table_files(run), strict=True)],
        "answer": _answer(run),
        "paragraphs": [_paragraph(paragraph, run.by_id) for paragraph in run.text],
        "robustness": [_paragraph(paragraph, run.by_id) for paragraph in run.robustness],
        "figures": [_figure(drawing.figure, drawing.marks, run.by_id) for drawing in run.drawings],
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    (folder / NAME).write_bytes(encodable(text + "\n").encode("utf-8"))


def parts_of(protocol: Protocol) -> dict[str, str]:
    """The digest of each part of the protocol, for telling which of them differs from another run's; an endpoint is a part of its own."""
    found: dict[str, str] = {}
    for name, part in protocol.model_dump(mode="json", by_alias=True).items():
        own = part if name in OWN_PARTS and isinstance(part, dict) else {}
        found |= {f"{name}.{key}": _digest(each) for key, each in own.items()} or {name: _digest(part)}
    return found


def _digest(part: Any) -> str:
    return hashlib.sha256(json.dumps(part, sort_keys=True).encode()).hexdigest()


def scales_of(run: Outputs) -> list[dict[str, str]]:
    """Lowest and highest possible value and step of what is summarised, by analysis and variable, as exact texts."""
    scores = {("baseline", name): name for name in run.measures}
    scores |= {
        ("efficacy", name): endpoint.measure for name, endpoint in run.protocol.endpoints.items() if endpoint.measure in run.measures
    }
    return [_scale(run, *place, measure) for place, measure in scores.items()]


def _scale(run: Outputs, analysis: str, variable: str, name: str) -> dict[str, str]:
    measure, endpoint = run.measures[name], run.protocol.endpoints.get(variable) if analysis == "efficacy" else None
    span = measure.high - measure.low
    low, high = (-span, span) if endpoint and endpoint.quantity == "change" else (measure.low, measure.high)
    return {"analysis": analysis, "variable": variable, "low": str(low), "high": str(high), "step": str(measure.step)}


def pieces(text: str, identifiers: Iterable[str], by_id: Mapping[str, Result]) -> Pieces:
    """The text with each result's printed number replaced by its id, in order; a result that is not printed is passed over."""
    found: Pieces = []
    end = 0
    for identifier in identifiers:
        shown = by_id[identifier].text if identifier in by_id else ""
        # Not inside a longer number: the 5 of one result is not that of 58.0.
        place = re.compile(rf"(?<![\d.,·]){re.escape(shown)}(?!\d)").search(text, end) if shown else None
        if place:
            found += [text[end : place.start()], [identifier]]
            end = place.end()
    return [piece for piece in (*found, text[end:]) if piece]


def _table(table: Table, file: str, by_id: Mapping[str, Result]) -> dict[str, Any]:
    headings = [heading for level in table.levels for heading in level]
    return {
        "id": table.id,
        "file": f"{FOLDER}/{file}",
        "caption": table.caption,
        "heads": [pieces(heading.text, heading.result_ids, by_id) for heading in headings],
        "rows": [_row(row, by_id) for row in table.rows],
        "notes": [
            {"text": pieces(note.text, note.result_ids, by_id), "mark": note.mark, "internal": note.internal} for note in table.footnotes
        ],
    }


def _row(row: Row, by_id: Mapping[str, Result]) -> dict[str, Any]:
    return {"kind": row.kind, "label": row.label, "cells": [_cell(cell, by_id) for cell in row.cells]}


def _cell(cell: Cell, by_id: Mapping[str, Result]) -> Pieces:
    return pieces(cell.text, cell.result_ids, by_id)


def _figure(figure: Figure, marks: Iterable[Mark], by_id: Mapping[str, Result]) -> dict[str, Any]:
    return {"file": place_of(figure), "in_report": figure.in_report, "marks": [_mark(mark, by_id) for mark in marks]}


def _mark(mark: Mark, by_id: Mapping[str, Result]) -> dict[str, Any]:
    """The ids that it shows, and what it says: a number in its text is the place of its id among them."""
    found = pieces(printable(mark.said), mark.results, by_id)
    return {"ids": mark.results, "says": [piece if isinstance(piece, str) else mark.results.index(piece[0]) for piece in found]}


def _answer(run: Outputs) -> list[Pieces]:
    """The answers to the primary question, one after the other: their ids follow each other."""
    lines: list[Pieces] = [[]]
    for piece in pieces("\n".join(run.answer.answers), run.answer.result_ids, run.by_id):
        first, *others = [piece] if isinstance(piece, list) else piece.split("\n")
        lines[-1].append(first)
        lines += [[other] for other in others]
    return lines


def _paragraph(paragraph: Paragraph, by_id: Mapping[str, Result]) -> Pieces:
    return [piece for part in paragraph.parts for piece in pieces(part.text, [part.result_id], by_id)]
