"""Libraries that are needed late, loaded while the engine counts: it leaves Python idle."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from threading import Thread


@contextmanager
def loading(*modules: str) -> Iterator[None]:
    """Load modules beside the work inside. One that is not there is missed where it is asked for, in the words of that place."""
    loader = Thread(target=_load, args=modules)
    loader.start()
    try:
        yield
    finally:
        loader.join()  # a copy of this process has no other thread


def _load(*modules: str) -> None:
    for module in modules:
        with suppress(ImportError):
            import_module(module)
