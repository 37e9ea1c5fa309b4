"""How robust an answer is: one sentence, and the points of its specification curve; nothing here computes."""

from __future__ import annotations

from dataclasses import dataclass

from cohortium.displays import words
from cohortium.displays.lookup import Lookup
from cohortium.displays.paragraph import NotThere, Paragraph, Parts, Quotes, said
from cohortium.language import tr
from cohortium.protocol.choices import variant_in_words
from cohortium.protocol.model import Protocol, label_of
from cohortium.protocol.questions import timepoint_of
from cohortium.results import Result


def robustness(quotes: Quotes, key: str) -> Parts:
    """`58 % in the protocol; 41 to 66 % over 96 reasonable choices`, and over those that keep the protocol's estimand."""
    protocol = quotes.protocol
    at = {"analysis": "sensitivity", "variable": key, "timepoint": timepoint_of(protocol, key), "arm": words.ALL}
    endpoint, own = protocol.endpoints[key], {"group": "estimand", "group_level": "protocol"}
    of, sign, unit = ("percent", tr(" %"), "patients") if endpoint.responder else ("median", "", "")
    numbers = {"protocol": quotes.number(**at, stat=of, unit=unit), "count": quotes.number(**at, stat="n_distinct")}
    numbers["own_count"] = quotes.number(**at, **own, stat="n_distinct")
    for place, group in (("", {}), ("own_", own)):
        for name, stat in (("low", "min"), ("high", "max")):
            numbers[place + name] = quotes.number(**at, **group, level=of, stat=stat)
    named = {"endpoint": label_of(endpoint, key), "timepoint": words.timepoint_label(protocol, at["timepoint"]), "sign": sign}
    text = (
        "{endpoint} at {timepoint}: {protocol}{sign} in the protocol; {low} to {high}{sign} over {count} reasonable choices, {own_low} to"
        " {own_high}{sign} over the {own_count} of them with the protocol's estimand."
    )
    return said(text, **named, **numbers)


def robustness_text(protocol: Protocol, lookup: Lookup) -> tuple[Paragraph, ...]:
    """One paragraph per endpoint with alternatives whose numbers are there."""
    found = []
    for key in protocol.sensitivity:
        try:
            found.append(Paragraph(robustness(Quotes(protocol, lookup), key)))
        except NotThere:
            continue
    return tuple(found)


@dataclass(frozen=True)
class Point:
    """One answer of a specification curve: its number with limits, what it changes, whether it is the protocol's own."""

    estimate: Result
    low: Result | None
    high: Result | None
    choices: tuple[str, ...]
    own: bool


@dataclass(frozen=True)
class Curve:
    """The different answers of an endpoint from the smallest to the largest, and its choices in words."""

    key: str
    title: str
    points: tuple[Point, ...]
    choices: tuple[tuple[str, str], ...]


def curves(protocol: Protocol, lookup: Lookup) -> tuple[Curve, ...]:
    """The specification curve of every endpoint with alternatives, for all patients."""
    return tuple(_curve(protocol, lookup, key) for key in protocol.sensitivity)


def _curve(protocol: Protocol, lookup: Lookup, key: str) -> Curve:
    timepoint, endpoint = timepoint_of(protocol, key), protocol.endpoints[key]
    at = {"analysis": "sensitivity", "variable": key, "timepoint": timepoint, "arm": words.ALL}
    distinct = [row.variant for row in lookup.where(**at, stat="n_same") if row.value]
    of, limits, unit = ("percent", ("conf_low", "conf_high"), "patients") if endpoint.responder else ("median", ("q1", "q3"), "")
    points = []
    for variant in distinct:
        found = [lookup.get(**at, variant=variant, stat=stat, unit=unit) for stat in (of, *limits)]
        if found[0] is not None and found[0].value is not None:
            points.append(Point(found[0], found[1], found[2], tuple(variant.split(";")) if variant else (), not variant))
    points.sort(key=lambda point: (point.estimate.value, len(point.choices), point.choices))
    named = {choice for point in points for choice in point.choices}
    labels = {"endpoint": label_of(endpoint, key), "timepoint": words.timepoint_label(protocol, timepoint)}
    title = tr("{endpoint} at {timepoint}, all patients: the answer of every choice", **labels)
    choices = tuple((choice, variant_in_words(protocol, key, choice)) for choice in _in_order(protocol, key, named))
    return Curve(key, title, tuple(points), choices)


def _in_order(protocol: Protocol, key: str, choices: set[str]) -> list[str]:
    """Choices by what they vary, in the order in which a score is read."""
    dimensions = protocol.sensitivity[key].dimensions
    named = [f"{word.replace(' ', '.')}={choice}" for word, names in dimensions.items() for choice in names if choice]
    return [choice for choice in named if choice in choices]
