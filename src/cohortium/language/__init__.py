"""IN WHICH WORDS: English texts stand in the code, a catalogue (gettext's .po) holds the other languages.

The language belongs to a block of code (`speaking`), not to the process: threads do not hear each other, and nothing
of a run is left to the next one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date

    from cohortium.language.catalogue import Catalogue

LANGUAGES = ("en", "fr")
SOURCE = "en"
_spoken: ContextVar[str] = ContextVar("language", default=SOURCE)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Everything said within the block is said in this language; afterwards as before."""
    before = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(before)


def spoken() -> str:
    """The language of the block around: `en` or `fr`."""
    return _spoken.get()


def tr(text: str, /, **values: Any) -> str:
    """A text in the language spoken, its {places} filled in; a text that no catalogue knows stays as it is."""
    found = text if _spoken.get() == SOURCE else _catalogue(_spoken.get()).one(text)
    return found.format(**{name: _shown(value) for name, value in values.items()}) if values else found


def counted(one: str, many: str, number: int, /, **values: Any) -> str:
    """The singular or the plural of a text, as the language spoken counts; `{n}` is the number."""
    english = one if number == 1 else many
    found = english if _spoken.get() == SOURCE else _catalogue(_spoken.get()).counted(one, many, number)
    return found.format(n=number, **{name: _shown(value) for name, value in values.items()})


def _shown(value: Any) -> Any:
    return number(value) if isinstance(value, Decimal) else value


def marked(text: str) -> str:
    """The text itself, marked for the catalogue: `tr` says it where it is shown."""
    return text


MONTHS = (
    marked("January"), marked("February"), marked("March"), marked("April"), marked("May"), marked("June"), marked("July"),
    marked("August"), marked("September"), marked("October"), marked("November"), marked("December"),
)  # fmt: skip


@dataclass(frozen=True)
class Message:
    """A text with its values that is said later, perhaps in several languages."""

    text: str
    values: tuple[tuple[str, Any], ...] = ()

    def __str__(self) -> str:
        return tr(self.text, **dict(self.values))


def later(text: str, /, **values: Any) -> Message:
    """A message to be said in the language of whoever reads it."""
    return Message(text, tuple(values.items()))


def number(text: Any) -> str:
    """A printed number with the decimal sign of the language: 61.1 is 61,1 in French."""
    return str(text) if _spoken.get() == SOURCE else str(text).replace(".", ",")


def day(when: date) -> str:
    """`2 June 2022`, `2 juin 2022`, `1er mars 2021`."""
    first = "er" if when.day == 1 and _spoken.get() == "fr" else ""
    return f"{when.day}{first} {tr(MONTHS[when.month - 1])} {when.year}"


def joined(words: list[str] | tuple[str, ...], last: str) -> str:
    """`a, b and c` with the last word given: `and`, `or`."""
    return f" {last} ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


@cache
def _catalogue(language: str) -> Catalogue:
    """A catalogue is read once, when its language is first spoken, and never changes."""
    from cohortium.language.catalogue import read_catalogue

    return read_catalogue(language)


__all__ = [
    "LANGUAGES", "MONTHS", "Message", "counted", "day", "joined", "later", "marked", "number", "speaking", "spoken", "tr",
]  # fmt: skip
