"""Visits and scores at the edges of windows and thresholds."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from random import Random

from reference.items import REGIONS, SCORES, SIGNS, Unusable
from reference.items import total as items_total
from reference.measures import measures_of
from reference.texts import duration
from reference.time import shift

from .maker import Maker
from .protocols import BOUNDS


def visits(make: Maker, who: tuple[str, str], start: date, stop: date | None) -> None:
    """Around every window: bounds, the day outside, the target and its two sides, the stop day, and days that repeat."""
    r = make.r
    for day in [start - timedelta(days=r.choice([0, 0, 1, 60, 61, 90, 91])), start, *([stop, stop + timedelta(days=1)] if stop else [])]:
        if r.random() < 0.75:
            _visit(make, who, day, start)
    for name, spec in make.protocol["timepoints"].items():
        if name == "baseline" or r.random() < 0.25:
            continue
        first, last = (shift(start, duration(spec[word])) for word in ("from", "to"))
        target, near = shift(start, duration(spec.get("target", spec["to"]))), timedelta(days=r.choice([1, 2, 3]))
        days = [first, last, first - timedelta(days=1), last + timedelta(days=1), target - near, target + near, target]
        for day in r.sample(days, r.randint(1, 3)) if not make.one_in(4) else [target - near, target + near]:
            _visit(make, who, day, start)
            if make.one_in(7):
                _visit(make, who, day, start)
    if "nominal" in make.flags:
        by = r.choice(["month", "week"])
        make.add("visits", who, date=r.choice(["", "", start + timedelta(days=90)]), **{by: r.choice(NOMINAL[by])}, **scores(make, False))


NOMINAL = {"month": [-1, 0, 1, 2, 3, 4, 6], "week": [0, 4, 14, 16, 18, 24]}


def _visit(make: Maker, who: tuple[str, str], day: date, start: date) -> None:
    make.add("visits", who, date="" if make.one_in(60) else day, **scores(make, day <= start))


def scores(make: Maker, before: bool) -> dict[str, str]:
    used = dict.fromkeys([*(e["measure"] for e in make.protocol["endpoints"].values()), *make.protocol.get("items", {})])
    written = {name: _score(make, name, before) for name in used}
    return {column: text for name in used for column, text in _with_items(make, name, written[name], before).items()}


def _with_items(make: Maker, name: str, total: str, before: bool) -> dict[str, str]:
    """A total beside its items or not, rounded or wrong, with answers that are missing, off the scale, or contradict each other."""
    r = make.r
    if name not in make.protocol.get("items", {}):
        return {name: total}
    items = dict.fromkeys(SCORES[name][0], "") if r.random() < 0.25 else ITEMS[name](r, before)
    for item in r.sample(list(items), r.choice([0, 0, 0, 1, 2])):
        items[item] = r.choice(["", "", "7", "0"])
    kind = r.choice(["none", "none", "written", "right"])
    if kind == "right":
        try:
            found = items_total(make.protocol, name, items, 30)
        except Unusable:
            found = None
        total = "" if found is None else score_text(found if r.random() < 0.5 else Fraction(round(found * 10), 10))
    return {name: "" if kind == "none" else total} | items


def _easi_items(r: Random, before: bool) -> dict[str, str]:
    found = {}
    steps = ["1", "2", "3", "0.5", "1.5"] if before else ["0.5", "1", "1", "0.5"]
    for region in REGIONS:
        area = r.choice("0123" if before else "0011")
        signs = {sign: "0" if area == "0" else r.choice(steps) for sign in SIGNS}
        found |= {f"EASI_{region}_{what}": text for what, text in ({"area": area} | signs).items()}
    return found


def _dlqi_items(r: Random, before: bool) -> dict[str, str]:
    return {item: r.choice("0123" if before else "0001") if at < 2 or r.random() < 0.9 else "not relevant"
            for at, item in enumerate(SCORES["DLQI"][0])}  # fmt: skip


ITEMS = {"EASI": _easi_items, "DLQI": _dlqi_items}


BASES = {
    "IGA": (4, 3, 2),
    "EASI": (21, 42, "10.5", 0, "20.05"),
    "DLQI": (20, 8, 4, 0, 30),
    "PNRS": (10, 8, 4, 0),
    "QOL": (-10, 4, 0, 8, -4),
    "VAS": (10, 4, "3.2", 0),
}


def _score(make: Maker, name: str, before: bool) -> str:
    """Baselines from which 50, 75 and 90 % fall on the grid; later values on a threshold or one step beside it; some cells wrong."""
    r, measure = make.r, measures_of(make.protocol)[name]
    if r.random() < 0.1:
        return ""
    if r.random() < 0.05:
        return r.choice(["hight", str(int(measure.high) + 1), "1.03"])
    base = Fraction(str(r.choice(BASES[name])))
    if before:
        return score_text(base)
    fall = [base - measure.worse * abs(base) * part / 100 for part in (50, 75, 90, 0, 100)]
    value = r.choice([*fall, *(Fraction(str(bound)) for bound in BOUNDS[name][:2]), base - Fraction(str(BOUNDS[name][2]))])
    value += measure.step * r.choice([0, 0, 0, 1, -1])
    return score_text(min(max(round(value / measure.step) * measure.step, measure.low), measure.high))


def score_text(value: Fraction) -> str:
    whole = value * 100
    assert whole.denominator == 1
    sign, amount = "-" if whole < 0 else "", abs(int(whole))
    return sign + (f"{amount // 100}.{amount % 100:02d}".rstrip("0").rstrip(".") if amount % 100 else str(amount // 100))
