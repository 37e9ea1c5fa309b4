"""One cell's text becomes a value, is set aside, or is empty; a column does it once per distinct text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, NamedTuple

from cohortium.conformance.doubts import doubt_about
from cohortium.conformance.words import MISSING, is_word, missing_kind
from cohortium.language import Message
from cohortium.sources.names import clean

UNUSED, ACCEPTED, NORMALISED, QUARANTINED, EMPTY = range(5)


class Fault(Exception):
    """The id of the check that a text does not pass; never the text."""


class Value(NamedTuple):
    """What a text stands for, and whether it was written just so."""

    value: Any
    as_written: bool = True
    note: str = ""  # the id of a check that only tells of it


class Several(tuple[Any, ...]):
    """What one text means that somebody coded as several things, or as none of the declared ones."""


class Cell(NamedTuple):
    """What became of a text; the rule where it was set aside."""

    status: int
    value: Any = None
    rule: str = ""
    missing: str = ""  # which kind of missing, where a word says it
    note: str = ""


@dataclass(frozen=True, eq=False)  # each is itself alone: what its texts were read as is remembered under it
class Kind:
    """How the texts of a column are read: `read` gets the text without odd spaces; `expected` is told to who wrote it."""

    read: Callable[[str], Value]
    expected: str | Message
    missing: frozenset[str] = MISSING  # words that stand for an empty cell
    family: Literal["text", "number", "date"] = "text"  # which declarations of a mapping are about it
    translate: Callable[[str], str] | None = None  # what a mapping declares: the text in the study's words
    confirmed: Callable[[str], Value] | None = None  # reads also what is unlikely, once its centre has confirmed it
    states: bool = False  # whether not done and unknown are answers here, which no value has


@dataclass
class TypedColumn:
    """The values of a column (None where there is none), what became of each cell, and the places of the faults."""

    index: int  # column, counted from 1
    kind: Kind
    values: list[Any]
    statuses: bytes
    faults: dict[int, str] = field(default_factory=dict)  # position -> rule
    missing: dict[str, int] = field(default_factory=dict)  # kind of missing -> cells
    notes: dict[int, str] = field(default_factory=dict)  # position -> rule that only tells
    states: int = 0  # cells whose answer is a kind of missing: not done, unknown


def read_cell(kind: Kind, text: str) -> Cell:
    """Read one text, which is no value if it is one of the kind's words for missing."""
    cleaned = clean(text)
    if not cleaned:
        return Cell(EMPTY)
    if is_excel_error(cleaned):
        return Cell(QUARANTINED, rule="excel_error")
    try:
        meant = kind.translate(cleaned) if kind.translate else cleaned
        if is_missing(meant, kind):
            return Cell(NORMALISED, missing=missing_kind(meant))
        value, as_written, note = kind.read(meant)
    except Fault as fault:
        return Cell(QUARANTINED, rule=str(fault))
    note = note or (doubt_about(cleaned) if kind.family == "text" else "")
    missing = missing_kind(meant) if kind.states and value not in ("yes", "no") else ""
    return Cell(ACCEPTED if as_written and meant == text else NORMALISED, value, missing=missing, note=note)


def read_confirmed(kind: Kind, text: str) -> Cell:
    """Read a text that its centre has confirmed: what is only unlikely is used as it stands."""
    return read_cell(replace(kind, read=kind.confirmed) if kind.confirmed else kind, text)


def is_missing(text: str, kind: Kind) -> bool:
    """Whether a text stands for no value in cells of a kind; what a mapping calls blank is an empty text."""
    if text and text[-1].isdecimal():  # as no word for missing ends: most cells are numbers, days and codes
        return False
    return not text or is_word(text, kind.missing)


Known = dict[Kind, dict[str, Cell]]
"""What texts of a kind were read as so far: a code or a day stands in several sheets."""


def type_column(kind: Kind, index: int, texts: Sequence[str], known: Known | None = None) -> TypedColumn:
    """Read a column, each distinct text once; in all columns that share what is `known`."""
    before = {} if known is None else known.setdefault(kind, {})
    distinct = set(texts)
    before.update((text, read_cell(kind, text)) for text in distinct - before.keys())
    memo = {text: before[text] for text in distinct}
    values = {text: cell.value for text, cell in memo.items()}
    statuses = {text: cell.status for text, cell in memo.items()}
    faulty = {text: cell.rule for text, cell in memo.items() if cell.rule}
    return TypedColumn(
        index,
        kind,
        list(map(values.__getitem__, texts)),
        bytes(map(statuses.__getitem__, texts)),
        {position: faulty[text] for position, text in enumerate(texts) if text in faulty} if faulty else {},
        _missing_kinds(memo, texts),
        {position: memo[text].note for position, text in enumerate(texts) if memo[text].note} if any(c.note for c in memo.values()) else {},
        sum(values[text] not in (None, "yes", "no") for text in texts) if kind.states else 0,
    )


def _missing_kinds(memo: dict[str, Cell], texts: Sequence[str]) -> dict[str, int]:
    """How many cells are missing, by what they say of it; cells that say nothing are not counted here."""
    said = {text: cell.missing for text, cell in memo.items() if cell.missing}
    return dict(sorted(Counter(said[text] for text in texts if text in said).items())) if said else {}


def is_excel_error(text: str) -> bool:
    """Whether a text is what a spreadsheet shows where a formula failed."""
    return text.startswith("#") and text.upper().rstrip("!?") in _EXCEL_ERRORS


_EXCEL_ERRORS = frozenset(
    ("#N/A", "#NA", "#REF", "#DIV/0", "#VALUE", "#NAME", "#NUM", "#NULL", "#SPILL", "#CALC", "#GETTING_DATA", "#FIELD", "#NO_VALUE")
)
