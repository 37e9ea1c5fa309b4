"""What the analyses of an endpoint say of other parts: its events, other choices, subgroups, adjustment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from pydantic import ValidationError

from cohortium.language import marked, tr
from cohortium.protocol.declared import Found, Names, Path, absent, absent_key, outside
from cohortium.protocol.model import Adjustment, Alternatives, Endpoint, Protocol, Weighting
from cohortium.protocol.stops import stop_reasons_of
from cohortium.protocol.subgroups import CENTRE

MOST_SUBSETS = 39  # one digit to base 3 each, in 64 bits
_OF_AN_ENDPOINT = ("sensitivity", "subgroups", "adjusted", "weighted")


def _endpoints(protocol: Protocol, names: Names) -> Iterator[Found]:
    """Each of these parts is keyed by an endpoint, and asks for one of its timepoints."""
    for part in _OF_AN_ENDPOINT:
        for name, asked in getattr(protocol, part).items():
            if name not in protocol.endpoints:
                yield from absent_key((part, name), marked("a declared endpoint"), name, protocol.endpoints)
            elif asked.at:
                yield from absent((part, name, "at"), marked("a timepoint of this endpoint"), asked.at, protocol.endpoints[name].at)


def _known(part: str, protocol: Protocol) -> Iterator[tuple[Path, Endpoint, Any]]:
    """What is asked of endpoints that there are."""
    for name, asked in getattr(protocol, part).items():
        if name in protocol.endpoints:
            yield (part, name), protocol.endpoints[name], asked


def _estimands(protocol: Protocol, names: Names) -> Iterator[Found]:
    for name, endpoint in protocol.endpoints.items():
        for event in endpoint.estimand.events if endpoint.estimand else ():
            path = ("endpoints", name, "estimand", "events", event)
            yield from absent_key(path, marked("a declared intercurrent event"), event, protocol.intercurrent_events)
            if endpoint.after_stop != "keep" and event in protocol.intercurrent_events and protocol.intercurrent_events[event].stopped:
                said = "after_stop: {rule} already says what a stop means; leave one of the two out"
                yield Found(path, tr(said, rule=endpoint.after_stop), True)
    reasons = ["any", *stop_reasons_of(protocol), "switch", "not_recorded"]
    for name, event in protocol.intercurrent_events.items():
        for number, reason in enumerate(event.stopped or ()):
            yield from absent(("intercurrent_events", name, "stopped", number), marked("a declared reason for stopping"), reason, reasons)


def _sensitivity(protocol: Protocol, names: Names) -> Iterator[Found]:
    for path, endpoint, choices in _known("sensitivity", protocol):
        yield from _own_choices(path, endpoint, choices)
        yield from _other_windows(path, protocol, choices, choices.at or endpoint.at[0])
        for event in choices.events:
            yield from absent_key((*path, "events", event), marked("a declared intercurrent event"), event, protocol.intercurrent_events)
        for arm, patients in choices.arms.items():
            for number, subset in enumerate(patients.without):
                yield from absent((*path, "arms", arm, "without", number), marked("a declared subset"), subset, names.subsets)
        if measure := names.measures.get(endpoint.measure):
            for key, eligible in choices.evaluable.items():
                yield from outside((*path, "evaluable", key, "baseline_at_least"), eligible.baseline_at_least, measure)


def _subgroups(protocol: Protocol, names: Names) -> Iterator[Found]:
    for path, endpoint, groups in _known("subgroups", protocol):
        if endpoint.summary:
            yield Found(path, tr("subgroups need a responder rule: this endpoint is a summary"), True)
        if groups.versus:
            yield from absent((*path, "versus"), marked("a declared arm"), groups.versus, names.arms)
        for number, group in enumerate(groups.by):
            declared = protocol.characteristics.get(group)
            if declared and declared.kind == "number":
                said = '"{group}" is a number; make subsets of it, for example {{characteristic: {group}, at_least: 65}}'
                yield Found((*path, "by", number), tr(said, group=group))
            known = [*names.characteristics, *names.subsets, CENTRE]
            yield from absent((*path, "by", number), marked("a declared characteristic, subset or centre"), group, known)
    from cohortium.protocol.tables import subset_weights

    if protocol.subgroups and len(subset_weights(protocol)) > MOST_SUBSETS:
        yield Found(("subgroups",), tr("at most {most} subsets and levels can be told apart in all", most=MOST_SUBSETS), True)


def _adjusted(protocol: Protocol, names: Names) -> Iterator[Found]:
    for path, endpoint, asked in _known("adjusted", protocol):
        if endpoint.summary and asked.model == "firth":
            yield Found((*path, "model"), tr("firth is for responders; this endpoint is a summary"))
        yield from _groups_and_covariates(path, asked, names)
        for number, name in enumerate(asked.auxiliary):
            known = [*names.characteristics, "baseline"]
            yield from absent((*path, "impute", "with", number), marked("a declared characteristic, or baseline"), name, known)


def _weighted(protocol: Protocol, names: Names) -> Iterator[Found]:
    for path, _, asked in _known("weighted", protocol):
        yield from _groups_and_covariates(path, asked, names)
        if asked.treated:
            yield from absent((*path, "treated"), marked("a declared arm"), asked.treated, names.arms)


def _groups_and_covariates(path: Path, asked: Adjustment | Weighting, names: Names) -> Iterator[Found]:
    yield from absent((*path, "versus"), marked("a declared arm"), asked.versus, names.arms)
    if asked.arms and asked.versus not in asked.arms:
        yield Found((*path, "versus"), tr('"{name}" is not one of the arms named beside it', name=asked.versus))
    for number, arm in enumerate(asked.arms):
        yield from absent((*path, "arms", number), marked("a declared arm"), arm, names.arms)
    for number, covariate in enumerate(asked.covariates):
        yield from absent(
            (*path, "for", number), marked("a declared characteristic, or baseline"), covariate, [*names.characteristics, "baseline"]
        )


def _own_choices(path: Path, endpoint: Endpoint, choices: Alternatives) -> Iterator[Found]:
    """An alternative that is no alternative, or that a summary does not know."""
    for word in ("missing", "after_stop"):
        for number, choice in enumerate(getattr(choices, word)):
            if choice == getattr(endpoint, word):
                yield Found(
                    (*path, word, number), tr("{choice} is what the protocol does; an alternative is something else", choice=choice)
                )
            elif endpoint.summary and choice not in ("last_observation", "as_observed", "drop", "keep"):
                yield Found((*path, word, number), _of_responders(choice, path))
    stopping = endpoint.estimand and choices.after_stop and endpoint.estimand.events
    if stopping:
        yield Found((*path, "after_stop"), tr("the estimand of this endpoint says what its events mean; vary them under events"))
    if endpoint.summary and any("composite" in strategies for strategies in choices.events.values()):
        yield Found((*path, "events"), _of_responders("composite", path))


def _of_responders(choice: str, path: Path) -> str:
    return tr("{choice} needs a responder rule; {endpoint} is a summary", choice=choice, endpoint=path[-1])


def _other_windows(path: Path, protocol: Protocol, choices: Alternatives, at: str) -> Iterator[Found]:
    from cohortium.protocol.questions import other_window

    others = [("windows", at, name, other) for name, other in choices.windows.items()]
    others += [("baseline", "baseline", name, other) for name, other in choices.baseline.items()]
    for word, of, name, other in others:
        if of not in protocol.windows:
            continue
        try:
            other_window(protocol.windows[of], other)
        except ValidationError as error:
            yield Found((*path, word, name), str(error.errors()[0].get("ctx", {})["error"]), True)


Check = Callable[[Protocol, Names], Iterator[Found]]
ASKED_CHECKS: tuple[Check, ...] = (_endpoints, _estimands, _sensitivity, _subgroups, _adjusted, _weighted)
