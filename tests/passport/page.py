"""docs/passport.md: every reference value with its source, what was expected, what came out, digits agreed."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby

from cohortium.results import rounded_text
from cohortium.statistics import STATISTICS
from passport.references import KINDS, Value, agreed, r_versions, values

MADE = "<!-- Made by `python3 run.py passport`; do not edit. -->\n"
_HEAD = """# Validation passport

Reference values from outside, recomputed by this version. A value agrees when it differs from the source's by at most half a unit of the
last digit that the source gives. Tests run the same comparison, and this page is checked fresh. What goes into each case stands in
`tests/passport/data`. The answers of R are those of {versions}, whose calls use the names given there.
"""
Compared = tuple[Value, Decimal | None, int]


def compared() -> list[Compared]:
    """Every reference value with what came out and the digits that agree."""
    return [(value, got := value.got, agreed(value, got)) for value in values()]


def failures(rows: list[Compared]) -> list[str]:
    """One sentence per value that does not agree to all digits of its source."""
    return [
        f"{value.family}, {value.title}: {value.case.call} {value.stat} is {_shown(value, got)}; {value.source} says {value.expected}."
        for value, got, digits in rows
        if digits < value.digits
    ]


def passport_page(rows: list[Compared] | None = None) -> str:
    """The page as Markdown."""
    rows = compared() if rows is None else rows
    head = MADE + _HEAD.format(versions=r_versions())
    return "\n".join([head, *_summary(rows), "", *_calls(), *(line for family in _families(rows) for line in family)]) + "\n"


def _summary(rows: list[Compared]) -> Iterator[str]:
    yield from ("| Kind of source | Values | Agree to all digits |", "| --- | ---: | ---: |")
    for kind, words in KINDS.items():
        digits = [got == value.digits for value, _, got in rows if value.kind == kind]
        if digits:
            yield f"| {words} | {len(digits)} | {sum(digits)} |"
    yield f"| All | {len(rows)} | {sum(digits == value.digits for value, _, digits in rows)} |"


def _calls() -> Iterator[str]:
    yield from (
        "## The statistics and the R call that gives each",
        "",
        "| Statistic | What it is | Source | R call |",
        "| --- | --- | --- | --- |",
    )
    for name, entry in STATISTICS.items():
        yield f"| `{name}` | {_cell(entry.label)} | {_cell(entry.source)} | `{_cell(entry.r_call)}` |"
    yield ""


def _families(rows: list[Compared]) -> Iterator[list[str]]:
    ordered = sorted(rows, key=lambda row: row[0].family)
    for family, members in groupby(ordered, key=lambda row: row[0].family):
        head = [f"## {family}", "", "| Case | Stat | Expected | Got | Digits | Source |", "| --- | --- | ---: | ---: | ---: | --- |"]
        yield [*head, *(_line(*member) for member in members), ""]


def _line(value: Value, got: Decimal | None, digits: int) -> str:
    cells = (value.title, value.stat, value.expected, _shown(value, got), f"{digits} of {value.digits}", _cell(value.source))
    return f"| {' | '.join(cells)} |"


def _shown(value: Value, got: Decimal | None) -> str:
    """Two digits more than the source gives, at most 15: enough to see how near it is, and the same on every machine."""
    return "none" if got is None else rounded_text(got, min(value.digits + 2, 15 if value.kind == "certified" else 12))


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
