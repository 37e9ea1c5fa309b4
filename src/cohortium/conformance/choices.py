"""Cells that name something: a state, a level, an arm, a drug, an event, reasons for a stop."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from cohortium.conformance.names import plain, spellings
from cohortium.conformance.reading import Fault, Kind, Value
from cohortium.conformance.words import BLANK, MISSING, STATES, word
from cohortium.language import Message, later
from cohortium.protocol.model import Protocol
from cohortium.protocol.stops import stop_reasons_of
from cohortium.protocol.tables import known_drug, unit_of

_MARKS = re.compile(r"\s*[;,+/]\s*")
_WORDS_BETWEEN = re.compile(r"\s+(?:and|et)\s+", re.IGNORECASE)


def choice(names: Mapping[str, Iterable[str]], rule: str, what: str | Message) -> Kind:
    """One of declared things, by id, label or synonym."""
    known = spellings(names)
    shown = ", ".join(f"{name} ({label})" if label and label != name else name for name, (label, *_) in _labelled(names))

    def read(text: str) -> Value:
        if text in names:
            return Value(text)
        if plain(text) not in known:
            raise Fault(rule)
        return Value(known[plain(text)], False)

    # A declared level may be called "unknown": then it is that level, and no word for missing.
    return Kind(read, later("{what}: one of {shown}", what=what, shown=shown), missing=MISSING - known.keys())


def _labelled(names: Mapping[str, Iterable[str]]) -> list[tuple[str, tuple[str, ...]]]:
    return [(name, (*others,) or ("",)) for name, others in names.items()]


def _state(text: str) -> Value:
    state = STATES.get(word(text))
    if state is None:
        raise Fault("not_yes_or_no")
    return Value(state, text.lower() in ("yes", "no", "not done", "unknown"))


STATE = Kind(_state, "yes, no, not done or unknown; empty where nothing is recorded", missing=BLANK)
TEXT = Kind(lambda text: Value(text), "a text", missing=frozenset())
TEST = Kind(lambda text: Value(plain(text)), "the name of the test")
UNIT = Kind(lambda text: Value(unit_of(text)), "the unit", missing=MISSING - {"/"})


def drug(protocol: Protocol) -> Kind:
    """Any drug, by the id of the protocol where it is declared there."""
    return Kind(lambda text: Value(known_drug(protocol, text)), "the name of the drug")


def sex(protocol: Protocol) -> Kind:
    """The declared level, else the text in capitals."""
    entry = protocol.characteristics.get("sex")
    if entry and entry.levels:
        return choice({level: (label,) for level, label in entry.levels.items()}, "unknown_level", later("sex"))
    return Kind(lambda text: Value(text.upper(), text.isupper()), "the sex, for example F or M")


def event_term(protocol: Protocol) -> Kind:
    """(term, sub-term or None): an event is named by its term or by one of its sub-terms."""
    terms = protocol.safety.terms
    subs = {plain(s): (name, sub) for name, term in terms.items() for sub, label in term.subterms.items() for s in (sub, label)}
    known = subs | {spelling: (name, None) for spelling, name in spellings({n: (t.label,) for n, t in terms.items()}).items()}

    def read(text: str) -> Value:
        if plain(text) not in known:
            raise Fault("unknown_term")
        return Value(known[plain(text)])

    return Kind(read, "a term or sub-term of the protocol", missing=MISSING - known.keys())


def stop_reasons(protocol: Protocol) -> Kind:
    """A tuple of reasons, each once; a label that holds a separator is recognised whole."""
    declared = stop_reasons_of(protocol)
    known = spellings({name: (entry.label, *entry.synonyms) for name, entry in declared.items()})

    def read(text: str) -> Value:
        listed = [text] if plain(text) in known else [part for part in _MARKS.split(text) if part]
        parts = [part for whole in listed for part in ([whole] if plain(whole) in known else _WORDS_BETWEEN.split(whole))]
        if not parts or any(plain(part) not in known for part in parts):
            raise Fault("unknown_stop_reason")
        return Value(tuple(dict.fromkeys(known[plain(part)] for part in parts)))

    return Kind(read, later('one or several of {declared}, separated by ";"', declared=", ".join(declared)), missing=MISSING - known.keys())
