"""What a study asks for beyond its tables: time on treatment and incidence."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from .curves import ended_by, log_rank, mean_up_to, median, poisson_limits, reversed_times, share_at, survival
from .events import GROUPS, any_status, in_period, members, safety_of
from .follow_up import MONTH, safety_period
from .laboratory import after_index_dated
from .models import cox_rows
from .reading import Person, Study
from .stops import reasons
from .texts import duration, listed

BUILT_IN = ("inefficacy", "adverse_event", "remission", "patient_choice", "pregnancy", "lost", "death", "other")


def causes(study: Study) -> list[str]:
    declared = list(study.protocol.get("stop_reasons") or BUILT_IN)
    return list(dict.fromkeys([*declared, "switch", "not_recorded", "death"]))


def treatment_time(study: Study, person: Person) -> tuple[int, str]:
    """Event = stop or switch, by reason, or death; censored at the end of follow-up; of several reasons the first declared."""
    extra = int(study.protocol.get("day_one", 0))
    died = person.death is not None and person.death <= person.end
    if person.stop is not None and person.stop <= person.end:
        cause = min(reasons(person), key=causes(study).index)
        return (person.stop - person.index).days + extra, "death" if cause == "not_recorded" and person.death == person.stop else cause
    return (person.end - person.index).days + extra, "death" if died else ""


def written(text: object) -> str:
    """A duration as results name it: `3 months`, `1 month - 5 days`."""
    months, days = duration(text)
    parts = [f"{months} month{'' if abs(months) == 1 else 's'}"] if months else []
    parts += [f"{days} day{'' if abs(days) == 1 else 's'}"] if days or not parts else []
    return " + ".join(parts).replace("+ -", "- ")


def in_days(text: object) -> Fraction:
    months, days = duration(text)
    return months * MONTH + days


def times_asked(study: Study) -> list:
    asked = study.protocol["survival"].get("at")
    windows = [window for name, window in study.timepoints.items() if name != "baseline"]
    found = listed(asked) if asked else [window.get("target") or window["to"] for window in windows]
    return sorted({written(text): text for text in found if in_days(text) > 0}.values(), key=in_days)


def survival_rows(study: Study, rows, place, arms) -> None:
    asked = study.protocol["survival"]
    censored, confidence = listed(asked.get("censored")), rows.confidence
    interval, flat = asked.get("interval", "log_log"), asked.get("flat_step", "first")
    groups = {}
    for arm, persons in arms:
        raw = [treatment_time(study, person) for person in persons]
        times = groups[arm] = [(days, "" if cause in censored else cause) for days, cause in raw]
        here = place("survival", "survival", arm)
        rows.add(here, "N", len(times))
        rows.add(here, "n", sum(bool(cause) for _, cause in times))
        rows.add(here, "n_unknown", 0)
        rows.add(here, "n_several", sum(len(reasons(person)) > 1 for person in persons))
        for cause in causes(study):
            rows.add(here, "n", sum(found == cause for _, found in times), level=cause)
        add(rows, here, ("median", "conf_low", "conf_high"), in_months(median(times, interval, confidence, flat)))
        for text in times_asked(study):
            at, day = place("survival", "survival", arm, written(text)), in_days(text)
            add(rows, at, ("percent", "conf_low", "conf_high", "n_at_risk"), share_at(times, day, interval, confidence))
            for cause in causes(study):
                if cause not in censored:
                    add(rows, at, ("percent", "conf_low", "conf_high"), ended_by(times, cause, day, confidence), cause)
        _curve_rows(rows, place, arm, times, max((days for days, _ in groups["all"]), default=0))
        if asked.get("until"):
            until = place("survival", "survival", arm, written(asked["until"]))
            mean = in_months(mean_up_to(times, in_days(asked["until"]), confidence))
            add(rows, until, ("mean", "conf_low", "conf_high"), mean, "restricted_mean")
        ends = [((person.end - person.index).days + int(study.protocol.get("day_one", 0)), person) for person in persons]
        turned = reversed_times([(days, "death" if person.death and person.death <= person.end else "") for days, person in ends])
        found = [value and Fraction(int(value) // 2) for value in median(turned, interval, confidence, "first")]
        add(rows, place("follow_up", "follow_up", arm), ("median", "conf_low", "conf_high"), in_months(found), "reverse_kaplan_meier")
    if "log_rank" in listed(asked.get("compare")):
        _log_rank_rows(study, rows, place, groups)
    if "cox" in listed(asked.get("compare")):
        cox_rows(study, rows, place, groups, pairs(study))


def _curve_rows(rows, place, arm: str, times, longest: int) -> None:
    """The curve after each day with an event; who is left at every month, or at so few months apart that there are at most eight steps."""
    for day in sorted({days for days, cause in times if cause}):
        here = place("survival", "survival_curve", arm, written(f"{day} days"))
        add(rows, here, ("percent",), [100 * survival(times, Fraction(day))[0]])
    months = int(longest / MONTH)
    apart = min((each for each in (1, 2, 3, 6, 12, 24, 60) if months // each <= 8), default=120)
    marks = [(f"{month} months", month * MONTH, "") for month in range(0, months + 1, apart)]
    last = max((days for days, _ in times), default=None)
    for text, day, level in (*marks, (f"{last} days", last, "last")) if times else ():
        here = place("survival", "survival_curve", arm, written(text))
        add(rows, here, ("n_at_risk",), [sum(days >= day for days, _ in times)], level)


def pairs(study: Study) -> list[tuple[str, str]]:
    arms, versus = list(study.protocol["arms"]), (study.protocol.get("comparisons") or {}).get("versus")
    if versus:
        return [(arm, versus) for arm in arms if arm != versus]
    return [(arm, other) for place, arm in enumerate(arms) for other in arms[place + 1 :]]


def _log_rank_rows(study: Study, rows, place, groups) -> None:
    from scipy.stats import chi2

    asked = [("all", "", [groups[arm] for arm in study.protocol["arms"]])]
    asked += [(arm, other, [groups[arm], groups[other]]) for arm, other in pairs(study)]
    for arm, other, compared in asked:
        found = log_rank(compared)
        stats = [None] * 3 if found is None else [*found, chi2.sf(float(found[0]), found[1])]
        add(rows, place("survival", "survival", arm, versus=other), ("statistic", "df", "p_value"), stats, "log_rank")


def in_months(values: list) -> list:
    return [value if value is None else Fraction(value) / MONTH for value in values]


def add(rows, place, stats, values, level: str = "", unit: str = "") -> None:
    for stat, value in zip(stats, values, strict=True):
        rows.add(place, stat, value, unit, level)


# Incidence


def dated(study: Study, person: Person, name: str) -> list[date]:
    """The days of a term's dated events: the earliest possible one inside the period."""
    start, _ = safety_period(study, person)
    mine = (event for event in person.events if event.term == name and event.onset and in_period(study, person, event))
    return [max(event.onset[0], start) for event in mine] + after_index_dated(study, person, safety_of(study)["terms"][name])


