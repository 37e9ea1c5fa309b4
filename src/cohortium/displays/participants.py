"""Who came in, who left and why, who is counted (STROBE 13)."""

from __future__ import annotations

from cohortium.displays.lookup import Lookup
from cohortium.displays.table import Cell, Notes, Row, Table
from cohortium.displays.words import ALL, LEFT, arm_heads, chosen, columns, timepoint_label
from cohortium.language import marked, tr
from cohortium.protocol.model import Protocol

STAGES = {
    "screened": marked("Screened"),
    "objected": marked("Left out because they object"),
    "recorded": marked("Recorded by the centres"),
    "left": marked("Left out"),
    "included": marked("Included"),
    "efficacy_set": marked("Counted for efficacy"),
    "safety_set": marked("Counted for safety"),
    "due": marked("Visit due by the end of data collection"),
    "seen": marked("Seen in the window"),
}


def participants_table(protocol: Protocol, lookup: Lookup) -> Table:
    """The participant flow as rows: each stage, and each reason to leave under it."""
    notes = Notes()
    rows: list[Row] = []
    for stage in chosen(STAGES, protocol, "participants"):
        rows += _left_rows(protocol, lookup) if stage == "left" else _stage_rows(protocol, lookup, stage)
    if any(row.key == "screened" for row in rows):
        notes.say(partly_screened(lookup))
    notes.say(tr("A patient leaves at the first reason that applies."))
    if any(row.cells and not row.cells[-1].parts for row in rows):
        notes.say(tr("Empty: the treatment group is not known at that stage."))
    return Table(
        id="participants",
        title=tr("Participant flow"),
        stub=tr("Stage"),
        heads=arm_heads(protocol, 1),
        rows=tuple(rows),
        footnotes=notes.footnotes(),
        strobe=("13a", "13b", "13c"),
    )


def partly_screened(lookup: Lookup) -> str:
    """A note where fewer patients were screened than were recorded: some centres do not say who was."""
    rows = [lookup.get(analysis="participants", variable=stage, arm=ALL, unit="patients", stat="n") for stage in ("screened", "recorded")]
    known = [row.value for row in rows if row and row.value is not None]
    return tr("Not every centre records who was screened.") if len(known) == 2 and known[0] < known[1] else ""


def _stage_rows(protocol: Protocol, lookup: Lookup, stage: str) -> list[Row]:
    if stage not in ("due", "seen"):
        cells = _cells(protocol, lookup, variable=stage)
        return [Row("row", tr(STAGES[stage]), cells, key=stage)] if any(cell.parts for cell in cells) else []
    lines = []
    for key in protocol.timepoints:
        cells = _cells(protocol, lookup, variable=stage, timepoint=key)
        if any(cell.parts for cell in cells):
            lines.append(Row("row", timepoint_label(protocol, key), cells, key=f"{stage}/{key}", indent=1))
    return [Row("group", tr(STAGES[stage]), key=stage), *lines] if lines else []


def _left_rows(protocol: Protocol, lookup: Lookup) -> list[Row]:
    reasons = {key: tr(text) for key, text in LEFT.items()}
    for key, part in protocol.population.include.items():
        reasons[key] = tr("Not met or unknown: {condition}", condition=part.label or key)
    lines = []
    for key, label in reasons.items():
        cells = _cells(protocol, lookup, variable="left", level=key)
        if any(cell.parts for cell in cells):
            lines.append(Row("row", label, cells, key=f"left/{key}", indent=1))
    return [Row("group", tr(STAGES["left"]), key="left"), *lines] if lines else []


def _cells(protocol: Protocol, lookup: Lookup, **parts: str) -> tuple[Cell, ...]:
    return tuple(lookup.number(analysis="participants", unit="patients", stat="n", arm=arm, **parts) for arm, _ in columns(protocol))
