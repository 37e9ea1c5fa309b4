"""Outcomes: every endpoint at every timepoint, for all patients and each arm, each with its own N (STROBE 15, 16)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cohortium.displays import words
from cohortium.displays.lookup import Lookup, summary_of
from cohortium.displays.table import Cell, Heading, Notes, Row, Table
from cohortium.language import marked, tr
from cohortium.measures import measures_of
from cohortium.protocol.model import Protocol
from cohortium.protocol.scores import Endpoint
from cohortium.protocol.strategies import events_in_words

BLOCKS = {"responder": marked("Response"), "change": marked("Change from before treatment"), "value": marked("Score")}
SHORT = {
    "N": marked("number of patients with available data"),
    "Q1": marked("first quartile"),
    "Q3": marked("third quartile"),
    marked("SD"): marked("standard deviation"),
}


@dataclass(frozen=True)
class _Page:
    """What every row of the table needs."""

    protocol: Protocol
    lookup: Lookup
    notes: Notes
    timepoints: tuple[str, ...]
    arms: tuple[tuple[str, str], ...]


def efficacy_table(protocol: Protocol, lookup: Lookup) -> Table:
    """Responses first, then changes and scores, each kind under its own column headings."""
    endpoints = {key: protocol.endpoints[key] for key in words.chosen(protocol.endpoints, protocol, "efficacy")}
    used = tuple(key for key in _timepoints(protocol) if any(key in endpoint.at for endpoint in endpoints.values()))
    page = _Page(protocol, lookup, Notes(), used, words.columns(protocol))
    spanners = (_timepoint_heads(page), _arm_heads(page))
    _general_notes(page, endpoints)
    blocks = _blocks(endpoints)
    first = next(iter(blocks), ("responder", ""))
    rows = [row for block, keys in blocks.items() for row in _block_rows(page, block, keys, block != first)]
    if any(not cell.parts for row in rows for cell in row.cells):
        page.notes.say(tr("Empty: not an outcome at that time."))
    page.notes.say(words.dash_note(rows))
    names = {key: measure.label for key, measure in measures_of(protocol).items()}
    return Table(
        id="efficacy",
        title=tr("Efficacy outcomes at {timepoints}", timepoints=words.listed(words.timepoint_label(protocol, key) for key in used)),
        stub=tr("Outcome"),
        spanners=spanners,
        heads=_heads(page, first),
        rows=tuple(rows),
        footnotes=page.notes.footnotes(),
        abbreviations=tuple((words.explained(SHORT) | names).items()),
        strobe=("15", "16a"),
    )


def _timepoints(protocol: Protocol) -> list[str]:
    return [key for key in ("baseline",) if key not in protocol.timepoints] + list(protocol.timepoints)


def _timepoint_heads(page: _Page) -> tuple[Heading, ...]:
    heads = []
    for key in page.timepoints:
        label = words.timepoint_label(page.protocol, key)
        window = page.protocol.timepoints.get(key)
        note = words.window_note(label, window) if window else ""
        heads.append(Heading(tr("Outcomes at {timepoint}", timepoint=label), 2 * len(page.arms), page.notes.mark(note), (), key))
    return tuple(heads)


def _arm_heads(page: _Page) -> tuple[Heading, ...]:
    return tuple(head for _ in page.timepoints for head in words.arm_heads(page.protocol))


def _heads(page: _Page, block: tuple[str, str]) -> tuple[Heading, ...]:
    return tuple(Heading(text) for _ in page.timepoints for _ in page.arms for text in ("N", block[1] or "n (%)"))


def _blocks(endpoints: dict[str, Endpoint]) -> dict[tuple[str, str], list[str]]:
    """(quantity, column heading) -> endpoints: rows of one block share what their columns mean."""
    blocks: dict[tuple[str, str], list[str]] = {}
    for wanted in BLOCKS:
        for key, endpoint in endpoints.items():
            if endpoint.quantity == wanted:
                blocks.setdefault((wanted, _column(endpoint)), []).append(key)
    return blocks


def _column(endpoint: Endpoint) -> str:
    return summary_of(_kind(endpoint))[0] if endpoint.summary else "n (%)"


def _kind(endpoint: Endpoint) -> str | None:
    return (endpoint.summary.change or endpoint.summary.value) if endpoint.summary else None


def _block_rows(page: _Page, block: tuple[str, str], keys: list[str], repeat_heads: bool) -> list[Row]:
    rows = [_endpoint_row(page, key) for key in keys]
    if repeat_heads:
        heads = tuple(Cell((heading.text,)) for heading in _heads(page, block))
        return [Row("heads", tr(BLOCKS[block[0]]), heads), *rows]
    return rows if block[0] == "responder" else [Row("group", tr(BLOCKS[block[0]])), *(replace(row, indent=1) for row in rows)]


def _endpoint_row(page: _Page, key: str) -> Row:
    endpoint = page.protocol.endpoints[key]
    cells: list[Cell] = []
    for timepoint in page.timepoints:
        for arm, _ in page.arms:
            at = {"analysis": "efficacy", "variable": key, "timepoint": timepoint, "arm": arm}
            value = replace(_value(page.lookup, endpoint, at), marks=_subset_marks(page, endpoint, at))
            cells += (page.lookup.number(**at, unit="patients", stat="N"), value)
    marks = (*_rule_marks(page, endpoint), *_event_marks(page, key, endpoint), *_imputed_marks(page, key, endpoint))
    return Row("row", endpoint.label or key, tuple(cells), marks, key)


def _value(lookup: Lookup, endpoint: Endpoint, at: dict[str, str]) -> Cell:
    return lookup.summary(_kind(endpoint) or "", **at) if endpoint.summary else lookup.share(**at)


def _rule(endpoint: Endpoint) -> str:
    rules = [tr(words.MISSING[endpoint.missing]), tr(words.AFTER_STOP[endpoint.after_stop])]
    return tr("; ").join(rule for rule in rules if rule)


def _general_notes(page: _Page, endpoints: dict[str, Endpoint]) -> None:
    rule, only = words.usual(_rule(endpoint) for endpoint in endpoints.values())
    if rule:
        text = "Missing scores: {rule}." if only else "Missing scores, unless a note says otherwise: {rule}."
        page.notes.say(tr(text, rule=rule))
    if any(_kind(endpoint) == "median_q1_q3" for endpoint in endpoints.values()):
        page.notes.say(tr(words.QUANTILES[page.protocol.statistics.quantiles]))
    if any(endpoint.responder for endpoint in endpoints.values()):
        page.notes.say(words.interval_note(page.protocol), internal=True)


def _rule_marks(page: _Page, endpoint: Endpoint) -> tuple[str, ...]:
    """The rule for missing scores hangs on the row only where it is not the usual one; eligibility always does."""
    shown = words.chosen(page.protocol.endpoints, page.protocol, "efficacy")
    usual = words.usual(_rule(page.protocol.endpoints[key]) for key in shown)[0]
    marks = page.notes.mark(tr("Missing scores: {rule}.", rule=_rule(endpoint))) if _rule(endpoint) != usual else ()
    if endpoint.eligible:
        text = "Among patients with a score of at least {value} before treatment."
        marks += page.notes.mark(tr(text, value=endpoint.eligible.baseline_at_least))
    return marks


def _event_marks(page: _Page, key: str, endpoint: Endpoint) -> tuple[str, ...]:
    """What intercurrent events do to this outcome, and how many answers they decided."""
    strategies = tr("; ").join(events_in_words(page.protocol, endpoint))
    if not strategies:
        return ()
    said, identifiers = [], []
    for timepoint in page.timepoints:
        count = page.lookup.count("n_imputed_event", analysis="efficacy", variable=key, timepoint=timepoint, arm=words.ALL)
        if count[0]:
            said.append(tr("at {timepoint}, {n}", timepoint=words.timepoint_label(page.protocol, timepoint), n=count[1]))
            identifiers += count[2]
    text = tr("{strategies}. Decided so, among all patients: {counts}.", strategies=strategies, counts=tr("; ").join(said))
    return page.notes.mark(text if said else f"{strategies}.", tuple(identifiers))


def _imputed_marks(page: _Page, key: str, endpoint: Endpoint) -> tuple[str, ...]:
    if not endpoint.responder:
        return ()
    said, identifiers = [], []
    for timepoint in page.timepoints:
        at = {"analysis": "efficacy", "variable": key, "timepoint": timepoint, "arm": words.ALL}
        stop, missing = (page.lookup.count(f"n_imputed_{why}", **at) for why in ("stop", "missing"))
        if stop[0] or missing[0]:
            label = words.timepoint_label(page.protocol, timepoint)
            text = "at {timepoint}, {stop} after a stop and {missing} others"
            said.append(tr(text, timepoint=label, stop=stop[1], missing=missing[1]))
            identifiers += [*stop[2], *missing[2]]
    text = tr("Counted without a usable score, among all patients: {counts}.", counts=tr("; ").join(said))
    return page.notes.mark(text if said else "", tuple(identifiers))


def _subset_marks(page: _Page, endpoint: Endpoint, at: dict[str, str]) -> tuple[str, ...]:
    """What became of each declared subset in this cell; all patients are told by their groups."""
    if at["arm"] == words.ALL and len(page.arms) > 1:
        return ()
    marks: tuple[str, ...] = ()
    for subset in endpoint.footnote_subsets:
        marks += page.notes.mark(*_subset_note(page, endpoint, at | {"group": subset, "group_level": "yes"}))
    return marks


def _subset_note(page: _Page, endpoint: Endpoint, at: dict[str, str]) -> tuple[str, tuple[str, ...]]:
    total = page.lookup.count("N", **at)
    if not total[0]:
        return "", ()
    cell = _value(page.lookup, endpoint, at)
    identifiers = (*total[2], *cell.result_ids)
    who = _who(page.protocol, at["group"])
    if not endpoint.responder:
        return tr("{who}: {summary} in {patients}.", who=who, summary=cell.text, patients=words.patients(total[0])), identifiers
    share = page.lookup.get(**at, unit="patients", stat="percent")
    said = {"who": who, "count": cell.parts[0] if cell.parts else "", "patients": words.patients(total[0])}
    if not share or share.value is None:
        return tr("{who}: {count} of {patients}.", **said), identifiers
    return tr("{who}: {count} of {patients} ({percent} %).", **said, percent=share.text), identifiers


def _who(protocol: Protocol, subset: str) -> str:
    condition = protocol.subsets.get(subset)
    if condition and condition.label:
        return condition.label
    return tr(words.DOSE_CHANGES[condition.dose_change]) if condition and condition.dose_change else subset
