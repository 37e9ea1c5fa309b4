"""How often events happen: first events over time at risk, for each treatment group (STROBE 15, 16a)."""

from __future__ import annotations

from cohortium.displays import words
from cohortium.displays.estimates import estimate
from cohortium.displays.lookup import Lookup
from cohortium.displays.table import Cell, Heading, Notes, Row, Table
from cohortium.language import counted, marked, tr
from cohortium.protocol.model import ANY_ROWS, Protocol, label_of
from cohortium.protocol.words import percent_in_words

SHORT = {
    marked("CI"): marked("confidence interval"),
    marked("PY"): marked("patient-years at risk"),
    "n": marked("number of patients with a first event"),
}
RATE = ("rate", "conf_low", "conf_high")


def incidence_table(protocol: Protocol, lookup: Lookup) -> Table:
    """n, patient-years and rate with its interval; events that nobody had keep their row where the protocol says so."""
    notes, found = Notes(), list(dict.fromkeys(row.variable for row in lookup.where(analysis="incidence", arm=words.ALL, stat="rate")))
    shown = [name for name in words.chosen(found, protocol, "incidence") if _kept(protocol, lookup, name)]
    rows = [Row("row", _label(protocol, name), _cells(protocol, lookup, name), _undated(lookup, notes, name), name) for name in shown]
    notes.say(tr("Time at risk runs from the start of the safety period to the first event, or to the end of the period or of follow-up."))
    notes.say(tr("Patients whose answer, yes or no, is known. An event without a date is left out."))
    method = next((row.method for row in lookup.where(analysis="incidence", stat="rate") if row.method), "")
    notes.say(tr("Rates: {method}.", method=method) if method else "")
    notes.say(words.dash_note(rows))
    per = protocol.incidence.per if protocol.incidence else 100
    rate = tr("per {n} PY ({confidence} CI)", n=per, confidence=percent_in_words(protocol.statistics.confidence))
    return Table(
        id="incidence",
        title=tr("Incidence of adverse events"),
        stub=tr("Adverse event"),
        spanners=(words.arm_heads(protocol, 3),),
        heads=tuple(Heading(text) for _ in words.columns(protocol) for text in ("n", tr("PY"), rate)),
        rows=tuple(rows),
        footnotes=notes.footnotes(),
        abbreviations=tuple(words.explained(SHORT).items()),
        strobe=("15", "16a"),
    )


def _kept(protocol: Protocol, lookup: Lookup, name: str) -> bool:
    term, row = protocol.safety.terms.get(name), lookup.get(analysis="incidence", variable=name, arm=words.ALL, unit="patients", stat="n")
    asked = name in protocol.tables.incidence.rows or bool(protocol.incidence and name in protocol.incidence.terms)
    return bool(row and row.value) or asked or bool(term and term.show_zero)


def _label(protocol: Protocol, name: str) -> str:
    return tr(words.ANY_ROWS[name]) if name in ANY_ROWS else label_of(protocol.safety.terms.get(name), name)


def _cells(protocol: Protocol, lookup: Lookup, name: str) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    for arm, _ in words.columns(protocol):
        at = {"analysis": "incidence", "variable": name, "arm": arm}
        years = {**at, "unit": "patient-years"}
        cells += (
            lookup.number(**at, unit="patients", stat="n"),
            lookup.number(**years, stat="patient_years"),
            estimate(lookup, RATE, **years),
        )
    return tuple(cells)


def _undated(lookup: Lookup, notes: Notes, name: str) -> tuple[str, ...]:
    undated = lookup.count("n_undated", analysis="incidence", variable=name, arm=words.ALL)
    text = "{n} patient whose event has no date counts as without it."
    many = "{n} patients whose event has no date count as without it."
    return notes.mark(counted(text, many, undated[0]) if undated[0] else "", undated[2])
