"""The manual: every sentence of what a protocol means, each with its examples as tables in and tables out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from cohortium.statistics import STATISTICS
from passport.examples import example_of
from spec import (
    comparisons,
    drug_survival,
    events,
    follow_up,
    laboratory,
    missing_and_stop,
    numbers,
    responders,
    scores,
    sensitivity,
    stops,
    time,
    who_is_in,
)
from spec.framework import BASE, CENTRE, FIRST_DOSE, Spec, Table
from spec.meanings import LATER, MEANINGS, sentences

FILES: dict[str, tuple[Spec, ...]] = {
    "time": time.SPECS,
    "who_is_in": who_is_in.SPECS,
    "scores": scores.SPECS,
    "responders": responders.SPECS,
    "missing_and_stop": missing_and_stop.SPECS,
    "events": events.SPECS,
    "laboratory": laboratory.SPECS,
    "stops": stops.SPECS,
    "follow_up": follow_up.SPECS,
    "drug_survival": drug_survival.SPECS,
    "numbers": numbers.SPECS,
    "sensitivity": sensitivity.SPECS,
    "comparisons": comparisons.SPECS,
}
"""File -> its examples."""

_HEAD = f"""<!-- Made by `python3 run.py docs`; do not edit. -->
# What every word of a protocol means

Each rule, with examples: a piece of protocol and what the centres send on one side, what comes out on the other. Every example is a test.

What an example does not say is as in this protocol; a section that it writes takes the place of the whole section here:

```yaml
{BASE.strip()}
```

Where an example shows neither `treatments` nor `patients`, every patient begins upadacitinib 15 mg on {FIRST_DOSE} and goes on;
then the window of M3 is from 2021-05-01 to 2021-07-01 with its target on 2021-06-01, and the baseline is from 2020-12-01 to 2021-03-01.
A row is named by its table and its line, the heading being line 1. Tables that come out show only the rows that the example is about.
Numbers are those of `results.csv`, for all arms unless an arm is named; a heading such as `percent (text)` is the text that is printed.
"""

_STATISTICS = """## Statistics

Each statistic with one case: what goes in, and the numbers of a source outside the project. [The passport](passport.md) has all of them.
"""


def manual_page() -> str:
    """The text of docs/manual.md."""
    lines = [_HEAD]
    for section, rules in MEANINGS.items():
        lines += [f"## {section}", ""]
        for rule in rules:
            lines += [f"> {rule}", "", *_later(rule)]
            for spec in examples_of(rule):
                lines += _example(spec)
    lines += [_STATISTICS, *(line for name in STATISTICS for line in _statistic(name))]
    return "\n".join(lines).rstrip("\n") + "\n"


def examples_of(rule: str) -> list[Spec]:
    """The examples that quote a rule, in the order of the quoted words."""
    found = [spec for specs in FILES.values() for spec in specs if spec.pins in rule]
    return sorted(found, key=lambda spec: rule.index(spec.pins))


def _later(rule: str) -> Iterator[str]:
    later = [LATER[sentence] for sentence in sentences(rule) if sentence in LATER]
    if later:
        yield from (f"*Not in this version: {', '.join(dict.fromkeys(later))}.*", "")


def _example(spec: Spec) -> Iterator[str]:
    yield from (f"#### {spec.title}", "", f"“{spec.pins}”", "")
    if spec.broken:
        yield from (f"*The program does not do this yet: {spec.broken}*", "")
    if spec.protocol.strip():
        yield from ("```yaml", spec.protocol.strip(), "```", "")
    for table in spec.tables:
        yield from _table(table, "In")
    for table in spec.expected:
        yield from _table(table, "Out")


def _statistic(name: str) -> Iterator[str]:
    values, entry = example_of(name), STATISTICS[name]
    yield from (f"#### `{name}`{entry.label and f': {entry.label}'}", "", f"In R: `{entry.r_call}`", "")
    yield from ("| In | |", "| --- | --- |")
    yield from (_line((part, _given(each))) for part, each in values[0].case.given.items())
    yield from ("", "| Out | | Source |", "| --- | --- | --- |")
    yield from (_line((value.stat, value.expected, value.source.replace("|", "\\|"))) for value in values)
    yield ""


def _given(part: Any) -> str:
    """Lists as a reader writes them: numbers apart by a blank, the rows of a table by a semicolon."""
    if isinstance(part, Mapping):
        return "; ".join(f"{name} {each}" for name, each in part.items())
    if not isinstance(part, list):
        return str(part)
    return ("; " if any(isinstance(each, list) for each in part) else " ").join(map(_given, part))


def _table(table: Table, way: str) -> Iterator[str]:
    centre = f" of centre {table.centre}" if table.centre != CENTRE else ""
    yield from (f"{way}: **{table.name}**{centre}", "")
    yield _line(table.columns)
    yield _line(["---"] * len(table.columns))
    yield from (_line(row) for row in table.rows)
    yield ""


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
