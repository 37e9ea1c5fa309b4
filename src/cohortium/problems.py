"""What a user can be told: one class per kind of ending, one exit code each."""

from __future__ import annotations

import errno
from typing import Any

from cohortium.language import counted, tr

FULL_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO}
"""Errors of the system that are no fault of the program: the place holds no more, or may not be written at all."""

DONE, OPEN_QUESTIONS, BAD_INPUT, INTERNAL, DIFFERENT, INTERRUPTED = 0, 1, 2, 3, 4, 130


class Problem(Exception):
    """Something a user can put right: its text is the whole message, never a patient's value."""

    exit_code = BAD_INPUT

    def __init__(self, text: str, /, **values: Any) -> None:
        super().__init__(tr(text, **values))


class Problems(Problem):
    """Several problems of one input, all told at once, the count first."""

    def __init__(self, title: str, items: list[str], /, **values: Any) -> None:
        self.items = items
        count = counted("{n} problem", "{n} problems", len(items))
        head = tr("{title}: {count}.", title=tr(title, **values), count=count)
        super().__init__("\n".join([head, *(f"  {item}" for item in items)]))


class NothingReceived(Problem):
    """A study that has no data yet."""


class InternalError(Problem):
    """A fault of the program itself, such as a ledger that does not balance."""

    exit_code = INTERNAL


class DifferenceFound(Problem):
    """`verify` found a byte that is not as the manifest says."""

    exit_code = DIFFERENT


def full_disk(error: BaseException | None) -> OSError | None:
    """The full disk behind an error, if there is one: some libraries wrap what the system says in an error of their own."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in FULL_DISK:
            return error
        error = error.__cause__ or error.__context__
    return None
