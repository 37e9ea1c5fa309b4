"""Forest plots: responses within groups of patients, and treatment groups against each other (STROBE 16a, 17)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from cohortium.displays import words
from cohortium.displays.comparisons import ESTIMATES
from cohortium.displays.figure import Axis, Figure, Line, Point, Rows, Said
from cohortium.displays.figures.source import Source, pages, part_of, shared
from cohortium.displays.subgroups import grouping_label
from cohortium.language import marked, tr
from cohortium.protocol.model import label_of

Contrast = tuple[str, str]
RATIOS = ("risk_ratio", "odds_ratio", "odds_ratio_exact")
"""Levels whose line of no difference is 1, and where equal ratios are equal steps."""
MOST_CHARTS = 5
"""Pairs of groups side by side; more of them go on a further figure."""
TITLES = {
    "difference": marked("Differences between treatment groups"),
    "risk_ratio": marked("Risk ratios between treatment groups"),
    "odds_ratio": marked("Odds ratios between treatment groups"),
    "odds_ratio_exact": marked("Conditional odds ratios between treatment groups"),
    "shift": marked("Differences of scores between treatment groups"),
}


def subgroups(source: Source) -> Iterator[Figure]:
    """Odds ratios within each group of patients, a figure per endpoint that names what it is compared with."""
    for key in words.chosen(source.protocol.subgroups, source.protocol, "subgroups"):
        asked, endpoint = source.protocol.subgroups[key], source.protocol.endpoints[key]
        at = {"analysis": "subgroups", "variable": key, "timepoint": asked.at or endpoint.at[0]}
        contrasts = [(arm, asked.versus) for arm in source.protocol.arms if asked.versus and arm != asked.versus]
        lines = [line for by in asked.by for line in _grouping(source, at, key, by, contrasts)]
        named = {"endpoint": label_of(endpoint, key), "timepoint": words.timepoint_label(source.protocol, at["timepoint"])}
        title = tr("{endpoint} at {timepoint} within groups of patients", **named)
        axis = Axis(tr("Odds ratio ({confidence} CI)", confidence=source.confidence), reference=1.0, log=True)
        head = tr("OR ({confidence} CI)", confidence=source.confidence)
        yield from _figures(source, f"subgroups-{key}", title, axis, lines, contrasts, head, "17")


def _grouping(source: Source, at: dict[str, str], key: str, by: str, contrasts: list[Contrast]) -> Iterator[Line]:
    if f"{key}/{by}" in source.protocol.tables.subgroups.hide:
        return
    yield Line(grouping_label(source.protocol, by))
    for row in source.lookup.where(**at, group=by, arm=words.ALL, stat="N"):
        parts = at | {"group": by, "group_level": row.group_level}
        yield _line(source, row.label, "odds_ratio", parts, contrasts, 1)


def _line(source: Source, label: str, stat: str, parts: dict[str, str], contrasts: list[Contrast], indent: int = 0) -> Line:
    """A point per contrast; where there is one only, its numbers stand beside it."""
    points = tuple(source.point((stat, "conf_low", "conf_high"), **parts, arm=arm, versus=other) for arm, other in contrasts)
    return Line(label, points, _beside(points), indent)


def _beside(points: tuple[Point | None, ...]) -> tuple[Said, ...]:
    if len(points) != 1:
        return ()
    return (Said(points[0].text, points[0].shown) if points[0] else Said("–"),)


def comparisons(source: Source) -> Iterator[Figure]:
    """Each estimate that compares treatment groups, over outcomes and times, on an axis of its own."""
    names = words.chosen(source.protocol.endpoints, source.protocol, "comparisons")
    rows = [row for row in source.lookup.where(analysis="efficacy", group="") if row.versus and row.variable in names]
    for level, (stat, axis_label) in ((level, ESTIMATES[level]) for level in TITLES):
        mine = [row for row in rows if row.level == level and row.stat == stat]
        contrasts = list(dict.fromkeys((row.arm, row.versus) for row in mine))
        places = dict.fromkeys((row.variable, row.timepoint) for row in mine)
        lines = [_outcome(source, key, at, level, stat, contrasts) for name in names for key, at in places if key == name]
        log = level in RATIOS
        axis = Axis(tr(axis_label, confidence=source.confidence), reference=float(log), log=log)
        head = tr("Estimate ({confidence} CI)", confidence=source.confidence)
        yield from _figures(source, f"comparisons-{level}", tr(TITLES[level]), axis, lines, contrasts, head, "16a")


def _outcome(source: Source, key: str, at: str, level: str, stat: str, contrasts: list[Contrast]) -> Line:
    endpoint = label_of(source.protocol.endpoints[key], key)
    label = tr("{endpoint} at {timepoint}", endpoint=endpoint, timepoint=words.timepoint_label(source.protocol, at))
    return _line(source, label, stat, {"analysis": "efficacy", "variable": key, "timepoint": at, "level": level}, contrasts)


def _figures(
    source: Source, name: str, title: str, axis: Axis, lines: list[Line], contrasts: list[Contrast], head: str, strobe: str
) -> Iterator[Figure]:
    if not any(point for line in lines for point in line.points):
        return
    alone = len(contrasts) == 1
    bars = tr("Bars: {confidence} confidence intervals.", confidence=source.confidence)
    beside = shared(range(len(contrasts)), MOST_CHARTS)
    found = [(places, page) for places in beside for page in pages([_only(line, places) for line in lines], len(places))]
    for part, (places, page) in enumerate(found):
        series = source.contrasts([contrasts[place] for place in places])
        notes = (*([f"{series[0].label}."] if alone else []), bars)
        yield Figure(
            id=part_of(name, part),
            title=title,
            description=tr("A row for each estimate, with its interval, around the line that means no difference."),
            body=Rows(series, axis, page, (head,) if alone else ()),
            notes=notes,
            strobe=(strobe,),
        )


def _only(line: Line, places: Sequence[int]) -> Line:
    """The line with the points of some pairs of groups."""
    return replace(line, points=tuple(line.points[place] for place in places) if line.points else ())
