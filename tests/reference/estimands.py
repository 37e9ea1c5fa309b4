"""Intercurrent events (ICH E9(R1)): when they happened, and what an endpoint makes of them."""

from __future__ import annotations

from datetime import date

from .characteristics import members_with
from .reading import Person, Study, drug_name
from .stops import reasons
from .texts import listed
from .time import due, window

CUTTING = ("while_on_treatment", "hypothetical")


def event_day(study: Study, person: Person, event: dict) -> date | None:
    """The first day of an event: a stop for one of its reasons, a change of dose in the index course, a treatment begun after day 0."""
    if "stopped" in event:
        named = listed(event["stopped"])
        return person.stop if person.stop and ("any" in named or reasons(person) & {*named}) else None
    if "treatment" in event:
        drugs = [drug_name(study.protocol, drug) for drug in listed(event["treatment"])]
        return min((row.start for row in person.rows if row.drug in drugs and row.start > person.index), default=None)
    return min(_changes(person, event["dose_change"]), default=None)


def _changes(person: Person, wanted: str) -> list[date]:
    rows = [row for row in person.course.rows if row.dose] if person.course else []
    ups = {"increase": lambda a, b: b > a, "decrease": lambda a, b: b < a, "any": lambda a, b: a != b}[wanted]
    return [two.start for one, two in zip(rows, rows[1:], strict=False) if one.dose[1] == two.dose[1] and ups(one.dose[0], two.dose[0])]


def days_of(study: Study, person: Person, endpoint: dict, strategies: tuple[str, ...]) -> list[date]:
    """The days of the events for which an endpoint has one of these strategies."""
    asked = (endpoint.get("estimand") or {}).get("events") or {}
    named = [name for name, strategy in asked.items() if strategy in strategies]
    days = [event_day(study, person, study.protocol["intercurrent_events"][name]) for name in named]
    return [day for day in days if day]


def last_used_day(study: Study, person: Person, endpoint: dict) -> date | None:
    """Scores after it are not used: the day of the first event that ends their use."""
    return min(days_of(study, person, endpoint, CUTTING), default=None)


def failed(study: Study, person: Person, endpoint: dict, last: date) -> bool:
    """Whether an event that is a non-response had happened by the window's last day."""
    return any(day <= last for day in days_of(study, person, endpoint, ("composite",)))


def estimand_rows(study: Study, rows, place, arms) -> None:
    """For endpoints that declare an estimand, who was due and who had each event by then."""
    for name, endpoint in study.protocol["endpoints"].items():
        for at in listed(endpoint["at"]) if endpoint.get("estimand") else ():
            for event, spec in study.protocol["intercurrent_events"].items():
                for arm, persons in arms:
                    bounds = [(person, window(person.index, study.timepoints[at])) for person in persons]
                    asked = [(person, days) for person, days in bounds if due(days, study.cut)]
                    days_before = [event_day(study, person, spec) for person, _ in asked]
                    n = sum(day is not None and day <= days[1] for day, (_, days) in zip(days_before, asked, strict=True))
                    rows.share(place("estimand", name, arm, at), n, len(asked), event)


# Groups of patients


def subgroup_rows(study: Study, rows, place, arms) -> None:
    """Responders in each group of patients; where asked, odds against one treatment in each, and whether they are alike in all."""
    from .group_tests import breslow_day, odds_ratio

    for name, asked in study.protocol["subgroups"].items():
        at = asked.get("at") or listed(study.protocol["endpoints"][name]["at"])[0]
        for by in listed(asked["by"]):
            counts = {}
            for level, belongs in members_with(study, by, dict(arms)["all"]).items():
                for arm, persons in arms:
                    answers = [person.outcomes[name, at] for person in persons if belongs(person)]
                    known = [bool(one.answer) for one in answers if one.counts]
                    here = _of(place, name, arm, at, by, level)
                    counts[level, arm] = sum(known), len(known)
                    rows.share(here, *counts[level, arm])
                    if arm == "all":
                        rows.limits(here, *counts[level, arm])
            versus = asked.get("versus")
            for arm in study.protocol["arms"] if versus else ():
                if arm != versus:
                    pairs = {level: (counts[level, arm], counts[level, versus]) for level, each in counts if each == arm}
                    for level, pair in pairs.items():
                        here = _of(place, name, arm, at, by, level, versus)
                        for stat, value in zip(("odds_ratio", "conf_low", "conf_high"), odds_ratio(*pair, rows.confidence), strict=True):
                            rows.add(here, stat, value, "")
                    rows.add(_of(place, name, arm, at, by, "", versus), "p_interaction", breslow_day(list(pairs.values())), "")


def _of(place, name: str, arm: str, at: str, by: str, level: str, versus: str = ""):
    here = place("subgroups", name, arm, at, versus=versus)
    here.group, here.group_level = by, level
    return here
