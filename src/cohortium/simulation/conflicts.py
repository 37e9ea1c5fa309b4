"""Wanted figures that cannot be met together, each said in one sentence before any data are made."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import permutations

from cohortium.measures import Measure
from cohortium.protocol.model import ANY_ROWS, Endpoint, Protocol
from cohortium.simulation.figures import ALL, Figure, agrees
from cohortium.simulation.rules import grid, judge
from cohortium.simulation.targets import Targets

KINDS = ("clinical", "biological")


@dataclass(frozen=True)
class Wish:
    """What is wanted, of which study, with how many patients in each group."""

    protocol: Protocol
    measures: Mapping[str, Measure]
    targets: Targets
    sizes: Mapping[str, int]

    @property
    def everybody(self) -> dict[str, int]:
        """Patients of all and of each group."""
        return {ALL: sum(self.sizes.values()), **self.sizes}


def conflicts(wish: Wish) -> list[str]:
    """One sentence per conflict; empty where no figure contradicts another or the protocol."""
    return list(dict.fromkeys(sentence for check in CHECKS for sentence in check(wish)))


def _cells(wish: Wish) -> Iterator[tuple[str, str, dict[str, Figure]]]:
    """(place, group, stat -> figure) of every cell with figures."""
    cells: dict[tuple[tuple[str, str], ...], dict[str, Figure]] = {}
    for figure in wish.targets.figures:
        unit = "mentions" if figure.unit == "mentions" else ""
        key = tuple(part for part in figure.key.items() if part[0] not in ("stat", "unit")) + (("unit", unit),)
        cells.setdefault(key, {})[figure.stat] = figure
    for cell in cells.values():
        figure = next(iter(cell.values()))
        yield figure.place.removesuffix(f" {figure.stat}"), figure.arm, cell


def _unknown_names(wish: Wish) -> Iterator[str]:
    protocol = wish.protocol
    known = {
        "efficacy": set(protocol.endpoints),
        "safety": {*protocol.safety.terms, *ANY_ROWS},
        "baseline": {*protocol.characteristics, *protocol.used_measures},
    }
    for figure in wish.targets.figures:
        if figure.analysis in known and figure.variable not in known[figure.analysis]:
            yield f"{figure.place}: the protocol has no {figure.variable} of this kind."
        elif figure.analysis == "efficacy" and figure.timepoint not in protocol.endpoints[figure.variable].at:
            yield f"{figure.place}: the protocol does not read {figure.variable} at this timepoint."
        elif figure.group and figure.group not in protocol.subsets:
            yield f"{figure.place}: the protocol has no subset {figure.group}."


def _counts(wish: Wish) -> Iterator[str]:
    """No n above its N, no N above the group, percentages that are n of N."""
    for place, arm, cell in _cells(wish):
        n, total, percent = (cell.get(stat) for stat in ("n", "N", "percent"))
        size = wish.everybody[arm]
        if n and total and Decimal(n.holds) > Decimal(total.holds):
            yield f"{place}: n {n.holds} is above N {total.holds}."
        for figure in filter(None, (n, total)):
            if figure.unit == "patients" and figure.analysis != "participants" and Decimal(figure.holds) > size:
                yield f"{place}: {figure.stat} {figure.holds} is above the {size} patients there."
        if n and total and percent and Decimal(total.holds):
            share = Fraction(100 * Decimal(n.holds)) / Fraction(Decimal(total.holds))
            if not agrees(share, percent.holds):
                yield f"{place}: {n.holds} of {total.holds} is not {percent.holds} %."


def _sums(wish: Wish) -> Iterator[str]:
    """What the groups have adds up to what all patients have."""
    for figure in wish.targets.figures:
        if figure.arm != ALL or figure.stat not in ("n", "N") or figure.analysis == "baseline" and figure.level:
            continue
        parts = {"level": figure.level, "timepoint": figure.timepoint, "group": figure.group}
        unit = {"unit": "mentions"} if figure.unit == "mentions" else {}
        found = [wish.targets.whole(figure.analysis, figure.variable, figure.stat, arm, **parts, **unit) for arm in wish.sizes]
        known, whole = sum(value or 0 for value in found), int(Decimal(figure.holds))
        if known > whole or (None not in found and known != whole):
            added = " + ".join(str(value) for value in found if value is not None)
            yield f"{figure.place}: the groups give {added} = {known}, all patients {whole}."


def _quantiles(wish: Wish) -> Iterator[str]:
    """Quartiles in order, on the scale and within its range."""
    for place, _, cell in _cells(wish):
        found = [(stat, Fraction(Decimal(cell[stat].holds))) for stat in ("min", "q1", "median", "q3", "max") if stat in cell]
        for (low, first), (high, second) in zip(found, found[1:], strict=False):
            if first > second:
                yield f"{place}: {low} {cell[low].holds} is above {high} {cell[high].holds}."
        bounds = _range(wish, next(iter(cell.values())))
        for stat, value in found:
            if bounds and not bounds[0] <= value <= bounds[1]:
                yield f"{place}: {stat} {cell[stat].holds} is beyond the scale ({bounds[0]} to {bounds[1]})."


def _range(wish: Wish, figure: Figure) -> tuple[Decimal, Decimal] | None:
    """Between which values a summary of scores can lie."""
    endpoint = wish.protocol.endpoints.get(figure.variable) if figure.analysis == "efficacy" else None
    name = endpoint.measure if endpoint else figure.variable if figure.analysis == "baseline" else ""
    if name not in wish.measures:
        return None
    measure = wish.measures[name]
    span = measure.high - measure.low
    return (-span, span) if endpoint and endpoint.quantity == "change" else (measure.low, measure.high)


def _nested(wish: Wish) -> Iterator[str]:
    """Who meets the harder of two rules of one measure meets the easier one too."""
    rules = {name: endpoint for name, endpoint in wish.protocol.endpoints.items() if endpoint.responder}
    for (hard, first), (easy, second) in permutations(rules.items(), 2):
        shared = [at for at in first.at if at in second.at]
        asked = [(at, arm, *(wish.targets.whole("efficacy", name, "n", arm, timepoint=at) for name in (hard, easy)))
                 for at in shared for arm in wish.everybody]  # fmt: skip
        above = [(at, arm, more, fewer) for at, arm, more, fewer in asked if more is not None and fewer is not None and more > fewer]
        # Under one rule for missing scores and stops both are judged by the same scores.
        alike = (first.measure, first.missing, first.after_stop) == (second.measure, second.missing, second.after_stop)
        if above and alike and _implies(first, second, wish.measures[first.measure]):
            for at, arm, more, fewer in above:
                yield f"efficacy {at} {arm}: {more} meet {hard} and {fewer} meet {easy}, which is easier."


def _implies(hard: Endpoint, easy: Endpoint, measure: Measure) -> bool:
    values = grid(measure)[:: max(1, len(grid(measure)) // 40)]
    first, second = judge(hard, measure), judge(easy, measure)
    pairs: list[tuple[int | None, int]] = [(before, after) for before in (None, *values) for after in values]
    return all(second(before, after) for before, after in pairs if first(before, after))


def _at_least_one(wish: Wish) -> Iterator[str]:
    """The at-least-one rows beside their members."""
    count, terms = wish.targets.whole, wish.protocol.safety.terms
    for arm in wish.everybody:
        kinds = {kind: count("safety", f"any_{kind}", "n", arm) for kind in KINDS}
        for kind, some in kinds.items():
            each = {name: count("safety", name, "n", arm) for name, term in terms.items() if term.kind == kind}
            most = max((value or 0 for value in each.values()), default=0)
            if some is not None and most > some:
                yield f"safety any_{kind} {arm}: n {some} is below the {most} patients with one of its terms."
            if some is not None and None not in each.values() and sum(value or 0 for value in each.values()) < some:
                yield f"safety any_{kind} {arm}: n {some} is above all patients with its terms together."
            total = count("safety", f"any_{kind}", "N", arm)
            known = max((count("safety", name, "N", arm) or 0 for name in each), default=0)
            if total is not None and known > total:
                yield f"safety any_{kind} {arm}: N {total} is below the {known} patients known for one of its terms."
        either, known_kinds = count("safety", "any", "n", arm), [value for value in kinds.values() if value is not None]
        if either is not None and len(known_kinds) == len(KINDS) and not max(known_kinds) <= either <= sum(known_kinds):
            yield f"safety any {arm}: n {either} does not lie between {max(known_kinds)} and {sum(known_kinds)}, as its two kinds need."


def _parts(wish: Wish) -> Iterator[str]:
    """Sub-terms, subsets and reasons beside the whole they belong to."""
    count = wish.targets.whole
    for figure in wish.targets.figures:
        if figure.stat not in ("n", "N") or not (figure.level or figure.group):
            continue
        value = int(Decimal(figure.holds))
        stat = "n" if figure.analysis == "stops" else figure.stat
        if figure.analysis == "stops" and figure.stat == "N":
            continue
        whole = count(figure.analysis, figure.variable, stat, figure.arm, timepoint=figure.timepoint)
        if figure.analysis != "baseline" and whole is not None and value > whole:
            yield f"{figure.place}: {value} is above the {whole} of whom it is a part."


def _mentions(wish: Wish) -> Iterator[str]:
    """The mentions of all reasons are at most as many as said."""
    for arm in wish.everybody:
        found = [f for f in wish.targets.figures if f.analysis == "stops" and f.unit == "mentions" and f.arm == arm]
        totals, counts = ({f.holds for f in found if f.stat == stat} for stat in ("N", "n"))
        added = sum(int(Decimal(f.holds)) for f in found if f.stat == "n")
        if len(totals) > 1:
            yield f"stops {arm}: the mentions of reasons have several N ({', '.join(sorted(totals))})."
        elif totals and counts and added > int(Decimal(next(iter(totals)))):
            yield f"stops {arm}: the reasons have {added} mentions together, above N {next(iter(totals))}."


CHECKS: tuple[Callable[[Wish], Iterator[str]], ...] = (
    _unknown_names,
    _counts,
    _sums,
    _quantiles,
    _nested,
    _at_least_one,
    _parts,
    _mentions,
)
