"""How the typed columns of Parquet become values: by their schema, in SQL; texts once per distinct text, in Python."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Context, Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from cohortium.conformance import choices, dates, numbers
from cohortium.conformance.measured import RESULT, Measured
from cohortium.conformance.reading import NORMALISED, Cell, Kind, read_cell
from cohortium.measures import Measure
from cohortium.protocol.model import Protocol
from cohortium.protocol.values import Dose, format_decimal
from cohortium.sources.mapping import Column as Declared

WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "HUGEINT")
FLOATING = ("FLOAT", "DOUBLE")
DATES = ("DATE", "TIMESTAMP")
TEXTS = ("VARCHAR", "ENUM")
_SAFE_DAYS = ("1900-01-02", "2100-12-31")
_PLACEHOLDERS = ("1904-01-01", "1970-01-01")
_NEAR = "0.000001"
_LARGE = ("BIGINT", "UBIGINT", "HUGEINT")
_LARGEST = 2**63 - 1
_DIGITS = {"FLOAT": Context(prec=7)}
"""A FLOAT has room for seven digits: 5.1 in it is 5.099999905, which is no step of any scale. Others have fifteen."""
_FIFTEEN_DIGITS = Context(prec=15)
AS_IT_IS = Declared(value="")


@dataclass(frozen=True)
class Scale:
    """What numbers of a column mean: whole units of a step, perhaps within bounds (in the column's own numbers)."""

    step: Fraction
    low: Decimal | int | None = None
    high: Decimal | int | None = None
    floating: bool = False  # a floating column is read only where the step is declared
    off: str = "off_step"
    finer: bool = False  # what is finer than the step is kept as a sign beside it


@dataclass
class Column:
    """A mapped column of a Parquet file: its place, how it is read, and the SQL that comes of it."""

    name: str
    index: int  # from 1
    variable: str
    kind: Kind
    type: str
    how: Declared = AS_IT_IS  # what a mapping says of this column alone
    values: dict[str, str] = field(default_factory=dict)  # name of a part ("" where there is one) -> SQL
    rule: str = ""  # SQL: the rule that a cell does not pass, else NULL; empty: every cell passes
    normalised: str = ""  # SQL: whether a cell was written in another way than it is kept
    note: str = ""  # SQL: the rule that only tells of a cell, else NULL
    empty: str = ""  # SQL: whether a filled cell says nothing
    doubtful: dict[str, frozenset[str]] = field(default_factory=dict)  # its texts by centre, where one can be read in two ways
    join: str = ""  # the mapping of its texts
    each: dict[str, str] = field(default_factory=dict)  # where texts mean several things: the same as `values`, a row for each
    each_join: str = ""  # what `each` needs; the cell balance is counted without it
    is_blank: bool = False  # of a type that does not fit, and without a single value

    @property
    def is_changed(self) -> bool:
        """Whether what is written is put into the study's words or unit, each different number as each different text."""
        return bool(self.how.codes or self.how.missing or self.how.times is not None)

    @property
    def has_zone(self) -> bool:
        """Whether it holds moments of which a day is wanted."""
        return "ZONE" in self.type and self.kind.family == "date" and not self.is_blank

    @property
    def is_short(self) -> bool:
        """Whether its numbers have fewer digits than a step needs: they are read as what they are written as."""
        return base_type(self.type) in _DIGITS

    @property
    def sql(self) -> str:
        """The column in SQL."""
        return "CAST(NULL AS STRING)" if self.is_blank else f's."{self.name.replace(chr(34), chr(34) * 2)}"'

    def value(self, part: str = "") -> str:
        """A part of the value in SQL; NULL for a cell that was set aside."""
        return self.values[part]


def base_type(engine_type: str) -> str:
    """`DECIMAL(5,1)` is DECIMAL, `TIMESTAMP WITH TIME ZONE` is TIMESTAMP."""
    return engine_type.split("(")[0].split()[0].split("_")[0].upper()


def scale_of(table: str, variable: str, kind: Kind, protocol: Protocol, measures: Mapping[str, Measure]) -> Scale | None:
    """The scale of a numeric column; None where the column holds something else."""
    if table == "visits" and variable in measures:
        return Scale(measures[variable].scale, floating=True)
    if kind in (RESULT, numbers.LIMIT):
        most = numbers.LARGEST_MILLIONTHS // numbers.MILLION - 1
        return Scale(Fraction(1, numbers.MILLION), -most, most, floating=True, finer=kind is RESULT)
    entry = protocol.characteristics.get(variable) if table == "patients" else None
    if entry and entry.kind == "number":
        most = numbers.LARGEST - 1  # as of a number that is written as a text
        low, high = (bound if given is None else given for given, bound in ((entry.low, -most), (entry.high, most)))
        return Scale(Fraction(entry.step), low, high, floating=True)
    return _FIXED.get(id(kind))


_FIXED = {
    id(numbers.AGE): Scale(Fraction(1, 100), 0, 120, floating=True),
    id(numbers.BIRTH_YEAR): Scale(Fraction(1), 1900, 2100, off="not_a_whole_number"),
    id(numbers.MONTH): Scale(Fraction(1), -120, 600, off="not_a_whole_number"),
    id(numbers.WEEK): Scale(Fraction(1), -520, 2600, off="not_a_whole_number"),
}


def expected_types(scale: Scale | None, kind: Kind) -> tuple[str, ...]:
    """The types that a column may have."""
    if scale:
        return (*WHOLE, "DECIMAL", *(FLOATING if scale.floating else ()), *TEXTS)
    if kind in (dates.DAY, dates.STOP, dates.DEATH, dates.ONSET):
        return (*DATES, *TEXTS)
    if kind is dates.SCREENED:
        return ("BOOLEAN", *DATES, *TEXTS)
    if kind is numbers.DOSE:
        return (*WHOLE, "DECIMAL", *TEXTS)
    return (*TEXTS, *WHOLE, "BOOLEAN") if kind is not choices.TEXT else ()


def read_number(column: Column, scale: Scale) -> None:
    """Exact: a whole number of steps, else the rule; a floating one is the nearest within a millionth of it."""
    times, over = scale.step.denominator, scale.step.numerator
    kind, raw = base_type(column.type), column.sql
    number = _countable(column, times)
    if kind == "DECIMAL" and over == 1 and times % 10 ** _digits(column.type)[1] == 0:  # every digit that the type has is a step
        exact, value = "", f"CAST({number} * {times} AS BIGINT)"
    elif kind in WHOLE and (times == 1 or over == 1):
        units = f"CAST({number} AS BIGINT)" if times == 1 else f"CAST({number} AS BIGINT) * {times}"
        exact = f"{units} % {over} = 0" if over > 1 else ""
        value = f"whole_parts({units}, {over})" if over > 1 else units
    else:
        wide = "DOUBLE" if kind in FLOATING else _room(column.type, times)
        # TRY_CAST, because a number beyond every scale is a fault of its cell, not of the run.
        units = f"TRY_CAST({number} AS {wide}) * {times}"
        units = f"TRY_CAST({units} / {over} AS {wide})" if over > 1 else units
        value = f"TRY_CAST(round({units}) AS BIGINT)"
        near = f"abs({units} - {value}) < {_NEAR}" if kind in FLOATING else f"{value} = {units}"
        exact = f"{raw} IS NULL OR coalesce({near}, FALSE)"
        if scale.finer:
            room = f" + {_NEAR}" if kind in FLOATING else ""
            # The whole number below: floor means other things for what no whole number holds.
            value = f"({value} - CASE WHEN {value} > {units}{room} THEN 1 ELSE 0 END)"
            exact = f"{raw} IS NULL OR {value} IS NOT NULL"
            column.values["sign"] = f"CASE WHEN {units} > {value}{room} THEN '+' ELSE '' END"
    if number != raw:
        exact = f"{raw} IS NULL OR coalesce({exact or f'{value} IS NOT NULL'}, FALSE)"
    if scale.finer:
        column.values.setdefault("sign", "''")
    outside = " OR ".join(f"{raw} {sign} {bound}" for sign, bound in (("<", scale.low), (">", scale.high)) if bound is not None)
    cases = [
        f"WHEN {test} THEN '{rule}'" for test, rule in ((f"NOT ({exact})" if exact else "", scale.off), (outside, "out_of_range")) if test
    ]
    column.rule = f"CASE {' '.join(cases)} END" if cases else ""
    column.values[""] = value


def _countable(column: Column, times: int) -> str:
    """The number in SQL; NULL where no whole number holds its units, which is a fault of its cell, not of the run."""
    kind, (digits, scale) = base_type(column.type), _digits(column.type)
    most = min(_LARGEST, 10 ** (38 - scale) - 1) // times
    if kind in FLOATING or (kind in WHOLE and kind not in _LARGE) or (kind == "DECIMAL" and 10 ** (digits - scale) <= most):
        return column.sql
    if kind == "BIGINT" and times == 1:
        return column.sql
    return f"CASE WHEN {column.sql} BETWEEN -{most} AND {most} THEN {column.sql} END"


def leave_out(column: Column, codes: Sequence[Decimal]) -> None:
    """Numbers that stand for no value say nothing: they are neither set aside nor read."""
    if not codes:
        return
    said = f"coalesce({column.sql} IN ({', '.join(map(str, codes))}), FALSE)"
    column.values = {part: f"CASE WHEN NOT {said} THEN {value} END" for part, value in column.values.items()}
    column.rule = f"CASE WHEN NOT {said} THEN {column.rule} END" if column.rule else ""
    column.empty = said


def number_in(text: str, engine_type: str) -> str:
    """A number as the engine writes it (2.5E9, 2500000000.0) as the same text on every engine, in the digits of its type; else the text."""
    try:
        number = _DIGITS.get(base_type(engine_type), _FIFTEEN_DIGITS).create_decimal(text)
    except InvalidOperation:
        return text
    return format_decimal(number) if number.is_finite() else text


def _digits(engine_type: str) -> tuple[int, int]:
    """All digits that a type has room for, and those behind the point."""
    written = engine_type.rstrip(")").partition("(")[2]
    digits, scale = (int(part) for part in written.split(",")) if "," in written else (19, 0)
    return digits, scale


def _room(engine_type: str, times: int) -> str:
    """The decimal type that holds a number of units; a narrow one where it can, because wide ones are slow."""
    digits, scale = _digits(engine_type)
    needed = digits + len(str(times)) + 1
    return f"DECIMAL({next(width for width in (9, 18, 38) if needed <= width or width == 38)}, {scale})"


def read_dose(column: Column) -> None:
    """A bare number is in mg and is kept in micrograms."""
    read_number(column, Scale(Fraction(1, 1000), 0, 10**9, off="not_a_dose"))
    column.values = {"amount": column.values[""], "unit": f"CASE WHEN {column.sql} IS NOT NULL THEN 'µg' END"}


def read_date(column: Column) -> None:
    """A calendar day; the time of a day is dropped."""
    day = column.sql if column.type == "DATE" else f"CAST({column.sql} AS DATE)"
    first, last = (f"DATE '{bound}'" for bound in _SAFE_DAYS)
    stands_for = ", ".join(f"DATE '{day}'" for day in _PLACEHOLDERS)
    column.rule = f"CASE WHEN {day} < {first} OR {day} > {last} OR {day} IN ({stands_for}) THEN 'placeholder_date' END"
    parts = ("from", "to") if column.kind is dates.ONSET else ("",)
    column.values = dict.fromkeys(parts, day)
    if column.kind is dates.SCREENED:
        column.values = {"": f"{day} IS NOT NULL"}


def read_flag(column: Column) -> None:
    """True and false mean what a spreadsheet's TRUE and FALSE mean in the same column."""
    ticked, unticked = (read_cell(column.kind, text) for text in ("TRUE", "FALSE"))
    meant = {True: "TRUE", False: "FALSE", None: "CAST(NULL AS BOOLEAN)"}
    column.values[""] = f"CASE WHEN {column.sql} THEN {meant[ticked.value]} WHEN NOT {column.sql} THEN {meant[unticked.value]} END"
    column.rule = f"CASE WHEN NOT {column.sql} THEN '{unticked.rule}' END" if unticked.rule else ""
    column.normalised = f"NOT {column.sql}" if unticked.status == NORMALISED else ""


Parts = Callable[[Any], tuple[Any, ...]]
_ONE: tuple[dict[str, str], Parts] = ({"": "VARCHAR"}, lambda value: (value,))
_SEVERAL: dict[str, tuple[dict[str, str], Parts]] = {
    "daily_dose": (
        {"amount": "BIGINT", "unit": "VARCHAR"},
        lambda dose: (dose.amount, dose.unit) if isinstance(dose, Dose) else (None, None),
    ),
    "term": ({"term": "VARCHAR", "subterm": "VARCHAR"}, lambda found: found or (None, None)),
    "onset": ({"from": "DATE", "to": "DATE"}, lambda days: days or (None, None)),
    "screened": ({"": "BOOLEAN"}, lambda value: (value,)),
}


_RESULT: tuple[dict[str, str], Parts] = (
    {"": "BIGINT", "sign": "VARCHAR"},
    lambda found: tuple(found) if isinstance(found, Measured) else (None, None),
)


def parts_of(column: Column) -> tuple[dict[str, str], Parts]:
    """The parts of a mapped text's value with their types, and how a value is taken apart."""
    if column.kind.family == "text" or column.variable in _SEVERAL:
        return _SEVERAL.get(column.variable, _ONE)
    return _RESULT if column.kind is RESULT else ({"": _STORED[column.kind.family]}, lambda value: (value,))


_STORED = {"number": "BIGINT", "date": "DATE"}
"""Family of a kind -> the type of its values; a number is in whole units of its step."""


def as_written(cells: Mapping[str, Cell], column: Column) -> bool:
    """Whether every text is its own value: then nothing needs to be mapped."""
    return parts_of(column) is _ONE and all(not cell.rule and not cell.note and cell.value == text for text, cell in cells.items())
