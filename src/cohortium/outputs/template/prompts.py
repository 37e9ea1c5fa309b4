"""What is said beside a cell while it is filled in, and when an entry is not taken."""

from __future__ import annotations

from cohortium.language import joined, number, tr
from cohortium.measures import Measure
from cohortium.protocol.values import format_decimal
from cohortium.sources.template.fields import Field
from cohortium.sources.template.form import Column

_TITLE, _TEXT = 32, 255  # letters that Excel allows


def title_of(column: Column) -> str:
    """The heading, cut to what Excel allows."""
    return _cut(column.field.label, _TITLE)


def prompt_of(column: Column, measure: Measure | None, window: str) -> str:
    """What is to be entered, in a sentence or two."""
    field = column.field
    sentences = [_asked(field)]
    if measure and measure.label != field.label:
        sentences.insert(0, f"{measure.label}.")
    if window and field.kind == "date":
        sentences.append(tr("Expected {window}.", window=window))
    if field.words:
        sentences.append(tr("Or: {words}.", words=joined([f'"{word}"' for word in field.words], tr("or"))))
    return _cut(" ".join(sentences), _TEXT)


def refusal_of(field: Field) -> str:
    """Why an entry is not taken, and what would be."""
    return _cut(f"{tr('This cannot be entered here.')} {_asked(field)}", _TEXT)


def _asked(field: Field) -> str:
    if field.kind == "patient":
        return tr("The code of the patient, as text: 007 stays 007. Never a name.")
    if field.kind == "number":
        return _number(field)
    if field.kind == "date" and field.partial:
        return tr("The date; if only the month or year is known: 2021, or '03/2021 with an apostrophe in front.")
    if field.kind == "date":
        return tr("The full date. If the day is not known: 2021, or '03/2021 with an apostrophe in front; it is kept so, and asked about.")
    if field.several:
        return tr('Choose from the list; several reasons are separated by ";".')
    if field.kind == "choice":
        return tr("Choose from the list.")
    return tr("Choose from the list, or type another text.") if field.choices else tr("A text.")


def _number(field: Field) -> str:
    low, high, step = (number(format_decimal(bound)) if bound is not None else "" for bound in (field.low, field.high, field.step))
    if low and high:
        return tr("A number from {low} to {high} in steps of {step}.", low=low, high=high, step=step)
    if field.signed:
        return tr("A number, without its unit; below or above what is measured: <0.01 or >1000.")
    return tr("A number, without its unit.")


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
