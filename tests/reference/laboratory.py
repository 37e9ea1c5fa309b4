"""Laboratory terms: judged against the record's own limit, the centre's, or a fixed value."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from .follow_up import safety_period
from .reading import Person, Study, Test, sex_of
from .texts import plain, squeezed
from .time import inside, window


def limit_for(study: Study, person: Person, record: Test, side: str) -> Fraction | None:
    """Its own limit for the side, else the centre's: latest valid_from first (blank oldest), then sex-specific before blank."""
    own = getattr(record, side)
    if own is not None:
        return own
    sex = sex_of(study.protocol, person.facts.get("sex", ""))
    fitting = [
        row for row in study.limits
        if row["centre"] == person.centre and row["test"] == record.test and row["unit"] == record.unit
        and row["sex"] in ("", sex) and row[side] is not None
        and (row["valid_from"] is None or (record.day is not None and row["valid_from"] <= record.day))
    ]  # fmt: skip
    ranked = {(row["valid_from"] or date.min, row["sex"] != "") for row in fitting}
    bounds = {row[side] for row in fitting if (row["valid_from"] or date.min, row["sex"] != "") == max(ranked)}
    return bounds.pop() if len(bounds) == 1 else None  # two that differ: nobody chooses between them


def judge(study: Study, person: Person, record: Test, rule: dict) -> bool | None:
    """Strictly beyond the limit; without a usable limit or in another unit, unknown."""
    above = rule.get("above") is not None
    wanted = rule["above"] if above else rule["below"]
    if wanted in ("local_upper", "local_lower"):
        limit = limit_for(study, person, record, "upper" if above else "lower")
        limit = None if limit is None else limit * Fraction(str(rule.get("times", 1)))
    else:
        limit = Fraction(str(wanted)) if squeezed(rule["unit"]) == record.unit else None
    if limit is None or record.value is None:
        return None
    if record.sign:
        return _certain(record, limit, above)
    return record.value > limit if above else record.value < limit


def _certain(record: Test, limit: Fraction, above: bool) -> bool | None:
    """What holds for every value that the true one may have: those a little and very far on the side of the sign, and the number itself."""
    direction = -1 if "<" in record.sign else 1
    apart = abs(limit - record.value)
    possible = [record.value + direction * step for step in (apart / 2, apart, 2 * apart + 1, Fraction(1, 10**9))]
    possible = [value for value in possible if value != record.value] + ([record.value] if "=" in record.sign else [])
    answers = {value > limit if above else value < limit for value in possible}
    return answers.pop() if len(answers) == 1 else None


def rules_of(term: dict) -> list[dict]:
    return list((term.get("from") or {}).get("any") or [])


def after_index(study: Study, person: Person, term: dict) -> list[bool | None]:
    """What each record of the term's tests says, dated after the index date and in the period."""
    period = safety_period(study, person)
    answers = []
    for rule in rules_of(term):
        for record in person.tests:
            if record.test == plain(rule["test"]) and inside(record.day, period) and record.day > person.index:
                answers.append(judge(study, person, record, rule))
    return answers


def after_index_dated(study: Study, person: Person, term: dict) -> list[date]:
    """The days of the records that are beyond a limit, after the index date and in the period."""
    period = safety_period(study, person)
    return [
        record.day for rule in rules_of(term) for record in person.tests
        if record.test == plain(rule["test"]) and record.day and inside(record.day, period) and record.day > person.index
        and judge(study, person, record, rule)
    ]  # fmt: skip


def abnormal_at_baseline(study: Study, person: Person, term: dict) -> bool:
    """The last judged row per test in the baseline window, not after the index date; abnormal if any test of the term is beyond."""
    bounds = window(person.index, study.timepoints["baseline"])
    for rule in rules_of(term):
        rows = [record for record in person.tests if record.test == plain(rule["test"]) and inside(record.day, bounds)]
        rows = [record for record in rows if record.day <= person.index]
        judged = [(record.day, record.order, judge(study, person, record, rule)) for record in rows]
        judged = [entry for entry in judged if entry[2] is not None]
        last = max((day for day, _, _ in judged), default=None)
        if any(beyond for day, _, beyond in judged if day == last):
            return True
    return False
