"""Lines added to the mapping file of a centre, at the end of its list `answers` or `readings`, everything else left as it is."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from cohortium.disk import replaced
from cohortium.language import marked, tr
from cohortium.problems import Problem
from cohortium.sources.mapping.load import mapping_from

_HEAD = marked("# What was answered about the files of this centre. It can be corrected here by hand; docs/intake.md says how.")
_LIST = re.compile(r"(?:answers|readings):[ \t]*(?:\[\s*\])?[ \t]*(?:#.*)?")
_BELOW = re.compile(r"[ \t]|-[ \t]")


def new_mapping(centre: str, files: str) -> str:
    """The text of a mapping that says nothing yet."""
    place = f"centre: {json.dumps(centre, ensure_ascii=False)}" if centre else f"files: {json.dumps(files, ensure_ascii=False)}"
    return f"{tr(_HEAD)}\n{place}\n"


def answer_line(answer: Mapping[str, Any]) -> str:
    """One answer as one line of YAML."""
    return "{" + ", ".join(f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in answer.items()) + "}"


def with_answers(text: str, file: str, answers: Sequence[Mapping[str, Any]]) -> str:
    """The text of a mapping with more answers; Problem where its list is not written line by line."""
    said = marked("{file}, line {line}: write each answer on a line of its own below answers:, so that others can be added.")
    return _with_items(text, file, "answers", [f"- {answer_line(answer)}" for answer in answers], said)


def with_readings(text: str, file: str, readings: Sequence[str]) -> str:
    """The text of a mapping with the lines of more readings; Problem where its list is not written line by line."""
    said = marked("{file}, line {line}: write each reading below readings: with a dash of its own, so that others can be added.")
    return _with_items(text, file, "readings", readings, said)


def _with_items(text: str, file: str, name: str, items: Sequence[str], otherwise: str) -> str:
    end = "\r\n" if "\r\n" in text else "\n"
    lines = text.splitlines()
    start = next((place for place, line in enumerate(lines) if line.startswith(f"{name}:")), None)
    if start is None:
        lines += [f"{name}:"]
        start = len(lines) - 1
    elif not _LIST.fullmatch(lines[start]):
        raise Problem(otherwise, file=file, line=start + 1)
    lines[start] = lines[start].replace("[]", "").rstrip()
    below = [place for place, line in enumerate(lines[start + 1 :], start + 1) if _is_below(lines, start, place)]
    last = below[-1] if below else start
    indent = next((re.match(r"[ \t]*", lines[place])[0] for place in below if lines[place].lstrip().startswith("-")), "  ")  # type: ignore[index]
    lines[last + 1 : last + 1] = [f"{indent}{item}" for item in items]
    return end.join(lines) + end


def _is_below(lines: Sequence[str], start: int, place: int) -> bool:
    """Whether a line belongs to the list: indented or an item, and no key of the mapping stands between."""
    between = (line for line in lines[start + 1 : place + 1] if line.strip() and not line.startswith("#"))
    return bool(_BELOW.match(lines[place])) and all(_BELOW.match(line) for line in between)


def add_answers(study: Path, file: str, beginning: str, answers: Sequence[Mapping[str, Any]]) -> None:
    """Write answers into a mapping file of a study, whole or not at all; one that does not exist begins with `beginning`."""
    path = study / file
    text = path.read_bytes().decode("utf-8") if path.exists() else beginning
    write_mapping(path, file, with_answers(text, file, answers))


def write_mapping(path: Path, file: str, written: str) -> None:
    """Write a mapping whose text can be read, whole or not at all."""
    mapping_from(written.removeprefix("\ufeff"), file)
    path.parent.mkdir(exist_ok=True)
    with replaced(path) as whole:
        whole.write_bytes(written.encode("utf-8"))
