"""How far long work has come, for whoever watches: nobody by default, so that what a program reads stays as it is."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from contextvars import ContextVar
from typing import Protocol, TypeVar

Item = TypeVar("Item")
PATIENCE = 2.0
"""Seconds after which work is long enough to be watched."""


class Bar(Protocol):
    """What shows progress: it is told by how many more of all the items are done."""

    def update(self, n_steps: int) -> None: ...


Watcher = Callable[[int, str], AbstractContextManager[Bar]]
"""(number of items, what is done in words) -> what shows how many are done."""
_watcher: ContextVar[Watcher | None] = ContextVar("watcher", default=None)


@contextmanager
def watching(watcher: Watcher | None) -> Iterator[None]:
    """Show the progress of the work inside."""
    before = _watcher.set(watcher)
    try:
        yield
    finally:
        _watcher.reset(before)


def watched(items: Iterable[Item], words: str, number: int) -> Iterator[Item]:
    """The items one after the other; how many of that number are done is shown from the moment on that they take long."""
    watcher, began, bar, told = _watcher.get(), time.monotonic(), None, 0
    with ExitStack() as stack:
        for done, item in enumerate(items):
            yield item
            if watcher and bar is None and time.monotonic() - began > PATIENCE:
                bar = stack.enter_context(watcher(number, words))
            if bar:
                bar.update(done + 1 - told)
                told = done + 1
