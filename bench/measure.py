"""A job in a process of its own: seconds, memory, temporary files."""

from __future__ import annotations

import math
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SOURCE = HERE.parent / "src"


@dataclass(frozen=True)
class Measured:
    """One process: seconds on the clock, seconds of processor, peak memory and, where it was watched, temporary files in GB."""

    seconds: float
    processor: float
    memory: float
    spilled: float = 0.0


class DoesNotFit(Exception):
    """A job that needs more memory than it may take."""


def measure(*command: str, accepted: tuple[int, ...] = (0,), most: float = math.inf) -> Measured:
    """Run a command in a process of its own; one that takes more than so many GB of memory is ended."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join((str(SOURCE), str(HERE.parent)))}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program is compiled once, not at every start
    with tempfile.TemporaryDirectory() as spill, tempfile.TemporaryFile() as said:
        started = time.perf_counter()
        # What does not fit into memory goes to a folder that is looked at: Cohortium's own is in TMPDIR, that of DuckDB where it starts.
        with subprocess.Popen(
            [sys.executable, *command],
            env=environment | {"TMPDIR": spill},
            cwd=spill,
            stdout=subprocess.DEVNULL,
            stderr=said,
        ) as process:
            status, usage, spilled = _watched(process, most, Path(spill))
            process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - started
        said.seek(0)
        errors_said = said.read().decode("utf-8", "replace")
    if process.returncode == -signal.SIGKILL or process.returncode and any(word in errors_said for word in NO_MEMORY):
        raise DoesNotFit
    if process.returncode not in accepted:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}\n{errors_said}")
    return Measured(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024**2, spilled)


NO_MEMORY = ("MemoryError", "OutOfMemory", "memory allocation of", "memory does not suffice")
"""What Python, DuckDB, Polars and Cohortium say when they get no more memory."""


def _watched(process: subprocess.Popen[bytes], most: float, spill: Path) -> tuple[int, Any, float]:
    """How a process ended, what it used, and how large its temporary files were at most; only one with a limit is looked at on the way."""
    spilled = 0.0
    while True:
        found, status, usage = os.wait4(process.pid, 0 if most == math.inf else os.WNOHANG)
        if found:
            return status, usage, spilled
        spilled = max(spilled, sum(_size(each) for each in spill.rglob("*")) / 1024**3)
        if _resident(process.pid) > most:
            process.kill()
        time.sleep(0.2)


def _size(file: Path) -> int:
    try:
        return file.stat().st_blocks * 512
    except FileNotFoundError:  # it was there a moment ago
        return 0


def _resident(process: int) -> float:
    return int(Path(f"/proc/{process}/statm").read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1024**3


def median(runs: list[Measured]) -> Measured:
    """The median of each figure."""
    return Measured(*(statistics.median(getattr(run, each.name) for run in runs) for each in fields(Measured)))


def memory_of_machine() -> float:
    """In GB."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
