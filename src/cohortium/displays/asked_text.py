"""Sentences on what a study asks for beyond its tables; one whose number is not there is left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from cohortium.displays.paragraph import NotThere, Part, Parts, Quotes, listed, said, where
from cohortium.language import marked
from cohortium.protocol.model import label_of
from cohortium.protocol.words import percent_in_words, time_in_words

ALL = {"arm": "all"}
SURVIVAL = {"analysis": "survival", "variable": "survival"}


def difference(quotes: Quotes, key: str, timepoint: str) -> Parts:
    """How much each group differs from the one that it is compared with, in percentage points."""
    at = {"analysis": "efficacy", "variable": key, "timepoint": timepoint, "level": "difference"}
    rows = [row for row in quotes.lookup.where(**at, stat="difference") if row.value is not None]
    clauses = where(partial(_between, quotes, at, row.arm, row.versus) for row in rows)
    if not clauses:
        raise NotThere
    return said("Differences in percentage points: {differences}.", differences=listed(clauses))


def _between(quotes: Quotes, at: dict[str, str], arm: str, versus: str) -> Parts:
    key = {**at, "arm": arm, "versus": versus}
    arms = {place: label_of(quotes.protocol.arms.get(name), name) for place, name in (("arm", arm), ("versus", versus))}
    text = marked("{difference} ({confidence} CI {low} to {high}) with {arm} compared with {versus}")
    return said(text, difference=quotes.number(**key, stat="difference"), **arms, **_limits(quotes, **key))  # type: ignore[arg-type]


def time_sentences(quotes: Quotes) -> Iterator[Callable[[], Parts]]:
    """Who is still on treatment, and how often any event happens."""
    yield partial(_still, quotes)
    yield partial(_rate, quotes)


def _limits(quotes: Quotes, **key: str) -> dict[str, object]:
    found = {name: quotes.number(**key, stat=f"conf_{name}") for name in ("low", "high")}
    return {**found, "confidence": percent_in_words(quotes.protocol.statistics.confidence)}


def _still(quotes: Quotes) -> Parts:
    times = dict.fromkeys(row.timepoint for row in quotes.lookup.where(**SURVIVAL, **ALL, stat="n_at_risk"))
    clauses = where(partial(_share, quotes, time) for time in times)
    if not clauses:
        raise NotThere
    return said("By Kaplan-Meier, {shares} were still on treatment.", shares=listed(clauses))


def _share(quotes: Quotes, time: str) -> Parts:
    key = {**SURVIVAL, **ALL, "timepoint": time}
    words: dict[str, object] = {"percent": quotes.number(**key, stat="percent"), "time": time_in_words(quotes.protocol, time)}
    try:
        words |= _limits(quotes, **key)
    except NotThere:  # while nobody has stopped there is no interval, and it is still what came of them
        return said(marked("{percent} % at {time}"), **words)  # type: ignore[arg-type]
    return said(marked("{percent} % ({confidence} CI {low} to {high}) at {time}"), **words)  # type: ignore[arg-type]


def _rate(quotes: Quotes) -> Parts:
    key = {"analysis": "incidence", "variable": "any", "unit": "patient-years", **ALL}
    per = str(quotes.protocol.incidence.per) if quotes.protocol.incidence else ""
    text = "The incidence of at least 1 adverse event was {rate} per {n} patient-years ({confidence} CI {low} to {high})."
    rate = said(text, rate=quotes.number(**key, stat="rate"), n=per, **_limits(quotes, **key))  # type: ignore[arg-type]
    undated = {**key, "unit": "patients", "stat": "n_undated"}
    if not quotes.lookup.count(**undated)[0]:
        return rate
    left_out = "An event without a date of onset is left out ({patients} without any other)."
    return (*rate, Part(" "), *said(left_out, patients=quotes.counted(**undated)))
