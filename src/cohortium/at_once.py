"""Work done at the same time: in this process and in copies of it, where the system can copy a process.

Python runs one thread at a time, so two works take as long as both, unless each has a process of its own. A copy
(`fork`) knows all that this process knows, so nothing is handed to it; what it made comes back as bytes.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import pickle
import select
import signal
import sys
import time
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from cohortium.progress import watched, watching

T = TypeVar("T")
_DIGITS = 2
"""Bytes of the number of a work: the system hands them over together."""
_PR_SET_PDEATHSIG = 1
"""prctl(2): the signal that a process gets when the one that made it ends."""
PROCESSES = 4
"""At most, this one among them: each copy has to be made, and what it changes exists twice."""
PATIENCE, TIMES = 60.0, 10
"""A copy is waited for so many seconds, and so many times what the work done here took: one that waits for ever is ended."""


def at_once(works: Sequence[Callable[[], T]], words: str = "") -> list[T]:
    """What each work returns, in their order. Whoever is free takes the next one: put what takes longest first.

    A work only computes and writes files: nothing else that a copy changes is seen here. What a copy could not do, because
    it failed, was ended, does not go on or could not be made, is done again here, where its error has its place and its words.
    `words` say what is done, to whoever watches; without them nothing is shown.
    """
    waiting = _line_of(len(works))
    processes = max(1, min(_processes(), len(works)))
    copies = [_copy_of(partial(_done, works, _taken(waiting))) for _ in range(processes - 1)]
    try:
        began = time.monotonic()
        taken = _taken(waiting)
        made = _done(works, watched(taken, words, -(-len(works) // processes)) if words else taken)
        patience = PATIENCE + TIMES * (time.monotonic() - began)
        for copy in filter(None, copies):
            made |= copy.result(patience)
    finally:
        os.close(waiting)
        for copy in filter(None, copies):
            copy.end()
    return [made[number] if number in made else work() for number, work in enumerate(works)]


def _line_of(number: int) -> int:
    """The numbers of the works that wait, for whoever reads next; it ends after the last."""
    waiting, end = os.pipe()
    os.write(end, b"".join(each.to_bytes(_DIGITS, "big") for each in range(number)))
    os.close(end)
    return waiting


def _taken(waiting: int) -> Iterator[int]:
    """The numbers that this process takes."""
    return (int.from_bytes(number, "big") for number in iter(partial(os.read, waiting, _DIGITS), b""))


def _done(works: Sequence[Callable[[], T]], taken: Iterable[int]) -> dict[int, T]:
    """What was made of the works that were taken, by their number."""
    return {number: works[number]() for number in taken}


def _processes() -> int:
    # Elsewhere a copy of a process with threads may not go on: macOS says so, Windows has none.
    return min(PROCESSES, len(os.sched_getaffinity(0))) if sys.platform == "linux" else 1


@dataclass
class _Copy:
    """A copy at work: its number, until it has ended, and where its result arrives."""

    process: int
    arrives: int

    def result(self, patience: float) -> dict[int, Any]:
        """What it made, by the number of the work; nothing where it failed, or is not done after so many seconds."""
        waiting = select.poll()
        waiting.register(self.arrives, select.POLLIN)
        if not waiting.poll(patience * 1000):
            return {}
        with os.fdopen(self.arrives, "rb") as pipe:
            self.arrives, content = -1, pipe.read()
        _, status = os.waitpid(self.process, 0)
        self.process = 0
        # What this same program wrote a moment ago, and nobody else can reach.
        return {} if status else pickle.loads(content)

    def end(self) -> None:
        """Stop it, unless it has ended."""
        if self.arrives >= 0:
            os.close(self.arrives)
        if self.process:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.process, signal.SIGKILL)
            os.waitpid(self.process, 0)


def _copy_of(work: Callable[[], Any]) -> _Copy | None:
    """A copy of this process that does the work and ends; None where the system has no room for it."""
    arrives, leaves = os.pipe()
    here, prctl = os.getpid(), ctypes.CDLL(None).prctl
    try:
        with warnings.catch_warnings():
            # The engine's threads wait, and a copy never asks the engine: what Python warns of cannot happen.
            warnings.simplefilter("ignore", DeprecationWarning)
            process = os.fork()
    except OSError:
        os.close(arrives)
        os.close(leaves)
        return None
    if process == 0:
        # It ends with the process that it was made for, however that ends: it would write on, and hold the lock of a folder of nobody.
        prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != here:
            os._exit(1)
        _work_and_end(work, leaves)
    os.close(leaves)
    return _Copy(process, arrives)


def _work_and_end(work: Callable[[], Any], leaves: int) -> None:
    """The whole life of a copy: no cleaning up at its end, which is for the process that it was copied from."""
    status = 1
    try:
        gc.disable()  # nothing of the engine may be given back here
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the other process ends this one
        with watching(None), os.fdopen(leaves, "wb") as pipe:  # one bar on the screen is enough
            pipe.write(pickle.dumps(work()))
        status = 0
    finally:
        os._exit(status)
