"""Long work is shown to who watches, and to nobody else."""

from __future__ import annotations

from contextlib import contextmanager

from cohortium import progress, terminal
from cohortium.progress import watched, watching


class Bar:
    def __init__(self) -> None:
        self.told: list[int] = []

    def update(self, n_steps: int) -> None:
        self.told.append(n_steps)


def test_nobody_watches_by_default():
    assert list(watched([1, 2, 3], "Counting", 3)) == [1, 2, 3]


def test_a_bar_appears_when_work_takes_long_and_hears_of_everything(monkeypatch):
    bars = []

    @contextmanager
    def watcher(length, words):
        bars.append((length, words, Bar()))
        yield bars[-1][2]

    clock = iter([0.0, 0.5, 2.5, 3.0, 3.5, 9.0, 9.0])
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(clock))
    with watching(watcher):
        assert list(watched("abcd", "Counting", 4)) == ["a", "b", "c", "d"]
    ((length, words, bar),) = bars
    assert (length, words) == (4, "Counting")
    assert bar.told == [2, 1, 1] and sum(bar.told) == length


def test_short_work_shows_no_bar(monkeypatch):
    monkeypatch.setattr(progress.time, "monotonic", lambda: 0.0)

    def watcher(length, words):
        raise AssertionError("nothing is shown")

    with watching(watcher):
        assert list(watched([1, 2], "Writing", 2)) == [1, 2]


def test_a_bar_is_for_a_screen(monkeypatch, capsys):
    assert terminal.watcher() is None  # the tests have none
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    assert terminal.watcher() is terminal.progress_bar
    with terminal.progress_bar(2, "Counting") as bar:
        bar.update(1)
    assert capsys.readouterr().out == ""
