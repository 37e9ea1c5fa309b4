"""Cells that name something: a state, a level, an arm, a drug, an event, reasons for a stop."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from cohortium.conformance.coding import DRUG, EVENT, STOP, Coding
from cohortium.conformance.names import plain, spellings
from cohortium.conformance.reading import Fault, Kind, Several, Value
from cohortium.conformance.words import BLANK, MISSING, STATES, word
from cohortium.language import Message, later
from cohortium.protocol.laboratory import tests_of, unit_of
from cohortium.protocol.model import Protocol
from cohortium.protocol.stops import stop_reasons_of
from cohortium.protocol.tables import known_drug

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


STATE = Kind(_state, "yes, no, not done or unknown; empty where nothing is recorded", missing=BLANK, states=True)
TEXT = Kind(lambda text: Value(text), "a text", missing=frozenset())
UNIT = Kind(lambda text: Value(unit_of(text)), "the unit", missing=MISSING - {"/"})


NOT_CODED = Coding()


def drug(protocol: Protocol, coding: Coding = NOT_CODED, several: bool = False) -> Kind:
    """Any drug, by the id of the protocol where it is declared there or coded so; several of them have no dose of their own."""

    def read(text: str) -> Value:
        found = known_drug(protocol, text)
        terms = coding.terms(DRUG, text) if coding.choices else None
        if not terms:
            return Value(found)
        if len(terms) > 1 and not several:
            raise Fault("several_drugs")
        names = [known_drug(protocol, term) for term in terms]
        return Value(Several(names) if len(names) > 1 else names[0], False)

    return Kind(read, "the name of the drug")


def sex(protocol: Protocol) -> Kind:
    """The declared level, else the text in capitals."""
    entry = protocol.characteristics.get("sex")
    if entry and entry.levels:
        return choice({level: (label,) for level, label in entry.levels.items()}, "unknown_level", later("sex"))
    return Kind(lambda text: Value(text.upper(), text.isupper()), "the sex, for example F or M")


def event_term(protocol: Protocol, coding: Coding = NOT_CODED) -> Kind:
    """(term, sub-term or None): an event is named by its term or by one of its sub-terms, or coded as Several or none of them."""
    terms = protocol.safety.terms
    subs = {plain(s): (name, sub) for name, term in terms.items() for sub, label in term.subterms.items() for s in (sub, label)}
    known = subs | {spelling: (name, None) for spelling, name in spellings({n: (t.label,) for n, t in terms.items()}).items()}

    def read(text: str) -> Value:
        if plain(text) in known:
            return Value(known[plain(text)])
        terms = coding.terms(EVENT, text)
        if terms is None:
            raise Fault("unknown_term")
        pairs = [(name, sub or None) for name, _, sub in (term.partition("/") for term in terms)]
        return Value(pairs[0] if len(pairs) == 1 else Several(pairs), False)

    return Kind(read, "a term or sub-term of the protocol", missing=MISSING - known.keys())


def laboratory_test(protocol: Protocol) -> Kind:
    """Any test, by its plain name; one that the protocol asks for may be called Na or NK, and is no word for missing then."""
    return Kind(lambda text: Value(plain(text)), "the name of the test", missing=MISSING - tests_of(protocol))


def stop_reasons(protocol: Protocol, coding: Coding = NOT_CODED) -> Kind:
    """A tuple of reasons, each once; a label that holds a separator is recognised whole, and so is a text that was coded."""
    declared = stop_reasons_of(protocol)
    known = spellings({name: (entry.label, *entry.synonyms) for name, entry in declared.items()})

    def read(text: str) -> Value:
        listed = [text] if plain(text) in known else [part for part in _MARKS.split(text) if part]
        parts = [part for whole in listed for part in ([whole] if plain(whole) in known else _WORDS_BETWEEN.split(whole))]
        if not parts or any(plain(part) not in known for part in parts):
            terms = coding.terms(STOP, text)
            if terms is None:
                raise Fault("unknown_stop_reason")
            return Value(terms, False)
        return Value(tuple(dict.fromkeys(known[plain(part)] for part in parts)))

    return Kind(read, later('one or several of {declared}, separated by ";"', declared=", ".join(declared)), missing=MISSING - known.keys())
