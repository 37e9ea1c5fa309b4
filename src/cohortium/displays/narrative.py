"""The results section of a paper, built for any protocol from what it declares; a sentence whose number is not there is left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from cohortium.displays.asked_text import difference, time_sentences
from cohortium.displays.lookup import Lookup
from cohortium.displays.paragraph import NotThere, Paragraph, Part, Parts, Quotes, listed, own_text, said, where
from cohortium.displays.robustness import robustness
from cohortium.language import day, marked, tr
from cohortium.protocol.model import Protocol, label_of
from cohortium.protocol.words import condition_in_words, percent_in_words
from cohortium.results import Result

ALL = {"arm": "all"}
MOST_EVENTS = 5
FREQUENT = (
    marked("At least 1 adverse event occurred in {n} of {patients} ({percent} %): {terms}."),
    marked("At least 1 adverse event occurred in {n} of {patients} ({percent} %); the most frequent were {terms}."),
)
"""What happened where it was one event, and where there were several."""
AMOUNTS = {
    "median_q1_q3": (marked("median {amount}"), marked("median change {amount}")),
    "median_min_max": (marked("median {amount}"), marked("median change {amount}")),
    "mean_sd": (marked("mean {amount}"), marked("mean change {amount}")),
}
ROLES = {
    "secondary": marked("Secondary endpoints at {timepoint}: {results}."),
    "exploratory": marked("Exploratory endpoints at {timepoint}: {results}."),
    "post_hoc": marked("Post hoc endpoints at {timepoint}: {results}."),
}


def results_text(protocol: Protocol, results: Iterable[Result]) -> tuple[Paragraph, ...]:
    """The paragraphs of the results; the protocol's own text where it brings one.

    Raises Problem when the protocol's text quotes a number that is not there.
    """
    quotes = Quotes(protocol, Lookup.over(results))
    if protocol.report.text:
        return tuple(own_text(quotes, text) for text in protocol.report.text)
    paragraphs = (_joined(sentences(quotes)) for sentences in (_who, _outcomes, _harms))
    return tuple(paragraph for paragraph in paragraphs if paragraph.parts)


def _joined(sentences: Iterator[Callable[[], Parts]]) -> Paragraph:
    written = where(sentences)
    return Paragraph(tuple(part for place, parts in enumerate(written) for part in ((Part(" "),) if place else ()) + parts))


def _arms(quotes: Quotes, clause: Callable[[str], Parts]) -> Parts:
    """`: 33/54 (61.1 %) with A and 14/34 (41.2 %) with B`; nothing where there is one arm."""
    arms = quotes.protocol.arms
    if len(arms) < 2:
        return ()
    texts = where(partial(_with_arm, quotes, clause, arm) for arm in arms)
    return said(": {arms}", arms=listed(texts)) if texts else ()


def _with_arm(quotes: Quotes, clause: Callable[[str], Parts], arm: str) -> Parts:
    return said("{result} with {arm}", result=clause(arm), arm=label_of(quotes.protocol.arms[arm], arm))


# Who


def _who(quotes: Quotes) -> Iterator[Callable[[], Parts]]:
    yield partial(_included, quotes)
    yield partial(_severity, quotes)
    yield partial(_previous, quotes)
    for name, entry in quotes.protocol.characteristics.items():
        if entry.source and entry.kind == "number":
            yield partial(_amount_before, quotes, name)


def _included(quotes: Quotes) -> Parts:
    protocol = quotes.protocol
    key = {"analysis": "participants", "variable": "included", "unit": "patients", "stat": "n"}
    centres = str(len(protocol.centres))
    texts = {
        (False, False): "{patients} were included{arms}.",
        (False, True): "{patients} of {centres} centres were included{arms}.",
        (True, False): "From {first} to {last}, {patients} were included{arms}.",
        (True, True): "From {first} to {last}, {patients} of {centres} centres were included{arms}.",
    }
    period = protocol.enrolment.first_dose if protocol.enrolment else ()
    dates = dict(zip(("first", "last"), map(day, period), strict=False))
    arms = _arms(quotes, lambda arm: (quotes.number(**key, arm=arm),))
    return said(texts[bool(period), len(protocol.centres) > 1], patients=quotes.counted(**key, **ALL), centres=centres, arms=arms, **dates)


def _severity(quotes: Quotes) -> Parts:
    measure = quotes.protocol.endpoints[_primary(quotes.protocol)].measure
    key = {"analysis": "baseline", "variable": measure, "timepoint": "baseline", **ALL}
    text = "Before treatment, the median {measure} was {median} in {patients}."
    return said(text, measure=measure, median=quotes.summary("median_q1_q3", **key), patients=quotes.counted(**key, stat="N"))


def _previous(quotes: Quotes) -> Parts:
    named = [name for name, entry in quotes.protocol.characteristics.items() if entry.source and entry.kind == "yes_no"]
    drugs = where(partial(_drug, quotes, name) for name in named)
    if not drugs:
        raise NotThere
    return said("Previous treatments were {drugs}.", drugs=listed(drugs))


def _drug(quotes: Quotes, name: str) -> Parts:
    key = {"analysis": "baseline", "variable": name, "unit": "patients", **ALL}
    numbers = {"percent": "percent", "n": "n", "total": "N"}
    parts = {place: quotes.number(**key, stat=stat) for place, stat in numbers.items()}
    return said("{drug} in {percent} % ({n}/{total})", drug=label_of(quotes.protocol.characteristics[name], name), **parts)


def _amount_before(quotes: Quotes, name: str) -> Parts:
    entry = quotes.protocol.characteristics[name]
    kind = entry.summary or "median_q1_q3"
    amount = said(AMOUNTS[kind][0], amount=quotes.summary(kind, analysis="baseline", variable=name, **ALL))
    return said("{label}: {amount}.", label=label_of(entry, name), amount=amount)


# Outcomes


def _primary(protocol: Protocol) -> str:
    return next((key for key, one in protocol.endpoints.items() if one.role == "primary"), next(iter(protocol.endpoints)))


def _outcomes(quotes: Quotes) -> Iterator[Callable[[], Parts]]:
    protocol, first = quotes.protocol, _primary(quotes.protocol)
    primary = [key for key, one in protocol.endpoints.items() if one.role == "primary"] or [first]
    for key in primary:
        for timepoint in protocol.endpoints[key].at:
            yield partial(_outcome, quotes, key, timepoint)
            yield partial(difference, quotes, key, timepoint)
        for subset in protocol.endpoints[key].footnote_subsets:
            yield partial(_subset, quotes, key, subset)
        if key in protocol.sensitivity:
            yield partial(robustness, quotes, key)
    for role, text in ROLES.items():
        for timepoint in protocol.timepoints:
            named = [key for key, one in protocol.endpoints.items() if one.role == role and timepoint in one.at and key not in primary]
            yield partial(_others, quotes, text, timepoint, named)


def _timepoint(protocol: Protocol, timepoint: str) -> str:
    return label_of(protocol.timepoints.get(timepoint), timepoint)


def _outcome(quotes: Quotes, key: str, timepoint: str) -> Parts:
    endpoint = quotes.protocol.endpoints[key]
    at = {"analysis": "efficacy", "variable": key, "timepoint": timepoint}
    words = {"endpoint": label_of(endpoint, key), "timepoint": _timepoint(quotes.protocol, timepoint)}
    if not endpoint.responder:
        of_arm = partial(_change, quotes, key, timepoint)
        return said("At {timepoint}, {endpoint}: {result}{arms}.", **words, result=of_arm("all"), arms=_arms(quotes, of_arm))
    limits = {name: quotes.number(**at, **ALL, unit="patients", stat=f"conf_{name}") for name in ("low", "high")}
    numbers = {place: quotes.number(**at, **ALL, unit="patients", stat=stat) for place, stat in (("n", "n"), ("percent", "percent"))}
    text = "At {timepoint}, {endpoint} was reached by {n} of {patients} ({percent} %; {confidence} CI {low} to {high}){arms}."
    more = {"patients": quotes.counted(**at, **ALL, stat="N"), "confidence": percent_in_words(quotes.protocol.statistics.confidence)}
    return said(text, **words, **numbers, **limits, **more, arms=_arms(quotes, lambda arm: quotes.share(**at, arm=arm)))


def _change(quotes: Quotes, key: str, timepoint: str, arm: str) -> Parts:
    """`median change -3 (-5;-1) in 49 patients`."""
    summary = quotes.protocol.endpoints[key].summary
    kind = (summary and (summary.change or summary.value)) or "median_q1_q3"
    at = {"analysis": "efficacy", "variable": key, "timepoint": timepoint, "arm": arm}
    amount = said(AMOUNTS[kind][bool(summary and summary.change)], amount=quotes.summary(kind, **at))
    return said("{amount} in {patients}", amount=amount, patients=quotes.counted(**at, stat="N"))


def _subset(quotes: Quotes, key: str, subset: str) -> Parts:
    protocol = quotes.protocol
    at = {"analysis": "efficacy", "variable": key, "group": subset, "group_level": "yes", **ALL}

    def clause(timepoint: str) -> Parts:
        return said("{result} at {timepoint}", result=quotes.share(**at, timepoint=timepoint), timepoint=_timepoint(protocol, timepoint))

    endpoint = protocol.endpoints[key]
    results = where(partial(clause, timepoint) for timepoint in endpoint.at) if endpoint.responder else []
    if not results:
        raise NotThere
    words = {"endpoint": label_of(endpoint, key), "condition": condition_in_words(protocol, protocol.subsets[subset])}
    return said("Patients with {condition}: {endpoint} in {results}.", **words, results=listed(results))


def _others(quotes: Quotes, text: str, timepoint: str, keys: list[str]) -> Parts:
    results = where(partial(_brief, quotes, key, timepoint) for key in keys)
    if not results:
        raise NotThere
    return said(text, timepoint=_timepoint(quotes.protocol, timepoint), results=listed(results))


def _brief(quotes: Quotes, key: str, timepoint: str) -> Parts:
    endpoint = quotes.protocol.endpoints[key]
    at = {"analysis": "efficacy", "variable": key, "timepoint": timepoint, **ALL}
    result = quotes.share(**at) if endpoint.responder else _change(quotes, key, timepoint, "all")
    return said("{endpoint} {result}", endpoint=label_of(endpoint, key), result=result)


# Harms


def _harms(quotes: Quotes) -> Iterator[Callable[[], Parts]]:
    yield partial(_events, quotes)
    for name, term in quotes.protocol.safety.terms.items():
        if term.show_zero:
            yield partial(_none_of, quotes, name)
    yield partial(_stopped, quotes)
    yield partial(_reasons, quotes)
    yield from time_sentences(quotes)
    yield partial(_followed, quotes)


def _events(quotes: Quotes) -> Parts:
    key = {"analysis": "safety", "variable": "any", "unit": "patients", **ALL}
    terms = [name for name in quotes.protocol.safety.terms if _rank(quotes, name)]
    frequent = sorted(terms, key=lambda name: _rank(quotes, name), reverse=True)[:MOST_EVENTS]
    if not frequent:
        raise NotThere
    words = {place: quotes.number(**key, stat=stat) for place, stat in (("n", "n"), ("percent", "percent"))}
    told = listed([_term(quotes, name) for name in frequent])
    return said(FREQUENT[len(frequent) > 1], **words, patients=quotes.counted(**key, stat="N"), terms=told)


def _rank(quotes: Quotes, name: str) -> Any:
    """The share of patients with an event, to put the frequent ones first; nothing where nobody had it."""
    row = quotes.lookup.get(analysis="safety", variable=name, unit="patients", stat="percent", **ALL)
    return row.value if row and row.value else 0


def _term(quotes: Quotes, name: str) -> Parts:
    share = quotes.share(analysis="safety", variable=name, **ALL)
    return said("{endpoint} {result}", endpoint=label_of(quotes.protocol.safety.terms[name], name), result=share)


def _none_of(quotes: Quotes, name: str) -> Parts:
    key = {"analysis": "safety", "variable": name, "unit": "patients", **ALL}
    if quotes.row(**key, stat="n").value:
        raise NotThere
    label = label_of(quotes.protocol.safety.terms[name], name)
    none = Part(tr("none"), quotes.row(**key, stat="n").result_id)
    return said("{label}: {none} in {patients}.", label=label, none=none, patients=quotes.counted(**key, stat="N"))


def _stopped(quotes: Quotes) -> Parts:
    key = {"analysis": "stops", "variable": "stops", "unit": "patients"}
    words = {place: quotes.number(**key, **ALL, stat=stat) for place, stat in (("n", "n"), ("percent", "percent"))}
    arms = _arms(quotes, lambda arm: quotes.share(**key, arm=arm))
    text = "Treatment was stopped in {n} of {patients} ({percent} %){arms}."
    return said(text, **words, patients=quotes.counted(**key, **ALL, stat="N"), arms=arms)


def _reasons(quotes: Quotes) -> Parts:
    rows = quotes.lookup.where(analysis="stops", unit="mentions", stat="n", **ALL)
    named = sorted((row for row in rows if row.level and row.value), key=lambda row: row.value or 0, reverse=True)
    if not named:
        raise NotThere
    total = quotes.number(analysis="stops", variable="stops", level=named[0].level, unit="mentions", stat="N", **ALL)
    reasons = [said("{endpoint} {result}", endpoint=row.label, result=_mentions(quotes, row)) for row in named]
    return said("Reasons given (mentions, N = {total}): {reasons}.", total=total, reasons=listed(reasons))


def _mentions(quotes: Quotes, row: Result) -> Parts:
    return quotes.share(analysis="stops", variable="stops", level=row.level, unit="mentions", **ALL)


def _followed(quotes: Quotes) -> Parts:
    key = {"analysis": "follow_up", "variable": "follow_up", **ALL}
    numbers = {stat: quotes.number(**key, stat=stat) for stat in ("median", "q1", "q3")}
    return said("The median follow-up was {median} months ({q1};{q3}).", **numbers)
