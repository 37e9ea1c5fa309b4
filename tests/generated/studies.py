"""Native tables drawn at random around a protocol, biased to edge dates and exact thresholds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from reference.texts import duration
from reference.time import shift

from .maker import Maker, Table
from .protocols import make_protocol
from .safety import events, laboratory, limits, previous, review, term_text
from .treatments import COURSES, simple, stop_day
from .visits import scores, visits


@dataclass
class Generated:
    """A study: what the reference takes, and what `write_study` writes."""

    protocol: dict
    tables: Table
    seed: int = 0

    def __repr__(self) -> str:
        return f"generate({self.seed})"


def generate(seed: int, centres: int | None = None, patients: int | None = None) -> Generated:
    """The study of a seed; the same everywhere."""
    r = Random(seed)
    protocol = make_protocol(r)
    make = Maker(r, protocol)
    names = [f"{number:02d}" for number in range(1, 13)][: centres or r.randint(1, 4)]
    dated = any(arm.get("drug") for arm in protocol["arms"].values()) or "enrolment" in protocol
    make.flags = {flag for flag in ("screened", "nominal", "arm_column", "conflicts") if r.random() < 0.3}
    everyone = [(r.choice(names), f"P{number:02d}") for number in range(1, (patients or r.randint(3, 12)) + 1)]
    starts = {who: first_day(r) for who in everyone}
    if dated and r.random() < 0.75:
        make.cut = _cut(make, list(starts.values()))
        protocol["data_cut"] = make.cut.isoformat()
    for who in everyone:
        PATIENT[dated](make, who, starts[who])
    if dated:
        limits(make, names)
    _repeat_rows(make)
    return Generated(protocol, ordered(make.tables), seed)


def first_day(r: Random) -> date:
    """Enrolment bounds, month ends, the day before and after."""
    edges = [
        "2021-01-31",
        "2021-08-31",
        "2021-01-30",
        "2021-09-01",
        "2021-03-31",
        "2021-03-01",
        "2021-08-30",
        "2021-05-31",
        "2021-02-28",
        "2021-07-15",
    ]
    return date.fromisoformat(r.choice(edges)) if r.random() < 0.7 else date(2021, 2, 1) + timedelta(days=r.randrange(200))


def _cut(make: Maker, starts: list[date]) -> date:
    """Far, or exactly the last day of a window of somebody, or the day before it."""
    spec = make.r.choice([spec for name, spec in make.protocol["timepoints"].items() if name != "baseline"])
    edge = shift(make.r.choice(starts), duration(spec["to"])) - timedelta(days=make.r.choice([0, 1]))
    return make.r.choice([edge, edge, date(2022, 6, 30), date(2022, 6, 30), date(2021, 12, 31)])


def ordered(tables: Table) -> Table:
    """Every row gets its (file, sheet, row), as the CSV form is written; a centre's rows stand together."""
    for name, rows in tables.items():
        rows.sort(key=lambda row: row["_centre"])
        for number, row in enumerate(rows, 2):
            row["_order"] = (f"data/{row['_centre']}/{name}.csv", "", number)
    return tables


def _dated_patient(make: Maker, who: tuple[str, str], start: date) -> None:
    r = make.r
    arm = r.choice(list(make.protocol["arms"]))
    stop = stop_day(make, start)
    (r.choice(COURSES) if r.random() < 0.75 else simple)(make, who, arm, start, stop)
    _patient_row(make, who, arm, start, stop)
    visits(make, who, start, stop)
    previous(make, who)
    events(make, who, start, stop)
    laboratory(make, who, start, stop)
    review(make, who)


def _dateless_patient(make: Maker, who: tuple[str, str], start: date) -> None:
    r = make.r
    arm = r.choice([*make.protocol["arms"], ""])
    facts = {"arm": arm, "sex": r.choice("FM"), "age": r.choice(["17", "18", "60", ""]), "atopy": r.choice(["yes", "no", ""])}
    make.add("patients", who, **facts, weight=r.choice(["70.5", "81", ""]))
    by = "week" if any(name.startswith("W") for name in make.protocol["timepoints"]) else "month"
    for _ in range(r.randint(0, 7)):
        where = r.choice([-2, -1, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7]) if by == "month" else r.choice([-2, 0, 0, 0, 4, 14, 16, 18, 19, 22, 24])
        make.add("visits", who, **{by: where}, **scores(make, where <= 0))
    previous(make, who)
    review(make, who)
    if r.random() < 0.4:
        make.add("events", who, term=term_text(make), onset="", end="")


PATIENT = {True: _dated_patient, False: _dateless_patient}


def _patient_row(make: Maker, who: tuple[str, str], arm: str, start: date, stop: date | None) -> None:
    r = make.r
    far = start + timedelta(days=r.choice([0, 90, 200, 400]))
    spec = r.choice(list(make.protocol["timepoints"].values()))
    death = shift(start, duration(spec["to"])) + timedelta(days=r.choice([0, 1, -20]))
    facts = {
        "sex": r.choice(["F", "M", "Women", ""]),
        "birth_year": r.choice(["1961", "2003", "1985", "2013", "2030", ""]),
        "last_contact": r.choice([far, ""]),
        "death": max(death, start) if make.one_in(6) else "",
        "weight": r.choice(["70.5", "61.2", "90", ""]),
        "atopy": r.choice(["yes", "no", "unknown", ""]),
    }
    if "arm_column" in make.flags:
        facts["arm"] = r.choice([arm, make.protocol["arms"][arm].get("label", arm), "", ""])
    if "screened" in make.flags:
        facts["screened"] = r.choice([start - timedelta(days=20), "yes", ""])
    if make.one_in(4):
        facts["age"] = r.choice(["17", "18", "60", "61", "200"])
    make.add("patients", who, **facts)
    if "conflicts" in make.flags and make.one_in(3):
        make.add(
            "patients",
            who,
            **facts | {"sex": r.choice(["F", "M"]), "last_contact": far, "death": start + timedelta(days=r.choice([50, 150]))},
        )


def _repeat_rows(make: Maker) -> None:
    """A few rows stand twice."""
    for rows in make.tables.values():
        if make.one_in(6):
            rows.append(dict(make.r.choice(rows)))
