"""The results of a study as text: paragraphs whose every number is a result's own printed text, bound to its id."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from string import Formatter

from cohortium.displays.lookup import Lookup
from cohortium.language import counted, joined, marked, tr
from cohortium.problems import Problem
from cohortium.protocol.model import Protocol
from cohortium.results import Result

_PLACE = re.compile(r"\{([^{}]*)\}")
SUMMARIES: dict[str, tuple[str, tuple[str, ...]]] = {
    "median_q1_q3": (marked("{median} ({q1};{q3})"), ("median", "q1", "q3")),
    "median_min_max": (marked("{median} ({min};{max})"), ("median", "min", "max")),
    "mean_sd": (marked("{mean} (SD {sd})"), ("mean", "sd")),
}


@dataclass(frozen=True)
class Part:
    """A piece of a sentence; a number names its result."""

    text: str
    result_id: str = ""


@dataclass(frozen=True)
class Paragraph:
    """Pieces that follow each other, spaces included."""

    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        """The whole as one text."""
        return "".join(part.text for part in self.parts)

    @property
    def result_ids(self) -> tuple[str, ...]:
        """Every number of the paragraph, in reading order."""
        return tuple(part.result_id for part in self.parts if part.result_id)


Parts = tuple[Part, ...]


class NotThere(Exception):
    """The id of a number that no text can quote: it is not in the results, has no value, or is of nobody."""


@dataclass(frozen=True)
class Quotes:
    """The results as a text quotes them."""

    protocol: Protocol
    lookup: Lookup

    def number(self, **key: str) -> Part:
        """A result's printed text."""
        row = self.row(**key)
        return Part(row.text, row.result_id)

    def counted(self, **key: str) -> Part:
        """`1 patient`, `12 patients`."""
        row = self.row(**{"unit": "patients", **key})
        return Part(counted("{n} patient", "{n} patients", int(row.value or 0)), row.result_id)

    def row(self, **key: str) -> Result:
        """A result that can be quoted."""
        return self.quotable(Result(value=None, **key).result_id, self.lookup.get(**key))

    def quotable(self, identifier: str, row: Result | None) -> Result:
        """The row, unless it is missing, has no value, or counts among nobody."""
        if row is None or row.value is None or row.error:
            raise NotThere(identifier)
        total = self.lookup.by_key.get(replace(row, stat="N", unit=row.unit or "patients").key)
        if total is not None and not total.value:
            raise NotThere(identifier)
        return row

    def share(self, **key: str) -> Parts:
        """`33/54 (61.1 %)`."""
        key = {"unit": "patients", **key}
        stats = {"n": "n", "total": "N", "percent": "percent"}
        return said("{n}/{total} ({percent} %)", **{name: self.number(**key, stat=stat) for name, stat in stats.items()})

    def summary(self, kind: str | None, **key: str) -> Parts:
        """`-3 (-5;-1)`, a median with its quartiles unless another summary is declared."""
        text, stats = SUMMARIES.get(kind or "", SUMMARIES["median_q1_q3"])
        return said(text, **{stat: self.number(**key, stat=stat) for stat in stats})


def said(text: str, **places: str | Part | Parts) -> Parts:
    """A text in the language spoken, its places filled with pieces."""
    found: list[Part] = []
    for literal, name, _, _ in Formatter().parse(tr(text)):
        found += [Part(literal)] if literal else []
        found += _pieces(places[name]) if name is not None else ()
    return tuple(found)


def listed(items: list[Parts]) -> Parts:
    """`a, b and c`."""
    words = joined([f"{{{place}}}" for place in range(len(items))], tr("and"))
    return tuple(
        piece for literal, name, _, _ in Formatter().parse(words) for piece in (Part(literal), *(items[int(name)] if name else ()))
    )


def where(clauses: Iterator[Callable[[], Parts]]) -> list[Parts]:
    """The clauses that can be written; a clause of a number that is not there is left out."""
    found = []
    for clause in clauses:
        try:
            found.append(clause())
        except NotThere:
            continue
    return found


def own_text(quotes: Quotes, text: str) -> Paragraph:
    """The protocol's own paragraph: each `{result_id}` becomes that number; one that is not there stops the writing."""
    parts, end = [], 0
    for place in _PLACE.finditer(text):
        parts += [Part(text[end : place.start()]), _quoted(quotes, place[1].strip())]
        end = place.end()
    return Paragraph(tuple(part for part in (*parts, Part(text[end:])) if part.text))


def _quoted(quotes: Quotes, identifier: str) -> Part:
    row = next((row for row in quotes.lookup.by_key.values() if row.result_id == identifier), None)
    try:
        return Part(quotes.quotable(identifier, row).text, identifier)
    except NotThere:
        raise Problem(
            'The text of the report quotes "{identifier}", which is not a number of these results. Correct report: text: in the protocol.',
            identifier=identifier,
        ) from None


def _pieces(value: str | Part | Parts) -> Parts:
    if isinstance(value, tuple):
        return value
    return (value if isinstance(value, Part) else Part(value),)
