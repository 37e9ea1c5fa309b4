"""The recount of CDISCPILOT01: every number that results.csv holds, from the SDTM files as published."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

from .numbers import ALL, Ledger, Rows
from .trial import ARMS, Patient, a_year_after, patients_of, records

# First day, last day (None: 12 months), target, in days after the first dose.
WINDOWS: dict[str, tuple[int, int | None, int]] = {"W8": (1, 83, 55), "W16": (84, 139, 111), "W24": (140, None, 167)}
SEXES = {"F": "F", "M": "M"}
RACES = {
    "WHITE": "white",
    "BLACK OR AFRICAN AMERICAN": "black",
    "ASIAN": "asian",
    "AMERICAN INDIAN OR ALASKA NATIVE": "american_indian",
}
REASONS = {
    "ADVERSE EVENT": "adverse_event",
    "WITHDRAWAL BY SUBJECT": "withdrawal",
    "STUDY TERMINATED BY SPONSOR": "sponsor",
    "PROTOCOL VIOLATION": "protocol_violation",
    "LACK OF EFFICACY": "lack_of_efficacy",
    "DEATH": "death",
    "PHYSICIAN DECISION": "physician",
    "LOST TO FOLLOW-UP": "lost",
}
STATES = (
    "not_due", "eligibility_unknown", "not_eligible", "evaluable", "no_baseline", "baseline_zero",
    "dead", "stopped", "no_visit", "set_aside", "not_done",
)  # fmt: skip
IMPROVED_BY = 4


@dataclass(frozen=True)
class Term:
    """A term as the protocol names it: ids by the sponsor's capitals."""

    id: str
    kind: str
    subterms: dict[str, str]


def terms_of(protocol: Path) -> dict[str, Term]:
    """The declared terms, by system organ class in capitals: only their names are taken from the protocol."""
    declared: dict[str, Any] = yaml.load(protocol.read_text(encoding="utf-8"), yaml.BaseLoader)["safety"]["terms"]
    return {
        entry["label"].upper(): Term(
            name, entry.get("kind", "clinical"), {label.upper(): subterm for subterm, label in entry["subterms"].items()}
        )
        for name, entry in declared.items()
    }


def last_day(patient: Patient, timepoint: str) -> date:
    """The window's last day."""
    end = WINDOWS[timepoint][1]
    return a_year_after(patient.index) if end is None else patient.index + timedelta(end)


def in_window(patient: Patient, timepoint: str, days: Sequence[date] | dict[date, Fraction]) -> list[date]:
    """The days that lie in the window."""
    first = patient.index + timedelta(WINDOWS[timepoint][0])
    return [day for day in days if first <= day <= last_day(patient, timepoint)]


def observed(patient: Patient, timepoint: str) -> Fraction | None:
    """The score nearest to the target; equally near: the higher, which is the worse, then the earlier."""
    target = patient.index + timedelta(WINDOWS[timepoint][2])
    days = in_window(patient, timepoint, patient.scores)
    best = min(days, key=lambda day: (abs((day - target).days), -patient.scores[day], day), default=None)
    return None if best is None else patient.scores[best]


def carried(patient: Patient, timepoint: str) -> Fraction | None:
    """The observed score, else the last one after the first dose up to the window's last day."""
    value = observed(patient, timepoint)
    days = [day for day in patient.scores if patient.index < day <= last_day(patient, timepoint)]
    return patient.scores[max(days)] if value is None and days else value


def state(patient: Patient, timepoint: str, value: Fraction | None) -> str:
    """Why a patient counts or not; nobody here lacks a baseline or is not due."""
    assert patient.baseline
    end = last_day(patient, timepoint)
    if value is not None:
        return "evaluable"
    if patient.death and patient.death <= end:
        return "dead"
    if patient.stop and patient.stop <= end:
        return "stopped"
    return "not_done" if in_window(patient, timepoint, patient.visits) else "no_visit"


def count(source: Path, protocol: Path) -> Rows:
    """Every number of results.csv."""
    everybody, ledger, terms = patients_of(source), Ledger(), terms_of(protocol)
    put_flow(ledger, source, len(everybody))
    for arm in (ALL, *ARMS.values()):
        group = [patient for patient in everybody if arm in (ALL, patient.arm)]
        for variable in ("included", "efficacy_set", "safety_set"):
            ledger.put("participants", variable, "n", len(group), arm=arm, unit="patients")
        put_baseline(ledger, arm, group)
        for timepoint in WINDOWS:
            put_seen(ledger, arm, group, timepoint)
            put_change(ledger, "adas_change", arm, group, timepoint, observed)
        put_change(ledger, "adas_change_locf", arm, group, "W24", carried)
        put_response(ledger, arm, group, "W24")
        put_safety(ledger, arm, group, terms)
        put_stops(ledger, arm, group)
        months = [Fraction((patient.end - patient.index).days) / Fraction("30.4375") for patient in group]
        ledger.spread("follow_up", "follow_up", months, arm=arm)
    return ledger.rows


def put_flow(ledger: Ledger, source: Path, treated: int) -> None:
    """Everybody in dm was screened; who took no dose has no index date."""
    subjects = records(source, "sdtm_dm")
    screened = {row["USUBJID"] for row in records(source, "sdtm_sv") if row["VISIT"] == "SCREENING 1"}
    ledger.put("participants", "screened", "n", len(screened), arm=ALL, unit="patients")
    ledger.put("participants", "recorded", "n", len(subjects), arm=ALL, unit="patients")
    for way, n in (("no_index", len(subjects) - treated), ("two_arms", 0), ("prior_use", 0)):
        ledger.put("participants", "left", "n", n, level=way, arm=ALL, unit="patients")


