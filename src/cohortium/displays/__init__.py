"""HOW IT IS READ: neutral tables made of results; nothing here computes, and each table names its STROBE item."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from cohortium.displays.adjusted import adjusted_table
from cohortium.displays.answer import Sentence
from cohortium.displays.answer import primary_answer as _primary_answer
from cohortium.displays.baseline import baseline_table
from cohortium.displays.by_centre import by_centre_table
from cohortium.displays.comparisons import comparisons_table, within_table
from cohortium.displays.ctcae import ctcae_table
from cohortium.displays.details import Detail
from cohortium.displays.details import details as _details
from cohortium.displays.efficacy import efficacy_table
from cohortium.displays.estimands import estimands_table
from cohortium.displays.evaluability import evaluability_table
from cohortium.displays.figure import Figure, Undrawn
from cohortium.displays.figures import build_figures
from cohortium.displays.follow_up import follow_up_table
from cohortium.displays.incidence import incidence_table
from cohortium.displays.lookup import Lookup
from cohortium.displays.narrative import results_text as _results_text
from cohortium.displays.paragraph import Paragraph
from cohortium.displays.participants import participants_table
from cohortium.displays.robustness import robustness_text as _robustness_text
from cohortium.displays.safety import safety_table
from cohortium.displays.sensitivity import sensitivity_table
from cohortium.displays.settings import settled
from cohortium.displays.severity import severity_table
from cohortium.displays.stops import stops_table
from cohortium.displays.style import closed, dressed, dressed_paragraph, dressed_sentence, styled
from cohortium.displays.subgroups import subgroups_table
from cohortium.displays.survival import survival_table
from cohortium.displays.table import Cell, Footnote, Heading, Row, Table, alike, cut, spans
from cohortium.displays.weighted import balance_table, weighted_table
from cohortium.explain.words import Declared
from cohortium.measures import measures_of
from cohortium.protocol.model import Protocol
from cohortium.results import Result

BUILDERS: dict[str, Callable[[Protocol, Lookup], Table]] = {
    "participants": participants_table,
    "baseline": baseline_table,
    "severity": severity_table,
    "follow_up": follow_up_table,
    "efficacy": efficacy_table,
    "estimands": estimands_table,
    "sensitivity": sensitivity_table,
    "subgroups": subgroups_table,
    "adjusted": adjusted_table,
    "weighted": weighted_table,
    "balance": balance_table,
    "safety": safety_table,
    "ctcae": ctcae_table,
    "stops": stops_table,
    "comparisons": comparisons_table,
    "within": within_table,
    "survival": survival_table,
    "incidence": incidence_table,
    "by_centre": by_centre_table,
    "evaluability": evaluability_table,
}


def build_tables(protocol: Protocol, results: Iterable[Result]) -> tuple[Table, ...]:
    """Every table of the report; numbered 1, 2 ... unless the protocol numbers any of them itself."""
    lookup = Lookup.over(results)
    tables = [settled(build(protocol, lookup), protocol.tables) for build in BUILDERS.values()]
    tables = [dressed(table, protocol.style) for table in tables if any(row.cells for row in table.rows)]
    if any(table.number for table in tables):
        return tuple(tables)
    return tuple(replace(table, number=str(place)) for place, table in enumerate(tables, start=1))


def details(protocol: Protocol, results: Iterable[Result], tables: Iterable[Table]) -> dict[str, dict[int, Detail]]:
    """What stands behind the rows of each table, by its id and the place of the row."""
    declared, lookup = Declared(protocol, measures_of(protocol)), Lookup.over(results)
    return {table.id: _details(declared, lookup, table) for table in tables}


def primary_answer(protocol: Protocol, results: Iterable[Result]) -> Sentence:
    """The primary question, answered in one sentence made of results."""
    return dressed_sentence(_primary_answer(protocol, Lookup.over(results)), protocol.style)


def results_text(protocol: Protocol, results: Iterable[Result]) -> tuple[Paragraph, ...]:
    """The results in paragraphs; a Problem where the protocol's own text quotes a number that is not there."""
    return tuple(dressed_paragraph(paragraph, protocol.style) for paragraph in _results_text(protocol, results))


def robustness_text(protocol: Protocol, results: Iterable[Result]) -> tuple[Paragraph, ...]:
    """How far the answers range over the alternatives of the protocol, one sentence per endpoint that has any."""
    return tuple(dressed_paragraph(paragraph, protocol.style) for paragraph in _robustness_text(protocol, Lookup.over(results)))


__all__ = [
    "BUILDERS",
    "Cell",
    "Detail",
    "Figure",
    "Footnote",
    "Heading",
    "Lookup",
    "Paragraph",
    "Row",
    "Sentence",
    "Table",
    "Undrawn",
    "alike",
    "build_figures",
    "build_tables",
    "closed",
    "cut",
    "details",
    "primary_answer",
    "results_text",
    "robustness_text",
    "spans",
    "styled",
]
