"""Work shared with copies of the process: same results in the same order, whatever becomes of a copy."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypeVar

import pytest

from cohortium import at_once as module
from cohortium import progress
from cohortium.at_once import at_once
from cohortium.problems import Problem
from cohortium.progress import watching

T = TypeVar("T")
copied = pytest.mark.skipif(module._processes() == 1, reason="this system copies no process, or has one processor")


@pytest.fixture
def copies(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The process numbers of the copies that a test makes; afterwards none of them is left, not even as a dead one."""
    made: list[int] = []
    fork = os.fork

    def noted() -> int:
        process = fork()
        made.append(process)
        return process

    monkeypatch.setattr(os, "fork", noted)
    yield made
    assert made
    for process in made:
        with pytest.raises(ChildProcessError):
            os.waitpid(process, os.WNOHANG)


Met = Callable[[Callable[[], T]], Callable[[], T]]


@pytest.fixture
def met(tmp_path: Path) -> Met[Any]:
    """Makes works of which two processes get one each: whoever has one waits until the other has one, too."""

    def meeting(work: Callable[[], T]) -> Callable[[], T]:
        def waits() -> T:
            (tmp_path / f"taken-{os.getpid()}").touch()
            wait_for(lambda: len(list(tmp_path.glob("taken-*"))) > 1)
            return work()

        return waits

    return meeting


def wait_for(seen: Callable[[], object]) -> None:
    """Wait until something is seen, however busy the machine is."""
    end = time.monotonic() + 120
    while not seen() and time.monotonic() < end:
        time.sleep(0.01)
    assert seen()


def test_results_come_in_the_order_of_the_works():
    assert at_once([partial(str, number) for number in range(600)]) == [str(number) for number in range(600)]
    assert at_once([]) == []


@copied
@pytest.mark.usefixtures("copies")
def test_whoever_is_free_takes_the_next_work(tmp_path):
    """One work lasts until all others are done, so whoever has it does none of them."""

    def long() -> int:
        wait_for((tmp_path / "last").exists)
        return os.getpid()

    def last() -> int:
        (tmp_path / "last").touch()
        return os.getpid()

    one, *others = at_once([long, *[os.getpid] * 20, last])
    assert one not in others and os.getpid() in {one, *others}


@copied
def test_no_more_processes_than_works_or_processors(monkeypatch):
    made = []
    monkeypatch.setattr(module, "_copy_of", made.append)
    for works, processors in ((1, 8), (2, 8), (9, 2), (9, 8)):
        monkeypatch.setattr(os, "sched_getaffinity", lambda _, number=processors: set(range(number)))
        assert at_once([int] * works) == [0] * works
    assert len(made) == 0 + 1 + 1 + 3


def test_without_copies_the_results_are_the_same(monkeypatch):
    monkeypatch.setattr(sys, "platform", "win32")
    assert at_once([os.getpid] * 2) == [os.getpid()] * 2


@copied
def test_a_system_without_room_for_a_copy_has_the_work_done_here(monkeypatch):
    def full() -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", full)
    assert at_once([os.getpid] * 2) == [os.getpid()] * 2


@copied
@pytest.mark.usefixtures("copies")
def test_the_work_of_a_copy_that_was_ended_is_done_here(met):
    here = os.getpid()

    def fragile() -> int:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return os.getpid()

    assert at_once([met(fragile)] * 2) == [here] * 2


@copied
@pytest.mark.usefixtures("copies")
def test_a_copy_that_does_not_go_on_is_ended_and_its_work_done_here(monkeypatch, met):
    monkeypatch.setattr(module, "PATIENCE", 0.2)
    monkeypatch.setattr(module, "TIMES", 0)
    here = os.getpid()

    def stuck() -> int:
        if os.getpid() != here:
            time.sleep(3600)
        return os.getpid()

    assert at_once([met(stuck)] * 2) == [here, here]


@copied
def test_a_copy_ends_with_the_process_that_it_was_made_for(tmp_path):
    program = f"""
import os, signal, time
from cohortium.at_once import at_once
here = os.getpid()
def work():
    if os.getpid() != here:
        open({str(tmp_path / "copy")!r}, "w").write(str(os.getpid()))
        time.sleep(3600)
    while not os.path.exists({str(tmp_path / "copy")!r}) or not open({str(tmp_path / "copy")!r}).read():
        time.sleep(0.05)
    os.kill(here, signal.SIGKILL)
at_once([work, work])
"""
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == -signal.SIGKILL
    copy = int((tmp_path / "copy").read_text())
    wait_for(lambda: not _lives(copy))


def _lives(process: int) -> bool:
    """Whether a process runs; one that ended and was not asked for yet does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_an_error_of_any_work_is_told_as_it_is():
    def broken() -> None:
        raise Problem("There is no room.")

    for works in ([broken, os.getpid], [os.getpid, broken]):
        with pytest.raises(Problem, match="There is no room"):
            at_once(works)


@copied
@pytest.mark.usefixtures("copies")
def test_an_interruption_ends_the_copies(met):
    here = os.getpid()

    def interrupted() -> None:
        if os.getpid() != here:
            signal.pause()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        at_once([met(interrupted)] * 2)


@copied
def test_what_a_copy_changes_is_not_seen_here(met):
    seen: list[int] = []
    made = at_once([met(lambda: seen.append(1) or os.getpid())] * 2)
    assert len(set(made)) == 2 and seen == [1]


@copied
def test_a_copy_shows_no_progress(met):
    with watching(lambda length, words: nullcontext()):  # pyright: ignore[reportArgumentType]
        assert sorted(at_once([met(_watched)] * 2, "Writing")) == [False, True]


def test_progress_is_shown_where_there_are_words_for_it(monkeypatch):
    monkeypatch.setattr(progress, "PATIENCE", -1.0)
    monkeypatch.setattr(module, "_processes", lambda: 1)
    shown = []

    def watcher(length, words):
        shown.append((length, words))
        return nullcontext(SimpleNamespace(update=lambda n_steps: None))

    with watching(watcher):
        for words in ("", "Writing"):
            assert at_once([int] * 3, words) == [0] * 3
    assert shown == [(3, "Writing")]


def _watched() -> bool:
    return progress._watcher.get() is not None


@copied
def test_a_large_result_comes_whole(met):
    assert at_once([met(partial(bytes, 3_000_000))] * 2) == [bytes(3_000_000)] * 2
