"""The results table: its columns, one frozen row per number, its checks, and looking numbers up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from operator import attrgetter, ne
from urllib.parse import quote, unquote

from cohortium.language import tr
from cohortium.problems import InternalError, Problem

KEY = (
    "analysis", "variable", "level", "timepoint", "arm", "group", "group_level", "versus", "variant", "unit", "stat",
)  # fmt: skip
COLUMNS = (
    "result_id", "analysis", "variable", "level", "label", "timepoint", "arm", "group", "group_level", "versus",
    "variant", "unit", "stat", "value", "text", "method", "warning", "error",
)  # fmt: skip
ANALYSES = (
    "participants", "baseline", "efficacy", "safety", "stops", "follow_up", "survival", "incidence",
    "estimand", "sensitivity", "subgroups", "adjusted", "weighted", "severity", "ctcae",
)  # fmt: skip
_CELLS = attrgetter(*("value_text" if column == "value" else column for column in COLUMNS))
UNITS = ("", "patients", "mentions", "events", "patient-years")
DASH = "–"
DIGITS_EXACT, DIGITS_APPROXIMATE = 20, 12
_EMPTY, _LITERAL_DASH = "-", "%2D"
_UNSAFE = re.compile(r"[%/\x00-\x1f\x7f-\x9f]")
_ENDS = (2, 5)

Value = int | Fraction | Decimal | None
_EXACT_KINDS = (int, type(None), Fraction, Decimal)
Key = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Result:
    """One number. An int or Fraction is exact; a Decimal is irrational or made by a library; None has no value."""

    analysis: str
    variable: str
    stat: str
    level: str = ""
    label: str = ""
    timepoint: str = ""
    arm: str = ""
    group: str = ""
    group_level: str = ""
    versus: str = ""
    variant: str = ""
    unit: str = ""
    value: Value = None
    text: str = ""
    method: str = ""
    warning: str = ""
    error: str = ""

    def __post_init__(self) -> None:
        # A float would bring digits that depend on the machine into a table that promises none.
        if type(self.value) not in _EXACT_KINDS:
            raise TypeError(f"the value of {self.result_id} is a {type(self.value).__name__}")

    @cached_property
    def key(self) -> Key:
        """The parts that tell this number from every other, in the order of KEY."""
        return tuple(getattr(self, part) for part in KEY)

    @cached_property
    def result_id(self) -> str:
        """The key as one text, as `explain` takes it."""
        return result_id(self.key)

    @cached_property
    def value_text(self) -> str:
        """The value as results.csv holds it; empty without one."""
        return value_text(self.value)

    def cells(self) -> Key:
        """The row of results.csv, in the order of COLUMNS."""
        return _CELLS(self)


def result_id(parts: Iterable[str]) -> str:
    """The parts of a key joined by `/`: an empty one is `-`, a literal `-` is `%2D`."""
    return "/".join(_escaped(part) for part in parts)


def key_of(identifier: str) -> Key:
    """The parts behind a result_id; a Problem when no number can be named like this."""
    parts = identifier.split("/")
    key = tuple("" if part == _EMPTY else unquote(part, errors="replace") for part in parts)
    if len(parts) != len(KEY) or result_id(key) != identifier:
        raise Problem('"{identifier}" is not a result id: copy one from the result_id column of results.csv.', identifier=identifier)
    return key


def _escaped(part: str) -> str:
    if part in ("", _EMPTY):
        return _LITERAL_DASH if part else _EMPTY
    return _UNSAFE.sub(lambda char: quote(char[0], safe=""), part)


def value_text(value: Value) -> str:
    """Exact where the value is exact (or 20 digits), 12 significant digits for a Decimal, empty for None."""
    if value is None:
        return ""
    return rounded_text(value, DIGITS_APPROXIMATE) if isinstance(value, Decimal) else exact_text(value)


def exact_text(value: Fraction | int | Decimal) -> str:
    """The number in full if its decimal ends, else 20 significant digits, half away from zero. No exponent, no -0."""
    if isinstance(value, int):
        return str(value)
    number = Fraction(value)
    rest, decimals = number.denominator, 0
    for factor in _ENDS:
        count = 0
        while rest % factor == 0:
            rest, count = rest // factor, count + 1
        decimals = max(decimals, count)
    return fixed_text(number, decimals) if rest == 1 else rounded_text(number, DIGITS_EXACT)


def rounded_text(value: Fraction | int | Decimal, significant: int) -> str:
    """The number at so many significant digits, half away from zero, without zeros at the end. No exponent, no -0."""
    number = Fraction(value)
    if not number:
        return "0"
    text = fixed_text(number, significant - 1 - _magnitude(abs(number)))
    return text.rstrip("0").rstrip(".") if "." in text else text


def fixed_text(value: Fraction | int | Decimal, decimals: int) -> str:
    """The number with so many decimals (negative: rounded to tens, hundreds), half away from zero, never -0."""
    number = Fraction(value)
    top, bottom = abs(number.numerator), number.denominator
    # Whole numbers only: half is added before the division, so it is rounded once, away from zero.
    shifted, unit = (top * 10**decimals, bottom) if decimals >= 0 else (top, bottom * 10**-decimals)
    whole = (2 * shifted + unit) // (2 * unit)
    sign = "-" if number < 0 and whole else ""
    if decimals <= 0:
        return f"{sign}{whole * 10**-decimals}"
    digits = str(whole).rjust(decimals + 1, "0")
    return f"{sign}{digits[:-decimals]}.{digits[-decimals:]}"


def _magnitude(number: Fraction) -> int:
    """The power of ten of the first significant digit: 0 for 9.99, 1 for 10, -2 for 0.01."""
    guess = len(str(number.numerator)) - len(str(number.denominator))
    return guess if number >= Fraction(10) ** guess else guess - 1


@dataclass(frozen=True)
class Results:
    """The table itself, in its own order: iterate it, narrow it by key parts, or ask for one number."""

    rows: tuple[Result, ...] = ()

    def __iter__(self) -> Iterator[Result]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def _by_key(self) -> dict[Key, Result]:
        return {row.key: row for row in self.rows}

    def where(self, **parts: str | Iterable[str]) -> Results:
        """The rows whose parts are as given: `where(analysis="efficacy", stat=("n", "N"))`."""
        wanted = {_known(name): {part} if isinstance(part, str) else set(part) for name, part in parts.items()}
        kept = (row for row in self.rows if all(getattr(row, name) in part for name, part in wanted.items()))
        return Results(tuple(kept))

    def get(self, **parts: str) -> Result | None:
        """The one row with exactly this key, parts left out being empty; None if there is none."""
        named = {_known(name): part for name, part in parts.items()}
        return self._by_key.get(tuple(named.get(part, "") for part in KEY))

    def text(self, **parts: str) -> str:
        """The printed text of that row; a dash if there is none."""
        row = self.get(**parts)
        return row.text if row else DASH

    def by_id(self, identifier: str) -> Result:
        """The row that a result_id names; a Problem when it is malformed or names none."""
        row = self._by_key.get(key_of(identifier))
        if row is None:
            text = 'No result is called "{identifier}": copy one from the result_id column of results.csv.{meant}'
            raise Problem(text, identifier=identifier, meant=self._meant(identifier))
        return row

    def _meant(self, identifier: str) -> str:
        """The result that was probably meant: one that differs in a single part."""
        from difflib import get_close_matches

        asked = key_of(identifier)
        near = [row.result_id for key, row in self._by_key.items() if sum(map(ne, key, asked)) == 1]
        close = get_close_matches(identifier, near, n=1)
        return tr(' Did you mean "{name}"?', name=close[0]) if close else ""

    def distinct(self, part: str) -> tuple[str, ...]:
        """The different texts of one part, in order of appearance."""
        return tuple(dict.fromkeys(getattr(row, _known(part)) for row in self.rows))


def _known(name: str) -> str:
    if name not in {field.name for field in fields(Result)}:
        raise KeyError(f"{name} is not a column of the results")
    return name


def check(results: Iterable[Result]) -> None:
    """Stop with an InternalError that tells every fault of the table at once; silent for a sound table."""
    faults = faults_of(tuple(results))
    if faults:
        raise InternalError("\n".join([f"The results table does not hold together: {len(faults)} faults.", *faults]))


def faults_of(results: tuple[Result, ...]) -> list[str]:
    """One sentence per fault: keys not unique, unknown words, counts and shares that contradict each other."""
    faults = [f"{row.result_id}: {fault}." for row in results for fault in _row_faults(row)]
    seen: set[Key] = set()
    cells: dict[Key, dict[str, Value]] = {}
    for row in results:
        if row.key in seen:
            faults.append(f"{row.result_id}: the same key twice.")
        seen.add(row.key)
        cells.setdefault(row.key[:-1], {})[row.stat] = row.value
    for key, cell in cells.items():
        faults += [f"{result_id((*key, ''))}: {fault}." for fault in _cell_faults(cell)]
    return faults


def _row_faults(row: Result) -> Iterator[str]:
    rules = (
        (row.analysis not in ANALYSES, "unknown analysis"),
        (row.unit not in UNITS, "unknown unit"),
        (not row.variable or not row.stat, "a row needs a variable and a stat"),
        (is_count(row.stat) and not _is_whole(row.value) and not row.error, "a count is a whole number, 0 or more"),
        (row.value is not None and bool(row.error), "a row with an error has no value"),
        (not row.text and not row.error, "a row needs a text"),
    )
    return (fault for broken, fault in rules if broken)


def is_count(stat: str) -> bool:
    """Whether a stat counts something: n, N, n_missing, n_imputed_stop..."""
    return re.fullmatch(r"[nN](_[a-z_]+)?", stat) is not None


def _is_whole(value: Value) -> bool:
    return value is None or (isinstance(value, int) and value >= 0)


_IN_ORDER = (
    ("n", "N"),
    ("min", "q1"),
    ("q1", "median"),
    ("median", "q3"),
    ("q3", "max"),
    ("conf_low", "percent"),
    ("percent", "conf_high"),
)


def _cell_faults(cell: dict[str, Value]) -> Iterator[str]:
    for low, high in _IN_ORDER:
        if (first := cell.get(low)) is not None and (last := cell.get(high)) is not None and first > last:
            yield f"{low} is above {high}"
    n, total, percent = cell.get("n"), cell.get("N"), cell.get("percent")
    if n is not None and total and percent is not None and Fraction(percent) * Fraction(total) != 100 * Fraction(n):
        yield "percent is not 100 n / N"
