"""The small values a protocol is written in: durations, percentages, decimals, dates, doses."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema

from cohortium.language import marked, tr
from cohortium.protocol.part import Wrong

_PART = re.compile(r"\s*([+-]?)\s*([0-9]{1,6})\s*(months?|weeks?|days?)\s*", re.IGNORECASE)
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,79}")
# A unit is one word: what follows it says how often, and makes another dose of the day (30 mg BID).
_DOSE = re.compile(r"\s*([0-9]{1,12}(?:[.,][0-9]{1,12})?)\s*([^\W\d_]\S*)?\s*")
PER_DAY = re.compile(r"\s*(?:/\s*|per |par |a |une fois par )(?:day|d|jour|j)\s*$|\s*(?:qd|od|daily)\s*$", re.IGNORECASE)
_HOW_OFTEN = re.compile(r"b\.?i\.?d\.?|t\.?i\.?d\.?|q\.?i\.?d\.?|bd|x[0-9]*|q[0-9]+[a-z]+", re.IGNORECASE)
_NUMBER = re.compile(r"\s*[+-]?([0-9]{1,18}([.,][0-9]{0,18})?|[.,][0-9]{1,18})([eE][+-]?[0-9]{1,2})?\s*")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MICROGRAMS = {"mg": 1000, "g": 1_000_000, "µg": 1, "μg": 1, "ug": 1, "mcg": 1}
_MOST_DAYS, _MOST_DIGITS = 36_525, 15


@dataclass(frozen=True, order=True)
class Duration:
    """Whole months, applied first, then whole days (MEANINGS.md, Shift); days that were written in weeks are said in weeks."""

    months: int = 0
    days: int = 0
    in_weeks: bool = field(default=False, compare=False)

    def __neg__(self) -> Duration:
        return Duration(-self.months, -self.days, self.in_weeks)

    def __str__(self) -> str:
        shown = [_counted(self.months, "month")] if self.months else []
        if self.days or not shown:
            shown.append(_counted(self.days, "day"))
        return " + ".join(shown).replace("+ -", "- ")


@dataclass(frozen=True)
class Dose:
    """A daily dose as a whole number of micrograms, or of millionths of another unit."""

    amount: int
    unit: str = "µg"

    def __str__(self) -> str:
        scale, unit = (1000, "mg") if self.unit == "µg" else (1_000_000, self.unit)
        return f"{format_decimal(Decimal(self.amount) / scale)} {unit}"


def format_decimal(number: Decimal) -> str:
    """A decimal without exponent and without zeros at its end."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """A name without case, accents and differences of space, `_` and `-`: how names are compared."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[\s_-]+", " ", bare).split())


def shown(value: Any) -> str:
    """What was written, short enough for a message."""
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: ""}[value]
    text = " ".join("".join(letter if letter.isprintable() else " " for letter in str(value)).split())
    return text if len(text) <= 60 else text[:57] + "..."


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if abs(number) == 1 else f"{number} {noun}s"


def _written(value: Any, wanted: str) -> str:
    """The text of a scalar; a list, keys and values, nothing or true are refused."""
    if isinstance(value, dict | list | tuple):
        found = tr("keys and values") if isinstance(value, dict) else tr("a list")
        raise Wrong("{what} is needed here, not {found}", what=tr(wanted), found=found)
    if value is None or isinstance(value, bool):
        raise Wrong('{what} is needed here, not "{written}"', what=tr(wanted), written=shown(value))
    return str(value)


def parse_duration(text: Any) -> Duration:
    """`5 months - 15 days`, `12 weeks`, `-90 days`, `0 days`."""
    if isinstance(text, Duration):
        return text
    source = _written(text, marked("a duration such as 2 months or 84 days"))
    position, months, days, units = 0, 0, 0, set[str]()
    while position < len(source) or not position:
        part = _PART.match(source, position)
        if not part or (position and not part[1]):
            said = '"{written}" is not a duration; write for example 2 months, 84 days, 12 weeks or 5 months - 15 days'
            raise Wrong(said, written=shown(source))
        number = -int(part[2]) if part[1] == "-" else int(part[2])
        unit = part[3].lower()
        units.add(unit.removesuffix("s"))
        months += number if unit.startswith("month") else 0
        days += number * 7 if unit.startswith("week") else number if unit.startswith("day") else 0
        position = part.end()
    if abs(months) * 31 + abs(days) > _MOST_DAYS:
        raise Wrong('"{written}" is longer than a hundred years', written=shown(source))
    return Duration(months, days, units == {"week"} and days != 0)


