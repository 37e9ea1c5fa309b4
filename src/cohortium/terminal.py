"""What a command says on the screen: sentences, mistakes, and what to type next."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from cohortium.language import tr
from cohortium.progress import Watcher

# The name of a file may hold what would steer a terminal, or turn a line around.
_UNSEEN = {code: "?" for code in (*range(9), *range(11, 32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A))}


def program() -> str:
    """How the user calls this program: run.py says so when it passes a command through."""
    return os.environ.get("COHORTIUM_COMMAND", "cohortium")


def say_next(command: str, *arguments: Path | str, out: Path | None = None) -> None:
    """The last line of a command: what to type next, ready to copy."""
    words = [str(argument) for argument in arguments] + ([] if out is None else ["--out", str(out)])
    arguments_given = " ".join(shlex.quote(word) for word in words)
    say(tr("Next: {command}", command=f"{program()} {command} {arguments_given}"))


def say(text: str) -> None:
    """Print; when the reader has gone away, go on without one, so that the exit code is the run's."""
    try:
        sys.stdout.write(text.translate(_UNSEEN) + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def progress_bar(length: int, words: str) -> Iterator[Any]:
    """How much of some work is done, and about how long the rest takes; on the screen only."""
    import click

    with click.progressbar(length=length, label=tr(words), file=sys.stderr) as bar:
        yield bar


def watcher() -> Watcher | None:
    """Who watches: nobody where no screen is."""
    return progress_bar if sys.stderr.isatty() else None


def complain(text: str) -> None:
    """Print on standard error; where that cannot be written to, the exit code alone says it."""
    with suppress(OSError, ValueError):
        sys.stderr.write(text.translate(_UNSEEN) + "\n")
