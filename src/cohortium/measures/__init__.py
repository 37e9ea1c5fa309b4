"""What an IGA, EASI, SCORAD, DLQI... is: range, step, direction, bands and meaningful change, each with its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Any, Protocol

from cohortium.language import spoken, tr
from cohortium.measures import reported, severity
from cohortium.measures.bands import OWN
from cohortium.measures.model import BandScheme, Fact, Measure, units
from cohortium.measures.page import page_of

BUILT_IN: Mapping[str, Measure] = MappingProxyType({entry.id: entry for entry in (*severity.ENTRIES, *reported.ENTRIES)})


class Declares(Protocol):
    """A protocol, as far as measures are concerned: its own entries by id."""

    @property
    def measures(self) -> Mapping[str, Any]: ...


def measures_of(protocol: Declares) -> dict[str, Measure]:
    """Every measure that a study can name: the built-in ones, labelled in the language spoken, then those of its protocol."""
    return {**_built_in(spoken()), **{name: _declared(name, entry) for name, entry in protocol.measures.items()}}


@cache
def _built_in(language: str) -> Mapping[str, Measure]:
    """The language is what the labels depend on: a cached one is never heard in another."""
    return {name: replace(measure, label=tr(measure.label)) for name, measure in BUILT_IN.items()}


def measures_page() -> str:
    """The list of built-in measures, in Markdown."""
    return page_of(BUILT_IN.values())


def _declared(name: str, entry: Any) -> Measure:
    bands = tuple(sorted(entry.bands.items(), key=lambda band: band[1]))
    change = entry.meaningful_change
    source = entry.source or "the study's protocol"
    return Measure(
        id=name,
        label=entry.label or name,
        low=entry.low,
        high=entry.high,
        step=entry.step,
        source=source,
        worse=1 if entry.worse == "high" else -1,
        decimals=decimals_of(entry.step) if entry.decimals is None else entry.decimals,
        bands=(BandScheme(OWN, bands, source),) if bands else (),
        meaningful_change=() if change is None else (Fact(f"A change of {change} is meaningful.", source, change),),
    )


def decimals_of(step: Decimal) -> int:
    """How many decimals a step has: 0.05 has 2, 1.0 and 10 have none."""
    exponent = step.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


__all__ = ["BUILT_IN", "BandScheme", "Fact", "Measure", "decimals_of", "measures_of", "measures_page", "units"]
