"""Coding of free text: what people chose for each text of an event, a drug or a reason for a stop that is no declared term.

Nothing is coded that nobody chose. A choice holds for the text, whatever its case and accents, in every later delivery.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from cohortium.conformance.names import CLOSE, plain, spellings
from cohortium.language import LANGUAGES, marked, speaking, tr
from cohortium.problems import Problems
from cohortium.protocol.model import Protocol, label_of
from cohortium.protocol.stops import stop_labels, stop_reasons_of
from cohortium.protocol.tables import known_drug, named_drugs
from cohortium.sources.coded import FILE, CodedRow

EVENT, DRUG, STOP = "event", "drug", "stop_reason"
KINDS = {EVENT: marked("event"), DRUG: marked("drug"), STOP: marked("reason for a stop")}
COLUMNS = {"term": EVENT, "drug": DRUG, "stop_reasons": STOP}
"""Column of a native table -> what its texts name; previous treatments give their reasons as they are."""
NONE = marked("none of them")
Key = tuple[str, str]  # kind, plain text


@dataclass(frozen=True)
class Choice:
    """What a text was coded as: ids of the protocol, none if it is no declared term; by whom and when."""

    terms: tuple[str, ...]
    coder: str
    date: str


@dataclass(frozen=True)
class Lapsed:
    """A choice that counts no more: the terms as they were chosen, and those of them that the protocol does not declare (any longer)."""

    terms: tuple[str, ...]
    strange: tuple[str, ...]
    coder: str
    date: str


@dataclass(frozen=True)
class Coding:
    """The choices of a study, and the rows that they stand in, coded or not."""

    choices: Mapping[Key, Choice] = field(default_factory=dict)
    texts: Mapping[Key, str] = field(default_factory=dict)
    lapsed: Mapping[Key, Lapsed] = field(default_factory=dict)

    def terms(self, kind: str, text: str) -> tuple[str, ...] | None:
        """The ids that a text was coded as; None where nobody has chosen."""
        choice = self.choices.get((kind, plain(text)))
        return choice.terms if choice else None


@dataclass
class FreeText:
    """A text that is no declared term: as it was first written, its cells and patients in this delivery."""

    text: str
    cells: int = 0
    patients: set[tuple[str, str]] = field(default_factory=set)
    counted: int = 0  # patients that the engine counted, of files that it reads

    @property
    def people(self) -> int:
        """How many patients have it."""
        return len(self.patients) + self.counted

    def add(self, other: FreeText) -> None:
        """Count what another file holds of the same text."""
        self.cells, self.counted = self.cells + other.cells, self.counted + other.counted
        self.patients |= other.patients


def key_of(kind: str, text: str) -> str:
    """What tells a row of the workbook, so that a text changed by mistake is noticed."""
    return "C" + hashlib.sha256(f"{kind}\x1f{plain(text)}".encode("utf-8", "replace")).hexdigest()[:12]


def declared_terms(protocol: Protocol, kind: str) -> dict[str, str]:
    """Id -> what people choose, for the terms that a text of a kind can mean; a sub-term is `term/sub-term`."""
    if kind == EVENT:
        terms = protocol.safety.terms
        subs = {f"{name}/{sub}": label or sub for name, term in terms.items() for sub, label in term.subterms.items()}
        return {name: label_of(term, name) for name, term in terms.items()} | subs
    if kind == STOP:
        return stop_labels(protocol)
    named = [*named_drugs(protocol), *(arm.drug for arm in protocol.arms.values() if arm.drug)]
    drugs = {known_drug(protocol, name): name for name in reversed(named)}
    return {plain(name): label_of(drug, name) for name, drug in protocol.drugs.items()} | {
        drug: name for drug, name in sorted(drugs.items()) if drug not in map(plain, protocol.drugs)
    }


def coding_of(rows: Sequence[CodedRow], protocol: Protocol) -> Coding:
    """The coding that the rows of a study's workbooks say; Problems with every row that cannot stand.

    A term that the protocol does not declare takes its whole choice with it: half of what a text means would be another meaning.
    """
    choices: dict[Key, tuple[Choice, CodedRow]] = {}
    texts: dict[Key, str] = {}
    lapsed: dict[Key, Lapsed] = {}
    wrong: list[str] = []
    known = {kind: spellings({name: (label, *_more(protocol, kind, name)) for name, label in declared_terms(protocol, kind).items()})
             for kind in KINDS}  # fmt: skip
    for row in rows:
        kind = next((kind for kind in KINDS if key_of(kind, row.text) == row.key), "")
        if not kind:
            text = (
                "{place}: the text is no longer as a centre wrote it, so its choice stands for nothing. Write it back, or delete the row."
            )
            wrong.append(tr(text, place=row.place))
            continue
        key = kind, plain(row.text)
        texts.setdefault(key, row.text)
        strange = tuple(term for term in row.chosen if plain(term) not in known[kind] and not _is_none(term))
        if strange:
            lapsed.setdefault(key, Lapsed(row.chosen, strange, row.coder, row.date))
        elif row.chosen:
            ids = tuple(dict.fromkeys(known[kind][plain(term)] for term in row.chosen if not _is_none(term)))
            wrong += _added(choices, key, Choice(tuple(sorted(ids)), row.coder, row.date), row)
    if wrong:
        raise Problems("{file} needs correction", wrong, file=FILE)
    chosen = {key: choice for key, (choice, _) in choices.items()}
    return Coding(chosen, texts, {key: each for key, each in lapsed.items() if key not in chosen})


def _more(protocol: Protocol, kind: str, name: str) -> tuple[str, ...]:
    drugs = {plain(drug): entry for drug, entry in protocol.drugs.items()}
    entries = {DRUG: drugs, STOP: stop_reasons_of(protocol)}.get(kind, {})
    return entries[name].synonyms if name in entries else ()


def _is_none(term: str) -> bool:
    """Whether somebody chose that a text is no declared term, in any language."""
    said = set()
    for language in LANGUAGES:
        with speaking(language):
            said.add(plain(tr(NONE)))
    return plain(term) in said


def _added(choices: dict[Key, tuple[Choice, CodedRow]], key: Key, choice: Choice, row: CodedRow) -> list[str]:
    """Add a choice; a sentence where somebody else chose otherwise for the same text."""
    if key not in choices:
        choices[key] = choice, row
        return []
    before, other = choices[key]
    if before.terms == choice.terms:
        coders = dict.fromkeys(filter(None, (before.coder, choice.coder)))
        choices[key] = Choice(choice.terms, "; ".join(coders), before.date), other
        return []
    text = "{first} and {second}: {one} and {two} chose otherwise for the same text. Let them agree, and leave one choice."
    who = (each.coder or tr("not said") for each in (before, choice))
    return [tr(text, first=other.place, second=row.place, **dict(zip(("one", "two"), who, strict=True)))]


def proposal(protocol: Protocol, kind: str, text: str) -> str:
    """The declared term whose spelling is close to a text, as people choose it; empty where none is."""
    terms = declared_terms(protocol, kind)
    known = spellings({name: (label, *_more(protocol, kind, name)) for name, label in terms.items()})
    near = get_close_matches(plain(text), known, n=1, cutoff=CLOSE)
    return terms[known[near[0]]] if near else ""


def uncoded(free: Mapping[Key, FreeText], coding: Coding) -> dict[str, int]:
    """How many different texts of a delivery nobody has coded, by kind."""
    waiting = [kind for kind, text in free if (kind, text) not in coding.choices]
    return {kind: waiting.count(kind) for kind in KINDS if kind in waiting}
