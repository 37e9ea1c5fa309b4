"""From tallies to the results table: one estimator per analysis, in the order of the paper."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from itertools import chain

from cohortium.at_once import at_once
from cohortium.estimates.adjusted import adjusted
from cohortium.estimates.cells import Estimation
from cohortium.estimates.centres import by_centre
from cohortium.estimates.comparisons import comparisons
from cohortium.estimates.ctcae import ctcae
from cohortium.estimates.curves import survival_curve
from cohortium.estimates.efficacy import efficacy
from cohortium.estimates.estimands import estimands
from cohortium.estimates.incidence import incidence
from cohortium.estimates.patients import baseline, follow_up, participants
from cohortium.estimates.safety import safety, stops
from cohortium.estimates.sensitivity import sensitivity
from cohortium.estimates.severity import severity
from cohortium.estimates.subgroups import subgroups
from cohortium.estimates.survival import potential_follow_up, survival
from cohortium.estimates.weighted import weighted
from cohortium.measures import Measure
from cohortium.protocol.model import Protocol
from cohortium.results import Result, Results, check
from cohortium.tallies import Tally

Estimator = Callable[[Estimation], Iterable[Result]]
ESTIMATORS: dict[str, Estimator] = {
    "participants": participants,
    "baseline": baseline,
    "efficacy": efficacy,
    "safety": safety,
    "stops": stops,
    "follow_up": follow_up,
    "estimand": estimands,
    "sensitivity": sensitivity,
    "potential_follow_up": potential_follow_up,
    "survival": survival,
    "survival_curve": survival_curve,
    "incidence": incidence,
    "comparisons": comparisons,
    "by_centre": by_centre,
    "subgroups": subgroups,
    "adjusted": adjusted,
    "weighted": weighted,
    "severity": severity,
    "ctcae": ctcae,
}


def estimate(protocol: Protocol, measures: Mapping[str, Measure], tallies: Mapping[str, Tally]) -> Results:
    """Every number of a study; an InternalError if the table does not hold together."""
    return estimated(Estimation(protocol, measures, tallies))


def estimated(estimation: Estimation) -> Results:
    """Every number that these counts give; an InternalError if the table does not hold together."""
    made = at_once([partial(rows_of, estimation, (estimator,)) for estimator in ESTIMATORS.values()])
    results = Results(tuple(chain(*made)))
    check(results)
    return results


def rows_of(estimation: Estimation, estimators: Iterable[Estimator] = tuple(ESTIMATORS.values())) -> list[Result]:
    """The rows of estimators, made here: what they ask for is in the margins of the estimation afterwards."""
    return [row for estimator in estimators for row in estimator(estimation)]
