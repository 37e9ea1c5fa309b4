"""Work shared with copies of the process: same results in the same order, whatever becomes of a copy."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import nullcontext
from functools import partial

import pytest

from cohortium import at_once as module
from cohortium import progress
from cohortium.at_once import at_once
from cohortium.problems import Problem
from cohortium.progress import watching

copied = pytest.mark.skipif(not module._can_copy(), reason="this system copies no process, or has one processor")


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


def test_results_come_in_the_order_of_the_works():
    assert at_once([partial(str, number) for number in range(5)]) == ["0", "1", "2", "3", "4"]


@copied
@pytest.mark.usefixtures("copies")
def test_the_first_work_is_done_here_and_the_others_in_copies():
    here, there = at_once([os.getpid, os.getpid])
    assert here == os.getpid() != there


def test_without_copies_the_results_are_the_same(monkeypatch):
    monkeypatch.setattr(sys, "platform", "win32")
    assert at_once([os.getpid, os.getpid]) == [os.getpid()] * 2


@copied
def test_a_system_without_room_for_a_copy_has_the_work_done_here(monkeypatch):
    def full() -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", full)
    assert at_once([os.getpid, os.getpid]) == [os.getpid()] * 2


@copied
@pytest.mark.usefixtures("copies")
def test_the_work_of_a_copy_that_was_ended_is_done_here():
    here = os.getpid()

    def fragile() -> int:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return os.getpid()

    assert at_once([os.getpid, fragile]) == [here, here]


@copied
@pytest.mark.usefixtures("copies")
def test_a_copy_that_does_not_go_on_is_ended_and_its_work_done_here(monkeypatch):
    monkeypatch.setattr(module, "PATIENCE", 0.2)
    here = os.getpid()

    def stuck() -> int:
        if os.getpid() != here:
            time.sleep(3600)
        return os.getpid()

    assert at_once([os.getpid, stuck]) == [here, here]


def test_an_error_of_any_work_is_told_as_it_is():
    def broken() -> None:
        raise Problem("There is no room.")

    for works in ([broken, os.getpid], [os.getpid, broken]):
        with pytest.raises(Problem, match="There is no room"):
            at_once(works)


@copied
@pytest.mark.usefixtures("copies")
def test_an_interruption_ends_the_copies():
    def interrupted() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        at_once([interrupted, signal.pause])


@copied
def test_what_a_copy_changes_is_not_seen_here():
    seen: list[int] = []
    at_once([int, lambda: seen.append(1)])
    assert seen == []


@copied
def test_a_copy_shows_no_progress():
    shown = []
    with watching(lambda length, words: shown.append(words) or nullcontext()):  # pyright: ignore[reportArgumentType]
        here, there = at_once([_watched, _watched])
    assert (here, there) == (True, False)


def _watched() -> bool:
    return progress._watcher.get() is not None


@copied
def test_a_large_result_comes_whole():
    assert at_once([bytes, partial(bytes, 3_000_000)])[1] == bytes(3_000_000)
