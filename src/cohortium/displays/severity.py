"""Patients by bands of severity, before treatment and at the timepoints that the study asks for (STROBE 14a, 15)."""

from __future__ import annotations

from collections.abc import Iterator

from cohortium.displays import words
from cohortium.displays.lookup import Lookup
from cohortium.displays.page import Page
from cohortium.displays.table import Cell, Heading, Notes, Row, Table
from cohortium.language import tr
from cohortium.protocol.model import Protocol
from cohortium.protocol.words import capital


def severity_table(protocol: Protocol, lookup: Lookup) -> Table:
    """Per measure and timepoint: patients with a score, each band as n (%), patients without one."""
    page = Page(protocol, lookup, Notes())
    rows = [row for name in words.chosen(protocol.severity, protocol, "severity") for row in _measure(page, name)]
    said = "Bands at baseline are among all patients included; later among those whose window had ended. %: of those with a score."
    page.notes.say(tr(said))
    page.notes.say(words.dash_note(rows))
    return Table(
        id="severity",
        title=tr("Severity by bands"),
        stub=tr("Band"),
        heads=tuple(Heading(label, key=arm) for arm, label in words.columns(protocol)),
        rows=tuple(rows),
        footnotes=page.notes.footnotes(),
        strobe=("14a", "15"),
    )


def _measure(page: Page, name: str) -> Iterator[Row]:
    found = page.lookup.where(analysis="severity", variable=name, arm=words.ALL, stat="N")
    scheme, warning = (found[0].method, found[0].warning) if found else ("", "")
    title = tr("{measure}, {scheme}", measure=name, scheme=scheme)
    yield Row("group", title, (), page.notes.mark(warning, (found[0].result_id,)) if warning else (), name)
    hidden = page.protocol.tables.severity.hide
    for at in (at for at in dict.fromkeys(row.timepoint for row in found) if f"{name}/{at}" not in hidden):
        label = tr("Baseline") if at == "baseline" else words.timepoint_label(page.protocol, at)
        yield Row("group", label, key=f"{name}/{at}", indent=1)
        yield from _bands(page, name, at, [(row.level, row.label) for row in found if row.timepoint == at])


def _bands(page: Page, name: str, at: str, bands: list[tuple[str, str]]) -> Iterator[Row]:
    parts = {"analysis": "severity", "variable": name, "timepoint": at}
    first = {**parts, "level": bands[0][0], "unit": "patients", "stat": "N"}
    yield Row("row", tr("Patients with a score, N"), tuple(page.lookup.number(**first, arm=arm) for arm in page.arms), indent=2)
    for level, label in bands:
        cells: tuple[Cell, ...] = tuple(page.lookup.share(**parts, level=level, arm=arm) for arm in page.arms)
        yield Row("row", capital(label), cells, indent=2)
    missing = {**parts, "unit": "patients", "stat": "n_missing"}
    yield Row("row", tr("Without a score"), tuple(page.lookup.number(**missing, arm=arm) for arm in page.arms), indent=2)
