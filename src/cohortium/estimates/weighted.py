"""Treatments compared after weighting: who is alike to whom before and after it, and the weighted outcomes of the groups."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

from cohortium.estimates.adjusted import size_of, sizes
from cohortium.estimates.asked import fixed, statistic, tried
from cohortium.estimates.cells import Estimation, label
from cohortium.estimates.designs import Design
from cohortium.language import marked, number, tr
from cohortium.protocol.adjustment import Weighting
from cohortium.protocol.slots import levels_of
from cohortium.results import DASH, Result, Value, fixed_text, value_text
from cohortium.statistics import STATISTICS, Stats, UndefinedStatistic
from cohortium.statistics.weighting import Weighted, weigh

METHODS = {
    "model": marked("propensity weights, errors of M-estimation; row per patient, not poolable"),
    "centre": marked("propensity weights, errors of M-estimation by centre; row per patient, not poolable"),
}
UNBALANCED = Decimal("0.1")
"""A standardised difference above this is no balance (Austin 2009)."""
Fit = Callable[[], Weighted]


def weighted(estimation: Estimation) -> Iterator[Result]:
    """analysis `weighted`: N, n_missing; weighted outcome, effective number and weights of each group; differences; balance."""
    for endpoint, asked in estimation.protocol.weighted.items():
        design = Design(estimation, endpoint, asked)
        fit = _fit(design)
        yield from size_of(design, "weighted")
        for arm in design.arms:
            yield from _group(design, fit, arm)
        for arm in design.arms:
            if arm != asked.versus:
                yield from _difference(design, fit, arm)
                yield from _balance(design, fit, arm)


def _fit(design: Design[Weighting]) -> Fit:
    """The weights, or each time the reason why there are none."""
    asked = design.asked
    unit = 100 if design.quantity == "responder" else 1
    words = {"estimand": asked.estimand, "treated": asked.treated or "", "truncate": asked.truncate or "", "stabilised": asked.stabilised}
    try:
        rows = [(unit * patient.outcome, patient.arm, patient.covariates, patient.centre) for patient in design.patients]
        found = weigh(rows, [term.name for term in design.covariates], **words, by_centre=asked.errors == "centre")
    except UndefinedStatistic as reason:
        return lambda refused=reason: _refuse(refused)
    return lambda: found


def _refuse(reason: UndefinedStatistic) -> Weighted:
    raise reason


def _at(design: Design[Weighting], arm: str) -> dict[str, Any]:
    words = {"analysis": "weighted", "variable": design.endpoint, "timepoint": design.at, "method": tr(METHODS[design.asked.errors])}
    return words | {"label": label(design.estimation.protocol.arms, arm), "arm": arm}


def _group(design: Design[Weighting], fit: Fit, arm: str) -> Iterator[Result]:
    stat = "percent" if design.quantity == "responder" else "mean"
    at = _at(design, arm)
    where = {name: at[name] for name in ("analysis", "variable", "label", "timepoint", "arm")}
    yield from sizes({"N": lambda: sum(patient.arm == arm for patient in design.patients)}, **where)

    def call() -> Stats:
        found = STATISTICS["weighted_mean"].function(fit(), arm, design.estimation.protocol.statistics.confidence)
        return _percentage(found) if stat == "percent" else found

    warning = _few(tried(call)[0], 0 if design.pooled else sum(patient.arm == arm for patient in design.patients))
    shown = (((stat, "conf_low", "conf_high"), _text(design)), (("effective",), fixed(1)), (("weight_min", "weight_max"), fixed(2)))
    for stats, text in shown:
        yield from statistic(design.estimation, "weighted_mean", call, text, stats=stats, warning=warning, **at)


def _percentage(found: Stats) -> Stats:
    """The limits of a percentage stay between 0 and 100."""
    limits = {name: min(max(found[name] or Decimal(0), Decimal(0)), Decimal(100)) for name in ("conf_low", "conf_high")}
    return {**found, **limits, "percent": found["mean"]}


def _few(found: dict[str, Any], patients: int) -> str:
    """Few patients who stand for many others."""
    effective = found.get("effective")
    if effective is None or 2 * effective >= patients:
        return ""
    text = "Weighted, the {patients} patients of this group say as much as {effective}: few of them speak for many."
    return tr(text, patients=str(patients), effective=number(fixed(1)(effective)))


def _difference(design: Design[Weighting], fit: Fit, arm: str) -> Iterator[Result]:
    versus, confidence = design.asked.versus, design.estimation.protocol.statistics.confidence

    def call() -> Stats:
        return STATISTICS["weighted_difference"].function(fit(), arm, versus, confidence)

    yield from statistic(design.estimation, "weighted_difference", call, _text(design), **_at(design, arm), versus=versus)


def _text(design: Design[Weighting]) -> Callable[[Any], str]:
    """Percentages as everywhere, other numbers with two decimals; rounded from the digits that are kept.

    Numbers in floating point lie beside the half that they stand for: 1.185 may be 1.18499999999999983.
    """
    text = fixed(design.estimation.protocol.statistics.percent_decimals if design.quantity == "responder" else 2)
    return lambda value: text(Fraction(value_text(value)))


def _balance(design: Design[Weighting], fit: Fit, arm: str) -> Iterator[Result]:
    """Each covariate; of a category with several levels also the one that the model leaves out."""
    for name, words, columns, sign in _covariates(design):
        found, error = tried(lambda columns=columns: STATISTICS["weighted_balance"].function(fit(), columns, arm, design.asked.versus))
        after = found.get("standardised_after")
        left = tr("A standardised difference above 0.1 is left.") if after is not None and abs(after) > UNBALANCED else ""
        for stat in STATISTICS["weighted_balance"].stats:
            value: Value = None if error else sign * found[stat]
            text = DASH if value is None else number(fixed_text(value, 2))
            at = _at(design, arm) | {"label": words, "level": name, "versus": design.asked.versus}
            yield Result(stat=stat, value=value, text=text, warning=left, error=error, **at)


def _covariates(design: Design[Weighting]) -> Iterator[tuple[str, str, list[str], int]]:
    """(level, words, columns of the model, 1 for being at one of them or -1 for being at none)."""
    for name in design.asked.covariates:
        terms = [term for term in design.covariates if name in (term.of, term.name)]
        if len(terms) > 1:
            first = next(iter(levels_of(design.estimation.protocol, name)))
            yield f"{name} {first}", design.level_words(name, first), [term.name for term in terms], -1
        yield from ((term.name, term.words, [term.name], 1) for term in terms)
