"""Which tests share a process, where there are several (`-n`): those of a file, and those of all files that use one Spark."""

from __future__ import annotations

from typing import Any

import pytest

TOGETHER = {"tests/engines/test_parity.py": "spark", "tests/engines/test_spark": "spark"}
"""Beginnings of paths -> what they share: it takes long to start, and much memory."""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """What a file prepares once (a run of the example, a browser) is prepared once, not in every process."""
    from xdist.scheduler import LoadScopeScheduling

    class ByFile(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.partition("::")[0]
            return next((shared for start, shared in TOGETHER.items() if file.startswith(start)), file)

    config.option.loadscopereorder = False  # in the order of the paths: what takes longest is not among the last
    return ByFile(config, log)
