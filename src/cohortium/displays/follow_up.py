"""How long the patients were followed (STROBE 14c)."""

from __future__ import annotations

from cohortium.displays.lookup import SUMMARIES, Lookup
from cohortium.displays.table import Cell, Heading, Notes, Row, Table
from cohortium.displays.words import QUANTILES, arm_heads, chosen, columns, dash_note
from cohortium.protocol.model import Protocol

SHORT = {"N": "number of patients", "Q1": "first quartile", "Q3": "third quartile", "SD": "standard deviation"}


def follow_up_table(protocol: Protocol, lookup: Lookup) -> Table:
    """Follow-up in months, as median with quartiles, mean, and extremes."""
    notes = Notes()
    notes.say("Months of 30.4375 days, from the first dose to the end of follow-up; follow-up goes on after a stop.")
    notes.say(QUANTILES[protocol.statistics.quantiles])
    kinds = chosen(SUMMARIES, protocol, "follow_up")
    rows = [Row("row", SUMMARIES[kind][0], _cells(protocol, lookup, kind), key=kind) for kind in kinds]
    notes.say(dash_note(rows))
    return Table(
        id="follow_up",
        title="Duration of follow-up, in months",
        stub="Follow-up",
        spanners=(arm_heads(protocol),),
        heads=tuple(Heading(text) for _ in columns(protocol) for text in ("N", "Months")),
        rows=tuple(rows),
        footnotes=notes.footnotes(),
        abbreviations=tuple(SHORT.items()),
        strobe=("14c",),
    )


def _cells(protocol: Protocol, lookup: Lookup, kind: str) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    for arm, _ in columns(protocol):
        at = {"analysis": "follow_up", "variable": "follow_up", "arm": arm}
        cells += (lookup.number(**at, unit="patients", stat="N"), lookup.summary(kind, **at))
    return tuple(cells)
