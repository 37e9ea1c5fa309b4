"""Treatments compared after weighting, and how alike the groups are before and after it (STROBE 12a, 16a)."""

from __future__ import annotations

from collections.abc import Iterator

from cohortium.displays import words
from cohortium.displays.estimates import estimate, explained, method_note
from cohortium.displays.lookup import Lookup
from cohortium.displays.page import Page
from cohortium.displays.table import Cell, Heading, Notes, Row, Table
from cohortium.language import marked, tr
from cohortium.protocol.model import Protocol, label_of
from cohortium.protocol.words import percent_in_words

OUTCOMES = {"responder": marked("{endpoint} at {timepoint}, percentages"), "other": marked("{endpoint} at {timepoint}, means")}


def weighted_table(protocol: Protocol, lookup: Lookup) -> Table:
    """Per endpoint each treatment group: N, effective number, weighted outcome, and difference from the one named."""
    page = Page(protocol, lookup, Notes())
    rows = [row for key in words.chosen(protocol.weighted, protocol, "weighted") for row in _endpoint(page, key)]
    page.notes.say(words.dash_note(rows))
    level = percent_in_words(protocol.statistics.confidence)
    return Table(
        id="weighted",
        title=tr("Treatments compared after weighting"),
        stub=tr("Group"),
        heads=(
            Heading("N"),
            Heading(tr("Effective number")),
            Heading(tr("Weighted result ({confidence} confidence interval)", confidence=level)),
            Heading(tr("Difference ({confidence} confidence interval)", confidence=level)),
            Heading("p"),
        ),
        rows=tuple(rows),
        footnotes=page.notes.footnotes(),
        abbreviations=(("N", tr("number of patients in the model")),),
        strobe=("12a", "16a"),
    )


def _place(page: Page, key: str) -> dict[str, str]:
    asked, endpoint = page.protocol.weighted[key], page.protocol.endpoints[key]
    return {"analysis": "weighted", "variable": key, "timepoint": asked.at or endpoint.at[0]}


def _endpoint(page: Page, key: str) -> Iterator[Row]:
    asked, endpoint, at = page.protocol.weighted[key], page.protocol.endpoints[key], _place(page, key)
    whole = {**at, "arm": words.ALL, "versus": asked.versus, "unit": "patients"}
    missing = page.lookup.get(**whole, stat="n_missing")
    marks = page.notes.mark(method_note(page.lookup, marked("{method}."), **at))
    if missing and missing.value:
        text = "Left out because something that groups are made alike in is not known: {patients}."
        marks += page.notes.mark(tr(text, patients=words.patients(int(missing.value))), (missing.result_id,))
    title = tr(OUTCOMES["responder" if endpoint.responder else "other"], **_named(page, key, at["timepoint"]))
    yield Row("row", title, (page.lookup.number(**whole, stat="N"), *[Cell()] * 4), marks, key)
    stat = "percent" if endpoint.responder else "mean"
    for arm in page.protocol.arms:
        if page.lookup.get(**at, arm=arm, unit="patients", stat="N"):
            yield _group(page, at, arm, stat, asked.versus)


def _named(page: Page, key: str, at: str) -> dict[str, str]:
    return {"endpoint": label_of(page.protocol.endpoints[key], key), "timepoint": words.timepoint_label(page.protocol, at)}


def _group(page: Page, at: dict[str, str], arm: str, stat: str, versus: str) -> Row:
    against = {**at, "arm": arm, "versus": versus}
    cells = (
        page.lookup.number(**at, arm=arm, unit="patients", stat="N"),
        page.lookup.number(**at, arm=arm, stat="effective"),
        estimate(page.lookup, (stat, "conf_low", "conf_high"), **at, arm=arm),
        estimate(page.lookup, ("difference", "conf_low", "conf_high"), **against),
        page.lookup.number(**against, stat="p_value"),
    )
    row = Row("row", label_of(page.protocol.arms[arm], arm), cells, (), f"{at['variable']}/{arm}", 1)
    return explained(row, page.lookup, page.notes, **at, arm=arm, level="")


def balance_table(protocol: Protocol, lookup: Lookup) -> Table:
    """Per endpoint each covariate: standardised differences of each pair of groups, before and after weighting."""
    page = Page(protocol, lookup, Notes())
    rows = lookup.where(analysis="weighted", stat="standardised_after")
    pairs = tuple(dict.fromkeys((row.arm, row.versus) for row in rows))
    lines = [row for key in words.chosen(protocol.weighted, protocol, "balance") for row in _balance(page, key, pairs)]
    text = (
        "Standardised difference: difference divided by the mean standard deviation of both groups before weighting; above 0.1 is no"
        " balance."
    )
    page.notes.say(tr(text))
    page.notes.say(words.dash_note(lines))
    labels = {arm: label_of(protocol.arms.get(arm), arm) for pair in pairs for arm in pair}
    return Table(
        id="balance",
        title=tr("Standardised differences before and after weighting"),
        stub=tr("Before treatment"),
        spanners=(tuple(Heading(tr("{arm} against {other}", arm=labels[arm], other=labels[other]), 2) for arm, other in pairs),),
        heads=tuple(Heading(tr(text)) for _ in pairs for text in WAYS.values()),
        rows=tuple(lines) if pairs else (),
        footnotes=page.notes.footnotes(),
        strobe=("12a", "14a"),
    )


WAYS = {"standardised_before": marked("Before"), "standardised_after": marked("After")}


def _balance(page: Page, key: str, pairs: tuple[tuple[str, str], ...]) -> Iterator[Row]:
    at = _place(page, key)
    yield Row("group", tr("{endpoint} at {timepoint}", **_named(page, key, at["timepoint"])), key=key)
    levels = {row.level: row.label for row in page.lookup.where(**at, stat="standardised_after")}
    for level, text in levels.items():
        cells = [page.lookup.number(**at, level=level, arm=arm, versus=versus, stat=stat) for arm, versus in pairs for stat in WAYS]
        row = Row("row", text, tuple(cells), (), f"{key}/{level.split()[0]}", 1)
        yield explained(row, page.lookup, page.notes, **at, level=level)
