"""Every question that is put to the scores: each endpoint as the protocol asks it, then as its alternatives would."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache, wraps
from itertools import product
from typing import Any, TypeVar

from cohortium.language import marked
from cohortium.protocol.estimands import CUTTING, FIRST_BIT, Estimand
from cohortium.protocol.model import Alternatives, Endpoint, Protocol, Timepoint
from cohortium.protocol.scores import rough_days

STOP = 1
"""The bit of a cut that stands for the stop of the treatment."""


@dataclass(frozen=True)
class Question:
    """An endpoint at a timepoint, by which window, pick, baseline and rules; `variant` is empty for the protocol's own."""

    endpoint: str
    at: str
    rule: Endpoint
    window: str
    pick: str
    baseline: str = "baseline"
    variant: str = ""
    without: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What the steps call it; no id has a space in it."""
        return f"{self.endpoint} {self.variant}".rstrip()


@dataclass(frozen=True)
class Refused:
    """A combination of alternatives that makes no sense, and which reason (of REASONS) it is refused for."""

    endpoint: str
    at: str
    variant: str
    reason: str


REASONS = {
    "no_target": marked("the score nearest to a target needs a target"),
    "baseline_in_window": marked("the baseline would end in the window itself"),
    "stop_twice": marked("a stop cannot be a non-response and be bridged by the last score before it"),
    "on_treatment": marked("while on treatment, the last score before the event is used: missing scores must be last observation"),
    "hypothetical": marked("a hypothetical strategy cannot count who had the event as a responder or a non-responder"),
}
"""Why a combination is refused."""


def questions(protocol: Protocol) -> tuple[Question, ...]:
    """The protocol's own questions in its order, then every coherent combination of its alternatives."""
    return _asked(protocol)[0]


def refused(protocol: Protocol) -> tuple[Refused, ...]:
    """The combinations of alternatives that make no sense, each with its reason."""
    return _asked(protocol)[1]


def windows_of(protocol: Protocol) -> dict[str, Timepoint]:
    """Every window that is read: the protocol's own, then those of its alternatives (`M3 narrow`)."""
    return _asked(protocol)[2]


def event_bits(protocol: Protocol) -> dict[str, int]:
    """The bit of each intercurrent event in a profile."""
    return {name: FIRST_BIT << place for place, name in enumerate(protocol.intercurrent_events)}


def composite_bits(protocol: Protocol, rule: Endpoint) -> int:
    """The events that count as a failure, whatever the score."""
    return _bits(protocol, rule, ("composite",))


def cut_bits(protocol: Protocol, rule: Endpoint) -> int:
    """What ends the use of scores: the stop of the treatment, and events whose strategy says so."""
    return _bits(protocol, rule, CUTTING) + (0 if rule.after_stop == "keep" else STOP)


def _bits(protocol: Protocol, rule: Endpoint, strategies: tuple[str, ...]) -> int:
    bits, events = event_bits(protocol), rule.estimand.events if rule.estimand else {}
    return sum(bits.get(event, 0) for event, strategy in events.items() if strategy in strategies)


_ESTIMAND = ("missing", "after_stop", "event.", "evaluable", "arms")


def estimand_of(asked: Question) -> str:
    """What of a variant changes the estimand, not only how a score is read; empty for the protocol's own estimand."""
    return ";".join(choice for choice in asked.variant.split(";") if choice.startswith(_ESTIMAND))


class _Same:
    """A protocol by its identity: frozen values that hold mappings have no hash of their own."""

    def __init__(self, protocol: Protocol) -> None:
        self.protocol = protocol

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.protocol is other.protocol

    def __hash__(self) -> int:
        return id(self.protocol)


T = TypeVar("T")


def once(work: Callable[[Protocol], T]) -> Callable[[Protocol], T]:
    """What is made of a protocol is made only once: hundreds of alternatives ask for it again and again."""
    known = lru_cache(maxsize=4)(lambda same: work(same.protocol))
    return wraps(work)(lambda protocol: known(_Same(protocol)))


