"""The generated page that lists every built-in measure (docs/measures.md)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from cohortium.measures.ctcae import SOURCE, TERMS, GradedTerm, Limit
from cohortium.measures.items import INSTRUMENTS, Item, Scoring
from cohortium.measures.model import BandScheme, Fact, Measure
from cohortium.measures.questionnaires import NOT_RELEVANT, QUESTIONNAIRES, Questionnaire

_HEAD = """# Measures

Generated from the entries in `cohortium/measures`. The id is also the name of the column in a centre's sheet.
A study declares its own measure under `measures:` in its protocol. What is marked *unconfirmed* is from memory or
second hand: check it before you rely on it.
"""
_UNCONFIRMED = " *(unconfirmed)*"


def page_of(measures: Iterable[Measure]) -> str:
    """The whole page, in Markdown."""
    return "\n".join([_HEAD, *("\n".join(_section(measure)) for measure in measures), *_grades()])


def _section(measure: Measure) -> list[str]:
    low, high, step = (_plain(number) for number in (measure.low, measure.high, measure.step))
    worst = "high" if measure.worse > 0 else "low"
    return [
        f"## {measure.id}",
        "",
        f"{measure.label}.",
        "",
        f"- Range: {low} to {high} in steps of {step}; {worst} is worse{_mark(measure)}",
        f"- Printed with {_decimals(measure.decimals)}",
        *(f"- Bands, {scheme.name}: {_bands(measure, scheme)} ({scheme.source}){_mark(scheme)}" for scheme in measure.bands),
        *(f"- {fact.text} ({fact.source}){_mark(fact)}" for fact in (*measure.meaningful_change, *measure.notes)),
        *_items(measure.id),
        f"- Source: {measure.source}",
        "",
    ]


def _grades() -> list[str]:
    """The graded terms, a line each, with their limits."""
    lines = [f"- `{name}`: {term.label}; {_limits(term)}{_mark(term)}" for name, term in TERMS.items()]
    return ["# Grades of laboratory values", "", _ABOUT_GRADES, "", *lines, ""]


_ABOUT_GRADES = f"""The terms that a protocol can name under `ctcae:`, each with its test.
Source: {SOURCE}; the official document was not read.
ULN and LLN are the limits of the laboratory; a grade begins beyond its limit, or on it where that is said.
What only a clinician can say (grade 4 of anaemia), and LDL, which CTCAE does not grade, are not here."""


def _limits(term: GradedTerm) -> str:
    ordered = sorted(term.limits, key=lambda limit: limit.grade)
    return "; ".join(f"grade {limit.grade} {_limit(limit)}" for limit in ordered)


def _limit(limit: Limit) -> str:
    name = {"upper": "ULN", "lower": "LLN", "baseline": "baseline"}.get(limit.basis, "")
    reached = {"above": "from" if limit.inclusive else "above", "below": "below"}[limit.side]
    if limit.fixed:
        shown = {value: unit for unit, value in reversed(limit.fixed)}  # one spelling of each unit
        above = " above ULN" if limit.basis == "over" else ""
        verb = "more than" if above else reached
        return f"{verb} {' or '.join(f'{_plain(value)} {unit}' for value, unit in reversed(shown.items()))}{above}"
    times = "" if limit.times == 1 else f"{_plain(limit.times)} x "
    return f"{reached} {times}{name}" + (f" if the baseline was {limit.when}" if limit.when else "")


def _items(name: str) -> list[str]:
    """The columns of the items, and the rule for missing answers."""
    if name not in INSTRUMENTS:
        return []
    columns = ", ".join(f"`{item.id}` ({_answers(item)})" for item in INSTRUMENTS[name].items(Scoring()))
    asked = QUESTIONNAIRES.get(name)
    if asked is None:
        return [f"- Items: {columns}. Without one of them that counts there is no total."]
    rule = f"`missing: {asked.rule}`: up to {asked.may_miss} missing answer counts 0" if asked.may_miss else "every answer is needed"
    return [f"- Items: {columns}", f"- Missing answers, {rule} ({asked.source}){_mark(asked)}"]


def _answers(item: Item) -> str:
    if item.words:
        return " / ".join(item.words)
    text = f"0 to {_plain(item.high)}" + ("" if item.step == 1 else f" in steps of {_plain(item.step)}")
    return f"{text}, or {NOT_RELEVANT}" if item.not_relevant else text


def _bands(measure: Measure, scheme: BandScheme) -> str:
    texts, low = [], measure.low
    for label, at_most in scheme.bands:
        texts.append(f"{label} {_plain(low)}" + ("" if low == at_most else f" to {_plain(at_most)}"))
        low = at_most + measure.step
    return ", ".join(texts)


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _decimals(decimals: int) -> str:
    return {0: "no decimal", 1: "1 decimal"}.get(decimals, f"{decimals} decimals")


def _mark(fact: Measure | BandScheme | Fact | Questionnaire | GradedTerm) -> str:
    return "" if fact.confirmed else _UNCONFIRMED
