"""What is said of event terms, packed: five bits for a term, twelve terms to a number (the steps `reviews` and `answer_patterns`)."""

from __future__ import annotations

from collections.abc import Container

from cohortium.protocol.model import ANY_ROWS, Protocol

BITS = {"unknown": 1, "not_done": 2, "no": 4, "yes": 8}
"""Answer -> its bit; the fifth, 16, says abnormal at baseline. The highest one decides."""
TERMS_TO_A_BLOCK = 12  # of five bits each, in a number of 63


def term_places(protocol: Protocol) -> dict[str, tuple[int, int]]:
    """Term or at-least-one row -> its block, and what one stands for in the numbers of that block."""
    places = {}
    for number, name in enumerate((*protocol.safety.terms, *ANY_ROWS)):
        block, place = divmod(number, TERMS_TO_A_BLOCK)
        places[name] = block, 2 ** (5 * place)
    return places


def blocks_of(protocol: Protocol, asked: Container[str]) -> dict[int, dict[str, int]]:
    """Block -> the terms of it that a review asks about, each with what one stands for."""
    blocks: dict[int, dict[str, int]] = {}
    for name, (block, unit) in term_places(protocol).items():
        if name in asked:
            blocks.setdefault(block, {})[name] = unit
    return blocks
