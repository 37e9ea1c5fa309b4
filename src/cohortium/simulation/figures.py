"""Figures that made-up data are to give: rows of results by the parts of their key, each figure as it is printed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from cohortium.problems import Problem, Problems
from cohortium.protocol.document import Unreadable, read_document
from cohortium.protocol.model import Protocol
from cohortium.results import ANALYSES, is_count
from cohortium.statistics import round_half_away

PARTS = ("analysis", "variable", "level", "timepoint", "group", "group_level", "unit")
ALL = "all"


@dataclass(frozen=True)
class Figure:
    """One figure: where it stands in the results, as printed, and what holds where print and arithmetic part."""

    analysis: str
    variable: str
    stat: str
    arm: str
    printed: str
    holds: str
    level: str = ""
    timepoint: str = ""
    group: str = ""
    group_level: str = ""
    unit: str = ""
    because: str = ""

    @property
    def key(self) -> dict[str, str]:
        """The parts that find its row in the results."""
        return {part: getattr(self, part) for part in (*PARTS, "arm", "stat") if getattr(self, part)}

    @property
    def place(self) -> str:
        """Where it stands, in words."""
        parts = (self.analysis, self.variable, self.level, self.timepoint, self.group, self.arm)
        return " ".join([*filter(None, parts), *([self.unit] if self.unit == "mentions" else []), self.stat])


def agrees(value: Any, printed: str) -> bool:
    """Whether a value, rounded to as many decimals as are printed, is the printed one; equal numbers need no same digits."""
    if value is None:
        return False
    decimals = len(printed.partition(".")[2])
    return Decimal(round_half_away(value, decimals)) == Decimal(printed)


def read_figures(path: Path, protocol: Protocol) -> tuple[Figure, ...]:
    """The figures of a file; every mistake at once."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise Problem("{path} cannot be opened as a text. Check its name and your right to read it.", path=path) from None
    return figures_from(text, protocol, path.name)


def figures_from(text: str, protocol: Protocol, name: str = "figures.yaml") -> tuple[Figure, ...]:
    """The figures written in a text; `name` is how its mistakes call the file."""
    try:
        root, _ = read_document(text)
    except Unreadable as found:
        at = found.mistake
        raise Problem("{name} cannot be read: line {line}: {text}.", name=name, line=at.place.line, text=at.text) from None
    plain = root.plain()
    entries = plain.get("figures") if isinstance(plain, dict) else None
    if not isinstance(entries, list) or not entries:
        raise Problem("{name} holds no figures. Write them under figures:, one entry per row of results.", name=name)
    found, wrong = [], []
    for number, entry in enumerate(entries, start=1):
        more, faults = _entry(entry, protocol)
        found += more
        wrong += [f"entry {number}: {fault}" for fault in faults]
    if wrong:
        raise Problems("{name} needs correction", wrong, name=name)
    return tuple(found)


def _entry(entry: Any, protocol: Protocol) -> tuple[list[Figure], list[str]]:
    """The figures of one entry, and what is wrong with it."""
    if not isinstance(entry, dict):
        return [], ["an entry is keys and values, such as analysis, variable and all"]
    parts = {part: str(entry[part]) for part in PARTS if entry.get(part) is not None}
    arms = (ALL, *protocol.arms)
    wrong = [f'"{key}" is neither a part of a key ({", ".join(PARTS)}) nor a group ({", ".join(arms)})'
             for key in entry if key not in (*PARTS, *arms)]  # fmt: skip
    if parts.get("analysis") not in ANALYSES or not parts.get("variable"):
        wrong.append(f"analysis is one of {', '.join(ANALYSES)}, and variable is needed")
    found: list[Figure] = []
    for arm in arms:
        cells = entry.get(arm, {})
        if not isinstance(cells, dict):
            wrong.append(f"{arm} holds figures by name, for example {{N: 54, n: 33}}")
            continue
        for stat, cell in cells.items():
            try:
                found.append(_figure(parts, arm, stat, cell))
            except (InvalidOperation, ValueError, KeyError):
                wrong.append(f'{arm} {stat} is not a number; write for example 12, "-3.5" or {{printed: 1, holds: 2, because: why}}')
    return ([], wrong) if wrong else (found, [])


def _figure(parts: dict[str, str], arm: str, stat: str, cell: Any) -> Figure:
    cell = cell if isinstance(cell, dict) else {"printed": cell, "holds": cell}
    if not cell.keys() <= {"printed", "holds", "because"}:
        raise ValueError(stat)
    printed, holds = (str(cell[name]) for name in ("printed", "holds"))
    if not (Decimal(printed).is_finite() and Decimal(holds).is_finite()):
        raise ValueError(stat)
    unit = "patients" if is_count(stat) or stat in ("percent", "conf_low", "conf_high") else ""
    filled: dict[str, Any] = {"unit": unit} | parts
    return Figure(stat=stat, arm=arm, printed=printed, holds=holds, because=str(cell.get("because", "")), **filled)
