"""What is asked in a question and what can be answered: words for people, and what the mapping will say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches
from functools import partial
from typing import Any

from cohortium.conformance.findings import Conformed, Finding
from cohortium.conformance.layout import known_columns
from cohortium.conformance.names import CLOSE, clean, plain
from cohortium.conformance.recognise import close_to, orders, texts_at
from cohortium.conformance.unit_names import units_of_limits
from cohortium.conformance.units import factor
from cohortium.language import Message, later, marked
from cohortium.measures import measures_of
from cohortium.protocol.model import Protocol, label_of
from cohortium.protocol.values import format_decimal
from cohortium.sources import Sheet
from cohortium.sources.mapping.answers import NOT_USED, WRONG, Subject

_DAY, _MARK = "03/04/2021", "1,234"


@dataclass(frozen=True)
class Option:
    """One possible answer: what people choose, and the words that the mapping gets."""

    label: Message | str
    answer: Mapping[str, Any]


@dataclass(frozen=True)
class Told:
    """A question in words, with its answers; a hint says what speaks for one of them, and decides nothing."""

    text: Message
    options: tuple[Option, ...]
    about: Mapping[str, Any] = field(default_factory=dict)
    hint: Message | str = ""
    free: str = ""
    variable: str = ""  # the column that it may be, where that is the question


@dataclass(frozen=True)
class _Asked:
    subject: Subject
    findings: Sequence[Finding]
    sheets: Mapping[int, Sheet]
    conformed: Conformed
    protocol: Protocol

    @property
    def sheet(self) -> Sheet:
        return self.sheets[self.findings[0].sheet_number]

    def columns(self) -> Iterable[set[str]]:
        """The different texts of every column that it concerns."""
        places = {(finding.sheet_number, finding.column) for finding in self.findings if finding.column}
        every = {each.number: each for each in (*self.conformed.delivery.sheets, *self.conformed.delivery.parquet)}
        return (texts_at(every[number], column, self.conformed.texts) for number, column in sorted(places))


def told(rule: str, subject: Subject, findings: Sequence[Finding], conformed: Conformed, protocol: Protocol) -> Told:
    """The words of a question about some findings of one centre."""
    sheets = {sheet.number: sheet for sheet in conformed.delivery.sheets}
    return _TOLD[rule](_Asked(subject, findings, sheets, conformed, protocol))


def _date_order(asked: _Asked) -> Told:
    first, second = (sum(counts) for counts in zip(*(orders(texts) for texts in asked.columns()), strict=True))
    hint = later("dates of the same columns that can only be day first: {first}; only month first: {second}", first=first, second=second)
    return Told(
        later("In which order does the centre write dates?"),
        (
            Option(later("day first: {date} is 3 April 2021", date=_DAY), {"dates": "day_first"}),
            Option(later("month first: {date} is 4 March 2021", date=_DAY), {"dates": "month_first"}),
            Option(later("now so, now so: ask about every cell"), {"dates": "mixed"}),
        ),
        hint=hint,
    )


def _century(asked: _Asked) -> Told:
    years = (1910, 1920, 1930, 1940, 1950, 1960)
    options = (Option(later("from {first} to {last}", first=year, last=year + 99), {"two_digit_years_from": year}) for year in years)
    return Told(later("Which years do two digits mean?"), tuple(options), free="two_digit_years_from")


def _decimal(asked: _Asked) -> Told:
    texts = {text for column in asked.columns() for text in column}
    comma = sum("," in text and len(text.rpartition(",")[2]) in (1, 2) for text in texts)
    point = sum("." in text and text.replace(".", "", 1).isdecimal() for text in texts)
    return Told(
        later("What does the comma in {number} mark?", number=_MARK),
        (
            Option(later("decimals: {number} is a little more than one", number=_MARK), {"decimal": ","}),
            Option(later("thousands: {number} is more than a thousand", number=_MARK), {"decimal": "."}),
            Option(later("now so, now so: ask about every cell"), {"decimal": "mixed"}),
        ),
        hint=later(
            "numbers of these columns with one or two digits after a comma: {comma}; with a point: {point}", comma=comma, point=point
        ),
    )


_MISSING = (
    Option(later("not done"), {"means": "not_done"}),
    Option(later("not asked"), {"means": "not_asked"}),
    Option(later("unknown"), {"means": "unknown"}),
    Option(later("not applicable"), {"means": "not_applicable"}),
    Option(later("nothing: like an empty cell"), {"means": "blank"}),
    Option(later("a slip: ask about every cell"), {"means": WRONG}),
)


def _code(asked: _Asked) -> Told:
    _, variable, text = asked.subject
    declared = _meanings(asked.protocol, variable)
    options = [Option(label, {"means": name}) for name, label in declared.items()]
    spelled = {plain(word): label for name, label in declared.items() for word in (str(label), name)}
    near = get_close_matches(plain(text), spelled, n=1, cutoff=CLOSE)
    hint = later("nearest: {label}", label=spelled[near[0]]) if near else ""
    return Told(
        later('What does "{text}" mean in the column {column}?', text=text, column=variable),
        (*options, *_MISSING),
        {"column": variable, "text": text},
        hint,
    )


def _meanings(protocol: Protocol, variable: str) -> dict[str, Message | str]:
    """What a text in a column can mean: id and label."""
    if variable == "arm":
        return {name: label_of(arm, name) for name, arm in protocol.arms.items()}
    entry = protocol.characteristics.get(variable)
    if entry and entry.levels:
        return {name: f"{name}: {label}" if label and label != name else name for name, label in entry.levels.items()}
    return {"yes": later("yes"), "no": later("no")}


def _absence(question: str, asked: _Asked) -> Told:
    """A text that can only stand for no value."""
    _, variable, text = asked.subject
    return Told(later(question, text=text, column=variable), _MISSING, {"column": variable, "text": text})


def _unit(asked: _Asked) -> Told:
    _, variable, unit = asked.subject
    entry = asked.protocol.characteristics.get(variable)
    wanted = (entry.unit if entry else "") or unit
    known = factor(unit, wanted)
    text = later("{column} is kept in {wanted}; what is a number in {unit} multiplied by?", column=variable, wanted=wanted, unit=unit)
    slip = Option(later("a slip: ask about every cell"), {"means": WRONG})
    shown = str(format_decimal(Decimal(known.numerator) / known.denominator) if known and known.denominator % 3 else known)
    options = (Option(shown, {"times": shown}), slip) if known else (slip,)
    return Told(text, options, {"column": variable, "unit": unit}, free="times")


def _limit_unit(asked: _Asked) -> Told:
    _, _, text = asked.subject
    columns = {number: column for number, variable, column in asked.conformed.columns if variable == "test"}
    limits = units_of_limits(asked.conformed)
    tests: set[tuple[str, str]] = set()
    for each in asked.findings:
        sheet = asked.sheets.get(each.sheet_number)  # of a Parquet file the engine told the first row of each test only
        own = plain(sheet.text(each.row, columns[each.sheet_number])) if sheet else ""
        tests |= {(each.centre, own)} if sheet else {test for test in limits if test[0] == each.centre}
    known = {unit for test, units in limits.items() if test in tests for unit in units.values()}
    same = [Option(later("the same as {unit}", unit=unit), {"means": unit}) for unit in sorted(known)]
    other = Option(later("another unit: these values stay unjudged"), {"means": WRONG})
    return Told(
        later('Laboratory values are in "{text}", but the limits of their tests are not. What is it?', text=text),
        (*same, other),
        {"column": "unit", "text": text},
    )


def _heading(asked: _Asked) -> Told:
    _, table, heading = asked.subject
    sheet, finding = asked.sheet, asked.findings[0]
    known = known_columns(asked.protocol, measures_of(asked.protocol))[table]
    likely = finding.variable if finding.rule == "mapping_unsure" else close_to(sheet, heading, known)
    have = {plain(clean(each)) for each in sheet.headers}
    others = () if sheet.view else dict.fromkeys(name for name, _ in known.values() if name != likely and plain(name) not in have)
    names = (likely, *others)
    return Told(
        later('What is the column "{heading}" of {table}?', heading=heading, table=table),
        (*(Option(name, {"means": name}) for name in names), Option(later("none of them: it is not used"), {"means": NOT_USED})),
        {"table": table, "heading": heading},
        finding.found if sheet.view else later("the heading is close to {variable}", variable=likely),
        variable=likely,
    )


def _hidden(asked: _Asked) -> Told:
    return Told(
        later("Columns or sheets are hidden. Are they to be read?"),
        (
            Option(later("yes: they are read"), {"hidden": "read"}),
            Option(later("no: they are left out"), {"hidden": "leave_out"}),
        ),
    )


def _merged(asked: _Asked) -> Told:
    return Told(
        later("Cells with data are merged. For which rows does their value count?"),
        (
            Option(later("for the first row only"), {"merged": "first"}),
            Option(later("for all rows that are merged"), {"merged": "fill"}),
        ),
    )


def _colours(asked: _Asked) -> Told:
    return Told(
        later("Cells are in colours. Do the colours say something?"),
        (
            Option(later("no: they are drawing"), {"colours": "ignore"}),
            Option(later("yes: ask the centre to write it into a column"), {"colours": "ask"}),
        ),
    )


def _delivery(asked: _Asked) -> Told:
    _, day = asked.subject
    return Told(
        later("What is the delivery of {day}?", day=day),
        (
            Option(later("complete: everything that the centre has"), {"means": "complete"}),
            Option(later("additional: only what is new"), {"means": "additional"}),
        ),
        {"delivery": day},
    )


def _units(asked: _Asked) -> Told:
    _, name = asked.subject
    finding = asked.findings[0]
    apart = dict(finding.expected.values)["factor"] if isinstance(finding.expected, Message) else ""
    text = "Are all numbers of {column} in one unit? There are two groups, about {factor} times apart."
    return Told(
        later(text, column=name, factor=apart),
        (Option(later("yes: all are in the unit of the study"), {"units": "as_declared"}),),
        {"column": name},
        finding.expected,
    )


_TOLD: dict[str, Callable[[_Asked], Told]] = {
    "date_order": _date_order,
    "two_digit_years": _century,
    "decimal_mark": _decimal,
    "unknown_code": _code,
    "missing_code": partial(_absence, marked('What does "{text}" mean in the column {column}? It is outside the range.')),
    "word_in_numbers": partial(_absence, marked('What does "{text}" mean in the column {column}? Numbers stand there.')),
    "unit_in_cell": _unit,
    "unit_of_no_limit": _limit_unit,
    "close_heading": _heading,
    "mapping_unsure": _heading,
    "hidden_column": _hidden,
    "hidden_sheet": _hidden,
    "merged_cells": _merged,
    "coloured_cells": _colours,
    "delivery_undeclared": _delivery,
    "units_mixed": _units,
}
