"""The columns of items: what may stand in each, and the words that answer without a number."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from cohortium.conformance.choices import choice
from cohortium.conformance.names import plain
from cohortium.conformance.numbers import stepped
from cohortium.conformance.reading import Kind, Value
from cohortium.conformance.words import NO, NOT_APPLICABLE, NOT_RELEVANT, YES
from cohortium.language import later
from cohortium.measures import questionnaires
from cohortium.measures.items import Item, items_of
from cohortium.protocol.model import Protocol

_WORDS = {"yes": YES, "no": NO, questionnaires.NOT_RELEVANT: NOT_RELEVANT}


def item_columns(protocol: Protocol) -> dict[str, Kind]:
    """Every item of the study, and how its cells are read; an item of two measures is one column."""
    return {item.id: _kind(item) for name in protocol.items for item in items_of(protocol, name)}


def _kind(item: Item) -> Kind:
    if item.words:
        kind = choice({word: (word, *sorted(_WORDS[word])) for word in item.words}, "unknown_level", item.id)
        return replace(kind, missing=kind.missing - NOT_RELEVANT)
    text = "{item}: a number from 0 to {high} in steps of {step}"
    kind = stepped(item.step, later(text, item=item.id, high=item.high, step=item.step), Decimal(0), item.high)
    kind = replace(kind, confirmed=None)  # an answer beyond its scale has no score, whoever confirms it
    return _with_not_relevant(kind) if item.not_relevant else kind


def _with_not_relevant(kind: Kind) -> Kind:
    """The same, and "not relevant" is 0."""

    def read(text: str) -> Value:
        return Value(0, False) if plain(text) in NOT_RELEVANT else kind.read(text)

    return replace(kind, read=read, missing=kind.missing - (NOT_APPLICABLE & NOT_RELEVANT))
