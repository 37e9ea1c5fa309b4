"""Responses within groups of patients, as the rows of a forest plot, each grouping with its interaction (STROBE 17)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cohortium.displays import words
from cohortium.displays.lookup import Lookup
from cohortium.displays.page import Page
from cohortium.displays.table import Cell, Heading, Notes, Row, Table
from cohortium.language import marked, tr
from cohortium.protocol.model import Protocol, label_of
from cohortium.protocol.subgroups import CENTRE
from cohortium.protocol.words import capital, condition_in_words, percent_in_words
from cohortium.results import DASH

SHORT = {"N": marked("number of patients with available data"), "CI": marked("confidence interval"), "OR": marked("odds ratio")}


@dataclass(frozen=True)
class _Page(Page):
    """One page of subgroups."""

    @property
    def contrasts(self) -> tuple[tuple[str, str], ...]:
        """(arm, the one that it is compared with), over all endpoints."""
        asked = [groups.versus for groups in self.protocol.subgroups.values() if groups.versus in self.protocol.arms]
        return tuple((arm, versus) for versus in dict.fromkeys(filter(None, asked)) for arm in self.protocol.arms if arm != versus)


def subgroups_table(protocol: Protocol, lookup: Lookup) -> Table:
    """Per endpoint and grouping: each level with N, n (%), ratios of odds; below them the test of interaction."""
    notes = Notes()
    page = _Page(protocol, lookup, notes)
    rows = [row for key in words.chosen(protocol.subgroups, protocol, "subgroups") for row in _endpoint(page, key)]
    labels = {arm: label_of(one, arm) for arm, one in protocol.arms.items()}
    against = [tr("{arm} against {other}", arm=labels[arm], other=labels[other]) for arm, other in page.contrasts]
    level = percent_in_words(protocol.statistics.confidence)
    if page.contrasts:
        text = (
            "Odds ratios above 1 favour the first group. Intervals are Woolf's; the interaction is tested by Breslow and Day,"
            " with Tarone's correction."
        )
        notes.say(tr(text))
        notes.say(tr("Subgroups were not corrected for their number; a small one says little."))
    notes.say(words.dash_note(rows))
    return Table(
        id="subgroups",
        title=tr("Responses within groups of patients"),
        stub=tr("Group"),
        spanners=((*words.arm_heads(protocol), *(Heading(text) for text in against)),),
        heads=(
            *(Heading(text) for _ in page.arms for text in ("N", "n (%)")),
            *(Heading(tr("OR ({confidence} CI)", confidence=level)) for _ in against),
        ),
        rows=tuple(rows),
        footnotes=notes.footnotes(),
        abbreviations=tuple(words.explained(SHORT).items()),
        strobe=("17",),
    )


def _endpoint(page: _Page, key: str) -> Iterator[Row]:
    asked, endpoint = page.protocol.subgroups[key], page.protocol.endpoints[key]
    at = asked.at or endpoint.at[0]
    title = tr("{endpoint} at {timepoint}", endpoint=label_of(endpoint, key), timepoint=words.timepoint_label(page.protocol, at))
    yield Row("group", title, key=key)
    hidden = page.protocol.tables.subgroups.hide
    for by in (by for by in asked.by if f"{key}/{by}" not in hidden):
        parts = {"analysis": "subgroups", "variable": key, "timepoint": at, "group": by}
        yield Row("group", grouping_label(page.protocol, by), key=f"{key}/{by}", indent=1)
        levels = page.lookup.where(**parts, arm=words.ALL, stat="N")
        for row in levels:
            yield Row("row", row.label, tuple(_cells(page, parts | {"group_level": row.group_level})), indent=2)
        if asked.versus:
            empty = [Cell()] * (2 * len(page.arms))
            tested = [_tested(page, parts | {"arm": arm, "versus": other}) for arm, other in page.contrasts]
            yield Row("row", tr("Interaction, p"), (*empty, *tested), indent=2)


def _tested(page: _Page, parts: dict[str, str]) -> Cell:
    """The p-value of an interaction; a footnote where it is rough."""
    row = page.lookup.get(**parts, stat="p_interaction")
    if row is None:
        return Cell()
    mark = page.notes.mark(f"{capital(row.warning)}." if row.warning else "", (row.result_id,))
    return Cell((row.text,), (row.result_id,), mark)


def _cells(page: _Page, parts: dict[str, str]) -> Iterator[Cell]:
    for arm in page.arms:
        yield page.lookup.number(**parts, arm=arm, unit="patients", stat="N")
        yield page.lookup.share(**parts, arm=arm)
    for arm, other in page.contrasts:
        yield _ratio(page, parts | {"arm": arm, "versus": other})


def _ratio(page: _Page, parts: dict[str, str]) -> Cell:
    """`2.30 (1.02 to 5.19)`; a dash where these data give none."""
    found = [page.lookup.get(**parts, stat=stat) for stat in ("odds_ratio", "conf_low", "conf_high")]
    rows = [row for row in found if row]
    if len(rows) < 3:
        return Cell()
    identifiers = tuple(row.result_id for row in rows)
    if rows[0].value is None:
        return Cell((DASH,), identifiers)
    return Cell((tr("{ratio} ({low} to {high})", ratio=rows[0].text, low=rows[1].text, high=rows[2].text),), identifiers)


def grouping_label(protocol: Protocol, by: str) -> str:
    """What a grouping of patients is called."""
    if by == CENTRE:
        return tr("Centre")
    if by in protocol.characteristics:
        return label_of(protocol.characteristics[by], by)
    condition = protocol.subsets[by]
    return condition.label or capital(condition_in_words(protocol, condition))
