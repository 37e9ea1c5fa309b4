"""Dates in cells: ISO, or day first where no other reading is possible; 03/04/2020 is asked about, not guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from cohortium.conformance.reading import Fault, Kind, Value
from cohortium.conformance.words import BLANK, MISSING, NO, ONGOING, YES, is_word
from cohortium.language import later
from cohortium.protocol.values import plain

_TIME = r"(?:[T ][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?:Z| ?[+-][0-9]{2}:?[0-9]{2})?)?"
_ISO = re.compile(rf"([0-9]{{4}})([-/.])([0-9]{{1,2}})\2([0-9]{{1,2}}){_TIME}")
_DAY_FIRST = re.compile(rf"([0-9]{{1,2}})([-/.])([0-9]{{1,2}})\2([0-9]{{4}}){_TIME}")
_TWO_DIGITS = re.compile(r"[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2}")
_NAMED = re.compile(r"([0-9]{1,2})(?:er)?\.?[ /-]([^\W\d_]{3,10})\.?[ /-]([0-9]{4})")
_ISO_MONTH = re.compile(r"([0-9]{4})-([0-9]{1,2})")
_MONTH_FIRST = re.compile(r"([0-9]{1,2})[-/.]([0-9]{4})")
_NAMED_MONTH = re.compile(r"(?:UNK?[ /-])?([^\W\d_]{3,10})\.?[ /-]([0-9]{4})", re.IGNORECASE)
_SERIAL = re.compile(r"[2-7][0-9]{4}")
_YEAR = re.compile(r"[0-9]{4}")
_PLACEHOLDERS = frozenset(date.fromisoformat(day) for day in ("1899-12-30", "1899-12-31", "1900-01-01", "1904-01-01", "1970-01-01"))
_FIRST, _LAST = 1900, 2100
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january janvier janv",
            "feb february fevrier fev fevr",
            "mar march mars",
            "apr april avril avr",
            "may mai",
            "jun june juin",
            "jul july juillet juil",
            "aug august aout",
            "sep sept september septembre",
            "oct october octobre",
            "nov november novembre",
            "dec december decembre",
        ),
        start=1,
    )
    for name in names.split()
}


def from_serial(text: str) -> date | None:
    """The day that a spreadsheet's own number of a day means, from 1954 to 2118; None where it is no such number."""
    return date(1899, 12, 30) + timedelta(days=int(text)) if _SERIAL.fullmatch(text) else None


def parse_day(text: str) -> tuple[date, bool]:
    """A calendar day and whether it was written as ISO; the time of a day is dropped, never shifted."""
    if iso := _ISO.fullmatch(text):
        return _day(iso[1], iso[3], iso[4]), text == f"{iso[1]}-{iso[3]}-{iso[4]}" and len(text) == 10
    if named := _NAMED.fullmatch(text):
        return _day(named[3], str(_month(named[2])), named[1]), False
    if _TWO_DIGITS.fullmatch(text):
        raise Fault("ambiguous_date")
    written = _DAY_FIRST.fullmatch(text)
    if not written:
        raise Fault("partial_date" if any(_partial(text)) else "not_a_date")
    day, month = int(written[1]), int(written[3])
    if day <= 12 and month <= 12 and day != month:
        raise Fault("ambiguous_date")
    return _day(written[4], written[3], written[1]), False


def parse_onset(text: str) -> tuple[tuple[date, date], bool]:
    """The first and the last day that a date, month or year can mean."""
    found = next(_partial(text), None)
    if not found:
        day, as_written = parse_day(text)
        return (day, day), as_written
    year, month = found
    first = _day(year, month or "1", "1")
    later = _next_month(first) if month else date(first.year + 1, 1, 1)
    return (first, later - timedelta(days=1)), bool(_YEAR.fullmatch(text) or (_ISO_MONTH.fullmatch(text) and len(text) == 7))


def _partial(text: str) -> Iterator[tuple[str, str]]:
    """(year, month or empty) of a text that names no day."""
    if _YEAR.fullmatch(text):
        yield text, ""
    elif found := _ISO_MONTH.fullmatch(text):
        yield found[1], found[2]
    elif found := _MONTH_FIRST.fullmatch(text):
        yield found[2], found[1]
    elif (found := _NAMED_MONTH.fullmatch(text)) and plain(found[1]) in _MONTHS:
        yield found[2], str(_month(found[1]))


def _month(name: str) -> int:
    try:
        return _MONTHS[plain(name)]
    except KeyError:
        raise Fault("not_a_date") from None


def _day(year: str, month: str, day: str) -> date:
    found = _any_day(year, month, day)
    if found in _PLACEHOLDERS or not _FIRST <= found.year <= _LAST:
        raise Fault("placeholder_date")
    return found


def _any_day(year: str, month: str, day: str) -> date:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise Fault("not_a_date") from None


def _confirmed_day(text: str) -> Value:
    """A day that stands for a missing one as a rule, but is meant this time."""
    found = _ISO.fullmatch(text)
    return Value(_any_day(found[1], found[3], found[4]), len(text) == 10) if found else _read_day(text)


def _next_month(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


_EXPECTED = later("a date as year-month-day, for example 2021-03-25")


def _read_day(text: str) -> Value:
    if serial := from_serial(text):
        return Value(serial, False, "serial_date")
    return Value(*parse_day(text))


def _read_onset(text: str) -> Value:
    if serial := from_serial(text):
        return Value((serial, serial), False, "serial_date")
    return Value(*parse_onset(text))


def _read_death(text: str) -> Value:
    return Value(None, False) if is_word(text, NO) else _read_day(text)


def _read_screened(text: str) -> Value:
    for words, value in ((YES, True), (NO, False)):
        if is_word(text, words):
            return Value(value)
    return Value(True, parse_day(text)[1])


DAY = Kind(_read_day, _EXPECTED, family="date", confirmed=_confirmed_day)
# "Unknown" in a stop says that the drug was stopped: taken as empty it would mean that it still goes on.
STOP = Kind(
    _read_day,
    later("{date}; empty while the treatment goes on", date=_EXPECTED),
    missing=BLANK | ONGOING,
    family="date",
    confirmed=_confirmed_day,
)
DEATH = Kind(_read_death, later("the date of death, {date}; empty for the living", date=_EXPECTED), missing=MISSING, family="date")
_PARTLY = later("{date}, or 2021-03 or 2021 where no more is known", date=_EXPECTED)
ONSET = Kind(_read_onset, _PARTLY, family="date")
SCREENED = Kind(_read_screened, later("yes, no, or {date}", date=_EXPECTED), family="date")
