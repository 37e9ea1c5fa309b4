"""What other reasonable choices would have given: one changed at a time, and how far all combinations range (STROBE 12e, 17)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cohortium.displays import words
from cohortium.displays.lookup import Lookup
from cohortium.displays.page import Page
from cohortium.displays.table import Cell, Heading, Notes, Row, Table
from cohortium.language import counted, tr
from cohortium.protocol.choices import variant_in_words
from cohortium.protocol.model import Protocol
from cohortium.protocol.questions import REASONS, timepoint_of


@dataclass(frozen=True)
class _Page(Page):
    """One page of alternatives."""

    def at(self, key: str) -> dict[str, str]:
        return {"analysis": "sensitivity", "variable": key, "timepoint": timepoint_of(self.protocol, key)}


def sensitivity_table(protocol: Protocol, lookup: Lookup) -> Table:
    """Per endpoint: the protocol's choice, each other choice alone, and the range of all combinations per estimand."""
    page = _Page(protocol, lookup, Notes())
    shown = words.chosen(protocol.sensitivity, protocol, "sensitivity")
    rows = [row for key in shown for row in _block(page, key)]
    return Table(
        id="sensitivity",
        title=tr("Other choices that could have been made, and how far the answers range"),
        stub=tr("Choice"),
        spanners=(words.arm_heads(protocol),),
        heads=tuple(Heading(text) for _ in page.arms for text in ("N", tr("Result"))),
        rows=tuple(rows),
        footnotes=page.notes.footnotes(),
        abbreviations=(("N", tr("number of patients with available data")),),
        strobe=("12e", "17"),
    )


def _block(page: _Page, key: str) -> Iterator[Row]:
    endpoint = page.protocol.endpoints[key]
    timepoint = words.timepoint_label(page.protocol, timepoint_of(page.protocol, key))
    yield Row("group", tr("{endpoint} at {timepoint}", endpoint=endpoint.label or key, timepoint=timepoint), key=key)
    yield Row("row", tr("As in the protocol"), tuple(_answer(page, key, "")), _notes(page, key), f"{key}/protocol", 1)
    yield Row("group", tr("One choice changed"), indent=1)
    for variant in _singles(page, key):
        yield Row("row", variant_in_words(page.protocol, key, variant), tuple(_answer(page, key, variant)), indent=2)
    yield Row("group", tr("Range of all combinations, by what is estimated"), indent=1)
    for estimand in _estimands(page, key):
        yield Row("row", _named(page, key, estimand), tuple(_range(page, key, estimand)), indent=2)
    yield Row("row", _count(page, key, tr("All of them")), tuple(_range(page, key)), indent=2)


def _answer(page: _Page, key: str, variant: str) -> Iterator[Cell]:
    summary = page.protocol.endpoints[key].summary
    kind = (summary.change or summary.value or "") if summary else ""
    for arm in page.arms:
        at = page.at(key) | {"arm": arm, "variant": variant}
        yield page.lookup.number(**at, unit="patients", stat="N")
        yield page.lookup.summary(kind, **at) if kind else page.lookup.share(**at)


def _singles(page: _Page, key: str) -> list[str]:
    """The variants that change one choice, in the order in which a score is read."""
    rows = page.lookup.where(**page.at(key), arm=words.ALL, stat="n_same")
    dimensions = [word.replace(" ", ".") for word in page.protocol.sensitivity[key].dimensions]
    found = [row.variant for row in rows if row.variant and ";" not in row.variant]
    return sorted(found, key=lambda variant: dimensions.index(variant.split("=")[0]))


def _estimands(page: _Page, key: str) -> list[str]:
    rows = page.lookup.where(**page.at(key), arm=words.ALL, group="estimand", stat="n_distinct")
    return [row.group_level for row in rows]


def _named(page: _Page, key: str, estimand: str) -> str:
    text = tr("As in the protocol") if estimand == "protocol" else variant_in_words(page.protocol, key, estimand)
    return _count(page, key, text, {"group": "estimand", "group_level": estimand})


def _count(page: _Page, key: str, text: str, group: dict[str, str] | None = None) -> str:
    row = page.lookup.get(**page.at(key), arm=words.ALL, stat="n_distinct", **(group or {}))
    return counted("{text} ({n} choice)", "{text} ({n} choices)", int(row.value or 0) if row else 0, text=text)


def _range(page: _Page, key: str, estimand: str = "") -> Iterator[Cell]:
    parts = {"group": "estimand", "group_level": estimand} if estimand else {}
    of = "percent" if page.protocol.endpoints[key].responder else "median"
    for arm in page.arms:
        for level in ("N", of):
            low, high = (page.lookup.get(**page.at(key), **parts, arm=arm, level=level, stat=stat) for stat in ("min", "max"))
            if low is None or high is None:
                yield Cell()
            else:
                text = tr("{low} to {high}", low=low.text, high=high.text) if low.text != high.text else low.text
                yield Cell((text,), (low.result_id, high.result_id))


def _notes(page: _Page, key: str) -> tuple[str, ...]:
    numbers = {stat: page.lookup.get(**page.at(key), arm=words.ALL, stat=stat) for stat in _NUMBERS}
    found = {stat: row for stat, row in numbers.items() if row}
    text = (
        "{combinations} combinations: {refused} refused, {identical} with the same answer for every patient as another one,"
        " {distinct} different."
    )
    said = tr(text, **{_NUMBERS[stat]: row.text for stat, row in found.items()})
    against = [page.lookup.get(**page.at(key), arm=words.ALL, level=reason, stat="n_refused") for reason in REASONS]
    reasons = [tr("{count}: {text}", count=row.text, text=row.label) for row in against if row]
    said += " " + tr("Refused: {reasons}.", reasons=tr("; ").join(reasons)) if reasons else ""
    note = (
        "In parentheses after what is estimated: how many different choices. Results are n (%) or the summary;"
        " ranges are of the percentage or median; an answer may belong to several."
    )
    page.notes.say(tr(note))
    return page.notes.mark(said, tuple(row.result_id for row in (*found.values(), *against) if row))


_NUMBERS = {"n_combinations": "combinations", "n_refused": "refused", "n_identical": "identical", "n_distinct": "distinct"}
