"""Adverse events: each term with its own N, at-least-one rows first (STROBE 15)."""

from __future__ import annotations

from cohortium.displays import words
from cohortium.displays.lookup import Lookup
from cohortium.displays.table import Cell, Heading, Notes, Row, Table
from cohortium.language import counted, marked, tr
from cohortium.protocol.events import ASYMPTOMATIC, Term
from cohortium.protocol.model import Protocol

SHORT = {"N": marked("number of patients with available data")}
LOCAL_LIMIT = marked("Beyond the limit of the patient's own laboratory.")
SILENCE = {
    "no": (
        marked("An event that nobody recorded counts as absent."),
        marked("An event that nobody recorded counts as absent, unless a note says otherwise."),
    ),
    "unknown": (
        marked("An event that nobody recorded or asked about counts as unknown, not as absent."),
        marked("An event that nobody recorded or asked about counts as unknown, not as absent, unless a note says otherwise."),
    ),
}


def safety_table(protocol: Protocol, lookup: Lookup) -> Table:
    """N and n (%) per column; terms that nobody had are named under the table unless show_zero keeps their row."""
    choice, notes = protocol.tables.safety, Notes()
    kinds = {term.kind for term in protocol.safety.terms.values()}
    names = ["any", *(f"any_{kind}" for kind in words.KINDS if len(kinds) > 1)] if kinds else []
    wanted = words.chosen([*names, *protocol.safety.terms], protocol, "safety")
    _general_notes(protocol, notes)
    rows = [_any_row(protocol, lookup, notes, key) for key in wanted if key in words.ANY_ROWS]
    shown = [key for key in wanted if key in protocol.safety.terms and not _hidden(protocol, lookup, key, choice.rows)]
    if choice.order == "frequency" and not choice.rows:
        shown.sort(key=lambda key: -(_patients(lookup, key)[0] or 0))
    rows += _term_rows(protocol, lookup, notes, shown, grouped=len(kinds) > 1 and not choice.rows and not choice.groups)
    unseen = [key for key in wanted if key in protocol.safety.terms and key not in shown]
    _name_unseen(protocol, lookup, notes, unseen)
    notes.say(words.dash_note(rows))
    return Table(
        id="safety",
        title=tr("Adverse events during follow-up"),
        stub=tr("Adverse event"),
        spanners=(words.arm_heads(protocol),),
        heads=tuple(Heading(text) for _ in words.columns(protocol) for text in ("N", "n (%)")),
        rows=tuple(rows),
        footnotes=notes.footnotes(),
        abbreviations=tuple(words.explained(SHORT).items()),
        strobe=("15",),
    )


def _general_notes(protocol: Protocol, notes: Notes) -> None:
    rule, only = _usual_silence(protocol)
    if rule:
        notes.say(tr(SILENCE[rule][not only]))
    notes.say(words.interval_note(protocol), internal=True)


def _cells(protocol: Protocol, lookup: Lookup, variable: str) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    for arm, _ in words.columns(protocol):
        at = {"analysis": "safety", "variable": variable, "arm": arm}
        cells += (lookup.number(**at, unit="patients", stat="N"), lookup.share(**at))
    return tuple(cells)


def _patients(lookup: Lookup, key: str, stat: str = "n", level: str = "", unit: str = "patients"):
    return lookup.count(stat, analysis="safety", variable=key, arm=words.ALL, level=level, unit=unit)


def _hidden(protocol: Protocol, lookup: Lookup, key: str, asked: tuple[str, ...]) -> bool:
    """Only a known zero hides a term: what could not be counted, or was known of nobody, stays visible."""
    known_zero = _patients(lookup, key)[0] == 0 and _patients(lookup, key, "N")[0]
    return bool(known_zero) and not protocol.safety.terms[key].show_zero and key not in asked


def _any_row(protocol: Protocol, lookup: Lookup, notes: Notes, key: str) -> Row:
    complete = _patients(lookup, key, "n_complete")
    known = tr("Whether each of these events happened is known for {patients}.", patients=words.patients(complete[0] or 0))
    note = known if complete[1] else ""
    return Row("row", tr(words.ANY_ROWS[key]), _cells(protocol, lookup, key), notes.mark(note, complete[2]), key)


