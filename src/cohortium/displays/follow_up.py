"""How long the patients were followed (STROBE 14c)."""

from __future__ import annotations

from cohortium.displays.lookup import SUMMARIES, Lookup, summary_of
from cohortium.displays.table import Cell, Heading, Notes, Row, Table
from cohortium.displays.words import QUANTILES, arm_heads, chosen, columns, dash_note, explained
from cohortium.language import marked, tr
from cohortium.protocol.model import Protocol

SHORT = {
    "N": marked("number of patients"),
    "Q1": marked("first quartile"),
    "Q3": marked("third quartile"),
    marked("SD"): marked("standard deviation"),
}


def follow_up_table(protocol: Protocol, lookup: Lookup) -> Table:
    """Follow-up in months, as median with quartiles, mean, and extremes."""
    notes = Notes()
    notes.say(tr("Months of 30.4375 days, from the first dose to the end of follow-up; follow-up goes on after a stop."))
    notes.say(tr(QUANTILES[protocol.statistics.quantiles]))
    kinds = chosen(SUMMARIES, protocol, "follow_up")
    rows = [Row("row", summary_of(kind)[0], _cells(protocol, lookup, kind), key=kind) for kind in kinds]
    notes.say(dash_note(rows))
    return Table(
        id="follow_up",
        title=tr("Duration of follow-up, in months"),
        stub=tr("Follow-up"),
        spanners=(arm_heads(protocol),),
        heads=tuple(Heading(text) for _ in columns(protocol) for text in ("N", tr("Months"))),
        rows=tuple(rows),
        footnotes=notes.footnotes(),
        abbreviations=tuple(explained(SHORT).items()),
        strobe=("14c",),
    )


def _cells(protocol: Protocol, lookup: Lookup, kind: str) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    for arm, _ in columns(protocol):
        at = {"analysis": "follow_up", "variable": "follow_up", "arm": arm}
        cells += (lookup.number(**at, unit="patients", stat="N"), lookup.summary(kind, **at))
    return tuple(cells)
