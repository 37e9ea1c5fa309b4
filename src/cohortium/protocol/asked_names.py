"""What the analyses that a study asks for say of its parts: every name must exist, and there must be groups to compare."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from cohortium.protocol.analyses import WITHIN
from cohortium.protocol.mistakes import suggestion
from cohortium.protocol.model import ANY_ROWS, Protocol
from cohortium.protocol.stops import causes_of
from cohortium.protocol.values import shown

Path = tuple[Any, ...]
Wrong = tuple[Path, str, bool]


def asked_mistakes(protocol: Protocol) -> Iterator[Wrong]:
    """(path, what is wrong, whether the key is) of every name that is none, and of comparisons that cannot be."""
    for path, what, names, known in _names(protocol):
        for place, name in enumerate(names):
            if name not in known:
                hint = suggestion(name, known) or f"; known here: {', '.join(known)}"
                yield (*path, place), f'"{shown(name)}" is not a {what}{hint}', False
    yield from _groups(protocol)


def _names(protocol: Protocol) -> Iterator[tuple[Path, str, Collection[str], list[str]]]:
    endpoints = list(protocol.endpoints)
    if protocol.survival:
        yield ("survival", "censored"), "cause of an end of treatment", protocol.survival.censored, list(causes_of(protocol))
    if protocol.incidence:
        yield ("incidence", "terms"), "declared event", protocol.incidence.terms, [*ANY_ROWS, *protocol.safety.terms]
    if protocol.comparisons:
        yield ("comparisons", "endpoints"), "declared endpoint", protocol.comparisons.endpoints, endpoints
    if protocol.by_centre:
        yield ("by_centre", "endpoints"), "declared endpoint", protocol.by_centre.endpoints, endpoints


def _groups(protocol: Protocol) -> Iterator[Wrong]:
    said = "a comparison needs two treatment groups; only one is declared"
    few, comparisons = len(protocol.arms) < 2, protocol.comparisons
    if protocol.survival and protocol.survival.compare and few:
        yield ("survival", "compare"), said, True
    if comparisons and comparisons.versus is not None and comparisons.versus not in protocol.arms:
        hint = suggestion(comparisons.versus, list(protocol.arms)) or f"; declared here: {', '.join(protocol.arms)}"
        yield ("comparisons", "versus"), f'"{shown(comparisons.versus)}" is not a declared arm{hint}', False
    if comparisons and few and (set(comparisons.by) - set(WITHIN) or comparisons.baseline):
        yield ("comparisons",), f"{said} (within one group: {', '.join(WITHIN)})", True