def put_baseline(ledger: Ledger, arm: str, group: list[Patient]) -> None:
    """Age, sex, race, and the score before treatment."""
    ages = [Fraction(patient.facts["AGE"]) for patient in group]
    ledger.spread("baseline", "age", ages, arm=arm)
    ledger.put("baseline", "age", "n_missing", 0, arm=arm, unit="patients")
    for variable, column, levels in (("sex", "SEX", SEXES), ("race", "RACE", RACES)):
        for text, level in levels.items():
            n = sum(patient.facts[column] == text for patient in group)
            ledger.share("baseline", variable, n, len(group), interval=False, level=level, arm=arm)
        ledger.put("baseline", variable, "n_missing", 0, arm=arm, unit="patients")
    scores = [patient.baseline for patient in group if patient.baseline is not None]
    ledger.spread("baseline", "ACTOT", scores, timepoint="baseline", arm=arm)
    missing = len(group) - len(scores)
    ledger.put("baseline", "ACTOT", "n_missing", missing, timepoint="baseline", arm=arm, unit="patients")


def put_seen(ledger: Ledger, arm: str, group: list[Patient], timepoint: str) -> None:
    """Everybody is due, as no data cut is declared; seen with any visit in the window."""
    seen = sum(bool(in_window(patient, timepoint, patient.visits)) for patient in group)
    for variable, n in (("due", len(group)), ("seen", seen)):
        ledger.put("participants", variable, "n", n, timepoint=timepoint, arm=arm, unit="patients")


def put_states(ledger: Ledger, variable: str, arm: str, timepoint: str, found: list[str]) -> None:
    """How many are in each state."""
    for name in STATES:
        n = found.count(name)
        ledger.put("efficacy", variable, "n", n, level=name, timepoint=timepoint, arm=arm, unit="patients")


Choose = Callable[[Patient, str], Fraction | None]


def put_change(ledger: Ledger, variable: str, arm: str, group: list[Patient], timepoint: str, choose: Choose) -> None:
    """Change from baseline among those with both scores."""
    chosen = [(patient, choose(patient, timepoint)) for patient in group]
    changes = [value - patient.baseline for patient, value in chosen if value is not None and patient.baseline is not None]
    ledger.spread("efficacy", variable, changes, timepoint=timepoint, arm=arm)
    put_states(ledger, variable, arm, timepoint, [state(patient, timepoint, value) for patient, value in chosen])


def put_response(ledger: Ledger, arm: str, group: list[Patient], timepoint: str) -> None:
    """A fall by 4 points or more; who has no score counts as no response."""
    chosen = [(patient, observed(patient, timepoint)) for patient in group]
    place = {"timepoint": timepoint, "arm": arm}
    falls = [patient.baseline - value for patient, value in chosen if value is not None and patient.baseline is not None]
    ledger.share("efficacy", "adas_4pt", sum(fall >= IMPROVED_BY for fall in falls), len(group), **place)
    unseen = [patient for patient, value in chosen if value is None]
    stopped = sum(patient.stop is not None and patient.stop <= last_day(patient, timepoint) for patient in unseen)
    ledger.put("efficacy", "adas_4pt", "n_imputed_stop", stopped, unit="patients", **place)
    ledger.put("efficacy", "adas_4pt", "n_imputed_missing", len(unseen) - stopped, unit="patients", **place)
    put_states(ledger, "adas_4pt", arm, timepoint, [state(patient, timepoint, value) for patient, value in chosen])


def put_safety(ledger: Ledger, arm: str, group: list[Patient], terms: dict[str, Term]) -> None:
    """Each term and sub-term, and at least one of all, of the clinical, of the biological ones."""
    emergent = [patient.emergent() for patient in group]
    for soc, term in terms.items():
        mine = [[event for event in events if event.soc == soc] for events in emergent]
        put_row(ledger, term.id, arm, mine)
        for preferred, subterm in term.subterms.items():
            n = sum(any(event.term == preferred for event in events) for events in mine)
            ledger.share("safety", term.id, n, len(group), interval=False, level=subterm, arm=arm)
    for row, kinds in {
        "any": ("clinical", "biological"),
        "any_clinical": ("clinical",),
        "any_biological": ("biological",),
    }.items():
        mine = [[event for event in events if terms[event.soc].kind in kinds] for events in emergent]
        put_row(ledger, row, arm, mine)
        # Nothing reported means none here, so every term of every patient is known.
        ledger.put("safety", row, "n_complete", len(group), arm=arm, unit="patients")


def put_row(ledger: Ledger, variable: str, arm: str, events: list[list[Any]]) -> None:
    """Patients with at least one of these events, of everybody, and the events; every onset has at least its year."""
    ledger.share("safety", variable, sum(bool(found) for found in events), len(events), arm=arm)
    ledger.put("safety", variable, "n", sum(map(len, events)), arm=arm, unit="events")
    ledger.put("safety", variable, "n_undated", 0, arm=arm, unit="events")
    for level in ("not_done", "unknown"):
        ledger.put("safety", variable, "n", 0, level=level, arm=arm, unit="patients")


def put_stops(ledger: Ledger, arm: str, group: list[Patient]) -> None:
    """Who stopped before the planned end, by reason; one reason each, so mentions are patients."""
    stopped = [patient for patient in group if patient.stop]
    ledger.share("stops", "stops", len(stopped), len(group), arm=arm)
    for text, reason in REASONS.items():
        n = sum(patient.reason == text for patient in stopped)
        for unit in ("patients", "mentions"):
            ledger.share("stops", "stops", n, len(stopped), interval=False, level=reason, arm=arm, unit=unit)
    for level in ("switch", "not_recorded"):
        ledger.share("stops", "stops", 0, len(stopped), interval=False, level=level, arm=arm)
