"""What a number of an endpoint is of, in words: its definition, its events, other choices, a model of it."""

from __future__ import annotations

from cohortium.explain.words import Declared, Sentences
from cohortium.language import tr
from cohortium.protocol.choices import variant_in_words
from cohortium.protocol.model_methods import model_in_words
from cohortium.protocol.questions import questions
from cohortium.protocol.strategies import strategy_in_words, strategy_of
from cohortium.protocol.words import endpoint_in_words
from cohortium.results import Result
from cohortium.statistics import STATISTICS


def of_combinations(result: Result) -> bool:
    """Whether a number is of all combinations of choices, or of a range of them."""
    counts = result.unit != "patients" and result.stat.startswith("n_")
    return result.analysis == "sensitivity" and bool(result.level or result.group or counts)


def endpoint(declared: Declared, result: Result) -> Sentences:
    return (endpoint_in_words(declared.protocol, result.variable, result.timepoint, declared.measures),)


def estimand(declared: Declared, result: Result) -> Sentences:
    protocol, event = declared.protocol, result.level
    return (f"{strategy_in_words(protocol, event, strategy_of(protocol.endpoints[result.variable], event))}.",)


def sensitivity(declared: Declared, result: Result) -> Sentences:
    protocol = declared.protocol
    if of_combinations(result) or not result.variant:
        return endpoint(declared, result)
    at = result.variable, result.timepoint, result.variant
    asked = next(each for each in questions(protocol) if (each.endpoint, each.at, each.variant) == at)
    return (*endpoint(declared, result), tr("Changed: {choices}.", choices=variant_in_words(protocol, asked.endpoint, asked.variant)))


def _model(declared: Declared, result: Result) -> str:
    """The statistic behind a number of a model."""
    if result.analysis == "weighted":
        return "weighted_balance" if result.level else "weighted_difference" if result.versus else "weighted_mean"
    if result.variant:
        return "pooled"
    asked, responder = declared.protocol.adjusted[result.variable], declared.protocol.endpoints[result.variable].responder
    if asked.errors == "gee":
        return "gee_logistic" if responder else "gee_linear"
    by_centre = "logistic_by_centre" if asked.errors == "centre" else "logistic"
    return "linear" if not responder else "firth" if asked.model == "firth" else by_centre


def _call(declared: Declared, result: Result) -> str:
    """The call in R, with the errors that the protocol asks for."""
    name = _model(declared, result)
    plain = result.analysis == "adjusted" and not result.variant and declared.protocol.adjusted[result.variable].errors == "model"
    return _OWN_ERRORS.get(name, STATISTICS[name].r_call) if plain else STATISTICS[name].r_call


_OWN_ERRORS = {
    "linear": "m <- lm(y ~ x); summary(m); confint(m)",
    "logistic": "m <- glm(y ~ x, binomial); summary(m); confint.default(m)",
}
"""Calls of models whose errors are those of the model, not of its centres."""


def adjusted(declared: Declared, result: Result) -> Sentences:
    said = tr("{method}. In R: {call}", method=result.method, call=_call(declared, result))
    method = (said,) if result.method else ()
    model = model_in_words(declared.protocol, result.variable) if result.analysis == "adjusted" else ""
    return (*endpoint(declared, result), *filter(None, (model,)), *method, tr("One row per patient; not poolable over centres."))
