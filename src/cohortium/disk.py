"""What is written appears whole, or not at all, whatever ends the program: made in a hidden folder beside its place, flushed, renamed."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

WORKING = ".running-"
KEPT = "manifest.json"
"""What tells earlier results, set aside for the moment of a replacement, from what a program was writing."""
NOT_EMPTY = {errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR}


@contextmanager
def work_folder(parent: Path) -> Iterator[Path]:
    """A hidden folder that disappears at the end. What a killed program left beside it is taken away first.

    A lock says whether its program still runs; the system gives it back however that program ends.
    """
    sweep(parent)
    work, lock = _locked(parent)
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)
        if lock is not None:
            os.close(lock)


def _locked(parent: Path) -> tuple[Path, int | None]:
    while True:
        work = Path(tempfile.mkdtemp(prefix=WORKING, dir=parent))
        # Between making and locking it, another program may have taken it for one left behind, or be about to.
        with contextlib.suppress(BlockingIOError):
            lock = _hold(work)
            if work.is_dir():
                return work, lock
            if lock is not None:
                os.close(lock)


def _hold(folder: Path) -> int | None:
    """The lock of a folder; none where the system has no such locks (Windows). BlockingIOError where another program holds it."""
    try:
        import fcntl

        handle = os.open(folder, os.O_RDONLY)
    except (ImportError, OSError):
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(handle)
        if isinstance(error, BlockingIOError):
            raise
        return None
    return handle


def sweep(parent: Path) -> None:
    """Take away what killed programs were writing; earlier results that one of them had set aside go back to their place."""
    for left in sorted(parent.glob(f"{WORKING}*")) if parent.is_dir() else ():
        if left.is_dir() and not left.is_symlink():
            with contextlib.suppress(BlockingIOError):
                _take_away(left, _hold(left))


def _take_away(left: Path, lock: int | None) -> None:
    if lock is None:
        return
    with contextlib.suppress(OSError):
        for kept in left.iterdir():
            if (kept / KEPT).is_file() and not (left.parent / kept.name).exists():
                kept.rename(left.parent / kept.name)
    shutil.rmtree(left, ignore_errors=True)
    os.close(lock)


@contextmanager
def replaced(path: Path) -> Iterator[Path]:
    """The place to write a new version of a file into; it takes the place of the old one at the end, where it differs from it."""
    try:
        with work_folder(path.parent) as work:
            new = work / path.name
            yield new
            if not path.exists() or path.read_bytes() != new.read_bytes():
                flush_file(new)
                os.replace(new, path)
                flush_folder(path.parent)
    except OSError as error:
        if WORKING not in str(error.filename or ""):
            raise
        raise OSError(error.errno, error.strerror, str(path)) from None  # the user knows the file, not where it is made


def exchange(one: Path, other: Path) -> bool:
    """Swap two folders in one step, where the system has such a step: there is no moment with neither. False where it has none.

    renameat2 with RENAME_EXCHANGE of Linux 3.15 (linux/fs.h); Python has no name for it.
    """
    at_working_folder, swap = -100, 2
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
        return rename(at_working_folder, os.fsencode(one), at_working_folder, os.fsencode(other), swap) == 0
    except (AttributeError, OSError, TypeError):
        return False


def replace_folder(work: Path, final: Path) -> None:
    """Put a folder where another is; an interruption leaves one of them there, whole."""
    if not final.exists():
        work.rename(final)
    elif not exchange(work, final):
        _in_two_steps(work, final)


def _in_two_steps(work: Path, final: Path) -> None:
    """Killed between the two, the next program that writes here puts the old folder back (see `sweep`)."""
    with work_folder(final.parent) as aside:
        final.rename(aside / final.name)
        try:
            work.rename(final)
        except BaseException:
            (aside / final.name).rename(final)
            raise


def put(work: Path, final: Path) -> bool:
    """Rename a folder to a name that nothing has; False where something has it. An empty folder counts as nothing."""
    try:
        work.rename(final)
    except OSError as error:
        if error.errno not in NOT_EMPTY:
            raise
        return False
    return True


def flush(folder: Path) -> None:
    """Everything on the disk before the rename, so that a power cut leaves no folder of empty files."""
    paths = list(folder.rglob("*"))
    with ThreadPoolExecutor() as pool:  # the disk takes many files at once better than one after the other
        list(pool.map(flush_file, (path for path in paths if path.is_file())))
    for place in (*(path for path in paths if path.is_dir()), folder):
        flush_folder(place)


def flush_file(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def flush_folder(folder: Path) -> None:
    if os.name == "nt":  # a folder cannot be opened there
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
