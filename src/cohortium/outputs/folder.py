"""Where a run goes: worked on in a hidden folder beside its place, then put there whole, or not at all."""

from __future__ import annotations

import contextlib
import os
import re
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from cohortium.disk import flush, flush_folder, put, replace_folder, work_folder
from cohortium.language import tr
from cohortium.outputs.manifest import NAME, is_results_folder, read_manifest
from cohortium.problems import Problem, full_disk

RESULTS = "results"


@dataclass
class RunFolder:
    """`work` is where to write while the run goes on; `final` is where the results are (`work` until it has ended)."""

    work: Path
    final: Path


@contextmanager
def run_folder(study: Path, out: Path | None = None) -> Iterator[RunFolder]:
    """A folder that becomes STUDY/results/NNN, or `out`, when the block ends well, and disappears when it does not."""
    parent = study / RESULTS if out is None else _checked(out, study).parent
    made: list[Path] = []
    try:
        made += _make(parent)
        with _hidden(parent) as work:
            place = RunFolder(work, work)
            yield place
            place.final = _put(work, parent, out)
        made.clear()
    except Exception as error:
        full = None if isinstance(error, Problem) else full_disk(error)
        if full is None:
            raise
        raise _unwritable(parent, full) from None
    finally:
        for folder in reversed(made):
            with contextlib.suppress(OSError):  # not empty: another run has put its results there
                folder.rmdir()


def newest_run(study: Path) -> Path:
    """The results folder with the highest number; a Problem while there is none."""
    for number in sorted(_numbers(study / RESULTS), reverse=True):
        folder = _numbered(study / RESULTS, number)
        if (folder / NAME).is_file():
            return folder
    raise Problem(
        'There are no results in {results} yet. Run the study first: cohortium run "{study}"', results=study / RESULTS, study=study
    )


def labelled(given: Path) -> Path:
    """The results folder that is meant: itself, or the run that was kept under this name where such a folder would be."""
    if given.exists() or not given.parent.is_dir():
        return given
    return next((folder for folder in sorted(given.parent.iterdir()) if _label(folder) == given.name), given)


def check_label(label: str, study: Path, out: Path | None) -> None:
    """A Problem where a label cannot name a run: not a plain name, or the name of another run of the study."""
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_.-]{0,59}", label):
        raise Problem('"{label}" cannot name a run. A label begins with a letter and holds letters, digits, dots, - and _.', label=label)
    others = (study / RESULTS).iterdir() if (study / RESULTS).is_dir() else ()
    taken = next((folder for folder in sorted(others) if label in (_label(folder), folder.name) and folder != out), None)
    if taken:
        raise Problem('"{label}" names the run in {folder} already. Choose another label.', label=label, folder=taken)


def _label(folder: Path) -> str:
    """The label of a run; empty for a folder without one."""
    try:
        return str(read_manifest(folder).get("label", "")) if folder.is_dir() else ""
    except Problem:
        return ""


def _checked(out: Path, study: Path) -> Path:
    """The folder to replace or make; refused where it would destroy something or be read as data."""
    place, home = Path(os.path.realpath(out)), Path(os.path.realpath(study))
    if home.is_relative_to(place) or place.is_relative_to(home / "data") or place == home / RESULTS:
        raise Problem("{out} cannot hold the results: the study's own files are there. Choose another folder with --out.", out=out)
    around = next(filter(is_results_folder, place.parents), None)
    if around:
        raise Problem(
            "{out} lies inside the results in {around}, which would no longer be as written. Choose another folder with --out.",
            out=out,
            around=around,
        )
    if place.is_dir():
        try:
            empty = not any(place.iterdir())
        except OSError as error:
            raise _unwritable(out, error) from None
        if not empty and not is_results_folder(place):
            raise Problem(
                "{out} is not empty and holds no results of Cohortium, so it was left as it is. Choose an empty "
                "or a new folder with --out, or leave --out away.",
                out=out,
            )
        if not empty and _label(place):
            text = '{out} holds the run that is kept as "{label}", so it was left as it is. Choose another folder with --out.'
            raise Problem(text, out=out, label=_label(place))
    elif place.exists():
        raise Problem("{out} is a file, not a folder. Choose another folder with --out.", out=out)
    return place


def _make(parent: Path) -> list[Path]:
    """Make a folder and those above it; returns the ones that did not exist, for taking them away again."""
    missing = [folder for folder in (parent, *parent.parents) if not folder.exists()]
    try:
        parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(parent, error) from None
    return missing[::-1]


@contextmanager
def _hidden(parent: Path) -> Iterator[Path]:
    """A work folder that is shared as any folder of the study is: one for a moment is for its owner only."""
    with ExitStack() as stack:
        try:
            work = stack.enter_context(work_folder(parent))
            work.chmod(parent.stat().st_mode & 0o777)
        except OSError as error:
            raise _unwritable(parent, error) from None
        yield work


def _unwritable(place: Path, error: OSError) -> Problem:
    reason = os.strerror(error.errno) if error.errno else tr("unknown reason")
    return Problem(
        "The results cannot be written to {place}: {reason}. Nothing was changed. Choose another folder "
        "with --out, or make room or the folder writable.",
        place=place,
        reason=reason,
    )


def _put(work: Path, parent: Path, out: Path | None) -> Path:
    """Flush and rename; a file of the old results that another program holds open is a Problem, not a crash."""
    try:
        flush(work)
        with _undisturbed():
            final = _number(work, parent) if out is None else _replace(work, Path(os.path.realpath(out)))
        flush_folder(parent)
    except OSError as error:
        raise _unwritable(parent if out is None else out, error) from None
    return final


@contextmanager
def _undisturbed() -> Iterator[None]:
    """A Ctrl-C between the first rename and the last comes too late: what is finished goes to its place."""
    try:
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    except ValueError:  # not the main thread, where no signal arrives
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _number(work: Path, parent: Path) -> Path:
    """Take the next free number; when two runs end at once, the one that comes second takes the one after."""
    number = max(_numbers(parent), default=0) + 1
    while not put(work, _numbered(parent, number)):
        number += 1
    return _numbered(parent, number)


def _replace(work: Path, final: Path) -> Path:
    replace_folder(work, final)
    return final


def _numbers(parent: Path) -> list[int]:
    if not parent.is_dir():
        return []
    names = (path.name for path in parent.iterdir())
    return [int(name) for name in names if name.isascii() and name.isdigit() and name == f"{int(name):03d}"]


def _numbered(parent: Path, number: int) -> Path:
    return parent / f"{number:03d}"
