"""What exactly each endpoint estimates, in plain words, with the numbers of patients concerned (ICH E9(R1); STROBE 12)."""

from __future__ import annotations

from collections.abc import Iterator

from cohortium.displays import words
from cohortium.displays.lookup import Lookup
from cohortium.displays.table import Cell, Heading, Notes, Row, Table
from cohortium.language import tr
from cohortium.protocol.model import Protocol
from cohortium.protocol.scores import Endpoint
from cohortium.protocol.strategies import AFTER_STOP, strategy_in_words, strategy_of
from cohortium.protocol.words import MISSING, SUMMARIES, population_in_words, rule_in_words


def estimands_table(protocol: Protocol, lookup: Lookup) -> Table:
    """One block per endpoint that declares an estimand and timepoint: its attributes, each with the patients that it concerns."""
    notes = Notes()
    shown = words.chosen({key: one for key, one in protocol.endpoints.items() if one.estimand}, protocol, "estimands")
    rows = [row for key in shown for at in protocol.endpoints[key].at for row in _block(protocol, lookup, key, at)]
    notes.say(tr("Events are those by the end of the window, among patients whose window had ended by the data cut."))
    notes.say(tr("Who is not due yet is not missing: such patients are left out of every number."))
    return Table(
        id="estimands",
        title=tr("What is estimated: population, variable, intercurrent events and summary of each endpoint"),
        stub=tr("Attribute"),
        heads=tuple(Heading(label, 1, key=arm) for arm, label in words.columns(protocol)),
        rows=tuple(rows),
        footnotes=notes.footnotes() if rows else (),
        strobe=("12a", "12c"),
    )


def _block(protocol: Protocol, lookup: Lookup, key: str, at: str) -> Iterator[Row]:
    endpoint = protocol.endpoints[key]
    title = tr("{endpoint} at {timepoint}", endpoint=endpoint.label or key, timepoint=words.timepoint_label(protocol, at))
    yield Row("group", title, key=key)
    said = {
        "population": tr("Population: {text}", text=population_in_words(protocol, "efficacy")),
        "not_due": tr("Not due yet: left out"),
        "variable": tr("{rule}; result known", rule=rule_in_words(protocol, endpoint)),
    }
    numbers = {"population": {"analysis": "participants", "variable": "efficacy_set"}}
    numbers |= {
        name: {"analysis": "efficacy", "variable": key, "timepoint": at, "level": level}
        for name, level in (("not_due", "not_due"), ("variable", "evaluable"))
    }
    for name, text in said.items():
        cells = [lookup.number(**numbers[name], arm=arm, unit="patients", stat="n") for arm in _arms(protocol)]
        yield _row(protocol, key, name, text, cells)
    for event in protocol.intercurrent_events:
        parts = {"analysis": "estimand", "variable": key, "level": event, "timepoint": at}
        cells = [lookup.share(**parts, arm=arm) for arm in _arms(protocol)]
        yield _row(protocol, key, event, strategy_in_words(protocol, event, strategy_of(endpoint, event)), cells)
    yield from _rules(protocol, lookup, key, endpoint, at)


def _rules(protocol: Protocol, lookup: Lookup, key: str, endpoint: Endpoint, at: str) -> Iterator[Row]:
    """What is done about scores that are missing for another reason, and what is printed."""
    parts = {"analysis": "efficacy", "variable": key, "timepoint": at}
    if endpoint.after_stop != "keep":
        stop = [lookup.number(**parts, arm=arm, unit="patients", stat="n_imputed_stop") for arm in _arms(protocol)]
        yield _row(protocol, key, "after_stop", tr(AFTER_STOP[endpoint.after_stop]), stop)
    missing = [lookup.number(**parts, arm=arm, unit="patients", stat="n_imputed_missing") for arm in _arms(protocol)]
    counted = endpoint.responder and endpoint.missing not in ("as_observed", "last_observation")
    yield _row(protocol, key, "missing", tr(MISSING[endpoint.missing]), missing if counted else [Cell()] * len(missing))
    kind = (endpoint.summary.change or endpoint.summary.value or "") if endpoint.summary else ""
    summary = tr(SUMMARIES[kind]) if kind else tr("number and percentage of responders")
    cells = [lookup.summary(kind, **parts, arm=arm) if kind else lookup.share(**parts, arm=arm) for arm in _arms(protocol)]
    yield _row(protocol, key, "summary", tr("Summary: {summary}", summary=summary), cells)


def _row(protocol: Protocol, key: str, name: str, text: str, cells: list[Cell]) -> Row:
    return Row("row", text, tuple(cells), key=f"{key}/{name}", indent=1)


def _arms(protocol: Protocol) -> list[str]:
    return [arm for arm, _ in words.columns(protocol)]
