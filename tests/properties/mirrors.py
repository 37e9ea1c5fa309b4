"""Mirrors: patients with arms, times or outcomes changed round, and what that must make of numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from properties.patients import Patient, Patients, good

Found = Mapping[str, Any]
Turned = Callable[[Found], Found]


def each(**change: Callable[[Patient], Any]) -> Callable[[Patients], Patients]:
    """Every patient changed in the same way."""
    return lambda patients: [one._replace(**{name: of(one) for name, of in change.items()}) for one in patients]


arms_swapped = each(arm=lambda one: 1 - one.arm)
# Names of centres that sort the other way round: a model may put its rows in any order.
arms_and_centres = each(arm=lambda one: 1 - one.arm, centre=lambda one: chr(219 - ord(one.centre)))
negated_values = each(value=lambda one: -one.value)
outcome_turned = each(value=lambda one: 4 if good(one) else 0)
times_swapped = each(value=lambda one: one.before, before=lambda one: one.value)
slower = each(days=lambda one: 2 * one.days)
groups_reversed = each(term=lambda one: 2 - one.term)


def twice(patients: Patients) -> Patients:
    """Everybody two times."""
    return patients * 2


def same(found: Found) -> Found:
    """Nothing changes."""
    return found


def _negative(value: Any) -> Any:
    return None if value is None else -value


def _inverse(value: Any) -> Any:
    """None stands for a ratio without limit."""
    return 0 if value is None else None if not value else 1 / Fraction(value)


def _ends(found: Found, low: str, high: str, turn: Callable[[Any], Any]) -> dict[str, Any]:
    return {low: turn(found[high]), high: turn(found[low])} if low in found else {}


def negated(*stats: str, ends: tuple[str, str] = ("conf_low", "conf_high")) -> Turned:
    """The numbers change their sign, and the limits their places too."""
    return lambda found: {**found, **{stat: _negative(found[stat]) for stat in stats}, **_ends(found, *ends, _negative)}


def inverted(ratio: str) -> Turned:
    """The ratio turns over, and its logarithm changes its sign."""

    def turned(found: Found) -> Found:
        coefficient = {"coefficient": -found["coefficient"]} if "coefficient" in found else {}
        return {**found, ratio: _inverse(found[ratio]), **_ends(found, "conf_low", "conf_high", _inverse), **coefficient}

    return turned


def complemented(found: Found) -> Found:
    """Patients with the outcome become those without."""
    others = {"n": found["N"] - found["n"], "percent": 100 - found["percent"]}
    return {**found, **others, **_ends(found, "conf_low", "conf_high", lambda value: 100 - value)}


def scaled(factor: float, *stats: str) -> Turned:
    """The numbers grow by a factor."""
    return lambda found: {**found, **{stat: found[stat] if found[stat] is None else factor * float(found[stat]) for stat in stats}}


def described(found: Found) -> Found:
    """Values of the other sign: the first quartile becomes the last, the least the most."""
    return negated("median", "mean", ends=("q1", "q3"))({**found, **_ends(found, "min", "max", _negative)})


def exchanged(found: Found) -> Found:
    """What was said of the first group is said of the second."""
    return {f"{name[:-1]}{3 - int(name[-1])}" if name[-1:] in "12" else name: value for name, value in found.items()}
