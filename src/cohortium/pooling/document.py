"""The file of a centre's tallies: plain JSON, the same bytes whenever the same counts are written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from cohortium.estimates.margins import NO, WITHHELD, YES, Margin

PROGRAM, FORMAT = "cohortium tally", 1
SMALL = 5
"""A cell that counts fewer patients than this is small, whatever the rule of a centre."""
DIGITS = {"yes": YES, "no": NO}
Rows = Mapping[tuple[Any, ...], Any]
"""Group -> count; WITHHELD where a value, or a sum of days, did not travel."""


@dataclass(frozen=True)
class Sent:
    """What a centre sends: who counted what by which protocol, the counts, and which variants gave all its patients the same answer."""

    version: str
    study: str
    protocol: str
    centres: tuple[str, ...]
    margins: Mapping[Margin, Rows]
    alike: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    small_counts: int | None = None
    draft: tuple[int, int] = (0, 0)  # open blocking questions, and the patients that they touch

    @property
    def withheld(self) -> tuple[Margin, ...]:
        """The tallies whose values the rule on small counts keeps at the centre."""
        return tuple(margin for margin, rows in self.margins.items() if is_withheld(rows))

    @property
    def cells(self) -> list[int]:
        """Every count of patients, events or mentions that travels."""
        return [count for margin, rows in self.margins.items() if margin.of != "days" for count in rows.values()]

    @property
    def small(self) -> int:
        """How many cells count somebody, but fewer than SMALL."""
        return sum(0 < count < SMALL for count in self.cells)


def is_withheld(rows: Rows) -> bool:
    """Whether something of a margin did not travel."""
    return any(WITHHELD in (*group, count) for group, count in rows.items())


def written(sent: Sent) -> bytes:
    """The file, one row of a tally a line; its last entry is the digest of all the rest."""
    content = content_of(sent)
    parts = [f"{_text(name)}: {_text(part)}" for name, part in content.items() if name != "tallies"]
    tallies = ",\n".join(_tally(each) for each in content["tallies"])
    parts += [f'"tallies": [\n{tallies}\n]', f'"seal": {_text(seal(content))}']
    return ("{\n" + ",\n".join(parts) + "\n}\n").encode()


def _tally(part: dict[str, Any]) -> str:
    head = ", ".join(f"{_text(name)}: {_text(value)}" for name, value in part.items() if name != "rows")
    rows = ",\n  ".join(map(_text, part["rows"]))
    return f'{{{head}, "rows": [\n  {rows}]}}' if rows else f'{{{head}, "rows": []}}'


def content_of(sent: Sent) -> dict[str, Any]:
    """What the file says, without its seal."""
    rule = sent.small_counts and {"below": sent.small_counts, "only_counts_of": [name_of(margin) for margin in sent.withheld]}
    return {
        "program": PROGRAM,
        "format": FORMAT,
        "version": sent.version,
        "study": sent.study,
        "centres": list(sent.centres),
        "protocol_sha256": hashlib.sha256(sent.protocol.encode()).hexdigest(),
        "protocol": sent.protocol,
        "draft": {"questions": sent.draft[0], "patients": sent.draft[1]},
        "small_counts": rule,
        "cells": len(sent.cells),
        f"cells_below_{SMALL}": sent.small,
        "same_answers": {endpoint: dict(classes) for endpoint, classes in sent.alike.items()},
        "tallies": [_part(margin, rows) for margin, rows in sent.margins.items()],
    }


def _part(margin: Margin, rows: Rows) -> dict[str, Any]:
    words = {digit: word for word, digit in DIGITS.items()}
    ordered = sorted(([*group, count] for group, count in rows.items()), key=lambda row: [(str(type(part)), str(part)) for part in row])
    return {
        "tally": margin.tally,
        "counts": margin.of,
        "among": {subset: words[digit] for subset, digit in margin.part},
        "only": {column: list(texts) for column, texts in margin.only},
        "columns": list(margin.by),
        "rows": ordered,
    }


def name_of(margin: Margin) -> str:
    """A tally as people read it: `tally_changes by timepoint, arm, change (endpoint: itch)`."""
    only = [f"{column}: {', '.join(texts)}" for column, texts in margin.only]
    among = [f"{subset}: {'yes' if digit == YES else 'no'}" for subset, digit in margin.part]
    more = f" ({'; '.join([*only, *among])})" if only or among else ""
    return f"{margin.tally} by {', '.join(margin.by)}{more}"


def seal(content: Mapping[str, Any]) -> str:
    """The digest of everything else in the file."""
    body = {name: part for name, part in content.items() if name != "seal"}
    return hashlib.sha256(json.dumps(body, sort_keys=True, ensure_ascii=True, separators=(",", ":")).encode()).hexdigest()


def _text(part: Any) -> str:
    return json.dumps(part, ensure_ascii=True)


def widest(margins: Mapping[Margin, Rows]) -> Iterator[Margin]:
    """The margins that no other one gives, so that nothing is said twice and nothing can contradict itself."""
    kept: list[Margin] = []
    for margin in sorted(margins, key=lambda each: (-len(each.by), -_width(each), each.tally)):
        if not any(other.gives(margin) for other in kept):
            kept.append(margin)
    yield from (margin for margin in margins if margin in kept)


def _width(margin: Margin) -> float:
    return sum(len(texts) for _, texts in margin.only) or float("inf")
