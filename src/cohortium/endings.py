"""How a command ends: every ending is a sentence and an exit code, never a traceback."""

from __future__ import annotations

import _thread
import contextlib
import errno
import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any

import click

from cohortium import __version__
from cohortium.language import speaking, tr
from cohortium.problems import BAD_INPUT, DONE, INTERNAL, INTERRUPTED, Problem, full_disk
from cohortium.terminal import complain

LOG = "cohortium.log"
_A_MOMENT = 0.05  # seconds


class Guarded(click.Command):
    """A command whose every ending is a sentence and an exit code."""

    def invoke(self, ctx: click.Context) -> int:
        """Run the command; its own exit code, or that of the problem it met."""
        with speaking(ctx.params.get("language") or "en"), Interruption() as interruption:
            try:
                _refuse_strange(ctx.params)
                return super().invoke(ctx) or DONE
            except KeyboardInterrupt:
                return interrupted()
            except Exception as error:
                return interrupted() if interruption.came else _ended_by(error, ctx.params)


def _refuse_strange(given: dict[str, Any]) -> None:
    """Refuse a folder that cannot be named in what is written, or whose link leads nowhere but to itself."""
    for path in (value for value in given.values() if isinstance(value, Path)):
        try:
            str(path).encode()
            os.stat(path)
        except UnicodeEncodeError:
            raise Problem("The name of {path} is not UTF-8. Rename the folder, or name another one.", path=path) from None
        except OSError as error:
            if error.errno == errno.ELOOP:
                raise Problem("{path} is a link that leads back to itself. Name the folder itself.", path=path) from None


class Interruption:
    """Remembers a Ctrl-C: an engine that is interrupted in the middle of a step raises an error of its own instead.

    The end of a session or a shutdown counts as one, so that nothing half written stays behind. One that comes where Python can
    raise no error (an object is being taken away) comes again a moment later.
    """

    came = False
    _again: threading.Timer | None = None
    SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))

    def __enter__(self) -> Interruption:
        self._before: dict[int, Any] = {}
        for number in self.SIGNALS:
            if signal.getsignal(number) != signal.SIG_IGN:  # nohup, or a shell's &: whoever ignores it means it
                with contextlib.suppress(ValueError):  # not the main thread, where no signal arrives
                    self._before[number] = signal.signal(number, self._note)
        self._told, sys.unraisablehook = sys.unraisablehook, self._not_raised
        return self

    def __exit__(self, *_: object) -> None:
        if self._again:
            self._again.cancel()
        sys.unraisablehook = self._told
        for number, before in self._before.items():
            signal.signal(number, before)

    def _not_raised(self, error: sys.UnraisableHookArgs) -> None:
        if issubclass(error.exc_type, OSError):
            return None  # a file that is closed while the command ends for the same want of room, which is told
        if error.exc_type is not KeyboardInterrupt:
            return self._told(error)
        self._again = threading.Timer(_A_MOMENT, _interrupt)
        self._again.daemon = True
        self._again.start()

    def _note(self, *_: object) -> None:
        self.came = True
        raise KeyboardInterrupt


def _interrupt() -> None:
    """What Ctrl-C does, from another thread than the one that is interrupted."""
    if sys.platform == "win32":
        _thread.interrupt_main()
    else:
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)  # wakes it, too, where it waits


def interrupted() -> int:
    complain(tr("Interrupted. Earlier results are as they were."))
    return INTERRUPTED


def unsaid(error: OSError) -> int:
    """Nothing can be written where the command speaks; the exit code says so where even this sentence cannot be."""
    complain(tr("What is to be shown cannot be written: {reason}.", reason=error.strerror or type(error).__name__))
    return BAD_INPUT


def _ended_by(error: Exception, given: dict[str, Any]) -> int:
    """Say what ended a command; the exit code."""
    if isinstance(error, click.ClickException):
        raise error
    if isinstance(error, Problem):
        complain(str(error))
        return error.exit_code
    if isinstance(error, MemoryError):
        text = "There is not enough memory for this. Close other programs, or take a larger computer. Earlier results are as they were."
        complain(tr(text))
        return BAD_INPUT
    refusal = error if isinstance(error, OSError) else full_disk(error)
    return _unusable(refusal, given) if refusal else _internal(error, given)


def _unusable(error: OSError, given: dict[str, Any]) -> int:
    """A file or folder that the system refuses: the system's own reason and the place."""
    place = error.filename or (tr("The disk") if full_disk(error) else None)
    if place is None or error.strerror is None:
        return _internal(error, given)
    text = "{place}: {reason}. Put that right, or name another folder, then run the same command again."
    complain(tr(text, place=place, reason=error.strerror))
    return BAD_INPUT


def _internal(error: Exception, given: dict[str, Any]) -> int:
    """One sentence for a fault of the program, and a log that holds places in the code and nothing of the data."""
    kept = _write_log(error, given)
    where = tr("the place in the program is noted in {log}", log=kept) if kept else tr("no log could be written")
    text = "Cohortium met a fault of its own ({kind}); {where}. Earlier results are as they were; please report it."
    complain(tr(text, kind=type(error).__name__, where=where))
    return INTERNAL


def _write_log(error: Exception, given: dict[str, Any]) -> Path | None:
    """Append types and code places of a chain of errors: messages may quote a patient's value and stay out."""
    import platform
    import tempfile
    import traceback

    lines = [f"cohortium {__version__}, Python {platform.python_version()}, {platform.system()}"]
    link: BaseException | None = error
    while link is not None:
        lines.append(f"{type(link).__module__}.{type(link).__qualname__}")
        lines += [f"  {Path(at.filename).name}:{at.lineno} in {at.name}" for at in traceback.extract_tb(link.__traceback__)]
        link = link.__cause__ or link.__context__
    study = given.get("study_folder") or given.get("folder")
    for folder in filter(None, (study, Path(tempfile.gettempdir()))):
        try:
            with open(folder / LOG, "a", encoding="utf-8") as file:
                file.write("\n".join(lines) + "\n")
            return folder / LOG
        except OSError:
            continue
    return None