@once
def _asked(protocol: Protocol) -> tuple[tuple[Question, ...], tuple[Refused, ...], dict[str, Timepoint]]:
    asked = [_own(protocol, name, at) for name, endpoint in protocol.endpoints.items() for at in endpoint.at]
    against: list[Refused] = []
    windows: dict[str, Timepoint] = {}
    for name, choices in protocol.sensitivity.items():
        at = timepoint_of(protocol, name)
        windows |= _other_windows(protocol, choices, at)
        for question in _variants(_own(protocol, name, at), choices):
            reason = refusal(question, protocol.windows | windows)
            if reason:
                against.append(Refused(name, at, question.variant, reason))
            else:
                asked.append(question)
    return tuple(asked), tuple(against), protocol.windows | windows


def timepoint_of(protocol: Protocol, endpoint: str) -> str:
    """The timepoint at which an endpoint's alternatives are tried: its first unless another is named."""
    return protocol.sensitivity[endpoint].at or protocol.endpoints[endpoint].at[0]


def _own(protocol: Protocol, name: str, at: str) -> Question:
    return Question(name, at, protocol.endpoints[name], at, protocol.windows[at].pick)


def _other_windows(protocol: Protocol, choices: Alternatives, at: str) -> dict[str, Timepoint]:
    """The windows of alternatives by name, each with all that they leave unsaid."""
    others = [(at, name, other) for name, other in choices.windows.items()]
    others += [("baseline", name, other) for name, other in choices.baseline.items()]
    return {f"{of} {name}": other_window(protocol.windows[of], other) for of, name, other in others}


def other_window(own: Timepoint, other: Any) -> Timepoint:
    """The protocol's window with what an alternative says of it; ValueError where the two make no window."""
    said = {"from": other.start or own.start, "to": other.end or own.end, "target": other.target or own.target}
    pick = getattr(other, "pick", None) or own.pick
    return Timepoint.model_validate(said | {"label": own.label, "pick": pick, "same_day": own.same_day})


def _variants(own: Question, choices: Alternatives) -> Iterator[Question]:
    """Every combination but the protocol's own."""
    dimensions = choices.dimensions
    for combination in product(*dimensions.values()):
        chosen = {word: choice for word, choice in zip(dimensions, combination, strict=True) if choice}
        if chosen:
            yield _variant(own, choices, chosen)


def _variant(own: Question, choices: Alternatives, chosen: dict[str, str]) -> Question:
    update: dict[str, Any] = {word: chosen[word] for word in ("missing", "after_stop") if word in chosen}
    if "evaluable" in chosen:
        update["eligible"] = choices.evaluable[chosen["evaluable"]]
    events = {word.removeprefix("event "): strategy for word, strategy in chosen.items() if word.startswith("event ")}
    if events:
        update["estimand"] = Estimand.model_validate({"events": (own.rule.estimand.events if own.rule.estimand else {}) | events})
    return Question(
        own.endpoint,
        own.at,
        own.rule.model_copy(update=update),
        f"{own.window} {chosen['window']}" if "window" in chosen else own.window,
        chosen.get("pick", own.pick),
        f"baseline {chosen['baseline']}" if "baseline" in chosen else own.baseline,
        ";".join(f"{word.replace(' ', '.')}={choice}" for word, choice in chosen.items()),
        choices.arms[chosen["arms"]].without if "arms" in chosen else (),
    )


def refusal(question: Question, windows: dict[str, Timepoint]) -> str:
    """Why a combination makes no sense (a name of REASONS); empty where it does."""
    rule, window = question.rule, windows[question.window]
    strategies = set(rule.estimand.events.values()) if rule.estimand else set()
    against = {
        "no_target": question.pick == "nearest" and window.target is None,
        "baseline_in_window": rough_days(windows[question.baseline].end) > rough_days(window.start),
        "stop_twice": rule.after_stop == "non_responder" and rule.missing == "last_observation",
        "on_treatment": "while_on_treatment" in strategies and rule.missing != "last_observation",
        "hypothetical": "hypothetical" in strategies and rule.missing not in ("as_observed", "last_observation"),
    }
    return next((reason for reason, applies in against.items() if applies), "")
