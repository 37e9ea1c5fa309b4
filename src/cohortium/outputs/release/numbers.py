"""What must hold between the numbers of results.csv, found again by other arithmetic than made them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from cohortium.outputs.release.written import Cell, Number, Written
from cohortium.results import DIGITS_EXACT, KEY, exact_text, fixed_text, is_count

ALL = "all"
WHOLE = ("baseline", "efficacy", "safety", "stops", "follow_up", "survival", "incidence", "estimand")
"""Analyses whose groups are all patients, taken apart; a comparison or another choice may leave patients out."""
QUARTILES = ("min", "q1", "median", "q3", "max")
EXACT = ("n", "N", "percent", "mean", *QUARTILES)
"""Numbers whose value is a fraction; the others are written with 12 digits."""
ESTIMATES = (
    "percent", "median", "mean", "rate", "difference", "shift", "pseudomedian", "risk_ratio", "odds_ratio", "hazard_ratio", "rate_ratio",
    "ratio",
)  # fmt: skip
_LAST_DIGIT = Fraction(1, 10 ** (DIGITS_EXACT - 1))  # of a value as results.csv writes one whose decimals do not end
_LAST = Fraction(1, 10**11)  # the last of 12 digits, with which the end of an interval of no width is written
_ARM, _VARIANT = KEY.index("arm"), KEY.index("variant")
_PRINTED = re.compile(r"([<>]?)([-−]?\d*[.,·]?\d+)")

Faults = Iterator[tuple[str, bool]]
"""(place, whether it is sound), one for each thing that a check looks at."""


def counts_within(written: Written) -> Faults:
    """n <= N."""
    for cell in _having(written, "n", "N"):
        yield _place(cell), _of(cell, "n") <= _of(cell, "N")


def percents_of_counts(written: Written) -> Faults:
    """The percentage again, from n and N, digit by digit as results.csv holds it."""
    for cell in _having(written, "n", "N", "percent"):
        n, total, percent = (_of(cell, stat) for stat in ("n", "N", "percent"))
        yield _place(cell), bool(total) and exact_text(100 * n / total) == exact_text(percent)


def arms_add_up(written: Written) -> Faults:
    """n and N of the arms against those of all patients: never more, and equal where nobody is left out."""
    arms = written.binding["arms"]
    for cell in written.by_cell.values():
        number = next(iter(cell.values()))
        if number.key[_ARM] == ALL:
            yield from _sums(written, cell, arms)


def _sums(written: Written, cell: Cell, arms: list[str]) -> Faults:
    for stat in ("n", "N"):
        if stat in cell and cell[stat].value is not None:
            parts = [written.numbers_by_key.get(_with_arm(cell[stat], arm)) for arm in arms]
            values = [part.value for part in parts if part and part.value is not None]
            if len(values) == len(arms):
                yield cell[stat].result_id, _adds_up(cell[stat], sum(values, Fraction(0)))


def _adds_up(whole: Number, parts: Fraction) -> bool:
    must = whole.key[0] in WHOLE and not whole.key[_VARIANT]
    return parts == whole.value if must else parts <= (whole.value or 0)


def _with_arm(number: Number, arm: str) -> tuple[str, ...]:
    return (*number.key[:_ARM], arm, *number.key[_ARM + 1 :])


def quartiles_in_order(written: Written) -> Faults:
    """Minimum, quartiles and maximum rise; the mean lies between minimum and maximum."""
    for cell in _having(written, "median"):
        for order in (QUARTILES, ("min", "mean", "max")):
            values = [value for stat in order if stat in cell and (value := cell[stat].value) is not None]
            yield _place(cell), values == sorted(values)


def within_range(written: Written) -> Faults:
    """Values of a score inside its scale; of a change, inside what the scale allows."""
    for scale, cell in _scaled(written):
        low, high = (Fraction(Decimal(scale[end])) for end in ("low", "high"))
        values = [value for stat in (*QUARTILES, "mean") if stat in cell and (value := cell[stat].value) is not None]
        yield _place(cell), all(low <= value <= high for value in values)


def means_possible(written: Written) -> Faults:
    """The sum behind a mean is a whole number of steps. Source: Brown & Heathers 2017, the GRIM test, doi 10.1177/1948550616673876."""
    for scale, cell in _scaled(written):
        total = written.numbers_by_key.get((*_key(cell)[: KEY.index("unit")], "patients", "N"))
        if "mean" in cell and cell["mean"].value is not None and total and total.value:
            steps = cell["mean"].value * total.value / Fraction(Decimal(scale["step"]))
            yield cell["mean"].result_id, abs(steps - round(steps)) <= abs(steps) * _LAST_DIGIT


def intervals_hold(written: Written) -> Faults:
    """The estimate lies in its interval; one whose end is not reached is open there."""
    for cell in _having(written):
        for stat in ESTIMATES:
            if stat in cell and cell[stat].value is not None and ("conf_low" in cell or "conf_high" in cell):
                ends = [cell[end].value if end in cell else None for end in ("conf_low", "conf_high")]
                yield cell[stat].result_id, _holds(cell[stat].value or Fraction(0), *ends)


def _holds(value: Fraction, low: Fraction | None, high: Fraction | None) -> bool:
    room = abs(value) * _LAST
    return (low is None or low - room <= value) and (high is None or value <= high + room)


def texts_of_values(written: Written) -> Faults:
    """The printed text is the value, rounded half away from zero to the digits that are printed; `<0.001` is below."""
    for number in written.numbers.values():
        found = _PRINTED.fullmatch(number.text)
        if number.value is not None and (found or is_count(number.stat)):
            yield number.result_id, found is not None and _prints(number.value, number.stat in EXACT, *found.groups())


@lru_cache(maxsize=8192)
def _prints(value: Fraction, exact: bool, sign: str, shown: str) -> bool:
    digits = re.sub(r"[,·]", ".", shown.replace("−", "-"))
    bound = Fraction(Decimal(digits))
    if sign:
        return value < bound if sign == "<" else value > bound
    # A journal may want .04 for 0.04. What is written with 12 digits may lie beside the half that it was rounded from.
    near = (value,) if exact else (value, value * (1 - _LAST), value * (1 + _LAST))
    return any(Decimal(fixed_text(each, len(digits.partition(".")[2]))) == Decimal(digits) for each in near)


def _scaled(written: Written) -> Iterable[tuple[dict[str, str], Cell]]:
    scales: dict[tuple[str, ...], dict[str, str]] = {(scale["analysis"], scale["variable"]): scale for scale in written.binding["scales"]}
    return ((scales[_key(cell)[:2]], cell) for cell in _having(written, "median") if _key(cell)[:2] in scales)


def _having(written: Written, *stats: str) -> Iterator[Cell]:
    """The cells in which every one of these has a value."""
    return (cell for cell in written.by_cell.values() if all(stat in cell and cell[stat].value is not None for stat in stats))


def _of(cell: Cell, stat: str) -> Fraction:
    value = cell[stat].value
    return Fraction(0) if value is None else value


def _key(cell: Cell) -> tuple[str, ...]:
    return next(iter(cell.values())).key[:-1]


def _place(cell: Cell) -> str:
    return next(iter(cell.values())).result_id
