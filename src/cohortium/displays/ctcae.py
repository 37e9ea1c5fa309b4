"""Worst grades of laboratory values, and the grades before treatment that they came from (STROBE 15)."""

from __future__ import annotations

from collections.abc import Iterator

from cohortium.displays import words
from cohortium.displays.lookup import Lookup
from cohortium.displays.page import Page
from cohortium.displays.table import Heading, Notes, Row, Table
from cohortium.language import marked, tr
from cohortium.measures.ctcae import TERMS
from cohortium.protocol.model import Protocol

UNGRADED = marked(
    "A value without the limits of its laboratory or in another unit has no grade; one that is only known to be below or above a number"
    " (<5) has one where no value within it would have another."
)
WITHOUT_BASELINE = marked(
    "Grades that are stated against the value before treatment: where nobody knows that value or whether it was abnormal, a value within"
    " the limits of its laboratory is no grade, and one above them is graded only where its grade is the same either way."
)


def ctcae_table(protocol: Protocol, lookup: Lookup) -> Table:
    """Per term: patients with a graded value, each grade as n (%), those with a worse grade than before, those fully graded."""
    page = Page(protocol, lookup, Notes())
    rows = [row for name in words.chosen(protocol.ctcae, protocol, "ctcae") for row in _term(page, name)]
    page.notes.say(tr("Worst grade after the first dose in the safety period, by CTCAE v5.0; %: of patients with a graded value."))
    page.notes.say(tr(UNGRADED))
    if any(limit.when for name in protocol.ctcae for limit in TERMS[name].limits):
        page.notes.say(tr(WITHOUT_BASELINE))
    page.notes.say(words.dash_note(rows))
    return Table(
        id="ctcae",
        title=tr("Worst grades of laboratory values"),
        stub=tr("Grade"),
        heads=tuple(Heading(label, key=arm) for arm, label in words.columns(protocol)),
        rows=tuple(rows),
        footnotes=page.notes.footnotes(),
        strobe=("15",),
    )


def _term(page: Page, name: str) -> Iterator[Row]:
    parts = {"analysis": "ctcae", "variable": name, "unit": "patients"}
    found = page.lookup.where(**parts, arm=words.ALL, stat="N")
    whole = page.lookup.get(**parts, arm=words.ALL, stat="n_all_graded")
    if whole is None:
        return
    title = tr("{term} ({test})", term=whole.label, test=page.protocol.ctcae[name])
    yield Row("group", title, (), page.notes.mark(whole.warning, (whole.result_id,)) if whole.warning else (), name)
    yield _numbers(page, tr("Patients with a graded value, N"), {**parts, "level": "0", "stat": "N"})
    for row in found:
        yield Row("row", row.label, tuple(page.lookup.share(**{**parts, "level": row.level}, arm=arm) for arm in page.arms), indent=1)
        yield from _from(page, parts, row.level)
    yield _numbers(page, tr("Every value graded"), {**parts, "stat": "n_all_graded"})


def _numbers(page: Page, label: str, parts: dict[str, str], indent: int = 1) -> Row:
    return Row("row", label, tuple(page.lookup.number(**parts, arm=arm) for arm in page.arms), indent=indent)


def _from(page: Page, parts: dict[str, str], level: str) -> Iterator[Row]:
    """The grades before treatment of the patients of a grade, those that anybody had; nobody's shift is of no interest in grade 0."""
    moved = page.lookup.where(**parts, level=level, arm=words.ALL, group="baseline_grade", stat="n")
    for row in moved if level != "0" else ():
        if row.value:
            before = tr("unknown") if row.group_level == "unknown" else row.group_level
            at = {**parts, "level": level, "group": row.group, "group_level": row.group_level, "stat": "n"}
            yield _numbers(page, tr("from grade {grade} before treatment", grade=before), at, 2)
