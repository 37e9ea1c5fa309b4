"""Hostile and broken files through `check` and `map`: each ends in a sentence, soon, in bounded memory, and runs nothing.

`COHORTIUM_EXAMPLES` sets how many files are tried (a soak: 400 at most of them; each has its own seed). With `-s` the figures are printed.
"""

from __future__ import annotations

import os
import resource
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from campaign.deliveries import PROTOCOL
from campaign.hostile import MADE, hostile
from cohortium.cli import run_command

FILES = min(400, int(os.environ.get("COHORTIUM_EXAMPLES", "0")) or len(MADE) + 10)
SECONDS, MEGABYTES = 20, 768
"""For one file: seconds of processor (most take less than a tenth), and resident memory beyond what the tests before it left."""
_FORGET = Path("/proc/self/clear_refs")  # Linux forgets the largest memory so far; elsewhere it is that of all files before


def _largest_memory_from_now() -> float:
    if _FORGET.exists():
        _FORGET.write_text("5")
    return _largest_memory()


def _largest_memory() -> float:
    """Resident memory at its largest, in MB."""
    if not _FORGET.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    lines = Path("/proc/self/status").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


@dataclass(frozen=True)
class Tried:
    """How a file was met: what was wrong (nothing, if it was read or refused in a sentence), seconds, megabytes."""

    name: str
    wrong: list[str]
    seconds: float
    megabytes: float


def _tried(name: str, content: bytes, folder: Path, capsys: pytest.CaptureFixture[str]) -> Tried:
    data = folder / "data" / "07"
    data.mkdir(parents=True)
    (folder / "protocol.yaml").write_text(PROTOCOL, "utf-8")
    place = data / (f"visits.{name.rpartition('.')[2]}")
    place.write_bytes(content)
    at_first = _largest_memory_from_now()
    before = time.process_time()
    codes = [run_command(["check", str(folder)]), run_command(["map", str(place)])]
    took, held, said = time.process_time() - before, _largest_memory() - at_first, "".join(capsys.readouterr())
    wrong = [f"exit code {code}" for code in codes if code not in (0, 1, 2)]
    wrong += ["a traceback"] if "Traceback" in said else []
    wrong += [f"{took:.0f} seconds of processor"] if took > SECONDS else []
    wrong += [f"{held:.0f} MB"] if held > MEGABYTES else []
    left = {path.name for path in folder.iterdir()} - {"data", "protocol.yaml", "mappings", "questions.xlsx", "coding.xlsx"}
    wrong += [f"it left {sorted(left)}"] if left else []
    return Tried(name, [f"{name}: {each}" for each in wrong], took, held)


def test_no_file_breaks_a_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("pyreadstat", reason="the extra files is not installed")
    tried = [_tried(name, content, tmp_path / str(number), capsys) for number, (name, content) in enumerate(hostile(FILES))]
    assert ([each for file in tried for each in file.wrong], len(tried)) == ([], FILES)
    slowest, largest = max(tried, key=lambda file: file.seconds), max(tried, key=lambda file: file.megabytes)
    with capsys.disabled():
        sys.stdout.write(
            f"\n{len(tried)} files: at most {slowest.seconds:.1f} s ({slowest.name}), {largest.megabytes:.0f} MB ({largest.name})\n"
        )
