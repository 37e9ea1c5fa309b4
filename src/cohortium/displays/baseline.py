"""Who the patients were before treatment (STROBE 14)."""

from __future__ import annotations

from dataclasses import replace

from cohortium.displays.lookup import Lookup, summary_of
from cohortium.displays.table import Cell, Heading, Notes, Row, Table
from cohortium.displays.words import ALL, QUANTILES, chosen, columns, dash_note, explained, window_note
from cohortium.explain.course_defined import KNOWN
from cohortium.language import marked, tr
from cohortium.measures import measures_of
from cohortium.protocol.model import Protocol
from cohortium.protocol.patients import Characteristic
from cohortium.protocol.scores import BASELINE

GROUPS = ("", marked("Previous treatments"), marked("Scores before treatment"))
SHORT = {
    "N": marked("number of patients with available data"),
    "Q1": marked("first quartile"),
    "Q3": marked("third quartile"),
    marked("SD"): marked("standard deviation"),
}


def baseline_table(protocol: Protocol, lookup: Lookup) -> Table:
    """Characteristics and baseline scores, each with its own N."""
    notes = Notes()
    names = {key: measure.label for key, measure in measures_of(protocol).items()}
    blocks: dict[str, list[Row]] = {group: [] for group in GROUPS}
    for key in chosen(_variables(protocol, lookup), protocol, "baseline"):
        characteristic = protocol.characteristics.get(key)
        if characteristic:
            marks = notes.mark(tr(KNOWN)) if characteristic.source and characteristic.source.counts else ()
            found = _characteristic_rows(protocol, lookup, key, characteristic)
            blocks[GROUPS[characteristic.source is not None]] += [replace(row, marks=marks) for row in found]
        else:
            blocks[GROUPS[2]] += _number_rows(protocol, lookup, key, key, None, timepoint="baseline")
    rows = [row for group, lines in blocks.items() for row in _grouped(group, lines)]
    if blocks[GROUPS[2]]:
        notes.say(window_note(tr("Score before treatment"), protocol.timepoints.get("baseline", BASELINE)))
    labels = " ".join(row.label for row in rows)
    notes.say(tr(QUANTILES[protocol.statistics.quantiles]) if "Q1" in labels else "")
    notes.say(dash_note(rows))
    return Table(
        id="baseline",
        title=tr("Characteristics of the patients before treatment"),
        stub=tr("Characteristic"),
        spanners=(_arm_heads(protocol, lookup),),
        heads=tuple(Heading(text) for _ in columns(protocol) for text in ("N", tr("Value"))),
        rows=tuple(rows),
        footnotes=notes.footnotes(),
        abbreviations=tuple((explained(SHORT) | names).items()),
        strobe=("14a", "14b"),
    )


def _variables(protocol: Protocol, lookup: Lookup) -> list[str]:
    scores = [row.variable for row in lookup.where(analysis="baseline", timepoint="baseline", arm=ALL)]
    return [*protocol.characteristics, *dict.fromkeys(scores)]


def _arm_heads(protocol: Protocol, lookup: Lookup) -> tuple[Heading, ...]:
    heads = []
    for arm, label in columns(protocol):
        included = lookup.number(analysis="participants", variable="included", arm=arm, unit="patients", stat="n")
        heads.append(Heading(f"{label} (N = {included.text})" if included.parts else label, 2, (), included.result_ids, arm))
    return tuple(heads)


def _grouped(group: str, rows: list[Row]) -> list[Row]:
    return [Row("group", tr(group)), *(replace(row, indent=row.indent + 1) for row in rows)] if group and rows else rows


def _characteristic_rows(protocol: Protocol, lookup: Lookup, key: str, characteristic: Characteristic) -> list[Row]:
    label = characteristic.label or key
    if characteristic.kind == "number":
        name = f"{label} ({characteristic.unit})" if characteristic.unit else label
        return _number_rows(protocol, lookup, key, name, characteristic.summary)
    if characteristic.kind == "yes_no":
        return [Row("row", f"{label}, n (%)", _shares(protocol, lookup, key, ""), key=key)]
    levels = [
        Row("row", text or level, _shares(protocol, lookup, key, level), key=f"{key}/{level}", indent=1)
        for level, text in characteristic.levels.items()
    ]
    return [Row("group", f"{label}, n (%)", key=key), *levels]


def _shares(protocol: Protocol, lookup: Lookup, variable: str, level: str) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    for arm, _ in columns(protocol):
        at = {"analysis": "baseline", "variable": variable, "level": level, "arm": arm}
        cells += (lookup.number(**at, unit="patients", stat="N"), lookup.share(**at))
    return tuple(cells)


def _number_rows(protocol: Protocol, lookup: Lookup, key: str, label: str, summary: str | None, timepoint: str = "") -> list[Row]:
    kind = summary or "median_q1_q3"
    cells: list[Cell] = []
    for arm, _ in columns(protocol):
        at = {"analysis": "baseline", "variable": key, "timepoint": timepoint, "arm": arm}
        cells += (lookup.number(**at, unit="patients", stat="N"), lookup.summary(kind, **at))
    heading = summary_of(kind)[0]
    return [Row("row", f"{label}, {heading[:1].lower()}{heading[1:]}", tuple(cells), key=key)]
