"""In how many ways a rank sum arises: the exact distributions behind tests and intervals by ranks."""

from __future__ import annotations

from math import comb

EXACT_LIMIT = 100
"""Patients of both groups together up to which the exact distribution is worked out."""


def divisions(ranks: list[tuple[int, int]], n: int) -> dict[int, int]:
    """Twice the rank sum of n patients -> in how many ways it arises; ranks: (twice the rank, patients at it)."""
    width = _width(sum(patients for _, patients in ranks))
    chosen = [1, *([0] * n)]
    for rank, patients in ranks:
        # From the top down, so that the patients of a rank are taken once.
        for have in range(n, 0, -1):
            for taken in range(1, min(patients, have) + 1):
                chosen[have] += comb(patients, taken) * chosen[have - taken] << width * rank * taken
    return unpacked(chosen[n], width)


def _width(patients: int) -> int:
    """Bits that hold any number of ways to choose among so many patients, in whole bytes."""
    return 8 * (patients // 8 + 1)


def sign_sums(ranks: list[tuple[int, int]]) -> dict[int, int]:
    """Twice the rank sum of the positive signs -> in how many ways it arises."""
    width, packed = _width(sum(patients for _, patients in ranks)), 1
    for rank, patients in ranks:
        packed = sum(comb(patients, positive) * packed << width * rank * positive for positive in range(patients + 1))
    return unpacked(packed, width)


def unpacked(packed: int, width: int) -> dict[int, int]:
    """The counts behind one long integer that holds count k at bit k x width: adding such integers adds all counts at once."""
    step = width // 8
    raw = packed.to_bytes(packed.bit_length() // 8 + step + 1, "little")
    counts = (int.from_bytes(raw[at : at + step], "little") for at in range(0, len(raw) - step + 1, step))
    return {total: ways for total, ways in enumerate(counts) if ways}
