"""What the wanted figures say about each group: counts with their N, quantiles, means; a free figure is None."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from cohortium.simulation.figures import ALL, Figure, agrees

Sizes = Mapping[str, int]
QUARTERS = {"q1": Fraction(1, 4), "median": Fraction(1, 2), "q3": Fraction(3, 4)}


@dataclass(frozen=True)
class Share:
    """How many are known (N) and how many of them have it (n)."""

    total: int | None = None
    count: int | None = None

    def __bool__(self) -> bool:
        return (self.total, self.count) != (None, None)


@dataclass(frozen=True)
class Targets:
    """The wanted figures, found by the parts of their key."""

    figures: tuple[Figure, ...] = ()

    @cached_property
    def _held(self) -> dict[tuple[str, ...], str]:
        return {
            (f.analysis, f.variable, f.level, f.timepoint, f.group, f.unit == "mentions" and "mentions" or "", f.arm, f.stat): f.holds
            for f in self.figures
        }

    def text(self, analysis: str, variable: str, stat: str, arm: str = ALL, **parts: str) -> str | None:
        """The figure as it is to be printed."""
        named = (parts.get(part, "") for part in ("level", "timepoint", "group", "unit"))
        return self._held.get((analysis, variable, *named, arm, stat))

    def whole(self, analysis: str, variable: str, stat: str, arm: str = ALL, **parts: str) -> int | None:
        """A count."""
        text = self.text(analysis, variable, stat, arm, **parts)
        return None if text is None else int(Decimal(text))

    def quantiles(self, analysis: str, variable: str, arm: str = ALL, **parts: str) -> dict[Fraction, str]:
        """Share of the patients -> the quantile as it is to be printed."""
        found = {p: self.text(analysis, variable, stat, arm, **parts) for stat, p in QUARTERS.items()}
        return {p: text for p, text in found.items() if text is not None}

    def share(self, analysis: str, variable: str, arm: str, size: int, **parts: str) -> Share:
        """N and n of one group; a percentage alone names them, with as large an N as it allows."""
        total = self.whole(analysis, variable, "N", arm, **parts)
        count = self.whole(analysis, variable, "n", arm, **parts)
        percent = self.text(analysis, variable, "percent", arm, **parts)
        if count is None and percent is not None:
            return next(_of_percent(percent, range(size, 0, -1) if total is None else [total]), Share(total))
        return Share(total, count)

    def shares(self, sizes: Sizes, analysis: str, variable: str, **parts: str) -> dict[str, Share]:
        """N and n of every group; what only all patients have is divided in proportion."""
        pooled = self.share(analysis, variable, ALL, sum(sizes.values()), **parts)
        own = {arm: self.share(analysis, variable, arm, size, **parts) for arm, size in sizes.items()}
        totals = divided(pooled.total, {arm: share.total for arm, share in own.items()}, sizes)
        room = {arm: size if totals[arm] is None else totals[arm] or 0 for arm, size in sizes.items()}
        counts = divided(pooled.count, {arm: share.count for arm, share in own.items()}, room)
        return {arm: Share(totals[arm], counts[arm]) for arm in sizes}

    def variables(self, analysis: str) -> set[str]:
        """What of an analysis has a figure."""
        return {figure.variable for figure in self.figures if figure.analysis == analysis}


def _of_percent(percent: str, totals: Iterable[int]) -> Iterator[Share]:
    for total in totals:
        near = int(Decimal(percent) * total / 100)
        yield from (Share(total, n) for n in (near, near + 1) if n <= total and total and agrees(Fraction(100 * n, total), percent))


def divided(whole: int | None, known: Mapping[str, int | None], room: Sizes) -> dict[str, int | None]:
    """What is known of each group, and the rest of the whole divided among the others by their room."""
    open_arms = [arm for arm, value in known.items() if value is None]
    if whole is None or not open_arms:
        return dict(known)
    rest = max(0, whole - sum(value or 0 for value in known.values()))
    return {**known, **apportioned(rest, {arm: room[arm] for arm in open_arms})}


def apportioned(whole: int, room: Sizes) -> dict[str, int]:
    """A whole number divided in proportion to the room of each; the largest remainders are rounded up."""
    space = sum(room.values())
    exact = {name: Fraction(whole * size, space) if space else Fraction(0) for name, size in room.items()}
    parts = {name: int(share) for name, share in exact.items()}
    order = sorted(room, key=lambda name: (parts[name] - exact[name], -room[name]))
    for name in order[: whole - sum(parts.values())]:
        parts[name] += 1
    return parts
