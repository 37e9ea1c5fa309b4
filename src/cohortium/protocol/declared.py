"""What a protocol declares, and what is said of a name that is none and of a number outside its measure."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cohortium.language import marked, tr
from cohortium.protocol.document import Node
from cohortium.protocol.mistakes import not_a
from cohortium.protocol.model import Protocol
from cohortium.protocol.values import format_decimal

Path = tuple[Any, ...]


@dataclass(frozen=True)
class Found:
    """A mistake at a path of the protocol; `on_key` when the key itself is wrong."""

    path: Path
    text: str
    on_key: bool = False


class Names:
    """What is declared, right or wrong: a reference to something that has a mistake of its own is not a second mistake."""

    def __init__(self, protocol: Protocol, root: Node) -> None:
        self.protocol, self._root = protocol, root
        self.measures = _measures(protocol)
        self.own_measures = self._keys("measures")
        self.timepoints = {"baseline": None} | dict.fromkeys(self._keys("timepoints"))
        self.subsets, self.include = self._keys("subsets"), self._keys("population", "include")
        self.arms, self.centres = self._keys("arms"), self._keys("centres")
        self.characteristics = self._keys("characteristics")

    def _keys(self, *path: str) -> list[str]:
        node: Node | None = self._root
        for name in path:
            node = node.step(name) if node else None
        return list(node.keys) if node else []

    def has_measure(self, name: str) -> bool:
        """Whether a measure is built in or declared (or nobody can say)."""
        return not self.measures or name in self.measures or name in self.own_measures


def built_in_measures() -> dict[str, Any]:
    """The measures that every study knows."""
    # Late: measures are built on values of the protocol.
    from cohortium.measures import BUILT_IN

    return dict(BUILT_IN)


def _measures(protocol: Protocol) -> dict[str, Any]:
    from cohortium.measures import measures_of

    own = {name: entry for name, entry in protocol.measures.items() if name not in built_in_measures()}
    return dict(measures_of(protocol.model_copy(update={"measures": own})))


def absent(path: Path, what: str, name: Any, known: Collection[str]) -> Iterator[Found]:
    """A name that is none of those declared; `what` is a marked text such as `a declared arm`."""
    if name not in known:
        yield Found(path, not_a(what, name, known, declared=True))


def measure_absent(path: Path, name: str, names: Names) -> Iterator[Found]:
    """A measure that is neither built in nor declared."""
    if not names.has_measure(name):
        known = [*names.measures, *names.own_measures]
        yield Found(path, not_a(marked("a measure"), name, list(dict.fromkeys(known))))


def absent_key(path: Path, what: str, name: str, known: Collection[str]) -> Iterator[Found]:
    """The same, where the name is a key."""
    yield from (Found(found.path, found.text, True) for found in absent(path, what, name, known))


def range_of(measure: Any, value: Decimal) -> str:
    """That a number is outside a measure, and where the measure goes from and to."""
    low, high = format_decimal(Decimal(measure.low)), format_decimal(Decimal(measure.high))
    said = "{value} is outside {measure}, which goes from {low} to {high}"
    return tr(said, value=format_decimal(value), measure=measure.id, low=low, high=high)


def outside(path: Path, value: Decimal | None, measure: Any) -> Iterator[Found]:
    """A number that its measure does not reach."""
    if value is not None and not measure.low <= value <= measure.high:
        yield Found(path, range_of(measure, value))
