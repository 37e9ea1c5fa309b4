"""The figures of a study: one builder per kind, each naming its STROBE item; what is not drawn says why."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from cohortium.conformance.completeness import Filled
from cohortium.displays.figure import Figure, Marks, Undrawn
from cohortium.displays.figures.balance import balance
from cohortium.displays.figures.centres import completeness, funnels
from cohortium.displays.figures.choices import choices
from cohortium.displays.figures.events import events
from cohortium.displays.figures.flow import flow
from cohortium.displays.figures.forest import comparisons, subgroups
from cohortium.displays.figures.patients import boxes, points, swimmer, waterfall
from cohortium.displays.figures.response import response
from cohortium.displays.figures.source import Source
from cohortium.displays.figures.survival import survival
from cohortium.displays.lookup import Lookup
from cohortium.displays.table import Table
from cohortium.language import marked, tr
from cohortium.protocol.figure_choices import FigureName
from cohortium.protocol.model import Protocol
from cohortium.results import Result

_NO_MARKS = marked("no patient has one, or there are too many for a mark each")
Built = Figure | None | Iterable[Figure]
BUILDERS: dict[FigureName, tuple[Callable[[Source], Built], str, str]] = {
    "flow": (flow, marked("Participant flow"), marked("no patient was recorded")),
    "response": (response, marked("Responses over time"), marked("no endpoint is a response with a known result")),
    "change": (
        boxes,
        marked("Change from before treatment"),
        marked("no endpoint is a change with values that are known and not withheld"),
    ),
    "choices": (
        choices,
        marked("Specification curve"),
        marked("the protocol names no other choices under sensitivity, or none of them has a result"),
    ),
    "comparisons": (
        comparisons,
        marked("Forest plot of comparisons"),
        marked("the protocol asks for no estimate under comparisons, or none could be computed"),
    ),
    "subgroups": (
        subgroups,
        marked("Forest plot of subgroups"),
        marked("the protocol compares no treatment groups within subgroups, or no ratio could be computed"),
    ),
    "balance": (
        balance,
        marked("Balance before and after weighting"),
        marked("no weighting is asked for, or the data carry none"),
    ),
    "survival": (survival, marked("Time on treatment"), marked("the protocol does not ask for survival, or no time is known")),
    "safety": (events, marked("Adverse events"), marked("no adverse event could be counted")),
    "funnel": (funnels, marked("Funnel plot of centres"), marked("by_centre is not asked for, or fewer than two centres have results")),
    "completeness": (completeness, marked("Scores filled in, by centre and measure"), marked("no file belongs to one centre")),
    "points": (points, marked("Change of each patient"), _NO_MARKS),
    "waterfall": (waterfall, marked("Change of each patient, in order"), _NO_MARKS),
    "swimmer": (swimmer, marked("Treatment of each patient"), _NO_MARKS),
}
"""Figure -> its builder, what it is called, why a study may not give it."""


def build_figures(
    protocol: Protocol, results: Iterable[Result], tables: Iterable[Table], filled: Iterable[Filled] = (), marks: Marks | None = None
) -> tuple[tuple[Figure, ...], tuple[Undrawn, ...]]:
    """Every figure that the study gives, numbered 1, 2 ...; and those that it does not give.

    Those that stay out of the report come last, so that its numbers have no gaps.
    """
    source = Source(protocol, Lookup.over(results), {table.id: table for table in tables}, marks or Marks(), tuple(filled))
    drawn: list[Figure] = []
    undrawn: list[Undrawn] = []
    for name in protocol.figures.shown:
        build, title, why = BUILDERS[name]
        found = [_settled(figure, name, protocol) for figure in _each(build(source))]
        drawn += found
        undrawn += [] if found else [Undrawn(name, tr(title), tr(why))]
    drawn.sort(key=lambda figure: not figure.in_report)
    return tuple(replace(figure, number=str(place)) for place, figure in enumerate(drawn, start=1)), tuple(undrawn)


def _each(built: Built) -> list[Figure]:
    return [built] if isinstance(built, Figure) else list(built or ())


def _settled(figure: Figure, name: FigureName, protocol: Protocol) -> Figure:
    """The figure with the title that the protocol gives it, and in the report or not."""
    asked = protocol.figures
    return replace(figure, title=asked.titles.get(name, figure.title), in_report=not figure.patient_level or name in asked.in_report)
