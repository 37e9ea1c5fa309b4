"""The patients of CDISCPILOT01 in plain Python, straight from the SDTM files as published."""

from __future__ import annotations

import csv
import gzip
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path

ARMS = {"Placebo": "placebo", "Xanomeline Low Dose": "xan_low", "Xanomeline High Dose": "xan_high"}
MONTHS_OF_LAST_WINDOW = 12


@dataclass(frozen=True)
class Event:
    """An adverse event: its first and last possible day of onset."""

    soc: str
    term: str
    earliest: date
    latest: date
    sequence: str


@dataclass
class Patient:
    """A treated patient, with everything dated that is known."""

    name: str
    arm: str
    facts: dict[str, str]
    index: date
    stop: date | None = None
    reason: str = ""
    death: date | None = None
    contacts: list[date] = field(default_factory=list)
    visits: list[date] = field(default_factory=list)
    scores: dict[date, Fraction] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)

    @property
    def end(self) -> date:
        """The end of follow-up: death, or the last day that anything is known of."""
        last = max([self.index, *self.contacts, *self.visits, *self.scores, *(event.earliest for event in self.events)])
        return min(last, self.death) if self.death else last

    @property
    def baseline(self) -> Fraction | None:
        """The last score from 90 days before to the day of the first dose."""
        days = [day for day in self.scores if self.index - timedelta(90) <= day <= self.index]
        return self.scores[max(days)] if days else None

    def emergent(self) -> list[Event]:
        """Events that can have begun between the first dose and the end of follow-up."""
        return [event for event in self.events if event.latest >= self.index and event.earliest <= self.end]


def records(source: Path, name: str) -> list[dict[str, str]]:
    """A data set as published."""
    with gzip.open(source / f"{name}.csv.gz", "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def possible_days(text: str) -> tuple[date, date]:
    """First and last day that a date, a month or a year can mean."""
    if len(text) == 10:
        return date.fromisoformat(text), date.fromisoformat(text)
    if len(text) == 4:
        return date(int(text), 1, 1), date(int(text), 12, 31)
    year, month = (int(part) for part in text.split("-"))
    following = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, 1), following - timedelta(1)


def a_year_after(day: date) -> date:
    """The same day 12 months later; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return date(day.year + 1, 2, 28)


@cache
def patients_of(source: Path) -> tuple[Patient, ...]:
    """Everybody who took a first dose, in the order of dm."""
    doses: dict[str, list[dict[str, str]]] = {}
    for row in records(source, "sdtm_ex"):
        doses.setdefault(row["USUBJID"], []).append(row)
    treated: dict[str, Patient] = {}
    for row in records(source, "sdtm_dm"):
        if row["USUBJID"] in doses:
            treated[row["USUBJID"]] = begun(row, doses[row["USUBJID"]])
    add_dispositions(treated, source, doses)
    add_visits(treated, source)
    add_scores(treated, source)
    add_events(treated, source)
    return tuple(treated.values())


def begun(subject: dict[str, str], doses: list[dict[str, str]]) -> Patient:
    """The patient on the day of the first dose."""
    index = min(date.fromisoformat(row["EXSTDTC"]) for row in doses)
    patient = Patient(subject["USUBJID"], ARMS[subject["ARM"]], subject, index)
    patient.death = date.fromisoformat(subject["DTHDTC"]) if subject["DTHDTC"] else None
    patient.contacts.append(date.fromisoformat(subject["RFPENDTC"][:10]))
    patient.contacts += [date.fromisoformat(row["EXSTDTC"]) for row in doses]
    return patient


def add_dispositions(treated: dict[str, Patient], source: Path, doses: dict[str, list[dict[str, str]]]) -> None:
    """Who left early stopped on the last dose day, or on the day of leaving where that day is not recorded."""
    for row in records(source, "sdtm_ds"):
        patient = treated.get(row["USUBJID"])
        if patient is None or row["DSCAT"] != "DISPOSITION EVENT" or row["DSDECOD"] == "COMPLETED":
            continue
        last = max(doses[patient.name], key=lambda dose: dose["EXSTDTC"])
        patient.stop = date.fromisoformat(last["EXENDTC"] or row["DSSTDTC"])
        patient.reason = row["DSDECOD"]
        patient.contacts.append(patient.stop)


def add_visits(treated: dict[str, Patient], source: Path) -> None:
    """Every subject visit."""
    for row in records(source, "sdtm_sv"):
        if row["USUBJID"] in treated:
            treated[row["USUBJID"]].visits.append(date.fromisoformat(row["SVSTDTC"]))


def add_scores(treated: dict[str, Patient], source: Path) -> None:
    """The totals of ADAS-Cog (11): never two on a day."""
    for row in records(source, "sdtm_qs"):
        if row["QSTESTCD"] != "ACTOT":
            continue
        scores, day = treated[row["USUBJID"]].scores, date.fromisoformat(row["QSDTC"])
        assert day not in scores
        scores[day] = Fraction(Decimal(row["QSSTRESN"]))


def add_events(treated: dict[str, Patient], source: Path) -> None:
    """Adverse events, and the days on which they ended."""
    for row in records(source, "sdtm_ae"):
        patient = treated[row["USUBJID"]]
        patient.events.append(Event(row["AESOC"], row["AEDECOD"], *possible_days(row["AESTDTC"]), row["AESEQ"]))
        if row["AEENDTC"]:
            patient.contacts.append(date.fromisoformat(row["AEENDTC"]))
