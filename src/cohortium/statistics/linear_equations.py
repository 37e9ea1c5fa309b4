"""Small systems of linear equations in exact fractions."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from cohortium.statistics.statistic import UndefinedStatistic


def solve(matrix: Sequence[Sequence[Fraction]], right: Sequence[Fraction]) -> list[Fraction]:
    """x with matrix x = right; UndefinedStatistic where the rows depend on each other."""
    size = len(right)
    rows = [[*line, value] for line, value in zip(matrix, right, strict=True)]
    for at in range(size):
        pivot = next((row for row in range(at, size) if rows[row][at]), None)
        if pivot is None:
            raise UndefinedStatistic("the groups cannot be told apart: one of them says nothing that the others do not")
        rows[at], rows[pivot] = rows[pivot], rows[at]
        rows[at] = [value / rows[at][at] for value in rows[at]]
        for other in range(size):
            if other != at and rows[other][at]:
                rows[other] = [value - rows[other][at] * base for value, base in zip(rows[other], rows[at], strict=True)]
    return [row[-1] for row in rows]
