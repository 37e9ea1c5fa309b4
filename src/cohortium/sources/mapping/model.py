"""A mapping as frozen values that check themselves; nothing here is guessed, everything is written by somebody."""

from __future__ import annotations

import codecs
import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from cohortium.language import tr
from cohortium.protocol.part import Part
from cohortium.protocol.values import Day, Id, Name, Number, Text, Texts, plain
from cohortium.sources.mapping.answers import SETTINGS, Answer, Century, Colours, DateOrder, DecimalMark, Hidden, Merged, refuse_twice
from cohortium.sources.mapping.factor import Factor
from cohortium.sources.mapping.logic import Logic
from cohortium.sources.names import Table

MissingKind = Literal["not_done", "not_asked", "unknown", "not_applicable", "blank"]
_LETTERS = re.compile(r"[A-Z]{1,3}")
_KNOWN_ENCODINGS = {"mac": "mac_roman", "ansi": "cp1252", "windows": "cp1252"}


def _encoding(value: str) -> str:
    try:
        return codecs.lookup(_KNOWN_ENCODINGS.get(value.lower(), value)).name
    except LookupError:
        text = '"{written}" is no encoding; write for example utf-8, cp1252 (Windows), latin-1 or mac_roman'
        raise ValueError(tr(text, written=value[:40])) from None


def _letters(value: str) -> str:
    if value and not _LETTERS.fullmatch(value.upper()):
        raise ValueError(tr("a column is named by its letters, such as J or AB"))
    return value.upper()


def _mark(value: str) -> str:
    words = {"tab": "\t", "comma": ",", "semicolon": ";", "space": " ", "pipe": "|"}
    mark = words.get(value.lower(), value)
    if len(mark) != 1 or mark.isalnum() or mark == '"':
        raise ValueError(tr('a delimiter is one sign, such as ";" or "|", or one of the words tab, comma, semicolon, pipe'))
    return mark


def _named(value: Any) -> Any:
    """A bare text is the heading of a column."""
    return {"column": value} if isinstance(value, str | int) and not isinstance(value, bool) else value


def _rows(value: Any) -> Any:
    """One row, or the first and the last."""
    return (value, value) if isinstance(value, int) and not isinstance(value, bool) else value


def _in_order(value: tuple[int, int]) -> tuple[int, int]:
    if value[0] > value[1]:
        raise ValueError(tr("the first row comes before the last"))
    return value


def _codes(value: Any) -> Any:
    """A code for which nothing is written stands for a blank."""
    return {key: "" if to is None else to for key, to in value.items()} if isinstance(value, dict) else value


def _delivery(value: str) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise ValueError(tr("a delivery is named by its day, as 2022-01-15")) from None


def _logic(value: str) -> str:
    if value:
        Logic(value)
    return value


RowNumber = Annotated[int, Field(ge=1, le=5_000_000)]
Span = Annotated[tuple[RowNumber, RowNumber], BeforeValidator(_rows), AfterValidator(_in_order)]
Codes = Annotated[dict[str, Text], BeforeValidator(_codes)]


class Column(Part):
    """Where a variable is written, and how what is written there becomes the word or number that the study knows."""

    column: Text = ""
    at: Annotated[Text, AfterValidator(_letters)] = ""
    value: Text | None = None
    codes: Codes = Field(default_factory=dict)
    missing: dict[MissingKind, Texts] = Field(default_factory=dict)
    dates: DateOrder | None = None
    decimal: DecimalMark | None = None
    times: Factor | None = None
    written_in: Text = ""
    below: Number | None = None
    above: Number | None = None
    part: Annotated[int, Field(ge=1, le=20)] | None = None
    separator: Name = "/"
    shown_if: Annotated[Text, AfterValidator(_logic)] = ""
    box: Text = ""
    unsure: Text = ""

    @model_validator(mode="after")
    def _one_place(self) -> Column:
        if sum(map(bool, (self.column, self.at, self.value is not None))) != 1:
            raise ValueError(tr("write one of column (its heading), at (its letter) or value (the same for every row)"))
        if self.times is not None and not self.written_in:
            raise ValueError(tr("times needs written_in: the unit that the centre writes, which stays in its cells"))
        if (self.below is not None or self.above is not None) and self.times is None:
            raise ValueError(tr("below and above say to which numbers times applies; write times too"))
        return self


Columns = dict[Name, Annotated[Column, BeforeValidator(_named)]]


class Reading(Part):
    """One reading of a sheet as one native table; a sheet may be read several times."""

    table: Table
    file: Text = ""
    sheet: Text = ""
    turned: bool = False
    heading: Span | None = None
    rows: Span | None = None
    skip_rows: tuple[RowNumber, ...] = ()
    where: dict[Name, Texts] = Field(default_factory=dict)
    columns: Columns = Field(default_factory=dict)
    blocks: tuple[Columns, ...] = ()

    @model_validator(mode="after")
    def _something(self) -> Reading:
        if not self.columns and not self.blocks:
            raise ValueError(tr("a reading needs columns, for example columns: {patient: N° patient}"))
        return self


class Mapping(Part):
    """All that is said about one centre's files."""

    centre: Id | None = None
    files: Texts = ()
    encoding: Annotated[Text, AfterValidator(_encoding)] = "utf-8"
    delimiter: Annotated[Text, AfterValidator(_mark)] | None = None
    dates: DateOrder | None = None
    extracted: Day | None = None
    two_digit_years_from: Century | None = None
    decimal: DecimalMark | None = None
    missing: dict[MissingKind, Texts] = Field(default_factory=dict)
    hidden: Hidden | None = None
    merged: Merged | None = None
    colours: Colours | None = None
    deliveries: dict[Annotated[str, AfterValidator(_delivery)], Literal["complete", "additional"]] = Field(default_factory=dict)
    readings: tuple[Reading, ...] = ()
    answers: tuple[Answer, ...] = ()
    keep: Texts = ()
    unread: Texts = ()

    @model_validator(mode="after")
    def _answered(self) -> Mapping:
        """An answer about all files stands like the setting of the same name."""
        if not self.answers:
            return self
        settings = [(name,) for name in SETTINGS if getattr(self, name) is not None]
        refuse_twice(self.answers, [*settings, *(("delivery", day) for day in self.deliveries)])
        said = [(name, getattr(answer, name)) for answer in self.answers for name in SETTINGS]
        deliveries = self.deliveries | {answer.delivery: answer.means for answer in self.answers if answer.delivery}
        return self.model_copy(update={name: value for name, value in said if value is not None} | {"deliveries": deliveries})

    def about(self, kind: str, *names: str) -> dict[str, Answer]:
        """The answers about codes or units of a column, or headings of a table, by what they are about."""
        start = (kind, *(plain(name) for name in names))
        return {each.subject[-1]: each for each in self.answers if each.subject[:-1] == start}
