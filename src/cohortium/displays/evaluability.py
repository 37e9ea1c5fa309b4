"""Why a patient is not counted for an outcome: every state of every endpoint and timepoint (STROBE 12c, 13a, 14b)."""

from __future__ import annotations

from cohortium.displays import words
from cohortium.displays.lookup import Lookup
from cohortium.displays.table import Cell, Heading, Notes, Row, Table
from cohortium.language import tr
from cohortium.protocol.model import Protocol


def evaluability_table(protocol: Protocol, lookup: Lookup) -> Table:
    """All patients of the efficacy population, one column per state that anybody is in."""
    notes = Notes()
    endpoints = {key: protocol.endpoints[key] for key in words.chosen(protocol.endpoints, protocol, "evaluability")}
    used = [key for key in protocol.timepoints if any(key in endpoint.at for endpoint in endpoints.values())]
    cells = {
        (timepoint, key): _states(lookup, key, timepoint)
        for timepoint in used
        for key, endpoint in endpoints.items()
        if timepoint in endpoint.at
    }
    shown = [state for state in words.STATES if state == "evaluable" or any(not _zero(line[state]) for line in cells.values())]
    notes.say(tr("All patients of the efficacy population; each is in the first column that applies."))
    replaced = any(endpoint.missing != "as_observed" or endpoint.after_stop == "non_responder" for endpoint in endpoints.values())
    notes.say(tr("Where an outcome counts patients without a score, its N is larger than those whose result is known.") if replaced else "")
    unseen = [tr(text) for state, text in words.STATES.items() if state not in shown]
    notes.say(tr("No patient: {what}.", what=tr("; ").join(unseen).lower()) if unseen else "")
    return Table(
        id="evaluability",
        title=tr("Results known for each outcome, and why the others are not"),
        stub=tr("Outcome"),
        heads=tuple(Heading(tr(words.STATES[state])) for state in shown),
        rows=tuple(_rows(protocol, used, cells, shown)),
        footnotes=notes.footnotes(),
        strobe=("12c", "13a", "14b"),
    )


def _states(lookup: Lookup, key: str, timepoint: str) -> dict[str, Cell]:
    at = {"analysis": "efficacy", "variable": key, "timepoint": timepoint, "arm": words.ALL, "unit": "patients"}
    return {state: lookup.number(**at, level=state, stat="n") for state in words.STATES}


def _zero(cell: Cell) -> bool:
    return cell.text in ("", "0")


def _rows(protocol: Protocol, used: list[str], cells: dict[tuple[str, str], dict[str, Cell]], shown: list[str]) -> list[Row]:
    rows: list[Row] = []
    for timepoint in used:
        rows.append(Row("group", words.timepoint_label(protocol, timepoint), key=timepoint))
        for (at, key), line in cells.items():
            if at == timepoint:
                label = protocol.endpoints[key].label or key
                rows.append(Row("row", label, tuple(line[state] for state in shown), key=f"{timepoint}/{key}", indent=1))
    return rows
