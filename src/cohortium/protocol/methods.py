"""The methods section of a paper, from the protocol: design, population, treatment groups, scores, events, statistics."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cohortium.protocol import words
from cohortium.protocol.model import Endpoint, Protocol, label_of
from cohortium.protocol.values import format_decimal


def methods_paragraph(protocol: Protocol, measures: Mapping[str, Any]) -> list[str]:
    """One text per paragraph, in the order of a methods section; `measures` gives the names of the scores."""
    paragraphs = [
        _design(protocol),
        _population(protocol, measures),
        _groups(protocol),
        _windows(protocol),
        *_endpoints(protocol, measures),
        _events(protocol),
        _stops(protocol),
        _statistics(protocol),
    ]
    return [paragraph for paragraph in paragraphs if paragraph]


def _design(protocol: Protocol) -> str:
    about = f"{protocol.title.rstrip('.')}. " if protocol.title else ""
    centres = f"Patients came from {len(protocol.centres)} centres. " if len(protocol.centres) > 1 else ""
    text = f"{about}This is an observational cohort. {centres}The index date is the first day of treatment in the study"
    if protocol.enrolment:
        first, last = protocol.enrolment.first_dose
        text += f"; it lies between {first.isoformat()} and {last.isoformat()}, both days included"
    cut = f" Data are those up to {protocol.data_cut.isoformat()} (data cut)." if protocol.data_cut else ""
    return f"{text}.{cut}"


def _population(protocol: Protocol, measures: Mapping[str, Any]) -> str:
    drugs = any(arm.drug for arm in protocol.arms.values())
    earlier = "Patients with an earlier course of a study drug were left out." if protocol.prior_use == "exclude" and drugs else ""
    asked = [words.condition_in_words(protocol, condition, measures) for condition in protocol.population.include.values()]
    included = f"Patients had to have, in this order: {'; '.join(asked)}. Who did not, or was not known to, was left out." if asked else ""
    efficacy, safety = (words.population_in_words(protocol, kind) for kind in ("efficacy", "safety"))
    sets = f"The efficacy tables describe {efficacy}; the safety tables describe {safety}."
    previous = ""
    if any(entry.source for entry in protocol.characteristics.values()):
        silent = "not taken" if protocol.previous_treatments.not_reported == "no" else "unknown"
        previous = f"A previous treatment without any record counts as {silent}."
    return " ".join(filter(None, [earlier, included, previous, f"All tables describe {safety}." if efficacy == safety else sets]))


def _groups(protocol: Protocol) -> str:
    arms = [
        f"{label_of(arm, name)} ({words.dose_in_words(protocol, arm) if arm.drug else 'as recorded by the centre'})"
        for name, arm in protocol.arms.items()
    ]
    gap = f" Intervals of up to {protocol.gap} days without treatment did not end a course." if protocol.gap else ""
    kept = "Patients stay in their group whatever happens later (treatment policy); a change of dose is not a stop."
    return f"Treatment groups, by the first dose: {words.and_list(arms)}. {kept}{gap}"


def _windows(protocol: Protocol) -> str:
    windows = [
        f"{label_of(window, name)}, {words.window_in_words(window)}: {words.PICKS[window.pick].format(target=window.target)}"
        for name, window in protocol.windows.items()
    ]
    same = words.SAME_DAY[protocol.same_day]
    return f"Scores were read in windows, both days included. {'. '.join(windows)}. Unless said otherwise, {same}."


def _endpoints(protocol: Protocol, measures: Mapping[str, Any]) -> list[str]:
    texts = []
    shared = _shared_rules(protocol)
    for role in ("primary", "secondary", "exploratory", "post_hoc"):
        named = {name: endpoint for name, endpoint in protocol.endpoints.items() if endpoint.role == role}
        if named:
            said = [_endpoint(protocol, name, endpoint, measures) for name, endpoint in named.items()]
            own = [f" {_rules(endpoint)}" if not shared else "" for endpoint in named.values()]
            noun = "endpoint" if len(named) == 1 else "endpoints"
            listed = " ".join(f"{text}.{rules}" for text, rules in zip(said, own, strict=True))
            texts.append(f"{words.capital(role.replace('post_hoc', 'post hoc'))} {noun}. {listed}")
    return [*texts, f"For every endpoint: {shared}"] if shared else texts


def _endpoint(protocol: Protocol, name: str, endpoint: Endpoint, measures: Mapping[str, Any]) -> str:
    at = words.and_list(label_of(protocol.windows.get(timepoint), timepoint) for timepoint in endpoint.at)
    text = f"{label_of(endpoint, name)}, at {at}. {words.rule_in_words(protocol, endpoint, measures)}"
    if endpoint.eligible:
        text += f", among patients with {format_decimal(endpoint.eligible.baseline_at_least)} or more at baseline"
    return text


def _rules(endpoint: Endpoint) -> str:
    return f"{words.MISSING[endpoint.missing]}. {words.AFTER_STOP[endpoint.after_stop]}."


def _shared_rules(protocol: Protocol) -> str:
    """What is said of missing scores and stops once, when it is the same for all; else nothing."""
    rules = {_rules(endpoint) for endpoint in protocol.endpoints.values()}
    text = rules.pop()
    return "" if rules else text[:1].lower() + text[1:]


def _events(protocol: Protocol) -> str:
    terms = protocol.safety.terms
    if not terms:
        return ""
    listed = ", ".join(label_of(term, name) for name, term in terms.items())
    rules = [words.laboratory_rule_in_words(rule) for term in terms.values() if term.source for rule in term.source.any]
    laboratory = f" Laboratory events were results strictly beyond a limit, after the index date: {'; '.join(rules)}." if rules else ""
    silence = {"no": "counted as no", "unknown": "unknown, and left out of the denominator"}[protocol.safety.not_reported]
    return (
        f"Events looked for: {listed}. {words.period_in_words(protocol)}. Each event has a denominator of its own:"
        f" the patients for whom the answer, yes or no, is known. An event of which nothing is recorded is {silence},"
        f" unless said otherwise.{laboratory}"
    )


def _stops(protocol: Protocol) -> str:
    if not any(arm.drug for arm in protocol.arms.values()):
        return ""
    return (
        "A patient stopped on the last day of the course of treatment that holds the index date; a switch to the drug"
        " of another group is a stop. Reasons for stopping are given per patient and per mention. Follow-up runs from the index"
        " date to the last known contact, death or the data cut."
    )


def _statistics(protocol: Protocol) -> str:
    chosen = protocol.statistics
    decimals = "1 decimal" if chosen.percent_decimals == 1 else f"{chosen.percent_decimals} decimals"
    return (
        "Numbers are given as N (patients with a known result), n and percentage, or as median with quartiles and mean"
        f" with standard deviation. Quartiles follow {words.QUANTILES[chosen.quantiles]}. Confidence intervals of percentages are"
        f" {words.percent_in_words(chosen.confidence)} {words.INTERVALS[chosen.interval]} intervals. Percentages are rounded once,"
        f" half away from zero, to {decimals}. Missing values are not replaced unless said above."
        f"{' The first day of a duration counts as a day.' if protocol.day_one else ''}"
    )
