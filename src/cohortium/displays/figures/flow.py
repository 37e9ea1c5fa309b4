"""The participant flow (STROBE 13c): the rows of its table as boxes."""

from __future__ import annotations

from cohortium.displays import words
from cohortium.displays.figure import Box, Figure, Flow, Said
from cohortium.displays.figures.source import Source
from cohortium.displays.participants import partly_screened
from cohortium.displays.table import Cell, Row
from cohortium.language import tr

TRUNK = ("screened", "recorded", "included")
LEAVING = {"recorded": "objected", "included": "left"}
"""Stage -> who left before it; they stand beside the box above."""


def flow(source: Source) -> Figure | None:
    """Who came in, who left and why, then each treatment group."""
    rows = {row.key: row for row in source.rows("participants")}
    trunk = _trunk(source, rows)
    if not trunk:
        return None
    return Figure(
        id="flow",
        title=tr("Participant flow"),
        description=tr("Boxes from those screened to those seen at each time, with who left and why beside them."),
        body=Flow(tuple(trunk), tuple(_branch(source, rows, arm, label) for arm, label in source.arms)),
        notes=tuple(filter(None, (partly_screened(source.lookup) if "screened" in rows else "",))),
        strobe=("13a", "13b", "13c"),
    )


def _trunk(source: Source, rows: dict[str, Row]) -> list[Box]:
    stages = [stage for stage in TRUNK if stage in rows]
    boxes = []
    for place, stage in enumerate(stages):
        later = stages[place + 1] if place + 1 < len(stages) else ""
        aside = tuple(_leaving(source, rows, LEAVING.get(later, "")))
        boxes.append(Box((_said(rows[stage], rows[stage].cells[0]),), aside))
    return boxes


def _leaving(source: Source, rows: dict[str, Row], stage: str) -> list[Said]:
    """Those who left by their reasons; reasons of nobody are left to the table."""
    found = [row for key, row in rows.items() if row.cells and stage and stage in (key, key.split("/")[0])]
    said = [_said(row, row.cells[0]) for row in found if row.cells[0].text not in ("", "0")]
    if found and not said:
        identifiers = tuple(name for row in found for name in row.cells[0].result_ids)
        return [Said(tr("{label}: {n}", label=tr("Left out"), n=0), identifiers)]
    return said


def _branch(source: Source, rows: dict[str, Row], arm: str, label: str) -> tuple[Box, ...]:
    head = [Said(label)] if len(source.arms) > 1 else []
    counted = [_said(rows[key], source.cell("participants", rows[key], arm)) for key in _counted(source, rows)]
    times = [_time(source, rows, key.partition("/")[2], arm) for key in rows if key.startswith("due/")]
    boxes = [Box((*head, *counted), head=bool(head))] if head or counted else []
    return (*boxes, *(Box(time) for time in times))


def _counted(source: Source, rows: dict[str, Row]) -> list[str]:
    """Included, and the sets that are not all who are included."""
    sets = [key for key in ("efficacy_set", "safety_set") if key in rows]
    cells = rows["included"].cells if "included" in rows else ()
    differing = [key for key in sets if [cell.text for cell in rows[key].cells] != [cell.text for cell in cells]]
    return [*(["included"] if "included" in rows and len(source.arms) > 1 else []), *differing]


def _time(source: Source, rows: dict[str, Row], key: str, arm: str) -> tuple[Said, ...]:
    """Of a timepoint: whose visit was due, who was seen."""
    due, seen = (rows.get(f"{stage}/{key}") for stage in ("due", "seen"))
    said = [Said(words.timepoint_label(source.protocol, key))]
    for text, row in ((tr("Visit due"), due), (tr("Seen"), seen)):
        if row:
            cell = source.cell("participants", row, arm)
            said.append(Said(tr("{label}: {n}", label=text, n=cell.text), cell.result_ids))
    return tuple(said)


def _said(row: Row, cell: Cell) -> Said:
    return Said(tr("{label}: {n}", label=row.label, n=cell.text), cell.result_ids)
