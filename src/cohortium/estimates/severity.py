"""Patients by bands of severity: at baseline among all included, later among those whose window was due."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from cohortium.estimates.cells import Estimation
from cohortium.language import tr
from cohortium.measures import BandScheme, Measure
from cohortium.measures.bands import band_label, scheme_of
from cohortium.protocol.model import Protocol
from cohortium.results import Result
from cohortium.tallies import Tally

BASELINE = "baseline"


def severity(estimation: Estimation) -> Iterator[Result]:
    """analysis `severity`: each band of the patients with a score, and how many have none."""
    for name, asked in estimation.protocol.severity.items():
        measure = estimation.measures[name]
        for at in (BASELINE, *asked.at):
            yield from _at(estimation, measure, scheme_of(measure, asked.bands), at)


def _at(estimation: Estimation, measure: Measure, scheme: BandScheme, at: str) -> Iterator[Result]:
    tally = _tally(estimation, measure.id, at)
    values, totals = tally.values("value", "arm"), tally.counts("arm")
    for arm in estimation.arms:
        known = values.get((arm,), {})
        parts: dict[str, Any] = {"arm": arm, "timepoint": at}
        rows = _bands(estimation, measure, scheme, known, parts)
        yield from (replace(row, method=scheme.name, warning=warning_of(scheme)) for row in rows)
        missing = totals.get((arm,), 0) - sum(known.values())
        yield estimation.row("severity", measure.id, "n_missing", missing, label=measure.label, unit="patients", **parts)


def _tally(estimation: Estimation, name: str, at: str) -> Tally:
    if at == BASELINE:
        return estimation.tally("tally_baseline_scores").where(measure=name)
    return estimation.tally("tally_severity").where(measure=name, timepoint=at)


def _bands(estimation: Estimation, measure: Measure, scheme: BandScheme, known: dict[int, int], parts: dict[str, Any]) -> Iterator[Result]:
    counts: Counter[str] = Counter()
    for units, patients in known.items():
        counts[scheme.band(measure.value_of(units))] += patients
    for band, _ in scheme.bands:
        own = {**parts, "level": band, "label": band_label(scheme, band)}
        yield from estimation.share("severity", measure.id, counts[band], counts.total(), **own)


def warning_of(scheme: BandScheme) -> str:
    """What is to be said of bands that nobody has read in their source."""
    return "" if scheme.confirmed else tr("The limits of these bands are second hand: confirm them before you rely on them.")


def band_of(protocol: Protocol, measure: Measure, units: int) -> str:
    """The band of a score in whole steps, as the study counts it."""
    return scheme_of(measure, protocol.severity[measure.id].bands).band(measure.value_of(units))
