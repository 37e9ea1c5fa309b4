"""How robust an answer is, in one sentence; nothing here computes."""

from __future__ import annotations

from cohortium.displays import words
from cohortium.displays.lookup import Lookup
from cohortium.displays.paragraph import NotThere, Paragraph, Parts, Quotes, said
from cohortium.language import tr
from cohortium.protocol.model import Protocol, label_of
from cohortium.protocol.questions import timepoint_of


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
    if numbers["own_count"].text == "1":
        text = (
            "{endpoint} at {timepoint}: {protocol}{sign} in the protocol; {low} to {high}{sign} over {count} reasonable choices, of which"
            " {own_count}, the protocol's own, keeps its estimand."
        )
        numbers = {name: part for name, part in numbers.items() if name not in ("own_low", "own_high")}
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
