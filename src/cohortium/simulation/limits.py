"""What laboratories call normal: usual limits of common tests, and each centre's own around them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cohortium.protocol.laboratory import unit_of
from cohortium.protocol.model import LaboratoryRule
from cohortium.protocol.values import plain
from cohortium.simulation.dice import Dice

Side = str  # above or below
Pair = tuple[str | None, str | None]  # lower and upper limit


@dataclass(frozen=True)
class Usual:
    """A test: unit, usual limits of women and of men, and the decimals in which it is written."""

    unit: str
    women: Pair
    men: Pair
    decimals: int


def _same(unit: str, lower: str | None, upper: str | None, decimals: int) -> Usual:
    return Usual(unit, (lower, upper), (lower, upper), decimals)


USUAL = {
    "ldl": _same("g/L", None, "1.60", 2),
    "total cholesterol": _same("g/L", None, "2.20", 2),
    "hdl": _same("g/L", "0.40", None, 2),
    "triglycerides": _same("g/L", None, "1.50", 2),
    "alat": Usual("U/L", (None, "35"), (None, "45"), 0),
    "alt": Usual("U/L", (None, "35"), (None, "45"), 0),
    "asat": Usual("U/L", (None, "32"), (None, "40"), 0),
    "ast": Usual("U/L", (None, "32"), (None, "40"), 0),
    "cpk": Usual("U/L", (None, "170"), (None, "200"), 0),
    "creatinine": Usual("µmol/L", ("45", "84"), ("59", "104"), 0),
    "creatinine clearance": _same("mL/min", "60", "120", 0),
    "lymphocytes": _same("G/L", "1.20", "4.00", 2),
    "neutrophils": _same("G/L", "1.80", "7.50", 2),
    "leukocytes": _same("G/L", "4.0", "10.0", 1),
    "hemoglobin": Usual("g/dL", ("12.0", "16.0"), ("13.0", "17.5"), 1),
    "platelets": _same("G/L", "150", "400", 0),
    "crp": _same("mg/L", None, "5.0", 1),
    "monocytes": _same("G/L", "0.20", "0.90", 2),
    "basophils": _same("G/L", None, "0.10", 2),
    "eosinophils": _same("G/L", None, "0.60", 2),
}
"""Plain name of a test -> what laboratories usually print; textbook ranges, good enough for made-up patients."""
OTHERWISE = _same("U", "10", "100", 1)
AROUND = (0.82, 1.22)
OWN_ON_RECORD, CHANGED_LIMITS, OF_EACH_SEX = 0.15, 0.2, 0.4


@dataclass(frozen=True)
class Limit:
    """One line of laboratory_limits."""

    test: str
    unit: str
    sex: str
    valid_from: date | None
    lower: Decimal | None
    upper: Decimal | None

    def bound(self, side: Side) -> Decimal | None:
        """The limit of a side."""
        return self.upper if side == "above" else self.lower


def usual(test: str) -> Usual:
    """What laboratories usually say of a test."""
    return USUAL.get(plain(test), OTHERWISE)


def limits_of(dice: Dice, tests: Mapping[str, list[LaboratoryRule]], sexes: tuple[str, ...], middle: date) -> list[Limit]:
    """A centre's own limits of every test, for each sex where it makes a difference there, at times changed on a day."""
    found: list[Limit] = []
    for test, rules in tests.items():
        known = _usual_for(test, rules)
        apart = len(sexes) > 1 and (known.women != known.men or dice.chance(OF_EACH_SEX))
        factor = dice.real(*AROUND)
        for place, sex in enumerate(sexes if apart else ("",)):
            pair = known.men if place or not sex else known.women
            found.append(_limit(test, known, sex, None, pair, factor * (1.05 if place else 1)))
        if dice.chance(CHANGED_LIMITS):
            now = [limit.sex for limit in found if limit.test == test]
            found += [_limit(test, known, sex, middle, known.men, dice.real(*AROUND)) for sex in now]
    return found


def _usual_for(test: str, rules: list[LaboratoryRule]) -> Usual:
    """The usual limits, in the unit of a fixed limit where there is one, with every side that a rule asks for."""
    known = usual(test)
    unit = next((rule.unit for rule in rules if rule.unit), known.unit)
    sides = {"above" if rule.above is not None else "below" for rule in rules if rule.is_local}

    def filled(pair: Pair) -> Pair:
        lower, upper = pair
        if "below" in sides and lower is None:
            lower = str(Decimal(upper or 100) / 4)
        return lower, str(Decimal(lower or 10) * 4) if "above" in sides and upper is None else upper

    return Usual(unit, filled(known.women), filled(known.men), known.decimals)


def _limit(test: str, known: Usual, sex: str, valid_from: date | None, pair: Pair, factor: float) -> Limit:
    digits = Decimal(1).scaleb(-known.decimals)
    lower, upper = ((Decimal(text) * Decimal(f"{factor:.3f}")).quantize(digits) if text else None for text in pair)
    return Limit(test, known.unit, sex, valid_from, lower, upper)


def limit_on(limits: list[Limit], test: str, sex: str, day: date) -> Limit | None:
    """The limit that counts for a test on a day: the newest, one for the sex before one for everybody."""
    able = [limit for limit in limits if limit.test == test and limit.sex in ("", sex) and (limit.valid_from or date.min) <= day]
    return max(able, key=lambda limit: (limit.valid_from or date.min, limit.sex), default=None)


def thresholds(limit: Limit | None, rules: list[LaboratoryRule]) -> Iterator[tuple[LaboratoryRule, Decimal]]:
    """The value beyond which each rule of a test says yes."""
    for rule in rules:
        side = "above" if rule.above is not None else "below"
        bound = (limit.bound(side) if limit else None) if rule.is_local else Decimal(str(rule.above if side == "above" else rule.below))
        if bound is not None and (rule.is_local or unit_of(rule.unit) == unit_of(limit.unit if limit else rule.unit)):
            yield rule, bound * rule.times
