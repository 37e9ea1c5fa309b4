"""Where the answers of laboratory terms stand: four abreast, and never beside those of another block of terms."""

from __future__ import annotations

from cohortium.measures import measures_of
from cohortium.protocol.load import protocol_from
from cohortium.protocol.tables import protocol_tables

EXAMPLE = """
study: example
arms: {upa: {drug: upadacitinib}}
timepoints: {M3: {from: 2 months, to: 4 months, pick: last}}
endpoints: {iga01: {role: primary, measure: IGA, responder: {any: [{value_at_most: 1}]}, at: [M3]}}
"""
TERM = "    {name}: {{label: {name}, kind: biological, from: {{any: [{tests}]}}}}"


def _sides(*tests: int) -> list[tuple[object, ...]]:
    """(term, part, lane, block) of terms that ask for so many tests each."""
    listed = [", ".join(f"{{test: t{term}_{test}, above: local_upper}}" for test in range(number)) for term, number in enumerate(tests)]
    terms = [TERM.format(name=f"term{number:02}", tests=asked) for number, asked in enumerate(listed)]
    protocol = protocol_from("\n".join([EXAMPLE, "safety:", "  terms:", *terms]))
    table = protocol_tables(protocol, measures_of(protocol))["p_laboratory_sides"]
    places = [list(table.columns).index(name) for name in ("term", "part", "lane", "block")]
    return [tuple(row[place] for place in places) for row in table.rows]



def test_four_stand_in_a_part():
    sides = _sides(1, 1, 3)
    assert sides == [("term00", 0, 1, 0), ("term01", 0, 2, 0), ("term02", 0, 3, 0), ("term02", 0, 4, 0), ("term02", 1, 1, 0)]


def test_a_part_is_of_one_block():
    sides = _sides(*[1] * 14)
    assert [side[1:] for side in sides[8:12]] == [(2, 1, 0), (2, 2, 0), (2, 3, 0), (2, 4, 0)]
    assert [side[1:] for side in sides[12:]] == [(3, 1, 1), (3, 2, 1)]
    odd = _sides(*[1] * 11, 2, 1)
    assert [side[1:] for side in odd[11:]] == [(2, 4, 0), (3, 1, 0), (4, 1, 1)]  # the last of a block leaves the rest of its part empty
