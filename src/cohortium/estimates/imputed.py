"""A model with what is missing imputed several times, its estimates pooled."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from math import exp
from typing import Any

from cohortium.estimates.designs import Design, Patient
from cohortium.protocol.adjustment import Adjustment, Imputation
from cohortium.statistics import STATISTICS, Stats
from cohortium.statistics.imputation import completed

IMPUTED = "imputed"
"""The variant of results that count imputed patients."""
Fitted = Callable[[Sequence[Patient]], dict[str, Stats]]


def pooled_terms(design: Design[Adjustment], asked: Imputation, fitted: Fitted) -> dict[str, Stats]:
    """Estimates, limits, p-values and missing information by term, over all imputations; ratios of odds are pooled as logarithms."""
    fits = [fitted(patients) for patients in _completed(design, asked)]
    confidence, responder = design.estimation.protocol.statistics.confidence, design.quantity == "responder"
    known = len(design.due) - len(fits[0])
    return {name: _pooled([fit[name] for fit in fits], known, confidence, responder) for name in fits[0]}


def _pooled(fits: Sequence[Stats], residual: int, confidence: Fraction, responder: bool) -> Stats:
    stat = "coefficient" if responder else "difference"
    df = [Fraction(value) for fit in fits if (value := fit.get("df")) is not None]
    variances = [Fraction(fit["se"] or 0) ** 2 for fit in fits]
    # The freedom of errors by centre differs a little between imputations; their mean stands for it.
    complete = sum(df, Fraction(0)) / len(df) if df else residual
    found = STATISTICS["pooled"].function([fit[stat] for fit in fits], variances, complete, confidence)
    # Estimating equations work with another correlation in each imputation; what is shown is their mean.
    if "correlation" in fits[0]:
        found["correlation"] = sum((Fraction(fit["correlation"] or 0) for fit in fits), Fraction(0)) / len(fits)
    if not responder:
        return {**found, "difference": found["estimate"]}
    ratio = {name: Decimal(repr(exp(found[of]))) for name, of in RATIOS.items()}
    return {**found, **ratio}


RATIOS = {"odds_ratio": "estimate", "conf_low": "conf_low", "conf_high": "conf_high"}


def _completed(design: Design[Adjustment], asked: Imputation) -> Iterator[list[Patient]]:
    """The patients of each imputation: outcome, covariates, auxiliary variables and all treatment groups but one tell what is missing."""
    arms, count = design.arms[1:], len(design.covariates)
    # Patients alike in all else draw in the order of their centres: with errors by centre it matters who of them drew what.
    due = sorted(design.due, key=lambda patient: patient.centre)
    rows = [(each.outcome, *each.covariates, *each.auxiliary, *(int(each.arm == arm) for arm in arms)) for each in due]
    names = [term.of or term.name for term in (*design.covariates, *design.auxiliaries)]
    blocks = [[0], *([1 + at for at, name in enumerate(names) if name == each] for each in dict.fromkeys(names))]
    for values in completed(rows, blocks, asked.times, asked.seed, asked.rounds):
        yield [_with(patient, line, count) for patient, line in zip(due, values.tolist(), strict=True)]


def _with(patient: Patient, line: Sequence[float], covariates: int) -> Patient:
    values: list[Any] = [Fraction(value) for value in line]
    return Patient(values[0], patient.arm, tuple(values[1 : 1 + covariates]), patient.centre)
