"""Plain arithmetic of the recount: the texts of numbers, quartiles, intervals, and the rows that a number becomes.

Nothing here knows Cohortium: the definitions are written again from the manual, in the slowest way that is obviously right.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from fractions import Fraction

KEY = ("analysis", "variable", "level", "timepoint", "arm", "group", "group_level", "versus", "variant", "unit", "stat")
ALL = "all"
# The 97.5 % point of the normal distribution, to more digits than are ever shown.
Z = Decimal("1.959963984540054235524594430521")
WIDE = Context(prec=80, rounding=ROUND_HALF_UP)
Rows = dict[tuple[str, ...], str]


def decimal(number: Fraction) -> Decimal:
    """The fraction at 80 digits."""
    return WIDE.divide(Decimal(number.numerator), Decimal(number.denominator))


def plain(number: Decimal) -> str:
    """Without exponent, without zeros at the end, without -0."""
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def significant(number: Decimal, digits: int) -> str:
    """So many significant digits, half away from zero."""
    return plain(Context(prec=digits, rounding=ROUND_HALF_UP).plus(number))


def ends(number: Fraction) -> bool:
    """Whether the decimal number ends: no prime but 2 and 5 below the line."""
    rest = number.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1


def exact(number: int | Fraction) -> str:
    """In full where the decimal ends, else 20 significant digits."""
    number = Fraction(number)
    return plain(decimal(number)) if ends(number) else significant(decimal(number), 20)


def quartile(ordered: Sequence[Fraction], share: Fraction) -> Fraction:
    """Hyndman and Fan's second definition, the one of SAS: the mean of two neighbours where n x share is whole."""
    place = len(ordered) * share
    if place.denominator == 1:
        return (ordered[int(place) - 1] + ordered[int(place)]) / 2
    return ordered[int(place)]


def deviation(values: Sequence[Fraction]) -> str:
    """The standard deviation with n - 1, 12 digits; nothing for one value."""
    if len(values) < 2:
        return ""
    mean = sum(values, Fraction()) / len(values)
    variance = sum(((value - mean) ** 2 for value in values), Fraction()) / (len(values) - 1)
    return significant(WIDE.sqrt(decimal(variance)), 12)


def summary(values: Iterable[Fraction]) -> dict[str, str]:
    """Median, quartiles, mean, SD, least and greatest, as texts."""
    ordered = sorted(values)
    if not ordered:
        return dict.fromkeys(("median", "q1", "q3", "mean", "sd", "min", "max"), "")
    return {
        "median": exact(quartile(ordered, Fraction(1, 2))),
        "q1": exact(quartile(ordered, Fraction(1, 4))),
        "q3": exact(quartile(ordered, Fraction(3, 4))),
        "mean": exact(sum(ordered, Fraction()) / len(ordered)),
        "sd": deviation(ordered),
        "min": exact(ordered[0]),
        "max": exact(ordered[-1]),
    }


def wilson(n: int, of: int) -> tuple[str, str]:
    """Wilson's 95 % interval without continuity correction, in percent, 12 digits."""
    if not of:
        return "", ""
    with localcontext(WIDE):
        total = Decimal(of)
        share = Decimal(n) / total
        middle = share + Z * Z / (2 * total)
        half = Z * (share * (1 - share) / total + Z * Z / (4 * total * total)).sqrt()
        low, high = (100 * (middle + side * half) / (1 + Z * Z / total) for side in (-1, 1))
    return "0" if n == 0 else significant(low, 12), "100" if n == of else significant(high, 12)


class Ledger:
    """Collects the rows: {key: text of the value}; the same key twice is a mistake of the recount."""

    def __init__(self) -> None:
        self.rows: Rows = {}

    def put(self, analysis: str, variable: str, stat: str, value: int | str, **parts: str) -> None:
        """One number; text is taken as it is."""
        named = {"analysis": analysis, "variable": variable, "stat": stat, **parts}
        key = tuple(named.pop(part, "") for part in KEY)
        assert not named and key not in self.rows, (named, key)
        self.rows[key] = value if isinstance(value, str) else exact(value)

    def share(self, analysis: str, variable: str, n: int, of: int, *, interval: bool = True, **parts: str) -> None:
        """N, n, percent, and the interval where there is one."""
        parts = {"unit": "patients", **parts}
        low, high = wilson(n, of)
        self.put(analysis, variable, "N", of, **parts)
        self.put(analysis, variable, "n", n, **parts)
        self.put(analysis, variable, "percent", exact(Fraction(100 * n, of)) if of else "", **parts)
        if interval:
            self.put(analysis, variable, "conf_low", low, **parts)
            self.put(analysis, variable, "conf_high", high, **parts)

    def spread(self, analysis: str, variable: str, values: Sequence[Fraction], **parts: str) -> None:
        """N in patients, then the summary of a number."""
        self.put(analysis, variable, "N", len(values), unit="patients", **parts)
        for stat, text in summary(values).items():
            self.put(analysis, variable, stat, text, **parts)
