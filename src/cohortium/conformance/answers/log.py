"""The log of answers, STUDY/answers/log.jsonl: it only grows, and each entry carries the hash of the one before.

It holds what patients' cells held and hold, so it stays with the study. No clock enters it: `when` is the centre's own date.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cohortium.disk import replaced
from cohortium.problems import Problem

FOLDER = "answers"
NAME = "log.jsonl"
_KINDS = {
    "answer": ("query_id", "rule", "centre", "patient", "file", "sheet", "cell", "answer", "old", "new", "reason", "who", "when",
               "workbook", "sha256", "row"),
    "workbook": ("workbook", "sha256", "centre", "asked", "unfit"),
}  # fmt: skip
"""Kind of entry -> what it holds: one for each answer, then one for the workbook that they came in."""


@dataclass(frozen=True)
class Log:
    """The entries of a log in their order, and its last hash."""

    path: Path
    lines: tuple[str, ...] = ()
    entries: tuple[dict[str, Any], ...] = field(default=(), repr=False)

    @property
    def head(self) -> str:
        """The hash of the last entry, which stands for all before it."""
        return self.entries[-1]["hash"] if self.entries else ""

    def of(self, kind: str) -> list[dict[str, Any]]:
        """The entries of a kind."""
        return [entry for entry in self.entries if entry["kind"] == kind]

    def extended(self, new: Iterable[dict[str, Any]]) -> Log:
        """The log with more entries; nothing is written yet."""
        lines, entries, head = list(self.lines), list(self.entries), self.head
        for each in new:
            content = {**each, "entry": len(entries) + 1, "before": head}
            head = _hash(content)
            entries.append({**content, "hash": head})
            lines.append(json.dumps(entries[-1], sort_keys=True))
        return Log(self.path, tuple(lines), tuple(entries))

    def write(self) -> None:
        """Put the log in place whole: what stood there stays in front, an interrupted writing leaves the old one."""
        with replaced(self.path) as unfinished:
            unfinished.write_text("".join(f"{line}\n" for line in self.lines), "utf-8", newline="\n")


def read_log(study: Path, seen: int = 0, head: str = "") -> Log:
    """The log of a study folder, every link of its chain tested; Problem with the place where it is broken.

    `seen` and `head` are the number of entries, and the hash of the last of them, that an earlier run has written down.
    """
    path = study / FOLDER / NAME
    log = _read(path)
    if len(log.entries) < seen or (seen and log.entries[seen - 1]["hash"] != head):
        raise _broken(path, min(seen, len(log.entries) + 1))
    return log


def _read(path: Path) -> Log:
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return Log(path)
    except UnicodeDecodeError:
        raise _broken(path, 1) from None
    lines = text.split("\n")
    if lines.pop():  # a line that never ended
        raise _broken(path, len(lines) + 1)
    entries: list[dict[str, Any]] = []
    for number, line in enumerate(lines, start=1):
        entry = _entry(line)
        before = entries[-1]["hash"] if entries else ""
        if entry is None or entry["entry"] != number or entry["before"] != before or entry["hash"] != _hash(entry):
            raise _broken(path, number)
        entries.append(entry)
    return Log(path, tuple(lines), tuple(entries))


def _entry(line: str) -> dict[str, Any] | None:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(entry, dict) or not {"kind", "entry", "before", "hash"} <= entry.keys():
        return None
    return entry if set(_KINDS.get(str(entry["kind"]), ("",))) <= entry.keys() else None


def _hash(entry: dict[str, Any]) -> str:
    content = {name: value for name, value in entry.items() if name != "hash"}
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _broken(path: Path, line: int) -> Problem:
    return Problem(
        "{path}, line {line}: the log of answers is not as it was written there. It is never changed by hand: put back the copy "
        "that you keep of it. No answer was applied, and nothing was written.",
        path=path,
        line=line,
    )
