"""The methods section of a paper, from the protocol: design, population, treatment groups, scores, events, statistics."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cohortium.language import counted, day, marked, number, tr
from cohortium.protocol import words
from cohortium.protocol.asked_methods import asked_paragraphs
from cohortium.protocol.choices import variant_in_words
from cohortium.protocol.model import Endpoint, Protocol, label_of
from cohortium.protocol.model_methods import adjusted_in_words, grouping_in_words, weighted_in_words
from cohortium.protocol.questions import timepoint_of
from cohortium.protocol.strategies import stops_in_words, strategy_in_words, strategy_of
from cohortium.protocol.subgroups import CENTRE
from cohortium.protocol.values import format_decimal


def methods_paragraph(protocol: Protocol, measures: Mapping[str, Any]) -> list[str]:
    """One text per paragraph, in the order of a methods section; `measures` gives the names of the scores."""
    paragraphs = [
        _design(protocol),
        _population(protocol, measures),
        _groups(protocol),
        _windows(protocol),
        *_endpoints(protocol, measures),
        _estimands(protocol),
        _alternatives(protocol),
        _subgroups(protocol),
        adjusted_in_words(protocol),
        weighted_in_words(protocol),
        _events(protocol),
        _stops(protocol),
        *asked_paragraphs(protocol),
        _statistics(protocol),
    ]
    return [paragraph for paragraph in paragraphs if paragraph]


def _design(protocol: Protocol) -> str:
    said = [f"{protocol.title.rstrip('.')}."] if protocol.title else []
    said.append(tr("This is an observational cohort."))
    if len(protocol.centres) > 1:
        said.append(counted("Patients came from {n} centre.", "Patients came from {n} centres.", len(protocol.centres)))
    if protocol.enrolment:
        text = "The index date is the first day of treatment in the study; it lies between {first} and {last}, both days included."
        first, last = protocol.enrolment.first_dose
        said.append(tr(text, first=day(first), last=day(last)))
    else:
        said.append(tr("The index date is the first day of treatment in the study."))
    if protocol.data_cut:
        said.append(tr("Data are those up to {day} (data cut).", day=day(protocol.data_cut)))
    return " ".join(said)


def _population(protocol: Protocol, measures: Mapping[str, Any]) -> str:
    said = []
    if protocol.prior_use == "exclude" and any(arm.drug for arm in protocol.arms.values()):
        said.append(tr("Patients with an earlier course of a study drug were left out."))
    asked = [words.condition_in_words(protocol, condition, measures) for condition in protocol.population.include.values()]
    if asked:
        said.append(tr(ASKED[len(asked) > 1], conditions=tr("; ").join(asked)))
    if any(entry.source for entry in protocol.characteristics.values()):
        said.append(tr(PREVIOUS[protocol.previous_treatments.not_reported]))
    efficacy, safety = (words.population_in_words(protocol, kind) for kind in ("efficacy", "safety"))
    sets = "The efficacy tables describe {efficacy}; the safety tables describe {safety}."
    said.append(tr("All tables describe {safety}." if efficacy == safety else sets, efficacy=efficacy, safety=safety))
    return " ".join(said)


ASKED = (
    marked("Patients had to have: {conditions}. Who did not, or was not known to, was left out."),
    marked("Patients had to have, in this order: {conditions}. Who did not, or was not known to, was left out."),
)
PREVIOUS = {
    "no": marked("A previous treatment without any record counts as not taken."),
    "unknown": marked("A previous treatment without any record counts as unknown."),
}


def _groups(protocol: Protocol) -> str:
    arms = [
        f"{label_of(arm, name)} ({words.dose_in_words(protocol, arm) if arm.drug else tr('as recorded by the centre')})"
        for name, arm in protocol.arms.items()
    ]
    said = [
        tr("Treatment groups, by the first dose: {arms}.", arms=words.and_list(arms)),
        tr("Patients stay in their group whatever happens later (treatment policy); a change of dose is not a stop."),
    ]
    if protocol.gap:
        said.append(
            counted(
                "Intervals of up to {n} day without treatment did not end a course.",
                "Intervals of up to {n} days without treatment did not end a course.",
                protocol.gap,
            )
        )
    return " ".join(said)


def _windows(protocol: Protocol) -> str:
    windows = [
        tr(
            "{label}, {window}: {pick}",
            label=label_of(window, name),
            window=words.window_in_words(window),
            pick=words.pick_in_words(window),
        )
        for name, window in protocol.windows.items()
    ]
    text = "Scores were read in windows, both days included. {windows}. Unless said otherwise, {same_day}."
    return tr(text, windows=". ".join(windows), same_day=tr(words.SAME_DAY[protocol.same_day]))


def _endpoints(protocol: Protocol, measures: Mapping[str, Any]) -> list[str]:
    texts = []
    shared = _shared_rules(protocol)
    for role, headings in ROLES.items():
        named = {name: endpoint for name, endpoint in protocol.endpoints.items() if endpoint.role == role}
        if named:
            said = [_endpoint(protocol, name, endpoint, measures) for name, endpoint in named.items()]
            own = [f" {_rules(protocol, endpoint)}" if not shared else "" for endpoint in named.values()]
            listed = " ".join(f"{text}.{rules}" for text, rules in zip(said, own, strict=True))
            texts.append(f"{tr(headings[len(named) > 1])}. {listed}")
    return [*texts, tr("For every endpoint: {rules}", rules=shared)] if shared else texts


ROLES = {
    "primary": (marked("Primary endpoint"), marked("Primary endpoints")),
    "secondary": (marked("Secondary endpoint"), marked("Secondary endpoints")),
    "exploratory": (marked("Exploratory endpoint"), marked("Exploratory endpoints")),
    "post_hoc": (marked("Post hoc endpoint"), marked("Post hoc endpoints")),
}


def _endpoint(protocol: Protocol, name: str, endpoint: Endpoint, measures: Mapping[str, Any]) -> str:
    at = words.and_list(label_of(protocol.windows.get(timepoint), timepoint) for timepoint in endpoint.at)
    rule = words.rule_in_words(protocol, endpoint, measures)
    text = tr("{endpoint}, at {timepoints}. {rule}", endpoint=label_of(endpoint, name), timepoints=at, rule=rule)
    if endpoint.eligible:
        least = number(format_decimal(endpoint.eligible.baseline_at_least))
        text += tr(", among patients with {value} or more at baseline", value=least)
    return text


def _rules(protocol: Protocol, endpoint: Endpoint) -> str:
    """What becomes of missing scores, and of those after a stop where no strategy says so below."""
    said = filter(None, (tr(words.MISSING[endpoint.missing]), stops_in_words(protocol, endpoint)))
    return " ".join(f"{text}." for text in said)


def _shared_rules(protocol: Protocol) -> str:
    """What is said of missing scores and stops once, when it is the same for all; else nothing."""
    rules = {_rules(protocol, endpoint) for endpoint in protocol.endpoints.values()}
    text = rules.pop()
    return "" if rules else text[:1].lower() + text[1:]


def _estimands(protocol: Protocol) -> str:
    alike: dict[str, list[str]] = {}
    for name, endpoint in protocol.endpoints.items():
        if endpoint.estimand and protocol.intercurrent_events:
            events = [strategy_in_words(protocol, event, strategy_of(endpoint, event)) for event in protocol.intercurrent_events]
            alike.setdefault(tr("; ").join(events), []).append(label_of(endpoint, name))
    said = [tr("{endpoint}. {events}.", endpoint=words.and_list(of), events=events) for events, of in alike.items()]
    return " ".join([tr("Intercurrent events and what is done about them (ICH E9(R1))."), *said]) if said else ""


def _alternatives(protocol: Protocol) -> str:
    said = [_alternatives_of(protocol, name) for name in protocol.sensitivity]
    text = (
        "Combinations that make no sense were refused, and combinations with the same answer for every patient are counted once."
        " The choice of the protocol leads; the others show how far the answer depends on it."
    )
    return " ".join([*said, tr(text)]) if said else ""


def _subgroups(protocol: Protocol) -> str:
    said = []
    for name, asked in protocol.subgroups.items():
        named = [tr("Centre") if by == CENTRE else grouping_in_words(protocol, by) for by in asked.by]
        at = asked.at or protocol.endpoints[name].at[0]
        of = {"endpoint": label_of(protocol.endpoints[name], name), "timepoint": label_of(protocol.windows[at], at)}
        said.append(tr("Subgroups: {endpoint} at {timepoint} is also given by {groups}.", **of, groups=words.and_list(named)))
        if asked.versus:
            text = (
                "The other treatment groups are compared with {arm} in each by ratios of odds with Woolf's intervals, and whether the ratio"
                " is the same in all by Breslow and Day's test with Tarone's correction."
            )
            said.append(tr(text, arm=label_of(protocol.arms[asked.versus], asked.versus)))
    return " ".join(said)


def _alternatives_of(protocol: Protocol, name: str) -> str:
    choices = protocol.sensitivity[name]
    words = [
        variant_in_words(protocol, name, f"{word.replace(' ', '.')}={choice}")
        for word, named in choices.dimensions.items()
        for choice in named
        if choice
    ]
    text = "Sensitivity: {endpoint} at {timepoint} was also worked out in every combination of these choices ({count} in all): {choices}."
    at = timepoint_of(protocol, name)
    named = {"endpoint": label_of(protocol.endpoints[name], name), "timepoint": label_of(protocol.windows[at], at)}
    return tr(text, **named, count=str(choices.combinations), choices=tr("; ").join(words))


def _events(protocol: Protocol) -> str:
    terms = protocol.safety.terms
    if not terms:
        return ""
    rules = [words.laboratory_rule_in_words(rule) for term in terms.values() if term.source for rule in term.source.any]
    said = [
        tr("Events looked for: {events}.", events=", ".join(label_of(term, name) for name, term in terms.items())),
        f"{words.period_in_words(protocol)}.",
        tr("Each event has a denominator of its own: the patients for whom the answer, yes or no, is known."),
        tr(SILENCE[protocol.safety.not_reported]),
    ]
    if rules:
        text = "Laboratory events were results strictly beyond a limit, after the index date: {rules}."
        said.append(tr(text, rules=tr("; ").join(rules)))
    judged = {name: term for name, term in terms.items() if term.source}
    without = [name for name, term in judged.items() if (term.baseline_abnormal or protocol.safety.baseline_abnormal) == "exclude"]
    if without:
        text = "Patients abnormal before treatment, by the last value in the baseline window, are left out of: {events}."
        said.append(tr(text, events=", ".join(label_of(terms[name], name) for name in without)))
    return " ".join(said)


SILENCE = {
    "no": marked("An event of which nothing is recorded is counted as no, unless said otherwise."),
    "unknown": marked("An event of which nothing is recorded is unknown, and left out of the denominator, unless said otherwise."),
}


def _stops(protocol: Protocol) -> str:
    drugs = {arm.drug for arm in protocol.arms.values() if arm.drug}
    if not drugs:
        return ""
    said = [
        tr("A patient stopped on the last day of the course of treatment that holds the index date."),
        tr("A switch to the drug of another group is a stop.") if len(drugs) > 1 else "",
        tr("Reasons for stopping are given per patient and per mention."),
        tr(FOLLOWED[protocol.data_cut is not None]),
    ]
    return " ".join(filter(None, said))


FOLLOWED = (
    marked("Follow-up runs from the index date to the last known contact or death."),
    marked("Follow-up runs from the index date to the last known contact, death or the data cut."),
)


def _statistics(protocol: Protocol) -> str:
    chosen = protocol.statistics
    said = [
        tr(
            "Numbers are given as N (patients with a known result), n and percentage, or as median with quartiles and mean"
            " with standard deviation."
        ),
        tr("Quartiles follow {definition}.", definition=tr(words.QUANTILES[chosen.quantiles])),
        tr(INTERVALS[chosen.interval], confidence=words.percent_in_words(chosen.confidence)),
        counted(
            "Percentages are rounded once, half away from zero, to {n} decimal.",
            "Percentages are rounded once, half away from zero, to {n} decimals.",
            chosen.percent_decimals,
        ),
        tr("Missing values are not replaced unless said above."),
        tr("The first day of a duration counts as a day.") if protocol.day_one else "",
    ]
    return " ".join(filter(None, said))


INTERVALS = {
    "wilson": marked("Confidence intervals of percentages are {confidence} Wilson score intervals."),
    "clopper_pearson": marked("Confidence intervals of percentages are {confidence} Clopper-Pearson exact intervals."),
}
