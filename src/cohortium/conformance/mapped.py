"""Where a mapping says that the columns of a table are, and how its declarations change the reading of a cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Context, Decimal, InvalidOperation
from fractions import Fraction

from cohortium.conformance.measured import split_sign
from cohortium.conformance.names import clean, plain
from cohortium.conformance.reading import QUARANTINED, Fault, Kind, Value, read_cell
from cohortium.conformance.units import split_unit
from cohortium.conformance.words import is_word
from cohortium.language import tr
from cohortium.protocol.mistakes import suggestion
from cohortium.protocol.values import format_decimal
from cohortium.sources import ParquetFile, Sheet
from cohortium.sources.mapping import Column
from cohortium.sources.mapping import Mapping as Declarations
from cohortium.sources.mapping.answers import WRONG
from cohortium.sources.mapping.views import View
from cohortium.sources.names import MISSING_WORDS

KEYS = ("centre", "patient")
_SLASHED = re.compile(r"([0-9]{1,2})([-/. ])([0-9]{1,2})\2([0-9]{2}|[0-9]{4})(?:[T ](.*))?")
_YEAR_FIRST = re.compile(r"([0-9]{2})([-/.])([0-9]{1,2})\2([0-9]{1,2})")
_COMMA_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?")
_POINT_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{3})+(,[0-9]*)?")
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,20}(?:\.[0-9]{0,20})?|\.[0-9]{1,20})")
_SERIAL = re.compile(r"[1-7][0-9]{4}")
_DAY = re.compile(r"[12][0-9]{3}-[01][0-9]-[0-3][0-9]")
_TWELVE_DIGITS = Context(prec=12)
_NOTHING = Declarations()
Step = Callable[[str], str]


def mapped_columns(sheet: Sheet, view: View, known: Mapping[str, tuple[str, Kind]], wrong: list[str]) -> dict[str, tuple[int, Kind]]:
    """Variable -> its column (0: one value for all rows) and its kind as the mapping changes it; mistakes go to `wrong`."""
    found: dict[str, tuple[int, Kind]] = {}
    for written, (index, column) in view.columns.items():
        variable, kind = known.get(plain(written), ("", None))
        if kind is None:
            if not view.written.by_hand:  # a template of an earlier protocol: told once for the file
                continue
            near = suggestion(written, (name for name, _ in known.values()))
            said = tr('{place} has no column "{name}"{suggestion}', place=view.table, name=written, suggestion=near)
            wrong.append(view.written.mistake(view.path(written), said, on_key=True))
        elif index in sheet.withheld:
            continue
        elif decided(view, name_of(sheet, index), written, column) and not left_out(sheet, index):
            found[variable] = (index, declared(kind, column, sheet, variable))
            if not index and read_cell(found[variable][1], column.value or "").status == QUARANTINED:
                said = tr("this is no value of {variable}; expected: {expected}", variable=variable, expected=_expected(kind))
                wrong.append(view.written.mistake(view.path(written), said))
    return found


def _expected(kind: Kind) -> str:
    return tr(kind.expected) if isinstance(kind.expected, str) else str(kind.expected)


def unsure(sheet: Sheet, view: View) -> Iterable[tuple[str, int, str]]:
    """(variable, column, doubt) of what the mapping itself is unsure of: not read until somebody takes the doubt away."""
    doubtful = [(name, index, column.unsure) for name, (index, column) in view.columns.items() if column.unsure]
    answers = view.written.mapping.about("heading", view.table)
    return [each for each in doubtful if plain(name_of(sheet, each[1])) not in answers]


def name_of(sheet: Sheet, index: int) -> str:
    """The heading of a column, counted from 1."""
    return clean(sheet.headers[index - 1]) if 0 < index <= len(sheet.headers) else ""


def decided(view: View, heading: str, variable: str, column: Column) -> bool:
    """Whether a column is to be read: the mapping is sure of it, or an answer says that it is this variable."""
    answer = view.written.mapping.about("heading", view.table).get(plain(heading))
    return plain(answer.means) == plain(variable) if answer else not column.unsure


_PLAIN = Column(value="")


def as_declared(kind: Kind, sheet: Sheet | ParquetFile, variable: str) -> Kind:
    """The kind of a native column, as the mapping of its centre changes all columns."""
    return declared(kind, _PLAIN, sheet, variable)


def left_out(sheet: Sheet, column: int) -> bool:
    """Whether a mapping says that hidden columns are not read, and this is one."""
    hidden = sheet.written is not None and sheet.written.mapping.hidden == "leave_out"
    return hidden and any(note.rule == "hidden_column" and note.column == column for note in sheet.notes)


def declared(kind: Kind, column: Column, sheet: Sheet | ParquetFile, variable: str) -> Kind:
    """A kind whose texts are first put into the study's words, as declared for the column or for the whole centre."""
    last = drawn_on(sheet) if kind.family == "date" else None
    kind = replace(kind, read=_up_to(last, kind.read)) if last else kind
    steps = list(_steps(kind, column, sheet, variable))
    if not steps:
        return kind

    def translate(text: str) -> str:
        for step in steps:
            text = step(text)
        return text

    return replace(kind, translate=translate)


def drawn_on(sheet: Sheet | ParquetFile) -> date | None:
    """The day on which a file was drawn from its source: as its mapping says, else by a folder named after a day."""
    declared_day = sheet.written.mapping.extracted if sheet.written else None
    return declared_day or next(filter(None, map(_day, sheet.file.split("/")[:-1])), None)


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(name) if _DAY.fullmatch(name) else None
    except ValueError:  # the 31st of a shorter month: a name like others
        return None


