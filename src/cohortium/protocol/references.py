"""What one part of a protocol says of another: every name must exist, every threshold make sense."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cohortium.protocol.document import Node
from cohortium.protocol.model import Protocol


@dataclass(frozen=True)
class Found:
    """A mistake at a path of the protocol; `on_key` when the key itself is wrong."""

    path: tuple[Any, ...]
    text: str
    on_key: bool = False


def reference_mistakes(protocol: Protocol, root: Node) -> list[Found]:
    """Every mistake between the parts of a protocol."""
    return []