def parse_days(value: Any) -> int:
    """A whole number of days, bare or as a duration in days or weeks; not negative."""
    duration = parse_duration(f"{value} days" if str(value).strip().lstrip("+-").isdecimal() else value)
    if duration.months:
        raise Wrong('"{written}" must be in days or weeks: a month has no fixed number of days', written=shown(value))
    if duration.days < 0:
        raise Wrong('"{written}" is below 0; write a number of days', written=shown(value))
    return duration.days


def parse_percent(value: Any) -> Fraction:
    """`75 %` or 75, as the fraction 3/4."""
    if isinstance(value, Fraction):
        return value
    text = _written(value, marked("a percentage such as 75 %")).strip()
    return Fraction(parse_decimal(text.removesuffix("%").rstrip())) / 100


def parse_decimal(value: Any) -> Decimal:
    """A decimal number, exactly as written; decimal comma accepted in text; at most 15 digits before the point."""
    if isinstance(value, Decimal) and value.is_finite():
        return value
    text = _written(value, marked("a number"))
    if not _NUMBER.fullmatch(text):
        raise Wrong('"{written}" is not a number', written=shown(text))
    number = Decimal(text.strip().replace(",", "."))
    if number and abs(number.adjusted()) >= _MOST_DIGITS:
        raise Wrong('"{written}" is out of reach; numbers here have at most {most} digits', written=shown(text), most=_MOST_DIGITS)
    return number


def parse_limit(word: str) -> Any:
    """A reader of a fixed limit as a number, or of the word for a laboratory's own."""

    def read(value: Any) -> Any:
        try:
            return value if value is None or value == word else parse_decimal(value)
        except ValueError:
            raise Wrong('"{written}" is neither {word} nor a number', written=shown(value), word=word) from None

    return read


def parse_date(value: Any) -> date:
    """An ISO date, `2021-03-01`."""
    if isinstance(value, date):
        return value
    text = _written(value, marked("a date such as 2021-03-01"))
    try:
        return date.fromisoformat(text if _DATE.fullmatch(text) else "")
    except ValueError:
        raise Wrong('"{written}" is not a date; write year-month-day, for example 2021-03-01', written=shown(text)) from None


def parse_dose(value: Any) -> Dose:
    """`15 mg`, `0,5 g`, `15 mg/day`, `300`; a bare number is in mg. Other units are kept by name."""
    if isinstance(value, Dose):
        return value
    text = _written(value, marked("a daily dose such as 15 mg"))
    found = _DOSE.fullmatch(PER_DAY.sub("", text))
    if not found or _HOW_OFTEN.fullmatch(found[2] or ""):
        raise Wrong('"{written}" is not a daily dose; write for example 15 mg', written=shown(text))
    unit = (found[2] or "mg").strip().lower()
    scale = _MICROGRAMS.get(unit, 1_000_000)
    amount = Fraction(found[1].replace(",", ".")) * scale
    if amount.denominator != 1:
        said = '"{written}" is finer than a microgram' if scale < 1_000_000 else '"{written}" is finer than a millionth'
        raise Wrong(said, written=shown(text))
    return Dose(int(amount), "µg" if unit in _MICROGRAMS else unit)


def parse_id(value: Any) -> str:
    """An identifier: letters, digits, `_`, `-` and `.`, starting with a letter or digit."""
    text = _written(value, marked("an id"))
    if not _ID.fullmatch(text):
        raise Wrong('"{written}" is not an id; use letters without accents, digits, "_", "-" and "."', written=shown(text))
    return text


def parse_row(value: Any) -> str:
    """The name of a row: an id, or two with `/` between them, as `sex/F`."""
    text = _written(value, marked("the name of a row"))
    if not all(_ID.fullmatch(part) for part in text.split("/")) or text.count("/") > 1:
        raise Wrong('"{written}" is not the name of a row; write an id, or two such as sex/F', written=shown(text))
    return text


