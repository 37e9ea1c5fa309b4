"""What a methods section says of models with one row per patient: adjustment and weighting."""

from __future__ import annotations

from cohortium.language import marked, tr
from cohortium.protocol import words
from cohortium.protocol.adjustment import BASELINE, Adjustment, Weighting
from cohortium.protocol.model import Protocol, label_of
from cohortium.protocol.values import Ids


def adjusted_in_words(protocol: Protocol) -> str:
    """The models that treatments are compared by after adjustment."""
    said = [sentence for name in protocol.adjusted for sentence in (model_in_words(protocol, name), _imputed(protocol, name)) if sentence]
    text = "Models need one row per patient and cannot be pooled from tallies; where the data do not carry one, the reason is given."
    return " ".join([*said, tr(text)]) if said else ""


def model_in_words(protocol: Protocol, name: str) -> str:
    """What an endpoint is compared with, by which model, adjusted for what, with which errors."""
    asked, endpoint = protocol.adjusted[name], protocol.endpoints[name]
    kind = "firth" if asked.model == "firth" else "logistic" if endpoint.responder else "linear"
    errors = f"gee_{asked.correlation or 'exchangeable'}" if asked.errors == "gee" else asked.errors
    of = _compared(protocol, name, asked) | {"model": tr(MODELS[kind]), "errors": tr(ERRORS[errors])}
    if not asked.covariates:
        return tr("{endpoint} at {timepoint} was compared with {arm} by {model}, with {errors}.", **of)
    text = "{endpoint} at {timepoint} was compared with {arm} by {model} adjusted for {covariates}, with {errors}."
    return tr(text, **of, covariates=_covariates(protocol, asked))


def _imputed(protocol: Protocol, name: str) -> str:
    asked = protocol.adjusted[name].impute
    if not asked:
        return ""
    text = (
        "What was missing of outcomes of patients who were due and alive, and of covariates, was also imputed {times} times by chained"
        " equations with predictive mean matching ({rounds} rounds, 5 donors, seed {seed}), and the estimates pooled by Rubin's rules"
        " with Barnard and Rubin's degrees of freedom; this supposes that who is missing differs from the others only by what is known"
        " (missing at random)."
    )
    said = [tr(text, times=str(asked.times), rounds=str(asked.rounds), seed=str(asked.seed))]
    if asked.auxiliary:
        said.append(tr("Imputation also used {covariates}, which the model does not.", covariates=_named(protocol, asked.auxiliary)))
    return " ".join(said)


MODELS = {
    "logistic": marked("logistic regression"),
    "linear": marked("linear regression"),
    "firth": marked("Firth's bias-reduced logistic regression"),
}
ERRORS = {
    "model": marked("the model's own errors"),
    "centre": marked("errors clustered by centre (CR2, Satterthwaite's degrees of freedom)"),
    "gee_exchangeable": marked(
        "generalised estimating equations, patients of a centre being alike (exchangeable correlation, Mancl and DeRouen's errors)"
    ),
    "gee_independence": marked(
        "generalised estimating equations of independent patients (working correlation independence, Mancl and DeRouen's errors by centre)"
    ),
}


def _compared(protocol: Protocol, name: str, asked: Adjustment | Weighting) -> dict[str, str]:
    """The endpoint, its timepoint and the group that the others are compared with."""
    at = asked.at or protocol.endpoints[name].at[0]
    found = {"endpoint": label_of(protocol.endpoints[name], name), "timepoint": label_of(protocol.windows[at], at)}
    return found | {"arm": label_of(protocol.arms[asked.versus], asked.versus)}


def _covariates(protocol: Protocol, asked: Adjustment | Weighting) -> str:
    return _named(protocol, asked.covariates)


def _named(protocol: Protocol, names: Ids) -> str:
    return words.and_list(tr("the score at baseline") if one == BASELINE else grouping_in_words(protocol, one) for one in names)


def weighted_in_words(protocol: Protocol) -> str:
    """The weights that treatments are compared with."""
    said = [sentence for name in protocol.weighted for sentence in _weights(protocol, name)]
    text = (
        "Chances of treatment are from one multinomial logistic model over all treatment groups, so that every comparison is about the same"
        " patients; standard errors are of M-estimation (sandwich), which knows that the weights were estimated. Weighting makes alike what"
        " is known of patients, nothing else."
    )
    return " ".join([*said, tr(text)]) if said else ""


def _weights(protocol: Protocol, name: str) -> list[str]:
    asked = protocol.weighted[name]
    treated = label_of(protocol.arms.get(asked.treated or ""), asked.treated or "")
    text = "{endpoint} at {timepoint} was compared with {arm} after weighting patients by {weights}, given {covariates}."
    weights = tr(WEIGHTS[asked.estimand], treated=treated)
    said = [tr(text, **_compared(protocol, name, asked), weights=weights, covariates=_covariates(protocol, asked))]
    said += [tr("Weights were stabilised by the share of each group.")] if asked.stabilised else []
    said += [tr(TRUNCATED[asked.truncate])] if asked.truncate else []
    return [*said, tr("Errors are clustered by centre.")] if asked.errors == "centre" else said


WEIGHTS = {
    "ate": marked("the inverse of the chance of their own treatment (average effect in all patients)"),
    "att": marked("the odds of being in the group {treated} (average effect in the patients of that group)"),
    "overlap": marked("overlap weights (average effect in patients who could have had any of the treatments)"),
}
TRUNCATED = {
    "p1_p99": marked("Weights beyond their 1st and 99th percentiles were set to these."),
    "p5_p95": marked("Weights beyond their 5th and 95th percentiles were set to these."),
}


def grouping_in_words(protocol: Protocol, by: str) -> str:
    """A characteristic or a subset by its label."""
    if by in protocol.characteristics:
        return label_of(protocol.characteristics[by], by)
    return protocol.subsets[by].label or words.condition_in_words(protocol, protocol.subsets[by])
