"""Who stopped treatment, and the reasons in patients and in mentions (STROBE 13b)."""

from __future__ import annotations

from cohortium.displays import words
from cohortium.displays.lookup import Lookup
from cohortium.displays.table import Cell, Heading, Notes, Row, Table
from cohortium.language import marked, tr
from cohortium.protocol.model import Protocol

UNITS = {
    "patients": marked("Reasons, of the patients who stopped"),
    "mentions": marked("Reasons, of all reasons mentioned"),
}


def stops_table(protocol: Protocol, lookup: Lookup) -> Table:
    """Patients stopped of N; each reason of the patients stopped, then of all mentions."""
    notes = Notes()
    rows = [Row("row", tr("Patients who stopped treatment"), _cells(protocol, lookup, "", "patients"), key="stops")]
    for unit, heading in UNITS.items():
        lines = _reason_rows(protocol, lookup, notes, unit)
        rows += [Row("group", tr(heading), key=unit), *lines] if lines else []
    text = (
        "A patient may have several reasons: the first block counts each patient once per reason, the second counts every reason mentioned."
    )
    notes.say(tr(text))
    notes.say(words.interval_note(protocol), internal=True)
    notes.say(words.dash_note(rows))
    return Table(
        id="stops",
        title=tr("Treatment stops and their reasons"),
        stub=tr("Stop"),
        spanners=(words.arm_heads(protocol),),
        heads=tuple(Heading(text) for _ in words.columns(protocol) for text in ("N", "n (%)")),
        rows=tuple(rows),
        footnotes=notes.footnotes(),
        abbreviations=(("N", tr("number of patients included, of patients who stopped, and of reasons mentioned")),),
        strobe=("13b",),
    )


def _reason_rows(protocol: Protocol, lookup: Lookup, notes: Notes, unit: str) -> list[Row]:
    choice = protocol.tables.stops
    found = {row.level: row for row in lookup.where(analysis="stops", variable="stops", arm=words.ALL, unit=unit, stat="n") if row.level}
    unseen = [level for level in found if found[level].value == 0 and level not in choice.rows]
    if unit == "patients" and unseen:
        labels = tr("; ").join(_label(protocol, level, found[level].label) for level in unseen)
        notes.say(tr("No patient: {what}.", what=labels), tuple(found[level].result_id for level in unseen))
    shown = [level for level in words.chosen(found, protocol, "stops") if level not in unseen]
    if choice.order == "frequency" and not choice.rows:
        shown.sort(key=lambda level: -(found[level].value or 0))
    labels = {level: _label(protocol, level, found[level].label) for level in shown}
    return [Row("row", labels[level], _cells(protocol, lookup, level, unit), key=f"{unit}/{level}", indent=1) for level in shown]


def _label(protocol: Protocol, level: str, label: str) -> str:
    declared = protocol.stop_reasons.get(level)
    named = (declared.label if declared else "") or tr(words.REASONS.get(level, ""))
    return named or (label if label and label != level else words.sentence_case(level))


def _cells(protocol: Protocol, lookup: Lookup, level: str, unit: str) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    for arm, _ in words.columns(protocol):
        at = {"analysis": "stops", "variable": "stops", "level": level, "arm": arm, "unit": unit}
        cells += (lookup.number(**at, stat="N"), lookup.share(**at))
    return tuple(cells)
