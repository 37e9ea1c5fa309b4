"""Treatments compared after adjustment: one row per patient, a regression, and a reason where the data cannot carry it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Any

from cohortium.estimates.asked import tried
from cohortium.estimates.cells import ALL, Estimation, label
from cohortium.estimates.designs import Design, Patient
from cohortium.estimates.imputed import IMPUTED, pooled_terms
from cohortium.language import counted, marked, number, tr
from cohortium.protocol.adjustment import Adjustment
from cohortium.results import DASH, Result, fixed_text
from cohortium.statistics import STATISTICS, Stats, UndefinedStatistic

METHODS = {
    ("odds_ratio", "regression", "model"): marked("logistic regression; row per patient, not poolable"),
    ("odds_ratio", "regression", "centre"): marked(
        "logistic regression, errors by centre (CR2, Satterthwaite); row per patient, not poolable"
    ),
    ("odds_ratio", "regression", "gee"): marked("logistic regression by GEE, errors of Mancl and DeRouen; row per patient, not poolable"),
    ("difference", "regression", "gee"): marked("linear regression by GEE, errors of Mancl and DeRouen; row per patient, not poolable"),
    ("odds_ratio", "firth", "model"): marked("Firth's logistic regression; row per patient, not poolable"),
    ("difference", "regression", "model"): marked("linear regression; row per patient, not poolable"),
    ("difference", "regression", "centre"): marked(
        "linear regression, errors by centre (CR2, Satterthwaite); row per patient, not poolable"
    ),
}
SEPARATED = marked(
    "The outcome can be told from the terms without error (separation): only the correction keeps the ratios finite, "
    "and their intervals are rough."
)
CORRELATION = marked("Working correlation of two patients of one centre")


def adjusted(estimation: Estimation) -> Iterator[Result]:
    """analysis `adjusted`: N in the model, n_missing left out for want of a covariate, each treatment against `versus`, each covariate."""
    for endpoint, asked in estimation.protocol.adjusted.items():
        design = Design(estimation, endpoint, asked)
        yield from size_of(design, "adjusted")
        yield from _complete(design)
        if asked.impute:
            yield from _imputed(design)


def _complete(design: Design[Adjustment]) -> Iterator[Result]:
    yield from _terms(design, *tried(lambda: _fitted(design, design.patients)))


def size_of(design: Design[Any], analysis: str) -> Iterator[Result]:
    """N in a model, and n_missing of whom something is not known."""
    title = label(design.estimation.protocol.endpoints, design.endpoint)
    at = {"variable": design.endpoint, "timepoint": design.at, "versus": design.asked.versus, "label": title, "arm": ALL}
    yield from sizes({"N": lambda: len(design.patients), "n_missing": lambda: design.left_out}, analysis=analysis, **at)


def sizes(counts: dict[str, Callable[[], int]], **parts: str) -> Iterator[Result]:
    """Numbers of patients by stat, or why they cannot be told."""
    for stat, count in counts.items():
        found, error = tried(lambda stat=stat, count=count: {stat: count()})
        text = number(str(found[stat])) if found else DASH
        yield Result(stat=stat, value=found.get(stat), text=text, unit="patients", error=error, **parts)


def _imputed(design: Design[Adjustment]) -> Iterator[Result]:
    """The same with what is missing imputed: variant `imputed`, n_imputed the patients of whom something was."""
    asked = design.asked.impute
    assert asked
    at = {"variable": design.endpoint, "timepoint": design.at, "versus": design.asked.versus, "arm": ALL, "variant": IMPUTED}
    at |= {"label": label(design.estimation.protocol.endpoints, design.endpoint), "analysis": "adjusted"}
    yield from sizes({"N": lambda: len(design.due), "n_imputed": lambda: len(design.due) - len(design.patients)}, **at)
    found, error = tried(lambda: pooled_terms(design, asked, lambda patients: _fitted(design, patients)))
    yield from _terms(design, found, error, counted("multiple imputation, {n} time", "multiple imputation, {n} times", asked.times))


def _terms(design: Design[Adjustment], found: dict[str, Any], error: str, imputed: str = "") -> Iterator[Result]:
    asked, stat = design.asked, "odds_ratio" if design.quantity == "responder" else "difference"
    arms = [arm for arm in design.arms if arm != asked.versus]
    warning = tr(SEPARATED) if any(stats.get("separated") for stats in found.values()) else ""
    method = tr("; ").join(filter(None, (imputed, tr(METHODS[stat, asked.model, asked.errors]))))
    at = {"analysis": "adjusted", "variable": design.endpoint, "timepoint": design.at, "versus": asked.versus}
    at |= {"variant": IMPUTED} if imputed else {}
    terms = [{"arm": arm, "label": label(design.estimation.protocol.arms, arm)} for arm in arms]
    for term in [*terms, *({"level": covariate.name, "label": covariate.words} for covariate in design.covariates)]:
        for each in (stat, "conf_low", "conf_high", "p_value", *(("missing_information",) if imputed else ())):
            value = found[term.get("arm") or term["level"]][each] if found else None
            text = DASH if value is None else number(_text(each, value))
            yield Result(**at, **term, stat=each, value=value, text=text, method=method, warning=warning, error=error)
    if asked.errors == "gee" and asked.correlation != "independence":
        alpha = next(iter(found.values()))["correlation"] if found else None
        text = DASH if alpha is None else number(fixed_text(alpha, 2))
        said = {"label": tr(CORRELATION), "arm": ALL, "stat": "correlation"}
        yield Result(**at, **said, value=alpha, text=text, method=method, error=error)


def _fitted(design: Design[Adjustment], patients: Sequence[Patient]) -> dict[str, Stats]:
    """The model's statistics by term."""
    if design.asked.versus not in design.arms:
        raise UndefinedStatistic("the group that the others are compared with has no patient in the model")
    arms = [arm for arm in design.arms if arm != design.asked.versus]
    rows = [(p.outcome, (*(int(p.arm == arm) for arm in arms), *p.covariates), p.centre) for p in patients]
    names = [*arms, *(term.name for term in design.covariates)]
    confidence, by_centre = design.estimation.protocol.statistics.confidence, design.asked.errors == "centre"
    if design.asked.errors == "gee":
        name = "gee_logistic" if design.quantity == "responder" else "gee_linear"
        return STATISTICS[name].function(rows, names, design.asked.correlation or "exchangeable", confidence)
    if design.quantity != "responder":
        return STATISTICS["linear"].function(rows, names, by_centre, confidence)
    if by_centre:
        return STATISTICS["logistic_by_centre"].function(rows, names, confidence)
    tally = Counter((bool(outcome), terms, centre) for outcome, terms, centre in rows)
    name = "firth" if design.asked.model == "firth" else "logistic"
    return STATISTICS[name].function(tally, names, confidence=confidence)


def _text(stat: str, value: Any) -> str:
    """Estimates with two decimals; a p-value with three, and never 0."""
    if stat == "p_value":
        return "< 0.001" if value < Fraction(1, 1000) else fixed_text(value, 3)
    return fixed_text(value, 2)
