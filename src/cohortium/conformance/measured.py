"""Results of laboratory tests: a number, or only what it is below or above (<0.01, >1000, <LLOQ), which is never taken for the number."""

from __future__ import annotations

import re
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from typing import NamedTuple

from cohortium.conformance.numbers import LARGEST_MILLIONTHS, MILLION, parse_number
from cohortium.conformance.reading import Fault, Kind, Value

_EXACT, _MILLIONTH = Context(prec=60), Decimal("0.000001")
_SIGNED = re.compile(r"(<=|=<|>=|=>|[<>≤≥⩽⩾]|(?:inf|sup)(?:[ée]rieure?|\.)?(?: ?à)?(?= ))\s*(\S.*)", re.IGNORECASE)
_SIGNS = {"≤": "<=", "⩽": "<=", "=<": "<=", "≥": ">=", "⩾": ">=", "=>": ">="}
# The limit of quantification or detection: lower, upper, or not said which; in French limite de détection, de quantification.
_UNSAID = re.compile(r"(?:[lu]?lo[qd]|l[dq])", re.IGNORECASE)
_BELOW_OR_ABOVE = {"blq": "<", "bloq": "<", "alq": ">", "aloq": ">"}


class Measured(NamedTuple):
    """Millionths, and how the true value lies to them: at them, less than a millionth above ("+"), or beyond ("<", "<=", ">", ">=").

    No amount: below or above what the laboratory can measure, and nobody says how much that is.
    """

    amount: int | None
    sign: str = ""


def split_sign(text: str) -> tuple[str, str]:
    """(sign, rest) of a text such as `≤ 0,5`; no sign and the text itself where it has none."""
    found = _SIGNED.fullmatch(text)
    if not found:
        return "", text
    sign = found[1].lower()
    return _SIGNS.get(sign) or ("<" if sign.startswith("inf") else ">" if sign.startswith("sup") else sign), found[2]


def _read(text: str) -> Value:
    if text.lower() in _BELOW_OR_ABOVE:
        return Value(Measured(None, _BELOW_OR_ABOVE[text.lower()]), False)
    sign, rest = split_sign(text)
    if sign and _UNSAID.fullmatch(rest):
        return Value(Measured(None, sign), False)
    number, as_written = parse_number(rest)
    if not sign:
        return Value(_measured(number), as_written)
    return Value(_beyond(number, sign), as_written and text == f"{sign}{rest}")


def _measured(number: Decimal) -> Measured:
    """Digits beyond a millionth are kept as what they are for every comparison: a part of the next one."""
    millionths, exact = _whole(number, ROUND_FLOOR)
    return Measured(millionths, "" if exact else "+")


def _beyond(number: Decimal, sign: str) -> Measured:
    """What is below a number is below the next millionth too, so a bound of many digits is never narrower than it was written."""
    millionths, exact = _whole(number, ROUND_CEILING if "<" in sign else ROUND_FLOOR)
    return Measured(millionths, sign if exact else sign[0])


def _whole(number: Decimal, rounding: str) -> tuple[int, bool]:
    rounded = number.quantize(_MILLIONTH, rounding, _EXACT)
    millionths = int(rounded * MILLION)
    if abs(millionths) >= LARGEST_MILLIONTHS:
        raise Fault("out_of_range")
    return millionths, rounded == number


RESULT = Kind(_read, "a number without its unit, or what it is below or above, such as <0.01", family="number")