def incidence_rows(study: Study, rows, place, arms) -> None:
    asked, terms = study.protocol["incidence"], safety_of(study).get("terms", {})
    per = int(asked.get("per", 100))
    for arm, persons in arms:
        for name in listed(asked.get("terms")) or [*GROUPS, *terms]:
            known = [person for person in persons if _status(study, person, name) in ("yes", "no")]
            found = [(person, _first(study, person, name)) for person in known]
            here = place("incidence", name, arm)
            events = sum(day is not None for _, day in found)
            rows.add(here, "N", len(known))
            rows.add(here, "n", events)
            rows.add(here, "n_undated", sum(day is None and _status(study, person, name) == "yes" for person, day in found))
            days = sum(_at_risk(study, person, day) for person, day in found)
            rate = _rate(events, days, per, rows.confidence)
            add(rows, here, ("patient_years", "rate", "conf_low", "conf_high"), rate, unit="patient-years")


def _status(study: Study, person: Person, name: str) -> str:
    return any_status(study, person, name)[0] if name in GROUPS else person.statuses[name].status


def _first(study: Study, person: Person, name: str) -> date | None:
    names = members(study, name) if name in GROUPS else [name]
    return min((day for one in names if person.statuses[one].status == "yes" for day in dated(study, person, one)), default=None)


def _at_risk(study: Study, person: Person, first: date | None) -> int:
    start, end = safety_period(study, person)
    return max(0, ((first or min(end, person.end)) - start).days) + int(study.protocol.get("day_one", 0))


def _rate(events: int, days: int, per: int, confidence: Fraction) -> list:
    if not days:
        return [None] * 4
    years = Fraction(days * 4, 1461)
    low, high = poisson_limits(events, confidence)
    return [years, per * events / years, per * Fraction(low) / years, per * Fraction(high) / years]
