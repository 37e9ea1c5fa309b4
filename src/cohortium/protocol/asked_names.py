"""What the analyses that a study asks for say of its parts: every name must exist, and there must be groups to compare."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from cohortium.language import marked, tr
from cohortium.protocol.analyses import WITHIN
from cohortium.protocol.mistakes import not_a
from cohortium.protocol.model import ANY_ROWS, Protocol
from cohortium.protocol.stops import causes_of

Path = tuple[Any, ...]
Wrong = tuple[Path, str, bool]


def asked_mistakes(protocol: Protocol) -> Iterator[Wrong]:
    """(path, what is wrong, whether the key is) of every name that is none, and of comparisons that cannot be."""
    for path, what, names, known in _names(protocol):
        for place, name in enumerate(names):
            if name not in known:
                yield (*path, place), not_a(what, name, known), False
    yield from _groups(protocol)


def _names(protocol: Protocol) -> Iterator[tuple[Path, str, Collection[str], list[str]]]:
    endpoints = list(protocol.endpoints)
    if protocol.survival:
        yield ("survival", "censored"), marked("a cause of an end of treatment"), protocol.survival.censored, list(causes_of(protocol))
    if protocol.incidence:
        yield ("incidence", "terms"), marked("a declared event"), protocol.incidence.terms, [*ANY_ROWS, *protocol.safety.terms]
    if protocol.comparisons:
        yield ("comparisons", "endpoints"), marked("a declared endpoint"), protocol.comparisons.endpoints, endpoints
    if protocol.by_centre:
        yield ("by_centre", "endpoints"), marked("a declared endpoint"), protocol.by_centre.endpoints, endpoints


def _groups(protocol: Protocol) -> Iterator[Wrong]:
    said = tr("a comparison needs two treatment groups; only one is declared")
    few, comparisons = len(protocol.arms) < 2, protocol.comparisons
    if protocol.survival and protocol.survival.compare and few:
        yield ("survival", "compare"), said, True
    if comparisons and comparisons.versus is not None and comparisons.versus not in protocol.arms:
        yield ("comparisons", "versus"), not_a(marked("a declared arm"), comparisons.versus, protocol.arms, declared=True), False
    if comparisons and few and (set(comparisons.by) - set(WITHIN) or comparisons.baseline):
        yield ("comparisons",), tr("{said} (within one group: {words})", said=said, words=", ".join(WITHIN)), True
