"""The results of each centre, and of all others without it (STROBE 15, 17)."""

from __future__ import annotations

from cohortium.displays import words
from cohortium.displays.estimates import estimate, method_note, upper
from cohortium.displays.lookup import Lookup, summary_of
from cohortium.displays.table import Cell, Heading, Notes, Row, Table
from cohortium.language import marked, tr
from cohortium.protocol.model import Endpoint, Protocol, label_of
from cohortium.protocol.words import percent_in_words

SHORT = {
    marked("CI"): marked("confidence interval"),
    "N": marked("number of patients with available data"),
    "Q1": marked("first quartile"),
    "Q3": marked("third quartile"),
}
CENTRE = {"analysis": "efficacy", "arm": words.ALL, "group": "centre"}
LIMITS = ("percent", "conf_low", "conf_high")
TESTS = ("fisher", "chi_squared", "kruskal_wallis")


def by_centre_table(protocol: Protocol, lookup: Lookup) -> Table:
    """A block for each endpoint and timepoint, a line for each centre; centres without a patient due are left out."""
    notes = Notes()
    places = dict.fromkeys((row.variable, row.timepoint) for row in lookup.where(**CENTRE))
    names = words.chosen(dict.fromkeys(name for name, _ in places), protocol, "by_centre")
    rows = [row for name in names for key, at in places if key == name for row in _block(protocol, lookup, notes, name, at)]
    notes.say(tr("Known: patients whose result is known, of those due and eligible. Without it: the result of all other centres together."))
    notes.say(words.dash_note(rows))
    confidence = percent_in_words(protocol.statistics.confidence)
    result, others = tr("Result ({confidence} CI)", confidence=confidence), tr("Without it ({confidence} CI)", confidence=confidence)
    return Table(
        id="by_centre",
        title=tr("Results by centre, all treatment groups"),
        stub=tr("Centre"),
        heads=tuple(Heading(text) for text in (tr("Known, n (%)"), "N", result, others)),
        rows=tuple(rows),
        footnotes=notes.footnotes(),
        abbreviations=tuple(words.explained(SHORT).items()),
        strobe=("15", "17"),
    )


def _block(protocol: Protocol, lookup: Lookup, notes: Notes, name: str, at: str) -> list[Row]:
    endpoint, key = protocol.endpoints[name], {**CENTRE, "variable": name, "timepoint": at}
    title = tr("{endpoint} at {timepoint}", endpoint=label_of(endpoint, name), timepoint=words.timepoint_label(protocol, at))
    codes = dict.fromkeys(row.group_level for row in lookup.where(**key) if row.group_level)
    due = [code for code in codes if lookup.count("N", **key, group_level=code, level="evaluable")[0]]
    cells = {code: _cells(lookup, endpoint, key | {"group_level": code}) for code in due}
    lines = [Row("row", label_of(protocol.centres.get(code), code), cells[code], (), f"{name}/{code}", 1) for code in due]
    marks = tuple(mark for text, shown in _differences(lookup, key) for mark in notes.mark(text, shown))
    if endpoint.summary:
        marks += notes.mark(tr("{summary}.", summary=summary_of(_kind(endpoint))[0]))
    else:
        marks += notes.mark(method_note(lookup, marked("{method}."), **key, stat="conf_low", level=""))
    return [Row("group", title, (), marks, name), *lines]


def _kind(endpoint: Endpoint) -> str:
    return (endpoint.summary and (endpoint.summary.change or endpoint.summary.value)) or ""


def _cells(lookup: Lookup, endpoint: Endpoint, at: dict[str, str]) -> tuple[Cell, ...]:
    known, total = lookup.share(**at, level="evaluable"), lookup.number(**at, unit="patients", stat="N")
    if endpoint.summary:
        return known, total, *(lookup.summary(_kind(endpoint), **at, variant=variant) for variant in ("", "left_out"))
    return known, total, *(estimate(lookup, LIMITS, **at, variant=variant, unit="patients") for variant in ("", "left_out"))


def _differences(lookup: Lookup, key: dict[str, str]) -> list[tuple[str, tuple[str, ...]]]:
    """(what a test over centres says, its result); a test that could not be made says why."""
    said = []
    for test in TESTS:
        row = lookup.get(**key, level=test, stat="p_value")
        if row and row.error:
            said.append((tr("{method}: not computed, {reason}.", method=upper(row.method), reason=row.error), (row.result_id,)))
        elif row:
            text = tr("{method}: p = {p}.", method=upper(row.method), p=row.text).replace("= <", "<")
            said.append((" ".join(filter(None, [text, row.warning])), (row.result_id,)))
    return said