def _term_rows(protocol: Protocol, lookup: Lookup, notes: Notes, keys: list[str], grouped: bool) -> list[Row]:
    if not grouped:
        return [_term_row(protocol, lookup, notes, key) for key in keys]
    rows: list[Row] = []
    for kind, heading in words.KINDS.items():
        lines = [_term_row(protocol, lookup, notes, key, 1) for key in keys if protocol.safety.terms[key].kind == kind]
        rows += [Row("group", tr(heading)), *lines] if lines else []
    return rows


def _term_row(protocol: Protocol, lookup: Lookup, notes: Notes, key: str, indent: int = 0) -> Row:
    term = protocol.safety.terms[key]
    marks = (
        *_subterm_marks(lookup, notes, key, term),
        *_laboratory_marks(protocol, lookup, notes, key, term),
        *_silence_marks(protocol, notes, term),
        *_undated_marks(protocol, lookup, notes, key),
        *_symptom_marks(lookup, notes, key),
    )
    return Row("row", term.label or key, _cells(protocol, lookup, key), marks, key, indent)


def _subterm_marks(lookup: Lookup, notes: Notes, key: str, term: Term) -> tuple[str, ...]:
    counts = {label: _patients(lookup, key, "n", level) for level, label in term.subterms.items()}
    named = [f"{text} {label}" for label, (value, text, _) in counts.items() if value]
    identifiers = tuple(identifier for value, _, shown in counts.values() if value for identifier in shown)
    return notes.mark(tr("Including {events}.", events=words.listed(named)) if named else "", identifiers)


def _laboratory_marks(protocol: Protocol, lookup: Lookup, notes: Notes, key: str, term: Term) -> tuple[str, ...]:
    if not term.source:
        return ()
    marks = notes.mark(tr(LOCAL_LIMIT) if any(rule.is_local for rule in term.source.any) else "")
    before = _patients(lookup, key, "n_baseline_abnormal")
    excluded = (term.baseline_abnormal or protocol.safety.baseline_abnormal) == "exclude"
    return marks + (notes.mark(_before(before[0], excluded), before[2]) if before[0] else ())


def _before(patients: int, excluded: bool) -> str:
    if excluded:
        return counted(
            "{n} patient was beyond the limit already before treatment and is left out.",
            "{n} patients were beyond the limit already before treatment and are left out.",
            patients,
        )
    return counted(
        "{n} patient was beyond the limit already before treatment and is counted like the others.",
        "{n} patients were beyond the limit already before treatment and are counted like the others.",
        patients,
    )


def _silence_marks(protocol: Protocol, notes: Notes, term: Term) -> tuple[str, ...]:
    rule = term.not_reported or protocol.safety.not_reported
    return notes.mark(tr(SILENCE[rule][0])) if rule != _usual_silence(protocol)[0] else ()


def _usual_silence(protocol: Protocol) -> tuple[str, bool]:
    return words.usual(term.not_reported or protocol.safety.not_reported for term in protocol.safety.terms.values())


def _undated_marks(protocol: Protocol, lookup: Lookup, notes: Notes, key: str) -> tuple[str, ...]:
    undated = _patients(lookup, key, "n_undated", unit="events")
    if not undated[0]:
        return ()
    if protocol.safety.onset_missing == "count":
        text = counted("{n} event without a date of onset, counted.", "{n} events without a date of onset, counted.", undated[0])
    else:
        text = counted("{n} event without a date of onset, left out.", "{n} events without a date of onset, left out.", undated[0])
    return notes.mark(text, undated[2])


def _symptom_marks(lookup: Lookup, notes: Notes, key: str) -> tuple[str, ...]:
    felt_not, cases = (_patients(lookup, key, stat, ASYMPTOMATIC) for stat in ("n", "N"))
    if not felt_not[0]:
        return ()
    some = "{n} of {cases} cases asymptomatic."
    text = tr("All cases asymptomatic.") if felt_not[0] == cases[0] else counted(some, some, felt_not[0], cases=cases[1])
    return notes.mark(text, felt_not[2] + cases[2])


def _name_unseen(protocol: Protocol, lookup: Lookup, notes: Notes, keys: list[str]) -> None:
    labels = [protocol.safety.terms[key].label or key for key in keys]
    identifiers = tuple(identifier for key in keys for identifier in _patients(lookup, key)[2])
    notes.say(tr("No patient had: {events}.", events=tr("; ").join(labels)) if labels else "", identifiers)
