"""Building the model from what is right in a protocol, so that every kind of mistake is told at once."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from cohortium.protocol.model import Protocol

_ROUNDS = 12
# What stands in for a required section that is wholly wrong; its own mistakes have no place in the text and are dropped.
_STAND_IN: dict[str, Any] = {
    "study": "study",
    "arms": {"stand-in": {}},
    "timepoints": {"stand-in": {"from": "0 days", "to": "1 day"}},
    "endpoints": {"stand-in": {"measure": "IGA", "responder": {"value_at_most": 1}, "at": "stand-in"}},
}
# An endpoint whose rule is wrong keeps what it refers to, with a rule that never is.
_KEPT = ("measure", "at", "footnote_subsets", "eligible")
_PLAIN_RULE = {"responder": {"rise_at_least": "0.000001"}}


@dataclass(frozen=True)
class Failure:
    """One failure of the model: where, of what type, with what was written and what is known there."""

    loc: tuple[Any, ...]
    type: str
    input: Any = None
    context: dict[str, Any] = field(default_factory=dict)
    known: tuple[str, ...] = ()
    given: tuple[str, ...] = ()


def build(data: dict[str, Any]) -> tuple[Protocol | None, list[Failure]]:
    """The protocol, or what can be built of it, and the failures of the whole."""
    try:
        return Protocol.model_validate(data), []
    except ValidationError as error:
        found = failures(error, data, Protocol)
    return _salvaged(data), found


def failures(error: ValidationError, data: dict[str, Any], model: type[BaseModel]) -> list[Failure]:
    """What a model refused in the data, with what it would have known at each place."""
    found = []
    for item in error.errors(include_url=False):
        loc = item["loc"]
        if item["type"] == "too_short" and _long_enough(_reached(data, loc), item):
            continue
        known = _known_at(model, loc[:-1]) if item["type"] == "extra_forbidden" else ()
        given = _reached(data, loc[:-1])
        given = tuple(given) if known and isinstance(given, dict) else ()
        found.append(Failure(loc, item["type"], item.get("input"), dict(item.get("ctx", {})), known, given))
    return found


def _long_enough(written: Any, item: Any) -> bool:
    """The model counts only items without a mistake; what was written may be enough."""
    return isinstance(written, dict | list) and len(written) >= item["ctx"]["min_length"]


def _salvaged(data: dict[str, Any]) -> Protocol | None:
    """Prune what fails, again and again, until the rest holds."""
    rest = copy.deepcopy(data)
    for _ in range(_ROUNDS):
        try:
            return Protocol.model_validate(rest)
        except ValidationError as error:
            for item in error.errors(include_url=False):
                _prune(rest, item["loc"])
    return None


def _prune(rest: dict[str, Any], loc: tuple[Any, ...]) -> None:
    """Remove the deepest written thing on the way to a failure; a required section gets its stand-in."""
    holder: Any = rest
    trail: list[tuple[Any, Any]] = []
    for name in loc:
        if isinstance(holder, dict) and str(name) in holder:
            trail.append((holder, str(name)))
            holder = holder[str(name)]
        elif isinstance(holder, list) and isinstance(name, int) and name < len(holder):
            trail.append((holder, name))
            holder = holder[name]
    if loc and loc[0] in _STAND_IN and len(trail) <= 1:
        rest[loc[0]] = copy.deepcopy(_STAND_IN[loc[0]])
    elif trail:
        # A list shifts when an item leaves it, so the whole list goes.
        holder, name = next(step for step in reversed(trail) if isinstance(step[0], dict))
        if holder is rest.get("endpoints") and _can_be_plain(holder[name]):
            holder[name] = {key: value for key, value in holder[name].items() if key in _KEPT} | _PLAIN_RULE
        else:
            holder.pop(name, None)


def _can_be_plain(endpoint: Any) -> bool:
    return isinstance(endpoint, dict) and endpoint.get("responder") != _PLAIN_RULE["responder"]


def _reached(data: Any, loc: Iterable[Any]) -> Any:
    for name in loc:
        if isinstance(data, dict):
            data = data.get(name, data)
        elif isinstance(data, list) and isinstance(name, int) and name < len(data):
            data = data[name]
    return data


def _known_at(model: type[BaseModel], loc: Iterable[Any]) -> tuple[str, ...]:
    """The words that the model knows at a path."""
    for name in loc:
        by_word = {field.alias or key: field for key, field in model.model_fields.items()}
        if name in by_word:
            inner = _model_in(by_word[name].annotation)
            model = inner or model
    return tuple(field.alias or key for key, field in model.model_fields.items())


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The model inside `dict[Id, X]`, `tuple[X, ...]`, `X | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for inner in reversed(get_args(annotation)) if (found := _model_in(inner))), None)
