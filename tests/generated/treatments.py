"""Treatment rows: every course that the meanings speak of."""

from __future__ import annotations

from datetime import date, timedelta

from reference.texts import duration
from reference.time import shift

from .maker import Maker


def stop_day(make: Maker, start: date) -> date | None:
    """Ongoing, or at the edges of windows and of the cut."""
    r, spec = make.r, make.r.choice(list(make.protocol["timepoints"].values()))
    edges = [shift(start, duration(spec[word])) + timedelta(days=r.choice([-1, 0, 1])) for word in ("from", "to")]
    edges += [start + timedelta(days=r.randrange(300)), *([make.cut, make.cut + timedelta(days=1)] if make.cut else [])]
    return None if r.random() < 0.45 else max(start, r.choice(edges))


def dose_of(make: Maker, arm: str) -> dict:
    spec = make.protocol["arms"][arm]
    drug = spec.get("drug") or {"upa15": "upadacitinib", "upa30": "upadacitinib", "bari4": "baricitinib", "dupi": "dupilumab"}[arm]
    dose = spec.get("daily_dose") or {"upa15": "15 mg", "upa30": "30 mg", "bari4": "4 mg", "dupi": ""}[arm]
    return {"drug": make.r.choice([drug, drug.upper()]), "daily_dose": make.r.choice([dose, dose.replace(" mg", "")])}


def treat(make: Maker, who: tuple[str, str], start: date, stop: date | None, drug: str, daily_dose: str) -> None:
    reasons = ["ae", "ineff", "wish", "ae; ineff", "Adverse event / Patient's wish", "ae, ae", "", ""]
    written = make.r.choice(reasons) if stop else ""
    make.add("treatments", who, drug=drug, daily_dose=daily_dose, start=start, stop=stop, stop_reasons=written)


def simple(make: Maker, who: tuple[str, str], arm: str, start: date, stop: date | None) -> None:
    treat(make, who, start, stop, **dose_of(make, arm))


def _dose_change(make: Maker, who: tuple[str, str], arm: str, start: date, stop: date | None) -> None:
    """The dose doubles or halves on a day; the first row is open or ends the day before."""
    first, days = dose_of(make, arm), make.r.choice([1, 30, 90])
    change = start + timedelta(days=days)
    treat(make, who, start, make.r.choice([None, change - timedelta(days=1)]), **first)
    dose = make.r.choice(["30 mg", "15 mg", "45", "7.5 mg", first["daily_dose"]])
    treat(make, who, change, stop and max(stop, change), first["drug"], dose)


def _gap(make: Maker, who: tuple[str, str], arm: str, start: date, stop: date | None) -> None:
    """Two rows exactly `gap` days apart, one more, or overlapping."""
    gap = duration(make.protocol.get("gap", 0))[1]
    end = start + timedelta(days=make.r.choice([20, 60, 100]))
    again = end + timedelta(days=make.r.choice([gap, gap + 1, gap + 2, -5]) or 1)
    treat(make, who, start, end, **dose_of(make, arm))
    treat(make, who, again, stop and max(stop, again), **dose_of(make, arm))


def _switch(make: Maker, who: tuple[str, str], arm: str, start: date, stop: date | None) -> None:
    """To another arm (its drug may be the same), after an open, an ended or an overlapping course."""
    other = make.r.choice(list(make.protocol["arms"]))
    change = start + timedelta(days=make.r.choice([1, 28, 62, 120]))
    end = make.r.choice([None, None, None, change - timedelta(days=1), change + timedelta(days=10)])
    treat(make, who, start, end, **dose_of(make, arm))
    treat(make, who, change, stop and max(stop, change), **dose_of(make, other))


def _prior(make: Maker, who: tuple[str, str], arm: str, start: date, stop: date | None) -> None:
    """An earlier course of an arm's drug, or of another drug, ended or open."""
    earlier = start - timedelta(days=make.r.choice([30, 200, 400]))
    before = make.r.choice([dose_of(make, make.r.choice(list(make.protocol["arms"]))), {"drug": "methotrexate", "daily_dose": "2 mg"}])
    treat(make, who, earlier, make.r.choice([earlier + timedelta(days=20), earlier + timedelta(days=20), None]), **before)
    simple(make, who, arm, start, stop)


def _two_arms(make: Maker, who: tuple[str, str], arm: str, start: date, stop: date | None) -> None:
    for name in list(make.protocol["arms"])[:2]:
        simple(make, who, name, start, stop)


def _wrong_dose(make: Maker, who: tuple[str, str], arm: str, start: date, stop: date | None) -> None:
    """A dose of no arm, or a drug of no arm; a right course may follow."""
    end = start + timedelta(days=10)
    treat(
        make,
        who,
        start,
        end,
        **make.r.choice([{"drug": "upadacitinib", "daily_dose": "22.5"}, {"drug": "abrocitinib", "daily_dose": "100"}]),
    )
    if make.one_in(2):
        simple(make, who, arm, end + timedelta(days=40), None)


def _never(make: Maker, who: tuple[str, str], arm: str, start: date, stop: date | None) -> None:
    make.flags.add("never")


def _late(make: Maker, who: tuple[str, str], arm: str, start: date, stop: date | None) -> None:
    """On the day of the cut, or after it."""
    simple(make, who, arm, (make.cut or start) + timedelta(days=make.r.choice([0, 1])), None)


def _rescue(make: Maker, who: tuple[str, str], arm: str, start: date, stop: date | None) -> None:
    """Another treatment begins on day 0, later, or twice."""
    simple(make, who, arm, start, stop)
    for days in make.r.sample([0, 1, 60, 61, 92, 150], make.r.choice([1, 1, 2])):
        begun = start + timedelta(days=days)
        drug = make.r.choice(["prednisolone", "Prednisolone", "ciclosporin", "topical steroid"])
        treat(make, who, begun, make.r.choice([None, begun + timedelta(days=5)]), drug, "20 mg")


COURSES = (_rescue, _rescue, simple, simple, _gap, _dose_change, _gap, _switch, _switch, _prior, _two_arms, _wrong_dose, _never, _late)