def parse_text(value: Any) -> Any:
    """A text on one line; a whole number is its text, anything else is left for the model to refuse."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        return value
    # Only these four: no-break spaces of French typography must stay.
    text = re.sub(r"[ \t\r\n]+", " ", value).strip(" ")
    if not all(letter.isprintable() or letter.isspace() for letter in text):
        raise Wrong("this text holds a character that cannot be printed; remove it")
    return text


def _filled(value: Any) -> Any:
    text = parse_text(value)
    if text == "":
        raise Wrong("this text is empty; fill it in")
    return text


def listed_value(value: Any) -> Any:
    """One value may stand without the list around it."""
    return value if isinstance(value, list | tuple) else (value,)


_DIGITS = r"([0-9]+([.,][0-9]*)?|[.,][0-9]+)"
_SPAN = r"\s*[0-9]{1,6}\s*([Mm]onths?|[Ww]eeks?|[Dd]ays?)\s*"
# `x-kind` is how the reference page calls each of them.
_A_NUMBER = {"type": ["number", "string"], "pattern": rf"^\s*[+-]?{_DIGITS}([eE][+-]?[0-9]+)?\s*$", "x-kind": "number"}
_A_PERCENT = {"type": ["number", "string"], "pattern": rf"^\s*[+-]?{_DIGITS}\s*%?$", "x-kind": "percentage"}
_A_DURATION = {"type": "string", "pattern": rf"^\s*[+-]?{_SPAN}([+-]{_SPAN})*$", "x-kind": "duration"}
_SOME_DAYS = {"anyOf": [{"type": "integer", "minimum": 0}, _A_DURATION], "x-kind": "days"}
_AN_ID = {"type": ["string", "integer"], "pattern": "^[A-Za-z0-9][A-Za-z0-9_.-]{0,79}$", "x-kind": "id"}
_A_ROW = {"type": ["string", "integer"], "pattern": "^[A-Za-z0-9][A-Za-z0-9_.-]*(/[A-Za-z0-9][A-Za-z0-9_.-]*)?$", "x-kind": "row"}
_A_TEXT = {"type": ["string", "number"], "x-kind": "text"}
_A_DAY = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "x-kind": "date"}
_A_DOSE = {"type": ["number", "string"], "pattern": "^\\s*[0-9]", "x-kind": "dose"}


def _limit_or(word: str) -> Any:
    return WithJsonSchema({"anyOf": [{"const": word}, _A_NUMBER], "x-kind": f"`{word}` or number"})


Id = Annotated[str, BeforeValidator(parse_id), WithJsonSchema(_AN_ID)]
RowName = Annotated[str, BeforeValidator(parse_row), WithJsonSchema(_A_ROW)]
Text = Annotated[str, BeforeValidator(parse_text), WithJsonSchema(_A_TEXT)]
Name = Annotated[str, BeforeValidator(_filled), WithJsonSchema(_A_TEXT | {"minLength": 1})]
Days = Annotated[int, BeforeValidator(parse_days), WithJsonSchema(_SOME_DAYS)]
DurationValue = Annotated[Duration, BeforeValidator(parse_duration), WithJsonSchema(_A_DURATION)]
Number = Annotated[Decimal, BeforeValidator(parse_decimal), WithJsonSchema(_A_NUMBER)]
Percent = Annotated[Fraction, BeforeValidator(parse_percent), WithJsonSchema(_A_PERCENT)]
Day = Annotated[date, BeforeValidator(parse_date), WithJsonSchema(_A_DAY)]
DailyDose = Annotated[Dose, BeforeValidator(parse_dose), WithJsonSchema(_A_DOSE)]
UpperLimit = Annotated[Any, BeforeValidator(parse_limit("local_upper")), _limit_or("local_upper")]
LowerLimit = Annotated[Any, BeforeValidator(parse_limit("local_lower")), _limit_or("local_lower")]
# One of them may stand without the list around it.
Ids = Annotated[tuple[Id, ...], BeforeValidator(listed_value, json_schema_input_type=Id | tuple[Id, ...])]
Durations = Annotated[
    tuple[DurationValue, ...], BeforeValidator(listed_value, json_schema_input_type=DurationValue | tuple[DurationValue, ...])
]
Texts = Annotated[tuple[Text, ...], BeforeValidator(listed_value, json_schema_input_type=Text | tuple[Text, ...])]
RowNames = Annotated[tuple[RowName, ...], BeforeValidator(listed_value, json_schema_input_type=RowName | tuple[RowName, ...])]
