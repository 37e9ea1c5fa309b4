"""Patients by bands of severity: at baseline among all included, later among those whose window was due."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from cohortium.estimates.cells import Counts, Estimation
from cohortium.language import tr
from cohortium.measures import BandScheme, Measure
from cohortium.measures.bands import band_label, scheme_of
from cohortium.protocol.model import Protocol
from cohortium.results import Result

BASELINE = "baseline"


def severity(estimation: Estimation) -> Iterator[Result]:
    """analysis `severity`: each band of the patients with a score, and how many have none."""
    for name, asked in estimation.protocol.severity.items():
        measure = estimation.measures[name]
        for at in (BASELINE, *asked.at):
            yield from _at(estimation, measure, scheme_of(measure, asked.bands), at)


def _at(estimation: Estimation, measure: Measure, scheme: BandScheme, at: str) -> Iterator[Result]:
    counts = _counts(estimation, at)
    for arm in estimation.arms:
        known = {band: counts.get((measure.id, arm, band), 0) for band, _ in scheme.bands}
        parts: dict[str, Any] = {"arm": arm, "timepoint": at}
        for band, patients in known.items():
            own = {**parts, "level": band, "label": band_label(scheme, band)}
            rows = estimation.share("severity", measure.id, patients, sum(known.values()), **own)
            yield from (replace(row, method=scheme.name, warning=warning_of(scheme)) for row in rows)
        missing = counts.get((measure.id, arm, None), 0)
        yield estimation.row("severity", measure.id, "n_missing", missing, label=measure.label, unit="patients", **parts)


def _counts(estimation: Estimation, at: str) -> Counts:
    """(measure, arm, band, none without a score) -> patients."""
    name, only = ("tally_baseline_scores", {}) if at == BASELINE else ("tally_severity", {"timepoint": (at,)})
    return estimation.counts(name, "measure", "arm", "band", only={"measure": tuple(estimation.protocol.severity), **only})


def warning_of(scheme: BandScheme) -> str:
    """What is to be said of bands that nobody has read in their source."""
    return "" if scheme.confirmed else tr("The limits of these bands are second hand: confirm them before you rely on them.")


def band_of(protocol: Protocol, measure: Measure, units: int) -> str:
    """The band of a score in whole steps, as the study counts it."""
    return scheme_of(measure, protocol.severity[measure.id].bands).band(measure.value_of(units))
