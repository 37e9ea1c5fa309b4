"""One study of many tiny patients and many questions, for engines whose every step has a price however few rows it reads."""

from __future__ import annotations

from itertools import count
from random import Random

from .protocols import _asked, _endpoints, make_protocol
from .studies import Generated, generate

DRAWS = 5  # of endpoints, each of two to four


def pooled(seed: int, patients: int = 120, dated: bool = True) -> Generated:
    """The study of a seed whose protocol asks for every analysis, with the endpoints of several draws."""
    one = generate(next(number for number in count(1000 * seed) if _holds(make_protocol(Random(number)), dated)), 4, patients)
    measures = list(dict.fromkeys(entry["measure"] for entry in one.protocol["endpoints"].values()))
    draws = [_endpoints(Random(f"{seed} {draw}"), one.protocol, measures).values() for draw in range(DRAWS)]
    endpoints = {f"e{number}": entry for number, entry in enumerate((entry for drawn in draws for entry in drawn), 1)}
    protocol = one.protocol | {"endpoints": endpoints}
    for draw in range(20):
        protocol = _asked(Random(f"{seed} {draw}"), protocol) | protocol
    return Generated(protocol, one.tables, seed)


def _holds(protocol: dict, dated: bool) -> bool:
    """Whether a protocol, drawn before its patients, has enough of everything that a pool is for."""
    drugs = any(arm.get("drug") for arm in protocol["arms"].values())
    enough = len(protocol["arms"]) > 1 and len(protocol["safety"]["terms"]) > 2 and len(protocol.get("characteristics", ())) > 2
    return enough and drugs == dated and ("enrolment" in protocol) == dated
