"""Alternatives in plain words."""

from __future__ import annotations

from collections.abc import Callable

from cohortium.language import marked, number, tr
from cohortium.protocol.model import Alternatives, Protocol, Timepoint, label_of
from cohortium.protocol.questions import other_window, timepoint_of
from cohortium.protocol.values import format_decimal
from cohortium.protocol.words import and_list, condition_in_words, duration_in_words


def variant_in_words(protocol: Protocol, endpoint: str, variant: str) -> str:
    """What a combination of alternatives changes, in short, one after the other; empty for the protocol's own choice."""
    choices = protocol.sensitivity[endpoint]
    pairs = (choice.split("=", 1) for choice in variant.split(";") if choice)
    return tr("; ").join(_choice(protocol, endpoint, choices, word, name) for word, name in pairs)


def _choice(protocol: Protocol, endpoint: str, choices: Alternatives, word: str, name: str) -> str:
    if word.startswith("event."):
        event = word.removeprefix("event.")
        return tr("{label}: {text}", label=label_of(protocol.intercurrent_events[event], event), text=tr(_SHORT_STRATEGIES[name]))
    return _WORDS[word](protocol, endpoint, choices, name)


def _window(protocol: Protocol, endpoint: str, choices: Alternatives, name: str) -> str:
    window = other_window(_own_window(protocol, endpoint), choices.windows[name])
    return tr("Window: {start} to {end}", start=duration_in_words(window.start), end=duration_in_words(window.end))


def _own_window(protocol: Protocol, endpoint: str) -> Timepoint:
    return protocol.windows[timepoint_of(protocol, endpoint)]


def _pick(protocol: Protocol, endpoint: str, choices: Alternatives, name: str) -> str:
    target = _own_window(protocol, endpoint).target
    return tr(_SHORT_PICKS[name], target=duration_in_words(target) if target else tr("the target"))


def _baseline(protocol: Protocol, endpoint: str, choices: Alternatives, name: str) -> str:
    window = other_window(protocol.windows["baseline"], choices.baseline[name])
    words = {"start": duration_in_words(window.start), "end": duration_in_words(window.end)}
    pick = tr(_SHORT_PICKS[window.pick], target=duration_in_words(window.target) if window.target else "")
    return tr("Baseline: {start} to {end}, {pick}", **words, pick=pick[:1].lower() + pick[1:])


def _evaluable(protocol: Protocol, endpoint: str, choices: Alternatives, name: str) -> str:
    least = number(format_decimal(choices.evaluable[name].baseline_at_least))
    return tr("Among those with a baseline of {value} or more", value=least)


def _arms(protocol: Protocol, endpoint: str, choices: Alternatives, name: str) -> str:
    conditions = (protocol.subsets[subset] for subset in choices.arms[name].without)
    return tr("Without patients with {conditions}", conditions=and_list(condition_in_words(protocol, one) for one in conditions))


_SHORT_STRATEGIES = {
    "treatment_policy": marked("treatment policy"),
    "composite": marked("non-response"),
    "while_on_treatment": marked("while on treatment"),
    "hypothetical": marked("hypothetical"),
}
_SHORT_PICKS = {
    "worst": marked("The worst score"),
    "best": marked("The best score"),
    "first": marked("The first score"),
    "last": marked("The last score"),
    "nearest": marked("The score nearest to {target}"),
}
_SHORT_MISSING = {
    "as_observed": marked("Missing: observed cases"),
    "non_responder": marked("Missing: non-response"),
    "last_observation": marked("Missing: last observation"),
    "worst_case": marked("Missing: worst case"),
    "best_case": marked("Missing: best case"),
}
_SHORT_STOPS = {
    "keep": marked("Scores after a stop count"),
    "drop": marked("Scores after a stop left out"),
    "non_responder": marked("Stop without an earlier score: non-response"),
}
_WORDS: dict[str, Callable[[Protocol, str, Alternatives, str], str]] = {
    "window": _window,
    "pick": _pick,
    "baseline": _baseline,
    "missing": lambda protocol, endpoint, choices, name: tr(_SHORT_MISSING[name]),
    "after_stop": lambda protocol, endpoint, choices, name: tr(_SHORT_STOPS[name]),
    "evaluable": _evaluable,
    "arms": _arms,
}
