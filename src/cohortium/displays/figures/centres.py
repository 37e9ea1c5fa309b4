"""Centres: what they filled in, and how far their results lie from those of all (STROBE 14b, 15, 17)."""

from __future__ import annotations

from collections.abc import Iterator

from cohortium.conformance.completeness import Filled
from cohortium.displays import words
from cohortium.displays.figure import Axis, Dot, Figure, Funnel, Heat, Limits, Spot
from cohortium.displays.figures.source import Source, part_of
from cohortium.language import marked, tr
from cohortium.protocol.model import label_of

MOST = 44
"""Centres on one page of shades."""
NAMED = marked(
    "A centre is named where chance alone gives its result, or one further off on the same side, in at most 2.5 % of cases: below the"
    " 95 % limits, or above them even with one response fewer. A larger mark stands for several centres at the same place."
)
CENTRE = {"arm": words.ALL, "analysis": "efficacy", "group": "centre"}
LEVELS = {"funnel_95": marked("95 % limits"), "funnel_99.8": marked("99.8 % limits")}


def completeness(source: Source) -> Iterator[Figure]:
    """Centres by measures: cells that hold a score, of all cells of the rows used; counts as in completeness.csv."""
    filled = [one for one in source.filled if one.centre and one.cells and one.variable in source.protocol.used_measures]
    centres = sorted({one.centre for one in filled})
    measures = [name for name in source.protocol.used_measures if any(one.variable == name for one in filled)]
    found = {(one.centre, one.variable): one for one in filled}
    for part, start in enumerate(range(0, len(centres), MOST)):
        page = centres[start : start + MOST]
        cells = tuple(tuple(_filled(found.get((centre, name))) for name in measures) for centre in page)
        yield Figure(
            id=part_of("completeness", part),
            title=tr("Scores filled in, by centre and measure"),
            description=tr("A shade for each centre and measure: the darker, the more of its cells hold a score."),
            body=Heat(tuple(label_of(source.protocol.centres.get(centre), centre) for centre in page), tuple(measures), cells),
            notes=(tr("Cells with a score of all cells of the visits used; counts are those of completeness.csv."),),
            strobe=("14b",),
        )


def _filled(one: Filled | None) -> Spot | None:
    return Spot(100 * one.filled / one.cells, f"{one.filled}/{one.cells}") if one else None


def funnels(source: Source) -> Iterator[Figure]:
    """The percentage of each centre against its size, with the limits that chance alone would rarely pass."""
    for key, at in dict.fromkeys((row.variable, row.timepoint) for row in source.lookup.where(**CENTRE, level="funnel_95")):
        place = {**CENTRE, "variable": key, "timepoint": at}
        codes = [row.group_level for row in source.lookup.where(**place, stat="percent", variant="", level="")]
        dots = [dot for code in codes if (dot := _dot(source, place, code))]
        if len(dots) > 1:
            yield _funnel(source, key, at, tuple(dots))


def _dot(source: Source, place: dict[str, str], centre: str) -> Dot | None:
    own = place | {"group_level": centre, "unit": "patients"}
    point, size = source.point(("percent",), **own), source.spot("N", **own)
    if not point or not size:
        return None
    inner = _limits(source, place, centre, "funnel_95")
    return Dot(size, point, label_of(source.protocol.centres.get(centre), centre), inner is not None and _outside(point.at.value, *inner))


def _outside(share: float, size: float, low: Spot, high: Spot) -> bool:
    """Whether chance alone puts less than half of what the limits leave out at this share or further off.

    A limit is interpolated between the count that first reaches its probability and the one before. So every count below the lower
    limit is that rare, but the first one above the upper limit is not: one patient of one would be an outlier wherever some respond.
    """
    return share < low.value or share - 100 / size >= high.value


def _limits(source: Source, place: dict[str, str], centre: str, level: str) -> tuple[float, Spot, Spot] | None:
    size = source.spot("N", **place, group_level=centre, unit="patients")
    low, high = (source.spot(stat, **place, group_level=centre, level=level) for stat in ("conf_low", "conf_high"))
    return (size.value, low, high) if size and low and high else None


def _funnel(source: Source, key: str, at: str, dots: tuple[Dot, ...]) -> Figure:
    place = {**CENTRE, "variable": key, "timepoint": at}
    centres = list(dict.fromkeys(row.group_level for row in source.lookup.where(**place, level="funnel_95")))
    limits = []
    for level, label in LEVELS.items():
        found = {each[0]: each for centre in centres if (each := _limits(source, place, centre, level))}
        limits.append(Limits(tr(label), tuple(found[size] for size in sorted(found))))
    named = {"endpoint": label_of(source.protocol.endpoints[key], key), "timepoint": words.timepoint_label(source.protocol, at)}
    middle = source.spot("percent", analysis="efficacy", variable=key, timepoint=at, arm=words.ALL, unit="patients")
    across, up = Axis(tr("Patients of the centre (N)"), 0), Axis(tr("Patients with a response, %"), 0, 100)
    return Figure(
        id=f"funnel-{key}-{at}",
        title=tr("{endpoint} at {timepoint} by size of centre", **named),
        description=tr("A mark for each centre: its percentage against its number of patients, between limits of chance."),
        body=Funnel(across, up, dots, tuple(limits), middle, tr("All centres")),
        notes=(tr(NAMED),),
        strobe=("15", "17"),
    )
