"""Numbers of patients by bands of severity."""

from __future__ import annotations

from cohortium.estimates.severity import BASELINE, band_of
from cohortium.explain.definitions import definition
from cohortium.explain.evidence import Explanation, Row, Source, tally_others
from cohortium.explain.scores import SCORE_STEPS, WHEN, valued
from cohortium.language import tr
from cohortium.measures.bands import band_label, scheme_of
from cohortium.results import Result


def severity(source: Source, result: Result) -> Explanation:
    """The patients of a band, or all with a score, each with the line of its score."""
    measure, at = source.measures[result.variable], result.timepoint
    asked = ("scores", measure.id) if at == BASELINE else ("severity", measure.id, at)
    rows = source.rows(asked[0], result, *asked[1:])
    counted = [row for row in rows if _counts(source, row, result)]
    scheme = scheme_of(measure, source.protocol.severity[measure.id].bands)
    others = (band_label(scheme, band) if (band := _band(source, row, result)) else tr("no score") for row in rows if row not in counted)
    return Explanation(
        definition(source, result),
        (*SCORE_STEPS, *(("tally_baseline_scores",) if at == BASELINE else ("followed", "profiles", "tally_severity"))),
        tuple(valued(row, row["value"], measure.scale, source.cells(row["record"], *WHEN, measure.id)) for row in counted),
        tally_others(others),
    )


def _band(source: Source, row: Row, result: Result) -> str:
    return "" if row["value"] is None else band_of(source.protocol, source.measures[result.variable], row["value"])


def _counts(source: Source, row: Row, result: Result) -> bool:
    band = _band(source, row, result)
    if result.stat == "n_missing":
        return not band
    return band == result.level if result.stat == "n" else bool(band)