def _up_to(last: date, read: Callable[[str], Value]) -> Callable[[str], Value]:
    """A reader of dates that refuses what cannot have been known yet."""

    def checked(text: str) -> Value:
        found = read(text)
        first = found.value[0] if isinstance(found.value, tuple) else found.value
        if isinstance(first, date) and first > last:
            raise Fault("future_date")
        return found

    return checked


def _steps(kind: Kind, column: Column, sheet: Sheet | ParquetFile, variable: str) -> Iterable[Step]:
    mapping = sheet.written.mapping if sheet.written else _NOTHING
    missing = column.missing or ({} if variable in KEYS else mapping.missing)
    words = {clean(text): MISSING_WORDS[missing_kind] for missing_kind, texts in missing.items() for text in texts}
    # A proposed mapping writes "?" where somebody is to say what a code means: until then it means nothing.
    codes = words | {clean(code): text for code, text in column.codes.items() if text != "?"}
    codes |= {text: _word(answer.means) for text, answer in mapping.about("code", variable).items() if answer.means != WRONG}
    units = {unit: answer.times for unit, answer in mapping.about("unit", variable).items() if answer.times}
    decimal = column.decimal or mapping.decimal
    order = column.dates or mapping.dates
    if column.part:
        yield _part(column.part, column.separator)
    if codes:
        yield lambda text: codes.get(text, text)
    if kind.family == "number" and units:
        yield _behind_sign(_converted(units))
    if kind.family == "number" and decimal in (".", ","):
        yield _behind_sign(_point if decimal == "." else _comma(not sheet.sheet))
    if kind.family == "date" and (order or mapping.two_digit_years_from):
        yield _ordered(order, mapping.two_digit_years_from)
    if kind.family == "date" and sheet.date1904:
        yield _since_1904
    if kind.family == "number" and column.times:
        yield _behind_sign(_times(column.times, column.below, column.above))


def _word(means: str) -> str:
    """The study's word for what an answer says; the kinds of missing are written with spaces or underscores."""
    return MISSING_WORDS.get(means.replace(" ", "_"), means)


def _converted(units: Mapping[str, Fraction]) -> Step:
    """A number with its unit behind it, in the unit of the study."""

    def step(text: str) -> str:
        number, unit = split_unit(text)
        return _times(units[unit])(number) if unit in units else text

    return step


def _behind_sign(step: Step) -> Step:
    """The number behind < or > is written and converted like any other."""

    def signed(text: str) -> str:
        sign, rest = split_sign(text)
        return sign + step(rest) if sign else step(text)

    return signed


def _part(number: int, separator: str) -> Step:
    def step(text: str) -> str:
        parts = [part.strip() for part in text.split(separator)]
        if len(parts) > 1 and number > len(parts):
            raise Fault("part_missing")
        if len(parts) == 1 and number > 1:
            raise Fault("part_missing")
        return parts[number - 1]

    return step


def _point(text: str) -> str:
    return text.replace(",", "") if _COMMA_THOUSANDS.fullmatch(text) else text


def _comma(is_text_file: bool) -> Step:
    """A decimal comma. The numbers of a workbook come with a point whatever its language, so there a point is one too."""

    def step(text: str) -> str:
        found = _POINT_THOUSANDS.fullmatch(text)
        if found and not found[1] and is_text_file:
            raise Fault("ambiguous_number")
        if found and found[1]:
            text = text.replace(".", "")
        return text.replace(",", ".")

    return step


def _ordered(order: str | None, century: int | None) -> Step:
    """A date as year-month-day, by the declared order; a year of two digits only where its century is declared."""

    def step(text: str) -> str:
        found = _SLASHED.fullmatch(text)
        if order == "year_first" and (short := _YEAR_FIRST.fullmatch(text)):
            return f"{_year(short[1], century)}-{short[3]:0>2}-{short[4]:0>2}"
        if not found or order not in ("day_first", "month_first"):
            return text
        day, month = (found[1], found[3]) if order == "day_first" else (found[3], found[1])
        rest = f" {found[5]}" if found[5] else ""
        return f"{_year(found[4], century)}-{month:0>2}-{day:0>2}{rest}"

    return step


def _since_1904(text: str) -> str:
    """The number of a day in a workbook that counts from 1904, as others count it."""
    return str(int(text) + 1462) if _SERIAL.fullmatch(text) else text


def _year(digits: str, century: int | None) -> str:
    if len(digits) == 4:
        return digits
    if century is None:
        raise Fault("ambiguous_date")
    return str(century + (int(digits) - century) % 100)


def _times(factor: Fraction, below: Decimal | None = None, above: Decimal | None = None) -> Step:
    """A declared conversion; of a column in two units only of the numbers below or above a bound."""

    def step(text: str) -> str:
        plain_text = text.replace(",", ".") if text.count(",") == 1 and "." not in text else text
        if is_word(text, frozenset()) or not _NUMBER.fullmatch(plain_text):
            return text
        number = Decimal(plain_text)
        if (below is not None and number >= below) or (above is not None and number <= above):
            return text
        return _decimal(Fraction(number) * factor)

    return step


def _decimal(number: Fraction) -> str:
    """Exact where the decimal ends, else twelve significant digits."""
    try:
        exact = Decimal(number.numerator) / Decimal(number.denominator)
        ended = Fraction(exact) == number
    except InvalidOperation:
        ended, exact = False, Decimal(0)
    return format_decimal(exact if ended else _TWELVE_DIGITS.divide(Decimal(number.numerator), Decimal(number.denominator)))
