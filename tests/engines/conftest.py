"""What takes longest to make on Spark is made once for all files that look at it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from functools import cache
from typing import Any

import pytest

from engines.both import Both, DerivedTwice
from generated import write_study
from generated.pooled import pooled


@pytest.fixture(scope="session")
def derived_twice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DerivedTwice]:
    """Pools of studies, each derived once, on both engines."""
    with ExitStack() as stack:

        @cache
        def twice(**pool: Any) -> Both:
            generated = pooled(**pool)
            folder = write_study(tmp_path_factory.mktemp("pool") / "study", generated.protocol, generated.tables)
            return Both(folder, stack, generated)

        yield twice
