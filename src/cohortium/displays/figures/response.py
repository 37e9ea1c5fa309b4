"""Responses over time by treatment group, a panel for each endpoint, each with its own N (STROBE 16a)."""

from __future__ import annotations

from collections.abc import Iterator

from cohortium.displays import words
from cohortium.displays.figure import Axis, Course, Figure, Panel
from cohortium.displays.figures.source import Source, part_of
from cohortium.language import tr
from cohortium.protocol.model import label_of

MOST = 12
"""Panels on one page."""


def response(source: Source) -> Iterator[Figure]:
    """The responder endpoints of the efficacy table, in its order; more than a page holds go on a further figure."""
    chosen = words.chosen(source.protocol.endpoints, source.protocol, "efficacy")
    keys = [key for key in chosen if source.protocol.endpoints[key].responder]
    panels = [panel for key in keys if (panel := _panel(source, key))]
    for start in range(0, len(panels), MOST):
        yield _figure(source, start // MOST, tuple(panels[start : start + MOST]))


def _times(source: Source) -> list[str]:
    used = {at for endpoint in source.protocol.endpoints.values() if endpoint.responder for at in endpoint.at}
    return [key for key in source.protocol.timepoints if key in used]


def _panel(source: Source, key: str) -> Panel | None:
    places = [[{"timepoint": at, "arm": arm, "unit": "patients"} for at in _times(source)] for arm, _ in source.arms]
    at = {"analysis": "efficacy", "variable": key}
    points = tuple(tuple(source.point(**at, **place) for place in row) for row in places)
    below = tuple(tuple(source.spot("N", **at, **place) for place in row) for row in places)
    title = label_of(source.protocol.endpoints[key], key)
    title = source.protocol.tables.efficacy.labels.get(key, title)
    return Panel(title, points, below) if any(point for row in points for point in row) else None


def _figure(source: Source, part: int, panels: tuple[Panel, ...]) -> Figure:
    labels = tuple(words.timepoint_label(source.protocol, at) for at in _times(source))
    return Figure(
        id=part_of("response", part),
        title=tr("Responses at {timepoints}", timepoints=words.listed(labels)),
        description=tr("A small chart for each endpoint: the percentage of patients with a response, by treatment group and time."),
        body=Course(source.series, labels, Axis(tr("Patients with a response, %"), 0, 100), panels, tr("N")),
        notes=(tr("Below each chart: number of patients with available data (N)."), source.intervals()),
        strobe=("16a",),
    )
