"""What was decided about one centre's files after a question: what was asked, what it means, who said so and when."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from cohortium.language import tr
from cohortium.protocol.part import Part
from cohortium.protocol.values import Text, plain
from cohortium.sources.mapping.factor import Factor
from cohortium.sources.names import clean

DateOrder = Literal["year_first", "day_first", "month_first", "mixed"]
DecimalMark = Literal[".", ",", "mixed"]
Hidden = Literal["read", "leave_out"]
Merged = Literal["first", "fill"]
Colours = Literal["ignore", "ask"]
Century = Annotated[int, Field(ge=1900, le=2000)]
SETTINGS = ("dates", "two_digit_years_from", "decimal", "hidden", "merged", "colours")
"""What an answer can say of all files of a centre; the mapping has the same words."""
WRONG, NOT_USED = "wrong", "not_used"
"""What a text means that is a slip, to be asked about cell by cell; and a heading whose column is not read."""

DELIVERIES = ("complete", "additional")
"""What a later delivery of a centre can be."""

Subject = tuple[str, ...]


def _day(value: Any) -> Any:
    return str(value) if value is not None else ""


class Answer(Part):
    """One decision: a setting, or what a text, a unit or a heading means."""

    dates: DateOrder | None = None
    two_digit_years_from: Century | None = None
    decimal: DecimalMark | None = None
    hidden: Hidden | None = None
    merged: Merged | None = None
    colours: Colours | None = None
    column: Text = ""  # the study's word for the column
    text: Text = ""
    unit: Text = ""
    times: Factor | None = None
    units: Literal["as_declared"] | None = None  # of a column, or of a laboratory's test: all its numbers are in one unit
    table: Text = ""
    heading: Text = ""
    delivery: Annotated[Text, BeforeValidator(_day)] = ""  # its day
    means: Text = ""
    by: Text = ""
    on: Annotated[Text, BeforeValidator(_day)] = ""

    @model_validator(mode="after")
    def _one_decision(self) -> Answer:
        said = [name for name in SETTINGS if getattr(self, name) is not None]
        said += ["code"] if self.column and self.text and self.means and not self.unit else []
        said += ["unit"] if self.column and self.unit and (self.times or self.means == WRONG) else []
        said += ["heading"] if self.table and self.heading and self.means else []
        said += ["units"] if self.column and self.units else []
        said += ["delivery"] if self.delivery and self.means in DELIVERIES else []
        if len(said) != 1:
            text = (
                "an answer is one of {settings}, or column, text and means, or column, unit and times, or table, heading and means, "
                "or delivery and means (complete or additional), or column and units (as_declared)"
            )
            raise ValueError(tr(text, settings=", ".join(SETTINGS)))
        return self

    @property
    def subject(self) -> Subject:
        """What it is about: the same for every answer to one question."""
        if self.delivery:
            return "delivery", self.delivery
        if self.heading:
            return "heading", plain(self.table), plain(clean(self.heading))
        if self.units:
            return "units", plain(self.column)
        if self.column:
            return ("unit", plain(self.column), self.unit) if self.unit else ("code", plain(self.column), clean(self.text))
        return (next(name for name in SETTINGS if getattr(self, name) is not None),)


def refuse_twice(answers: Iterable[Answer], settings: Iterable[Subject]) -> None:
    """One question has one answer: in `answers`, or as a setting of the mapping."""
    seen = set(settings)
    for answer in answers:
        if answer.subject in seen:
            said = " ".join(filter(None, answer.subject))
            raise ValueError(tr('"{subject}" is answered twice; leave the answer that counts', subject=said))
        seen.add(answer.subject)
