"""One study of many tiny patients and many questions, for engines whose every step has a price however few rows it reads."""

from __future__ import annotations

from itertools import count
from random import Random

from .maker import Table
from .protocols import _asked, _endpoints, make_protocol
from .studies import Generated, generate, ordered

DRAWS = 5  # of endpoints, each of two to four


def pooled(seed: int, patients: int = 120, dated: bool = True, more: bool = False) -> Generated:
    """The study of a seed whose protocol asks for every analysis, with the endpoints of several draws.

    `more`: with words that the reference does not read, and patients who stand twice.
    """
    one = generate(next(number for number in count(1000 * seed) if _holds(make_protocol(Random(number)), dated)), 4, patients)
    measures = list(dict.fromkeys(entry["measure"] for entry in one.protocol["endpoints"].values()))
    draws = [_endpoints(Random(f"{seed} {draw}"), one.protocol, measures).values() for draw in range(DRAWS)]
    endpoints = {f"e{number}": entry for number, entry in enumerate((entry for drawn in draws for entry in drawn), 1)}
    protocol = one.protocol | {"endpoints": endpoints}
    for draw in range(20):
        protocol = _asked(Random(f"{seed} {draw}"), protocol) | protocol
    if more:
        protocol |= _more(protocol)
        _repeat_patients(one.tables)
    return Generated(protocol, ordered(one.tables), seed)


def _more(protocol: dict) -> dict:
    """Intercurrent events, alternatives of an endpoint, a model, and an event that only women can have."""
    name = next(name for name, entry in protocol["endpoints"].items() if entry.get("responder"))
    protocol["endpoints"][name] |= {"missing": "as_observed", "after_stop": "keep"}
    other = list(protocol["arms"].values())[-1]["drug"].lower()
    events = {"ended": {"stopped": "any"}, "dose": {"dose_change": "any"}, "switched": {"treatment": other}}
    terms = {term: entry | {"only_sex": "F"} for term, entry in list(protocol["safety"]["terms"].items())[:1]}
    safety = protocol["safety"] | {"terms": protocol["safety"]["terms"] | terms}
    later = {"intercurrent_events": events, "sensitivity": {name: {"missing": ["non_responder", "worst_case"]}}}
    return later | {"adjusted": {name: {"versus": next(iter(protocol["arms"]))}}, "safety": safety}


def _repeat_patients(tables: Table) -> None:
    """Some patients stand twice, and not always with the same facts."""
    for row in tables["patients"][::7]:
        tables["patients"].append(row | {"sex": "F", "weight": "90"})


def _holds(protocol: dict, dated: bool) -> bool:
    """Whether a protocol, drawn before its patients, has enough of everything that a pool is for."""
    drugs = any(arm.get("drug") for arm in protocol["arms"].values())
    enough = len(protocol["arms"]) > 1 and len(protocol["safety"]["terms"]) > 2 and len(protocol.get("characteristics", ())) > 2
    return enough and drugs == dated and ("enrolment" in protocol) == dated
