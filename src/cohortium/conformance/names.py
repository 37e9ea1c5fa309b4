"""How names in cells are matched with what a protocol declares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cohortium.protocol.model import Protocol
from cohortium.protocol.values import plain
from cohortium.sources.names import clean

CLOSE = 0.8
"""How alike two names are that somebody is asked about: of `difflib`, from 0 to 1."""

__all__ = ["CLOSE", "centres_of", "clean", "plain", "spellings"]


def spellings(names: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Every plain spelling of declared things, and the id that each stands for; ids before labels and synonyms."""
    by_id = {plain(name): name for name in names}
    by_label = {plain(spelling): name for name, others in names.items() for spelling in others if spelling}
    return by_label | by_id


def centres_of(protocol: Protocol) -> dict[str, str]:
    """Every plain spelling of the declared centres: code, label, and the code without leading zeros where only one has it."""
    short: dict[str, list[str]] = {}
    for code in protocol.centres:
        short.setdefault(plain(code).lstrip("0"), []).append(code)
    alone = {bare: codes[0] for bare, codes in short.items() if bare and len(codes) == 1}
    return alone | spellings({code: (centre.label,) for code, centre in protocol.centres.items()})
