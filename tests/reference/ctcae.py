"""Grades of laboratory values by CTCAE v5.0, typed again term by term: each grade as a sentence that is true, false or unknown."""

from __future__ import annotations

from fractions import Fraction

from .follow_up import safety_period
from .laboratory import limit_for
from .texts import plain
from .time import inside, window

GIGA, PER_MM3 = ("10^9/l", "g/l"), ("/mm3", "/µl")


def both(*answers):
    return False if False in answers else None if None in answers else True


def either(*answers):
    return True if True in answers else None if None in answers else False


def above(value, limit, times="1"):
    return None if limit is None else value > limit * Fraction(times)


def below(value, limit):
    return None if limit is None else value < limit


def fixed(unit: str, **by_unit: str):
    names = {"mgdl": ("mg/dl",), "mmol": ("mmol/l",), "giga": GIGA, "mm3": PER_MM3, "gdl": ("g/dl",), "gl": ("g/l",)}
    return next((Fraction(number) for name, number in by_unit.items() if unit in names[name]), None)


def cpk(c):
    return [above(c.value, c.upper, times) for times in ("1", "2.5", "5", "10")]


def by_baseline(first: str, *higher: str, included: bool = True):
    """If the baseline was normal times the upper limit, if it was abnormal times the baseline; before treatment only the former."""

    def grades(c):
        found = []
        for times, of_baseline in (("1", first), *((each, each) for each in higher)):
            normal = above(c.value, c.upper, times)
            if c.before:
                found.append(normal)
                continue
            limit = None if c.base is None else c.base * Fraction(of_baseline)
            relative = None if limit is None else c.value >= limit if times == "1" and included else c.value > limit
            was = c.was_abnormal
            found.append(either(both(None if was is None else not was, normal), both(was, relative)))
        return found

    return grades


def creatinine(c):
    found = [above(c.value, c.upper, times) for times in ("1", "1.5", "3", "6")]
    if not c.before:
        found[1] = either(found[1], above(c.value, c.base, "1.5"))
        found[2] = either(found[2], above(c.value, c.base, "3"))
    return found


def cholesterol(c):
    limits = [fixed(c.unit, mgdl=mass, mmol=mole) for mass, mole in (("300", "7.75"), ("400", "10.34"), ("500", "12.92"))]
    return [above(c.value, c.upper), *(above(c.value, limit) for limit in limits)]


def cells(*giga):
    def grades(c):
        limits = [fixed(c.unit, giga=each, mm3=str(Fraction(each) * 1000)) for each in giga]
        return [below(c.value, c.lower), *(below(c.value, limit) for limit in limits)]

    return grades


def triglycerides(c):
    limits = [fixed(c.unit, mgdl=mass, mmol=mole) for mass, mole in (("150", "1.71"), ("300", "3.42"), ("500", "5.7"), ("1000", "11.4"))]
    first = None if limits[0] is None else c.value >= limits[0]
    return [first, *(above(c.value, limit) for limit in limits[1:])]


def lymphocytes_up(c):
    return [False, *(above(c.value, fixed(c.unit, giga=each, mm3=f"{each}000")) for each in ("4", "20"))]


def anaemia(c):
    grams = [fixed(c.unit, gdl=deci, mmol=mole, gl=litre) for deci, mole, litre in (("10", "6.2", "100"), ("8", "4.9", "80"))]
    return [below(c.value, c.lower), *(below(c.value, limit) for limit in grams)]


def much_haemoglobin(c):
    more = [fixed(c.unit, gdl=deci, gl=litre) for deci, litre in (("2", "20"), ("4", "40"))]
    return [above(c.value, c.upper), *(above(c.value, None if None in (each, c.upper) else c.upper + each) for each in more)]


TERMS = {
    "ast_increased": by_baseline("1.5", "3", "5", "20"), "ggt_increased": by_baseline("2", "2.5", "5", "20"),
    "alp_increased": by_baseline("2", "2.5", "5", "20"), "bilirubin_increased": by_baseline("1", "1.5", "3", "10", included=False),
    "hypertriglyceridemia": triglycerides, "lymphocytes_decreased": cells("0.8", "0.5", "0.2"), "lymphocytes_increased": lymphocytes_up,
    "white_cells_decreased": cells("3", "2", "1"), "anemia": anaemia, "haemoglobin_increased": much_haemoglobin,
    "cpk_increased": cpk, "alt_increased": by_baseline("1.5", "3", "5", "20"),
    "creatinine_increased": creatinine, "cholesterol_high": cholesterol,
    "neutrophils_decreased": cells("1.5", "1", "0.5"), "platelets_decreased": cells("75", "50", "25"),
}  # fmt: skip

