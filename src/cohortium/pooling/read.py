"""Reading a file of tallies as what anybody may have sent: bounded, typed, sealed, and exactly what the protocol asks for."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, NoReturn

from cohortium.estimates.margins import VALUES, WITHHELD, Margin
from cohortium.pooling.document import DIGITS, FORMAT, PROGRAM, Sent, content_of, name_of, seal
from cohortium.problems import Problem

MOST_BYTES, MOST_TEXT, MOST_COUNT, MOST_VALUE = 200_000_000, 500, 10**12, 10**15
"""A study of ten million patients stays far below."""
YES_NO = ("responder", "due", "visited", "first_answer", "second_answer")
WHOLE = (*VALUES, "worst", "baseline", "reasons", "efficacy", "safety", "screened", "complete", "stopped", "event")


class Strange(ValueError):
    """What makes a file no file of tallies."""


def read_tally(path: Path) -> dict[str, Any]:
    """What a file of tallies says; a Problem where it is none, or was changed since it was written."""
    try:
        if not path.is_file():  # a folder, or a pipe or device that would be read without end
            raise OSError
        if path.stat().st_size > MOST_BYTES:
            raise Problem("{file} is larger than 200 MB, which no file of tallies is. Check that it is the right file.", file=path)
        found = json.loads(path.read_bytes().decode("utf-8"), object_pairs_hook=_once, parse_float=_refuse, parse_constant=_refuse)
    except OSError:
        raise Problem("{file} cannot be opened. Check its name and your right to read it.", file=path) from None
    except (ValueError, RecursionError):
        raise Problem("{file} is no file of tallies, or is damaged. Ask the centre to send it again.", file=path) from None
    if not isinstance(found, dict) or found.get("program") != PROGRAM:
        raise Problem("{file} is no file of tallies. `cohortium tally STUDY -o FILE` writes one.", file=path)
    if found.get("format") != FORMAT:
        text = "{file} is written in a form that this version of Cohortium does not read. Use the version that the centre used."
        raise Problem(text, file=path)
    if found.get("seal") != seal(found):
        raise Problem("{file} was changed after it was written, or is damaged. Ask the centre to send it again.", file=path)
    if not isinstance(found.get("protocol"), str):
        raise _other_tallies(path)
    return found


def is_tally(path: Path) -> bool:
    """Whether a file is one of tallies, sound or not."""
    try:
        if not path.is_file():  # opening a pipe waits without end
            return False
        with path.open("rb") as file:
            return file.read(40).startswith(b'{\n"program": "' + PROGRAM.encode())
    except OSError:
        return False


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) != len(pairs):
        raise Strange("twice")
    return dict(pairs)


def _refuse(_: str) -> NoReturn:
    raise Strange("decimals")


def sent_in(found: Mapping[str, Any], path: Path, margins: Iterable[Margin], arms: Iterable[str]) -> Sent:
    """What a centre sent; a Problem unless it is, tally by tally, what the protocol asks for and can be true."""
    try:
        sent = _sent(found, {_key(margin): margin for margin in margins}, (None, *arms))
    except (Strange, KeyError, TypeError, AttributeError):
        sent = None
    if sent is None or {**content_of(sent), "seal": found["seal"]} != found:
        raise _other_tallies(path)
    for name in _contradictions(sent):
        raise Problem("{file} contradicts itself: {tally} does not add up to the other tallies of its patients.", file=path, tally=name)
    return sent


def _other_tallies(path: Path) -> Problem:
    return Problem("{file} does not hold the tallies that its protocol asks for. Ask the centre to write it again.", file=path)


def _key(margin: Margin) -> str:
    return json.dumps([margin.tally, margin.of, list(margin.by), sorted(margin.part), sorted((name, list(of)) for name, of in margin.only)])


def _sent(found: Mapping[str, Any], wanted: Mapping[str, Margin], arms: tuple[str | None, ...]) -> Sent:
    centres = tuple(_text(code) for code in found["centres"])
    _must(len(set(centres)) == len(centres) and list(centres) == sorted(centres))
    tallies: dict[Margin, Any] = {}
    for part in found["tallies"]:
        among = sorted((_text(subset), DIGITS[word]) for subset, word in part["among"].items())
        only = sorted((column, list(texts)) for column, texts in part["only"].items())
        margin = wanted[json.dumps([part["tally"], part["counts"], part["columns"], among, only])]
        _must(margin not in tallies)
        tallies[margin] = _rows(part["rows"], margin, centres, arms)
    _must(set(tallies) == set(wanted.values()))
    alike = {_text(endpoint): {_text(name): _count(place) for name, place in of.items()} for endpoint, of in found["same_answers"].items()}
    rule = found["small_counts"] and _count(found["small_counts"]["below"])
    draft = (_count(found["draft"]["questions"]), _count(found["draft"]["patients"]))
    return Sent(_text(found["version"]), _text(found["study"]), found["protocol"], centres, tallies, alike, rule, draft)


def _rows(rows: list[Any], margin: Margin, centres: tuple[str, ...], arms: tuple[str | None, ...]) -> dict[tuple[Any, ...], Any]:
    allowed = {**dict(margin.only), "centre": centres, "arm": arms}
    checks: list[Callable[[Any], bool]] = [_check_of(column, allowed.get(column)) for column in margin.by]
    found: dict[tuple[Any, ...], Any] = {}
    for *group, count in rows:
        _must(len(group) == len(checks) and all(check(part) for check, part in zip(checks, group, strict=True)))
        _must(tuple(group) not in found)
        found[tuple(group)] = count if margin.of == "days" and count == WITHHELD else _count(count)
    return found


def _check_of(column: str, allowed: Iterable[str | None] | None) -> Callable[[Any], bool]:
    """Whether an entry can stand in a column. A yes is no 1 here, though Python takes it for one."""
    if allowed is not None:
        texts = set(allowed)
        return lambda part: isinstance(part, str | None) and part in texts
    if column in YES_NO:
        return lambda part: isinstance(part, bool | None)
    if column in WHOLE:
        return lambda part: part is None or part == WITHHELD and column in VALUES or type(part) is int and abs(part) <= MOST_VALUE
    return lambda part: part is None or isinstance(part, str) and len(part) <= MOST_TEXT


def _must(true: bool) -> None:
    if not true:
        raise Strange("unasked")


def _text(part: Any) -> str:
    _must(isinstance(part, str) and len(part) <= MOST_TEXT)
    return part


def _count(part: Any) -> int:
    _must(type(part) is int and 0 <= part <= MOST_COUNT)
    return part


def _contradictions(sent: Sent) -> Iterable[str]:
    """Tallies of the same patients by different columns that do not count the same patients."""
    totals: dict[tuple[Any, ...], int] = {}
    for margin, rows in sent.margins.items():
        if margin.of == "patients":
            total = sum(rows.values())
            if totals.setdefault((margin.tally, margin.part, margin.only), total) != total:
                yield name_of(margin)
