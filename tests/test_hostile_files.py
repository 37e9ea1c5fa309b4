"""Hostile and broken files through `check` and `map`: each ends in a sentence, soon, in bounded memory, and runs nothing.

`COHORTIUM_EXAMPLES` sets how many files are tried (a soak: 400 at most of them; each has its own seed).
"""

from __future__ import annotations

import os
import resource
import time
from pathlib import Path

import pytest

from campaign.deliveries import PROTOCOL
from campaign.hostile import MADE, hostile
from cohortium.cli import run_command

FILES = min(400, int(os.environ.get("COHORTIUM_EXAMPLES", "0")) or len(MADE) + 10)
SECONDS, MEGABYTES = 20, 1000
"""For one file, on a busy machine: most take less than a tenth of a second."""


def _tried(name: str, content: bytes, folder: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What is wrong with how a file was met; nothing if it was read or refused in a sentence."""
    data = folder / "data" / "07"
    data.mkdir(parents=True)
    (folder / "protocol.yaml").write_text(PROTOCOL, "utf-8")
    place = data / (f"visits.{name.rpartition('.')[2]}")
    place.write_bytes(content)
    before = time.monotonic()
    codes = [run_command(["check", str(folder)]), run_command(["map", str(place)])]
    took, said = time.monotonic() - before, "".join(capsys.readouterr())
    wrong = [f"exit code {code}" for code in codes if code not in (0, 1, 2)]
    wrong += ["a traceback"] if "Traceback" in said else []
    wrong += [f"{took:.0f} seconds"] if took > SECONDS else []
    left = {path.name for path in folder.iterdir()} - {"data", "protocol.yaml", "mappings", "questions.xlsx", "coding.xlsx"}
    wrong += [f"it left {sorted(left)}"] if left else []
    return [f"{name}: {each}" for each in wrong]


def test_no_file_breaks_a_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found: list[str] = []
    tried = 0
    for number, (name, content) in enumerate(hostile(FILES)):
        found += _tried(name, content, tmp_path / str(number), capsys)
        tried += 1
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert (found, tried) == ([], FILES)
    assert grown < MEGABYTES
