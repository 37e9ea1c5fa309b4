"""Previous treatments, events, reviews, laboratory rows and limits."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from reference.texts import listed
from reference.time import shift

from .maker import Maker
from .visits import score_text


def previous(make: Maker, who: tuple[str, str]) -> None:
    """Centre 02 has no `taken` column: listed is taken."""
    r = make.r
    for drug in r.sample(["methotrexate", "ciclosporin", "Methotrexate", "azathioprine"], r.choice([0, 0, 1, 2, 3])):
        answer = {} if who[0] == "02" else {"taken": r.choice(["yes", "no", "not done", "unknown", "", "yes"])}
        make.add("previous_treatments", who, drug=drug, **answer)


def term_text(make: Maker) -> str:
    """A term by id or label, or one of its sub-terms."""
    name, term = make.r.choice(list(make.protocol["safety"]["terms"].items()))
    subs = term.get("subterms") or []
    return make.r.choice([name, term.get("label", name), *(subs.values() if isinstance(subs, dict) else listed(subs))])


def events(make: Maker, who: tuple[str, str], start: date, stop: date | None) -> None:
    r, after = make.r, stop or start
    edges = [start, start - timedelta(days=1), start + timedelta(days=1), start - timedelta(days=7), start - timedelta(days=8)]
    edges += [after, after + timedelta(days=1), after + timedelta(days=30), after + timedelta(days=31), shift(start, (6, 0))]
    edges += [make.cut, make.cut + timedelta(days=1)] if make.cut else []
    for _ in range(r.choice([0, 0, 1, 1, 2, 3])):
        day = r.choice(edges)
        onset = r.choice([day, day, day, day.isoformat()[:7], day.isoformat()[:4], ""])
        felt = r.choice(["no", "no", "no", "yes", "unknown", "not done", ""])
        make.add("events", who, term=term_text(make), onset=onset, end=r.choice(["", day + timedelta(days=10)]), symptomatic=felt)


def review(make: Maker, who: tuple[str, str]) -> None:
    if make.r.random() < 0.4:
        return
    terms = [*make.protocol["safety"]["terms"], *(["any"] if make.protocol["study"] else [])]
    kinds = {f"any_{term.get('kind', 'clinical')}" for term in make.protocol["safety"]["terms"].values()}
    answers = {name: make.r.choice(["yes", "no", "no", "not done", "unknown", ""]) for name in terms}
    answers |= {name: make.r.choice(["yes", "no", "not done", "", ""]) for name in sorted(kinds)}
    if make.r.random() < 0.4:
        answers["any"] = ""
    make.add("event_review", who, **answers)


TESTS = {"CPK": ("U/L", "190"), "LDL": ("g/L", "1.6"), "neutrophils": ("G/L", "1.5"), "platelets": ("G/L", "150")}
BESIDE = Fraction(1, 100)


def laboratory(make: Maker, who: tuple[str, str], start: date, stop: date | None) -> None:
    """Values on a limit or beside it, units that do not fit, dates at the index, the period and the cut, one row per test and day."""
    r, after = make.r, stop or start
    days = [start, start - timedelta(days=1), start - timedelta(days=90), start - timedelta(days=91), start + timedelta(days=1)]
    days += [
        after + timedelta(days=31),
        after + timedelta(days=30),
        start + timedelta(days=60),
        *([make.cut, make.cut + timedelta(days=1)] if make.cut else []),
    ]
    for test in r.sample(list(TESTS), r.choice([0, 1, 2, 4])):
        for day in sorted(r.sample(sorted(set(days)), min(len(set(days)), r.choice([1, 2, 3])))):
            unit, limit = TESTS[test]
            factor = r.choice([Fraction(1), Fraction(1), Fraction(3, 2), Fraction(2, 3) if test == "platelets" else Fraction(1, 2)])
            factor *= r.choice([1, 1, 2, 4, Fraction(1, 2)])
            value = round((Fraction(limit) * factor + r.choice([0, BESIDE, -BESIDE])) * 100) / Fraction(100)
            own = {"upper": r.choice(["", "", limit]), "lower": r.choice(["", "", limit])}
            unit = r.choice([unit, unit, unit, unit.lower(), unit.replace("/", " / "), "mmol/L", ""])
            make.add(
                "laboratory",
                who,
                date=day,
                test=r.choice([test, test.lower()]),
                value="" if make.one_in(25) else (r.choice(["<", "<=", ">", ">="]) if make.one_in(6) else "") + score_text(value),
                unit=unit,
                **own,
            )


def limits(make: Maker, centres: list[str]) -> None:
    """By centre, sex and date; never two that are equal to every rule."""
    for centre in centres:
        for test, (unit, limit) in TESTS.items():
            for sex in ("", "F", "M"):
                for valid_from in ("", "2021-04-01", "2021-07-15"):
                    if make.r.random() < 0.3:
                        bound = score_text(Fraction(limit) * make.r.choice([Fraction(1), Fraction(3, 2), Fraction(1, 2)]))
                        cells = {
                            "test": test,
                            "unit": unit,
                            "sex": sex,
                            "valid_from": valid_from,
                            "upper": make.r.choice([bound, bound, ""]),
                            "lower": make.r.choice([bound, bound, ""]),
                        }
                        make.tables.setdefault("laboratory_limits", []).append({"_centre": centre, **cells})