BY_SIDE = ("ast_increased", "alt_increased", "ggt_increased", "alp_increased", "bilirubin_increased")
TINY = Fraction(1, 10**9)


class Context:
    """A value with what it can be held against."""

    def __init__(self, study, person, record) -> None:
        self.value, self.base, self.was_abnormal, self.unit = None, None, None, record.unit
        self.upper, self.lower = (limit_for(study, person, record, side) for side in ("upper", "lower"))
        self.before = record.day <= person.index

    def of(self, value, was_abnormal, base):
        """The same with one of the values that it may be, and one of the baselines."""
        self.value, self.was_abnormal, self.base = value, was_abnormal, base
        return self


def values_of(record) -> list[Fraction]:
    """The value; of one that is only known to be below or above a number, many that the true one may be, in ever larger steps."""
    if not record.sign:
        return [record.value]
    side = -1 if "<" in record.sign else 1
    steps = [TINY, *(Fraction(10) ** power * digit for power in range(-6, 9) for digit in range(1, 10))]
    return [record.value + side * step for step in steps] + ([record.value] if "=" in record.sign else [])


def befores(study, person, record, baseline, context, by_side: bool) -> list[tuple[bool | None, Fraction | None]]:
    """What the baseline may have been: whether abnormal, and its value in the unit of the record."""
    bases = values_of(baseline) if baseline and baseline.value is not None else []
    upper = limit_for(study, person, baseline, "upper") if bases else None
    same = bool(bases) and baseline.unit == record.unit
    known = bases if same else [None]
    if context.before or not by_side:
        return [(None, None if context.before else base) for base in known]
    sides = {base > upper for base in bases} if upper is not None else {False, True}
    normal = [(False, None)] if False in sides else []
    if True not in sides:
        return normal
    if same and upper is not None:
        return normal + [(True, base) for base in bases if base > upper]
    return normal + [(True, base) for base in somewhere_above(context.upper, bases if same else None)]


def somewhere_above(limit: Fraction | None, bases: list[Fraction] | None) -> list[Fraction | None]:
    """An abnormal baseline without a limit of its own: above that of the later value, as far as what was written allows."""
    if limit is None:
        return [None]
    highest = limit * 10**9 + 10**9 if bases is None else max(bases)
    return [limit + TINY, *([highest] if highest > limit else [])]


def grade_of(study, person, name, record, baseline) -> int | None:
    if record.value is None or record.day is None:
        return None
    context = Context(study, person, record)
    every = (
        TERMS[name](context.of(value, *before))
        for value in values_of(record)
        for before in befores(study, person, record, baseline, context, name in BY_SIDE)
    )
    answers = [found.pop() if len(found) == 1 else None for found in map(set, zip(*every, strict=True))]
    certain = max((grade for grade, answer in enumerate(answers, 1) if answer), default=0)
    return None if any(answer is None and grade > certain for grade, answer in enumerate(answers, 1)) else certain


def baseline_of(study, person, test: str):
    """The last record in the baseline window, not after the index date."""
    bounds = window(person.index, study.timepoints["baseline"])
    records = [r for r in person.tests if r.test == plain(test) and r.day and inside(r.day, bounds) and r.day <= person.index]
    return max((r for r in records if r.value is not None or r.sign), key=lambda record: record.day, default=None)


def graded(study, person, name: str, test: str) -> tuple[int | None, bool, int | None]:
    """(worst grade after the index date, whether every value is graded, grade before treatment)."""
    records = [record for record in person.tests if record.test == plain(test)]
    baseline = baseline_of(study, person, test)
    first = grade_of(study, person, name, baseline, baseline) if baseline else None
    period = safety_period(study, person)
    after = [r for r in records if r.day is None or (r.day > person.index and inside(r.day, period))]
    grades = [grade_of(study, person, name, record, baseline) for record in after]
    known = [grade for grade in grades if grade is not None]
    return max(known, default=None), bool(grades) and len(known) == len(grades), first


def ctcae_rows(study, rows, place, arms) -> None:
    for name, test in study.protocol["ctcae"].items():
        for arm, persons in arms:
            found = [graded(study, person, name, test) for person in persons]
            known = [each for each in found if each[0] is not None]
            spot = place("ctcae", name, arm)
            for grade in range(5):
                rows.share(spot, sum(worst == grade for worst, *_ in known), len(known), level=str(grade))
            rows.add(spot, "n_all_graded", sum(complete for _, complete, _ in known))
            for before in (0, 1, 2, 3, 4, None):
                shift = place("ctcae", name, arm)
                shift.group, shift.group_level = "baseline_grade", "unknown" if before is None else str(before)
                for grade in range(5):
                    rows.add(shift, "n", sum(worst == grade and first == before for worst, _, first in known), level=str(grade))
