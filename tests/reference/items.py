"""Totals from the items of a visit, one measure after the other, as their publications say."""

from __future__ import annotations

from fractions import Fraction

from .texts import blank, number, plain

REGIONS = ("head_neck", "upper_limbs", "trunk", "lower_limbs")
SIGNS = ("erythema", "induration", "excoriation", "lichenification")
ADULT, CHILD = (1, 2, 3, 4), (2, 2, 3, 3)  # tenths
NOT_RELEVANT = ("not relevant", "non concerne")


class Unusable(Exception):
    """An answer that cannot be used, or answers that contradict each other: the score is set aside."""


def total(protocol: dict, name: str, row: dict, age: int | None) -> Fraction | None:
    """The total of a measure's items in a row; None where there is none."""
    rule = (protocol.get("items") or {}).get(name)
    score = SCORES.get(name)
    if not rule or not score or not any(not blank(row.get(item)) for item in score[0]):
        return None
    return score[1](row, {} if rule == "published" else rule, age)


def _answer(row: dict, item: str, high: int, step: Fraction, words: tuple[str, ...] = ()) -> Fraction | None:
    if blank(row.get(item)):
        return None
    if plain(row[item]) in words:
        return Fraction(0)
    value = number(row[item])
    if value is None or not 0 <= value <= high or (value / step).denominator != 1:
        raise Unusable
    return value


def _easi(row: dict, rule: dict, age: int | None) -> Fraction | None:
    """Of each region 0.1 to 0.4 times its area times the sum of four signs; an area of 0 needs no signs."""
    step = Fraction(1) if rule.get("signs") == "whole" else Fraction(1, 2)
    parts = []
    contradicts = unknown = False
    written = [
        (_answer(row, f"EASI_{region}_area", 6, Fraction(1)), [_answer(row, f"EASI_{region}_{sign}", 3, step) for sign in SIGNS])
        for region in REGIONS
    ]
    for area, signs in written:
        if area is not None and None not in signs and (area == 0) != (sum(signs) == 0):
            contradicts = True
        if area is None or (area > 0 and None in signs):
            unknown = True
            parts.append(Fraction(0))
        else:
            parts.append(area * sum(sign or 0 for sign in signs))
    if contradicts:
        raise Unusable
    if unknown:
        return None
    young, old = (sum(Fraction(weight, 10) * part for weight, part in zip(weights, parts, strict=True)) for weights in (CHILD, ADULT))
    chosen = rule.get("weights", "by_age")
    if chosen == "by_age":
        if age is None:
            return young if young == old else None
        chosen = "child" if age < 8 else "adult"
    return young if chosen == "child" else old


def _dlqi(row: dict, rule: dict, age: int | None) -> Fraction | None:
    """Ten answers from 0 to 3; one missing counts 0 unless the study wants them all."""
    answers = [_answer(row, f"DLQI_{at}", 3, Fraction(1), NOT_RELEVANT if at > 2 else ()) for at in range(1, 11)]
    missing = answers.count(None)
    if missing > (0 if rule.get("missing") == "complete" else 1):
        return None
    return sum((answer for answer in answers if answer is not None), Fraction(0))


EASI_ITEMS = [f"EASI_{region}_{what}" for region in REGIONS for what in ("area", *SIGNS)]
DLQI_ITEMS = [f"DLQI_{at}" for at in range(1, 11)]
SCORES = {"EASI": (EASI_ITEMS, _easi), "DLQI": (DLQI_ITEMS, _dlqi)}


def agrees(computed: Fraction, written: Fraction, text: str, step: Fraction) -> bool:
    """A total that its centre rounded to fewer decimals is the same: half of the last place either way."""
    unit = max(Fraction(1, 10 ** len(text.partition(".")[2])), step)
    return computed == written or ((computed / unit).denominator > 1 and abs(computed - written) <= unit / 2)


def score(protocol: dict, name: str, measure, row: dict, age: int | None) -> tuple[bool, Fraction | None, str]:
    """(whether the row says anything of the score, the score or None where it is set aside, what is worth noting)."""
    text = row.get(name)
    try:
        computed = total(protocol, name, row, age)
    except Unusable:
        return True, None if blank(text) else measure.read(text), "items unusable"
    if blank(text):
        return computed is not None, computed, "" if computed is None else "total from items"
    written = number(text)
    rule = (protocol.get("items") or {}).get(name)
    differ = rule.get("differ", "given") if isinstance(rule, dict) else "given"
    on_grid = written is not None and (written / measure.step).denominator == 1
    if computed is None or not on_grid:
        return True, measure.read(text), ""
    if agrees(computed, written, str(text), measure.step):
        return True, measure.read(text), "totals agree" if computed == written else "totals agree when rounded"
    return True, {"given": measure.read(text), "items": computed, "set_aside": None}[differ], f"totals differ, {differ}"
